"""OpenAI chat fine-tuning files; many other trainers read them too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

NAME = "openai"
LABEL = "OpenAI-style chat files: training.jsonl, validation.jsonl, test.jsonl"
FILES = {"train": "training.jsonl", "valid": "validation.jsonl", "test": "test.jsonl"}


def line(messages: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """`{"messages": [...]}`, with only the last assistant turn weighted when there are several."""
    answers = [n for n, turn in enumerate(messages) if turn["role"] == "assistant"]
    turns: list[dict[str, Any]] = [dict(turn) for turn in messages]
    for n in answers[:-1]:
        turns[n]["weight"] = 0
    return {"messages": turns}
