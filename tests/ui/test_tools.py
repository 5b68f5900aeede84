"""What can be done with an answer is offered as relative links that need no script."""

import re

import pytest

from app.ui.tools import tools_html


def targets(markup):
    return re.findall(r'href="(.*?)"', markup)


def test_an_answer_can_be_copied_downloaded_and_linked_to():
    made = tools_html("aB3-_x", "?q=DASH")
    assert targets(made) == ["answers/aB3-_x.txt", "answers/aB3-_x.docx", "answers/aB3-_x.md", "&#63;q&#61;DASH"]
    assert '<a class="copy" href="answers/aB3-_x.txt">Copy with citations</a>' in made
    assert not re.search(r"\n|\bon\w+=|style=", made)


def test_a_question_that_is_not_to_be_asked_again_has_no_link():
    assert "Link to this question" not in tools_html("key", "")


@pytest.mark.parametrize("key", ["", "../login", 'x"onclick="', "a/b", "a b"])
def test_what_is_no_name_of_an_answer_leads_nowhere(key):
    assert targets(tools_html(key, "?q=x")) == ["&#63;q&#61;x"]


@pytest.mark.parametrize("permalink", ["https://evil.example", "javascript:alert(1)", "//evil.example", "/x"])
def test_only_a_query_of_this_page_is_linked_to(permalink):
    assert "Link to" not in tools_html("key", permalink)


def test_a_permalink_cannot_leave_its_attribute():
    assert '"onclick' not in tools_html("key", '?q="onclick="alert(1)')


def test_nothing_to_offer_is_no_row():
    assert tools_html("", "") == ""
