"""Whether the API is alive, and whether the parts it stands on are ready."""
