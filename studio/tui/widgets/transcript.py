"""Evidence, line by line: messages with time and speaker, wrapped once and painted only where it shows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from studio.store.reading import Line
from studio.tui.widgets.line_board import stretches
from studio.tui.widgets.matching import fold, matches
from studio.tui.widgets.transcript_rows import Row, RowMaker, Voices, name_column, shown_text

AT_ONCE = 300
"""Lines wrapped before the first paint and in each step after it."""


class Transcript(ScrollView):
    """Shows the evidence of one episode; text a person wrote is data and never markup."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "transcript--me",
        "transcript--voice1",
        "transcript--voice2",
        "transcript--voice3",
        "transcript--voice4",
        "transcript--quiet",
        "transcript--text",
        "transcript--response",
        "transcript--found",
        "transcript--at",
    }
    DEFAULT_CSS = """
    Transcript { scrollbar-size-vertical: 1; overflow-x: hidden; }
    Transcript > .transcript--me { color: $text-accent; text-style: bold; }
    Transcript > .transcript--voice1 { color: $text-secondary; text-style: bold; }
    Transcript > .transcript--voice2 { color: $voice-2; text-style: bold; }
    Transcript > .transcript--voice3 { color: $voice-3; text-style: bold; }
    Transcript > .transcript--voice4 { color: $voice-4; text-style: bold; }
    Transcript > .transcript--quiet { color: $text-muted; }
    Transcript > .transcript--text { color: $foreground; }
    Transcript > .transcript--response { color: $text-accent; }
    Transcript > .transcript--found { color: $text-accent; text-style: underline; }
    Transcript > .transcript--at { color: $background; background: $accent; text-style: bold; }
    """
    can_focus = False

    def __init__(self, widget_id: str) -> None:
        super().__init__(id=widget_id)
        self._lines: Sequence[Line] = ()
        self._me: frozenset[str] = frozenset()
        self._voices = Voices()
        self._maker = RowMaker(12, 0, frozenset(), self._voices)
        self._rows: list[Row] = []
        self._first_rows: list[int] = []
        self._texts: dict[int, tuple[str, str]] = {}
        self._strips: dict[int, Strip] = {}
        self._painted: dict[str, Style] = {}
        self._laid_out = 0
        self._width = 0
        self._begins_at = 0
        self._sought = ""
        self._found: list[int] = []
        self._firsts: list[int] = []
        self._total = self._at = 0
        self._spans: dict[int, list[tuple[int, int]]] = {}

    def show(self, lines: Sequence[Line], me: frozenset[str] = frozenset(), *, keep_place: bool = False) -> None:
        """Show these lines; words that are sought stay marked.

        Args:
            lines: In order; `Line.part` chooses the mark in the gutter.
            me: Names the person goes by, painted in the accent colour.
            keep_place: Stay where the first line that is no context stands, as when context opens above it.
        """
        self._lines, self._me = lines, me
        self._texts.clear()
        if self._sought:
            self._look_again(range(len(lines)))
            self._strips.clear()
            self.refresh()
        self._lay_out_again()
        y = self._begins_at if keep_place else 0
        if y != self.scroll_offset.y:
            self.scroll_to(y=y, animate=False, force=True)

    def bring(self, number: int) -> None:
        """Bring a line into view with what stands around it."""
        while self._laid_out <= min(number, len(self._lines) - 1):
            self._lay_out_more()
        self.scroll_to(y=max(0, self._rows_of(number).start - self.size.height // 3), animate=False, force=True)

    def find(self, text: str) -> int:
        """Mark every place that reads like `text` and go to the first; returns how many there are.

        Capitals, accents and curly quotes make no difference. Empty text takes the marks away.
        """
        before, self._sought = self._sought, fold(text)
        self._repaint(self._found)
        narrower = before and before in self._sought
        self._look_again(self._found if narrower else range(len(self._lines)))
        self._repaint(self._found)
        if self._total:
            self._go_to_match()
        return self._total

    def step_match(self, by: int) -> str:
        """Go to a later or an earlier match, round and round; returns where that is, such as `3 of 7`."""
        if self._total:
            before = self._place()[0]
            self._at = (self._at + by) % self._total
            self._repaint((before, self._place()[0]))
            self._go_to_match()
        return self.match_words

    @property
    def match_words(self) -> str:
        """Which match is the present one: `3 of 7`, `none`, or nothing when nothing is sought."""
        if not self._total:
            return "none" if self._sought else ""
        return f"{self._at + 1:,} of {self._total:,}"

    @property
    def shown_rows(self) -> int:
        """Rows laid out so far."""
        return len(self._rows)

    def on_resize(self) -> None:
        """Wrap to the new width."""
        if self._content_width() != self._width:
            self._lay_out_again()

    def notify_style_update(self) -> None:
        """Paint anew when the theme changes."""
        super().notify_style_update()
        self._strips.clear()
        self._painted.clear()

    def _content_width(self) -> int:
        return max(12, self.scrollable_content_region.width or self.size.width)

    def _lay_out_again(self) -> None:
        before, top = self._rows, self.scroll_offset.y
        self._lay_out()
        now = self._rows
        seen = range(top, top + self.size.height)
        changed = [n for n in sorted({*self._strips, *seen}) if before[n : n + 1] != now[n : n + 1]]
        for n in changed:
            self._strips.pop(n, None)
        self._refresh_rows(n for n in changed if n in seen)

    def _refresh_rows(self, rows: Iterable[int]) -> None:
        for start, count in stretches(list(rows)):
            self.refresh_lines(start, count)

    def _lay_out(self) -> None:
        width = self._content_width()
        if width != self._width:
            self._strips.clear()
        self._width = width
        self._rows, self._first_rows, self._laid_out, self._begins_at = [], [], 0, 0
        self._maker = RowMaker(width, name_column(self._lines[:AT_ONCE], width), self._me, self._voices)
        self._lay_out_more()

    def _lay_out_more(self) -> None:
        lines = self._lines
        until = min(len(lines), self._laid_out + AT_ONCE)
        for number in range(self._laid_out, until):
            if lines[number].part != "context" and not self._begins_at:
                self._begins_at = len(self._rows)
            self._first_rows.append(len(self._rows))
            self._rows.extend(self._maker.rows(number, lines[number], self._text(number)[0]))
        self._laid_out = until
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

    def _text(self, number: int) -> tuple[str, str]:
        """The words of a line as shown, and as they are compared (once something was sought)."""
        known = self._texts.get(number)
        if known is None or (self._sought and not known[1]):
            text = known[0] if known else shown_text(self._lines[number])
            known = self._texts[number] = text, fold(text) if self._sought else ""
        return known

    def _look_again(self, among: Sequence[int]) -> None:
        self._found, self._firsts, self._total, self._at = [], [], 0, 0
        self._spans.clear()
        if not self._sought:
            return
        for number in among:
            count = self._text(number)[1].count(self._sought)
            if count:
                self._found.append(number)
                self._firsts.append(self._total)
                self._total += count

    def _spans_of(self, number: int) -> list[tuple[int, int]]:
        """(begin, end) of the matches in a line."""
        spans = self._spans.get(number)
        if spans is None:
            spans = self._spans[number] = matches(*self._text(number), self._sought) if self._sought else []
        return spans

    def _place(self) -> tuple[int, int]:
        """(line, which of its matches) of the present match."""
        which = bisect_right(self._firsts, self._at) - 1
        return self._found[which], self._at - self._firsts[which]

    def _repaint(self, lines: Collection[int]) -> None:
        """Paint the rows of some lines anew, of those painted so far."""
        if not lines:
            return
        wanted = set(lines)
        rows = sorted(row for row in self._strips if row < len(self._rows) and self._rows[row].line in wanted)
        for row in rows:
            del self._strips[row]
        top = self.scroll_offset.y
        self._refresh_rows(row for row in rows if top <= row < top + self.size.height)

    def _rows_of(self, number: int) -> range:
        if number >= len(self._first_rows):
            return range(0)
        after = number + 1
        return range(self._first_rows[number], self._first_rows[after] if after < self._laid_out else len(self._rows))

    def _go_to_match(self) -> None:
        number, nth = self._place()
        begin = self._spans_of(number)[nth][0]
        while self._laid_out <= number:
            self._lay_out_more()
        rows = [row for row in self._rows_of(number) if self._rows[row].line == number]
        at = rows[max(0, bisect_right(rows, begin, key=lambda row: self._rows[row].begins) - 1)]
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if not top <= at < top + height:
            self.scroll_to(y=max(0, at - height // 3), animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """One row of what is in view."""
        at = self.scroll_offset.y + y
        base = self._style("text")
        if at >= len(self._rows):
            return Strip.blank(self.size.width, base)
        strip = self._strips.get(at)
        if strip is None:
            row = self._rows[at]
            pieces = [*row.head, *self._marked(row)]
            segments = [Segment(text, self._style(name)) for text, name in pieces if text]
            strip = self._strips[at] = Strip(segments).adjust_cell_length(self.size.width, base)
        return strip

    def _marked(self, row: Row) -> Iterator[tuple[str, str]]:
        """The words of a row, parted where a match begins and ends."""
        found = self._spans_of(row.line) if self._sought and row.line >= 0 else []
        if not found:
            yield row.words, row.style
            return
        line, nth = self._place()
        here = found[nth][0] if line == row.line else -1
        at, last = row.begins, row.begins + len(row.words)
        for begin, end in found[bisect_left(found, at, key=lambda span: span[1]) :]:
            if begin >= last:
                break
            if begin > at:
                yield row.words[at - row.begins : begin - row.begins], row.style
            end_here = min(end, last)
            yield (
                row.words[max(begin, at) - row.begins : end_here - row.begins],
                "at" if here == begin else "found",
            )
            at = max(at, end_here)
        yield row.words[at - row.begins :], row.style

    def _style(self, name: str) -> Style:
        style = self._painted.get(name)
        if style is None:
            style = self._painted[name] = self.get_component_rich_style(f"transcript--{name}")
        return style
