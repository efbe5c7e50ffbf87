"""The word lists of `lists.txt` and, for what stands around people's names, `people.txt`; read once."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path


@cache
def _sections() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for file in ("lists.txt", "people.txt"):
        text = Path(__file__).with_name(file).read_text(encoding="utf-8")
        pieces = re.split(r"(?m)^\[(\w+)\]$", text)
        found |= {name: tuple(body.split()) for name, body in zip(pieces[1::2], pieces[2::2], strict=True)}
    return found


def word_list(name: str) -> tuple[str, ...]:
    """The words of one section, in order.

    Raises:
        KeyError: no such section.
    """
    return _sections()[name]
