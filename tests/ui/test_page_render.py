"""What people, reports and models wrote is shown as it is, and nothing is read into it."""

import html
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.found import LEFT_OUT, left_out_notice
from app.said import escaped
from app.ui.render import answer_html, failed_html, question_html
from app.ui.safe_text import safe, safe_paragraphs, safe_sentence
from app.ui.sources import AnswerSources, cards_html, panel_html
from app.ui.tools import tools_html
from knowledge.types import Coverage, Filters, FindingType, Match, Resource, Signpost, Statement, Status
from knowledge.vocabulary.loader import load

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "[1]: https://evil.example/x",
    "![x](https://evil.example/x.png)",
    "[press](javascript:alert(1))",
    "https://evil.example and www.evil.example and a@evil.example",
    "$$\\href{https://evil.example}{x}$$ and \\(x\\)",
    "```\ncode\n``` and `tick`",
    "# heading\n\n- list\n\n    code\n\n| a | b |\n|---|---|",
    '<a id="src-1-1" href="https://evil.example">',
    "</div></article><style>*{display:none}</style>",
    "**3 of 4 reports** _all_ ~~no~~ &lt;b&gt; &#60;b&#62;",
    "<!-- --> <?php ?> <![CDATA[x]]>",
]
# A model writes these to be taken for more than its words.
HOSTILE += [
    "<form action=https://evil.example><input name=q><button>Send</button></form>",
    '<div style="position:fixed;inset:0;background:url(https://evil.example/x)">',
    "<details open><summary>x</summary></details>",
    "As found [7] and\n[1]: https://evil.example",
]
OURS = {
    "div",
    "section",
    "article",
    "p",
    "h3",
    "ul",
    "li",
    "span",
    "a",
    "strong",
    "blockquote",
    "details",
    "summary",
    "mark",
}


