"""What people write to describe a report in place of its own words."""

from __future__ import annotations

import contextlib
import os
from datetime import date, datetime

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.description.themes import theme_ids
from ingest.overrides import (
    DescriptionOverride,
    OverrideError,
    apply,
    combined,
    find_sidecar,
    override_from_fields,
    override_from_json,
    override_from_words,
    override_to_json,
    read_sidecar,
)
from knowledge.errors import IngestError
from knowledge.types import AuditDate, DatePrecision, Grade, ReportDescription, Sample, Span, Stated

SPAN = Span(0, 5)
OWN = ReportDescription(
    title="Neglect audit",
    title_span=SPAN,
    kind=Stated("deep dive", SPAN),
    partnership="Harrowmere Safeguarding Board",
    partnership_span=SPAN,
    audit_date=AuditDate(date(2024, 5, 1), DatePrecision.MONTH, SPAN),
    sample=Sample(4, "children", SPAN),
    agencies=(Stated("Police", SPAN),),
    grades=(Grade("good", 4, "", SPAN),),
    themes=(Stated("neglect", SPAN),),
)

WHOLE = """\
title: "Neglect: a second look"
kind: dip sample
partnership: Brackenfold Safeguarding Children Partnership
audit_date: 2025-12-09
publication_date: 2026-02
sample: {size: 10, unit: children}
agencies: [Police, Housing]
grades:
  - RI
  - {value: Good, count: 2, applies_to: cases}
  - 3 inadequate
themes: [housing, neglect]
"""


def sidecar(tmp_path, text, name="report.meta.yaml"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def given_fields(**fields):
    return override_from_fields("form", fields)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["report.meta.yaml"], "report.meta.yaml"),
        (["report.pdf.meta.yaml"], "report.pdf.meta.yaml"),
        (["report.meta.yaml", "report.pdf.meta.yaml"], "report.pdf.meta.yaml"),
        (["report.yaml", "other.meta.yaml"], None),
        ([], None),
    ],
    ids=["stem", "whole name", "both", "others", "none"],
)
def test_a_sidecar_lies_beside_its_report(tmp_path, names, expected):
    for name in names:
        (tmp_path / name).write_text("", encoding="utf-8")
    found = find_sidecar(tmp_path / "report.pdf")
    assert (found.name if found else None) == expected


def test_a_sidecar_sets_every_field_and_drops_the_spans(tmp_path):
    described = apply(OWN, read_sidecar(sidecar(tmp_path, WHOLE)))
    assert described == ReportDescription(
        title="Neglect: a second look",
        kind=Stated("dip sample"),
        partnership="Brackenfold Safeguarding Children Partnership",
        audit_date=AuditDate(date(2025, 12, 9), DatePrecision.DAY),
        publication_date=AuditDate(date(2026, 2, 1), DatePrecision.MONTH),
        sample=Sample(10, "children"),
        agencies=(Stated("Police"), Stated("Housing")),
        grades=(Grade("requires improvement"), Grade("good", 2, "cases"), Grade("inadequate", 3)),
        themes=(Stated("housing"), Stated("neglect")),
        overridden=(
            "title",
            "kind",
            "partnership",
            "audit_date",
            "publication_date",
            "sample",
            "agencies",
            "grades",
            "themes",
        ),
    )


@pytest.mark.parametrize("text", ["", "# only a remark\n", "---\n"], ids=["empty", "remark", "marker"])
def test_a_sidecar_that_sets_nothing_changes_nothing(tmp_path, text):
    assert apply(OWN, read_sidecar(sidecar(tmp_path, text))) == OWN


def test_fields_that_are_not_set_stay_as_the_report_says():
    described = apply(OWN, given_fields(partnership="Larkfen Safeguarding Board"))
    assert (described.title, described.sample, described.title_span) == (OWN.title, OWN.sample, SPAN)
    assert described.partnership_span is None
    assert described.overridden == ("partnership",)


@pytest.mark.parametrize("field", sorted(DescriptionOverride.model_fields.keys() - {"title"}))
def test_null_means_not_stated(tmp_path, field):
    described = apply(OWN, read_sidecar(sidecar(tmp_path, f"{field}: null\n")))
    assert getattr(described, field) in {None, ()}
    assert described.overridden == (field,)


WRITTEN = {
    "day": ("2025-12-09", "2025-12-09"),
    "month": ("2025-02", "2025-02"),
    "year": ("2021", "2021"),
    "quoted": ('"2025-12-09"', "2025-12-09"),
    "words": ("9 December 2025", "2025-12-09"),
    "month in words": ("Feb 2025", "2025-02"),
    "day first": ("09/12/2025", "2025-12-09"),
    "with a time": ("2025-12-09 10:30:00", "2025-12-09"),
}


