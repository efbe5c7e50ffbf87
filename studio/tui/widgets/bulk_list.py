"""Episodes to be marked and labelled together, painted only where they show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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


class BulkList(CursorList):
    """A list with a cursor and marks.

    Args:
        widget_id: Its id.
        beside: What stands at the right of an episode, by id; short words.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+up", "spread(-1)", "Mark up", show=False, id="bulk.mark_up", tooltip="Mark and go up"),
        Binding("shift+down", "spread(1)", "Mark down", show=False, id="bulk.mark_down", tooltip="Mark and go down"),
        Binding("space", "mark", "mark", id="bulk.mark", tooltip="Mark this one, or take the mark off"),
        Binding("v", "range", "from here", id="bulk.range", tooltip="Mark from the last v or mark to here"),
        Binding("asterisk", "all", "all", id="bulk.all", tooltip="Mark all that are listed, or none"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "bulk-list--line",
        "bulk-list--quiet",
        "bulk-list--marked",
        "bulk-list--beside",
        "bulk-list--cursor",
    }
    DEFAULT_CSS = """
    BulkList > .bulk-list--line { color: $foreground; background: $background; }
    BulkList > .bulk-list--quiet { color: $text-muted; background: $background; }
    BulkList > .bulk-list--beside { color: $text-secondary; background: $background; }
    BulkList > .bulk-list--marked { color: $text-accent; background: $background; text-style: bold; }
    BulkList > .bulk-list--cursor { color: $background; background: $accent; text-style: bold; }
    """

    class Changed(Message):
        """Another one is under the cursor, or other ones are marked."""

    def __init__(self, widget_id: str, beside: Callable[[str], str]) -> None:
        super().__init__(id=widget_id)
        self._beside = beside
        self._lines: Sequence[EpisodeLine] = ()
        self._places: dict[str, int] | None = None
        self._anchor: str | None = None
        self.marked: set[str] = set()
        """Ids of the marked episodes; those that a filter hides stay marked and are not among `chosen`."""

    @property
    def lines(self) -> Sequence[EpisodeLine]:
        """What is listed."""
        return self._lines

    @property
    def count(self) -> int:
        """How many are listed."""
        return len(self._lines)

    @property
    def here(self) -> EpisodeLine | None:
        """The line under the cursor."""
        return self._lines[self.cursor] if self.cursor < len(self._lines) else None

    @property
    def chosen(self) -> list[EpisodeLine]:
        """The marked ones that are listed, else the one under the cursor."""
        return self._marked_here() or ([self.here] if self.here else [])

    @property
    def marks(self) -> int:
        """How many of those listed are marked."""
        return len(self._marked_here())

    def _marked_here(self) -> list[EpisodeLine]:
        if not self.marked:
            return []
        if self._places is None:
            self._places = {line.id: n for n, line in enumerate(self._lines)}
        return [self._lines[n] for n in sorted(self._places[i] for i in self.marked if i in self._places)]

    def show(self, lines: Sequence[EpisodeLine]) -> None:
        """List these; the cursor stays on its episode, else at its place."""
        here = self.here
        at = next((n for n, line in enumerate(lines) if here and line.id == here.id), self.cursor)
        self._lines, self._places = lines, None
        self.virtual_size = Size(self.size.width, len(lines))
        self.cursor = max(0, min(at, len(lines) - 1))
        self.into_view()
        self.refresh()

    def repaint(self) -> None:
        """Paint anew what is in view: something beside it changed."""
        self.refresh()

    def in_view(self) -> list[str]:
        """Ids of the episodes on the screen."""
        top = self.scroll_offset.y
        return [line.id for line in self._lines[top : top + self.size.height]]

    def render_line(self, y: int) -> Strip:
        """One row of the viewport."""
        width = self.scrollable_content_region.width or self.size.width
        place = y + self.scroll_offset.y
        style = self.get_component_rich_style
        if place >= len(self._lines):
            return Strip([Segment(" " * width, style("bulk-list--line"))], width)
        line = self._lines[place]
        marked = line.id in self.marked
        beside = one_line(self._beside(line.id), width // 2)
        head = f"{'■' if marked else ' '} {line.began:%d %b %Y}  "
        body = width - len(head) - len(beside) - 2
        told = set_cell_size(one_line(line.told), max(0, body))
        if place == self.cursor:
            whole = set_cell_size(f"{head}{told}  {beside}", width)
            return Strip([Segment(whole, style("bulk-list--cursor"))], width)
        segments = [
            Segment(head, style("bulk-list--marked" if marked else "bulk-list--quiet")),
            Segment(told + "  ", style("bulk-list--marked" if marked else "bulk-list--line")),
            Segment(beside, style("bulk-list--beside")),
        ]
        return Strip(segments).adjust_cell_length(width, style("bulk-list--line"))

    def action_jump(self, to: int) -> None:
        """To a line; -1 is the last."""
        super().action_jump(to)
        if self._lines:
            self._changed()

    def action_mark(self) -> None:
        """Mark the one under the cursor and go on, or take the mark off."""
        if (here := self.here) is not None:
            self._anchor = here.id
            self.marked ^= {here.id}
            self.action_move(1)

    def action_spread(self, by: int) -> None:
        """Mark the one under the cursor and the next one."""
        self._mark([self.here])
        self.action_move(by)
        self._mark([self.here])
        self._changed()

    def action_range(self) -> None:
        """Mark from the place of the last `v` or mark to the cursor."""
        here = self.here
        if here is None:
            return
        places = {line.id: n for n, line in enumerate(self._lines)} if self._anchor else {}
        start = places.get(self._anchor or "", self.cursor)
        first, last = sorted((start, self.cursor))
        self._mark(self._lines[first : last + 1])
        self._anchor = here.id
        self._changed()

    def action_all(self) -> None:
        """Mark all that are listed; when they are, none."""
        listed = {line.id for line in self._lines}
        self.marked = set() if listed <= self.marked else self.marked | listed
        self._changed()

    def _mark(self, lines: Iterable[EpisodeLine | None]) -> None:
        self.marked |= {line.id for line in lines if line is not None}

    def _changed(self) -> None:
        self.refresh()
        self.post_message(self.Changed())
