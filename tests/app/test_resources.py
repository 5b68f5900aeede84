from __future__ import annotations

import pytest
from fakes import make_passage

from app.resources import resources_of
from knowledge.types import Link


def offered(*links):
    return [(resource.title, resource.url) for resource in resources_of([(1, make_passage(links=links))])]


def test_a_link_is_offered_with_its_words():
    assert offered(Link("the toolkit", "https://example.org/kit")) == [("the toolkit", "https://example.org/kit")]


@pytest.mark.parametrize("url", [None, "ftp://example.org/kit", "https://"], ids=["lost", "other scheme", "no host"])
def test_a_target_that_is_no_web_page_is_lost(url):
    assert offered(Link("the toolkit", url)) == [("the toolkit", None)]


def test_a_mail_address_is_neither_material_nor_lost():
    assert offered(Link("write to us", "mailto:team@example.org")) == []


def test_a_link_of_two_cited_passages_is_offered_once():
    link = Link("the toolkit", "https://example.org/kit")
    (resource,) = resources_of([(1, make_passage(1, links=(link,))), (2, make_passage(2, links=(link,)))])
    assert resource.cited_by == (1, 2)
