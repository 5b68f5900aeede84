"""Serves the product over HTTP: the application, its guard, its health, and the process that runs it."""
