"""What visiting web addresses found, kept in the data home, so that material can say when a link was checked."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter, ValidationError

from app.link_check import LinkCheck, Verdict
from app.resources import address_key
from knowledge.storage_errors import file_errors
from knowledge.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FILE_NAME: Final = "link-checks.json"
"""Inside the data home."""
NOT_CHECKED: Final = "address not checked"
LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CheckedLink:
    """How an address answered when it was last visited, and on which day (UTC)."""

    verdict: Verdict
    day: date


RECORD = TypeAdapter(dict[str, CheckedLink])


def keep_checks(home: Path, checks: Iterable[LinkCheck], day: date | None = None) -> None:
    """Keeps what a visit found, over what earlier visits did.

    An address that was not visited, or from which no answer came, is left as it was: this machine may be offline.
    Without a data home nothing is kept.

    Args:
        home: The data home.
        checks: What came of each address.
        day: Of the visit; today (UTC) where absent.

    Raises:
        HomeError: The file cannot be written; what was in it is still there.
    """
    if not home.is_dir():
        return
    day = day or datetime.now(UTC).date()
    kept = dict(checked_links(home))
    kept |= {address_key(check.url): CheckedLink(check.verdict, day) for check in checks if _answered(check)}
    with file_errors(home / FILE_NAME):
        content = RECORD.dump_json(dict(sorted(kept.items())), indent=1) + b"\n"
        write_whole(home / FILE_NAME, content, private=True)


def _answered(check: LinkCheck) -> bool:
    return check.verdict is not Verdict.NOT_VISITED and check.status is not None


def checked_links(home: Path) -> Mapping[str, CheckedLink]:
    """What visits found, by `app.resources.address_key`; empty where there was none, or its file is damaged.

    Args:
        home: The data home.

    Raises:
        HomeError: The file cannot be read.
    """
    path = home / FILE_NAME
    with file_errors(path):
        content = path.read_bytes() if path.exists() else b"{}"
    try:
        return RECORD.validate_json(content)
    except ValidationError:
        LOGGER.warning("%s is damaged: all addresses count as not checked.", path.name)
        return {}


def link_mark(url: str, checked: Mapping[str, CheckedLink]) -> str | None:
    """What is said beside a link: `checked on 3 November 2026`; `None` where it is gone and is to be left out."""
    found = checked.get(address_key(url))
    if found is None:
        return NOT_CHECKED
    day = f"{found.day.day} {found.day:%B %Y}"
    match found.verdict:
        case Verdict.GONE:
            return None
        case Verdict.OK | Verdict.REDIRECTED:
            return f"checked on {day}"
        case Verdict.REFUSED:
            return f"address not checked: on {day} the site let no program in"
        case _:
            return f"did not work on {day}"
