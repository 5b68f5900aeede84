import hashlib
import json

import pytest
from fakes import SHARED, make_passage

from evals.finding_types import GOLD, GoldFinding, Judged, confusion, judge, read_gold, type_scores
from evals.matching import letters
from knowledge.errors import DatasetError
from knowledge.types import FindingType

PAGE = "Strengths\nPlans were short. Fathers were met.\n2"
CONCERN, GOOD, METHOD = FindingType.CONCERN, FindingType.GOOD_PRACTICE, FindingType.METHOD


def gold(words="Fathers were met.", kind=GOOD, **changed):
    page, span = letters(PAGE), letters(words)
    row = {
        "file": "a.pdf",
        "page": 2,
        "start": page.index(span),
        "end": page.index(span) + len(span),
        "words": 3,
        "sha256": hashlib.sha256(span.encode()).hexdigest(),
        "finding_type": kind,
    }
    return GoldFinding.model_validate({**row, **changed})


def judged(row, *passages):
    return judge(row, lambda file, page: PAGE, passages)


def test_the_passage_that_holds_a_finding_gives_its_type_and_page():
    others = make_passage(0, text="Plans were short.", finding_type=CONCERN, page=2)
    found = judged(gold(), others, make_passage(1, text="Fathers\twere met", finding_type=METHOD, page=2))
    assert (found.actual, found.whole, found.right_page) == (METHOD, True, True)


def test_of_two_passages_that_share_a_finding_the_larger_part_counts():
    cut = (
        make_passage(0, text="Plans", finding_type=CONCERN, page=2),
        make_passage(1, text="were short", page=2, finding_type=GOOD),
    )
    found = judged(gold("Plans were short."), *cut)
    assert (found.actual, found.whole) == (GOOD, False)


def test_of_two_that_hold_it_the_one_on_its_page_counts():
    far = make_passage(0, text="Fathers were met.", finding_type=CONCERN, page=9)
    near = make_passage(1, text="Fathers were met.", finding_type=GOOD, page=2)
    assert judged(gold(), far, near).actual is GOOD


@pytest.mark.parametrize(
    ("text", "page", "right"),
    [
        pytest.param("Plans were short. Fathers were met.", 1, True, id="begins on the page before"),
        pytest.param("Fathers were met.", 1, False, id="said to be on the page before"),
        pytest.param("Fathers were met.", 3, False, id="said to be on the next"),
        pytest.param("Fathers were met.", None, False, id="no page"),
    ],
)
def test_the_page_of_the_passage_is_checked(text, page, right):
    assert judged(gold(), make_passage(text=text, page=page)).right_page is right


@pytest.mark.parametrize(
    ("row", "page_text", "passages", "fault"),
    [
        pytest.param(gold(), PAGE, [make_passage(text="Other.")], "no passage", id="no passage"),
        pytest.param(gold(), PAGE, [], "no passage", id="no passages at all"),
        pytest.param(gold(), "Fathers " + PAGE, [], "text differs", id="text differs"),
        pytest.param(gold(end=500), PAGE, [], "text differs", id="beyond the page"),
        pytest.param(gold(), None, [], "no such letter", id="no such page"),
        pytest.param(gold(), PAGE, None, "no such letter", id="not read"),
    ],
)
def test_faults_are_told(row, page_text, passages, fault):
    assert judge(row, lambda file, page: page_text, passages).fault == fault


def test_faults_of_the_reading_cost_recall_and_faults_of_the_data_nothing():
    rows = [
        Judged(gold(), GOOD),
        Judged(gold(), CONCERN),
        Judged(gold(kind=CONCERN), CONCERN),
        Judged(gold(), fault="no passage"),
        Judged(gold(), fault="text differs"),
        Judged(gold(kind=METHOD), fault="no such letter"),
    ]
    scores = type_scores(rows)
    assert list(scores) == [CONCERN, GOOD]
    assert [(score.precision.part, score.precision.whole) for score in scores.values()] == [(1, 2), (1, 1)]
    assert [(score.recall.part, score.recall.whole) for score in scores.values()] == [(1, 1), (1, 3)]
    assert confusion(rows)[GOOD] == {"good_practice": 1, "concern": 1, "no passage": 1, "text differs": 1}


@pytest.mark.parametrize(
    "changed",
    [{"page": 0}, {"end": 0}, {"sha256": "x"}, {"finding_type": "worry"}, {"quote": "words of a letter"}],
    ids=lambda changed: next(iter(changed)),
)
def test_a_bad_row_is_refused_with_its_line(changed, tmp_path):
    file = tmp_path / "gold.jsonl"
    rows = [gold().model_dump(mode="json"), {**gold().model_dump(mode="json"), **changed}]
    file.write_text("\n\n".join(map(json.dumps, rows)), encoding="utf-8")
    with pytest.raises(DatasetError, match="line 3"):
        read_gold(file)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(DatasetError, match="cannot be read"):
        read_gold(tmp_path / "nowhere.jsonl")


def test_the_dataset_holds_100_findings_of_32_letters_each_once():
    rows = read_gold()
    assert (len(rows), len({row.file for row in rows})) == (100, 32)
    assert len({(row.file, row.page, row.start) for row in rows}) == 100
    assert min(sum(row.file == file for row in rows) for file in {row.file for row in rows}) == 2


def test_every_field_of_a_row_is_documented():
    described = (GOLD.parent / "README.md").read_text(encoding="utf-8")
    assert [name for name in GoldFinding.model_fields if f"`{name}`" not in described] == []


@pytest.mark.real_reports
def test_every_row_points_at_the_text_that_was_labelled():
    from evals.file_runs import _page_text

    text = _page_text(SHARED / "inspections")
    assert [row for row in read_gold() if judge(row, text, []).fault != "no passage"] == []
