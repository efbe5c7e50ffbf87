"""Evidence, line by line: messages with time and speaker, wrapped once and painted only where it shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from studio.store.reading import Line
from studio.tui.plain import one_line, visible
from studio.tui.widgets.line_board import stretches

AT_ONCE = 300
"""Lines wrapped before the first paint and in each step after it."""
SPEAKER_WIDTH = 12
"""Most cells of a speaker's name."""

_WORD = re.compile(r"\S+\s*|\s+")
_GUTTER = {"response": "▌", "outcome": "▪", "context": "·", "note": "✎"}
_HEADS = {"situation": "what led up to it", "response": "what you did", "outcome": "what followed", "note": "note"}


@dataclass(frozen=True, slots=True)
class _Row:
    """One painted row: (text, style name) pieces."""

    pieces: tuple[tuple[str, str], ...]


def wrap(text: str, width: int) -> list[str]:
    """Text in rows of at most `width` cells, broken at spaces where possible; never empty."""
    rows: list[str] = []
    for paragraph in text.split("\n"):
        if cell_len(paragraph) <= width:
            rows.append(paragraph)
            continue
        row, used = "", 0
        for word in _WORD.findall(paragraph):
            cells = cell_len(word.rstrip())
            if row and used + cells > width:
                rows.append(row.rstrip())
                row, used = "", 0
            if cells > width:
                bare = word.rstrip()
                *whole, last = chop_cells(bare, width)
                rows.extend(whole)
                word = last + word[len(bare) :]
            row += word
            used += cell_len(word)
        rows.append(row.rstrip())
    return rows