@pytest.mark.parametrize(("written", "iso"), WRITTEN.values(), ids=WRITTEN)
def test_a_date_is_as_precise_as_it_is_written(tmp_path, written, iso):
    assert read_sidecar(sidecar(tmp_path, f"audit_date: {written}\n")).audit_date.iso == iso


@pytest.mark.parametrize("value", [date(2025, 3, 4), datetime(2025, 3, 4, 12)], ids=["date", "time"])  # noqa: DTZ001
def test_a_date_as_a_program_gives_it(value):
    assert given_fields(audit_date=value).audit_date == AuditDate(date(2025, 3, 4), DatePrecision.DAY)


@pytest.mark.parametrize("written", ["10 children", {"size": 10, "unit": " children "}], ids=["words", "parts"])
def test_a_sample_in_words_or_parts(written):
    assert apply(OWN, given_fields(sample=written)).sample == Sample(10, "children")


def test_a_number_in_place_of_words_is_taken_as_words(tmp_path):
    assert read_sidecar(sidecar(tmp_path, "title: 2024\n")).title == "2024"


def test_text_is_one_clean_line():
    assert given_fields(title=" Neglect\n  \u202eaudit ").title == "Neglect audit"


REFUSED = {
    "unknown field": ("titel: A\n", 'line 1: "titel" is not a field', "The fields are title"),
    "second line": (
        "kind: audit\naudit_date: soon\n",
        "line 2: audit_date: is not a date. Write it as 9 December",
        "2025-12-09",
    ),
    "no such day": (
        'audit_date: "2025-02-30"\n',
        "line 1: audit_date: names a day or a month that does not exist",
        "2025-12-09",
    ),
    "no such day, unquoted": ("audit_date: 2025-02-30\n", "day is out of range", "field: value"),
    "month thirteen": ('audit_date: "2025-13"\n', "line 1: audit_date", "2025-12-09"),
    "far year": ("audit_date: 20250\n", "is not a date", "2025-12-09"),
    "no title": ("title: null\n", "title: cannot be null", 'title: "Neglect at a glance"'),
    "empty words": ('kind: "  "\n', "kind: must have 1 to 500 characters", "`kind: null`"),
    "long words": (f"title: {'a' * 501}\n", "must have 1 to 500", "title"),
    "list for words": ("kind: [a, b]\n", "kind: must be words", "kind: 7-minute briefing"),
    "yes": ("partnership: yes\n", "must be words: put quotes", "partnership:"),
    "date for words": ("kind: 2024-01-05\n", "must be words: put quotes", "kind:"),
    "number for a list": ("agencies: 3\n", "agencies: must be a list", "[Police, Housing]"),
    "day after the last": ("audit_date: 2100-01-01\n", "line 1: audit_date: is not a date", "2025-12-09"),
    "number of many digits": (f"title: 0x{'f' * 6_000}\n", "line 1: title: must have 1 to 500", "title"),
    "name of many digits": (f"? 0x{'f' * 6_000}\n: A\n", "is not a field", "The fields are title"),
    "many digits in a list": (f"grades: [{{value: good, ? 0x{'f' * 6_000} : 1}}]\n", 'has no part "?"', "grades"),
    "half a character": ('title: "\\ud800"\n', "title: holds a character", "title"),
    "no such character": ('title: "\\U00110000"\n', "cannot be read", "field: value"),
    "too many values": (f"agencies: [{'a,' * 101}]\n", "agencies: must have at most 100 values", "agencies"),
    "no sample": ("sample: [10, children]\n", "sample: must say how many of what", "sample: 10 children"),
    "time of no date": ("audit_date: !!timestamp soon\n", "line 1 uses a tag", "in full"),
    "quotient of sixty": ("title: " + "1:" * 1_000 + "1.0\n", "cannot be read", "field: value"),
    "sample of none": ("sample: {size: 0, unit: children}\n", "sample.size", "sample: 10 children"),
    "sample without unit": ("sample: 10\n", "sample", "sample: 10 children"),
    "sample in vague words": ("sample: some children\n", "must say how many", "sample: 10 children"),
    "part of a sample": (
        "sample: {size: 1, unit: case, of: 3}\n",
        'sample: has no part "of"; the parts are size, unit',
        "sample: 10 children",
    ),
    "unknown theme": ("themes: [neglect, weather]\n", 'no theme "weather"; the themes are', "themes: [neglect]"),
    "wrong grade": ("grades: [{count: 3}]\n", "grades.1.value", "grades:"),
    "twice": ("title: A\ntitle: B\n", '"title" on line 1 and again on line 2', "Keep one"),
    "no fields": ("- title\n- kind\n", "holds no fields", "field: value"),
    "only words": ("Neglect audit\n", "holds no fields", "field: value"),
    "not YAML": ("title: [a\nkind: }\n", "line 2 is not YAML", "field: value"),
    "two documents": ("title: A\n---\ntitle: B\n", "is not YAML", "field: value"),
    "tag": ("title: !!python/object/apply:os.system [ls]\n", "line 1 uses a tag", "in full"),
    "anchor": ("title: &a Neglect\nkind: *a\n", "line 1 uses an anchor", "in full"),
    "nested": ("agencies: " + "[" * 20_000, "is nested too deeply", "in full"),
    "huge number": ("sample: {unit: children, size: " + "9" * 9_000 + "}\n", "cannot be read", "field: value"),
    "not UTF-8": ("title: Caf\xe9\n".encode("latin-1"), "is not UTF-8", "UTF-8"),
    "too large": ("# " + "a" * 70_000, "larger than 64 kB", "field: value"),
}


