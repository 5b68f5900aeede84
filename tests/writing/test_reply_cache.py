from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import make_passage, make_report

from app.writing.evidence_text import KeyedPassage
from app.writing.reply import Drafted
from app.writing.reply_cache import ReplyCache
from knowledge.types import SearchHit
from knowledge.writing import Key, Writing

WRITING = Writing("told:model", "127.0.0.1", "answer", "a" * 64)
REPORT = make_report("r")


def evidence(*keys, text="Plans were late."):
    return [
        KeyedPassage(Key(key), SearchHit(make_passage(number, text=f"{text} {number}"), 1.0), REPORT)
        for number, key in enumerate(keys)
    ]


@pytest.fixture
def cache(tmp_path):
    return ReplyCache(tmp_path / "replies.sqlite3")


SENTENCES = [Drafted("Plans were late.", ("k7f2", "zzzz"), 2), Drafted("So were visits.", ("m3x9",))]


def test_a_reply_comes_back_with_the_keys_of_this_time(cache):
    cache.keep(WRITING, "Late?", evidence("k7f2", "m3x9"), SENTENCES)
    found = cache.read(WRITING, "Late?", evidence("b2c3", "d4f5"))
    assert found == [Drafted("Plans were late.", ("b2c3", ""), 2), Drafted("So were visits.", ("d4f5",))]


@pytest.mark.parametrize(
    ("writing", "question", "text"),
    [
        (replace(WRITING, model="other:model"), "Late?", "Plans were late."),
        (replace(WRITING, prompt_sha256="b" * 64), "Late?", "Plans were late."),
        (replace(WRITING, destination="elsewhere"), "Late?", "Plans were late."),
        (WRITING, "Early?", "Plans were late."),
        (WRITING, "Late?", "Plans were early."),
    ],
    ids=["model", "prompt", "host", "question", "evidence"],
)
def test_another_model_prompt_question_or_evidence_finds_nothing(cache, writing, question, text):
    cache.keep(WRITING, "Late?", evidence("k7f2"), SENTENCES)
    assert cache.read(writing, question, evidence("k7f2", text=text)) is None


def test_clearing_forgets_and_removes_the_file(cache, tmp_path):
    cache.keep(WRITING, "Late?", evidence("k7f2"), SENTENCES)
    assert cache.clear() == 1
    assert cache.count() == 0
    assert list(tmp_path.iterdir()) == []
    assert cache.clear() == 0


def test_a_broken_file_is_as_good_as_none(cache, tmp_path):
    (tmp_path / "replies.sqlite3").write_bytes(b"no database" * 100)
    cache.keep(WRITING, "Late?", evidence("k7f2"), SENTENCES)
    assert cache.read(WRITING, "Late?", evidence("k7f2")) is None
    assert cache.count() == 0


def test_nobody_else_on_the_machine_may_read_it(cache, tmp_path):
    cache.keep(WRITING, "Late?", evidence("k7f2"), SENTENCES)
    assert (tmp_path / "replies.sqlite3").stat().st_mode & 0o077 == 0
