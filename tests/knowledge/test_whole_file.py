"""A file is written whole or not at all."""

from __future__ import annotations

import os
import stat

import pytest

from knowledge.whole_file import write_whole


def test_the_new_content_takes_the_place_of_the_old(tmp_path):
    path = tmp_path / "pack.docx"
    path.write_bytes(b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("private", "expected"), [(True, 0o600), (False, 0o640)])
def test_who_may_read_it(tmp_path, private, expected):
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "f", b"x", private=private)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == expected


def test_what_was_there_stays_where_writing_fails(tmp_path):
    (tmp_path / "f").write_bytes(b"old")
    with pytest.raises(TypeError):
        write_whole(tmp_path / "f", "no bytes")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("f", b"old")]