@pytest.mark.parametrize(("text", "message", "advice"), REFUSED.values(), ids=REFUSED)
def test_what_is_wrong_is_refused_with_what_to_write_instead(tmp_path, text, message, advice):
    with pytest.raises(OverrideError) as refused:
        read_sidecar(sidecar(tmp_path, text))
    assert isinstance(refused.value, IngestError)
    assert refused.value.source == "report.meta.yaml"
    assert message in refused.value.message
    assert "report.meta.yaml" in refused.value.message
    assert advice in refused.value.help_message


@pytest.mark.parametrize(
    "text",
    [
        '"\\e[31mred\\nline\\u202e": 1\n',
        'themes: ["\\e[31mred\\nline"]\n',
        'sample: {"\\e[31m\\n": 1}\n',
        "title: \x1b[31mred\n",
        'title: [a\nkind: "\\q"\n',
    ],
    ids=["field", "theme", "part", "no YAML character", "no YAML"],
)
def test_nothing_of_somebodys_file_reaches_a_terminal_raw(tmp_path, text):
    with pytest.raises(OverrideError) as refused:
        read_sidecar(sidecar(tmp_path, text))
    assert (refused.value.message + refused.value.help_message).isprintable()
    assert len(refused.value.message) < 2_000


def test_what_a_grade_applies_to_is_one_clean_line():
    (grade,) = apply(OWN, given_fields(grades=[{"value": "good", "applies_to": "a\tb \x1b[31mred\n"}])).grades
    assert grade.applies_to == "a b [31mred"


@pytest.mark.parametrize(
    ("written", "field", "expected"),
    [
        ("agencies: Police", "agencies", (Stated("Police"),)),
        ("themes: neglect", "themes", (Stated("neglect"),)),
        ("grades: 2 good", "grades", (Grade("good", 2),)),
        ("grades: {value: good}", "grades", (Grade("good"),)),
    ],
)
def test_one_value_is_a_list_of_one(tmp_path, written, field, expected):
    assert getattr(apply(OWN, read_sidecar(sidecar(tmp_path, written))), field) == expected


@pytest.mark.parametrize("text", [b"titel: A\n", b"title: [\n", b"\xff"], ids=["field", "no YAML", "no UTF-8"])
def test_a_file_name_that_is_no_text_is_told_as_text(tmp_path, text):
    path = tmp_path / os.fsdecode(b"caf\xe9.meta.yaml")
    path.write_bytes(text)
    with pytest.raises(OverrideError, match=r"^caf") as refused:
        read_sidecar(path)
    assert refused.value.source == "caf\ufffd.meta.yaml"


def test_a_name_too_long_to_have_a_file_beside_it_has_none(tmp_path):
    assert find_sidecar(tmp_path / ("a" * 250 + ".txt")) is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["audit_date=2025-02", "agencies=Police"], {"audit_date": "2025-02", "agencies": ["Police"]}),
        (["agencies=[Police, Housing]"], {"agencies": ["Police", "Housing"]}),
        (["title=A", "title='B: c = d'"], {"title": "B: c = d"}),
        (["sample=null"], {"sample": None}),
    ],
)
def test_assignments_are_read_as_the_lines_of_a_file_are(words, expected):
    assert override_from_words(words) == given_fields(**expected)


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("audit_date=2025-02-31", "day is out of range"),
        ("title=a: b", "is not YAML"),
        ("title=&a b", "uses an anchor"),
        ("title=" + "[" * 20_000, "nested too deeply"),
        ("title=" + "a" * 70_000, "larger than 64 kB"),
        ("title=a\nkind: b", "one value"),
        ("title=\udce9", "cannot be read"),
        ("ti\x1btel=a", "is not a field"),
        ("Neglect", "is not FIELD=VALUE"),
    ],
    ids=lambda part: part[:20],
)
def test_an_assignment_that_is_wrong_is_refused_in_words(word, message):
    with pytest.raises(OverrideError, match=message) as refused:
        override_from_words([word])
    assert f"{refused.value.message} {refused.value.help_message}".isprintable()


