"""The pages on packs: choosing findings without a script, the file, and what nobody gets."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fakes import in_month, make_passage, make_report, sample_of
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.access.audit_log import AuditLog
from app.access.pace import Pace
from app.access.people import HERE, KEY, Person, Role
from app.export.shelf import AnswerShelf
from app.filter_choices import Choice, FilterChoices, KeptChoices
from app.packs.document import Findings, PackFormat, PackKind, Section
from app.packs.finding import PackFinding, Quote, Quoted
from app.packs.maker import PackFile, PackMaker
from app.packs.wanted import Candidate, CandidateGroup, Candidates, NothingToTeachError
from app.pages.pack_request import AT_FIRST, MOST_PICKED
from app.pages.packs import PREVIEW_POLICY, router
from app.server.faults import add_fault_pages
from app.site import Site
from app.ui.tools import tools_html
from knowledge.catalogue import Catalogue
from knowledge.errors import QuestionError
from knowledge.types import (
    Answer,
    Citation,
    FindingType,
    Label,
    LabelKind,
    Match,
    ParsedReport,
    PassageId,
    Status,
)

sys.path.insert(0, str(Path(__file__).parents[1] / "packs"))
from pack_documents import every_block

READER = Person("Ola", Role.READER, "account")
HOSTILE = '<script>alert(1)</script> "quoted" {{ 7 * 7 }}'
CONCERN, GOOD = FindingType.CONCERN, FindingType.GOOD_PRACTICE
REPORT = make_report(
    "old", title="Neglect audit", partnership="Harrowmere", audit_date=in_month(2021, 3), sample=sample_of(12)
)
OTHER = make_report("new", title="Later audit", audit_date=in_month(2024, 5))
TEXTS = {
    "old#0": (CONCERN, REPORT, "Homes were cold."),
    "old#1": (CONCERN, REPORT, HOSTILE),
    "old#2": (GOOD, REPORT, "A worker stayed."),
    "new#0": (CONCERN, OTHER, "Visits were late in 3 of 9 records."),
}
CHOICES = FilterChoices(
    themes=(Choice("neglect", "neglect", 2), Choice("housing", "housing", 1)),
    finding_types=(Choice("concern", "concern", 2),),
    agencies=(Choice("police", "police", 1),),
    years=(Choice("2024", "2024", 1), Choice("2021", "2021", 1)),
    partnerships=(Choice("Harrowmere", "Harrowmere", 1),),
)


def finding_of(passage_id):
    kind, report, text = TEXTS.get(passage_id, (CONCERN, REPORT, f"Another finding, {passage_id}."))
    number = int(passage_id.split("#")[1])
    passage = make_passage(number, report.report_id, text, finding_type=kind)
    quote = Quote(report.report_id, text, passage.start, passage.end)
    left_out = ("they give an age",) if passage_id == "new#0" else ()
    return PackFinding(passage, report, (Quoted((quote,)),), also_in=2 if left_out else 0, left_out=left_out)


class FakeMaker(PackMaker):
    """Has the findings of TEXTS on every theme but `suicide`; takes the first two. Remembers what was wanted."""

    def __init__(self):
        self.wanted = []
        self.more = 0

    @property
    def most_words(self):
        return 9

    @property
    def ids(self):
        return [*TEXTS, *(f"old#{number}" for number in range(10, 10 + self.more))]

    def candidates(self, wanted):
        self.wanted.append(wanted)
        if "suicide" in wanted.topic.themes:
            near = (("neglect", "neglect"),)
            raise NothingToTeachError("No finding on suicide is held.", "Choose a theme near to it.", near)
        picked = wanted.picked if wanted.picked is not None else ("old#0", "old#1")
        found = [(finding_of(one), one in picked) for one in self.ids]
        groups = tuple(
            CandidateGroup(kind, tuple(Candidate(*one) for one in found if one[0].passage.finding_type is kind))
            for kind in (CONCERN, GOOD)
        )
        return Candidates(wanted.topic.words or "neglect", groups, (("they tell of a single case", 3),), 2, 7)

    def document(self, wanted):
        self.candidates(wanted)
        picked = wanted.picked if wanted.picked is not None else ("old#0", "old#1")
        if not picked:
            raise QuestionError("No finding was picked.", "Pick one.")
        findings = tuple(finding_of(one) for one in picked)
        return every_block(kind=wanted.kind, sections=(Section("Found", (Findings(findings),)),))

    def file(self, document, format):
        block = document.sections[0].blocks[0]
        content = "\n".join(finding.words for finding in block.findings)
        return PackFile(f"pack.{format.value}", "text/html" if format is PackFormat.HTML else "x/y", content.encode())


class Shown(HTMLParser):
    """What a page holds: the tags with their attributes, and the words."""

    def __init__(self, markup):
        super().__init__()
        self.tags, self.words = [], ""
        self._is_template = False
        self.feed(markup)
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag, attrs):
        if tag == "template":
            self._is_template = True
        if not self._is_template:
            self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag == "template":
            self._is_template = False

    def handle_data(self, data):
        if not self._is_template:
            self.words += data

    def of(self, tag, **attributes):
        return [attrs for name, attrs in self.tags if name == tag and attributes.items() <= attrs.items()]

    @property
    def ticked(self):
        return [box["value"] for box in self.of("input", name="finding") if "checked" in box]

    @property
    def places(self):
        named = [attrs for attrs in self.of("input", type="number") if attrs["name"].startswith("place.")]
        return [(attrs["name"].removeprefix("place."), attrs["value"]) for attrs in named]


@dataclass
class Visit:
    """A client of the pages alone, as one person."""

    client: TestClient
    maker: FakeMaker
    site: Site
    audit: Path

    def page(self, path):
        reply = self.client.get(path)
        assert reply.status_code == 200, reply.text
        return Shown(reply.text)


@pytest.fixture
def catalogue(tmp_path):
    catalogue = Catalogue(tmp_path / "library.sqlite3")
    for report in (REPORT, OTHER):
        texts = [(kind, text) for kind, of, text in TEXTS.values() if of is report]
        labels = (Label(LabelKind.THEME, "neglect", "wording"),)
        passages = tuple(
            make_passage(number, report.report_id, text, finding_type=kind, labels=labels)
            for number, (kind, text) in enumerate(texts)
        )
        catalogue.put(ParsedReport(report, "\n".join(text for _kind, text in texts), passages))
    yield catalogue
    catalogue.close()


@pytest.fixture
def visit(catalogue, tmp_path):
    def visiting(person=READER, **fields):
        maker, audit = FakeMaker(), tmp_path / "audit.jsonl"
        values = {"packs": maker, "choices": lambda: CHOICES, "audit": AuditLog(audit), "shelf": AnswerShelf()}
        site = Site(**{"answerer": None, "library": catalogue, **values, **fields})
        app = FastAPI(openapi_url=None)
        app.include_router(router(site))
        add_fault_pages(app)

        async def as_person(scope, receive, send):
            await app({**scope, **({KEY: person} if person else {})}, receive, send)

        return Visit(TestClient(as_person, follow_redirects=False), maker, site, audit)

    return visiting


def test_the_first_page_offers_the_kinds_and_the_themes_with_how_much_is_held(visit):
    shown = visit().page("/packs?theme=neglect&kind=quiz")
    assert "Neglect (in 2 reports)" in shown.words
    assert "Police (in 1 report)" in shown.words
    assert [kind["value"] for kind in shown.of("input", name="kind")] == [kind.value for kind in PackKind]
    assert shown.of("option", value="neglect", selected=None)
    assert "checked" in shown.of("input", name="kind", value="quiz")[0]


def test_an_empty_library_says_that_there_is_nothing_to_make(visit, tmp_path):
    empty = Catalogue(tmp_path / "empty.sqlite3")
    shown = visit(library=empty, choices=KeptChoices(empty)).page("/packs")
    assert "The library holds no finding on any theme" in shown.words
    empty.close()


def test_a_held_report_counts_for_no_theme(visit, catalogue):
    for report in (REPORT, OTHER):
        catalogue.set_held(report.report_id, held=True)
    shown = visit(choices=KeptChoices(catalogue)).page("/packs")
    assert "The library holds no finding on any theme" in shown.words


def test_the_findings_are_shown_with_source_place_and_what_was_left_out(visit):
    shown = visit().page("/packs/choose?theme=neglect")
    assert shown.ticked == ["old#0", "old#1"]
    assert shown.places == [("old#0", "1"), ("old#1", "2")]
    assert "Neglect audit; Harrowmere; March 2021; 12 children" in shown.words
    assert "The same stands in 2 other places. Words left out, because they give an age." in shown.words
    assert "Findings from 2 of 7 reports. We picked 2 findings for you" in shown.words
    assert "3 findings cannot stand in a pack 3 because they tell of a single case" in shown.words
    assert "This pack draws on fictional reports." in shown.words
    (link,) = {a["href"] for a in shown.of("a") if "/reports/new/" in a["href"]}
    assert link == "/reports/new/text?quote=0-35#quote"


def test_words_of_reports_and_people_are_text(visit):
    reply = visit().client.get("/packs/choose", params={"theme": "neglect", "title": HOSTILE, "audience": HOSTILE})
    shown = Shown(reply.text)
    assert len(shown.of("script")) == 2
    assert all(script["src"].startswith("/site/") for script in shown.of("script"))
    assert shown.of("input", name="title")[0]["value"] == HOSTILE
    assert '<script>alert(1)</script> "quoted" {{ 7 * 7 }}' in shown.words.replace("'", '"')
    assert "'unsafe-inline'" not in reply.headers["content-security-policy"]


def test_numbers_put_the_picks_in_order_and_what_has_none_comes_last(visit):
    query = "theme=neglect&picked=1&finding=old%230&finding=new%230&finding=old%232&place.old%230=9&place.old%232=1"
    shown = visit().page(f"/packs/choose?{query}")
    # The part on what was found comes before the one on good practice; a place is one of its part.
    assert shown.places == [("old#0", "1"), ("new#0", "2"), ("old#2", "1")]


def test_picks_given_in_order_stay_in_order(visit):
    visiting = visit()
    shown = visiting.page("/packs/choose?theme=neglect&finding=new%230&finding=old%230")
    assert shown.places == [("new#0", "1"), ("old#0", "2")]
    assert visiting.maker.wanted[0].picked == ("new#0", "old#0")
    assert "We picked" not in shown.words


def test_taking_every_tick_out_leaves_nothing_until_we_are_to_choose_again(visit):
    visiting = visit()
    assert visiting.page("/packs/choose?theme=neglect&picked=1").ticked == []
    again = visiting.page("/packs/choose?theme=neglect&picked=1&finding=new%230&choose=again")
    assert again.ticked == ["old#0", "old#1"]


def test_filters_keep_the_picks_and_what_the_library_has_not_is_told(visit):
    visiting = visit()
    query = "theme=neglect&finding=new%230&agency=police&year=2024&type=concern&partnership=harrow&agency=martians"
    shown = visiting.page(f"/packs/choose?{query}")
    wanted = visiting.maker.wanted[0]
    filters = wanted.topic.filters
    assert (filters.agencies, filters.years, filters.finding_types) == ({"police"}, {2024}, {CONCERN})
    assert (filters.partnership, filters.themes) == ("harrow", frozenset())
    assert (wanted.topic.themes, wanted.picked) == (("neglect",), ("new#0",))
    assert "were left out: martians." in shown.words
    assert shown.ticked == ["new#0"]
    for name, value in (("agency", "police"), ("year", "2024"), ("type", "concern")):
        assert name in {select["name"] for select in shown.of("select")}
        assert shown.of("option", value=value, selected=None)


def test_title_date_audience_length_and_kind_are_kept(visit):
    visiting = visit()
    query = "theme=neglect&kind=briefing&minutes=90&title=%20Learning%20%20day&date=2026-12-03&audience=Nurses"
    shown = visiting.page(f"/packs/choose?{query}")
    wanted = visiting.maker.wanted[0]
    assert (wanted.kind, wanted.minutes, wanted.title) == (PackKind.BRIEFING, 90, "Learning day")
    assert (wanted.date.isoformat(), wanted.audience) == ("2026-12-03", "Nurses")
    assert shown.of("input", name="date", value="2026-12-03")
    assert "7-minute briefing: neglect" in shown.words


def test_a_long_list_is_offered_in_parts_and_the_chosen_are_always_there(visit):
    visiting = visit()
    visiting.maker.more = 20
    first = visiting.page("/packs/choose?theme=neglect&finding=old%2329")
    boxes = [box["value"] for box in first.of("input", name="finding")]
    assert "old#29" in boxes
    assert len([box for box in boxes if TEXTS.get(box, (CONCERN,))[0] is CONCERN]) == AT_FIRST + 1
    (more,) = first.of("button", name="show")
    assert len(visiting.page(f"/packs/choose?theme=neglect&show={more['value']}").of("input", name="finding")) == 24


def test_more_words_of_one_report_than_may_be_quoted_are_told(visit):
    within = visit().page("/packs/choose?theme=neglect&finding=new%230")
    beyond = visit().page("/packs/choose?theme=neglect&finding=old%230&finding=old%231")
    assert "hidden" in within.of("p", id="over")[0]
    assert "hidden" not in beyond.of("p", id="over")[0]
    assert "Neglect audit: 10 At most 9 of one report." in beyond.words


def test_a_pick_that_is_gone_is_told_and_left_out(visit):
    shown = visit().page("/packs/choose?theme=neglect&finding=old%230&finding=gone%237")
    assert "1 finding of your choice is no longer in the library" in shown.words
    assert shown.ticked == ["old#0"]


def test_an_agency_alone_is_enough_for_an_action_sheet(visit):
    visited = visit()
    assert visited.page("/packs/choose?kind=actions&theme=&agency=police").of("form", id="pack")
    assert visited.maker.wanted[-1].topic.filters.agencies == {"police"}


def test_without_a_theme_the_first_page_asks_for_one(visit):
    shown = visit().page("/packs/choose?kind=quiz")
    assert "Choose a theme or an agency first." in shown.words
    assert shown.of("form", action="/packs/choose")


def test_a_theme_without_findings_leads_to_the_nearest(visit):
    shown = visit().page("/packs/choose?theme=suicide&kind=quiz&year=2024")
    assert "No finding on suicide is held." in shown.words
    links = {a["href"] for a in shown.of("a")}
    assert "/packs/choose?kind=quiz&minutes=60&theme=neglect" in links
    assert "/packs/choose?kind=quiz&minutes=60&theme=suicide" in links
    assert visit().client.post("/packs/file", data={"theme": "suicide"}).status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("theme=nowhere", 404),
        ("theme=neglect&kind=poster", 400),
        ("theme=neglect&format=exe", 400),
        ("theme=neglect&minutes=45", 400),
        ("theme=neglect&minutes=x", 400),
        ("theme=neglect&date=tomorrow", 400),
        ("theme=neglect&date=0001-01-01", 400),
        ("theme=neglect&title=" + "x" * 201, 400),
        ("theme=neglect&audience=" + "x" * 201, 400),
        ("theme=neglect&" + "&".join(f"finding=r%23{n}" for n in range(MOST_PICKED + 1)), 400),
        ("&".join(f"theme=t{n}" for n in range(11)), 400),
        ("answer=made-up", 404),
        ("answer=../../etc", 404),
        ("theme=neglect&show=x&place.old%230=y&finding=old%230", 200),
    ],
)
def test_what_cannot_be_is_told_with_what_to_do(visit, query, status):
    for reply in (visit().client.get(f"/packs/choose?{query}"), post(visit(), query)):
        assert reply.status_code == status
        assert status == 200 or 'role="alert"' in reply.text


def post(visiting, query, **headers):
    kind = {"content-type": "application/x-www-form-urlencoded", **headers}
    return visiting.client.post("/packs/file", content=query, headers=kind)


def test_the_file_holds_the_picks_in_order_and_is_to_be_kept(visit):
    reply = post(visit(), "theme=neglect&picked=1&finding=old%230&finding=new%230&place.new%230=1&place.old%230=2")
    assert reply.headers["content-disposition"] == 'attachment; filename="pack.docx"'
    assert reply.headers["content-type"] == "x/y"
    assert reply.text == "“Visits were late in 3 of 9 records.”\n“Homes were cold.”"


def test_the_preview_is_shown_where_no_script_can_run(visit):
    reply = post(visit(), "theme=neglect&format=docx&preview=1")
    assert reply.headers["content-security-policy"] == PREVIEW_POLICY
    assert "script" not in PREVIEW_POLICY
    assert reply.headers["content-disposition"] == "inline"
    assert reply.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("query", ["", "theme=neglect&picked=1", "theme=neglect&finding=old%230&finding=gone%231"])
def test_no_file_is_made_of_no_finding_or_of_one_that_is_not_there(visit, query):
    reply = post(visit(), query)
    assert reply.status_code == 400
    assert 'role="alert"' in reply.text


def test_a_file_sent_along_makes_no_pack(visit):
    reply = visit().client.post("/packs/file", data={"theme": "neglect"}, files={"finding": ("x", b"x")})
    assert reply.status_code == 400


def test_making_packs_counts_as_asking(visit):
    visiting = visit(pace=Pace(1))
    assert post(visiting, "theme=neglect").status_code == 200
    reply = post(visiting, "theme=neglect")
    assert reply.status_code == 429
    assert int(reply.headers["retry-after"]) > 0


def test_the_audit_log_says_who_made_what_kind_of_file_and_none_of_their_words(visit):
    visiting = visit()
    post(visiting, "theme=neglect&kind=quiz&format=pptx&title=Jo+Bloggs&audience=Team+9")
    post(visiting, "theme=neglect&preview=1")
    rows = [json.loads(line) for line in visiting.audit.read_text("utf-8").splitlines()]
    assert [(row["person"], row["kind"], row["status"]) for row in rows] == [
        ("Ola", "quiz", "pptx"),
        ("Ola", "session", "preview"),
    ]
    assert not re.search("Jo|Team|neglect", visiting.audit.read_text("utf-8"))


def test_nobody_who_is_not_signed_in_gets_anything(visit):
    visiting = visit(person=None)
    assert [visiting.client.get(path).status_code for path in ("/packs", "/packs/choose?theme=neglect")] == [403, 403]
    assert post(visiting, "theme=neglect").status_code == 403
    assert visiting.maker.wanted == []


def test_a_server_that_makes_no_packs_says_so(visit):
    for reply in (visit(packs=None).client.get("/packs"), post(visit(packs=None), "theme=neglect")):
        assert reply.status_code == 400
        assert "This server makes no packs." in reply.text


def answer(report=REPORT, status=Status.ANSWERED):
    citation = Citation(1, PassageId("new#0"), report, "Homes were cold.", 0, 16, Match.EXACT, CONCERN)
    return Answer("What about cold homes?", "What about cold homes?", status, citations=(citation,))


def test_a_pack_can_be_made_of_ones_own_answer(visit):
    visiting = visit()
    key = visiting.site.shelf.keep(answer(), READER.key)
    shown = visiting.page(f"/packs/choose?answer={key}&finding=old%230")
    topic = visiting.maker.wanted[0].topic
    assert topic.passage_ids == ("new#0", "old#0")
    assert topic.words == "What about cold homes?"
    assert "Session pack: What about cold homes?" in shown.words
    assert shown.of("input", name="answer", value=key)
    assert post(visiting, f"answer={key}").status_code == 200


def test_of_somebody_elses_answer_no_pack_is_made(visit):
    visiting = visit()
    key = visiting.site.shelf.keep(answer(), HERE.key)
    assert visiting.client.get(f"/packs/choose?answer={key}").status_code == 404
    assert post(visiting, f"answer={key}").status_code == 404


@pytest.mark.parametrize("is_gone", [True, False])
def test_of_an_answer_that_quotes_a_report_that_is_held_or_gone_no_pack_is_made(visit, catalogue, is_gone):
    visiting = visit()
    key = visiting.site.shelf.keep(answer(), READER.key)
    if is_gone:
        catalogue.delete(REPORT.report_id)
    else:
        catalogue.set_held(REPORT.report_id, held=True)
    assert visiting.client.get(f"/packs/choose?answer={key}").status_code == 404


def test_of_an_answer_that_was_declined_no_pack_is_made(visit):
    visiting = visit()
    key = visiting.site.shelf.keep(replace(answer(), status=Status.DECLINED), READER.key)
    reply = visiting.client.get(f"/packs/choose?answer={key}")
    assert reply.status_code == 404
    assert "cold homes" not in reply.text


@pytest.mark.parametrize("teaches", [True, False])
def test_an_answer_offers_a_pack_where_it_quotes_something(teaches):
    assert ('href="packs/choose?answer=aB3-_x"' in tools_html("aB3-_x", "?q=x", teaches=teaches)) is teaches
    assert "packs" not in tools_html("../x", "?q=x", teaches=True)
