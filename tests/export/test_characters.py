"""No character of a report breaks a file, or turns the words after it around."""

import xml.etree.ElementTree as ElementTree
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.export.characters import CLOSED_BY, one_line, readable

ENDINGS = set(CLOSED_BY.values())


@given(st.text(st.characters()))
def test_any_text_can_stand_in_xml_and_reads_back(text):
    made = readable(text)
    assert ElementTree.fromstring(f"<a>{escape(made)}</a>").text or not made
    assert (ElementTree.fromstring(f"<a>{escape(made)}</a>").text or "") == made


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn"))))
def test_ordinary_text_stays_to_the_character(text):
    assert readable(text) == text


@given(st.text(st.sampled_from([*CLOSED_BY, *ENDINGS, "a", " ", "\n"])))
def test_every_change_of_direction_ends_with_its_line(text):
    line = one_line(text)
    opened = []
    for character in line:
        if character in CLOSED_BY:
            opened.append(CLOSED_BY[character])
        elif opened and character == opened[-1]:
            opened.pop()
    assert opened == []
    assert "\n" not in line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\x00b\x1b[2J", "a\ufffdb\ufffd[2J"),
        ("a\r\n b\tc", "a b c"),
        ("\u202eevil", "\u202eevil\u202c"),
        ("soft\xadly", "soft\xadly"),
    ],
)
def test_a_line_is_what_it_was_but_for_what_does_harm(text, line):
    assert one_line(text) == line
