"""How a line of evidence becomes rows: a mark in the gutter, the time, who speaks, and the words beside a bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zlib import crc32

from rich.cells import cell_len, chop_cells

from studio.store.reading import Line
from studio.tui.plain import one_line, visible
from studio.tui.widgets.wrapping import wrap_spans

LONGEST = 40_000
"""Characters of one message that are laid out; what follows is counted."""
NAME_WIDTH, NAME_WIDTH_WIDE = 12, 22
"""Most cells of a speaker's name, in a narrow and in a wide transcript."""
VOICES = 4
"""Looks that speakers other than the person can have; each is a bar of its own and a colour of its own."""

_BARS = {"me": "┃", "voice1": "│", "voice2": "╎", "voice3": "┆", "voice4": "┊"}
_GUTTER = {"response": "▌", "outcome": "▪", "context": "·", "note": "✎", "after": "▹"}
_TIMES = {"note": "note ", "after": "after"}
_HEADS = {
    "situation": "what led up to it",
    "response": "what you did",
    "outcome": "what followed",
    "note": "note",
    "after": "the time after",
    "context": "around it",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One painted row: what stands before the words, and a stretch of the words of a line."""

    head: tuple[tuple[str, str], ...] = ()
    """(text, style name) pieces."""
    words: str = ""
    style: str = "text"
    line: int = -1
    """Which line the words are of; -1 for none."""
    begins: int = 0
    """Where in the shown text of that line they begin."""


class Voices:
    """Which look each speaker has: the same as long as the transcript lives, and different ones for few speakers."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def of(self, name: str) -> str:
        """`voice1` … `voice4`."""
        voice = self._taken.get(name)
        if voice is None:
            counts = [0] * VOICES
            for taken in self._taken.values():
                counts[taken] += 1
            wanted = crc32(name.encode("utf-8", "replace")) % VOICES
            voice = min(range(VOICES), key=lambda n: (counts[n], (n - wanted) % VOICES))
            self._taken[name] = voice
        return f"voice{voice + 1}"


def shown_text(line: Line) -> str:
    """The words of a line as they are laid out; matches count in this text."""
    text = visible(line.text[:LONGEST])
    if len(line.text) > LONGEST:
        text += f" … and {len(line.text) - LONGEST:,} more characters"
    return text


def name_column(lines: Sequence[Line], width: int) -> int:
    """Cells of the column of names."""
    most = NAME_WIDTH if width < 70 else NAME_WIDTH_WIDE
    return max((cell_len(_name(line.speaker, most)) for line in lines if line.speaker), default=0)


class RowMaker:
    """Lays out lines one after another, in order.

    Args:
        width: Cells of a row.
        column: Cells of the column of names.
        me: Names the person goes by.
        voices: Which look each speaker has.
    """

    def __init__(self, width: int, column: int, me: frozenset[str], voices: Voices) -> None:
        self._width = width
        self._column = column
        self._me = me
        self._voices = voices
        self._day: date | None = None
        self._said: str | None = None
        self._part: str | None = None

    def rows(self, number: int, line: Line, text: str) -> list[Row]:
        """The rows of a line.

        Args:
            number: Which line it is.
            line: The line.
            text: Its `shown_text`.
        """
        part, self._part = self._part, line.part
        if line.at is None and line.speaker is None:
            return self._passage(number, line, text, follows=part == line.part)
        rows: list[Row] = []
        if line.at is not None:
            day = line.at.date()
            if self._day is not None and day != self._day:
                rows.append(Row(((f" ── {line.at:%a} {day.day} {line.at:%b %Y} ", "quiet"),)))
                self._said = None
            self._day = day
        return rows + self._spoken(number, line, text)

    def _passage(self, number: int, line: Line, text: str, *, follows: bool) -> list[Row]:
        head = [] if follows else [Row(((f" {_HEADS.get(line.part, line.part)}", "quiet"),))]
        body = [
            Row((("   ", "text"),), text[begin:end], "text", number, begin)
            for begin, end in wrap_spans(text, max(8, self._width - 4))
        ]
        return [*head, *body, Row()]

    def _spoken(self, number: int, line: Line, text: str) -> list[Row]:
        beside = line.part in ("context", "note", "after")
        style = "quiet" if beside or line.speaker is None else self._look(line.speaker)
        name = _name(line.speaker or "", self._column) if line.speaker != self._said else ""
        self._said = line.speaker
        time = _TIMES.get(line.part) or (f"{line.at:%H:%M}" if line.at is not None else "     ")
        gutter = (_GUTTER.get(line.part, " "), "response" if line.part == "response" else "quiet")
        bar = (f" {_BARS.get(style, '│')} ", style)
        padded = name + " " * (self._column - cell_len(name))
        head = (gutter, (f" {time} ", "quiet"), (padded, style), bar)
        rest = (gutter, (" " * (7 + self._column), "quiet"), bar)
        body = "quiet" if line.part == "context" else "text"
        spans = wrap_spans(text, max(8, self._width - self._column - 12))
        return [Row(rest if n else head, text[begin:end], body, number, begin) for n, (begin, end) in enumerate(spans)]

    def _look(self, speaker: str) -> str:
        return "me" if speaker in self._me else self._voices.of(speaker)


def _name(speaker: str | None, cells: int) -> str:
    """A name on one line, cut with `…` to a number of cells."""
    name = one_line(speaker or "", 4 * cells)
    if cell_len(name) <= cells:
        return name
    return (chop_cells(name, max(1, cells - 1))[0] if cells > 1 else "") + "…"
