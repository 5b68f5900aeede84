import pytest
from answer_builders import Reports, make_answer, make_citation, make_figure

from app.answer_json import StatementJson
from evals.citations import PageCheck, check_answer, is_supported, page_of, score_citations
from knowledge.types import Match

FIRST = "A DASH was completed for two children."
PAGES = ["oneadashwas", "footer2completedfortwofathers", "fatherswereleftout"]


def scored(answer, reports=None):
    return score_citations([check_answer("1", answer, reports or Reports())])


@pytest.mark.parametrize(
    ("citation", "match"),
    [
        pytest.param(make_citation(FIRST), Match.EXACT, id="true"),
        pytest.param(make_citation("A DASH was  completed", 1, 0, end=20), Match.NORMALISED, id="white space"),
        pytest.param(make_citation("No DASH was completed", 1, 0), None, id="made up"),
        pytest.param(make_citation("DASH", 1, 3), None, id="wrong offsets"),
        pytest.param(make_citation(FIRST, report_id="other"), None, id="no such report"),
        pytest.param(make_citation(FIRST, end=10_000), None, id="beyond the end"),
    ],
)
def test_a_quote_is_compared_with_the_stored_text_at_its_offsets(citation, match):
    check = check_answer("1", make_answer(citation), Reports())
    assert check.citations[0].match is match
    scores = score_citations([check])
    assert (scores.exact.part, scores.exact_or_normalised.part) == (match is Match.EXACT, match is not None)


def test_a_quote_is_looked_for_in_the_file_with_another_reader(tmp_path):
    file = tmp_path / "r.txt"
    file.write_text("a dash was completed, for two children", encoding="utf-8")
    answer = make_answer(FIRST, "Fathers were left out of 3 of 9 plans.")
    assert scored(answer, Reports(source_path=str(file))).in_source.part == 1
    assert scored(answer, Reports(source_path=str(tmp_path / "gone.txt"))).in_source.whole == 0


@pytest.mark.parametrize(
    ("quote", "page", "expected"),
    [
        ("adashwas", 1, PageCheck.RIGHT),
        ("adashwascompletedfortwo", 1, PageCheck.RUNS_OVER),
        ("adashwascompletedfortwo", 2, PageCheck.NOT_FOUND),
        ("adashwas", 2, PageCheck.WRONG),
        ("adashwas", 0, PageCheck.WRONG),
        ("adashwas", 9, PageCheck.WRONG),
        ("fathers", 3, PageCheck.RIGHT),
        ("neversaid", 1, PageCheck.NOT_FOUND),
    ],
)
def test_the_page_is_derived_anew_from_the_letters_of_the_pages(quote, page, expected):
    assert page_of(quote, page, PAGES) is expected


def test_pages_of_a_real_pdf_are_checked(samples_folder):
    file = samples_folder / "03-child-mental-health-slides.pdf"
    reports = Reports(source_path=str(file))
    pages = [
        check_answer("1", make_answer(make_citation("ranged from 3 to 19 weeks", page=page)), reports).citations[0].page
        for page in (None, *range(1, 9))
    ]
    assert pages[0] is PageCheck.NOT_CHECKED
    assert pages.count(PageCheck.RIGHT) == 1
    assert pages.count(PageCheck.WRONG) == 7
    assert scored(make_answer(make_citation("ranged from 3 to 19 weeks", page=99)), reports).page_right.part == 0


@pytest.mark.parametrize(
    ("markdown", "unresolved"),
    [
        ("Two audits [1], [2] and \\[3\\].", ()),
        ("See [3] and [12].", (3, 12)),
        ("[a link](x) [x]", ()),
    ],
)
def test_every_number_in_the_markdown_must_name_a_citation(markdown, unresolved):
    answer = make_answer(FIRST, "Fathers were left out", markdown=markdown)
    assert check_answer("1", answer, Reports()).unresolved == unresolved


def test_statements_and_figures_must_name_a_citation_too():
    statement = StatementJson(text=FIRST, finding_type="concern", citations=[7])
    answer = make_answer(FIRST, markdown="", statements=[statement], figures=[make_figure("two", citation=8)])
    check = check_answer("1", answer, Reports())
    assert check.unresolved == (7, 8)
    assert check.unsupported == (FIRST,)
    assert check.unfounded == ("two",)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (FIRST, True),
        ("a DASH was completed", True),
        ("A DASH … two children", True),
        ("A DASH was not completed", False),
        ("A DASH … three children", False),
        ("…", False),
        ("", False),
    ],
)
def test_a_statement_is_supported_by_the_words_that_its_citations_show(statement, expected):
    assert is_supported(statement, [FIRST]) is expected


def test_a_table_row_is_supported_as_a_person_reads_it():
    row = "P4\t48%"
    cited = make_citation(row, 1, 0)
    statement = StatementJson(text="Item: P4; Yes: 48%", finding_type="statistic", citations=[1])
    answer = make_answer(cited, statements=[statement], figures=[make_figure("48%"), make_figure("49%")])
    read = Reports(row, {(0, len(row)): "Item: P4; Yes: 48%"})
    assert scored(answer, read).supported.part == 1
    assert scored(answer, Reports(row)).supported.part == 0
    assert (scored(answer, read).founded.part, scored(answer, read).founded.whole) == (1, 2)


def test_no_answers_have_no_shares():
    assert score_citations([]).exact.whole == 0
