"""The toy: openly a toy, made offline, readable by stock mlx-lm, the same for the same seed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.core.errors import StoppedError, UsageError
from studio.core.paths import Home
from studio.core.progress import Step, Stop
from studio.train.toy import is_toy, make_toy
from studio.train.worker import toy_text


def test_lessons_are_the_same_for_the_same_seed_and_vary_otherwise() -> None:
    assert toy_text.conversations(1, 50) == toy_text.conversations(1, 50)
    assert toy_text.conversations(1, 50) != toy_text.conversations(2, 50)
    many = toy_text.conversations(3, 500)
    assert all(talk[-1]["role"] == "assistant" and talk[-1]["content"].strip() for talk in many)
    assert not any(mark in turn["content"] for talk in many for turn in talk for mark in ("{", "}", "None", "<|"))
    assert len({talk[-1]["content"] for talk in many}) > 300
    assert all(note[0].isupper() and note.endswith(".") for note in toy_text.prose(3, 50))


@pytest.mark.mlx
def test_the_toy_says_that_it_is_one(toy_model: Path) -> None:
    config = json.loads((toy_model / "config.json").read_text())
    assert config["studio_toy"] is True
    assert config["model_type"] == "qwen3"
    assert is_toy(toy_model)
    assert "toy" in (toy_model / "README.md").read_text()


@pytest.mark.mlx
def test_two_toys_of_one_seed_are_alike_and_progress_is_told(home: Home, tmp_path: Path) -> None:
    steps: list[Step] = []
    folders = [make_toy(home, tmp_path / name, seed=5, steps=2, report=steps.append) for name in ("a", "b")]
    tokenizers = [(folder / "tokenizer.json").read_bytes() for folder in folders]
    assert tokenizers[0] == tokenizers[1]
    assert len((folders[0] / "model.safetensors").read_bytes()) == len((folders[1] / "model.safetensors").read_bytes())
    assert steps[-1].done == steps[-1].total == 2
    assert make_toy(home, folders[0], steps=1) == folders[0]


def test_what_is_no_toy_is_not_replaced(home: Home, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "diary.txt").write_text("precious")
    with pytest.raises(UsageError, match="no toy"):
        make_toy(home, tmp_path / "mine")
    assert (tmp_path / "mine" / "diary.txt").read_text() == "precious"


@pytest.mark.mlx
def test_stopping_leaves_nothing_behind(home: Home) -> None:
    stop = Stop()
    stop.set()
    with pytest.raises(StoppedError):
        make_toy(home, stop=stop)
    assert list(home.models.iterdir()) == []
