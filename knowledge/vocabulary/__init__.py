"""Word lists as data, and their loader."""
