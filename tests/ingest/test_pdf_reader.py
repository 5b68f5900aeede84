"""The PDF reader over the sample reports: what their text twins say must come out of the pages."""

from __future__ import annotations

import re

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.parse import parse
from ingest.readers.pdf import PdfReader
from knowledge.errors import EmptyDocumentError, UnreadableFileError
from knowledge.types import FindingType, ReportId

STEMS = [
    "01-neglect-at-a-glance",
    "02-domestic-abuse-full-report",
    "03-child-mental-health-slides",
    "04-child-exploitation-7-minute-briefing",
    "05-repeat-plans-deep-dive",
    "06-parental-mental-health-learning-summary",
    "07-voice-and-supervision-dip-sample",
]
RUNNING_HEADER = "Harrowmere Safeguarding Children Partnership"


@pytest.fixture(scope="session")
def twins(samples_folder):
    """Each sample report read from its PDF and from its text."""

    def read(stem, ending):
        return parse(samples_folder / f"{stem}{ending}", ReportId(stem), "hash")

    return {stem: (read(stem, ".pdf"), read(stem, ".txt")) for stem in STEMS}


@pytest.fixture(params=STEMS)
def pair(request, twins):
    return twins[request.param]


def test_both_forms_give_the_same_description(pair):
    pdf, text = (parsed.report.description for parsed in pair)
    assert pdf.title == text.title
    assert pdf.partnership == text.partnership
    assert (pdf.audit_date.iso if pdf.audit_date else None) == (text.audit_date.iso if text.audit_date else None)
    assert (pdf.sample.words if pdf.sample else None) == (text.sample.words if text.sample else None)


@pytest.mark.parametrize(
    ("stem", "partnership", "iso", "size"),
    [
        (STEMS[0], RUNNING_HEADER, "2022-10", 9),
        (STEMS[1], RUNNING_HEADER, "2023-11", 8),
        (STEMS[2], None, "2023-03", 6),
        (STEMS[3], RUNNING_HEADER, "2021-11", 7),
        (STEMS[4], RUNNING_HEADER, "2024-07", 3),
        (STEMS[5], RUNNING_HEADER, "2025-02-11", 7),
        (STEMS[6], RUNNING_HEADER, "2024-03", 12),
    ],
    ids=STEMS,
)
def test_descriptions_are_those_of_the_readme(twins, stem, partnership, iso, size):
    description = twins[stem][0].report.description
    assert description.partnership == partnership
    assert description.audit_date.iso == iso
    assert description.sample.size == size


def test_both_forms_give_the_same_words(pair):
    pdf, text = (re.findall(r"[^\W_]+", re.sub(r"\(?https?://\S+", "", p.canonical_text)) for p in pair)
    if pair[0].report.page_count == 1:
        pdf = pdf[len(RUNNING_HEADER.split()) :]  # nothing tells a running header on a page of its own
    assert pdf == text


def test_every_passage_of_the_pdf_is_one_of_the_text(pair):
    pdf, text = ({re.sub(r" \(https?://\S+", "", p.text) for p in parsed.passages} for parsed in pair)
    assert pdf - text - {RUNNING_HEADER} == set()


def test_a_passage_under_the_same_headings_has_the_same_type_in_both_forms(pair):
    pdf, text = ({(p.text, p.heading_path): p.finding_type for p in parsed.passages if not p.links} for parsed in pair)
    assert {key: kind for key, kind in pdf.items() if text.get(key, kind) is not kind} == {}


def test_spans_are_exact(pair):
    for parsed in pair:
        assert all(parsed.canonical_text[p.start : p.end] == p.text for p in parsed.passages)


def test_running_headers_and_page_numbers_are_dropped(pair):
    pdf, text = pair
    if pdf.report.page_count == 1:
        pytest.skip("nothing tells a running header on a page of its own")
    assert pdf.canonical_text.count(RUNNING_HEADER) == text.canonical_text.count(RUNNING_HEADER)
    assert not re.search(r"Page \d+ of \d+", pdf.canonical_text)


def test_every_report_says_that_it_is_fictional(pair):
    assert all(parsed.report.fictional for parsed in pair)


def test_links_keep_their_words_and_targets(pair, samples_folder):
    pdf, _text = pair
    source = (samples_folder / pdf.report.source_file).with_suffix(".txt").read_text("utf-8")
    expected = dict(re.findall(r"^- (?:[^\n:(]+: )?([^\n:(]+) \((https://[^\s)]+)\)$", source, re.MULTILINE))
    found = {}
    for passage in pdf.passages:
        for link in passage.links:
            found[link.url] = f"{found[link.url]} {link.anchor}" if link.url in found else link.anchor
    assert {anchor: url for url, anchor in found.items()} == expected


