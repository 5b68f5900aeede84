from __future__ import annotations

from dataclasses import replace

import pytest

from app.settings import load_settings
from app.wiring import opened, reply_cache
from evals.attack_writing import honest
from evals.scripted_chat import Reply
from evals.scripted_model import ScriptedModel
from knowledge.writing import Outcome

DASH = "What did audits find about DASH?"


@pytest.fixture
def asked_twice(home_with_samples):
    """Asks the same question twice of a model: both answers, the calls made, and the settings."""

    def ask(script, **given):
        with ScriptedModel(script) as server:
            settings = load_settings(home=home_with_samples, model="openai:x", model_url=server.url, **given)
            with opened(settings, tell=lambda words: None) as product:
                answers = [product.assistant.ask(DASH) for _ in range(2)]
            return answers, len(server.chats), settings

    return ask


def test_without_the_cache_each_question_is_sent_and_nothing_is_kept(asked_twice, home_with_samples):
    _answers, calls, settings = asked_twice(honest)
    assert calls == 2
    assert reply_cache(settings).count() == 0
    assert not list(home_with_samples.glob("model-*"))


def test_with_it_the_second_answer_is_the_same_and_nothing_is_sent(asked_twice):
    [first, second], calls, _settings = asked_twice(honest, model_cache=True)
    assert calls == 1
    assert (first.writing.cached, second.writing.cached) == (False, True)
    assert second.statements == first.statements
    assert second.citations == first.citations
    assert second.writing.sentences == first.writing.sentences


def test_what_is_kept_is_checked_anew(asked_twice):
    def lying(asked):
        text = '{"statements": [{"paragraph": 1, "text": "All 99 audits were perfect.", "keys": ["%s"]}]}'
        return Reply([text % asked.evidence[0].key])

    answers, _calls, _settings = asked_twice(lying, model_cache=True)
    assert [answer.answered_by for answer in answers] == ["extractive"] * 2
    assert all(answer.writing.sentences[0].outcome is not Outcome.KEPT for answer in answers)


def test_a_reply_that_broke_off_is_not_kept(asked_twice):
    def breaking(asked):
        return replace(honest(asked), cut_after=2)

    answers, _calls, settings = asked_twice(breaking, model_cache=True, model_retries=0)
    assert answers[0].writing.fault is not None
    assert reply_cache(settings).count() == 0
