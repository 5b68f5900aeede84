"""Fictional audit reports, written for this project."""
