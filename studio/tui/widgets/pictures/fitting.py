"""Names and axes of pictures, fitted into a number of terminal cells."""

from __future__ import annotations

from unicodedata import combining

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from studio.tui.plain import one_line
from studio.tui.theme import QUIET

NAMES_MOST = 30
"""Columns that names beside an axis get at most."""

_READ = 400
"""Characters of a name that are looked at; more never fit."""
_MARKS = 4
"""Characters that may share one cell, such as a letter and its accents."""


def fit(text: str, cells: int) -> str:
    """The text on one line in exactly so many cells: padded, or cut with `…`; wide letters count as two."""
    letters, marks = [], 0
    for letter in one_line(text[:_READ]):
        marks = marks + 1 if combining(letter) else 0
        if marks < _MARKS:
            letters.append(letter)
    flat = "".join(letters)
    if cell_len(flat) <= cells:
        return set_cell_size(flat, cells)
    kept, used = 0, 0
    for letter in flat:
        used += cell_len(letter)
        if used > cells - 1:
            break
        kept += 1
    return set_cell_size(flat[:kept].rstrip("\u200d") + "…", cells)


def place(share: float, span: int) -> int:
    """The column of a share 0..1 on an axis of `span` columns; beyond an end, that end."""
    return min(span - 1, max(0, round(share * (span - 1))))


def names_width(width: int) -> int:
    """Columns for names beside an axis, in a picture so wide."""
    return max(16, min(NAMES_MOST, 2 * width // 5))


def beneath(words: str, at: int, width: int) -> Content:
    """Quiet words under a picture, beginning at a column, or as far left of it as they need."""
    return Content.styled(" " * max(0, min(at, width - cell_len(words))) + words, QUIET)


def scale(span: int, marks: list[tuple[float, str]], over: int = 3) -> str:
    """Words under an axis, each beginning at its share; the last ones move left, and what does not fit is left out.

    Args:
        span: Columns of the axis.
        marks: Share 0..1 and word, in order.
        over: Columns that a word may stand out at the right.
    """
    if span < sum(len(word) + 2 for _, word in marks):
        marks = marks[::2]
    line = [" "] * (span + over)
    for share, word in marks:
        start = min(place(share, span), span + over - len(word))
        line[start : start + len(word)] = word
    return "".join(line).rstrip()
