import pytest

from app.server.address import Address
from app.server.guard import Guard, refusal
from app.this_machine import is_loopback

HOST = {"host": "127.0.0.1:7860"}
HERE = Address()
PROXIED = Address("127.0.0.1", "https://audits.example.org/learning")
OPEN = Address("0.0.0.0")
LARGE = {**HOST, "content-length": "2000000"}


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", HOST, None),
        ("GET", "/", {"host": "localhost"}, None),
        ("GET", "/", {"host": "[::1]:7860"}, None),
        ("POST", "/gradio_api/queue/join", {**HOST, "content-length": "2", "origin": "http://127.0.0.1:7860"}, None),
        ("GET", "/", {}, 421),
        ("GET", "/", {"host": "[bad"}, 421),
        ("GET", "/", {"host": "evil.example:7860"}, 421),
        ("GET", "/", {**HOST, "origin": "https://evil.example"}, 403),
        ("GET", "/", {**HOST, "origin": "null"}, 403),
        ("GET", "/", {**HOST, "origin": "http://127.0.0.1:9999"}, 403),
        ("GET", "/gradio_api/file=http://evil.example/x", HOST, 404),
        ("GET", "/gradio_api/file=/etc/passwd", HOST, 404),
        ("GET", "/file=x", HOST, 404),
        ("GET", "/gradio_api/proxy=http://evil.example", HOST, 404),
        ("POST", "/gradio_api/upload", HOST, 404),
        ("GET", "/gradio_api/runs", HOST, 404),
        ("POST", "/gradio_api/queue/join", HOST, 411),
        ("POST", "/gradio_api/queue/join", {**HOST, "content-length": "-1"}, 411),
        ("POST", "/gradio_api/queue/join", LARGE, 413),
        ("POST", "/library/uploads", LARGE, None),
        ("POST", "/reports/neglect-2024/replace", LARGE, None),
        ("POST", "/reports/neglect-2024/edit", LARGE, 413),
        ("POST", "/reports/a/b/replace", LARGE, 413),
        ("POST", "/library/uploads", {**HOST, "content-length": "5000001"}, 413),
        ("GET", "/", {**HOST, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, None),
        ("POST", "/reports/x/hold", {**HOST, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 403),
        ("GET", "/api/reports", {**HOST, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ("GET", "/api/reports", {**HOST, "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}, None),
    ],
)
def test_requests_that_the_page_never_makes_are_refused(method, path, headers, status):
    assert refusal(method, path, headers, HERE, 5_000_000) == status


@pytest.mark.parametrize(
    ("address", "host", "status"),
    [
        (PROXIED, "audits.example.org", None),
        (PROXIED, "AUDITS.example.org", None),
        (PROXIED, "127.0.0.1:7860", None),
        (PROXIED, "other.example.org", 421),
        (PROXIED, "audits.example.org:8443", 421),
        (OPEN, "10.1.2.3:7860", None),
        (OPEN, "evil.example", 421),
        (Address("audits.internal"), "audits.internal:7860", None),
        (Address("audits.internal"), "evil.example", 421),
    ],
)
def test_only_a_name_of_this_server_is_answered(address, host, status):
    assert refusal("GET", "/", {"host": host}, address) == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [("https://audits.example.org", None), ("http://audits.example.org", None), ("https://other.example.org", 403)],
)
def test_a_form_comes_from_our_own_pages_alone(origin, status):
    headers = {"host": "audits.example.org", "origin": origin, "content-length": "1"}
    assert refusal("POST", "/logout", headers, PROXIED) == status


async def _reply(scope, receive, send):
    headers = [(b"content-security-policy", b"default-src 'none'"), (b"cache-control", b"private, max-age=60")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _headers(address, app=_reply, path="/x"):
    import asyncio

    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "headers": [(b"host", b"127.0.0.1")]}
    asyncio.run(Guard(app, address)(scope, None, send))
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def test_a_stricter_policy_and_a_private_picture_stand():
    headers = _headers(HERE)
    assert headers["content-security-policy"] == "default-src 'none'"
    assert headers["cache-control"] == "private, max-age=60"
    assert "strict-transport-security" not in headers


def test_https_is_kept_to():
    assert _headers(PROXIED)["strict-transport-security"].startswith("max-age=")


def test_the_root_path_is_no_way_around_the_guard():
    assert _headers(PROXIED, path="/learning/gradio_api/file=x")["content-type"].startswith("text/plain")


@pytest.mark.parametrize("name", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "LOCALHOST"])
def test_this_machine(name):
    assert is_loopback(name)


@pytest.mark.parametrize("name", ["", "0.0.0.0", "::", "10.0.0.1", "localhost.evil.example", "127.0.0.1.evil.example"])
def test_not_this_machine(name):
    assert not is_loopback(name)
