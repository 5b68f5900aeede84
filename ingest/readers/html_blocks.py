"""Which elements of a web page part its text into blocks, and the runs of words between their borders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.readers.rich_text import Run, Target, target_of

if TYPE_CHECKING:
    from ingest.readers.html_walk import Event

HEADING_LEVELS = {f"h{level}": level for level in range(1, 7)}
BOLD = frozenset({"b", "strong", "dt", "summary", "th"})
BLOCK_TAGS = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form header hr legend li main ol p pre section summary table tbody td tfoot th thead tr ul"
)
BLOCKS = frozenset(BLOCK_TAGS.split()) | frozenset(HEADING_LEVELS)


class Inline:
    """Collects runs of words between the borders of blocks.

    Args:
        base: The address that relative links start from.
    """

    def __init__(self, base: str | None) -> None:
        self._base = base
        self._bold = 0
        self._targets: list[Target | None] = []
        self.runs: list[Run] = []

    def enter(self, event: Event) -> None:
        """Takes note of a link or of bold letters that begin."""
        self._bold += event.tag in BOLD
        if event.tag == "a":
            attributes = event.node.attributes
            self._targets.append(target_of(attributes["href"], self._base) if "href" in attributes else None)

    def leave(self, tag: str) -> None:
        """Takes note of a link or of bold letters that end."""
        self._bold -= tag in BOLD
        if tag == "a":
            self._targets.pop()

    def add(self, text: str) -> None:
        """Takes words."""
        self.runs.append(Run(text, self._bold > 0, target=self._targets[-1] if self._targets else None))

    def take(self) -> list[Run]:
        """The runs collected so far; collecting begins anew."""
        runs, self.runs = self.runs, []
        return runs
