"""What a person can do with a complete answer: copy it, download it, teach with it, link to its question."""

from __future__ import annotations

import re

from app.ui.safe_text import safe

KEY = re.compile(r"[\w-]+", re.ASCII)
"""The names that `app.export.shelf` gives."""


def tools_html(key: str, permalink: str, *, teaches: bool = False) -> str:
    """A row of links under an answer. They are relative, so that they hold at a sub-path too, and need no script.

    Args:
        key: The answer's name on the shelf; without one, there is nothing to copy or download.
        permalink: A query that asks the question again: `?q=...`; empty where it is not to be asked again.
        teaches: Whether material for teaching can be made of it.

    Returns:
        Safe HTML. `a.copy` leads to the text to copy: a script may copy it instead of opening it.
    """
    links = []
    if KEY.fullmatch(key):
        links += [
            f'<a class="copy" href="answers/{key}.txt">Copy with citations</a>',
            f'<a href="answers/{key}.docx">Download as Word</a>',
            f'<a href="answers/{key}.md">Download as Markdown</a>',
        ]
        links += [f'<a class="teach" href="packs/choose?answer={key}">Make a pack</a>'] if teaches else []
    if permalink.startswith("?"):
        links.append(f'<a class="permalink" href="{safe(permalink)}">Link to this question</a>')
    return f'<ul class="tools">{"".join(f"<li>{link}</li>" for link in links)}</ul>' if links else ""
