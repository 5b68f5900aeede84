"""A report's way in: files to passages."""
