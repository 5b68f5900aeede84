from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from ingest.becoming import edit_description, forget_edits
from ingest.files import find_files
from ingest.overrides import DescriptionOverride
from knowledge.types import Filters, ParsedReport, Preferences, ReportId

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


def test_files_read_by_older_readers_are_read_again(product, ingest, texts, write_report):
    path = write_report("neglect.txt", FIRST)
    ingest(path)
    base = product.knowledge_base
    held = base.catalogue.report(ReportId("neglect"))
    (first, _second) = base.catalogue.passages(Filters())
    older = replace(held, parser_version=held.parser_version - 1)
    base.add(ParsedReport(older, base.catalogue.canonical_text(held.report_id), (first,)))
    assert texts() == ["Supervision notes were thorough."]
    assert ingest(path) == [("updated", "neglect")]
    assert len(texts()) == 2


def test_two_copies_in_one_run_are_one_report(ingest, write_report):
    paths = write_report("a.txt", FIRST), write_report("b.txt", FIRST)
    assert ingest(*paths) == [("added", "a"), ("unchanged", "a")]


def test_two_files_that_change_places_both_stay(ingest, texts, write_report):
    ingest(write_report("a.txt", FIRST), write_report("b.txt", SECOND))
    outcomes = ingest(write_report("a.txt", SECOND), write_report("b.txt", FIRST))
    assert "refused" not in dict(outcomes)
    assert len(texts()) == 3


def test_once_told_to_stop_no_other_file_is_touched(product, write_report):
    paths = [write_report(f"{number}.txt", f"{FIRST}- Visit {number} was on time.\n") for number in range(9)]
    outcomes = []
    for outcome in product.pipeline.ingest(paths, stopping=lambda: len(outcomes) == 2):
        outcomes.append(outcome)
    assert [outcome.source_file for outcome in outcomes] == ["0.txt", "1.txt"]
    assert len(product.knowledge_base.catalogue.reports()) == 2


class TestDescription:
    @pytest.fixture
    def title(self, product):
        return lambda: product.knowledge_base.catalogue.report(ReportId("neglect")).description.title

    def test_a_file_beside_the_report_corrects_it(self, ingest, title, write_report):
        path = write_report("neglect.txt", FIRST)
        write_report("neglect.meta.yaml", "title: Neglect in Harrowmere\n")
        ingest(path)
        assert title() == "Neglect in Harrowmere"

    def test_a_changed_file_beside_an_unchanged_report_counts(self, product, ingest, title, write_report):
        path = write_report("neglect.txt", FIRST)
        ingest(path)
        write_report("neglect.meta.yaml", "title: Neglect in Harrowmere\n")
        assert ingest(path) == [("updated", "neglect")]
        assert ingest(path) == [("unchanged", "neglect")]
        assert title() == "Neglect in Harrowmere"
        assert product.knowledge_base.health().is_whole

    def test_without_it_the_report_speaks_for_itself_again(self, ingest, title, write_report):
        path = write_report("neglect.txt", FIRST)
        beside = write_report("neglect.meta.yaml", "title: Neglect in Harrowmere\n")
        ingest(path)
        beside.unlink()
        assert ingest(path) == [("updated", "neglect")]
        assert title() == "Neglect audit"

    def test_an_edit_outlives_a_changed_report_and_wins_over_the_file(self, product, ingest, title, write_report):
        ingest(write_report("neglect.txt", FIRST))
        edit_description(product.knowledge_base, ReportId("neglect"), DescriptionOverride(title="As edited"))
        write_report("neglect.meta.yaml", "title: As beside\npartnership: Harrowmere Partnership\n")
        assert ingest(write_report("neglect.txt", SECOND)) == [("updated", "neglect")]
        assert title() == "As edited"
        held = product.knowledge_base.catalogue.report(ReportId("neglect")).description
        assert held.partnership == "Harrowmere Partnership"
        forget_edits(product.knowledge_base, ReportId("neglect"))
        assert title() == "As beside"

    def test_a_wrong_file_beside_refuses_the_report_by_name(self, product, write_report):
        path = write_report("neglect.txt", FIRST)
        write_report("neglect.meta.yaml", "titel: Neglect\n")
        (outcome,) = product.pipeline.ingest([path])
        assert outcome.action == "refused"
        assert "titel" in outcome.message + outcome.help_message


