"""Breaking text into rows of a terminal: where each row begins and ends, so that a place in the text has a place."""

from __future__ import annotations

import re

from rich.cells import cell_len, chop_cells

_WORD = re.compile(r"\S+\s*|\s+")


def wrap(text: str, width: int) -> list[str]:
    """Text in rows of at most `width` cells, broken at spaces where possible; never empty."""
    return [text[begin:end] for begin, end in wrap_spans(text, width)]


def wrap_spans(text: str, width: int) -> list[tuple[int, int]]:
    """(begin, end) in `text` of each row that `wrap` makes; spaces where a row breaks belong to none."""
    rows: list[tuple[int, int]] = []
    at = 0
    for paragraph in text.split("\n"):
        if cell_len(paragraph) <= width:
            rows.append((at, at + len(paragraph)))
        else:
            rows.extend(_broken(paragraph, at, width))
        at += len(paragraph) + 1
    return rows


def _broken(paragraph: str, at: int, width: int) -> list[tuple[int, int]]:
    rows: list[tuple[int, int]] = []
    begin = end = at
    used = 0
    for found in _WORD.finditer(paragraph):
        word = found.group()
        bare = word.rstrip()
        cells = cell_len(bare)
        here = at + found.start()
        if used and used + cells > width:
            if end > begin:
                rows.append((begin, end))
            used = 0
        if used == 0:
            begin = end = here
        if cells > width:
            for piece in _pieces(bare, width)[:-1]:
                rows.append((begin, begin + len(piece)))
                begin += len(piece)
            cells = cell_len(paragraph[begin - at : found.start() + len(bare)])
        end = here + len(bare) if bare else end
        used += cells + cell_len(word[len(bare) :])
    rows.append((begin, end))
    return rows


def _pieces(word: str, width: int) -> list[str]:
    pieces = chop_cells(word, width)
    if "".join(pieces) == word:
        return pieces
    return [word[n : n + width] for n in range(0, len(word), width)]
