"""Makes pages from templates, every value escaped and no script run but our own file, and sends browsers to them."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from app.access.people import KEY, Role
from app.server.sub_path import path_below_root

if TYPE_CHECKING:
    from fastapi.responses import HTMLResponse
    from jinja2 import Environment
    from starlette.requests import HTTPConnection
    from starlette.responses import RedirectResponse

PAGE_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
"""Stricter than the chat's, which Gradio starts from inline scripts. A shaded cell gets its shade from a class."""


def page(request: HTTPConnection, template: str, *, title: str, status: int = 200, **values: object) -> HTMLResponse:
    """A page.

    Args:
        request: What it answers.
        template: Name of a file in `templates`, which extends `layout.html`.
        title: Of the page, without the product's name.
        status: HTTP status.
        values: What the template names; text of reports and people is escaped there. Beside these it has `root` (the
            path that everything is served under, to begin links with), `person` (who is signed in, or `None`),
            `is_librarian` and `here` (the path of this page).
    """
    from fastapi.responses import HTMLResponse

    person = request.scope.get(KEY)
    common = {
        "title": title,
        "root": request.scope.get("root_path", ""),
        "here": path_below_root(request.scope),
        "person": person,
        "is_librarian": person is not None and person.role is Role.LIBRARIAN,
    }
    shown = environment().get_template(template).render(**common, **values)
    return HTMLResponse(shown, status, {"content-security-policy": PAGE_POLICY})


def see(request: HTTPConnection, path: str) -> RedirectResponse:
    """Sends the browser to a page of ours; after a change, going back or reloading then changes nothing again.

    Args:
        request: What it answers.
        path: With its query, below the root path.
    """
    from starlette.responses import RedirectResponse

    return RedirectResponse(f"{request.scope.get('root_path', '')}{path}", 303)


@cache
def environment() -> Environment:
    """Jinja over the package's templates; a name that a template uses and nobody gave is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("app.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def asset(name: str) -> bytes:
    """A file of this package's `assets` folder. Raises FileNotFoundError."""
    return resources.files("app.pages").joinpath("assets", name).read_bytes()
