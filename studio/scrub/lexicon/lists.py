"""The word lists of `lists.txt`, read once."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path


@cache
def _sections() -> dict[str, tuple[str, ...]]:
    text = Path(__file__).with_name("lists.txt").read_text(encoding="utf-8")
    pieces = re.split(r"(?m)^\[(\w+)\]$", text)
    return {name: tuple(body.split()) for name, body in zip(pieces[1::2], pieces[2::2], strict=True)}


def word_list(name: str) -> tuple[str, ...]:
    """The words of one section, in order.

    Raises:
        KeyError: no such section.
    """
    return _sections()[name]
