"""Describes a report from its own words: each fact with the span that states it."""

from ingest.description.describe import Described, describe
from ingest.description.themes import themes_of_report

__all__ = ["Described", "describe", "themes_of_report"]
