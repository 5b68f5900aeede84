"""The errors of signing in."""

from __future__ import annotations

from knowledge.errors import ConfigError, NotAllowedError


class SignInError(NotAllowedError):
    """Somebody is not let in.

    Args:
        message: One sentence saying what happened.
        help_message: One sentence saying what to do.
        reason: One word for the audit log.
    """

    def __init__(self, message: str, help_message: str, reason: str = "wrong") -> None:
        super().__init__(message, help_message)
        self.reason = reason


class NotSignedInError(ConfigError):
    """Nobody of a name is signed in."""
