import io
import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pack_documents import OTHER, blanked, every_block, finding, table_row
from PIL import Image
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE

from app.packs.citing import short_source, source_line
from app.packs.document import (
    Brand,
    Bullets,
    Findings,
    Form,
    Links,
    PackKind,
    PackLink,
    QuizAnswer,
    QuizQuestion,
    Section,
    SideBySide,
    Table,
    Words,
)
from app.packs.slides_file import pack_pptx
from app.packs.walking import findings_of
from ingest.readers.pptx import PptxReader

LONG = "Visits to the family were not recorded in the way that the guidance of the partnership asks for. "


def deck(*blocks, heading="What the audits found", mark="", notes=(), **fields):
    """The slides of a pack of one section."""
    if blocks:
        fields["sections"] = (Section(heading, blocks, mark, notes),)
    return Presentation(io.BytesIO(pack_pptx(every_block(**fields))))


def titles(show):
    return [slide.shapes.title.text for slide in show.slides]


def slides_on(show, heading="What the audits found"):
    return [slide for slide in show.slides if slide.shapes.title.text.startswith(heading)]


def paragraphs_of(slide):
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield from shape.text_frame.paragraphs
        if shape.has_table:
            yield from (p for row in shape.table.rows for cell in row.cells for p in cell.text_frame.paragraphs)


def texts(slide):
    return [paragraph.text for paragraph in paragraphs_of(slide)]


def notes_of(slide):
    return slide.notes_slide.notes_text_frame.text.splitlines() if slide.has_notes_slide else []


def body(slide):
    return next(shape for shape in slide.placeholders if shape.placeholder_format.idx == 1)


def sizes_on(slide, inherited):
    sizes = (run.font.size for paragraph in body(slide).text_frame.paragraphs for run in paragraph.runs)
    return [size.pt if size else inherited for size in sizes]


def logo(width=300, height=100):
    file = io.BytesIO()
    Image.new("RGB", (width, height), "#7a1f5c").save(file, "PNG")
    return file.getvalue()


def test_every_quote_stands_whole_in_one_paragraph_and_reads_back(tmp_path):
    document = every_block()
    content = pack_pptx(document)
    (tmp_path / "pack.pptx").write_bytes(content)
    read = [line.text for line in PptxReader().read(tmp_path / "pack.pptx").lines]
    shown = [text for slide in Presentation(io.BytesIO(content)).slides for text in texts(slide)]
    found = list(findings_of(document))
    assert found
    for one in found:
        assert one.words in shown
        assert any(one.words in line for line in read)


def test_curly_quotation_marks_stand_around_quotes_alone():
    section = Section("A “quoted” heading", (Words("Ours, “not” theirs"),), "“Mark”", ("“Note”",))
    show = deck(sections=(section,), title="“Title”", notices=("“Notice”",), facts=(("“F”", "“f”"),))
    words = [text for slide in show.slides for text in (*texts(slide), *notes_of(slide))]
    assert not [text for text in words if re.search("[“”]", text)]


def test_titles_are_unique_and_count_the_slides_of_a_part():
    found = tuple(finding(LONG * 3, start=1000 * n) for n in range(3))
    show = deck(Findings(found), title="What the audits found")
    assert titles(show)[0] == "What the audits found"
    assert [t for t in titles(show) if t.startswith("What the audits found (")] == [
        f"What the audits found ({n} of 3)" for n in (1, 2, 3)
    ]
    twice = deck(sections=(Section("Sources", (Words("Ask."),)),) * 2)
    assert len(set(titles(twice))) == len(titles(twice))


def test_every_slide_has_a_real_layout_with_title_number_date_and_footer():
    show = deck()
    assert {layout.name for layout in show.slide_layouts} == {"Title slide", "Text", "Side by side", "Table"}
    for slide in list(show.slides)[1:]:
        kinds = [shape.element.find(".//{*}ph").get("type") for shape in slide.placeholders]
        assert {"dt", "ftr", "sldNum"} <= set(kinds)
        assert "3 December 2026" in texts(slide)
        assert slide.shapes[0].shape_id == slide.shapes.title.shape_id
        assert len({shape.shape_id for shape in slide.shapes}) == len(slide.shapes)


