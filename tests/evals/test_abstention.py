import math

from answer_builders import make_answer, make_question

from evals.abstention import by_type, score_abstention
from evals.answers import reply_of


def reply(status, reason=None, **question):
    return reply_of(make_question(**question), make_answer(status=status, reason=reason))


def test_refusals_are_counted_both_ways():
    scores = score_abstention(
        [
            reply("answered"),
            reply("no_evidence"),
            reply("failed"),
            reply("declined", answerable=False),
            reply("no_evidence", answerable=False),
            reply("partial", answerable=False),
            reply("failed", answerable=False),
        ]
    )
    assert (scores.recall.part, scores.recall.whole) == (2, 4)
    assert (scores.precision.part, scores.precision.whole) == (2, 3)
    assert (scores.wrongly_refused.part, scores.wrongly_refused.whole) == (1, 3)
    assert scores.failed == 2


def test_a_reason_is_compared_where_a_refusal_has_one_to_have():
    scores = score_abstention(
        [
            _live("declined", "live_case"),
            _live("declined", "harmful"),
            _live("answered", None),
            reply("declined", "harmful", answerable=False),
        ]
    )
    assert (scores.reasons_right.part, scores.reasons_right.whole) == (1, 2)
    assert [row.reason_right for row in scores.rows] == [True, False, None, None]


def _live(status, reason):
    question = make_question(answerable=False, type="live", reason="live_case")
    return reply_of(question, make_answer(status=status, reason=reason))


def test_a_question_that_tries_the_guard_may_find_nothing():
    scores = score_abstention([reply("no_evidence", may_find_nothing=True), reply("declined", may_find_nothing=True)])
    assert [row.refused for row in scores.rows] == [False, True]


def test_types_are_shown_apart():
    groups = by_type(score_abstention([_live("declined", "live_case"), reply("answered")]).rows)
    assert list(groups) == ["live", "lookup"]
    assert groups["live"].recall.part == 1
    assert math.isnan(groups["lookup"].recall.value)
