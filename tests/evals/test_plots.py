import re
import sys
import xml.etree.ElementTree as ElementTree

import pytest

from evals.metrics import Estimate, estimate
from evals.plots import calibration_svg, histogram_svg, intervals_svg
from knowledge.errors import ConfigError

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def plotting():
    pytest.importorskip("matplotlib")


def texts(svg):
    return ["".join(element.itertext()) for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_intervals_are_labelled_in_order_and_take_the_colour_of_the_page(plotting):
    svg = intervals_svg({"recall": estimate([0.0, 1.0]), "precision": Estimate(0.5, 0.4, 0.6, 9)})
    assert [text for text in texts(svg) if text.isalpha()] == ["recall", "precision"]
    assert "currentColor" in svg
    assert "prefers-color-scheme:dark" in svg


def test_the_same_values_give_the_same_bytes_and_nothing_from_elsewhere(plotting):
    assert histogram_svg([1, 2, 2, 5], "words") == histogram_svg([1, 2, 2, 5], "words")
    svg = histogram_svg([1, 2, 2, 5], "words")
    assert "<image" not in svg
    assert "@import" not in svg
    assert not [place for place in re.findall(r'href="([^"]*)', svg) if not place.startswith("#")]


def test_a_label_is_text_never_markup_or_a_formula(plotting):
    svg = intervals_svg({"<script>$\\frac{1}{0}$": Estimate(0.5, 0.4, 0.6, 9)})
    assert "<script" not in svg
    assert "<script>$\\frac{1}{0}$" in texts(svg)


def test_calibration_has_both_axes_named(plotting):
    assert {"confidence stated", "share right"} <= set(texts(calibration_svg([0.2, 0.9], [0.3, 0.8])))


def test_a_missing_library_is_said_with_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ConfigError, match="Install the program again"):
        histogram_svg([1.0], "words")
