"""The links at the top of the chat: the same as on the other pages (app/pages/templates/layout.html)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.ui.safe_text import safe

if TYPE_CHECKING:
    from app.access.people import Person

PLACES = (("./", "Ask"), ("library", "Library"), ("themes", "Themes"), ("packs", "Packs"))
"""Relative: the page may be served under a path. page.js makes them open here, and says which one is this page."""
ACCESSIBILITY = ("accessibility", "Accessibility")
SKIP = '<a class="skip" href="#question">Skip to the question</a>'


def navigation_html(person: Person | None) -> str:
    """The links, as safe HTML.

    Args:
        person: Who is signed in; their account and Sign out come last, unless they are known only by being here.
    """
    listed = "".join(_item(*place) for place in (*PLACES, ACCESSIBILITY))
    return f'{SKIP}<p class="product">Audit Learning Assistant</p><nav><ul>{listed}{_account(person)}</ul></nav>'


def navigation(gr: Any) -> Any:  # noqa: ANN401 - Gradio has no types
    """Builds the links as they are before it is known who is there."""
    return gr.Markdown(navigation_html(None), elem_id="navigation", latex_delimiters=[])


def _item(path: str, name: str) -> str:
    return f'<li><a href="{path}">{name}</a></li>'


def _account(person: Person | None) -> str:
    if person is None or person.via == "this machine":
        return ""
    return (
        f'<li><a href="account">{safe(f"{person.name} ({person.role.value})")}</a></li>'
        '<li><form method="post" action="logout"><button class="link" type="submit">Sign out</button></form></li>'
    )
