"""The error of making a pack."""

from __future__ import annotations

from knowledge.errors import AuditLearningError


class PackError(AuditLearningError):
    """A pack cannot be given out: a quote of it does not stand, to the letter, in its file or in the library."""
