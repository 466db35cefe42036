"""What pages show of a meeting that no table holds."""
