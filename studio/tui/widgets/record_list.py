"""The records of one episode with a cursor: messages wrapped once and painted only where they show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.strip import Strip

from studio.tui.plain import one_line, visible
from studio.tui.widgets.cursor_list import CursorList
from studio.tui.widgets.wrapping import wrap

AT_ONCE = 200
"""Entries wrapped before the first paint and in each step after it."""
LONGEST = 2000
"""Characters of one record that are shown; what follows is counted."""
NAME_WIDTH = 12
MARGIN = 2
"""Rows kept in view above and below the cursor."""

Standing = Literal["own", "before", "after", "beside", "told"]
"""`own` belongs to the episode alone; `before` and `after` lie next to it in the conversation; `beside` is a note or a
measurement; `told` is text of the episode itself."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as it is shown."""

    record_id: str | None
    at: datetime | None
    who: str | None
    text: str
    standing: Standing
    mine: bool = False
    head: str = ""
    """Words on a line of their own above it."""


@dataclass(frozen=True, slots=True)
class _Row:
    entry: int
    pieces: tuple[tuple[str, str], ...]
    """(text, style name)."""
    chosen: bool = True
    """Whether the cursor covers it."""


class RecordList(CursorList):
    """Shows entries one under the other; the cursor stands on one of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "move(-1)", "Up", show=False),
        Binding("j", "move(1)", "Down", show=False),
        Binding("left", "screen.leave_records", "List", id="episodes.list", tooltip="Back to the list"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "record-list--text",
        "record-list--quiet",
        "record-list--me",
        "record-list--head",
        "record-list--cursor",
        "record-list--resting",
    }
    DEFAULT_CSS = """
    RecordList > .record-list--text { color: $foreground; background: $background; }
    RecordList > .record-list--quiet { color: $text-muted; background: $background; }
    RecordList > .record-list--me { color: $text-accent; background: $background; text-style: bold; }
    RecordList > .record-list--head { color: $text-accent; background: $background; text-style: bold; }
    RecordList > .record-list--cursor { color: $background; background: $accent; }
    RecordList > .record-list--resting { color: $foreground; background: $panel; }
    """

    def __init__(self, widget_id: str) -> None:
        super().__init__(id=widget_id)
        self._entries: Sequence[Entry] = ()
        self._rows: list[_Row] = []
        self._begins: list[int] = []
        self._width = 0
        self._column = 0
        self._day: date | None = None

    @property
    def entries(self) -> Sequence[Entry]:
        """What is shown."""
        return self._entries

    @property
    def chosen(self) -> Entry | None:
        """The entry under the cursor."""
        return self._entries[self.cursor] if self.cursor < len(self._entries) else None

    def show(self, entries: Sequence[Entry], *, at: str | None = None) -> None:
        """Show these; the cursor goes to the record `at`, else to the first that is the episode's own."""
        self._entries = entries
        found = next((n for n, e in enumerate(entries) if at is not None and e.record_id == at), None)
        if found is None:
            found = next((n for n, e in enumerate(entries) if e.standing == "own"), 0)
        self.cursor = found
        self._lay_out()
        if at is None:
            self.scroll_to(y=0, animate=False, force=True)
        else:
            self.into_view()

    def on_resize(self) -> None:
        """Wrap to the new width."""
        if self._content_width() != self._width:
            self._lay_out()

    @property
    def count(self) -> int:
        """How many entries there are."""
        return len(self._entries)

    def place_at(self, row: int) -> int:
        """Which entry a row belongs to."""
        return self._rows[row].entry

    def region_of(self, place: int) -> Region:
        """An entry with a margin around it, where there is room for one."""
        self._lay_out_to(place)
        top = self._begins[place]
        after = self._begins[place + 1] if place + 1 < len(self._begins) else len(self._rows)
        before, height = min(top, MARGIN), max(1, min(after - top, self.size.height))
        if height + 2 * MARGIN <= self.size.height:
            return Region(0, top - before, 1, height + before + MARGIN)
        return Region(0, top, 1, height)

    def render_line(self, y: int) -> Strip:
        """One row of the viewport."""
        width = self._content_width()
        place = y + self.scroll_offset.y
        text = self.get_component_rich_style("record-list--text")
        if place >= len(self._rows):
            return Strip([Segment(" " * width, text)], width)
        row = self._rows[place]
        if row.chosen and row.entry == self.cursor:
            style = self.get_component_rich_style("record-list--cursor" if self.has_focus else "record-list--resting")
            return Strip([Segment(set_cell_size("".join(t for t, _ in row.pieces), width), style)], width)
        segments = [Segment(t, self.get_component_rich_style(f"record-list--{name}")) for t, name in row.pieces if t]
        return Strip(segments).adjust_cell_length(width, text)

    def _content_width(self) -> int:
        return max(16, self.scrollable_content_region.width or self.size.width)

    def _lay_out(self) -> None:
        self._width = self._content_width()
        self._rows, self._begins, self._day = [], [], None
        names = [cell_len(one_line(e.who, NAME_WIDTH)) for e in self._entries[:AT_ONCE] if e.who and e.at]
        self._column = min(NAME_WIDTH, max(names, default=0))
        self._lay_out_more(self._entries)
        self._lay_out_to(self.cursor)
        self.refresh()

    def _lay_out_to(self, place: int) -> None:
        while len(self._begins) <= place < len(self._entries):
            self._lay_out_more(self._entries, go_on=False)

    def _lay_out_more(self, entries: Sequence[Entry], *, go_on: bool = True) -> None:
        if entries is not self._entries:
            return
        done = len(self._begins)
        for number, entry in enumerate(entries[done : done + AT_ONCE], done):
            self._rows.extend(self._headings(number, entry))
            self._begins.append(len(self._rows))
            self._rows.extend(self._rows_of(number, entry))
        self.virtual_size = Size(self._width, len(self._rows))
        if go_on and len(self._begins) < len(entries):
            self.call_later(self._lay_out_more, entries)

    def _headings(self, number: int, entry: Entry) -> list[_Row]:
        day = entry.at.date() if entry.at else None
        told = [(f"── {entry.at:%a %d %b %Y}", "quiet")] if day and self._day and day != self._day else []
        self._day = day or self._day
        if entry.head:
            told.append((entry.head, "head"))
        blank = [_Row(number, (), False)] if entry.head and number else []
        return [*blank, *(_Row(number, (piece,), False) for piece in told)]

    def _rows_of(self, number: int, entry: Entry) -> list[_Row]:
        text = visible(entry.text[:LONGEST])
        if len(entry.text) > LONGEST:
            text += f" … and {len(entry.text) - LONGEST:,} more characters"
        body = "text" if entry.standing in ("own", "told") else "quiet"
        if entry.standing == "told":
            return [_Row(number, ((row, body),)) for row in wrap(text, self._width - 1)]
        time = f"{entry.at:%H:%M}" if entry.at else "     "
        name = set_cell_size(one_line(entry.who or "", NAME_WIDTH), self._column)
        indent = 8 + self._column
        texts = wrap(text, max(8, self._width - indent - 1))
        speaker = "me" if entry.mine and body == "text" else "quiet"
        head = _Row(number, ((f"{time}  ", "quiet"), (f"{name} ", speaker), (texts[0], body)))
        return [head, *(_Row(number, ((" " * indent, body), (one, body))) for one in texts[1:])]
