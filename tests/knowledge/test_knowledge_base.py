"""The outbox: whatever state a crash leaves the stores in, opening makes them agree again."""

from __future__ import annotations

import shutil

import pytest
from fakes import HashEmbedder, make_parsed, make_report

from app.wiring import opened
from knowledge.errors import IndexMismatchError, UnknownReportError
from knowledge.home import Home
from knowledge.knowledge_base import embedded_text
from knowledge.types import Filters, Preferences, ReportId

TEXTS = ["Police shared their concerns at once.", "Supervision notes were missing.", "Fathers were not invited."]


@pytest.fixture
def reopen(settings):
    """Opens the library, does something to it, and says what the next open was told and found."""

    def run(break_it):
        with opened(settings, HashEmbedder(), tell=lambda words: None) as product:
            break_it(product.knowledge_base)
        told = []
        with opened(settings, HashEmbedder(), tell=told.append) as product:
            hits = product.search.search("supervision notes missing", Filters(), Preferences(), 3)
            return told, product.knowledge_base.health(), [hit.passage.text for hit in hits]

    return run


def assert_mended(told, health, found, passages=3):
    assert health.is_whole
    assert health.passages == health.in_vectors == health.in_words == passages
    assert found[0] == TEXTS[1]


def test_a_library_left_well_is_not_mended(reopen):
    told, health, found = reopen(lambda base: base.add(make_parsed("a", TEXTS)))
    assert told == []
    assert_mended(told, health, found)


def test_a_crash_between_catalogue_and_indexes_is_mended(reopen):
    told, health, found = reopen(lambda base: base.catalogue.put(make_parsed("a", TEXTS)))
    assert "a" in told[0]
    assert_mended(told, health, found)


def test_a_crash_before_the_words_followed_is_mended(reopen):
    def only_vectors(base):
        parsed = make_parsed("a", TEXTS)
        base.catalogue.put(parsed)
        base.vectors.add(parsed.passages, HashEmbedder().embed(TEXTS))

    assert_mended(*reopen(only_vectors))


def test_a_crash_while_a_report_was_replaced_leaves_no_old_passage(reopen):
    def replace_unfinished(base):
        base.add(make_parsed("a", [*TEXTS, "This sentence was taken out of the new version."]))
        base.catalogue.put(make_parsed("a", TEXTS))

    assert_mended(*reopen(replace_unfinished))


def test_a_crash_while_a_report_was_replaced_by_one_as_long_is_mended(reopen):
    def replace_unfinished(base):
        base.add(make_parsed("a", ["Old words of the first.", "Old words of the second.", "Old words of the third."]))
        base.catalogue.put(make_parsed("a", TEXTS))

    told, health, found = reopen(replace_unfinished)
    assert "a" in told[0]  # the counts agree: only the note tells
    assert_mended(told, health, found)


def test_a_crash_while_a_report_was_removed_is_mended(reopen):
    def remove_unfinished(base):
        base.add(make_parsed("gone", ["Supervision notes of the removed report were missing."]))
        base.add(make_parsed("a", TEXTS))
        base.catalogue.delete(ReportId("gone"))

    assert_mended(*reopen(remove_unfinished))


@pytest.mark.parametrize("index", ["vectors", "words"])
def test_entries_lost_from_one_index_are_mended(reopen, index):
    def lose(base):
        base.add(make_parsed("a", TEXTS))
        getattr(base, index).remove_report(ReportId("a"))

    assert_mended(*reopen(lose))


@pytest.mark.parametrize("index", ["vectors", "words"])
def test_entries_of_no_report_are_mended(reopen, index):
    def strangers(base):
        base.add(make_parsed("a", TEXTS))
        stranger = make_parsed("stranger", ["Supervision notes missing."])
        base.vectors.add(stranger.passages, HashEmbedder().embed(["x"])) if index == "vectors" else base.words.add(
            stranger.passages, ["supervision notes missing"]
        )

    assert_mended(*reopen(strangers))


