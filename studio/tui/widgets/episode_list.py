"""Every episode as a line, painted only where it shows: a hundred thousand cost what a hundred do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.events import Click, Focus
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from studio.store.episodes import EpisodeLine
from studio.tui.plain import one_line

JUDGED = {"good": "✓ good", "mixed": "◐ mixed", "bad": "✕ bad", "unknown": "○ open"}
"""Outcome → mark and word."""


class EpisodeList(ScrollView, can_focus=True):
    """A list of episodes with a cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "jump(0)", "First", show=False),
        Binding("end", "jump(-1)", "Last", show=False),
        Binding("right", "screen.enter_records", "Lines", id="episodes.lines", tooltip="Choose one of its lines"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "episode-list--line",
        "episode-list--quiet",
        "episode-list--cursor",
        "episode-list--resting",
    }
    DEFAULT_CSS = """
    EpisodeList { scrollbar-size-vertical: 1; overflow-x: hidden; background: $background; }
    EpisodeList > .episode-list--line { color: $foreground; background: $background; }
    EpisodeList > .episode-list--quiet { color: $text-muted; background: $background; }
    EpisodeList > .episode-list--cursor { color: $background; background: $accent; text-style: bold; }
    EpisodeList > .episode-list--resting { color: $foreground; background: $panel; }
    """

    cursor: reactive[int] = reactive(0, init=False)

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
    def chosen(self) -> EpisodeLine | None:
        """The line under the cursor."""
        return self._lines[self.cursor] if self.cursor < len(self._lines) else None

    def show(self, lines: Sequence[EpisodeLine], *, at: str | None = None) -> None:
        """List these; the cursor goes to the episode `at`, else stays as near as it can."""
        self._lines = lines
        self.virtual_size = Size(self.size.width, len(lines))
        found = next((n for n, line in enumerate(lines) if line.id == at), self.cursor) if at else self.cursor
        self.cursor = max(0, min(found, len(lines) - 1))
        self._into_view()
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
        self.refresh()
        if before != after and (line := self.chosen) is not None:
            self.post_message(self.Moved(line.id))

    def on_focus(self, event: Focus) -> None:
        """The cursor looks different with the focus."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor looks different without the focus."""
        self.refresh()

    def on_click(self, event: Click) -> None:
        """Choose with the mouse."""
        self.action_jump(event.y + self.scroll_offset.y)

    def action_move(self, by: int) -> None:
        """Up or down."""
        self.action_jump(max(0, self.cursor + by))

    def action_page(self, by: int) -> None:
        """A screenful up or down."""
        self.action_move(by * max(1, self.size.height - 1))

    def action_jump(self, to: int) -> None:
        """To a line; -1 is the last."""
        last = len(self._lines) - 1
        if last >= 0:
            self.cursor = last if to < 0 else min(to, last)
            self._into_view()

    def _into_view(self) -> None:
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)