class Transcript(ScrollView):
    """Shows the evidence of one episode; text a person wrote is data and never markup."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "transcript--me",
        "transcript--other",
        "transcript--quiet",
        "transcript--text",
        "transcript--response",
    }
    DEFAULT_CSS = """
    Transcript { scrollbar-size-vertical: 1; overflow-x: hidden; }
    Transcript > .transcript--me { color: $text-accent; text-style: bold; }
    Transcript > .transcript--other { color: $text-secondary; text-style: bold; }
    Transcript > .transcript--quiet { color: $text-muted; }
    Transcript > .transcript--text { color: $foreground; }
    Transcript > .transcript--response { color: $text-accent; }
    """
    can_focus = False

    def __init__(self, widget_id: str) -> None:
        super().__init__(id=widget_id)
        self._lines: Sequence[Line] = ()
        self._me: frozenset[str] = frozenset()
        self._rows: list[_Row] = []
        self._strips: dict[int, Strip] = {}
        self._painted: dict[str, Style] = {}
        self._laid_out = 0
        self._width = 0
        self._begins_at = 0
        self._day: date | None = None
        self._said: str | None = None

    def show(self, lines: Sequence[Line], me: frozenset[str] = frozenset(), *, keep_place: bool = False) -> None:
        """Show these lines.

        Args:
            lines: In order; `Line.part` chooses the mark in the gutter.
            me: Names the person goes by, painted in the accent colour.
            keep_place: Stay where the first line that is no context stands, as when context opens above it.
        """
        self._lines, self._me = lines, me
        self._lay_out_again()
        y = self._begins_at if keep_place else 0
        if y != self.scroll_offset.y:
            self.scroll_to(y=y, animate=False, force=True)

    def on_resize(self) -> None:
        """Wrap to the new width."""
        if self._content_width() != self._width:
            self._lay_out_again()

    def notify_style_update(self) -> None:
        """Paint anew when the theme changes."""
        super().notify_style_update()
        self._strips.clear()
        self._painted.clear()

    @property
    def shown_rows(self) -> int:
        """Rows laid out so far."""
        return len(self._rows)

    def _content_width(self) -> int:
        return max(12, self.scrollable_content_region.width or self.size.width)

    def _lay_out_again(self) -> None:
        before, top = self._rows, self.scroll_offset.y
        self._lay_out()
        changed = [n for n in range(max(len(before), len(self._rows))) if before[n : n + 1] != self._rows[n : n + 1]]
        for n in changed:
            self._strips.pop(n, None)
        seen = [n for n in changed if top <= n < top + self.size.height]
        for start, count in stretches(seen):
            self.refresh_lines(start, count)

    def _lay_out(self) -> None:
        width = self._content_width()
        if width != self._width:
            self._strips.clear()
        self._width = width
        self._rows, self._laid_out, self._begins_at = [], 0, 0
        self._day, self._said = None, None
        names = [one_line(line.speaker, SPEAKER_WIDTH) for line in self._lines[:AT_ONCE] if line.speaker]
        self._column = min(SPEAKER_WIDTH, max(map(cell_len, names), default=0))
        self._lay_out_more()

    def _lay_out_more(self) -> None:
        lines = self._lines
        for line in lines[self._laid_out : self._laid_out + AT_ONCE]:
            if line.part != "context" and not self._begins_at:
                self._begins_at = len(self._rows)
            self._rows.extend(self._rows_of(line))
        self._laid_out = min(len(lines), self._laid_out + AT_ONCE)
        self._resize_to(Size(self._width, len(self._rows)))
        if self._laid_out < len(lines):
            self.call_later(self._continue, lines)

    def _resize_to(self, size: Size) -> None:
        """Take a new height; only one that brings or ends the scroll bar asks for a new layout."""
        room = self.size.height
        if size.width == self.virtual_size.width and max(size.height, self.virtual_size.height) <= room:
            self.set_reactive(Transcript.virtual_size, size)
        else:
            self.virtual_size = size

    def _continue(self, lines: Sequence[Line]) -> None:
        if lines is self._lines and self._laid_out < len(lines):
            self._lay_out_more()

    def _rows_of(self, line: Line) -> list[_Row]:
        rows: list[_Row] = []
        if line.at is None:
            rows.append(_Row(((f" {_HEADS.get(line.part, line.part)}", "quiet"),)))
            rows.extend(_Row((("   " + row, "text"),)) for row in wrap(visible(line.text), self._width - 4))
            rows.append(_Row(()))
            return rows
        day = line.at.date()
        if self._day is not None and day != self._day:
            rows.append(_Row(((f" ── {line.at:%a} {day.day} {line.at:%b %Y} ", "quiet"),)))
            self._said = None
        self._day = day
        time = f"{line.at:%H:%M}" if line.part != "note" else "note "
        name = one_line(line.speaker or "", SPEAKER_WIDTH) if line.speaker != self._said else ""
        self._said = line.speaker
        pad = " " * max(0, self._column - cell_len(name))
        style = "quiet" if line.part in ("context", "note") else "me" if line.speaker in self._me else "other"
        indent = 10 + self._column
        texts = wrap(visible(line.text), max(8, self._width - indent - 1))
        body = "quiet" if line.part == "context" else "text"
        gutter = (_GUTTER.get(line.part, " "), "response" if line.part == "response" else "quiet")
        head = _Row((gutter, (f" {time}  ", "quiet"), (name, style), (pad + "  ", "quiet"), (texts[0], body)))
        rest = (_Row((gutter, (" " * (indent - 1), "quiet"), (text, body))) for text in texts[1:])
        return [*rows, head, *rest]

    def render_line(self, y: int) -> Strip:
        """One row of what is in view."""
        at = self.scroll_offset.y + y
        base = self._style("text")
        if at >= len(self._rows):
            return Strip.blank(self.size.width, base)
        strip = self._strips.get(at)
        if strip is None:
            segments = [Segment(text, self._style(name)) for text, name in self._rows[at].pieces if text]
            strip = self._strips[at] = Strip(segments).adjust_cell_length(self.size.width, base)
        return strip

    def _style(self, name: str) -> Style:
        style = self._painted.get(name)
        if style is None:
            style = self._painted[name] = self.get_component_rich_style(f"transcript--{name}")
        return style
