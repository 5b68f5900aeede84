"""Tries every route as everybody: nobody may get in where they do not belong."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.access.people import Role
from evals.access_policy import RouteRow, chat_routes, own_routes, policy, unlisted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fastapi import FastAPI
    from httpx2 import Response
    from starlette.testclient import TestClient

    from app.site import Site
    from evals.access_policy import Who

PUBLIC = "https://audits.example.org"
HTML = {"accept": "text/html"}
Outcome = Literal["in", "out"]
OUT = frozenset({401, 403, 404, 421})
STRANGERS = ("nobody", "forged cookie", "forged token", "signed out", "account removed")
PEOPLE = (*STRANGERS, "reader", "reader's token", "librarian", "librarian's token")
"""Tokens read, whoever they are of."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request.

    Args:
        who: One of PEOPLE, or what belongs to whom.
        route: What was asked for.
        status: What came back.
        outcome: Whether it got in.
        expected: Whether it should have.
    """

    who: str
    route: RouteRow
    status: int
    outcome: Outcome
    expected: Outcome

    @property
    def is_right(self) -> bool:
        """Whether it went as it should."""
        return self.outcome == self.expected


class Attempts:
    """Tries the routes of one application, which loses its reports by it.

    Args:
        site: With a login, served at PUBLIC.
        app: The same, built.
    """

    def __init__(self, site: Site, app: FastAPI) -> None:
        assert site.access is not None
        self._access = site.access
        self._site = site
        self._app = app
        self._password = secrets.token_urlsafe(16)
        self._reports = [report.report_id for report in site.library.reports()]

    def all(self) -> list[Attempt]:
        """Every route as everybody, then what belongs to somebody else. Raises ValueError where a route has no rule."""
        if unknown := unlisted(self._app):
            raise ValueError(f"nobody said who may use {sorted(unknown)}")
        people = self._people()
        rows = sorted(policy().items(), key=lambda row: (_destroys(row[0]), row[0]))
        attempts = [self._attempt(who, client, row, may) for row, may in rows for who, client in people.items()]
        for row in sorted(set(chat_routes(self._app)) - own_routes(self._app)):
            attempts += [self._attempt(who, people[who], row, "readers") for who in STRANGERS]
        return [*attempts, *self._of_others(people["reader"], people["librarian"])]

    def _people(self) -> dict[str, TestClient]:
        """A browser for everybody."""
        names = {"reader": Role.READER, "librarian": Role.LIBRARIAN, "gone": Role.LIBRARIAN, "left": Role.LIBRARIAN}
        for name, role in names.items():
            self._access.accounts.add(name, role, self._password)
        tokens = {name: self._access.tokens.make(self._access.accounts.account(name), "t") for name in names}
        people = {
            "nobody": self._client(),
            "forged cookie": self._client(),
            "forged token": self._client("ala_" + secrets.token_urlsafe(32)),
            "signed out": self._signed_in("left"),
            "account removed": self._signed_in("gone"),
            "reader": self._signed_in("reader"),
            "reader's token": self._client(tokens["reader"]),
            "librarian": self._signed_in("librarian"),
            "librarian's token": self._client(tokens["librarian"]),
        }
        for cookie in people["reader"].cookies:
            people["forged cookie"].cookies.set(cookie, secrets.token_urlsafe(32))
        kept = dict(people["signed out"].cookies)
        people["signed out"].post("/logout")
        people["signed out"].cookies.update(kept)
        self._access.accounts.remove("gone")
        return people

    def _client(self, token: str = "") -> TestClient:
        from starlette.testclient import TestClient

        headers = {"authorization": f"Bearer {token}"} if token else {}
        return TestClient(self._app, PUBLIC, follow_redirects=False, headers=headers, raise_server_exceptions=False)

    def _signed_in(self, name: str) -> TestClient:
        client = self._client()
        client.post("/login", data={"name": name, "password": self._password})
        return client

    def _attempt(self, who: str, client: TestClient, row: RouteRow, may: Who) -> Attempt:
        path = self._filled(row)
        reply = client.request(row.method, path, headers=HTML, **_body(row))  # type: ignore[arg-type]
        return Attempt(who, row, reply.status_code, _outcome(row, reply, may), _expected(who, may))

    def _filled(self, row: RouteRow) -> str:
        """The path with what there is; a report of its own for what removes one."""
        report = self._reports[-1] if _destroys(row) else self._reports[0]
        filled = re.sub(r"{(report_)?id}", report, row.path).replace("{page}", "1").replace("{theme}", "neglect")
        return re.sub(r"{[^}]*}", "site.css" if row.path.startswith("/site") else "x", filled)

    def _of_others(self, reader: TestClient, librarian: TestClient) -> Iterator[Attempt]:
        """What belongs to the librarian, tried by the reader, and by the librarian."""
        answer = self._site.answerer.ask("What did audits find about neglect?")
        key = self._site.shelf.keep(answer, self._access.accounts.account("librarian").person.key)
        tries: tuple[tuple[str, TestClient, Outcome], ...] = (
            ("a reader", reader, "out"),
            ("its owner", librarian, "in"),
        )
        for row in (RouteRow("GET", "/answers/{key}.txt"), RouteRow("GET", "/packs/choose?answer={key}")):
            for who, client, expected in tries:
                reply = client.get(row.path.replace("{key}", key), headers=HTML)
                outcome: Outcome = "out" if reply.status_code in OUT else "in"
                yield Attempt(f"{who}: a librarian's answer", row, reply.status_code, outcome, expected)
        yield from self._streams(reader, librarian)

    def _streams(self, reader: TestClient, librarian: TestClient) -> Iterator[Attempt]:
        name = secrets.token_hex(8)
        asked = {"data": ["What about neglect?", *[[]] * 5], "session_hash": name, "fn_index": 0}
        joined = librarian.post("/gradio_api/queue/join", json=asked)
        event = str(joined.json().get("event_id", "x"))
        tries: Mapping[RouteRow, dict[str, object]] = {
            RouteRow("GET", f"/gradio_api/queue/data?session_hash={name}"): {},
            RouteRow("POST", "/gradio_api/queue/join"): {"json": asked},
            RouteRow("POST", "/gradio_api/cancel"): {"json": {"session_hash": name, "fn_index": 0, "event_id": event}},
            RouteRow("POST", "/gradio_api/reset"): {"json": {"event_id": event}},
            RouteRow("GET", f"/gradio_api/call/ask/{event}"): {},
            RouteRow("GET", f"/gradio_api/heartbeat/{name}"): {},
        }
        for row, options in tries.items():
            reply = reader.request(row.method, row.path, **options)  # type: ignore[arg-type]
            shown = RouteRow(row.method, row.path.replace(name, "HASH").replace(event, "EVENT"))
            yield Attempt("a reader: a librarian's stream", shown, reply.status_code, _outcome(row, reply), "out")


def _destroys(row: RouteRow) -> int:
    """Rows that take reports away come last."""
    if row.path == "/library/samples/remove":
        return 2
    return int(row.method == "POST" and row.path.endswith("/remove"))


def _body(row: RouteRow) -> dict[str, object]:
    if row.method != "POST":
        return {}
    if row.path.startswith(("/api", "/mcp", "/gradio_api", "/queue", "/call", "/run")):
        return {"json": {"question": "What about neglect?"}}
    return {"files": {"file": ("x.txt", b"x")}} if row.path.endswith(("/uploads", "/replace")) else {"data": {"x": "y"}}


def _outcome(row: RouteRow, reply: Response, may: Who = "readers") -> Outcome:
    """Whether somebody was let in; being told that a thing is missing which only they could ask for counts as in."""
    if may == "anybody":
        return "out" if reply.status_code in {401, 404} else "in"  # signing in says 403 to a wrong password
    if reply.status_code == 303 and "/login" in reply.headers.get("location", ""):
        return "out"
    is_made_up = row.path.startswith(("/answers/", "/library/uploads/"))
    return "out" if reply.status_code in (OUT - {404} if is_made_up else OUT) else "in"


def _expected(who: str, may: Who) -> Outcome:
    if may == "anybody":
        return "in"
    if who in STRANGERS or (may == "browsers" and who.endswith("token")):
        return "out"
    return "out" if may == "librarians" and who != "librarian" else "in"
