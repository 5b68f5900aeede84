"""The links at the top of the chat are those of the other pages, and know who is signed in."""

import re

import pytest

from app.access.people import HERE, Person, Role
from app.pages.rendering import environment
from app.ui.navigation import navigation_html


def links(html):
    return re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', html)


def test_the_links_are_those_of_the_other_pages():
    shown = environment().get_template("layout.html").render(title="x", root="", here="/", person=HERE)
    others = [(path.removeprefix("/") or "./", name) for path, name in links(shown)]
    assert links(navigation_html(HERE)) == [link for link in others if link[1] != "Skip to the content"]


def test_no_link_begins_at_the_root():
    assert not re.search(r'(?:href|action)="/', navigation_html(Person("a", Role.READER, "oidc")))


@pytest.mark.parametrize("person", [None, HERE])
def test_nobody_who_did_not_sign_in_is_offered_to_sign_out(person):
    assert "logout" not in navigation_html(person)
    assert "account" not in navigation_html(person)


def test_who_is_signed_in_is_named_and_can_sign_out():
    shown = navigation_html(Person("Jo Reader", Role.READER, "account"))
    assert '<a href="account">Jo Reader &#40;reader&#41;</a>' in shown
    assert '<form method="post" action="logout">' in shown


def test_a_name_is_only_ever_text():
    shown = navigation_html(Person('<img src=x> [a](b) "><script>', Role.READER, "oidc"))
    assert not re.search(r"<img|<script|\[a\]|\(b\)", shown)
