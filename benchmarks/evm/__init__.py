"""What benchmarks/gas.py runs: a chain of its own, our acts, and those of the peers."""
