"""Lines of styled text that repaint only where they changed: a keystroke must fit into one frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.content import Content
from textual.geometry import Region
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget


class LineBoard(Widget):
    """Shows a list of lines, cut at the right edge; never wraps and never asks for another layout."""

    def __init__(self, widget_id: str) -> None:
        super().__init__(id=widget_id)
        self._lines: list[Content] = []
        self._strips: dict[int, Strip] = {}
        self._below: tuple[Style, RichStyle] | None = None

    def show_lines(self, lines: Sequence[Content]) -> None:
        """Show these lines, repainting those that differ from the ones shown."""
        old, self._lines = self._lines, list(lines)
        changed = [n for n in range(max(len(old), len(lines))) if not _same(old, self._lines, n)]
        for n in changed:
            self._strips.pop(n, None)
        for start, count in stretches(changed):
            self.refresh(Region(0, start, self.size.width, count))

    def on_resize(self) -> None:
        """Cut at the new edge."""
        self._strips.clear()

    def notify_style_update(self) -> None:
        """Paint anew when the theme changes."""
        super().notify_style_update()
        self._strips.clear()
        self._below = None

    def render_line(self, y: int) -> Strip:
        """One line."""
        width = self.size.width
        if y >= len(self._lines):
            return Strip.blank(width, self._styles_below()[1])
        strip = self._strips.get(y)
        if strip is None:
            strip = self._strips[y] = self.strip_of(self._lines[y], width)
        return strip

    def _styles_below(self) -> tuple[Style, RichStyle]:
        if self._below is None:
            self._below = self.visual_style, self.rich_style
        return self._below

    def strip_of(self, line: Content, width: int) -> Strip:
        """A line as it is painted at a width."""
        base, blank = self._styles_below()
        if line.cell_length > width:
            line = line.truncate(width, ellipsis=True)
        pieces = line.render(base, "", parse_style=self.app.stylesheet.parse_style)
        segments = [Segment(text, style.rich_style) for text, style in pieces]
        return Strip(segments).adjust_cell_length(width, blank)


def _same(old: Sequence[Content], new: Sequence[Content], n: int) -> bool:
    return n < len(old) and n < len(new) and old[n].is_same(new[n])


def stretches(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(first, count) of each run of consecutive numbers in an ascending list."""
    start = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            yield numbers[start], at - start
            start = at
