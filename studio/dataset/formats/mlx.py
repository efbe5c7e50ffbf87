"""MLX chat: what `mlx_lm.lora` and Studio itself learn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

NAME = "mlx"
LABEL = "mlx-lm chat data: train.jsonl, valid.jsonl, test.jsonl"
FILES = {"train": "train.jsonl", "valid": "valid.jsonl", "test": "test.jsonl"}


def line(messages: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """`{"messages": [...]}`."""
    return {"messages": [dict(turn) for turn in messages]}
