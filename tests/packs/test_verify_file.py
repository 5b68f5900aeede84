"""Verifying the file of a pack: as it was made, edited, saved by another program, without its receipt."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import zipfile
from contextlib import closing
from dataclasses import replace

import docx
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from pack_documents import OTHER, REPORT, finding
from standing_packs import put, standing

from app.cli.pack_verify import verify
from app.packs.document import Findings, Section
from app.packs.file_words import words_of_content, words_of_file
from app.packs.finding import GAP, Quote, Quoted
from app.packs.markdown_file import pack_markdown
from app.packs.quotations import CURLY_QUOTED, words_hash
from app.packs.receipt import receipt_of
from app.packs.receipt_lines import read_receipt
from app.packs.slides_file import pack_pptx
from app.packs.verify_file import NO_RECEIPT, NOTHING, check_file
from app.packs.verify_library import normalised_with_offsets
from app.packs.verify_process import words_read_apart
from app.packs.verify_verdicts import FAILURES, Verdict
from app.packs.web_file import pack_html
from app.packs.word_file import pack_docx
from app.settings import load_settings
from app.verify import normalised
from ingest.parser_process import ParseLimits
from knowledge.catalogue import Catalogue
from knowledge.errors import EmptyDocumentError, HomeError, UnknownReportError, UnreadableFileError
from knowledge.home import Home, HomeLock
from knowledge.types import PageStart

DOCUMENT, TEXTS = standing()
WRITERS = {"docx": pack_docx, "pptx": pack_pptx, "html": pack_html, "md": pack_markdown}
SOFFICE = shutil.which("soffice")
QUOTE = "Visits were not always recorded."


def pack(ending, document=DOCUMENT, texts=TEXTS):
    """A finished file with its receipt, as the pack maker makes it."""

    def written(document):
        content = WRITERS[ending](document)
        return content.encode() if isinstance(content, str) else content

    words = words_of_content(written(document), f"pack.{ending}")
    return written(replace(document, receipt=receipt_of(document, words, texts.__getitem__)))


def words_of(ending):
    return words_of_content(pack(ending), f"pack.{ending}")


WORDS = words_of("md")
RECEIPT_ALONE = WORDS[WORDS.index("Receipt of Audit") :]


class Reports:
    """A `Library` of canonical texts."""

    def __init__(self, texts=TEXTS, reports=(REPORT, OTHER)):
        self.read = []
        self._texts, self._reports = texts, {report.report_id: report for report in reports}

    def reports(self):
        return list(self._reports.values())

    def report(self, report_id):
        if report_id not in self._reports:
            raise UnknownReportError("gone")
        return self._reports[report_id]

    def canonical_text(self, report_id):
        self.read.append(report_id)
        return self._texts[report_id]


def check(words, library=None):
    return check_file(words, library or Reports())


def failed(checked):
    return [quote for quote in checked.quotes if quote.verdict in FAILURES]


class TestAnUntouchedFile:
    @pytest.mark.parametrize("ending", WRITERS)
    def test_every_quote_stands(self, ending):
        checked = check(words_of(ending))
        assert {quote.verdict for quote in checked.quotes} == {Verdict.STANDS}
        assert (checked.is_sound, checked.total, checked.standing) == (True, 9, 9)
        assert checked.receipt.whole
        assert checked.notices == ()

    @pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
    @pytest.mark.parametrize(
        ("ending", "through", "final"),
        [
            ("docx", "docx", "docx"),
            ("docx", "odt", "docx"),
            ("docx", "html", "html"),
            ("docx", "pdf", "pdf"),
            ("pptx", "pptx", "pptx"),
            ("pptx", "odp", "pptx"),
            ("html", "docx:MS Word 2007 XML", "docx"),
        ],
    )
    def test_it_stands_after_another_program_saved_it(self, ending, through, final, tmp_path):
        path = tmp_path / f"pack.{ending}"
        path.write_bytes(pack(ending))
        for form in dict.fromkeys((through, final)):
            path = converted(path, form, tmp_path)
        checked = check(words_of_file(path))
        assert failed(checked) == []
        assert Verdict.MISSING not in {quote.verdict for quote in checked.quotes}
        assert checked.receipt.whole

    def test_reports_that_it_does_not_quote_are_not_read(self):
        library = Reports({**TEXTS, "r": ""}, (REPORT, OTHER, replace(OTHER, report_id="r")))
        check(WORDS, library)
        assert "r" not in library.read


def converted(path, form, folder):
    """The file as LibreOffice saves it."""
    target = folder / form.split(":")[0]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", form, "--outdir", str(target), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=200)
    return target / f"pack.{form.split(':')[0]}"


class TestAnEditedFile:
    def test_a_changed_word_is_told_with_what_it_was(self):
        checked = check(WORDS.replace("Every record held", "Every file held"))
        (quote,) = failed(checked)
        assert (quote.verdict, quote.title, quote.detail) == (
            Verdict.CHANGED,
            "Voice of the child: a dip sample",
            "‘record’ became ‘file’",
        )
        assert quote.was.startswith("Every record held")
        assert quote.words.startswith("Every file held")
        assert (checked.standing, checked.total, checked.is_sound) == (8, 9, False)

    def test_one_changed_copy_of_several_is_told(self):
        checked = check(WORDS.replace(QUOTE, "Visits were always recorded.", 1))
        (quote,) = failed(checked)
        assert (quote.verdict, quote.words) == (Verdict.CHANGED, "Visits were always recorded.")
        assert "‘not’ was taken out; another copy of it in the file is as it was (2)" in quote.detail

    def test_each_changed_copy_is_told(self):
        words = WORDS.replace(QUOTE, "Visits were always recorded.", 1).replace(QUOTE, "Visits were recorded.", 1)
        assert sorted(quote.words for quote in failed(check(words))) == [
            "Visits were always recorded.",
            "Visits were recorded.",
        ]

    def test_a_changed_number_in_a_cell_is_told(self):
        (quote,) = failed(check(WORDS.replace("“3 of 9”", "“5 of 9”", 1)))
        assert (quote.verdict, quote.words, quote.was) == (Verdict.CHANGED, "5 of 9", "3 of 9")

    def test_a_word_that_is_all_of_a_quote_is_told(self):
        words, texts = _with_one_cell("Late")
        (quote,) = failed(check(words.replace("“Late”", "“Early”"), Reports(texts)))
        assert (quote.verdict, quote.words, quote.was) == (Verdict.CHANGED, "Early", "Late")

    def test_a_number_of_a_source_is_no_quote(self):
        words, texts = _with_one_cell("1")
        (quote,) = failed(check(words.replace("“1”", "“7”"), Reports(texts)))
        assert (quote.verdict, quote.words, quote.was) == (Verdict.CHANGED, "7", "1")

    def test_a_quote_that_was_made_into_another_one_is_told(self):
        words, texts = _with_one_cell("Late")
        (quote,) = failed(check(words.replace("“Late”", "“Plans”"), Reports(texts)))
        assert (quote.verdict, quote.words, quote.was) == (Verdict.CHANGED, "Plans", "Late")

    def test_a_copy_more_of_a_quote_is_no_fault(self):
        checked = check(f"{WORDS}\n“{QUOTE}” “{QUOTE}”")
        assert checked.is_sound
        assert (checked.standing, checked.total) == (9, 9)

    def test_words_put_into_a_quote_are_told(self):
        (quote,) = failed(check(WORDS.replace('as said".”', 'as said", and nobody listened.”')))
        assert (quote.verdict, "was put in" in quote.detail or "became" in quote.detail) == (Verdict.CHANGED, True)

    def test_a_quote_that_was_taken_out_is_told_and_no_fault(self):
        checked = check(WORDS.replace('“Every record held the child’s own words, "as said".”', ""))
        assert checked.is_sound
        assert [quote.number for quote in checked.quotes if quote.verdict is Verdict.MISSING] == [6]
        assert (checked.standing, checked.total) == (8, 8)

    def test_one_copy_taken_out_is_told_and_stands(self):
        checked = check(WORDS.replace(f"“{QUOTE}”", "", 1))
        (quote,) = [quote for quote in checked.quotes if quote.words == QUOTE]
        assert (quote.verdict, quote.detail) == (Verdict.STANDS, "in 2 of 3 places that had it")

    def test_an_added_quote_is_looked_up_in_the_library(self):
        third = replace(OTHER, report_id="third", pages=(PageStart(0, 1, "i"), PageStart(9, 2, "ii")))
        library = Reports(
            {**TEXTS, "third": "Contents\nThe chro-\nnology of events was missing."}, (REPORT, OTHER, third)
        )
        added = "“The chronology of events was missing.”\n“Nobody ever said any of this.”\n“hronology of events”"
        checked = check(f"{WORDS}\n{added}", library)
        found = [(quote.verdict, quote.report_id, quote.page_label) for quote in checked.quotes if not quote.number]
        assert found == [
            (Verdict.ADDED, "third", "ii"),
            (Verdict.ADDED_NOT_FOUND, "", ""),
            (Verdict.ADDED_NOT_FOUND, "", ""),
        ]
        assert checked.standing == 10

    @pytest.mark.parametrize("marks", ['""', "«»", "„“", "‘’", "''", "  "])
    def test_other_quotation_marks_are_no_change(self, marks):
        words = WORDS.replace("“", marks[0]).replace("”", marks[1])
        checked = check(words)
        assert failed(checked) == []
        if marks.strip():
            assert {quote.verdict for quote in checked.quotes} == {Verdict.STANDS}

    @pytest.mark.parametrize("marks", ['""', "«»", "''"])
    def test_a_changed_word_between_other_quotation_marks_is_told(self, marks):
        words = WORDS.replace("“", marks[0]).replace("”", marks[1])
        (quote,) = failed(check(words.replace("Every record held", "Every file held")))
        assert (quote.verdict, quote.words.startswith("Every file held")) == (Verdict.CHANGED, True)

    def test_white_space_hyphens_and_inner_marks_are_no_change(self):
        words = WORDS.replace("child’s", "child's").replace(
            '"as said"', "‘‘as said’’".replace("‘‘", '"').replace("’’", '"')
        )
        assert failed(check(words.replace("not always", "not\u00a0\n always"))) == []

    @given(st.data())
    def test_any_changed_word_of_any_quote_is_found(self, data):
        quoted = data.draw(st.sampled_from(list(CURLY_QUOTED.finditer(WORDS))))
        tokens = [one for one in _tokens(quoted[1]) if not GAP.fullmatch(one[2])]
        start, end, token = data.draw(st.sampled_from(tokens))
        letters = st.text(st.characters(categories=("L", "Nd")), min_size=1, max_size=12)
        new = data.draw(letters.filter(lambda word: normalised(word) != normalised(token)))
        at = quoted.start(1)
        words = WORDS[: at + start] + new + WORDS[at + end :]
        assert failed(check(words)), (token, new)

    @given(st.data())
    def test_words_changed_outside_of_quotes_are_not_our_business(self, data):
        lines = WORDS.splitlines()
        index = data.draw(st.sampled_from([i for i, line in enumerate(lines) if line and not _is_ours(line)]))
        lines[index] = data.draw(
            st.text(st.characters(exclude_characters="“”„\"«»‘’‚'‹›[", exclude_categories=("Cs",)))
        )
        assert check("\n".join(lines)).is_sound


TOLD = "Interpreters were not consistently used when families asked. Records of visits were kept."
TELLING = replace(OTHER, report_id="telling")


def _with_telling(words, told=TOLD):
    """The words of the pack and these, checked against a library with one report more; what is not of the receipt."""
    checked = check(f"{WORDS}\n{words}", Reports({**TEXTS, "telling": told}, (REPORT, OTHER, TELLING)))
    return [quote.verdict for quote in checked.quotes if not quote.number]


class TestAGap:
    @pytest.mark.parametrize(
        ("quoted", "verdict"),
        [
            ("“Interpreters were […] used when families asked.”", Verdict.ADDED_NOT_FOUND),
            ("“Interpreters were [ ? ] used when families asked.”", Verdict.ADDED_NOT_FOUND),
            ("“Interpreters were not […] used when families asked.”", Verdict.ADDED),
            ("“Interpreters were not consistently used […] Records of visits were kept.”", Verdict.ADDED),
            ("“Records of visits were kept. […] Interpreters were not”", Verdict.ADDED_NOT_FOUND),
        ],
    )
    def test_of_an_added_quotation_may_not_turn_it_round(self, quoted, verdict):
        assert _with_telling(quoted) == [verdict]

    @pytest.mark.parametrize("negation", ["weren't always", "were rarely", "were without doubt", "LACKED being"])
    def test_all_wordings_of_a_negation_count(self, negation):
        assert _with_telling("“Plans […] shared with schools”", f"Plans {negation} shared with schools.") == [
            Verdict.ADDED_NOT_FOUND
        ]

    @pytest.mark.parametrize("filler", ["word " * 300, "First. " * 200])
    def test_reaches_no_further_than_a_passage(self, filler):
        assert _with_telling(
            "“Plans were made […] in every single case”", f"Plans were made. {filler}in every single case"
        ) == [Verdict.ADDED_NOT_FOUND]

    def test_may_leave_out_a_whole_sentence_with_a_negation(self):
        told = "Plans were made. Not all were kept. Schools were told."
        assert _with_telling("“Plans were made. […] Schools were told.”", told) == [Verdict.ADDED]

    def test_is_looked_for_at_every_place_of_the_first_words(self):
        told = "Plans were not kept. Plans were made and well kept."
        assert _with_telling("“Plans were […] well kept.”", told) == [Verdict.ADDED]

    def test_without_a_receipt_may_not_turn_a_quote_round(self):
        library = Reports({**TEXTS, "telling": TOLD}, (REPORT, OTHER, TELLING))
        (quote,) = check("“Interpreters were […] used when families asked.”", library).quotes
        assert quote.verdict is Verdict.ADDED_NOT_FOUND

    def test_may_not_join_two_quotes_of_the_receipt(self):
        for joined in (
            '“The plan […] Every record held the child’s own words, "as said".”',
            "“was not shared with the school. […] The plan”",
        ):
            checked = check(f"{WORDS}\n{joined}")
            (quote,) = failed(checked)
            assert (quote.verdict, "do not stand together" in quote.detail) == (Verdict.CHANGED, True)

    def test_may_not_join_a_quote_to_words_of_another_report(self):
        assert _with_telling("“The plan […] Records of visits were kept.”") == [Verdict.ADDED_NOT_FOUND]


class TestTheNumberOfASource:
    def test_that_was_changed_is_told(self):
        changed = re.sub(r"(Every record held[^”]*”\s*)\[2\]", r"\1[1]", WORDS)
        assert changed != WORDS
        (quote,) = failed(check(changed))
        assert (quote.verdict, quote.detail) == (Verdict.OTHER_SOURCE, "it stands by [1], but is of [2]")

    def test_is_that_of_every_cell_of_a_row(self):
        changed = re.sub(r"(“3 of 9”\s*)\[1\]", r"\1[2]", WORDS, count=1)
        assert {quote.words for quote in failed(check(changed))} == {"3 of 9", "Plans were late"}

    @pytest.mark.parametrize("ending", WRITERS)
    def test_is_read_in_every_format(self, ending):
        swapped = re.sub(r"(”\s*\[)([12])\]", lambda found: f"{found[1]}{3 - int(found[2])}]", words_of(ending))
        assert {quote.verdict for quote in check(swapped).quotes} == {Verdict.OTHER_SOURCE}

    def test_of_an_added_quotation_is_that_of_its_report(self):
        texts = {**TEXTS, OTHER.report_id: f"{TEXTS[OTHER.report_id]} Siblings were asked, too."}
        for number, verdict in ((1, Verdict.OTHER_SOURCE), (2, Verdict.ADDED)):
            checked = check(f"{WORDS}\n“Siblings were asked, too.” [{number}]", Reports(texts))
            assert [quote.verdict for quote in checked.quotes if not quote.number] == [verdict]


class TestWhatAnEditorPutIn:
    @pytest.mark.parametrize("marks", ['""', "«»", "„“", "”“", "””"])
    def test_quotations_in_other_marks_are_looked_up_too(self, marks):
        opening, closing = marks
        assert _with_telling(f"{opening}Nobody ever said any of this.{closing}") == [Verdict.ADDED_NOT_FOUND]
        assert _with_telling(f"{opening}Records of visits were kept.{closing}") == [Verdict.ADDED]
        assert _with_telling(f"{opening}Nobody said.{closing}") == []

    def test_single_marks_count_where_a_source_follows(self):
        said = "‘Nobody ever heard the child’s own words.’"
        assert _with_telling(f"{said} [1] Neglect at a glance") == [Verdict.ADDED_NOT_FOUND]
        assert _with_telling(f"Say {said} and the schools’ and parents’ own words.") == []

    def test_a_short_quote_within_hides_no_quotation(self):
        assert _with_telling('"Of all the plans, 3 of 9 were of any use."') == [Verdict.ADDED_NOT_FOUND]

    def test_the_title_of_a_report_is_no_quotation(self):
        title = OTHER.description.title
        assert _with_telling(f'As "{title}" has it') == []

    def test_words_that_run_on_after_a_quote_are_told(self):
        (quote,) = failed(check(WORDS.replace("recorded.”", "recorded.”sometimes", 1)))
        assert (quote.verdict, "runs on" in quote.detail) == (Verdict.CHANGED, True)

    @pytest.mark.parametrize(("was", "now"), [("were not", "werenot"), ("recorded", "rec orded")])
    def test_words_that_were_joined_or_parted_are_told(self, was, now):
        (quote,) = failed(check(WORDS.replace(was, now, 1)))
        assert (quote.verdict, now in quote.detail) == (Verdict.CHANGED, True)

    def test_a_line_broken_at_a_hyphen_is_no_change(self):
        assert failed(check(WORDS.replace("recorded", "re-\ncorded").replace("school", "scho\u2010ol"))) == []

    def test_nothing_to_verify_is_not_sound(self):
        for words in ("A letter.", "“Late.”", RECEIPT_ALONE):
            checked = check(words)
            assert (checked.is_sound, checked.notices[-1]) == (False, NOTHING)


def _tokens(text):
    return [(found.start(), found.end(), found[0]) for found in re.finditer(r"\[[^\]]*\]|[\w’']+", text)]


def _is_ours(line):
    return "“" in line or line.startswith(("Receipt", "Report", "Quote", "End of"))


def _with_one_cell(cell):
    """The words of a pack with one table row, whose second cell is this word, and the texts that it stands in."""
    one = finding("x")
    parts = tuple(Quoted((Quote(REPORT.report_id, text, 0, 0),), name) for name, text in (("A", "Plans"), ("B", cell)))
    section = Section("Found", (Findings((replace(one, parts=parts),)),))
    texts = {**TEXTS, REPORT.report_id: f"Plans\t{cell}\nEarly starts."}
    document, _ = standing(replace(DOCUMENT, sections=(section,)), texts)
    return words_of_content(pack("md", document, texts), "pack.md"), texts


class TestTheReceipt:
    def test_without_it_every_longer_quotation_is_looked_up(self):
        words = WORDS[: WORDS.index("Receipt of Audit")] + "\n“Nobody ever said any of this.”"
        checked = check(words)
        assert checked.receipt is None
        assert checked.notices == (NO_RECEIPT,)
        assert [quote.words for quote in failed(checked)] == ["Nobody ever said any of this."]
        assert checked.standing == checked.total - 1 == 7  # of every copy, but for the cells of the table

    def test_without_it_straight_marks_serve_too(self):
        words = WORDS[: WORDS.index("Receipt of Audit")].replace("“", '"').replace("”", '"')
        assert check(words).standing > 5
        assert [quote.words for quote in failed(check(words + '\n"Nobody ever said any of this."'))] == [
            "Nobody ever said any of this."
        ]

    def test_cut_short_it_is_told_and_the_rest_is_looked_up(self):
        checked = check(WORDS[: WORDS.index("Quote 3 of")])
        assert checked.is_sound
        assert "receipt was changed" in checked.notices[0]
        assert Verdict.ADDED in {quote.verdict for quote in checked.quotes}

    def test_a_forged_one_makes_nothing_stand(self):
        forged = "Nobody ever said any of this."
        words = WORDS.replace('“Every record held the child’s own words, "as said".”', f"“{forged}”")
        old = next(quote.words_hash for quote in read_receipt(WORDS).quotes if quote.report == 2)
        checked = check(words.replace(old, words_hash(forged)))
        assert [(quote.verdict, quote.words) for quote in failed(checked)] == [(Verdict.NOT_IN_REPORT, forged)]


class TestAChangedLibrary:
    def test_words_that_moved_are_found(self):
        texts = {**TEXTS, OTHER.report_id: "A new first page.\n" + TEXTS[OTHER.report_id]}
        checked = check(WORDS, Reports(texts))
        (quote,) = [quote for quote in checked.quotes if quote.verdict is Verdict.MOVED]
        assert quote.words.startswith("Every record")
        assert checked.is_sound
        assert checked.notices == ("Report 2 (voice-bbb222) was read anew since the file was made.",)

    @pytest.mark.parametrize("marks", ['""', "«»"])
    def test_words_that_moved_are_found_between_other_marks(self, marks):
        texts = {**TEXTS, REPORT.report_id: "A new first page.\n" + TEXTS[REPORT.report_id]}
        checked = check(WORDS.replace("“", marks[0]).replace("”", marks[1]), Reports(texts))
        assert QUOTE in {quote.words for quote in checked.quotes if quote.verdict is Verdict.MOVED}

    def test_words_that_are_gone_from_their_report_are_told(self):
        texts = {**TEXTS, OTHER.report_id: "Another text altogether."}
        (quote,) = failed(check(WORDS, Reports(texts)))
        assert (quote.verdict, quote.number) == (Verdict.NOT_IN_REPORT, 6)

    def test_a_report_that_is_gone_is_told(self):
        (quote,) = failed(check(WORDS, Reports(reports=(REPORT,))))
        assert (quote.verdict, quote.report_id) == (Verdict.REPORT_GONE, "voice-bbb222")

    def test_of_a_held_report_no_word_is_shown(self):
        library = Reports(reports=(REPORT, replace(OTHER, held=True)))
        for words in (WORDS, WORDS.replace("Every record held", "Every file held")):
            checked = check(words, library)
            (quote,) = failed(checked)
            assert quote.verdict is Verdict.REPORT_HELD
            assert "held the child" not in repr(checked)
            assert OTHER.description.title not in repr(checked)


@given(st.text(st.sampled_from("ab1 2-‐—’“\n\u00a0é")))
def test_offsets_go_with_the_normalised_text(text):
    key, offsets = normalised_with_offsets(text)
    assert key == normalised(text)
    assert len(offsets) == len(key)
    assert all(offset < len(text) for offset in offsets)


class TestReadingApart:
    def test_a_file_is_read_as_in_this_process(self, tmp_path):
        path = tmp_path / "pack.docx"
        path.write_bytes(pack("docx"))
        assert words_read_apart(path, ParseLimits()) == words_of_file(path)

    @pytest.mark.parametrize(
        ("content", "error"),
        [(None, UnreadableFileError), (b"", EmptyDocumentError), (b"PK\x03\x04 cut short", UnreadableFileError)],
    )
    def test_what_cannot_be_read_is_an_error_with_a_next_step(self, content, error, tmp_path):
        path = tmp_path / "pack.docx"
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(error) as raised:
            words_read_apart(path, ParseLimits())
        assert raised.value.help_message

    def test_an_archive_that_unpacks_to_too_much_is_refused(self, tmp_path):
        content = io.BytesIO(pack("docx"))
        with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/media/bomb.xml", b" " * 150_000_000)
        (tmp_path / "pack.docx").write_bytes(content.getvalue())
        with pytest.raises(UnreadableFileError, match="unpacks to"):
            words_read_apart(tmp_path / "pack.docx", ParseLimits())

    def test_a_file_that_takes_too_long_is_given_up(self, tmp_path):
        (tmp_path / "pack.docx").write_bytes(pack("docx"))
        with pytest.raises(UnreadableFileError, match="longer"):
            words_read_apart(tmp_path / "pack.docx", ParseLimits(seconds=0.001))


class TestTheCommand:
    @pytest.fixture
    def library(self, home):
        home.mkdir()
        with closing(Catalogue(Home(home).catalogue)) as catalogue:
            put(catalogue, TEXTS)
        return home

    def run(self, home, path, *options):
        return CliRunner().invoke(verify, [str(path), *options], obj=load_settings(home=home))

    def test_a_sound_file_has_status_0(self, library, tmp_path):
        (tmp_path / "pack.docx").write_bytes(pack("docx"))
        result = self.run(library, tmp_path / "pack.docx")
        assert result.exit_code == 0
        assert result.stderr == "9 of 9 quotes stand in the library as it is now.\n"
        assert len(result.stdout.splitlines()) == 9
        assert result.stdout.splitlines()[0].startswith("stands: quote 1 “Visits were not always recorded.”; Neglect")

    def test_what_does_not_stand_comes_first_and_has_status_1(self, library, tmp_path):
        document = docx.Document(io.BytesIO(pack("docx")))
        for paragraph in document.paragraphs:
            for run in paragraph.runs:
                run.text = run.text.replace("the school", "the \x9b31mnursery").replace("\x9b", "") if run.text else ""
        document.save(str(tmp_path / "pack.docx"))
        result = self.run(library, tmp_path / "pack.docx")
        assert result.exit_code == 1
        first, *_others = result.stdout.splitlines()
        assert first.startswith(
            "changed in the file: quote 3 “was not shared with the 31mnursery.”; the report has “was"
        )
        assert "8 of 9 quotes stand" in result.stderr

    def test_no_control_character_of_a_file_reaches_the_terminal(self, library, tmp_path):
        (tmp_path / "x.md").write_text(f"{WORDS}\n“Nobody \x1b[2J ever\x9b31m said this\u202e.”\n", "utf-8")
        result = self.run(library, tmp_path / "x.md")
        assert result.exit_code == 1
        assert not any(sign in result.stdout for sign in "\x1b\x9b")

    def test_json_is_alone_on_stdout(self, library, tmp_path):
        (tmp_path / "x.md").write_text(WORDS.replace("Every record", "Every file"), "utf-8")
        result = self.run(library, tmp_path / "x.md", "--json")
        told = json.loads(result.stdout)
        assert result.exit_code == 1
        assert (told["sound"], told["standing"], told["total"], told["receipt"]) == (False, 8, 9, "whole")
        (row,) = [row for row in told["quotes"] if row["verdict"] == "changed"]
        assert row["words_of_the_report"].startswith("Every record")

    def test_without_a_library_it_says_so(self, home, tmp_path):
        (tmp_path / "x.md").write_text(WORDS, "utf-8")
        assert isinstance(self.run(home, tmp_path / "x.md").exception, HomeError)

    def test_it_works_while_another_process_holds_the_library(self, library, tmp_path):
        (tmp_path / "x.md").write_text(WORDS, "utf-8")
        with HomeLock(Home(library)):
            assert self.run(library, tmp_path / "x.md").exit_code == 0