class Read(HTMLParser):
    """The tags, link targets and text that a browser would find."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.targets: list[str] = []
        self.ids: list[str] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        named = dict(attrs)
        assert not [name for name in named if name.startswith("on") or name in {"style", "src"}]
        self.targets += [named["href"] or ""] if "href" in named else []
        self.ids += [named["id"] or ""] if "id" in named else []

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text())
def test_safe_text_reads_back_as_it_was_and_holds_nothing_active(text):
    made = safe(text)
    assert re.fullmatch(r"(?:[^\W_]|[ ,]|&#\d+;)*", made)
    assert re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), made) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_an_answer_shows_hostile_text_as_text(text, make_answer):
    answer = make_answer(text, title=text, lead_in=f"From {text}:", notices=(text,))
    pointing = replace(
        answer,
        standalone_question=text,
        resources=(Resource(text, text, text, "catalogue"), Resource(text, text, text, "report", (1,))),
        signposts=(Signpost(text, text, text, text),),
    )
    for shown in (pointing, replace(pointing, by_report=True)):
        page = Read(answer_html(shown, 1))
        assert page.tags <= OURS
        assert set(page.targets) == {"#src-1-1"}
        assert not page.ids
        assert page.text.count(text) >= 9


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_model_wrote_is_shown_as_text(text, make_written, make_prose):
    prose = (make_prose(text), make_prose(text, 1, (2,), "report"), make_prose(text, 2, (1, 2)))
    answer = replace(make_written(*prose, listed=[text]), answered_by=text)
    made = answer_html(answer, 1)
    page = Read(made)
    assert page.tags <= OURS
    assert page.targets == ["#src-1-1", "#src-1-2", "#src-1-1", "#src-1-2", "#src-1-1"]
    assert not page.ids
    assert page.text.count(text) == 5
    assert "\n" not in made


@pytest.mark.parametrize("text", HOSTILE)
def test_a_source_shows_hostile_text_as_text(text, make_citation, make_report):
    cards = cards_html([make_citation(1, text, make_report(text), heading_path=(text,), page_label=text)], 1)
    page = Read(panel_html([AnswerSources(text, ""), AnswerSources(text, cards)]))
    assert page.tags <= OURS
    opening, back = page.targets
    assert re.fullmatch(r"reports/[\w.~%-]+/pages/3\?quote=\d+-\d+&check=\w+#quote", opening)
    assert back == "#chat"
    assert page.ids == ["src-1-1", "src-1-1-title"]
    assert page.text.count(text) == 5


@pytest.mark.parametrize("text", HOSTILE)
def test_a_question_and_a_fault_show_hostile_text_as_text(text):
    for made in (question_html(text), failed_html(text, text)):
        page = Read(made)
        assert page.tags <= OURS
        assert not page.targets
        assert text in page.text


@pytest.mark.parametrize("text", HOSTILE)
def test_a_message_is_one_line_so_that_no_markdown_is_read_in_it(text, make_answer, make_citation):
    made = answer_html(make_answer(text, lead_in=f"{text}\n\n{text}"), 1) + cards_html([make_citation(1, text)], 1)
    assert "\n" not in made
    assert made.startswith("<div")


@pytest.mark.parametrize(
    "words", ["2 of 3 reports", "48%", "14 of 29 audit returns", "1,204", "Nothing in the reports answers this."]
)
def test_our_own_bold_is_bold(words):
    assert safe_sentence(f"**{words}** x") == f"<strong>{safe(words)}</strong> x"


def test_the_bold_of_others_is_not():
    assert "<strong>" not in safe_sentence(f"From {escaped('**A report**')} (date not stated):")
    assert safe_sentence(f"**{escaped('**x** <b>[y](z)')}**") == f"<strong>{safe('**x** <b>[y](z)')}</strong>"


def test_a_list_of_ours_is_a_list():
    assert safe_paragraphs("Two:\n\n- **1** a\n- b") == (
        "<p>Two&#58;</p><ul><li><strong>1</strong> a</li><li>b</li></ul>"
    )


def test_a_citation_leads_to_its_source(make_answer, make_citation):
    assert '<a class="cite" href="#src-4-1">[1]<span class="sr"> source 1</span></a>' in answer_html(
        make_answer("x"), 4
    )
    assert '<article class="source" id="src-4-1" tabindex="-1">' in cards_html([make_citation(1)], 4)


def test_a_source_says_whose_when_how_many_and_where(make_citation, make_report):
    page = Read(cards_html([make_citation(report=make_report(fictional=True))], 1))
    for fact in ("Harrowmere Partnership", "February 2025", "sample of 9 children", "page iii", "Findings"):
        assert fact in page.text
    assert "exact quote" in page.text
    assert "fictional sample" in page.text


def test_a_source_says_what_its_report_does_not_state(make_citation, make_report):
    cited = make_citation(report=make_report(stated=False), page=None, page_label=None, match=Match.NORMALISED)
    page = Read(cards_html([cited], 1))
    for fact in ("partnership not stated", "date not stated", "sample not stated", "spacing or quote marks differ"):
        assert fact in page.text
    assert "page" not in page.text
    assert "fictional" not in page.text


@pytest.mark.parametrize("quote", ["one\ttwo\tthree", "two\nlines", "  spaced  out  ", "‘curly’ – dash"])
def test_a_quote_is_shown_to_the_character(quote, make_citation):
    shown = re.search(r'<mark class="quoted">(.*)</mark>', cards_html([make_citation(1, quote)], 1))
    assert shown
    assert html.unescape(shown[1]) == quote


def test_statements_stand_under_their_finding_type_and_report(make_citation, make_report, make_answer):
    first, second = make_report("Audit A"), make_report("Audit B")
    citations = (make_citation(1, "a", first), make_citation(2, "b", second), make_citation(3, "c", first))
    kinds = (FindingType.CONCERN, FindingType.CONCERN, FindingType.GOOD_PRACTICE)
    statements = tuple(Statement(c.quote, kind, (c.number,)) for c, kind in zip(citations, kinds, strict=True))
    text = Read(answer_html(replace(make_answer(), statements=statements, citations=citations), 1)).text
    assert re.search(
        r"Concern.*Audit A \(Harrowmere.*a \[1\].*Audit B \(.*b \[2\].*Good practiceAudit A.*c \[3\]", text
    )


def test_nothing_found_and_a_fault_look_different(make_answer):
    nothing = answer_html(
        make_answer(status=Status.NO_EVIDENCE, lead_in="**Nothing in the reports answers this.** I searched 2."), 1
    )
    fault = answer_html(make_answer(status=Status.FAILED, lead_in="The search failed."), 1)
    assert 'class="answer no_evidence"' in nothing
    assert 'class="answer failed"' in fault
    assert "Something failed" in fault
    assert "Something failed" not in nothing
    assert "<strong>Nothing in the reports answers this&#46;</strong>" in nothing


@pytest.mark.parametrize(
    "url", [None, "javascript:alert(1)", "data:text/html,x", "//evil.example", "http://[", "ftp://a"]
)
def test_what_may_not_be_a_link_is_said_to_be_lost(url, make_answer):
    lost = Resource("A guide", url, "Us", "report", (1,))
    page = Read(answer_html(make_answer("x", resources=(lost,)), 1))
    assert set(page.targets) == {"#src-1-1"}
    assert "A guide (link lost in the report)" in page.text


def test_a_link_shows_where_it_really_leads(make_answer):
    link = Resource("https://www.gov.uk", "https://evil.example/a?b=1&c=(2)*_3_", "Us", "report", (1,))
    page = Read(answer_html(make_answer("x", resources=(link,)), 1))
    assert "https://evil.example/a?b=1&c=(2)*_3_" in page.targets
    assert "https://www.gov.uk (evil.example)" in page.text


def test_links_of_the_catalogue_stand_apart_from_those_of_reports(make_answer):
    told = Resource("Working together", "https://www.gov.uk/x", "Department for Education", "catalogue")
    own = Resource("Toolkit", "https://harrowmere.example/t", "harrowmere.example", "report", (1,))
    text = Read(answer_html(make_answer("x", resources=(told, own)), 1)).text
    assert re.search(r"Links in the reports.*Toolkit.*From the catalogue, not from the audits.*Working together", text)
    assert "Working together (www.gov.uk), Department for Education" in text
    assert "catalogue" not in Read(answer_html(make_answer("x", resources=(own,)), 1)).text


SIGNPOST = Signpost("Front door", "01632 960 001", "https://harrowmere.example/help", "Any worry about a child.", True)


def test_a_declined_answer_says_first_who_can_help(make_answer):
    declined = make_answer(
        status=Status.DECLINED, lead_in="This is about one child.", reason="live_case", signposts=(SIGNPOST,)
    )
    page = Read(answer_html(declined, 1))
    assert page.targets == ["tel:01632960001", "https://harrowmere.example/help"]
    assert re.search(r"Front door set by your partnership.*01632 960 001.*Not answered.*This is about one", page.text)
    assert "set by" not in Read(answer_html(replace(declined, signposts=(replace(SIGNPOST, local=False),)), 1)).text


@pytest.mark.parametrize(
    ("contact", "target"),
    [
        ("999", "tel:999"),
        ("116 123", "tel:116123"),
        ("+44 1632 960001", "tel:+441632960001"),
        ("Text SHOUT to 85258", None),
        ("999;ext=javascript:1", None),
        ("1", None),
        ("9" * 40, None),
        ("٩٩٩", None),
    ],
)
def test_a_number_is_called_at_a_touch_and_anything_else_stays_words(contact, target, make_answer):
    signpost = replace(SIGNPOST, contact=contact, url=None)
    page = Read(answer_html(make_answer(status=Status.DECLINED, signposts=(signpost,)), 1))
    assert page.targets == ([target] if target else [])
    assert contact in page.text


def test_a_false_premise_is_named_before_what_the_reports_do_say(make_answer):
    answer = make_answer(
        "Plans were late.", status=Status.NO_EVIDENCE, reason="false_premise", lead_in="No report says so."
    )
    text = Read(answer_html(answer, 1)).text
    assert re.search(r"The reports do not say this.*No report says so.*Plans were late", text)


def test_how_a_follow_up_was_understood_is_said_unless_it_was_declined(make_answer):
    follow_up = replace(make_answer("x"), question="and the police?", standalone_question="DASH: the police?")
    assert Read(answer_html(follow_up, 1)).text.startswith("Searching for: DASH: the police?")
    for other in (replace(follow_up, status=Status.DECLINED), replace(follow_up, question="DASH: the police? ")):
        assert "Searching for" not in Read(answer_html(other, 1)).text


def test_reports_stand_beside_each_other_in_the_order_given(make_citation, make_report, make_answer):
    first, second = make_report("Audit B"), make_report("Audit A")
    citations = (make_citation(1, "one", first), make_citation(2, "two", second), make_citation(3, "three", first))
    kinds = (FindingType.CONCERN, FindingType.CONCERN, FindingType.GOOD_PRACTICE)
    statements = tuple(Statement(c.quote, kind, (c.number,)) for c, kind in zip(citations, kinds, strict=True))
    made = answer_html(replace(make_answer(), statements=statements, citations=citations, by_report=True), 1)
    columns = [Read(column).text for column in made.split("<section>")[1:]]
    assert columns == [
        "Audit B (Harrowmere Partnership; February 2025; sample of 9 children)"
        "concern one [1] source 1good practice three [3] source 3",
        "Audit A (Harrowmere Partnership; February 2025; sample of 9 children)concern two [2] source 2",
    ]


def test_prose_stands_first_in_paragraphs_with_each_sentence_cited(make_written, make_prose):
    prose = (
        make_prose("Plans were late."),
        make_prose("Nobody asked.", 1, (2, 1), "report"),
        make_prose("So it was.", 3, (1,)),
    )
    made = answer_html(make_written(*prose, listed=["Left over."]), 1)
    first, second = re.findall(r'<div class="paragraph">(.*?)</div>', made)
    assert Read(first).text == "Plans were late. [1] source 1 “Nobody asked.” [2] source 2[1] source 1"
    assert '<span class="said quoted">&#8220;Nobody asked' in first
    assert Read(second).text == "So it was. [1] source 1"
    assert re.search(
        r"Written by ollama:llama3\.1 from the reports' findings; each sentence was checked against its sources\."
        r"Plans.*So it was.*Also found1 more finding, in the reports' own wordsConcernLeft over\.",
        Read(made).text,
    )


@pytest.mark.parametrize("by_report", [True, False])
def test_the_findings_beside_the_prose_are_folded_and_counted(by_report, make_written, make_prose):
    answer = make_written(make_prose("x"), listed=["a", "b"], by_report=by_report)
    details = re.search(r'<details class="more">(.*?)</details>', answer_html(answer, 1))[1]
    assert Read(details).text.startswith("2 more findings, in the reports' own words")
    assert details.count("<li>") == 2
    assert ('class="beside"' in details) is by_report


def test_prose_that_leaves_nothing_over_has_nothing_folded(make_written, make_prose):
    made = answer_html(make_written(make_prose("x")), 1)
    assert "<details" not in made
    assert "Also found" not in made


def test_an_extractive_answer_is_neither_folded_nor_said_to_be_written(make_answer):
    made = answer_html(make_answer("one", "two"), 1)
    assert not any(part in made for part in ("<details", "Written by", "paragraph", "Also found"))


def concerns(make_citation, make_report, counts, kind=FindingType.CONCERN):
    """Statements of one type from several reports, as many as each count says."""
    reports = [make_report(f"Audit {name}") for name, count in zip("ABC", counts, strict=False) for _ in range(count)]
    citations = tuple(make_citation(n, f"said {n}.", report) for n, report in enumerate(reports, 1))
    return {"citations": citations, "statements": tuple(Statement(c.quote, kind, (c.number,)) for c in citations)}


@pytest.mark.parametrize("by_report", [True, False])
@pytest.mark.parametrize(("count", "folded"), [(3, 0), (4, 0), (5, 2), (9, 6)])
def test_a_long_list_is_folded_after_three_and_never_for_a_single_one(
    count, folded, by_report, make_citation, make_report, make_answer
):
    answer = replace(make_answer(), **concerns(make_citation, make_report, [count]), by_report=by_report)
    before, *rest = answer_html(answer, 1).split("<details")
    assert before.count("<li>") == count - folded
    assert "".join(rest).count("<li>") == folded
    assert (f"Show {folded} more {'findings' if by_report else 'concerns'}" in Read("".join(rest)).text) == bool(folded)


def test_a_list_that_is_parted_names_its_report_again_and_says_how_many_follow(make_citation, make_report, make_answer):
    made = answer_html(replace(make_answer(), **concerns(make_citation, make_report, [4, 1, 3])), 1)
    text = Read(made.split("<summary>")[1]).text
    assert re.match(
        r"Show 5 more concerns, from 3 reportsAudit Asaid 4\..*Audit B \(Harrow.*said 5\..*Audit C \(Harrow.*said 6",
        text,
    )


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (FindingType.GOOD_PRACTICE, "3 more examples of good practice"),
        (FindingType.METHOD, "3 more statements on method"),
        (FindingType.REFLECTIVE_QUESTION, "3 more reflective questions"),
    ],
)
def test_what_is_folded_is_named(kind, words, make_citation, make_report, make_answer):
    made = answer_html(replace(make_answer(), **concerns(make_citation, make_report, [6], kind)), 1)
    assert f"Show {words}" in Read(made).text


@pytest.mark.parametrize("by_report", [True, False])
def test_nothing_that_was_shown_moves_while_an_answer_grows(by_report, make_citation, make_report, make_answer):
    answer = replace(make_answer(), **concerns(make_citation, make_report, [3, 4, 2]), by_report=by_report)
    outside = [re.sub(r"<details.*?</details>", "", answer_html(answer, 1, shown)) for shown in range(10)]
    for earlier, later in pairwise(Read(made).text for made in outside):
        assert later.startswith(earlier)
    assert not any("<details" in answer_html(answer, 1, shown) for shown in range(4))
    told = {words for shown in range(10) for words in re.findall(r"<summary>(.*?)<", answer_html(answer, 1, shown))}
    assert told == (set() if by_report else {"Show 6 more concerns, from 2 reports"})


KINDS = (FindingType.CONCERN, FindingType.FINDING, FindingType.RECOMMENDATION, FindingType.GOOD_PRACTICE)


def of_kinds(make_citation, counts):
    """Statements of one report, as many of each type as each count says."""
    kinds = [kind for kind, count in zip(KINDS, counts, strict=False) for _ in range(count)]
    citations = tuple(make_citation(n, f"said {n}.") for n, _ in enumerate(kinds, 1))
    statements = tuple(Statement(c.quote, kind, (c.number,)) for c, kind in zip(citations, kinds, strict=True))
    return {"citations": citations, "statements": statements}


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([5, 4, 2, 2], [2, 2, 2, 2]),
        ([9, 1, 1], [3, 1, 1]),
        ([6, 5, 9], [3, 3, 2]),
        ([6, 4, 3], [3, 4, 3]),  # the last two would each fold a single one
        ([3, 3, 3], [3, 3, 3]),
    ],
)
@pytest.mark.parametrize("by_report", [True, False])
def test_a_broad_answer_shows_about_eight_over_all_sections(
    by_report, counts, shown, make_citation, make_report, make_answer
):
    parts = of_kinds(make_citation, counts)
    if by_report:
        reports = [make_report(f"Audit {n}") for n, count in enumerate(counts) for _ in range(count)]
        citations = tuple(replace(c, report=r) for c, r in zip(parts["citations"], reports, strict=True))
        parts = {**parts, "citations": citations}
    made = answer_html(replace(make_answer(), **parts, by_report=by_report), 1)
    visible = re.sub(r"<details.*?</details>", "", made)
    assert [section.count("<li>") for section in visible.split("<h3>")[1:]] == shown
    assert made.count("<li>") == sum(counts)


def test_a_section_is_never_folded_away_whatever_their_number(make_citation, make_report, make_answer):
    reports = [make_report(f"Audit {number}") for number in range(12) for _ in range(3)]
    citations = tuple(make_citation(n, f"said {n}.", report) for n, report in enumerate(reports, 1))
    statements = tuple(Statement(c.quote, FindingType.CONCERN, (c.number,)) for c in citations)
    made = answer_html(replace(make_answer(), citations=citations, statements=statements, by_report=True), 1)
    columns = re.sub(r"<details.*?</details>", "", made).split("<section>")[1:]
    assert [column.count("<li>") for column in columns] == [1] * 12


def test_nothing_moves_while_several_types_grow(make_citation, make_answer):
    answer = replace(make_answer(), **of_kinds(make_citation, [5, 4, 2, 2]))
    outside = [re.sub(r"<details.*?</details>", "", answer_html(answer, 1, shown)) for shown in range(14)]
    for earlier, later in pairwise(Read(made).text for made in outside):
        assert later.startswith(earlier)


def test_what_stands_below_prose_is_folded_once(make_written, make_prose):
    made = answer_html(make_written(make_prose("x"), listed=list("abcdefg")), 1)
    assert made.count("<details") == 1


@pytest.mark.parametrize(
    ("lead_in", "coverage", "filtered_by", "line"),
    [
        ("**3 of 5 reports** have findings on this:", (3, 5), "", ""),
        ("**3 of 5 reports** have:", (3, 5), "audits of 2024", "Limited to audits of 2024."),
        ("**48%**: plans.", (3, 5), "", "Evidence in 3 of 5 reports searched."),
        (
            "**48%**: plans.",
            (2, 3),
            "theme: neglect; concern; audits of 2022",
            "Evidence in 2 of 3 reports; limited to theme neglect, concern, audits of 2022.",
        ),
        ("**Nothing answers this.** I searched 5 reports.", (0, 5), "", ""),
        ("From Audit of neglect:", (1, 1), "", "Evidence in 1 of 1 report searched."),
        ("From Audit of neglect:", (1, 1), "police", "Evidence in 1 of 1 report; limited to police."),
        ("Nothing.", (0, 1), "", ""),
        ("Nothing.", (0, 1), "police", "Evidence in 0 of 1 report; limited to police."),
        ("No report fits the filters.", (0, 0), "audits of 1999", "Limited to audits of 1999."),
    ],
)
def test_what_was_searched_is_said_once(lead_in, coverage, filtered_by, line, make_answer):
    answer = make_answer("x", lead_in=lead_in, coverage=Coverage(*coverage))
    for shown in (None, 0):
        made = answer_html(answer, 1, shown, filtered_by=filtered_by)
        said = re.search(r'<p class="coverage">(.*?)</p>', made)
        assert (Read(said[1]).text if said else "") == line


@pytest.mark.parametrize("status", [Status.DECLINED, Status.FAILED])
def test_what_was_not_searched_for_has_no_coverage(status, make_answer):
    assert 'class="coverage"' not in answer_html(make_answer(status=status), 1, filtered_by="year: 2024")


def test_terms_are_explained_once_when_the_answer_is_there(make_written, make_prose):
    answer = make_written(make_prose("A DASH was late."), listed=["The DASH and the MARAC."])
    made = answer_html(answer, 1)
    assert re.findall(r'<details class="term"><summary[^>]*>(\w+)<', made) == ["DASH", "MARAC"]
    assert made.index(">DASH<") < made.index("Also found")
    assert 'class="term"' not in answer_html(answer, 1, 2)


def test_a_definition_is_not_said_twice(make_answer):
    meaning = load("glossary")["glossary"][0]["meaning"]
    made = answer_html(make_answer("A DASH for the MARAC.", lead_in=f"**DASH**: {escaped(meaning)}."), 1)
    assert re.findall(r'<details class="term"><summary[^>]*>(\w+)<', made) == ["MARAC"]


def test_tools_stand_at_the_end_of_a_whole_answer(make_answer):
    tools = tools_html("key", "?q=x")
    answer = make_answer("x", notices=("Samples are small.",))
    assert answer_html(answer, 1, tools=tools).endswith(f"{tools}</div>")
    assert tools not in answer_html(answer, 1, 1, tools=tools)


def test_a_reports_link_says_where_it_stands(make_answer):
    link = Resource("Toolkit", "https://harrowmere.example/t", "harrowmere.example", "report", (1, 2))
    text = Read(answer_html(make_answer("x", "y", resources=(link,)), 1)).text
    assert "Toolkit (harrowmere.example) Linked in Audit of neglect, page iii [1] source 1[2] source 2" in text


def test_links_and_caveats_come_with_the_last_statement(make_answer):
    answer = make_answer("a", "b", notices=("Samples are small.",))
    assert "Samples are small" not in Read(answer_html(answer, 1, shown=1)).text
    assert "Samples are small" in Read(answer_html(answer, 1)).text


def test_that_filters_leave_the_answer_out_leads_to_the_question_without_them(make_answer):
    notice = left_out_notice(Filters(agencies=frozenset({"police"})))
    asked = {"question": "and them?", "standalone_question": 'What about "fathers" & <DASH>?'}
    answer = replace(make_answer(status=Status.NO_EVIDENCE, notices=(notice, "Samples are small.")), **asked)
    made = answer_html(answer, 1, filtered_by="police")
    page = Read(made)
    (target,) = [target for target in page.targets if target.startswith("?")]
    assert parse_qs(target.removeprefix("?")) == {"q": [asked["standalone_question"]]}
    assert made.count('<a class="again"') == 1
    assert f"{LEFT_OUT} (police): ask again without them." in page.text


def test_no_other_notice_becomes_a_link(make_answer):
    said = "The report says: ask again without them."
    assert 'class="again"' not in answer_html(make_answer("x", notices=(said,)), 1)


def test_the_panel_shows_the_last_answer_and_folds_earlier_ones(make_citation):
    first, second = (cards_html([make_citation(1, quote)], turn) for turn, quote in ((1, "old"), (2, "new")))
    made = panel_html([AnswerSources("first?", first), AnswerSources("second?", second)])
    assert made.index("new") < made.index("<details>") < made.index("old")
    assert "rests on no source" in panel_html([AnswerSources("first?", first), AnswerSources("second?", "")])
    assert "<article" not in panel_html([])
