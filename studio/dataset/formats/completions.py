"""Prompt and completion: for trainers that know no chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

NAME = "completions"
LABEL = "prompt/completion pairs, the system line in front of the prompt"
FILES = {"train": "train.jsonl", "valid": "valid.jsonl", "test": "test.jsonl"}


def line(messages: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """`{"prompt", "completion"}`: everything before the last turn, and the last turn."""
    before = "\n\n".join(turn["content"] for turn in messages[:-1])
    return {"prompt": before, "completion": messages[-1]["content"]}
