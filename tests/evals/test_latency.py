from evals.baseline.tutorial import TutorialRag
from evals.latency import measure_latency
from evals.questions import Question
from knowledge.types import Answer, Status

QUESTIONS = [Question("1", "one?", "x", answerable=True), Question("2", "two?", "x", answerable=False)]


class CountingAnswerer:
    def __init__(self):
        self.asked = []

    def ask(self, question, history=(), filters=None):
        self.asked.append(question)
        return Answer(question, question, Status.NO_EVIDENCE)


def test_every_question_is_timed_in_every_round_after_a_warm_up():
    answerer = CountingAnswerer()
    scores = measure_latency(answerer, None, QUESTIONS, rounds=2)
    assert answerer.asked == ["one?", "one?", "two?", "one?", "two?"]
    assert scores.ours.n == 4
    assert 0 <= scores.ours.p50_ms <= scores.ours.p95_ms
    assert (scores.baseline, scores.ratio_p50) == (None, None)


def test_both_systems_take_turns_at_going_first(embedder, tmp_path, write_report):
    baseline = TutorialRag(embedder, tmp_path / "baseline")
    baseline.add(write_report("a.txt", "A DASH was completed."))
    scores = measure_latency(CountingAnswerer(), baseline, QUESTIONS, rounds=1)
    assert [row.system for row in scores.rows] == ["baseline", "ours", "ours", "baseline"]
    assert scores.ratio_p50 == scores.ours.p50_ms / scores.baseline.p50_ms
