from __future__ import annotations

import re
from collections import Counter
from importlib import import_module
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from pptx import Presentation
from pypdf import PdfReader
from selectolax.lexbor import LexborHTMLParser

from knowledge.sample_reports.office_files import WRITTEN
from knowledge.sample_reports.slides import box_pages
from knowledge.sample_reports.source import LINK, read_samples

SAMPLES = read_samples()


def words(text):
    return re.sub(r"^- ", "", LINK.sub(r"\1", text), flags=re.MULTILINE).split()


def paragraph_texts(element, prefix):
    """The text of each paragraph under an XML element, in document order; `w` is Word, `a` a drawing."""
    for paragraph in element.iter(qn(f"{prefix}:p")):
        yield "".join(part.text or "" for part in paragraph.iter(qn(f"{prefix}:t")))


def docx_text(path):
    return "\n".join(paragraph_texts(Document(path).element.body, "w"))


def pptx_text(path):
    return "\n".join(line for slide in Presentation(path).slides for line in paragraph_texts(slide._element, "a"))


def html_text(path):
    return LexborHTMLParser(path.read_text("utf-8")).css_first("main").text(separator=" ", strip=False)


def pdf_text(path):
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


TEXTS = {".docx": docx_text, ".pptx": pptx_text, ".html": html_text, ".pdf": pdf_text}


@pytest.fixture(params=SAMPLES, ids=lambda sample: sample.path.stem)
def sample(request):
    return request.param


def read_back(sample, suffix):
    return TEXTS[suffix](sample.path.with_suffix(suffix)).split()


def test_there_are_seven():
    assert len(SAMPLES) == 7


@pytest.mark.parametrize("suffix", TEXTS)
def test_every_format_has_all_the_words_of_the_text(sample, suffix):
    source = Counter(words(sample.path.read_text("utf-8")))
    assert source - Counter(read_back(sample, suffix)) == Counter()


def test_word_and_web_pages_have_them_in_order_and_no_others(sample):
    source = words(sample.path.read_text("utf-8"))
    assert read_back(sample, ".docx") == source
    assert "".join(read_back(sample, ".html")) == "".join(source)


def test_slides_have_them_in_order_and_only_titles_besides(sample):
    left = iter(read_back(sample, ".pptx"))
    assert all(word in left for word in words(sample.path.read_text("utf-8")))
    assert list(left) == []


@pytest.mark.parametrize("suffix", [".docx", ".pptx", ".html"])
def test_links_point_where_the_text_says(sample, suffix):
    expected = [url for _anchor, url in LINK.findall(sample.path.read_text("utf-8"))]
    assert links(sample.path.with_suffix(suffix)) == expected


def links(path):
    if path.suffix == ".html":
        return [a.attributes["href"] for a in LexborHTMLParser(path.read_text("utf-8")).css("main a")]
    if path.suffix == ".docx":
        document = Document(path)
        ids = [link.get(qn("r:id")) for link in document.element.body.iter(qn("w:hyperlink"))]
        return [document.part.rels[each].target_ref for each in ids]
    frames = [shape.text_frame for slide in Presentation(path).slides for shape in slide.shapes if shape.has_text_frame]
    runs = [run for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs]
    return [run.hyperlink.address for run in runs if run.hyperlink.address]


def of_kind(sample, kind):
    return [text for block in sample.blocks if block.kind == kind for text in block.texts]


def test_word_says_by_its_styles_what_each_line_is(sample):
    document = Document(sample.path.with_suffix(".docx"))
    styled = {name: [p.text for p in document.paragraphs if p.style.name == name] for name in STYLE_KINDS}
    assert styled.pop("Title") == [sample.title]
    assert {name: len(texts) for name, texts in styled.items()} == {
        name: len(of_kind(sample, STYLE_KINDS[name])) for name in styled
    }


STYLE_KINDS = {"Title": "title", "Heading 1": "heading", "Heading 2": "subheading", "List Bullet": "bullet"}


