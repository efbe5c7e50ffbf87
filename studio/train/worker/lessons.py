"""A packed dataset as examples: one per assistant turn, its prompt rendered as chat renders it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core.chat_template import Example, examples
from studio.core.errors import GateError, InputError


@dataclass(frozen=True, slots=True)
class Lessons:
    """The three splits."""

    train: list[Example]
    valid: list[Example]
    test: list[Example]
    too_long: int
    """Examples left out because the model cannot read that far."""


def load_lessons(folder: Path, tokenizer: Any, longest: int) -> Lessons:
    """Read `train.jsonl`, `valid.jsonl`, `test.jsonl`; the last two may be absent or empty.

    Raises:
        InputError: a line is not `{"messages": [...]}`; names the file and the line.
        GateError: nothing is left to train on.
    """
    found: dict[str, list[Example]] = {}
    too_long = 0
    for split in ("train", "valid", "test"):
        every = _read(folder / f"{split}.jsonl", tokenizer)
        found[split] = [one for one in every if one.tokens <= longest]
        too_long += len(every) - len(found[split])
    if not found["train"]:
        raise GateError(
            f"{folder.name} holds no training example this model can read.",
            fix="Label more episodes and pack again.",
            code="no_examples",
        )
    return Lessons(found["train"], found["valid"], found["test"], too_long)


def _read(path: Path, tokenizer: Any) -> list[Example]:
    if not path.exists():
        return []
    found: list[Example] = []
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                found.extend(_example(path, number, line, tokenizer))
    return found


def _example(path: Path, number: int, line: str, tokenizer: Any) -> list[Example]:
    where = f"{path.parent.name}/{path.name}:{number}"
    try:
        messages = json.loads(line)["messages"]
        turns = [{"role": str(turn["role"]), "content": str(turn["content"])} for turn in messages]
    except (ValueError, KeyError, TypeError):
        raise InputError(
            f"{where} is not a conversation.",
            fix='Each line must be {"messages": [{"role": …, "content": …}, …]}; pack the dataset again.',
        ) from None
    try:
        return examples(tokenizer, turns)
    except InputError as problem:
        raise InputError(f"{where}: {problem.message}", fix=problem.fix, code=problem.code) from None
