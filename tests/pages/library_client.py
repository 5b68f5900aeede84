"""A server with the library pages alone, over a small library, and a client for each kind of person."""

from __future__ import annotations

import re
import time
from contextlib import contextmanager

from app.access.audit_log import AuditLog
from app.access.people import KEY, Person, Role
from app.library_desk import LibraryDesk
from app.pages import library, reports, uploads
from app.server.faults import add_fault_pages
from app.site import Site

FIRST = (
    "Neglect audit\n\nMarch 2024\n\nStrengths\n\n- Supervision notes were thorough.\n- Police shared what they knew.\n"
)
SECOND = "Later audit\n\nMay 2025\n\nStrengths\n\n- School nurses kept in touch.\n"
NAMING = "Third audit\n\nStrengths\n\n- Her NHS number is 943 476 5919 in the record.\n"
HOSTILE = "Audit of <script>alert(1)</script>\n\nStrengths\n\n- Nurses kept <b>in touch</b>.\n"


class SignedIn:
    """ASGI middleware that says who a request is from: the role in its `x-role`, nobody without one."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        role = dict(scope.get("headers", [])).get(b"x-role", b"").decode()
        if role:
            scope[KEY] = Person("Ada", Role(role), "account")
        await self.app(scope, receive, send)


@contextmanager
def library_site(product, folder, with_desk=True):
    """A client without a role, and the desk."""
    from fastapi import FastAPI
    from starlette.testclient import TestClient

    desk = LibraryDesk(product, folder / "uploads", AuditLog(folder / "audit.jsonl"))
    catalogue = product.knowledge_base.catalogue
    app = FastAPI(openapi_url=None)
    site = Site(product.assistant, catalogue, desk=desk if with_desk else None)
    for module in (library, uploads, reports):
        app.include_router(module.router(site))
    add_fault_pages(app)
    app.add_middleware(SignedIn)
    with TestClient(app, follow_redirects=False) as client:
        yield client, desk
    desk.close()


def upload(client, files, path="/library/uploads", role="librarian"):
    """Uploads files by name and waits; the address of the upload's page and what it says in the end."""
    sent = [("files", (name, content)) for name, content in files.items()]
    reply = client.post(path, files=sent, headers={"x-role": role})
    assert reply.status_code == 303, reply.text
    address = reply.headers["location"]
    until = time.monotonic() + 120
    while True:
        shown = client.get(address, headers={"x-role": role})
        if "data-progress" not in shown.text or time.monotonic() > until:
            return address, shown.text
        time.sleep(0.05)


def words(html):
    """What a person reads of a page's content."""
    main = html.split("<main")[1]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())
