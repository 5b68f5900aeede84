from datetime import date

import pytest
from fakes import on_day

from evals.letter_index import DEEP_DIVES, THEMES, IndexedLetter, check_letter, read_index
from knowledge.errors import DatasetError
from knowledge.types import ReportDescription, Stated
from knowledge.vocabulary.loader import load

LETTER = IndexedLetter("a.pdf", "windsor & maidenhead", date(2022, 7, 4), "front_door")


def described(**fields):
    return ReportDescription(title="Letter", **fields)


def test_a_letter_described_as_its_index_says():
    check = check_letter(
        LETTER,
        described(
            partnership="Royal Borough of Windsor and Maidenhead",
            publication_date=on_day(2022, 7, 4),
            audit_date=on_day(2022, 5, 9),
            themes=(Stated("neglect"), Stated("front_door")),
        ),
    )
    assert (check.area, check.date, check.theme, check.first_theme) == (True, True, True, False)


@pytest.mark.parametrize("description", [None, described()], ids=["not read", "nothing stated"])
def test_nothing_is_right_where_nothing_is_said(description):
    check = check_letter(LETTER, description)
    assert not any((check.area, check.date, check.theme, check.first_theme))


def test_a_theme_that_we_do_not_know_is_never_right():
    assert not check_letter(IndexedLetter("a.pdf", "x", date(2020, 1, 1), None), described()).theme


@pytest.mark.parametrize(
    ("file", "words", "theme"),
    [
        ("a.pdf", "the criminal exploitation of children", "criminal_exploitation"),
        ("a.pdf", "child sexual exploitation", "child_sexual_exploitation"),
        ("a.pdf", "sexual abuse", "child_sexual_abuse"),
        ("a.pdf", "children’s mental health", "child_mental_health"),
        ("bradford-21-april-2017.pdf", "abuse and neglect", "domestic_abuse"),
        ("a.pdf", "abuse and neglect", None),
    ],
)
def test_the_index_is_read_with_themes_of_ours(file, words, theme, tmp_path):
    (tmp_path / "INDEX.csv").write_text(f"file,area,date,themes\n{file},x,04 july 2022,{words}\n", encoding="utf-8")
    (letter,) = read_index(tmp_path)
    assert (letter.date, letter.theme) == (date(2022, 7, 4), theme)


def test_no_index_is_no_letters_and_a_bad_one_is_refused(tmp_path):
    assert read_index(tmp_path) == []
    (tmp_path / "INDEX.csv").write_text("file,area,date,themes\na.pdf,x,soon,y\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="cannot be read"):
        read_index(tmp_path)


def test_every_theme_is_one_of_the_vocabulary():
    known = {theme["id"] for theme in load("themes")["themes"]}
    assert {*THEMES.values(), *DEEP_DIVES.values()} - known == set()
