from __future__ import annotations

import pytest
from pydantic import ValidationError

from app.settings import PREFIX, Settings, load_settings
from knowledge.errors import ConfigError


def test_the_environment_sets_and_the_command_line_wins(monkeypatch, tmp_path):
    monkeypatch.setenv(f"{PREFIX}PORT", "8001")
    assert load_settings().port == 8001
    assert load_settings(port=8002, home=None).port == 8002
    assert load_settings(home=tmp_path).home == tmp_path


def test_tests_never_use_the_library_of_a_person(home):
    assert load_settings().home == home


@pytest.mark.parametrize("name", ["PROT", "HOMES", "DENSE_WEIGHTS"])
def test_an_unknown_variable_is_refused_by_name(monkeypatch, name):
    monkeypatch.setenv(PREFIX + name, "1")
    with pytest.raises(ConfigError, match=PREFIX + name) as refused:
        load_settings()
    assert f"{PREFIX}HOME" in refused.value.help_message


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "high"), ("PORT", "70000"), ("DENSE_WEIGHT", "1.5"), ("ANSWER_WORDS", "0")]
)
def test_a_value_out_of_bounds_is_refused_by_name(monkeypatch, name, value):
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(ConfigError, match=PREFIX + name):
        load_settings()


def test_settings_do_not_change():
    with pytest.raises(ValidationError):
        load_settings().port = 1


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_is_for(name):
    assert Settings.model_fields[name].description
