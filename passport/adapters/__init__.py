"""What stands between the ports and the world: chain, content store, database, and memory for tests."""
