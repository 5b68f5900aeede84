import math

import pytest

from evals.nuggets import forbidden_shown, missed_nuggets, nugget_recall, shows, vital
from evals.questions import Nugget

FATHER = Nugget(
    "the father was left out", "vital", ("father was left out", "/fathers? (?:was|were) not (?:seen|asked)/")
)
PLAN = Nugget("the plan was late", "okay", ("late plan",))
TEXT = "The **Father** was left-out.\nHis plan was\nnot late."


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("father was left out", True),
        ("plan was not late", False),
        ("was left out late", False),
        ("/left.out/", True),
        ("/LEFT.OUT$/", False),
        ("/^his plan/", True),
        ("at her", False),
    ],
)
def test_words_or_an_expression_are_looked_for_line_by_line(wanted, expected):
    assert shows(wanted, TEXT) is expected


def test_any_wording_shows_a_nugget_and_none_misses_it():
    assert missed_nuggets([FATHER, PLAN], "Fathers were not asked.") == [PLAN]
    assert missed_nuggets([FATHER], "Mothers were not asked.") == [FATHER]


def test_vital_nuggets_are_counted_alone_and_none_is_undefined():
    lost = missed_nuggets([FATHER, PLAN], TEXT)
    assert nugget_recall([FATHER, PLAN], lost) == 0.5
    assert nugget_recall(vital([FATHER, PLAN]), vital(lost)) == 1
    assert math.isnan(nugget_recall([], []))


def test_what_must_not_be_said_is_named():
    assert forbidden_shown(["5 of 5 audits", "/left.out/"], TEXT) == ["/left.out/"]
