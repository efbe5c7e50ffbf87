"""A long list whose rows are made only where they show, each from what stands there now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from studio.tui.widgets.cursor_list import CursorList


class LineList(CursorList):
    """A list with a cursor.

    Args:
        widget_id: Its id.
        line: Makes the line of a row at a width.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"line-list--cursor", "line-list--resting"}
    DEFAULT_CSS = """
    LineList > .line-list--cursor { color: $background; background: $accent; text-style: bold; }
    LineList > .line-list--resting { color: $foreground; background: $panel; }
    """

    cursor: reactive[int] = reactive(0, init=False, repaint=False)

    @dataclass
    class Moved(Message):
        """The cursor stands on another row."""

        row: int

        def can_replace(self, message: Message) -> bool:
            """Only where it stands last matters."""
            return isinstance(message, LineList.Moved)

    def __init__(self, widget_id: str, line: Callable[[int, int], Content]) -> None:
        super().__init__(id=widget_id)
        self._line = line
        self._count = 0
        self._strips: dict[int, Strip] = {}

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._count

    def show(self, count: int, at: int = 0) -> None:
        """So many rows, all of them new; the cursor goes to a row."""
        self._count = count
        self._strips.clear()
        self.virtual_size = Size(self.size.width, count)
        self.cursor = max(0, min(at, count - 1))
        self.into_view()
        self.refresh()

    def renew(self, rows: Iterable[int]) -> None:
        """Make some rows anew."""
        for row in rows:
            self._strips.pop(row, None)
            self.refresh_lines(row)

    def on_resize(self) -> None:
        """Make every row anew at the new width, the one under the cursor in view."""
        self._strips.clear()
        self.virtual_size = Size(self.size.width, self._count)
        self.into_view()

    def notify_style_update(self) -> None:
        """Paint anew when the theme changes."""
        super().notify_style_update()
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """One row of the viewport."""
        width = self.scrollable_content_region.width or self.size.width
        row = y + self.scroll_offset.y
        if row >= self._count:
            return Strip.blank(width, self.rich_style)
        if row == self.cursor:
            style = self.get_component_rich_style("line-list--cursor" if self.has_focus else "line-list--resting")
            return Strip([Segment(set_cell_size(self._line(row, width).plain, width), style)], width)
        strip = self._strips.get(row)
        if strip is None or strip.cell_length != width:
            strip = self._strips[row] = self._painted(self._line(row, width), width)
        return strip

    def _painted(self, line: Content, width: int) -> Strip:
        pieces = line.render(self.visual_style, "", parse_style=self.app.stylesheet.parse_style)
        return Strip([Segment(text, style.rich_style) for text, style in pieces]).adjust_cell_length(
            width, self.rich_style
        )

    def watch_cursor(self, before: int, after: int) -> None:
        """Repaint the two rows and tell."""
        self.refresh_lines(before)
        self.refresh_lines(after)
        if before != after:
            self.post_message(self.Moved(after))
