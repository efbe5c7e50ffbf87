"""Every episode as a line, painted only where it shows: a hundred thousand cost what a hundred do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from studio.store.episodes import EpisodeLine
from studio.tui.plain import one_line
from studio.tui.widgets.cursor_list import CursorList

JUDGED = {"good": "✓ good", "mixed": "◐ mixed", "bad": "✕ bad", "unknown": "○ open"}
"""Outcome → mark and word."""


class EpisodeList(CursorList):
    """A list of episodes with a cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "move(-1)", "Up", show=False),
        Binding("j", "move(1)", "Down", show=False),
        Binding("right", "screen.enter_records", "Lines", id="episodes.lines", tooltip="Choose one of its lines"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "episode-list--line",
        "episode-list--quiet",
        "episode-list--cursor",
        "episode-list--resting",
    }
    DEFAULT_CSS = """
    EpisodeList > .episode-list--line { color: $foreground; background: $background; }
    EpisodeList > .episode-list--quiet { color: $text-muted; background: $background; }
    EpisodeList > .episode-list--cursor { color: $background; background: $accent; text-style: bold; }
    EpisodeList > .episode-list--resting { color: $foreground; background: $panel; }
    """

    @dataclass
    class Moved(Message):
        """The cursor stands on another episode."""

        episode_id: str

    def __init__(self, widget_id: str) -> None:
        super().__init__(id=widget_id)
        self._lines: Sequence[EpisodeLine] = ()

    @property
    def lines(self) -> Sequence[EpisodeLine]:
        """What is listed."""
        return self._lines

    @property
    def count(self) -> int:
        """How many are listed."""
        return len(self._lines)

    @property
    def chosen(self) -> EpisodeLine | None:
        """The line under the cursor."""
        return self._lines[self.cursor] if self.cursor < len(self._lines) else None

    def show(self, lines: Sequence[EpisodeLine], *, at: str | None = None) -> None:
        """List these; the cursor goes to the episode `at`, else stays as near as it can."""
        self._lines = lines
        self.virtual_size = Size(self.size.width, len(lines))
        found = next((n for n, line in enumerate(lines) if line.id == at), self.cursor) if at else self.cursor
        self.cursor = max(0, min(found, len(lines) - 1))
        self.into_view()
        self.refresh()

    def exchange(self, gone: Collection[str], came: Sequence[EpisodeLine], *, at: str) -> None:
        """Put some episodes in place of others and go to the episode `at`."""
        new = {line.id for line in came}
        kept = [line for line in self._lines if line.id not in gone and line.id not in new]
        self.show(sorted([*kept, *came], key=lambda line: line.began), at=at)

    def render_line(self, y: int) -> Strip:
        """One row of the viewport."""
        width = self.scrollable_content_region.width or self.size.width
        place = y + self.scroll_offset.y
        plain = self.get_component_rich_style("episode-list--line")
        if place >= len(self._lines):
            return Strip([Segment(" " * width, plain)], width)
        line = self._lines[place]
        when, judged = f"{line.began:%d %b %Y %H:%M}", JUDGED.get(line.judged or "", "")
        told = f"{when}  {judged:<8} {one_line(line.told)}"
        if place == self.cursor:
            style = self.get_component_rich_style("episode-list--cursor" if self.has_focus else "episode-list--resting")
            return Strip([Segment(set_cell_size(told, width), style)], width)
        quiet = self.get_component_rich_style("episode-list--quiet")
        head = len(when)
        cut = set_cell_size(told, width)
        return Strip([Segment(cut[:head], quiet), Segment(cut[head:], plain)], width)

    def watch_cursor(self, before: int, after: int) -> None:
        """Repaint and tell."""
        super().watch_cursor(before, after)
        if before != after and (line := self.chosen) is not None:
            self.post_message(self.Moved(line.id))
