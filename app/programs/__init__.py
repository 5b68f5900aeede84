"""For programs: the HTTP endpoint of `ask`, and an MCP server."""
