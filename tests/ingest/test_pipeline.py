from __future__ import annotations

import shutil

import pytest

from ingest.pipeline import find_files
from knowledge.types import Filters, Preferences

FIRST = "Neglect audit\n\nStrengths\n\n- Supervision notes were thorough.\n- Police shared what they knew.\n"
SECOND = "Neglect audit\n\nStrengths\n\n- School nurses kept in touch.\n"


@pytest.fixture
def ingest(product):
    def run(*paths):
        return [(outcome.action, outcome.report_id) for outcome in product.pipeline.ingest(find_files(paths))]

    return run


@pytest.fixture
def texts(product):
    """The texts that each store holds or finds."""

    def run():
        base = product.knowledge_base
        passages = base.catalogue.passages(Filters())
        hits = product.search.search("supervision nurses police", Filters(), Preferences())
        assert base.health().is_whole
        assert {hit.passage.text for hit in hits} == {passage.text for passage in passages}
        assert len(base.vectors.vectors([p.passage_id for p in passages])) == len(passages)
        return [passage.text for passage in passages]

    return run


def test_a_new_file_is_added(ingest, texts, write_report):
    assert ingest(write_report("neglect.txt", FIRST)) == [("added", "neglect")]
    assert texts() == ["Supervision notes were thorough.", "Police shared what they knew."]


def test_an_unchanged_file_is_neither_read_nor_embedded_again(ingest, embedder, write_report):
    path = write_report("neglect.txt", FIRST)
    ingest(path)
    embedded = embedder.texts_embedded
    assert ingest(path) == [("unchanged", "neglect")]
    assert embedder.texts_embedded == embedded


def test_a_changed_file_replaces_its_passages_in_every_store(ingest, texts, write_report):
    ingest(write_report("neglect.txt", FIRST))
    assert ingest(write_report("neglect.txt", SECOND)) == [("updated", "neglect")]
    assert texts() == ["School nurses kept in touch."]


def test_the_same_content_under_another_name_is_unchanged(product, ingest, write_report):
    ingest(write_report("neglect.txt", FIRST))
    (outcome,) = product.pipeline.ingest([write_report("copy.txt", FIRST)])
    assert (outcome.action, outcome.report_id) == ("unchanged", "neglect")
    assert outcome.message == "the same as neglect.txt"


def test_two_files_of_one_name_in_two_folders_are_two_reports(ingest, texts, write_report):
    paths = write_report("north/audit.txt", FIRST), write_report("south/audit.txt", SECOND)
    assert ingest(*paths) == [("added", "audit"), ("added", "audit-2")]
    assert len(texts()) == 3


@pytest.mark.parametrize(
    "content",
    [b"", b"<!doctype html><p>Log in", b"\x89PNG\r\n", b"%PDF-1.7 cut short"],
    ids=["empty", "html", "png", "pdf"],
)
def test_a_file_that_turns_bad_is_refused_and_its_report_stays(ingest, texts, write_report, content):
    path = write_report("neglect.txt", FIRST)
    ingest(path)
    before = texts()
    path.write_bytes(content)
    assert ingest(path) == [("refused", None)]
    assert texts() == before


def test_a_refusal_says_why_and_what_to_do_and_does_not_stop_the_rest(product, write_report):
    paths = [write_report("empty.txt", ""), write_report("neglect.txt", FIRST)]
    refused, added = product.pipeline.ingest(paths)
    assert (refused.action, refused.source_file, refused.message) == ("refused", "empty.txt", "The file is empty.")
    assert refused.help_message
    assert (added.action, added.passages) == ("added", 2)


def test_a_path_that_is_not_there_is_refused_by_name(product, tmp_path):
    (outcome,) = product.pipeline.ingest(find_files([tmp_path / "nowhere.pdf"]))
    assert outcome.action == "refused"
    assert "nowhere.pdf" in outcome.message


def test_a_folder_that_was_moved_is_unchanged(ingest, write_report, tmp_path):
    folder = write_report("neglect.txt", FIRST).parent
    ingest(folder)
    moved = shutil.move(folder, tmp_path / "moved")
    assert ingest(tmp_path / "moved") == [("unchanged", "neglect")], moved


def test_names_without_letters_have_an_id(ingest, write_report):
    assert ingest(write_report("№ —.txt", FIRST)) == [("added", "report")]


def test_a_file_changed_into_the_copy_of_another_is_no_longer_in_the_library_as_it_was(ingest, texts, write_report):
    ingest(write_report("a.txt", FIRST), write_report("b.txt", SECOND))
    ingest(write_report("a.txt", SECOND))
    assert texts() == ["School nurses kept in touch."]


class TestFindFiles:
    @pytest.fixture
    def folder(self, write_report):
        for name in ("b.txt", "a.PDF", "deep/er/c.md", "notes.docx", ".hidden.txt", ".git/d.txt", "deep/e.csv"):
            folder = write_report(name, "x").parent
        return folder.parent

    def test_readable_files_are_found_in_order_at_any_depth(self, folder):
        assert [str(path.relative_to(folder)) for path in find_files([folder])] == ["a.PDF", "b.txt", "deep/er/c.md"]

    def test_a_named_file_is_tried_whatever_its_ending(self, folder):
        assert find_files([folder / "notes.docx"]) == [folder / "notes.docx"]

    def test_a_file_named_twice_is_taken_once(self, folder):
        assert find_files([folder / "b.txt", folder, folder / "b.txt"])[0] == folder / "b.txt"
        assert len(find_files([folder / "b.txt", folder])) == 3

    def test_a_path_that_is_not_there_stays_in_the_list(self, folder):
        assert find_files([folder / "nowhere"]) == [folder / "nowhere"]

    def test_an_empty_folder_holds_nothing(self, tmp_path):
        (tmp_path / "empty").mkdir()
        assert find_files([tmp_path / "empty"]) == []
