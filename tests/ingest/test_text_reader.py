from __future__ import annotations

import pytest

from ingest.lines import Role, clean
from ingest.readers.text import MAX_BYTES, MAX_LINE, TextReader
from knowledge.errors import EmptyDocumentError, UnreadableFileError
from knowledge.types import Link


@pytest.fixture
def read(tmp_path):
    def reader(content):
        path = tmp_path / "report.txt"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return TextReader().read(path)

    return reader


def texts(document):
    return [line.text for line in document.lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(read, encoding):
    assert texts(read("Children’s voices – “heard” at £5\n".encode(encoding))) == ["Children’s voices – “heard” at £5"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_endings(read, newline):
    assert texts(read(newline.join(["one", "", "two"]))) == ["one", "two"]


def test_space_between_lines_is_a_gap(read):
    assert [line.gap_before for line in read("first\nsecond\n\n\nthird\n").lines] == [True, False, True]


def test_a_form_feed_is_a_gap(read):
    assert [line.gap_before for line in read("first\fsecond").lines] == [True, True]


@pytest.mark.parametrize(
    ("written", "text", "link"),
    [
        ("See the [toolkit](https://a.org/t) now", "See the toolkit now", Link("toolkit", "https://a.org/t")),
        ("See the [toolkit](#) now", "See the toolkit now", Link("toolkit", None)),
        ("See the [toolkit]() now", "See the toolkit now", Link("toolkit", None)),
        ("[**bold**](https://a.org)", "bold", Link("bold", "https://a.org")),
        ("[bad](javascript:alert)", "bad", Link("bad", None)),
        ("At https://a.org/x.", "At https://a.org/x.", Link("https://a.org/x", "https://a.org/x")),
    ],
    ids=["target", "lost target", "empty target", "bold anchor", "unsafe target", "bare address"],
)
def test_links(read, written, text, link):
    (line,) = read(written).lines
    assert line.text == text
    assert line.links == (link,)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("**What** we __found__", "What we found"),
        ("*Quickly* done", "Quickly done"),
        ("snake_case_name stays", "snake_case_name stays"),
        ("5 * 3 * 2", "5 * 3 * 2"),
        ("<p>Seen <b>alone</b></p>", "Seen alone"),
        ("fewer < than > more", "fewer < than > more"),
        (
            "An of\ufb01cer\u200b who was  on duty that evening came at once",
            "An officer who was on duty that evening came at once",
        ),
    ],
    ids=["bold", "italic", "underscores in a word", "times", "tags", "angle brackets", "ligature and invisible"],
)
def test_marks_are_dropped_and_words_are_kept(read, written, expected):
    assert texts(read(written)) == [expected]


def test_markdown_headings_have_sizes_by_their_level(read):
    sizes = [line.size for line in read("# Title\n\n## Part\n\nText.\n").lines]
    assert sizes[0] > sizes[1]
    assert sizes[2] is None


def test_tabs_part_cells(read):
    assert texts(read("Measure \t Yes\tNo\n\t5\t 7 \n")) == ["Measure\tYes\tNo", "\t5\t7"]


def test_a_wrapped_paragraph_runs_on(read):
    paragraph = (
        "Workers in every agency knew the family well, and yet nobody\n"
        "brought what they knew together before the second referral\n"
        "was made by the school, which led to a delay of many weeks.\n"
    )
    assert [line.runs_on for line in read(paragraph).lines] == [True, True, False]


def test_a_space_left_at_the_break_runs_on(read):
    assert [line.runs_on for line in read("Agencies \nInvolved\n").lines] == [True, False]


def test_short_lines_of_a_list_do_not_run_on(read):
    assert not any(line.runs_on for line in read("Police\nHealth visitors\nSchools and nurseries\n").lines)


@pytest.mark.parametrize("content", [b"\n \n\t\n", b"-- ** --\n", b"\xef\xbb\xbf"], ids=["blank", "marks", "only BOM"])
def test_a_file_without_words_is_empty(read, content):
    with pytest.raises(EmptyDocumentError, match="no words"):
        read(content)


def test_a_huge_file_is_refused_unread(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)  # sparse: it takes no space on the disk
    with pytest.raises(UnreadableFileError, match="20 MB"):
        TextReader().read(path)


def test_a_line_as_long_as_a_book_is_refused(read):
    with pytest.raises(UnreadableFileError, match="200,000 characters"):
        read("word " * (MAX_LINE // 5 + 1))


def test_a_very_long_line_within_bounds_is_read_whole(read):
    assert len(texts(read("word " * 30_000))[0].split()) == 30_000


@pytest.mark.parametrize("start", [b"MZ\x90\x03\x04", b"\x7fELF\x02\x01"], ids=["program", "ELF"])
def test_binary_data_called_text_is_refused(read, start):
    with pytest.raises(UnreadableFileError, match="binary"):
        read(start + bytes(range(1, 32)) * 200)


def test_text_with_no_break_spaces_is_no_binary_data(read):
    assert texts(read("Police\u00a0shared\u2009concerns\u00ad early")) == ["Police shared concerns early"]


def test_zero_bytes_are_not_accepted_as_text():
    assert not TextReader().accepts(b"MZ\x00\x00\x03")
    assert TextReader().accepts("Report".encode("utf-16"))
    assert TextReader().accepts(b"Report")


def test_cleaning_twice_changes_nothing_more():
    once = clean("\x0c of\ufb01cer \t on   duty\u200b \x07 ")
    assert clean(once) == once


def test_tables_drawn_with_pipes(read):
    lines = read(
        "Intro\n\n| Agency | Finding |\n|:--|--:|\n| Police | **Late** \\| lost |\n| School |\n\nAfter | it\n"
    ).lines
    assert [(line.role, line.gap_before, line.text) for line in lines] == [
        (None, True, "Intro"),
        (Role.TABLE_HEADER, True, "Agency\tFinding"),
        (Role.TABLE_ROW, False, "Police\tLate | lost"),
        (Role.TABLE_ROW, False, "School\t"),
        (None, True, "After | it"),
    ]


def test_pipes_alone_are_no_table(read):
    assert texts(read("Police | School | Health\nPage 1 | 2\n")) == ["Police | School | Health", "Page 1 | 2"]


def test_underlined_headings_are_as_those_with_marks(read):
    lines = read("Audit\n=====\n\nFindings\n---\nText here.\n\n## Findings\n").lines
    assert [line.text for line in lines] == ["Audit", "Findings", "Text here.", "Findings"]
    assert lines[0].size > lines[1].size == lines[3].size
    assert lines[2].size is None


@pytest.mark.parametrize(
    "written",
    ["- item\n---\n", "First line of text\nand the second\n---\n", "Text.\n\n---\n"],
    ids=["under a list", "under a paragraph", "alone"],
)
def test_a_rule_is_no_underline(read, written):
    assert all(line.size is None for line in read(written + "More text.").lines)


def test_quotes_lose_their_mark_and_comparisons_do_not(read):
    assert texts(read("> I was not heard.\n>\n> > Nor was I.\n\n> 5 days\n>50%\n")) == [
        "I was not heard.",
        "Nor was I.",
        "> 5 days",
        ">50%",
    ]


def test_fenced_code_is_left_as_text(read):
    lines = read("```\n# no heading\n| a | b |\n|---|---|\n> as it is\n```\nAfter.\n").lines
    assert [line.text for line in lines] == ["# no heading", "| a | b |", "|---|---|", "> as it is", "After."]
    assert all(line.size is None and line.role is None for line in lines)
