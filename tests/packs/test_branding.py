"""The look of a partnership's packs: a colour that can be read, and a logo that is a picture."""

from __future__ import annotations

import io
import zlib

import pytest
from PIL import Image

from app.packs.branding import LARGEST_LOGO, brand_of
from app.packs.colour import LEAST_CONTRAST, WHITE, colour_of, contrast
from app.settings import load_settings
from knowledge.errors import ConfigError


@pytest.fixture
def brand(monkeypatch):
    """The brand of a few settings, as the environment gives them."""

    def made(**settings):
        for name, value in settings.items():
            monkeypatch.setenv(f"AUDIT_LEARNING_PACK_{name.upper()}", str(value))
        return brand_of(load_settings())

    return made


@pytest.fixture
def logo(tmp_path):
    """Writes a picture in a format, or bytes that are none."""

    def write(format="PNG", content=None):
        path = tmp_path / "logo"
        if content is None:
            buffer = io.BytesIO()
            Image.new("RGB", (4, 2), "navy").save(buffer, format)
            content = buffer.getvalue()
        path.write_bytes(content)
        return path

    return write


class TestColours:
    def test_a_dark_colour_is_kept(self, brand):
        assert brand(colour="#1F3A5F").colour == "#1f3a5f"

    @pytest.mark.parametrize("colour", ["#ffffff", "#ffd400", "#7fb0ff"])
    def test_a_light_one_is_darkened_until_white_words_can_be_read_upon_it(self, brand, colour):
        made = colour_of(brand(colour=colour).colour)
        assert contrast(made, WHITE) >= LEAST_CONTRAST
        assert contrast(made, WHITE) < 7  # no darker than it takes

    @pytest.mark.parametrize("colour", ["red", "#12", "#12345g", "url(x)"])
    def test_what_is_no_colour_is_refused(self, brand, colour):
        with pytest.raises(ConfigError, match=r"(?i)pack_colour"):
            brand(colour=colour)


class TestLogos:
    @pytest.mark.parametrize("format", ["PNG", "JPEG"])
    def test_a_picture_is_taken_as_it_is_with_words_for_those_who_do_not_see_it(self, brand, logo, format):
        path = logo(format)
        made = brand(logo=path, partnership="Fennick Partnership")
        assert made.logo == path.read_bytes()
        assert (made.name, made.logo_alt) == ("Fennick Partnership", "Logo of Fennick Partnership")

    def test_a_persons_own_words_for_it_go_first(self, brand, logo):
        assert brand(logo=logo(), logo_alt="A heron").logo_alt == "A heron"

    def test_without_one_there_are_no_words_for_it(self, brand):
        made = brand(logo_alt="A heron")
        assert (made.logo, made.logo_alt) == (None, "")

    @pytest.mark.parametrize(
        "content", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\nbroken", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"]
    )
    def test_what_is_no_such_picture_is_refused_by_its_name_alone(self, brand, logo, content, tmp_path):
        with pytest.raises(ConfigError, match=r"cannot be read \(logo\)") as error:
            brand(logo=logo(content=content))
        assert str(tmp_path) not in str(error.value)

    def test_one_that_is_not_there_is_refused(self, brand, tmp_path):
        with pytest.raises(ConfigError, match="cannot be read"):
            brand(logo=tmp_path / "none.png")

    def test_one_that_is_too_large_is_refused(self, brand, logo):
        path = logo()
        path.write_bytes(path.read_bytes() + bytes(LARGEST_LOGO))
        with pytest.raises(ConfigError, match="larger than 2 MB"):
            brand(logo=path)

    def test_one_with_more_pixels_than_a_machine_can_hold_is_refused(self, brand, logo):
        width = (60_000).to_bytes(4, "big")
        picture = bytearray(logo().read_bytes())
        picture[16:24] = width * 2
        picture[29:33] = zlib.crc32(picture[12:29]).to_bytes(4, "big")
        with pytest.raises(ConfigError, match="cannot be read"):
            brand(logo=logo(content=bytes(picture)))