@pytest.mark.parametrize("folder", ["vectors", "words"])
def test_a_deleted_index_folder_is_built_again_on_disk(reopen, home, folder):
    def delete(base):
        base.add(make_parsed("a", TEXTS))
        shutil.rmtree(getattr(Home(home), folder))

    assert_mended(*reopen(delete))
    assert any(getattr(Home(home), folder).iterdir())


@pytest.mark.parametrize("method", ["add", "remove", "rebuild"])
def test_stores_agree_after(product, method):
    base = product.knowledge_base
    base.add(make_parsed("a", TEXTS))
    if method == "remove":
        base.remove(ReportId("a"))
    if method == "rebuild":
        base.rebuild(lambda words: None)
    assert base.health().is_whole
    assert base.health().passages == (0 if method == "remove" else 3)


def test_replacing_a_report_replaces_it_everywhere(product):
    base = product.knowledge_base
    base.add(make_parsed("a", TEXTS))
    base.add(make_parsed("a", ["Nothing but this is left."]))
    assert base.health().is_whole
    assert base.health().passages == 1
    assert [hit.passage.text for hit in product.search.search("supervision", Filters(), Preferences())] == [
        "Nothing but this is left."
    ]


def test_removing_an_unknown_report_changes_nothing(product):
    product.knowledge_base.add(make_parsed("a", TEXTS))
    with pytest.raises(UnknownReportError):
        product.knowledge_base.remove(ReportId("nobody"))
    assert product.knowledge_base.health().is_whole
    assert product.knowledge_base.health().passages == 3


class TestAnotherEmbedder:
    @pytest.fixture
    def held(self, settings):
        with opened(settings, HashEmbedder("1"), tell=lambda words: None) as product:
            product.knowledge_base.add(make_parsed("a", TEXTS))
        return settings

    def test_it_is_refused_with_the_way_out(self, held):
        with pytest.raises(IndexMismatchError) as refused, opened(held, HashEmbedder("2")):
            pass
        assert "doctor --repair" in refused.value.help_message

    def test_the_refusal_leaves_the_library_to_its_own_embedder(self, held):
        with pytest.raises(IndexMismatchError), opened(held, HashEmbedder("2")):
            pass
        with opened(held, HashEmbedder("1")) as product:
            assert product.knowledge_base.health().is_whole

    def test_repair_embeds_every_passage_again(self, held):
        other = HashEmbedder("2")
        with opened(held, other, tell=lambda words: None, repair=True) as product:
            assert product.knowledge_base.health().is_whole
        assert other.texts_embedded == 3
        with opened(held, HashEmbedder("2")) as product:
            assert product.knowledge_base.health().in_vectors == 3

    def test_repair_writes_its_vectors_to_the_disk(self, held):
        with opened(held, HashEmbedder("2"), tell=lambda words: None, repair=True):
            assert any(Home(held.home).vectors.iterdir())


def test_repair_rebuilds_damaged_indexes(settings, home):
    with opened(settings, HashEmbedder(), tell=lambda words: None) as product:
        product.knowledge_base.add(make_parsed("a", TEXTS))
    (Home(home).words / "meta.json").write_text("{", encoding="utf-8")
    told = []
    with opened(settings, HashEmbedder(), tell=told.append, repair=True) as product:
        assert product.knowledge_base.health().is_whole
    assert any("a" in words for words in told)


def test_embedded_text_says_of_which_report_and_heading_a_passage_is():
    report = make_report("a", title="Neglect audit", partnership="Harrowmere Safeguarding Board")
    passage = make_parsed("a", TEXTS).passages[0]
    text = embedded_text(passage, report.description)
    assert text.splitlines() == ["Neglect audit, Harrowmere Safeguarding Board", "", TEXTS[0]]


def test_counts_are_progress_of_the_embedding(product):
    seen = []
    product.knowledge_base.add(make_parsed("a", TEXTS), lambda done, total: seen.append((done, total)))
    assert seen == [(3, 3)]
