"""Where a link leads: the one rule for all formats."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

LONGEST_URL = 2_000
WEB = re.compile(r"https?://[^\s/]\S*|mailto:[^\s@]+@[^\s@]+", re.IGNORECASE)
TYPED_MAIL = re.compile(r"(?:^|/)([\w.+-]+@[\w-]+(?:\.[\w-]+)+)$")
TYPED_WEB = re.compile(r"(?:^|/)(www\.[\w-]+(?:\.[\w-]+)+(?:/\S*)?)$", re.IGNORECASE)


def target_url(address: str) -> str | None:
    """The web or mail address that a link leads to; `None` where its target was lost.

    Word and LibreOffice write an address typed without its scheme as a file on the author's disk, with the author's
    name in its path: only the address at its end is kept, and nothing where there is none.

    Args:
        address: As the file gives it.
    """
    address = address.strip()
    if len(address) > LONGEST_URL:
        return None
    if WEB.fullmatch(address):
        return address if _has_host(address) else None
    was_typed = address.casefold().startswith("file:") or "/" not in address or address.casefold().startswith("www.")
    if not was_typed:
        return None
    if mail := TYPED_MAIL.search(address):
        return f"mailto:{mail[1]}"
    if web := TYPED_WEB.search(address):
        return f"https://{web[1]}"
    return None


def _has_host(address: str) -> bool:
    try:
        return bool(urlsplit(address).hostname) or address.casefold().startswith("mailto:")
    except ValueError:  # such as `https://[insert link]`
        return False
