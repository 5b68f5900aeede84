"""Templates of what the assistant says, and their loader."""
