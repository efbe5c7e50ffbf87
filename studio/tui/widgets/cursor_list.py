"""A list with a cursor, painted row by row: what every long list of the studio has in common."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click, Focus
from textual.geometry import Region
from textual.reactive import reactive
from textual.scroll_view import ScrollView

_MOVE = Binding.Group("move")
MOVES: list[BindingType] = [
    Binding("up", "move(-1)", "Up", show=False, id="list.up", tooltip="Up", group=_MOVE),
    Binding("down", "move(1)", "Down", show=False, id="list.down", tooltip="Down", group=_MOVE),
    Binding("pageup", "page(-1)", "Page up", show=False, id="list.page_up", tooltip="A page up", group=_MOVE),
    Binding("pagedown", "page(1)", "Page down", show=False, id="list.page_down", tooltip="A page down", group=_MOVE),
    Binding("home", "jump(0)", "First", show=False, id="list.first", tooltip="The first", group=_MOVE),
    Binding("end", "jump(-1)", "Last", show=False, id="list.last", tooltip="The last", group=_MOVE),
]


class CursorList(ScrollView, can_focus=True):
    """Moves a cursor over things that may take one row each or more.

    A subclass says how many there are (`count`), paints them (`render_line`), and where a thing is not a row says which
    row belongs to which (`place_at`, `region_of`).
    """

    DEFAULT_CSS = """
    CursorList { scrollbar-size-vertical: 1; overflow-x: hidden; background: $background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = MOVES

    cursor: reactive[int] = reactive(0, init=False)
    """Place of the cursor."""

    @property
    def count(self) -> int:
        """How many things there are."""
        return 0

    def place_at(self, row: int) -> int:
        """Which thing stands on a row."""
        return row

    def region_of(self, place: int) -> Region:
        """What is to be in view when the cursor stands on a thing."""
        return Region(0, place, 1, 1)

    def watch_cursor(self, before: int, after: int) -> None:
        """Paint where it stands."""
        self.refresh()

    def on_focus(self, event: Focus) -> None:
        """The cursor looks different with the focus."""
        self.into_view()
        self.refresh()

    def on_blur(self) -> None:
        """The cursor looks different without the focus."""
        self.refresh()

    def on_click(self, event: Click) -> None:
        """Choose with the mouse."""
        row = event.y + self.scroll_offset.y
        if row < self.virtual_size.height:
            self.action_jump(self.place_at(row))

    def action_move(self, by: int) -> None:
        """Up or down."""
        self.action_jump(max(0, self.cursor + by))

    def action_page(self, by: int) -> None:
        """A screenful up or down."""
        if not self.count:
            return
        top = self.region_of(self.cursor).y
        wanted = min(max(0, top + by * max(1, self.size.height - 1)), self.virtual_size.height - 1)
        here = self.place_at(wanted)
        self.action_jump(max(0, here if here != self.cursor else here + by))

    def action_jump(self, to: int) -> None:
        """To a thing; -1 is the last."""
        last = self.count - 1
        if last >= 0:
            self.cursor = last if to < 0 else min(to, last)
            self.into_view()

    def into_view(self) -> None:
        """Scroll so that the thing under the cursor shows."""
        if self.cursor < self.count:
            self.scroll_to_region(self.region_of(self.cursor), animate=False, force=True)
