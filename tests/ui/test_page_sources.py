"""A source shows its quote where it stands in the report, and leads to that place."""

import re
from dataclasses import replace

import pytest
from test_page_render import HOSTILE, OURS, Read

from app.surroundings import check_of
from app.ui.sources import cards_html
from knowledge.errors import UnknownReportError
from knowledge.types import Match, ReportId, Resource

QUOTE = "Plans were late."


@pytest.fixture
def cited(make_citation, make_report):
    """A citation of a quote in a text."""

    def make(text=QUOTE, quote=QUOTE, file="a.pdf", **fields):
        start = text.index(quote)
        report = replace(make_report(), report_id=ReportId("neglect"), source_file=file)
        citation = make_citation(1, quote, report, **fields)
        return replace(citation, start=start, end=start + len(quote))

    return make


def shown(citation, text=None, resources=()):
    return cards_html([citation], 1, (lambda report_id: text) if text is not None else None, resources)


def quote_of(card):
    return re.search(r'<blockquote class="quote">(.*?)</blockquote>', card)[1]


def test_a_quote_stands_marked_in_its_surrounding_text(cited):
    text = f"What we found\n\n- {QUOTE}\n- Fathers were not asked."
    card = quote_of(shown(cited(text), text))
    assert Read(card).text == ("What we found\n- Quote: Plans were late. End of quote. \n- Fathers were not asked.")
    assert Read(re.search(r'<mark class="quoted">(.*?)</mark>', card)[1]).text == QUOTE


def test_text_that_is_cut_says_so(cited):
    text = f"{'Some words before. ' * 40}{QUOTE}{' Some words after.' * 40}"
    card = Read(quote_of(shown(cited(text), text))).text
    assert card.startswith("… Some words before.")
    assert card.endswith("Some words after. …")
    assert len(card) < 550


@pytest.mark.parametrize("text", [None, "", "Another text altogether, read anew.", QUOTE])
def test_a_quote_whose_surroundings_cannot_be_had_stands_alone(cited, text):
    assert quote_of(shown(cited(), text)).count("<span") == (2 if text == QUOTE else 0)
    assert QUOTE in Read(quote_of(shown(cited(), text))).text


def test_the_quote_of_a_report_that_is_gone_is_kept_and_leads_nowhere(cited):
    def gone(report_id):
        raise UnknownReportError("No such report.")

    page = Read(cards_html([cited()], 1, gone))
    assert QUOTE in page.text
    assert page.targets == ["#chat"]


def test_each_report_is_read_once(cited):
    read = []
    citations = [replace(cited(), number=number) for number in (1, 2, 3)]
    cards_html(citations, 1, lambda report_id: read.append(report_id) or QUOTE)
    assert read == ["neglect"]


def test_a_source_in_a_pdf_leads_to_its_page(cited):
    text = f"Before. {QUOTE}"
    page = Read(shown(cited(text), text))
    assert page.targets[0] == f"reports/neglect/pages/3?quote=8-24&check={check_of(QUOTE)}#quote"
    assert "Open the report at this page (source 1, in a new tab)" in page.text
    assert "page iii (PDF page 3)" in page.text


@pytest.mark.parametrize(
    "fields", [{"page": None, "page_label": None}, {"file": "a.pptx"}, {"file": "a.docx"}], ids=str
)
def test_a_source_elsewhere_leads_to_its_place_in_the_text(cited, fields):
    page = Read(shown(cited(**fields)))
    assert page.targets[0].startswith("reports/neglect/text?quote=0-16&check=")
    assert "Open the report at this place" in page.text
    assert "PDF page" not in page.text


def test_a_page_whose_label_is_its_number_is_not_told_twice(cited):
    assert "page 3 Concern" in Read(shown(cited(page_label="3"))).text.replace("concern", " Concern")


def test_the_link_means_the_words_of_the_report_also_where_spacing_differs(cited):
    text = "Plans  were\nlate."
    citation = replace(cited(), end=len(text), match=Match.NORMALISED)
    page = Read(shown(citation, text))
    assert f"check={check_of(text)}" in page.targets[0]
    assert QUOTE in page.text


def test_a_source_names_its_type_and_headings(cited):
    assert "concern under the heading: Findings › Plans" in Read(shown(cited(heading_path=("Findings", "Plans")))).text


def test_links_stand_with_the_sources_that_carry_them_and_say_where_they_come_from(cited):
    resources = (
        Resource("Toolkit", "https://harrowmere.example/t", "Us", "report", (1, 2)),
        Resource("Guidance", "https://www.gov.uk/x", "DfE", "catalogue", (1,)),
        Resource("Elsewhere", "https://other.example/", "Us", "report", (2,)),
        Resource("Lost", "javascript:alert(1)", "Us", "report", (1,)),
    )
    page = Read(shown(cited(), resources=resources))
    assert "3 linked resources" in page.text
    assert "Toolkit (harrowmere.example) linked in the report" in page.text
    assert "Guidance (www.gov.uk) from the catalogue, not from the audits" in page.text
    assert "Lost (link lost) linked in the report" in page.text
    assert "Elsewhere" not in page.text
    assert [target for target in page.targets if ":" in target] == [
        "https://harrowmere.example/t",
        "https://www.gov.uk/x",
    ]


def test_a_source_without_links_has_nothing_folded(cited):
    assert "<details" not in shown(cited())


@pytest.mark.parametrize("hostile", HOSTILE)
def test_surrounding_text_and_links_are_shown_as_text(cited, hostile):
    text = f"{hostile}\n{QUOTE}\n{hostile}"
    made = shown(cited(text), text, (Resource(hostile, hostile, hostile, "report", (1,)),))
    page = Read(made)
    assert page.tags <= OURS
    assert len(page.targets) == 2
    assert page.ids == ["src-1-1", "src-1-1-title"]
    assert "\n" not in made
    assert " ".join(hostile.split()) in " ".join(page.text.split())