def test_an_unfolding_bomb_is_refused_before_it_unfolds(tmp_path):
    bomb = "a: &a [x, x]\n" + "".join(
        f"{n}: &{n} [*{chr(ord(n) - 1)}, *{chr(ord(n) - 1)}]\n" for n in "bcdefghijklmnop"
    )
    with pytest.raises(OverrideError, match="anchor"):
        read_sidecar(sidecar(tmp_path, bomb))


def test_a_sidecar_that_went_away_is_refused_in_words(tmp_path):
    with pytest.raises(OverrideError, match="cannot be opened"):
        read_sidecar(tmp_path / "gone.meta.yaml")


words = st.text(min_size=1, max_size=40).filter(str.strip).filter(lambda text: " ".join(text.split()).isprintable())
dates = st.dates(date(1900, 1, 1), date(2099, 12, 31)).flatmap(
    lambda day: st.sampled_from([f"{day:%Y-%m-%d}", f"{day:%Y-%m}", f"{day:%Y}", day])
)
counts = st.integers(1, 1_000_000)
fields = {
    "kind": st.none() | words,
    "partnership": st.none() | words,
    "audit_date": st.none() | dates,
    "publication_date": st.none() | dates,
    "sample": st.none() | st.fixed_dictionaries({"size": counts, "unit": words}),
    "agencies": st.none() | st.lists(words, max_size=4),
    "grades": st.none()
    | st.lists(st.fixed_dictionaries({"value": words}, optional={"count": counts, "applies_to": words}), max_size=4),
    "themes": st.none() | st.lists(st.sampled_from(sorted(theme_ids())), max_size=4),
}
overrides = st.fixed_dictionaries({}, optional={"title": words, **fields}).map(lambda some: given_fields(**some))


@given(override=overrides)
def test_what_is_stored_comes_back_as_it_was(override):
    again = override_from_json(override_to_json(override))
    assert again == override
    assert again.model_fields_set == override.model_fields_set
    assert apply(OWN, again) == apply(OWN, override)


@given(override=overrides)
def test_only_what_is_set_changes(override):
    described = apply(OWN, override)
    assert set(described.overridden) == override.model_fields_set
    for name in DescriptionOverride.model_fields.keys() - override.model_fields_set:
        assert getattr(described, name) == getattr(OWN, name)


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([1, -1]).map(lambda sign: sign * 10**5_000)
    | st.floats()
    | st.dates()
    | st.datetimes()
    | st.binary(max_size=4)
    | st.text(st.characters(exclude_categories=()), max_size=12)
    | st.sampled_from(["2024", "ſept 2021", "9 May 2100", "10 children", "neglect", "good"])
)
parts = scalars | st.sampled_from(["size", "unit", "value", "count", "applies_to"])
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(parts, inner, max_size=3) | st.sets(scalars, max_size=2).map(set)
    ),
    max_leaves=6,
)


@example(field="themes", value="\U0003134b")  # a letter that this Python does not know yet
@given(field=st.sampled_from(sorted(DescriptionOverride.model_fields)), value=anything)
def test_any_value_of_any_field_is_kept_as_it_is_or_refused(field, value):
    try:
        override = given_fields(**{field: value})
    except OverrideError as error:
        refused = error
    else:
        assert override_from_json(override_to_json(override)) == override
        return
    assert field in refused.message
    assert str(refused).isprintable()
    assert "Input" not in str(refused)


@given(first=overrides, second=overrides)
def test_of_two_the_second_has_the_last_word(first, second):
    both = combined(first, second)
    assert both.model_fields_set == first.model_fields_set | second.model_fields_set
    assert apply(OWN, both) == apply(apply(OWN, first), second)


@given(text=st.text(max_size=200))
def test_any_text_is_read_or_refused(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "any.meta.yaml"
    path.write_text(text, encoding="utf-8", errors="replace")
    with contextlib.suppress(OverrideError):
        assert isinstance(read_sidecar(path), DescriptionOverride)


def test_a_stored_theme_that_was_renamed_since_is_dropped():
    assert override_from_json('{"themes": ["neglect", "renamed"]}').themes == ("neglect",)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"colour": "red"}'])
def test_damaged_stored_text_is_refused(text):
    with pytest.raises(OverrideError):
        override_from_json(text)


def test_the_examples_in_the_advice_are_accepted(tmp_path):
    from ingest.overrides import EXAMPLES

    text = "\n".join(example.split(" (or")[0] for example in EXAMPLES.values())
    assert yaml.safe_load(text).keys() == DescriptionOverride.model_fields.keys()
    assert read_sidecar(sidecar(tmp_path, text)).model_fields_set == set(DescriptionOverride.model_fields)
