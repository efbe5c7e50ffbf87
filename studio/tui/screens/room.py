"""What every room's screen is: header, body, side panel, footer."""

from __future__ import annotations

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.screen import Screen

from studio.tui.app import StudioApp
from studio.tui.widgets.header import RoomHeader
from studio.tui.widgets.key_line import KeyLine


class RoomScreen(Screen[None]):
    """Base of the room screens.

    A subclass sets `CSS_PATH` to the `.tcss` beside it, yields its widgets from `compose_room`, loads what it shows in
    `refresh_room` (called each time the screen comes into view and after the store changed), and starts long work
    with `self.studio.jobs.start(name, label, work, done=…, failed=…, progress=…)`. It never touches the store for
    longer than a keystroke may take on the event loop. Bindings carry `id`, `tooltip` and `group`.
    """

    studio = getters.app(StudioApp)

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="room.back", tooltip="Back to the week", show=False),
    ]

    def compose(self) -> ComposeResult:
        """The frame around the room."""
        yield RoomHeader()
        with Horizontal(id="frame"):
            with Container(id="room"):
                yield from self.compose_room()
            yield Container(id="panel-slot")
        yield KeyLine()

    def compose_room(self) -> ComposeResult:
        """The room's own widgets."""
        yield from ()

    def refresh_room(self) -> None:
        """Load again what the room shows."""

    def overview_changed(self) -> None:
        """The store changed and was counted again."""
        self.refresh_room()

    def on_screen_resume(self) -> None:
        """Show the present state whenever the room comes into view."""
        self.query_one(RoomHeader).update_from(self.studio)
        self._match_panel()
        self.refresh_room()

    def toggle_panel(self) -> None:
        """Open or close the side panel; its state is shared by all rooms."""
        self.studio.panel_open = not self.studio.panel_open
        self._match_panel(focus=True)

    def _match_panel(self, *, focus: bool = False) -> None:
        slot = self.query_one("#panel-slot", Container)
        opened = self.studio.panel_open
        slot.set_class(opened, "-open")
        slot.styles.width = min(self.studio.settings.panel_width, max(30, self.size.width // 2))
        if opened and not slot.children:
            from studio.tui.panels.coach import CoachPanel

            slot.mount(CoachPanel())
        if focus:
            if opened:
                self.call_after_refresh(self._focus_panel)
            else:
                self.focus_room()

    def _focus_panel(self) -> None:
        from studio.tui.panels.coach import CoachPanel

        for panel in self.query(CoachPanel):
            panel.focus_question()

    def focus_room(self) -> None:
        """Give the keys back to the room after the panel closed."""
        self.set_focus(None)

    def action_back(self) -> None:
        """Back to the week; from an open panel, back to the room."""
        if (
            self.studio.panel_open
            and self.focused is not None
            and self.query_one("#panel-slot") in self.focused.ancestors
        ):
            self.focus_room()
            return
        self.studio.go("home")
