"""What a check of links leaves behind, and what is said of a link after it."""

from __future__ import annotations

import json
import stat
from datetime import date

import pytest

from app.link_check import LinkCheck, Verdict
from app.link_check_record import FILE_NAME, NOT_CHECKED, CheckedLink, checked_links, keep_checks, link_mark
from knowledge.errors import HomeError

DAY, NEXT_DAY = date(2026, 11, 3), date(2026, 11, 4)
HERE = LinkCheck("https://www.example.org/kit/", Verdict.OK, "the page is there", 200)
GONE = LinkCheck("https://example.org/old", Verdict.GONE, "the page is gone (404)", 404)


@pytest.fixture
def folder(tmp_path):
    return tmp_path


class TestKeeping:
    def test_what_was_found_is_kept_with_its_day(self, folder):
        keep_checks(folder, [HERE, GONE], DAY)
        assert checked_links(folder) == {
            "example.org/kit": CheckedLink(Verdict.OK, DAY),
            "example.org/old": CheckedLink(Verdict.GONE, DAY),
        }

    def test_a_later_check_goes_before_an_earlier_one_and_leaves_the_others(self, folder):
        keep_checks(folder, [HERE, GONE], DAY)
        keep_checks(folder, [LinkCheck("http://example.org/old", Verdict.OK, "", 200)], NEXT_DAY)
        assert checked_links(folder) == {
            "example.org/kit": CheckedLink(Verdict.OK, DAY),
            "example.org/old": CheckedLink(Verdict.OK, NEXT_DAY),
        }

    @pytest.mark.parametrize("verdict", [Verdict.NOT_VISITED, Verdict.FAILED])
    def test_an_address_that_gave_no_answer_is_left_as_it_was(self, folder, verdict):
        keep_checks(folder, [HERE], DAY)
        keep_checks(folder, [LinkCheck(HERE.url, verdict, "no connection")], NEXT_DAY)
        assert checked_links(folder)["example.org/kit"] == CheckedLink(Verdict.OK, DAY)

    def test_the_file_is_json_that_only_its_owner_reads_and_nothing_else_is_left(self, folder):
        keep_checks(folder, [HERE], DAY)
        (file,) = folder.iterdir()
        assert json.loads(file.read_text("utf-8")) == {"example.org/kit": {"verdict": "ok", "day": "2026-11-03"}}
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def test_without_a_data_home_nothing_is_kept_and_none_is_made(self, folder):
        keep_checks(folder / "none", [HERE], DAY)
        assert not (folder / "none").exists()
        assert checked_links(folder / "none") == {}

    def test_a_file_that_cannot_be_replaced_is_an_error_and_leaves_no_other(self, folder):
        (folder / FILE_NAME).mkdir()
        (folder / FILE_NAME / "full").touch()
        with pytest.raises(HomeError):
            keep_checks(folder, [HERE], DAY)
        assert [file.name for file in folder.iterdir()] == [FILE_NAME]

    @pytest.mark.parametrize("content", ["", "{", '{"a": {"verdict": "fine", "day": "2026-11-03"}}', "[]"])
    def test_a_damaged_file_counts_as_none_and_is_told(self, folder, content, caplog):
        (folder / FILE_NAME).write_text(content, "utf-8")
        assert checked_links(folder) == {}
        assert "damaged" in caplog.text


class TestMark:
    @pytest.mark.parametrize(
        ("verdict", "mark"),
        [
            (Verdict.OK, "checked on 3 November 2026"),
            (Verdict.REDIRECTED, "checked on 3 November 2026"),
            (Verdict.GONE, None),
            (Verdict.REFUSED, "address not checked: on 3 November 2026 the site let no program in"),
            (Verdict.FAILED, "did not work on 3 November 2026"),
        ],
    )
    def test_it_says_what_was_found(self, verdict, mark):
        assert link_mark("http://example.org/kit", {"example.org/kit": CheckedLink(verdict, DAY)}) == mark

    def test_an_address_that_nobody_checked_is_said_to_be_so(self):
        assert link_mark("http://example.org/kit", {}) == NOT_CHECKED


def test_the_command_keeps_what_it_found(home, monkeypatch):
    from click.testing import CliRunner

    from app.cli import links
    from app.cli.main import cli

    home.mkdir()
    found = {}

    def visit(places, _seconds, _allow_private):
        found.update({place.url: LinkCheck(place.url, Verdict.OK, "", 200) for place in places if place.url})
        return found

    monkeypatch.setattr(links, "_visit", visit)
    assert CliRunner().invoke(cli, ["links", "--check"]).exit_code == 0
    assert found
    assert {kept.verdict for kept in checked_links(home).values()} == {Verdict.OK}
    assert all(link_mark(url, checked_links(home)).startswith("checked on") for url in found)
