from __future__ import annotations

import os
from pathlib import Path

import pytest

from studio.core.errors import StudioError
from studio.core.paths import Home, home_from, shipped, write_private


def test_a_home_is_for_its_owner_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "deep" / "home").create()
    assert home.root.stat().st_mode & 0o777 == 0o700


def test_the_flag_wins_over_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_HOME", str(tmp_path / "a"))
    assert home_from(None).root == tmp_path / "a"
    assert home_from(tmp_path / "b").root == tmp_path / "b"
    monkeypatch.delenv("STUDIO_HOME")
    assert home_from(None).root.name == "studio"


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StudioError) as raised:
        Home(tmp_path / "file" / "home").create()
    assert raised.value.code == "home_unusable"


def test_the_key_is_made_once_and_kept(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").create()
    assert home.secret() == home.secret()
    assert len(home.secret()) == 32
    assert home.key.stat().st_mode & 0o777 == 0o600


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "f"
    write_private(path, b"old")

    def full(descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        write_private(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["f"]


def test_schemas_and_sample_data_are_found() -> None:
    assert shipped("sample_data").is_dir()
    with pytest.raises(StudioError, match="missing"):
        shipped("nothing")
