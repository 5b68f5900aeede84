"""Screens a report's text for what may identify a person."""

from ingest.screening.screen import identifies_person, screen, screening_warnings

__all__ = ["identifies_person", "screen", "screening_warnings"]
