"""All tests. The gate for parts that may be missing is in conftest.py."""
