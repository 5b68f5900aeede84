"""The links of a pack, each with where it is from and its check; and what a reader must know of the whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from fakes import in_month, make_report, sample_of
from pack_library import DAY, found, material

from app.link_check import Verdict
from app.link_check_record import CheckedLink
from app.packs.document import PackKind
from app.packs.links import MOST_OF_OUR_OWN, MOST_OF_REPORTS, pack_links
from app.packs.notices import DIFFERENT, FEW_FINDINGS, FICTIONAL, SMALL, pack_notices
from app.resources import address_key, is_safe_link
from knowledge.types import Link

CHECKED = date(2026, 11, 3)


def linking(*links, text="Read the neglect guidance."):
    return found(text, links=tuple(Link(*link) for link in links))


def of_reports(finding, checked=()):
    """The links that are in the reports, with our own left out."""
    links = pack_links([finding], "nothing known", (), dict(checked))
    return [link for link in links if "catalogue" not in link.mark]


def checks(url, verdict):
    return [(address_key(url), CheckedLink(verdict, CHECKED))]


class TestLinksOfReports:
    URL = "https://example.org/kit"

    def test_one_that_was_not_checked_says_so(self):
        (link,) = of_reports(linking(("Neglect kit", self.URL)))
        assert (link.title, link.url, link.mark) == (
            "Neglect kit",
            self.URL,
            "in a report quoted here; address not checked",
        )

    def test_one_that_was_checked_says_when(self):
        (link,) = of_reports(linking(("Neglect kit", self.URL)), checks(self.URL, Verdict.OK))
        assert link.mark == "in a report quoted here; checked on 3 November 2026"

    def test_one_that_is_gone_is_left_out(self):
        assert of_reports(linking(("Neglect kit", self.URL)), checks(self.URL, Verdict.GONE)) == []

    @pytest.mark.parametrize("url", [None, "javascript:alert(1)", "file:///etc/passwd", "https://[insert]"])
    def test_one_that_leads_nowhere_or_elsewhere_is_no_link(self, url):
        assert not any(link.url == url for link in of_reports(linking(("Neglect kit", url))))

    def test_one_whose_name_tells_of_a_case_is_left_out(self):
        finding = linking(("here", self.URL), text="The plan for Child B was late, as can be read here.")
        assert of_reports(finding) == []
        finding = linking(("here", self.URL), text="How plans are made can be read here.")
        assert [link.url for link in of_reports(finding)] == [self.URL]

    def test_a_title_brings_no_quotation_marks(self):
        (link,) = of_reports(linking(("The “kit”", self.URL)))
        assert link.title == 'The "kit"'

    def test_there_are_not_too_many(self):
        many = linking(*((f"Kit number {number}", f"https://example.org/{number}") for number in range(20)))
        assert len(of_reports(many)) == MOST_OF_REPORTS


class TestOurOwnLinks:
    def test_they_come_after_the_reports_and_say_that_they_are_ours(self):
        links = pack_links([linking(("Neglect kit", "https://example.org/kit"))], "neglect", ("neglect",), {})
        first, *ours = links
        assert first.url == "https://example.org/kit"
        assert 0 < len(ours) <= MOST_OF_OUR_OWN
        assert all(link.mark.startswith("from our catalogue; ") for link in ours)
        assert all(is_safe_link(link.url) for link in ours)

    def test_one_that_a_report_gives_is_not_given_again(self):
        ours = pack_links([found("A a.")], "neglect", ("neglect",), {})[0]
        again = pack_links([linking((ours.title, ours.url))], "neglect", ("neglect",), {})
        assert [address_key(link.url) for link in again].count(address_key(ours.url)) == 1

    def test_one_that_is_gone_is_left_out(self):
        ours = pack_links([found("A a.")], "neglect", ("neglect",), {})[0]
        left = pack_links([found("A a.")], "neglect", ("neglect",), dict(checks(ours.url, Verdict.GONE)))
        assert ours.url not in [link.url for link in left]


def notices(*findings, kind=PackKind.QUIZ, beyond=0):
    return pack_notices(material(*findings), kind, beyond, 400)


def of(report_id="r", **fields):
    return found("Plans were late.", report=make_report(report_id, **fields))


class TestNotices:
    def test_nothing_is_said_where_there_is_nothing_to_know(self):
        assert notices(of(sample=sample_of(200))) == ()

    def test_too_little_for_a_session_is_told(self):
        findings = [of(), of("two"), of("three")]
        assert FEW_FINDINGS in notices(*findings[:2], kind=PackKind.SESSION)
        assert FEW_FINDINGS not in notices(*findings[:2], kind=PackKind.BRIEFING)
        assert FEW_FINDINGS not in notices(*findings, kind=PackKind.SESSION)

    def test_fictional_reports_are_told_first(self):
        assert notices(of(fictional=True, sample=sample_of(5)))[0] == FICTIONAL

    @pytest.mark.parametrize(("size", "told"), [(12, True), (13, False)])
    def test_small_samples_are_told(self, size, told):
        assert (SMALL in notices(of(sample=sample_of(size)))) is told

    def test_several_reports_are_not_to_be_compared(self):
        assert DIFFERENT in notices(of("one"), of("two"))
        assert DIFFERENT not in notices(of("one"), of("one"))

    @pytest.mark.parametrize(("year", "told"), [(2021, True), (2022, False)])
    def test_old_findings_are_told_with_their_year(self, year, told):
        assert DAY.year == 2026
        said = " ".join(notices(of(audit_date=in_month(year, 3))))
        assert (f"Some findings are of {year}" in said) is told

    def test_a_gap_is_explained_with_each_reason_once(self):
        one = replace(of(), left_out=("they give an age",))
        (said,) = notices(one, replace(one, left_out=("they give an age", "they name a place of a case")))
        assert said == (
            "[…] stands where words of a report are left out: they give an age; they name a place of a case."
        )

    @pytest.mark.parametrize(("beyond", "words"), [(1, "One finding is not quoted"), (3, "3 findings are not quoted")])
    def test_what_the_limit_kept_out_is_told(self, beyond, words):
        (said,) = notices(of(), beyond=beyond)
        assert said.startswith(words)
        assert "400 words" in said
