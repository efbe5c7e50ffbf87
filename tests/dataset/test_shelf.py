from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from studio.core.errors import InputError, StudioError, UsageError
from studio.core.manifest import Manifest
from studio.core.paths import Home
from studio.dataset.build import build
from studio.dataset.check import check
from studio.dataset.formats import FORMATS
from studio.dataset.shelf import export, manifest_of
from studio.store import Store
from tests.dataset.packed import lived, review


@pytest.fixture
def packed(store: Store, home: Home) -> Store:
    lived(store, 20)
    review(store)
    build(store, home, "us")
    return store


@pytest.mark.parametrize("form", [one.NAME for one in FORMATS])
def test_every_format_can_be_checked_and_holds_every_example(
    packed: Store, home: Home, tmp_path: Path, form: str
) -> None:
    made = export(packed, home, "us", form, tmp_path / "out")
    manifest = manifest_of(packed, "us")
    assert sorted(made.files.values()) == sorted((manifest.train, manifest.valid, manifest.test))
    for path, count in made.files.items():
        report = check(Path(path))
        assert (report.good, report.bad) == (count, ())


def test_mlx_is_the_folder_itself(packed: Store, home: Home, tmp_path: Path) -> None:
    export(packed, home, "us", "mlx", tmp_path)
    assert (tmp_path / "train.jsonl").read_bytes() == (home.datasets / "us" / "train.jsonl").read_bytes()


def test_completions_keep_every_word(packed: Store, home: Home, tmp_path: Path) -> None:
    export(packed, home, "us", "completions", tmp_path)
    pair = json.loads((tmp_path / "valid.jsonl").read_text().splitlines()[0])
    turns = json.loads((home.datasets / "us" / "valid.jsonl").read_text().splitlines()[0])["messages"]
    assert pair == {"prompt": f"{turns[0]['content']}\n\n{turns[1]['content']}", "completion": turns[2]["content"]}


def test_openai_weights_only_the_last_answer() -> None:
    turns = [{"role": r, "content": "x"} for r in ("user", "assistant", "user", "assistant")]
    openai = next(one for one in FORMATS if one.NAME == "openai")
    assert [turn.get("weight") for turn in openai.line(turns)["messages"]] == [None, 0, None, None]


def test_what_there_is_not_is_said(packed: Store, home: Home, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="sharegpt") as unknown:
        export(packed, home, "us", "sharegpt", tmp_path)
    assert "mlx, openai, completions" in unknown.value.fix
    with pytest.raises(StudioError, match="them"):
        export(packed, home, "them", "mlx", tmp_path)
    shutil.rmtree(home.datasets / "us")
    with pytest.raises(StudioError, match="cannot be read"):
        export(packed, home, "us", "mlx", tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"name": 3}', "{"])
def test_a_damaged_manifest_is_said(text: str) -> None:
    with pytest.raises(InputError, match="manifest"):
        Manifest.from_json(text)
