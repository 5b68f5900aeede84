from __future__ import annotations

import pytest
from fakes import make_passage
from hypothesis import given
from hypothesis import strategies as st

from app.resources import LONGEST_TITLE, address_key, is_safe_link, link_title, names_nothing, resources_of
from knowledge.types import Link


def offered(*links, text=""):
    return [(resource.title, resource.url) for resource in resources_of([(1, make_passage(text=text, links=links))])]


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


def test_a_page_that_is_linked_in_two_ways_is_offered_once_by_the_words_that_name_it():
    (resource,) = resources_of(
        [
            (1, make_passage(1, text="The kit is here.", links=(Link("here", "http://www.Example.org/kit/"),))),
            (2, make_passage(2, links=(Link("the toolkit", "https://example.org/kit"),))),
            (3, make_passage(3, links=(Link("another name", "https://example.org/kit"),))),
        ]
    )
    assert (resource.title, resource.cited_by) == ("the toolkit", (1, 2, 3))
    assert resource.url == "http://www.Example.org/kit/"


def test_a_link_twice_in_one_passage_is_cited_once():
    link = Link("the toolkit", "https://example.org/kit")
    (resource,) = resources_of([(4, make_passage(links=(link, link)))])
    assert resource.cited_by == (4,)


def test_two_lost_links_stay_two():
    found = offered(Link("the guide", None), Link("the template", "#"))
    assert found == [("the guide", None), ("the template", None)]


class TestNaming:
    @pytest.mark.parametrize(
        "anchor",
        ["here", "Click here", "click here.", "[here]", "link", "This page", "Read more", "see the website", "",
         "https://example.org/a", "www.example.org", "example.org/kit?a=b"],
    )  # fmt: skip
    def test_words_that_only_point_name_nothing(self, anchor):
        assert names_nothing(anchor)

    @pytest.mark.parametrize("anchor", ["the toolkit", "GCP2", "More on neglect", "Was not brought", "the report"])
    def test_other_words_are_kept(self, anchor):
        assert not names_nothing(anchor)
        assert offered(Link(anchor, "https://example.org"), text=f"Before {anchor} after.")[0][0] == anchor

    @pytest.mark.parametrize(
        ("anchor", "text", "title"),
        [
            ("here", "There is more. The toolkit is here. Ask us.", "The toolkit is here"),
            ("click here", "For the neglect toolkit, click here.", "For the neglect toolkit, click here"),
            ("www.example.org/a", "The Children Act 2004 www.example.org/a enables it.", "The Children Act 2004"),
            ("https://example.org/a", "See https://example.org/a for the neglect toolkit", "for the neglect toolkit"),
            ("https://example.org/a", "Toolkit: https://example.org/a", "Toolkit"),
            ("https://example.org/a", "https://example.org/a", "https://example.org/a"),
            ("here", "here", "here"),
            ("here", "The words of the link are not in its passage", "The words of the link are not in its passage"),
        ],
    )
    def test_a_link_that_names_nothing_is_named_by_the_words_around_it(self, anchor, text, title):
        assert offered(Link(anchor, "https://example.org/a"), text=text) == [(title, "https://example.org/a")]

    def test_a_lost_link_that_names_nothing_is_named_too(self):
        assert offered(Link("click here", None), text="For the toolkit click here.") == [
            ("For the toolkit click here", None)
        ]

    def test_each_of_several_is_named_by_its_own_sentence(self):
        text = "The toolkit is here. The template is here."
        links = (Link("here", "https://example.org/1"), Link("here", "https://example.org/2"))
        assert [title for title, _url in offered(*links, text=text)] == ["The toolkit is here", "The template is here"]

    def test_a_long_sentence_is_cut_at_words_around_the_link(self):
        title = link_title("here", f"{'before ' * 30}here {'after ' * 30}")
        assert title.startswith("…before")
        assert " here" in title
        assert len(title) <= LONGEST_TITLE + 2

    @given(st.text(), st.text(), st.sampled_from(["here", "https://example.org/a", "click here", "this (page"]))
    def test_no_word_is_invented(self, before, after, anchor):
        text = f"{before} {anchor} {after}"
        title = link_title(anchor, text)
        assert title.strip("…").strip()
        kept = " ".join(text.split())
        assert " ".join(title.strip("…").split()).replace("…", "") in kept


class TestAddresses:
    @pytest.mark.parametrize(
        "other",
        [
            "http://example.org/Kit",
            "https://www.example.org/Kit",
            "https://EXAMPLE.org/Kit/",
            "https://example.org:443/Kit",
        ],
    )
    def test_ways_to_write_one_address_are_one(self, other):
        assert address_key(other) == address_key("https://example.org/Kit")

    @pytest.mark.parametrize(
        "other",
        ["https://example.org/kit", "https://example.org/Kit?a=1", "https://example.org/Kit#a", "https://[half"],
    )
    def test_other_addresses_stay_apart(self, other):
        assert address_key(other) != address_key("https://example.org/Kit")

    @pytest.mark.parametrize("url", ["https://[insert-link]", "javascript:alert(1)", "//example.org", "https://a b"])
    def test_what_is_no_web_address_is_no_link(self, url):
        assert not is_safe_link(url)
