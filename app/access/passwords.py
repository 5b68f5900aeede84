"""What a password must be, and how it is kept: as an argon2id hash."""

from __future__ import annotations

import threading
import unicodedata
from contextlib import contextmanager
from typing import TYPE_CHECKING

from knowledge.errors import ConfigError, TooOftenError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 200
"""Characters. NIST SP 800-63B-4, 3.1.1.2: length counts, and rules about kinds of characters do not help."""
FEWEST_DIFFERENT = 5
"""Different characters: fewer are a repetition, which guessing programs try first."""
COMMON = frozenset([
    "password1234", "password12345", "password123456", "passwordpassword", "password123!",
    "passw0rd1234", "welcome12345", "letmein12345", "qwertyuiop12", "qwertyuiop123",
    "qwertyuiopas", "qwertyuiop[]", "1q2w3e4r5t6y", "1qaz2wsx3edc", "administrator",
    "administrator1", "safeguarding", "safeguarding1", "safeguarding123", "auditlearning",
    "audit-learning", "abcdefghijkl", "abcdefghijklm", "123456789012", "1234567890123",
    "12345678901234", "0123456789012", "iloveyou1234", "changeme1234", "changemenow1",
    "correcthorsebatterystaple",
])  # fmt: skip
"""Long enough, and still among the first that anybody tries here."""
AT_ONCE = 2
"""Hashes computed at one time: each takes 64 MiB, and a flood of sign-ins must not take the machine's memory."""
MOST_WAITING = 20
"""For their turn, a second or two. The server has 40 threads for all that blocks (anyio's default): a flood of
sign-ins must leave some for whoever is signed in."""


class PasswordError(ConfigError):
    """A password that may not be used."""


def checked(password: str, name: str) -> str:
    """A new password, in the form that is hashed (Unicode NFKC: the same keys on another keyboard are the same).

    Args:
        password: As typed.
        name: Of the account.

    Raises:
        PasswordError: It is too short, too long, the name, one of COMMON, or a repetition of few characters.
    """
    normal = _normal(password)
    plain = normal.casefold()
    if len(normal) < SHORTEST:
        raise PasswordError(
            f"The password is shorter than {SHORTEST} characters.", "A few words that do not belong together are good."
        )
    if len(normal) > LONGEST:
        raise PasswordError(f"The password is longer than {LONGEST} characters.", "Choose a shorter one.")
    if plain == name.casefold():
        raise PasswordError("The password is the name.", "Choose another.")
    if plain in COMMON or len(set(plain)) < FEWEST_DIFFERENT:
        raise PasswordError("The password is one that is guessed first.", "Choose another.")
    return normal


class Hashes:
    """Makes and checks hashes.

    Args:
        hasher: argon2-cffi's, with its own parameters (RFC 9106, low memory) where absent.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        from argon2 import PasswordHasher

        self._hasher = hasher or PasswordHasher()
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._places = threading.BoundedSemaphore(AT_ONCE + MOST_WAITING)
        self._lock = threading.Lock()
        self._nobodys: str | None = None

    def of(self, password: str) -> str:
        """The hash of a password: argon2id, with its parameters and its own salt. Raises TooOftenError, as `fits`."""
        with self._turn():
            return self._hasher.hash(_normal(password))

    def fits(self, password: str, kept: str | None) -> bool:
        """Whether a password is the one that was hashed.

        Args:
            password: As typed.
            kept: The hash; `None` where there is no such account: that takes as long, so that the time does not tell.

        Raises:
            TooOftenError: MOST_WAITING wait already; whether it fits was not looked at.
        """
        from argon2.exceptions import InvalidHashError, VerificationError

        nobodys = self._hash_of_nobody()
        try:
            with self._turn():
                # Over-long ones are cut, not refused early: whatever is typed takes the same time.
                self._hasher.verify(kept or nobodys, _normal(password)[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise TooOftenError("Many people are signing in at this moment.", "Try again in a few seconds.", 5)
        try:
            with self._turns:
                yield
        finally:
            self._places.release()

    def _hash_of_nobody(self) -> str:
        with self._lock:
            if self._nobodys is None:
                self._nobodys = self._hasher.hash("nobody has this password")
            return self._nobodys


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
