"""Base models: what is recognised, what is refused, and that nothing is fetched unasked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.core.errors import GateError, InputError, StudioError, UsageError
from studio.core.paths import Home
from studio.train import models
from studio.train.plan import check_fit, estimate
from studio.train.spec import RunSpec
from tests.train import lessons


def model_folder(path: Path, *, toy: bool = True, size: int = 4000, **config: object) -> Path:
    path.mkdir(parents=True)
    shape = {"model_type": "qwen3", "hidden_size": 64, "num_hidden_layers": 2, "vocab_size": 500, **config}
    (path / "config.json").write_text(json.dumps({**shape, "studio_toy": toy}))
    (path / "model.safetensors").write_bytes(b"\0" * size)
    (path / "tokenizer.json").write_text("{}")
    return path


def test_models_are_found_by_name_and_by_folder(home: Home, tmp_path: Path) -> None:
    model_folder(home.models / "tiny")
    model_folder(home.models / "mlx-community--Small-4bit", toy=False, quantization={"bits": 4})
    (home.models / ".draft").mkdir()
    (home.models / "empty").mkdir()
    assert [m.name for m in models.list_models(home)] == ["mlx-community/Small-4bit", "tiny"]
    assert models.resolve(home, "tiny").toy
    small = models.resolve(home, "mlx-community/Small-4bit")
    assert (small.bits, small.toy) == (4, False)
    elsewhere = model_folder(tmp_path / "elsewhere")
    assert models.resolve(home, str(elsewhere)).path == elsewhere


@pytest.mark.parametrize(
    ("name", "fix"),
    [("tiny", "studio models tiny"), ("mlx-community/Nope", "studio models add mlx-community/Nope"), ("../x", "tiny")],
)
def test_a_model_that_is_not_here_says_how_to_get_it(home: Home, name: str, fix: str) -> None:
    with pytest.raises(StudioError) as caught:
        models.resolve(home, name)
    assert caught.value.code == "no_model"
    assert fix in caught.value.fix


@pytest.mark.parametrize("missing", ["config.json", "model.safetensors", "tokenizer.json"])
def test_half_a_model_is_refused_by_what_is_missing(home: Home, tmp_path: Path, missing: str) -> None:
    folder = model_folder(tmp_path / "half")
    (folder / missing).unlink()
    with pytest.raises(InputError, match="no model folder"):
        models.add_folder(home, folder)
    assert models.list_models(home) == []


@pytest.mark.parametrize("config", ["", "[]", "{}", "null", '{"model_type"'])
def test_a_broken_configuration_is_refused(home: Home, tmp_path: Path, config: str) -> None:
    folder = model_folder(tmp_path / "broken")
    (folder / "config.json").write_text(config)
    with pytest.raises(InputError):
        models.add_folder(home, folder)


def test_adding_a_folder_leaves_it_where_it_is(home: Home, tmp_path: Path) -> None:
    folder = model_folder(tmp_path / "own")
    assert models.add_folder(home, folder).name == "own"
    assert models.add_folder(home, folder).name == "own"
    assert (home.models / "own").resolve() == folder
    model_folder(home.models / "taken")
    with pytest.raises(UsageError, match="already"):
        models.add_folder(home, model_folder(tmp_path / "x" / "taken"))


def test_without_a_connection_fetching_fails_in_words(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(StudioError, match="could not be reached") as caught:
        models.look_up("mlx-community/Anything")
    assert caught.value.code == "offline"
    with pytest.raises(StudioError, match="could not be reached"):
        models.fetch(home, models.Remote("mlx-community/Anything", 10, 1))
    assert list(home.models.iterdir()) == []


def test_the_plan_refuses_what_cannot_fit(home: Home, tmp_path: Path) -> None:
    dataset = lessons.write(home.datasets / "d")
    small = models.resolve(home, str(model_folder(tmp_path / "small")))
    needed = estimate(home, small, dataset, RunSpec("d", "small"), measured=1000.0)
    assert needed.fits
    assert needed.examples == 60
    assert any("earlier run" in line for line in needed.assumptions)
    check_fit(needed)
    wide = model_folder(tmp_path / "wide", hidden_size=10**6, num_hidden_layers=200, vocab_size=10**6)
    huge = models.resolve(home, str(wide))
    with pytest.raises(GateError, match="GB") as caught:
        check_fit(estimate(home, huge, dataset, RunSpec("d", "wide"), measured=1.0))
    assert caught.value.exit_code == 4


@pytest.mark.parametrize("content", ["", "\n\n", "not json\n", '{"messages": 3}\n', '{"x": []}\n', "\x00\xff"])
def test_a_dataset_that_cannot_be_read_is_refused(home: Home, tmp_path: Path, content: str) -> None:
    dataset = lessons.write(home.datasets / "d")
    (dataset / "train.jsonl").write_text(content, encoding="latin-1")
    small = models.resolve(home, str(model_folder(tmp_path / "small")))
    with pytest.raises(InputError):
        estimate(home, small, dataset, RunSpec("d", "small"), measured=1.0)