def test_no_placeholder_is_left_empty_and_no_shape_is_a_text_box():
    for slide in deck().slides:
        for shape in slide.shapes:
            assert shape.is_placeholder
            assert not shape.has_text_frame or shape.text_frame.text.strip()


@pytest.mark.parametrize("words", [1, 20, 60, 110, 150, 300])
def test_nothing_stands_outside_the_slide_or_runs_over_its_place(words):
    quote = " ".join(["practitioner"] * words)
    table = Table("Actions", ("Recommendation", "Status"), (0.6, 0.4), ((finding(quote), "Open"),) * 3)
    show = deck(Findings((finding(quote), finding(quote, start=9000))), table, brand=Brand("B", logo=logo(100, 900)))
    for slide in show.slides:
        for shape in slide.shapes:
            assert 0 <= shape.left <= shape.left + shape.width <= show.slide_width
            assert 0 <= shape.top <= shape.top + shape.height <= show.slide_height


def test_short_findings_share_a_slide_and_long_ones_have_their_own():
    short = deck(Findings(tuple(finding("Plans were late.", start=100 * n) for n in range(6))))
    assert [sum("“" in text for text in texts(slide)) for slide in slides_on(short)] == [3, 3]
    long = deck(Findings(tuple(finding(LONG * 3, start=1000 * n) for n in range(2))))
    assert [sum("“" in text for text in texts(slide)) for slide in slides_on(long)] == [1, 1]


def test_a_quote_is_large_enough_for_the_back_of_the_room_and_shrinks_only_when_it_is_long():
    usual = slides_on(deck(Findings((finding(LONG * 3),))))[0]
    assert min(size for size in sizes_on(usual, 24) if size != 16) >= 24
    long = slides_on(deck(Findings((finding(LONG * 9),))))
    assert len(long) == 1
    assert 16 <= sizes_on(long[0], 24)[0] < 24
    assert sizes_on(long[0], 24)[1] >= 14


def test_a_finding_has_its_source_under_it_and_in_the_notes_with_what_was_left_out():
    document = every_block()
    one = finding("The plan", "was late.", left_out=("a case is named",), also_in=2)
    slide = slides_on(deck(Findings((one,))))[0]
    at = texts(slide).index(one.words)
    assert texts(slide)[at + 1] == f"{source_line(one, document)}; said in 2 other passages too"
    assert f"{source_line(one, document)}; said in 2 other passages too" in notes_of(slide)
    assert "Left out of the quote: a case is named" in notes_of(slide)


def test_notes_name_the_heading_in_the_report():
    one = finding("Late.")
    one = replace(one, passage=replace(one.passage, heading_path=("Findings", "“Plans”")))
    assert 'Under the heading: Findings › "Plans"' in notes_of(slides_on(deck(Findings((one,))))[0])


def test_mark_is_on_every_slide_of_its_part_and_facilitator_notes_are_with_the_first():
    items = Bullets(tuple(LONG for _ in range(9)))
    slides = slides_on(deck(items, heading="A scenario", mark="Invented for training", notes=("Go slowly.",)), "A scen")
    assert len(slides) > 1
    assert all("Invented for training" in texts(slide) for slide in slides)
    assert all("Invented for training" in notes_of(slide) for slide in slides)
    assert ["Go slowly." in notes_of(slide) for slide in slides] == [True] + [False] * (len(slides) - 1)


def test_notes_of_a_part_without_slides_are_kept():
    show = deck(sections=(Section("Care", (), notes=("Some here have lived through it.",)),))
    assert "Some here have lived through it." in notes_of(show.slides[0])


def test_two_findings_stand_beside_one_another_with_what_they_differ_on():
    one, other = finding("Visits were late."), finding("Visits were on time.", report=OTHER)
    slide = slides_on(deck(SideBySide("visits", one, other)))[0]
    assert slide.slide_layout.name == "Side by side"
    assert "The audits do not say the same on this: visits" in texts(slide)
    left, right = (
        next(shape for shape in slide.shapes if shape.has_text_frame and one_of.words in shape.text_frame.text)
        for one_of in (one, other)
    )
    assert left.left + left.width <= right.left
    assert left.top == right.top
    assert short_source(other, every_block()) in right.text_frame.text


