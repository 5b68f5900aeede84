"""The one rule on where a link leads."""

from __future__ import annotations

import pytest

from ingest.readers.link_targets import target_url


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("https://example.org/a?b=1&c=2", "https://example.org/a?b=1&c=2"),
        ("http://example.org", "http://example.org"),
        ("mailto:help@example.org", "mailto:help@example.org"),
        ("file:///D:/TEMP/help@example.org", "mailto:help@example.org"),
        ("file:///C:/Users/jo.bloggs/AppData/Local/www.example.org/toolkit", "https://www.example.org/toolkit"),
        ("file:///C:/Users/jo.bloggs/Documents/toolkit.docx", None),
        ("javascript:alert(1)", None),
        ("#", None),
        ("", None),
        ("https://", None),
        ("https://[insert link", None),
        ("www.example.org/toolkit", "https://www.example.org/toolkit"),
        ("help@example.org", "mailto:help@example.org"),
        ("docs/www.example.org", None),
        ("../toolkit.pdf", None),
        ("https://example.org/" + "a" * 3_000, None),
    ],
)
def test_targets(uri, expected):
    assert target_url(uri) == expected
