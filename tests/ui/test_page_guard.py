import pytest

from app.this_machine import is_loopback
from app.ui.guard import refusal

HOST = {"host": "127.0.0.1:7860"}


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
        ("POST", "/gradio_api/queue/join", {**HOST, "content-length": "2000000"}, 413),
    ],
)
def test_requests_that_the_page_never_makes_are_refused(method, path, headers, status):
    assert refusal(method, path, headers) == status


@pytest.mark.parametrize("name", ["127.0.0.1", "127.9.9.9", "::1", "localhost", "LOCALHOST"])
def test_this_machine(name):
    assert is_loopback(name)


@pytest.mark.parametrize("name", ["", "0.0.0.0", "::", "10.0.0.1", "localhost.evil.example", "127.0.0.1.evil.example"])
def test_not_this_machine(name):
    assert not is_loopback(name)
