"""The receipt of a pack: made only where every quote stands, and read again however an editor left its lines."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pack_documents import every_block
from standing_packs import standing

from app.packs.document import Findings, PackFormat, Section
from app.packs.errors import PackError
from app.packs.file_words import words_of_content
from app.packs.finding import Quote, Quoted
from app.packs.markdown_file import pack_markdown
from app.packs.quotations import quotations_in
from app.packs.receipt import receipt_of
from app.packs.receipt_lines import read_receipt
from app.packs.walking import findings_of
from app.packs.web_file import pack_html

DOCUMENT, TEXTS = standing()
WORDS = words_of_content(pack_markdown(DOCUMENT).encode(), "pack.md")
LINES = receipt_of(DOCUMENT, WORDS, TEXTS.__getitem__)
RECEIPT = "\n".join(LINES)


class TestMaking:
    def test_a_line_stands_for_each_report_and_each_piece(self):
        receipt = read_receipt(RECEIPT)
        assert receipt is not None
        assert receipt.whole
        assert (receipt.version, receipt.kind, receipt.made) == ("0.6.0", "session", "2026-11-22T09:30Z")
        assert [report.report_id for report in receipt.reports] == ["neglect-aaa111", "voice-bbb222"]
        quoted = {(quote.report_id, quote.start, quote.end) for f in findings_of(DOCUMENT) for quote in f.quotes}
        ids = {report.number: report.report_id for report in receipt.reports}
        assert {(ids[quote.report], quote.start, quote.end) for quote in receipt.quotes} == quoted

    def test_it_says_how_often_the_words_stand_in_the_file(self):
        start = TEXTS["neglect-aaa111"].index("Visits were")
        (entry,) = (quote for quote in read_receipt(RECEIPT).quotes if quote.start == start)
        assert entry.times == WORDS.count("“Visits were not always recorded.”") == 3

    def test_it_holds_no_word_of_a_report_but_its_topic_and_no_quotation_mark(self):
        document = replace(DOCUMENT, topic="“Neglect”; Report 9: x; file y; text " + "0" * 64 + ".")
        lines = receipt_of(document, WORDS, TEXTS.__getitem__)
        assert not re.search('[“”"]', "".join(lines))
        assert len(read_receipt("\n".join(lines)).reports) == 2
        assert "Visits" not in "".join(lines)

    def test_a_quote_that_is_not_in_its_report_makes_no_receipt(self):
        texts = {**TEXTS, "voice-bbb222": TEXTS["voice-bbb222"].replace("Every", "No")}
        with pytest.raises(PackError, match="Every record"):
            receipt_of(DOCUMENT, WORDS, texts.__getitem__)

    def test_a_quote_that_the_file_lost_makes_no_receipt(self):
        with pytest.raises(PackError, match="Every record"):
            receipt_of(DOCUMENT, WORDS.replace("“Every record", "“Each record"), TEXTS.__getitem__)

    def test_a_quotation_that_the_document_has_not_makes_no_receipt(self):
        with pytest.raises(PackError, match="no quote"):
            receipt_of(DOCUMENT, f"{WORDS}\n“Nobody wrote this.”", TEXTS.__getitem__)

    def test_a_report_that_itself_has_the_sign_of_a_gap_is_quoted_in_pieces(self):
        text = "He said: I was […] late and “angry”."
        one = next(findings_of(DOCUMENT))
        part = Quoted((Quote(one.report.report_id, text, 0, len(text)),))
        section = Section("Found", (Findings((replace(one, parts=(part,)),)),))
        document = replace(DOCUMENT, sections=(section,))
        words = words_of_content(pack_markdown(document).encode(), "pack.md")
        lines = receipt_of(document, words, lambda report_id: text)
        spans = [(quote.start, quote.end) for quote in read_receipt("\n".join(lines)).quotes]
        assert [text[start:end].strip() for start, end in spans] == ["He said: I was", "late and “angry”."]


class TestReading:
    def test_a_file_without_one_has_none(self):
        assert read_receipt(WORDS) is None

    @given(st.data())
    def test_lines_may_be_wrapped_and_spaced_anew_anywhere(self, data):
        spaced = RECEIPT
        for _ in range(5):
            at = data.draw(st.integers(0, len(spaced)))
            spaced = (
                spaced[:at] + data.draw(st.sampled_from([" ", "\n", "\u00a0", "\u200b", "\t", "\r\n"])) + spaced[at:]
            )
        assert read_receipt(spaced) == read_receipt(RECEIPT)

    def test_dashes_and_letters_may_change_their_shape(self):
        assert read_receipt(RECEIPT.replace("-", "\u2011")).whole
        assert read_receipt(RECEIPT.replace("Quote", "QUOTE").replace("words", "Words")).whole

    def test_a_page_footer_between_its_lines_does_no_harm(self):
        footed = RECEIPT.replace("Quote 3", "Fennick Partnership\t3 December 2026\tPage 9\nQuote 3")
        assert read_receipt(footed) == read_receipt(RECEIPT)

    def test_two_columns_of_a_page_are_read_one_after_the_other(self):
        lines = RECEIPT.replace("; ", ";\n").splitlines()
        half = len(lines) // 2
        rows = zip([*lines[:half], *[""] * (len(lines) - 2 * half)], lines[half:], strict=True)
        assert read_receipt("\n".join(f"{left}\t{right}" for left, right in rows)) == read_receipt(RECEIPT)

    @pytest.mark.parametrize("change", [("from 19", "from 18"), ("times 3", "times 1"), ("neglect-aaa", "neglect-aab")])
    def test_a_changed_line_is_told(self, change):
        assert change[0] in RECEIPT
        assert read_receipt(RECEIPT.replace(*change, 1)).whole is False

    def test_a_lost_line_is_told(self):
        for index in range(1, len(LINES)):
            assert read_receipt("\n".join(LINES[:index] + LINES[index + 1 :])).whole is False

    def test_of_several_receipts_the_last_whole_one_is_read(self):
        other = "\n".join(receipt_of(replace(DOCUMENT, version="0.7.0"), WORDS, TEXTS.__getitem__))
        assert read_receipt(f"{RECEIPT}\n{other}").version == "0.7.0"
        damaged = other.replace("quote", "note", 1).replace("times 3", "times 1")
        assert read_receipt(f"{RECEIPT}\n{damaged}") == read_receipt(RECEIPT)

    @pytest.mark.parametrize(
        "title",
        [
            "Receipt of Audit Learning Assistant 0.6.0; session; made today; neglect",
            "Receipt of Audit Learning Assistant",
        ],
    )
    def test_a_title_that_looks_like_one_does_no_harm(self, title):
        footed = RECEIPT.replace("Quote 3", f"{title}\tPage 9\nQuote 3")
        assert read_receipt(f"{title}\n{WORDS}\n{title}\n{footed}\n{title}") == read_receipt(RECEIPT)

    def test_numbers_of_any_length_are_no_error(self):
        assert read_receipt(RECEIPT.replace("from 19", "from " + "9" * 5000)).whole is False

    @given(st.text())
    def test_whatever_text_is_no_receipt_or_a_damaged_one(self, text):
        receipt = read_receipt(f"{LINES[0]}\n{text}")
        assert receipt is None or not receipt.whole


class TestWordsOfTheFile:
    @pytest.mark.parametrize("format", [PackFormat.MARKDOWN, PackFormat.HTML])
    def test_every_quote_is_read_back_as_often_as_it_was_written(self, format):
        write = {PackFormat.MARKDOWN: pack_markdown, PackFormat.HTML: pack_html}[format]
        words = words_of_content(write(replace(DOCUMENT, receipt=LINES)).encode(), f"pack.{format.value}")
        assert quotations_in(words).counted == quotations_in(WORDS).counted
        assert read_receipt(words).whole

    def test_marks_of_markdown_are_read_as_what_they_mean(self):
        page = "> “A **bold** \\*star\\*,\n> _and_ a \\| pipe &amp; more.”\n\n```\nReport_1 \\x *y*\n```\n"
        words = words_of_content(page.encode(), "x.md")
        assert words.splitlines()[:2] == ["“A bold *star*,", "and a | pipe & more.”"]
        assert "Report_1 \\x *y*" in words

    def test_all_parts_of_a_page_are_read(self):
        parts = "<aside>one</aside><form>two</form><footer>three</footer><p>f<b>ou</b>r</p><script>no</script>"
        words = words_of_content(f"<!doctype html><html><body>{parts}</body></html>".encode(), "x.html")
        assert words.split() == ["one", "two", "three", "four"]

    def test_a_words_file_has_its_headers_boxes_and_tables_and_not_what_was_struck_out(self, tmp_path):
        import docx
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        document = docx.Document()
        document.sections[0].header.paragraphs[0].text = "In the “header”"
        document.sections[0].footer.paragraphs[0].text = "In the footer"
        paragraph = document.add_paragraph("Kept")
        struck = f'<w:del {nsdecls("w")} w:id="1" w:author="a"><w:r><w:delText>struck</w:delText></w:r></w:del>'
        paragraph._p.append(parse_xml(struck))
        document.add_table(1, 1).cell(0, 0).text = "In a cell"
        document.save(tmp_path / "x.docx")
        words = words_of_content((tmp_path / "x.docx").read_bytes(), "x.docx")
        assert words.splitlines() == ["Kept", "In a cell", "In the “header”", "In the footer"]


class TestWordsThatAreNotShown:
    @pytest.mark.parametrize("mark", ["strike", "dstrike", "vanish", "specVanish"])
    def test_runs_of_word_that_are_struck_out_or_hidden_are_left_out(self, mark, tmp_path):
        import docx
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        document = docx.Document()
        for paragraph in (document.add_paragraph("Kept "), document.sections[0].header.paragraphs[0]):
            run = paragraph.add_run("unshown ")
            run._r.get_or_add_rPr().append(parse_xml(f"<w:{mark} {nsdecls('w')}/>"))
            shown = paragraph.add_run("words")
            shown._r.get_or_add_rPr().append(parse_xml(f'<w:{mark} {nsdecls("w")} w:val="0"/>'))
        document.save(tmp_path / "x.docx")
        assert words_of_content((tmp_path / "x.docx").read_bytes(), "x.docx").split() == ["Kept", "words", "words"]

    def test_runs_of_slides_that_are_struck_out_are_left_out(self, tmp_path):
        from pptx import Presentation

        slides = Presentation()
        slide = slides.slides.add_slide(slides.slide_layouts[5])
        paragraph = slide.shapes.title.text_frame.paragraphs[0]
        for text, strike in (("Kept ", None), ("struck ", "sngStrike"), ("words", "noStrike")):
            run = paragraph.add_run()
            run.text = text
            if strike:
                run._r.get_or_add_rPr().set("strike", strike)
        slides.save(tmp_path / "x.pptx")
        assert words_of_content((tmp_path / "x.pptx").read_bytes(), "x.pptx") == "Kept words"

    @pytest.mark.parametrize(
        "unshown",
        [
            "<del>no</del>",
            "<s>no</s>",
            "<strike>no</strike>",
            "<b hidden>no</b>",
            '<b style="color: red; DISPLAY : none">no</b>',
            '<div style="visibility:hidden"><p>no</p></div>',
        ],
    )
    def test_parts_of_a_page_that_are_struck_out_or_hidden_are_left_out(self, unshown):
        page = f"<!doctype html><html><body><p>Kept {unshown}</p>words</body></html>"
        assert words_of_content(page.encode(), "x.html").split() == ["Kept", "words"]

    @pytest.mark.parametrize("struck", ["~~no~~", "<del>no</del>", "<s>no *and* no</s>"])
    def test_words_of_markdown_that_are_struck_out_are_left_out(self, struck):
        assert words_of_content(f"Kept {struck} words, \\~\\~as they are\\~\\~\n".encode(), "x.md") == (
            "Kept words, ~~as they are~~"
        )


def test_a_documents_findings_are_walked_in_every_block():
    blocks = [type(block).__name__ for section in every_block().sections for block in section.blocks]
    assert {"Findings", "SideBySide", "Table", "QuizQuestion", "QuizAnswer"} <= set(blocks)
    assert len(list(findings_of(every_block()))) == 9