@pytest.mark.parametrize(
    ("stem", "words", "page"),
    [
        (STEMS[0], "Neglect at a glance", 1),
        (STEMS[2], "Who is holding the worry", 10),
        (STEMS[4], "Further reading", 2),
    ],
)
def test_page_starts_agree_with_the_file(twins, stem, words, page, samples_folder):
    from pypdf import PdfReader as Independent

    pages = Independent(samples_folder / f"{stem}.pdf").pages
    (expected,) = [n for n, found in enumerate(pages, 1) if words in " ".join(found.extract_text().split())]
    parsed = twins[stem][0]
    offset = parsed.canonical_text.index(words)
    assert [start.page for start in parsed.report.pages if start.offset <= offset][-1] == expected


def test_every_passage_is_on_the_page_that_another_reader_finds_it_on(pair, samples_folder):
    from pypdf import PdfReader as Independent

    parsed = pair[0]
    file = Independent(samples_folder / parsed.report.source_file)
    pages = [re.sub(r"\W", "", page.extract_text()) for page in file.pages]
    assert parsed.report.page_count == len(pages)
    for passage in parsed.passages:
        beginning = re.sub(r"\W", "", passage.text)[:25]
        assert beginning in pages[passage.page - 1]


def test_table_rows_carry_their_column_headings(twins):
    rows = [p for p in twins[STEMS[6]][0].passages if p.is_table_row]
    assert len(rows) == 11
    assert rows[1].reading_text.endswith("Yes: 7; No: 2; Total: 9; % Yes: 78%")
    assert {row.finding_type for row in rows} == {FindingType.STATISTIC}
    assert rows[-1].column_headings == ("Source of the child's voice", "Number of children")


def test_cells_of_narrow_columns_stay_apart(twins):
    rows = {p.text.split("\t")[0]: p for p in twins[STEMS[1]][0].passages if p.is_table_row}
    assert rows["A4"].text.split("\t")[2:] == ["14", "12", "26", "54%"]
    assert rows["A4"].column_headings == ("Ref", "Measure", "Yes", "No", "Total", "% Yes")


def test_a_row_of_words_is_not_taken_for_the_column_headings(twins):
    rows = [p for p in twins[STEMS[1]][0].passages if p.is_table_row and p.text.startswith(("A\t", "B\t"))]
    assert [row.column_headings[0] for row in rows] == ["Case", "Case"]


def test_cases_are_told_apart(twins):
    letters = {p.case_letter for p in twins[STEMS[1]][0].passages if not p.is_table_row}
    assert letters == {"A", "C", "D", "F", None}


@pytest.fixture
def make_pdf(tmp_path):
    """Writes a PDF: each page a list of lines."""

    def make(*pages, encrypt=None):
        path = tmp_path / "made.pdf"
        canvas = Canvas(str(path), pagesize=A4, encrypt=encrypt)
        for lines in pages:
            for number, line in enumerate(lines):
                canvas.drawString(70, 700 - 30 * number, line)
            canvas.showPage()
        canvas.save()
        return path

    return make


def test_a_page_without_text_is_a_warning_that_names_it(make_pdf):
    document = PdfReader().read(make_pdf(["Police shared concerns."], [], ["Plans were made."], []))
    assert [line.page for line in document.lines] == [1, 3]
    assert len(document.warnings) == 1
    assert "2, 4 of 4" in document.warnings[0]


def test_a_pdf_without_any_text_is_told_to_be_a_scan(make_pdf):
    with pytest.raises(EmptyDocumentError, match="scan"):
        PdfReader().read(make_pdf([], []))


def test_a_locked_pdf_is_told_to_be_locked(make_pdf):
    with pytest.raises(UnreadableFileError, match="password"):
        PdfReader().read(make_pdf(["Police shared concerns."], encrypt="secret"))


def test_a_pdf_cut_short_is_refused(make_pdf):
    path = make_pdf(["Police shared concerns."])
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(UnreadableFileError, match="damaged"):
        PdfReader().read(path)


def test_warnings_come_with_the_report(make_pdf):
    parsed = parse(make_pdf(["Police shared concerns."], []), ReportId("r"), "hash")
    assert len(parsed.report.warnings) == 1
    assert parsed.report.page_count == 2