def test_two_findings_too_long_to_stand_beside_one_another_follow_one_another_in_large_letters():
    one, other = finding(LONG * 10), finding("Visits were on time.", report=OTHER)
    slides = slides_on(deck(SideBySide("visits", one, other)))
    assert {slide.slide_layout.name for slide in slides} == {"Text"}
    assert all(min(sizes_on(slide, 24)) >= 14 for slide in slides)
    assert "The audits do not say the same on this: visits" in texts(slides[0])
    assert one.words in texts(slides[0])
    assert "The other audit on this:" in [text for slide in slides for text in texts(slide)]


def test_a_table_is_a_real_one_dealt_out_to_slides_with_its_headings_on_each():
    rows = tuple((finding(LONG * 2, start=1000 * n), "", "Not started") for n in range(8))
    table = Table("Recommendations", ("Recommendation", "Owner", "Status"), (0.6, 0.2, 0.2), rows)
    slides = slides_on(deck(table))
    frames = [next(shape for shape in slide.shapes if shape.has_table) for slide in slides]
    assert len(frames) > 1
    assert all([cell.text for cell in frame.table.rows[0].cells] == list(table.columns) for frame in frames)
    assert sum(len(frame.table.rows) - 1 for frame in frames) == len(rows)
    assert all(frame.table.first_row and frame._element.nvGraphicFramePr.cNvPr.get("descr") for frame in frames)
    cells = [cell for frame in frames for row in frame.table.rows for cell in row.cells]
    letters = [run.font.size.pt for cell in cells for p in cell.text_frame.paragraphs for run in p.runs]
    assert min(letters) >= 14
    assert round(sum(column.width for column in frames[0].table.columns) / frames[0].width, 2) == 1


def test_a_table_row_of_a_report_stands_in_one_cell():
    slide = slides_on(deck(Table("T", ("Finding", "Owner"), (0.7, 0.3), ((table_row(), ""),))))[0]
    assert "Finding: “Plans were late”; Cases: “3 of 9”" in texts(slide)


def test_a_form_has_a_line_for_each_label_under_the_words_that_lead_to_it():
    show = deck(Words("Write one thing down:"), Form(("One action", "By when")))
    assert len(slides_on(show)) == 1
    slide = slides_on(show)[0]
    assert "Write one thing down:" in texts(slide)
    table = next(shape.table for shape in slide.shapes if shape.has_table)
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["One action", ""], ["By when", ""]]
    assert table.first_col
    assert not table.first_row


def test_a_quiz_asks_on_a_slide_of_its_own_and_answers_later():
    whole = finding("Home conditions were described in 7 of the 12 records.", start=40)
    asked = tuple(QuizQuestion(n, "Which number stands here?", blanked(), ("7", "9")) for n in (1, 2))
    show = deck(sections=(Section("Quiz", asked), Section("Answers", (QuizAnswer(1, "7", whole),))))
    one, two = slides_on(show, "Quiz")
    assert "1. Which number stands here?" in texts(one)
    assert "“Home conditions were described in [ ? ] of the 12 records.”" in texts(two)
    lettered = [p for p in body(one).text_frame.paragraphs if p._p.find(".//{*}buAutoNum") is not None]
    assert [p.text for p in lettered] == ["7", "9"]
    assert whole.words not in texts(one)
    assert "1. 7" in texts(slides_on(show, "Answers")[0])


def test_numbered_items_keep_their_numbers_over_slides():
    slides = slides_on(deck(Bullets(tuple(LONG for _ in range(9)), numbered=True)))
    starts = [number.get("startAt") for slide in slides for number in slide.element.iter("{*}buAutoNum")]
    assert starts == [str(n) for n in range(1, 10)]


def test_links_are_web_addresses_shown_in_full():
    odd, bad = PackLink("Guide", "https://example.org/a b", "x"), PackLink("Bad", "javascript:alert(1)", "lost")
    links = Links((odd, bad, PackLink("Good", "https://example.org/ü", "checked")))
    slide = slides_on(deck(links))[0]
    runs = [run for paragraph in paragraphs_of(slide) for run in paragraph.runs]
    linked = [(run.text, run.hyperlink.address) for run in runs if run.hyperlink.address]
    assert linked == [("https://example.org/ü", "https://example.org/%C3%BC")]
    assert "lost" in texts(slide)
    assert not [text for text in texts(slide) if "javascript" in text]


