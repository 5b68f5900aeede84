import pytest
from starlette.requests import HTTPConnection

from app.server.address import Address


@pytest.mark.parametrize(
    ("host", "public_url", "is_here"),
    [
        ("127.0.0.1", None, True),
        ("localhost", None, True),
        ("::1", None, True),
        ("127.0.0.1", "http://localhost:8080/learning", True),
        ("0.0.0.0", None, False),
        ("192.168.1.4", None, False),
        ("127.0.0.1", "https://audits.example.org", False),
        ("0.0.0.0", "http://127.0.0.1:7860", False),
    ],
)
def test_this_machine_alone_is_served_only_where_nobody_else_can_come(host, public_url, is_here):
    assert Address(host, public_url).is_here is is_here


@pytest.mark.parametrize(
    ("public_url", "root_path", "is_secure"),
    [
        (None, "", False),
        ("https://audits.example.org", "", True),
        ("https://audits.example.org/", "", True),
        ("https://audits.example.org/learning/", "/learning", True),
        ("http://127.0.0.1:8080/learning", "/learning", False),
    ],
)
def test_what_follows_from_the_public_address(public_url, root_path, is_secure):
    address = Address("127.0.0.1", public_url)
    assert (address.root_path, address.is_secure) == (root_path, is_secure)


@pytest.mark.parametrize(
    ("public_url", "base"),
    [
        (None, "http://127.0.0.1:7860/learning"),
        ("https://audits.example.org/", "https://audits.example.org"),
        ("https://audits.example.org/learning/", "https://audits.example.org/learning"),
    ],
)
def test_addresses_begin_with_the_public_one_or_else_with_that_of_the_request(public_url, base):
    scope = {
        "type": "http",
        "scheme": "http",
        "path": "/learning/api",
        "root_path": "/learning",
        "query_string": b"q=1",
    }
    connection = HTTPConnection({**scope, "headers": [(b"host", b"127.0.0.1:7860")]})
    assert Address("127.0.0.1", public_url).base_of(connection) == base
