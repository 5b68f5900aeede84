"""Visits web addresses to see whether they still lead somewhere: only when a person asks for it."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import version
from typing import TYPE_CHECKING

import httpx

from app.guarded_transport import GuardedTransport, NotVisitedError, is_public

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

AT_ONCE = 4
MOST_REDIRECTS = 5
USER_AGENT = f"audit-learning/{version('audit-learning-assistant')} link check"
TOO_MANY = 429
NOT_FOUND = "the name of the site could not be looked up (DNS)"


class Verdict(StrEnum):
    """How an address answered."""

    OK = "ok"
    REDIRECTED = "redirected"
    GONE = "gone"
    REFUSED = "refused"
    FAILED = "failed"
    NOT_VISITED = "not visited"


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """What came of one address.

    `detail` says it in words for a person; `status` is the last HTTP status, `final_url` where redirects ended; both
    `None` where there was no answer.
    """

    url: str
    verdict: Verdict
    detail: str
    status: int | None = None
    final_url: str | None = None


def check_links(
    urls: Iterable[str],
    seconds: float = 10.0,
    *,
    may_visit: Callable[[str], bool] = is_public,
    done: Callable[[LinkCheck], None] = lambda check: None,
) -> dict[str, LinkCheck]:
    """Visits addresses, at most four at once and one at once of a host. Bodies are not read.

    Args:
        urls: The addresses; each is visited once.
        seconds: How long each step of a visit may take: finding the host, and each request.
        may_visit: Whether an IP address may be visited; only those of the public internet unless said otherwise.
        done: Told of each address as it is done.

    Returns:
        What came of each address; every address is in it, whatever happened.
    """
    return asyncio.run(_check_all(dict.fromkeys(urls), seconds, may_visit, done))


async def _check_all(
    urls: Collection[str], seconds: float, may_visit: Callable[[str], bool], done: Callable[[LinkCheck], None]
) -> dict[str, LinkCheck]:
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        by_host[host_of(url)].append(url)
    checks: dict[str, LinkCheck] = {}
    at_once = asyncio.Semaphore(AT_ONCE)
    async with _client(seconds, may_visit) as client:

        async def one_host(addresses: list[str]) -> None:
            for url in addresses:
                async with at_once:
                    checks[url] = await _check(client, url, seconds)
                done(checks[url])

        await asyncio.gather(*(one_host(addresses) for addresses in by_host.values()))
    return {url: checks[url] for url in urls}


def host_of(url: str) -> str:
    """The host of an address; empty where it is none."""
    try:
        return httpx.URL(url).host
    except httpx.InvalidURL:
        return ""


def _client(seconds: float, may_visit: Callable[[str], bool]) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=GuardedTransport(seconds, may_visit),
        headers={"User-Agent": USER_AGENT},
        # No site may set a cookie, and nothing of this machine's settings (such as .netrc) goes out.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        trust_env=False,
        timeout=seconds,
    )


async def _check(client: httpx.AsyncClient, url: str, seconds: float) -> LinkCheck:
    try:
        return _verdict(url, await _answer(client, url))
    except NotVisitedError as error:
        return LinkCheck(url, Verdict.NOT_VISITED, str(error))
    except httpx.InvalidURL:
        return LinkCheck(url, Verdict.NOT_VISITED, "not a web address")
    except (httpx.HTTPError, OSError, ValueError) as error:
        return LinkCheck(url, Verdict.FAILED, _fault(error, seconds))


async def _answer(client: httpx.AsyncClient, url: str) -> httpx.Response:
    """The last answer of an address: to HEAD, or to GET where the site does not do HEAD or says no to it."""
    try:
        response = await _follow(client, "HEAD", url)
        if response.status_code < httpx.codes.BAD_REQUEST or response.status_code == TOO_MANY:
            return response
    except (httpx.RemoteProtocolError, httpx.ReadError):
        pass  # some sites hang up on HEAD
    return await _follow(client, "GET", url)


async def _follow(client: httpx.AsyncClient, method: str, url: str) -> httpx.Response:
    """The answer at the end of the redirects; httpx would read the body of each."""
    request: httpx.Request | None = client.build_request(method, url)
    for _hop in range(MOST_REDIRECTS + 1):
        assert request is not None
        response = await client.send(request, stream=True)
        await response.aclose()
        request = response.next_request
        if request is None:
            return response
    raise httpx.TooManyRedirects(f"more than {MOST_REDIRECTS}")


def _verdict(url: str, response: httpx.Response) -> LinkCheck:
    status, final = response.status_code, str(response.url)
    moved = response.url != httpx.URL(url)
    at_last = f" at {final}" if moved else ""
    match status:
        case 404 | 410:
            return LinkCheck(url, Verdict.GONE, f"the page is gone ({status}){at_last}", status, final)
        case 401 | 403 | 429:
            return LinkCheck(url, Verdict.REFUSED, f"the site lets no program in ({status}){at_last}", status, final)
        case _ if status >= httpx.codes.BAD_REQUEST:
            return LinkCheck(url, Verdict.FAILED, f"the site answered with an error ({status}){at_last}", status, final)
    if moved:
        return LinkCheck(url, Verdict.REDIRECTED, f"leads to {final}", status, final)
    return LinkCheck(url, Verdict.OK, "the page is there", status, final)


def _fault(error: Exception, seconds: float) -> str:
    """What went wrong, in words."""
    if isinstance(error, (httpx.TimeoutException, TimeoutError)):
        return f"no answer in {seconds:g} s"
    if isinstance(error, socket.gaierror):
        return NOT_FOUND
    if isinstance(error, httpx.TooManyRedirects):
        return f"more than {MOST_REDIRECTS} redirects"
    if _is_of_tls(error):
        return "no secure connection: the site cannot prove who it is (TLS)"
    if isinstance(error, (httpx.ConnectError, OSError)):
        return "no connection"
    return "the site hung up, or its answer makes no sense"


def _is_of_tls(error: BaseException | None) -> bool:
    """Whether a fault comes from TLS; the libraries wrap it a few times."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