def test_sources_stand_in_a_table_at_the_end():
    slide = slides_on(deck(), "Sources")[0]
    table = next(shape.table for shape in slide.shapes if shape.has_table)
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[1] == [
        "1",
        "Neglect at a glance; Fennick Safeguarding Children Partnership; fictional report",
        "March 2025",
        "12 children",
        "3",
    ]
    assert rows[2][2:] == ["date not stated", "sample not stated", "not stated"]


def test_the_receipt_ends_the_notes_of_the_last_slide_line_by_line():
    document = every_block()
    show = Presentation(io.BytesIO(pack_pptx(document)))
    assert tuple(notes_of(show.slides[-1])[-3:]) == document.receipt
    assert not notes_of(deck(receipt=()).slides[-1])


def test_notices_follow_the_title():
    show = deck()
    assert titles(show)[1] == "About this evidence"
    assert "This pack draws on fictional reports." in texts(show.slides[1])


def test_the_language_of_all_words_is_british_english():
    show = deck()
    parts = [*show.slides, *(slide.notes_slide for slide in show.slides if slide.has_notes_slide), show.slide_master]
    languages = {run.get("lang") for part in parts for run in part.element.iter("{*}rPr")}
    assert languages == {"en-GB"}
    assert show.core_properties.language == "en-GB"
    assert show.core_properties.title == "Neglect: learning from audits"
    assert not show.core_properties.author


def test_the_partnerships_colour_is_the_themes_and_the_logo_says_what_it_is():
    show = deck(brand=Brand("Fennick", "#0b6e4f", logo(), "The Fennick heron"))
    theme = show.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob.decode()
    assert re.search(r'<a:accent1><a:srgbClr val="0B6E4F"/>', theme)
    picture = show.slides[0].shapes[-1]
    assert picture._element.nvPicPr.cNvPr.get("descr") == "The Fennick heron"
    assert picture.width / picture.height == pytest.approx(3, rel=0.02)


def test_a_briefing_has_a_slide_for_each_part():
    found = tuple(finding(LONG, start=1000 * n) for n in range(3))
    parts = tuple(Section(f"Part {n}", (Words("In short:"), Findings(found))) for n in range(1, 8))
    show = deck(kind=PackKind.BRIEFING, sections=parts, notices=())
    assert titles(show)[1:] == [*(f"Part {n}" for n in range(1, 8)), "Sources", "About this pack"]


def test_words_that_lead_to_something_stay_with_it():
    found = tuple(finding(LONG * 3, start=1000 * n) for n in range(2))
    first, second = slides_on(deck(Findings(found[:1]), Words("Look at this one:"), Findings(found[1:])))
    assert "Look at this one:" not in texts(first)
    assert "Look at this one:" in texts(second)


def test_long_words_of_ours_go_on_upon_the_next_slide():
    slides = slides_on(deck(Words(LONG * 20)))
    assert len(slides) > 1
    assert " ".join(body(slide).text_frame.text for slide in slides).split() == (LONG * 20).split()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=60).filter(str.strip))
def test_any_characters_can_be_written_and_read_back(text):
    one = finding(text)
    slide = slides_on(deck(Findings((one,)), title=text, notices=(text,), receipt=(), mark=text, notes=(text,)))[0]
    assert one.words in texts(slide)


def test_short_words_in_a_row_are_not_pressed_onto_one_slide():
    slides = slides_on(deck(*(Words(LONG) for _ in range(9)), Findings((finding(LONG),))))
    assert len(slides) > 1
    assert all(min(size for size in sizes_on(slide, 24) if size != 16) >= 24 for slide in slides)


def test_words_over_a_table_without_rows_are_kept():
    slide = slides_on(deck(Words("None was found."), Table("Actions", ("Action",), (1.0,), ())))[0]
    assert "None was found." in texts(slide)