class TestHold:
    @pytest.fixture
    def naming(self, write_report):
        return write_report("named.txt", f"{FIRST}- Her NHS number is 943 476 5919.\n")

    def test_a_report_that_may_identify_a_person_is_held_where_asked(self, product, naming, write_report):
        paths = [naming, write_report("neglect.txt", FIRST)]
        outcomes = list(product.pipeline.ingest(paths, hold_identifiable=True))
        assert [outcome.held for outcome in outcomes] == [True, False]
        hits = product.search.search("NHS number", Filters(), Preferences())
        assert {hit.passage.report_id for hit in hits} == {"neglect"}

    def test_it_is_taken_in_with_a_warning_where_not_asked(self, product, naming):
        (outcome,) = product.pipeline.ingest([naming])
        assert not outcome.held
        assert any("NHS number" in warning for warning in outcome.warnings)
        assert "943" not in " ".join(outcome.warnings)

    def test_what_somebody_released_stays_released(self, product, naming):
        list(product.pipeline.ingest([naming], hold_identifiable=True))
        product.knowledge_base.release(ReportId("named"))
        (outcome,) = product.pipeline.ingest([naming], hold_identifiable=True)
        assert (outcome.action, outcome.held) == ("unchanged", False)

    def test_a_released_report_that_changes_is_held_again(self, product, naming):
        list(product.pipeline.ingest([naming], hold_identifiable=True))
        product.knowledge_base.release(ReportId("named"))
        naming.write_text(naming.read_text("utf-8") + "- Another line of findings.\n", "utf-8")
        (outcome,) = product.pipeline.ingest([naming], hold_identifiable=True)
        assert outcome.held

    def test_asking_later_holds_what_is_there_already(self, product, naming):
        list(product.pipeline.ingest([naming]))
        (outcome,) = product.pipeline.ingest([naming], hold_identifiable=True)
        assert (outcome.action, outcome.held) == ("updated", True)

    def test_a_report_held_by_hand_stays_held_when_it_changes(self, product, write_report):
        path = write_report("neglect.txt", FIRST)
        list(product.pipeline.ingest([path]))
        product.knowledge_base.hold(ReportId("neglect"))
        write_report("neglect.txt", FIRST + "- Another line of findings.\n")
        (outcome,) = product.pipeline.ingest([path])
        assert (outcome.action, outcome.held) == ("updated", True)

    def test_what_was_decided_of_two_files_follows_their_content_when_they_change_places(self, product, write_report):
        paths = [write_report("a.txt", FIRST), write_report("b.txt", SECOND)]
        list(product.pipeline.ingest(paths))
        product.knowledge_base.hold(ReportId("a"))
        edit_description(product.knowledge_base, ReportId("b"), DescriptionOverride(title="Edited"))
        write_report("a.txt", SECOND), write_report("b.txt", FIRST)
        list(product.pipeline.ingest(paths))
        reports = {report.report_id: report for report in product.knowledge_base.catalogue.reports()}
        assert {key: report.held for key, report in reports.items()} == {"a": True, "b": False}
        assert reports[ReportId("b")].description.title == "Edited"
        assert reports[ReportId("b")].source_file == "a.txt"

    def test_no_word_of_a_held_report_is_in_an_index(self, product, naming, write_report):
        list(product.pipeline.ingest([naming, write_report("neglect.txt", FIRST)], hold_identifiable=True))
        words = product.knowledge_base.words
        assert words.rarity(words.stem("NHS")[0]) == 0
        assert words.near_spelling("nhss") is None
        assert product.knowledge_base.health().is_whole
        product.knowledge_base.release(ReportId("named"))
        assert words.rarity(words.stem("NHS")[0]) > 0
        assert product.knowledge_base.health().is_whole


def test_a_file_overwritten_by_a_report_that_older_readers_read_holds_only_that(product, ingest, texts, write_report):
    ingest(write_report("a.txt", FIRST), write_report("b.txt", SECOND))
    base = product.knowledge_base
    held = base.catalogue.report(ReportId("a"))
    passages = base.catalogue.passages(Filters(report_ids=frozenset({held.report_id})))
    older = replace(held, parser_version=held.parser_version - 1)
    base.add(ParsedReport(older, base.catalogue.canonical_text(held.report_id), tuple(passages)))
    ingest(write_report("b.txt", FIRST))
    assert [report.report_id for report in base.catalogue.reports()] == ["a"]
    assert base.catalogue.report(ReportId("a")).source_file == "a.txt"


class TestFindFiles:
    @pytest.fixture
    def folder(self, write_report):
        for name in ("b.txt", "a.PDF", "deep/er/c.md", "w.docx", "n.odt", ".hidden.txt", ".git/d.txt", "deep/e.csv"):
            folder = write_report(name, "x").parent
        return folder.parent

    def test_reports_are_found_in_order_at_any_depth_with_those_to_be_refused(self, folder):
        found = [str(path.relative_to(folder)) for path in find_files([folder])]
        assert found == ["a.PDF", "b.txt", "deep/er/c.md", "n.odt", "w.docx"]

    def test_a_named_file_is_tried_whatever_its_ending(self, folder):
        assert find_files([folder / "deep" / "e.csv"]) == [folder / "deep" / "e.csv"]

    def test_a_file_named_twice_is_taken_once(self, folder):
        assert find_files([folder / "b.txt", folder, folder / "b.txt"])[0] == folder / "b.txt"
        assert len(find_files([folder / "b.txt", folder])) == 5

    def test_a_path_that_is_not_there_stays_in_the_list(self, folder):
        assert find_files([folder / "nowhere"]) == [folder / "nowhere"]

    def test_an_empty_folder_holds_nothing(self, tmp_path):
        (tmp_path / "empty").mkdir()
        assert find_files([tmp_path / "empty"]) == []
