"""Readers: one adapter per file format."""
