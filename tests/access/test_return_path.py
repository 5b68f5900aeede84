"""Where a person goes back to after signing in: never to another site."""

from __future__ import annotations

from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.return_path import local_path, login_address

OURS = "https://audits.example.org/learning"
TRICKY = st.lists(
    st.sampled_from(
        [
            "/",
            "\\",
            "//",
            "evil.example",
            "@",
            ":",
            "http:",
            "javascript:",
            "%2f",
            "%5c",
            "%09",
            "\t",
            "\n",
            "\r",
            " ",
            "..",
            ".",
            "?",
            "#",
            "q=a",
            ";",
            "\u2028",
            "\uff0f",
            "\x00",
            "[",
            "login",
        ]
    ),
    max_size=8,
).map("".join)


def as_a_browser(root, path):
    """Where a browser goes (WHATWG URL, 4.4).

    It drops tabs and line ends, takes a backslash for a slash, and skips every slash before a host.
    """
    seen = "".join(sign for sign in root + path if sign not in "\t\n\r").strip().replace("\\", "/")
    if seen.startswith("//"):
        seen = "//" + seen.lstrip("/")
    return urljoin("https://audits.example.org/learning/login", seen)


@given(TRICKY | st.text(max_size=30))
def test_no_path_leads_off_the_site(value):
    for root in ("", "/learning"):
        where = urlsplit(as_a_browser(root, local_path(value)))
        assert (where.scheme, where.netloc) == ("https", "audits.example.org")
        assert not where.path.startswith("//")


@given(TRICKY)
def test_what_is_accepted_is_accepted_again_after_the_round_through_the_login(value):
    kept = local_path(value)
    assert local_path(kept) == kept
    back = parse_qs(urlsplit(login_address("", kept)).query).get("next", ["/"])
    assert back == [kept]


@pytest.mark.parametrize(
    "value",
    ["/", "/library", "/?q=what%20about%20DASH%3F&theme=neglect", "/reports/a-1/text?quote=3-9", "/themes/x%2Fy"],
)
def test_a_page_of_ours_is_kept(value):
    assert local_path(value) == value


@pytest.mark.parametrize(
    "value",
    [
        "//evil.example",
        "///evil.example/x",
        "////evil.example",
        "/library//x",
        "/%2F%2fevil.example",
        "/\\evil.example",
        "\\/evil.example",
        "https://evil.example",
        "/\t/evil.example",
        "evil.example",
        "/%2f/evil.example",
        "/.//evil.example",
        "/login?next=/x",
        "/logout",
        "/auth/start",
        "/a/../../b",
        "",
        None,
        "/x\r\nset-cookie: a=b",
        "/" + "x" * 3000,
    ],
)
def test_anything_else_leads_to_the_start(value):
    assert local_path(value) == "/"


@given(TRICKY.map(lambda value: "/" + value) | st.text(max_size=30).map(lambda value: "/" + value))
def test_whatever_is_accepted_stays_on_the_host(value):
    kept = local_path(value)
    for sent in (kept, f" {kept}", kept.replace("/", "/\t", 1), kept.replace("/", "\n/", 1)):
        assert urlsplit(as_a_browser("", sent)).netloc == "audits.example.org"
    assert urlsplit(urljoin("https://ours.example/", kept)).netloc == "ours.example"
