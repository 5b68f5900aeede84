"""Types, errors, seams, and the knowledge base."""
