from __future__ import annotations

import pytest

from app.guard import LocalContacts, local_contacts
from app.settings import PREFIX, load_settings
from knowledge.errors import ConfigError


def test_contacts_come_from_the_environment(monkeypatch):
    monkeypatch.setenv(f"{PREFIX}CONTACT_NAME", "Anytown MASH")
    monkeypatch.setenv(f"{PREFIX}CONTACT_IN_HOURS", "01632 960001")
    monkeypatch.setenv(f"{PREFIX}CONTACT_URL", "https://anytown.example/mash")
    assert local_contacts(load_settings()) == LocalContacts(
        "Anytown MASH", "01632 960001", "", "https://anytown.example/mash"
    )


def test_without_them_none_are_set():
    assert not local_contacts(load_settings()).are_set


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://anytown.example", "https://", "anytown.example", "https://a b.example"]
)
def test_a_page_that_is_no_web_address_is_refused(monkeypatch, url):
    monkeypatch.setenv(f"{PREFIX}CONTACT_URL", url)
    with pytest.raises(ConfigError, match="CONTACT_URL"):
        load_settings()


@pytest.mark.parametrize("value", ["", "  "])
def test_a_page_that_is_set_to_nothing_is_not_set(monkeypatch, value):
    monkeypatch.setenv(f"{PREFIX}CONTACT_URL", value)
    assert load_settings().contact_url is None


@pytest.mark.parametrize("value", ["x" * 201, "01632\n960001"])
def test_a_number_that_is_no_line_of_text_is_refused(monkeypatch, value):
    monkeypatch.setenv(f"{PREFIX}CONTACT_IN_HOURS", value)
    with pytest.raises(ConfigError, match="CONTACT_IN_HOURS"):
        load_settings()