def test_word_repeats_the_head_of_a_table_and_numbers_its_pages(sample):
    document = Document(sample.path.with_suffix(".docx"))
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in document.tables)
    assert len(document.tables) == sum(block.kind == "row" for block in sample.blocks)
    footer = document.sections[0].footer._element
    assert [field.get(qn("w:instr")) for field in footer.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    assert document.sections[0].header.paragraphs[0].text == sample.title


def test_every_slide_has_a_title_and_every_shape_is_on_it(sample):
    deck = Presentation(sample.path.with_suffix(".pptx"))
    assert all(slide.shapes.title.text_frame.text for slide in deck.slides)
    for shape in (shape for slide in deck.slides for shape in slide.shapes):
        assert min(shape.left, shape.top) >= 0
        assert shape.left + shape.width <= deck.slide_width
        assert shape.top + shape.height <= deck.slide_height


def test_single_page_kinds_have_their_sections_in_boxes_side_by_side():
    pages = {sample.path.stem[:2]: box_pages(sample) for sample in SAMPLES if box_pages(sample)}
    assert pages == {"01": ((3, 3),), "04": ((4,), (3,))}
    deck = Presentation(SAMPLES[3].path.with_suffix(".pptx"))
    tops = [[shape.top for shape in slide.shapes if shape.name[:1].isdigit()] for slide in deck.slides]
    assert [(len(row), len(set(row))) for row in tops] == [(4, 1), (3, 1)]


def test_only_the_slides_have_notes_and_they_are_marked_as_fictional():
    decks = {sample.path.stem[:2]: Presentation(sample.path.with_suffix(".pptx")) for sample in SAMPLES}
    notes = {
        name: [slide.notes_slide.notes_text_frame.text for slide in deck.slides if slide.has_notes_slide]
        for name, deck in decks.items()
    }
    assert {name: texts for name, texts in notes.items() if texts} == {
        "03": ["Notes for the presenter: fictional sample."]
    }


def test_web_pages_have_what_a_reader_must_leave_out(sample):
    page = LexborHTMLParser(sample.path.with_suffix(".html").read_text("utf-8"))
    assert [page.css_first(each) is not None for each in ("header", "nav", "footer", "aside", ".cookie-banner")] == [
        True
    ] * 5
    assert [h1.text() for h1 in page.css("h1")] == [sample.title]
    assert [h2.text() for h2 in page.css("main h2")] == of_kind(sample, "heading")
    assert {th.attributes["scope"] for th in page.css("th")} <= {"col", "row"}


@pytest.mark.parametrize("suffix", [".docx", ".pptx"])
def test_office_files_say_what_they_are(sample, suffix):
    path = sample.path.with_suffix(suffix)
    about = (Document if suffix == ".docx" else Presentation)(path).core_properties
    assert (about.title, about.language, about.created.replace(tzinfo=None)) == (sample.title, "en-GB", WRITTEN)
    with ZipFile(path) as packed:
        assert {entry.date_time[0] for entry in packed.infolist()} == {1980}


@pytest.mark.parametrize("kind", ["docx", "pptx", "html"])
def test_the_files_are_what_their_texts_give_and_the_same_each_time(kind, tmp_path):
    first, second = (made_in(tmp_path / name, kind) for name in ("first", "second"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    stale = [s.path.stem for s, made in zip(SAMPLES, first, strict=True) if content(made) != content(beside(s, kind))]
    assert stale == [], "run `make samples`"


def beside(sample, kind):
    return sample.path.with_suffix(f".{kind}")


def made_in(folder, kind):
    folder.mkdir()
    for sample in SAMPLES:
        (folder / sample.path.name).write_bytes(sample.path.read_bytes())
    import_module(f"knowledge.sample_reports.make_{kind}").main(folder)
    return sorted(folder.glob(f"*.{kind}"))


def content(path):
    """What is in a file, whatever release of zlib packed it."""
    if path.suffix == ".html":
        return path.read_bytes()
    with ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}
