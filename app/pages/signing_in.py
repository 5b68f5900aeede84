"""The pages of signing in and out, and of one's own account."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app.access.access_errors import SignInError
from app.access.people import KEY, person_of
from app.access.program_tokens import LONGEST_LABEL, MOST_OF_ONE
from app.access.return_path import local_path
from app.pages.rendering import page, see
from knowledge.errors import ConfigError, NotAllowedError, TooOftenError

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import APIRouter

    from app.access.access import Access, SignedIn
    from app.access.people import Person
    from app.site import Site
    from knowledge.errors import AuditLearningError

MOST_FIELDS = 10
SIGN_IN = "Sign in"


def router(site: Site) -> APIRouter:
    """The routes: /login, /logout, /auth/start, /auth/callback, /account."""
    from fastapi import APIRouter

    pages = _Pages(site.access, site.metrics.signed_in if site.metrics else None)
    routes = APIRouter()
    for path, handler, method in (
        ("/login", pages.show_login, "GET"),
        ("/login", pages.log_in, "POST"),
        ("/logout", pages.log_out, "POST"),
        ("/auth/start", pages.start, "GET"),
        ("/auth/callback", pages.callback, "GET"),
        ("/account", pages.show_account, "GET"),
        ("/account", pages.change_account, "POST"),
    ):
        routes.add_api_route(path, handler, methods=[method], include_in_schema=False)
    return routes


class _Pages:
    """The handlers.

    Args:
        access: Who may come in; where absent, nobody signs in, and there is nothing to do here.
        count: Told how each attempt ended, for the metrics.
    """

    def __init__(self, access: Access | None, count: Callable[[str], None] | None = None) -> None:
        self._access = access
        self._count = count or (lambda outcome: None)

    async def show_login(self, request: Request) -> Response:
        """The form; whoever is signed in already goes on."""
        back = local_path(request.query_params.get("next"))
        if request.scope.get(KEY) is not None:
            return see(request, back)
        if "signed_out" in request.query_params:
            return page(request, "signed_out.html", title="You are signed out", by_provider=self._has_provider)
        return self._login_form(request, back)

    async def log_in(self, request: Request) -> Response:
        """Signs in by name and password."""
        access = self._access
        if access is None:
            return see(request, "/")
        form = await _fields(request)
        back, name = local_path(form.get("next")), form.get("name", "")
        try:
            signed_in = await run_in_threadpool(access.sign_in, request, name, form.get("password", ""))
        except TooOftenError as error:
            self._count("throttled")
            reply = self._login_form(request, back, error, name, 429)
            reply.headers["retry-after"] = str(round(error.retry_after))
            return reply
        except SignInError as error:
            self._count("refused")
            return self._login_form(request, back, error, name, 403)
        self._count("succeeded")
        return _welcome(request, access, signed_in, back)

    async def log_out(self, request: Request) -> Response:
        """Ends the session, here and in the browser."""
        if self._access is None:
            return see(request, "/")
        await run_in_threadpool(self._access.sign_out, request)
        reply = see(request, "/login?signed_out=1")
        self._access.forget(reply)
        return reply

    async def start(self, request: Request) -> Response:
        """Goes to the provider."""
        if self._access is None or self._access.provider is None:
            return see(request, "/login")
        back = local_path(request.query_params.get("next"))
        try:
            return await self._access.provider.start(request, back)
        except SignInError as error:
            return self._login_form(request, back, error, status=502)

    async def callback(self, request: Request) -> Response:
        """Comes back from the provider."""
        access = self._access
        if access is None or access.provider is None:
            return see(request, "/login")
        try:
            returned = await access.provider.finish(request)
        except SignInError as error:
            self._count("failed" if error.reason == "unreachable" else "refused")
            await run_in_threadpool(access.refuse, request, error.reason)
            return self._login_form(request, "/", error, status=502 if error.reason == "unreachable" else 403)
        signed_in = await run_in_threadpool(access.admit, request, returned.identity)
        self._count("succeeded")
        return _welcome(request, access, signed_in, returned.back)

    async def show_account(self, request: Request) -> Response:
        """Who one is, and what one can change about it."""
        return self._account_page(request, _in_person(request))

    async def change_account(self, request: Request) -> Response:
        """Changes the password, makes a token or revokes one."""
        person = _in_person(request)
        if self._access is None:
            return see(request, "/account")
        form = await _fields(request)
        try:
            return await self._changed(request, self._access, person, form)
        except TooOftenError as error:
            reply = self._account_page(request, person, error, status=429)
            reply.headers["retry-after"] = str(round(error.retry_after))
            return reply
        except (ConfigError, SignInError) as error:
            return self._account_page(request, person, error, status=400)

    async def _changed(self, request: Request, access: Access, person: Person, form: dict[str, str]) -> Response:
        match form.get("action"):
            case "password":
                new = form.get("new", "")
                if new != form.get("again", ""):
                    raise ConfigError("The two new passwords are not the same.", "Type the new one twice.")
                current = form.get("current", "")
                signed_in = await run_in_threadpool(access.change_password, request, person, current, new)
                return _welcome(request, access, signed_in, "/account?changed=1")
            case "make_token":
                token = await run_in_threadpool(access.make_token, person, form.get("label", ""))
                return self._account_page(request, person, made=token)
            case "revoke_token" if form.get("token", "").isdecimal():
                await run_in_threadpool(access.revoke_token, person, int(form["token"][:18]))
                return see(request, "/account?revoked=1")
        raise ConfigError("Nothing was chosen to be changed.", "Use the buttons of this page.")

    def _login_form(
        self,
        request: Request,
        back: str,
        error: AuditLearningError | None = None,
        name: str = "",
        status: int = 200,
    ) -> Response:
        title = f"Error: {SIGN_IN}" if error else SIGN_IN
        query = f"?{urlencode({'next': back})}" if back != "/" else ""
        return page(
            request,
            "login.html",
            title=title,
            status=status,
            back=back,
            provider_path=f"/auth/start{query}" if self._has_provider else None,
            error=error,
            name=name,
        )

    def _account_page(
        self,
        request: Request,
        person: Person,
        error: AuditLearningError | None = None,
        made: str | None = None,
        status: int = 200,
    ) -> Response:
        account = self._access.account_of(person) if self._access else None
        done = {
            "changed": "The password is changed. The tokens of your programs have ended: make new ones.",
            "revoked": "The token is revoked.",
        }
        return page(
            request,
            "account.html",
            title="Error: Your account" if error else "Your account",
            status=status,
            account=account,
            tokens=self._access.tokens_of(person) if self._access else [],
            error=error,
            made=made,
            done=next((words for key, words in done.items() if key in request.query_params and not error), None),
            longest_label=LONGEST_LABEL,
            most_tokens=MOST_OF_ONE,
        )

    @property
    def _has_provider(self) -> bool:
        return self._access is not None and self._access.provider is not None


def _in_person(request: Request) -> Person:
    """The person at a browser. Raises NotAllowedError for a program: a token must not make tokens."""
    person = person_of(request)
    if person.via == "token":
        raise NotAllowedError("A program's token does not open this page.", "Sign in with a browser.")
    return person


def _welcome(request: Request, access: Access, signed_in: SignedIn, back: str) -> Response:
    reply = see(request, back)
    access.keep(reply, signed_in)
    return reply


async def _fields(request: Request) -> dict[str, str]:
    """The fields of a form, without files."""
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}
