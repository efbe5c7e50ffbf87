"""The studio: one frame, eight rooms, one home. Only modes and what every screen shares live here."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.events import Event, Key
from textual.screen import ModalScreen, Screen

from studio.core.errors import StudioError
from studio.core.paths import Home
from studio.core.settings import Settings, save_settings
from studio.tui.corner import Corner
from studio.tui.idle import Idle
from studio.tui.jobs import JobEnded, JobProgress, Jobs
from studio.tui.key_start import take_keys
from studio.tui.plain import visible
from studio.tui.rooms import BY_NAME, ROOMS
from studio.tui.theme import THEMES

if TYPE_CHECKING:
    from textual.command import Provider

    from studio.coach.session import CoachSession
    from studio.core.episode import Why
    from studio.gaps.report import GapReport
    from studio.store import Store
    from studio.store.overview import Overview
    from studio.train.supervisor import Supervisor
    from studio.tui.panels.conversation import Conversation


def _screen(name: str) -> Callable[[], Screen[None]]:
    def make() -> Screen[None]:
        kind = "HomeScreen" if name == "home" else BY_NAME[name].screen
        screen = getattr(importlib.import_module(f"studio.tui.screens.{name}"), kind)()
        assert isinstance(screen, Screen)
        return screen

    return make


def _commands() -> type[Provider]:
    from studio.tui.palette import RoomCommands

    return RoomCommands


class StudioApp(Corner):
    """The whole program in a terminal.

    Args:
        home: The home on show.
        settings: Its settings.
        store: Its store, open.
        overview: Its counts, where they are known already.
    """

    TITLE = "Studio"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (130, "-wide")]
    MODES: ClassVar[dict[str, str | Callable[[], Screen[None]]]] = {
        name: _screen(name) for name in ("home", *(room.name for room in ROOMS))
    }
    DEFAULT_MODE = "home"
    COMMANDS: ClassVar[set[Callable[[], type[Provider]] | type[Provider]]] = {_commands}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "Help", id="app.help", tooltip="What this room is for and its keys"),
        Binding("colon", "command_palette", "Palette", id="app.palette", show=False, tooltip="Every action by name"),
        Binding("g", "go", "Go to", id="app.go", tooltip="Go to a room by its letter", priority=True),
        Binding("ctrl+t", "panel", "Ask", id="app.panel", tooltip="Open or close the side panel", priority=True),
        Binding("ctrl+q", "quit", "Quit", id="app.quit", tooltip="Leave; everything is kept", priority=True),
    ]

    def __init__(self, home: Home, settings: Settings, store: Store, overview: Overview | None = None) -> None:
        super().__init__()
        self.home = home
        self.settings = settings
        self.store = store
        self.jobs = Jobs(self)
        self.idle = Idle(self)
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = THEMES.get(settings.theme, THEMES["dark"]).name
        self.overview = overview
        self.gap_report: GapReport | None = None
        self.panel_open = False
        self._supervisor: Supervisor | None = None
        self._coach: CoachSession | None = None
        self._conversation: Conversation | None = None

    def on_mount(self) -> None:
        """Take the person's keys and count what is there."""
        take_keys(self, check=True)
        self.idle.begin()
        if self.overview is None:
            self.changed()
        else:
            self.idle.weigh_later()

    def on_unmount(self) -> None:
        """Let go of what runs."""
        self.idle.stop()
        self.jobs.stop_all()
        for worker in (self._coach, self._supervisor):
            if worker is not None:
                worker.close()

    @property
    def supervisor(self) -> Supervisor:
        """Owner of training runs, made on first use."""
        if self._supervisor is None:
            from studio.train.supervisor import Supervisor

            self._supervisor = Supervisor(self.store, self.home)
        return self._supervisor

    @property
    def coach(self) -> CoachSession:
        """The one conversation every side panel shows, made on first use."""
        if self._coach is None:
            from studio.coach.session import CoachSession

            self._coach = CoachSession(self.store, self.home)
        return self._coach

    @property
    def conversation(self) -> Conversation:
        """What was asked and answered since the studio was opened."""
        if self._conversation is None:
            from studio.tui.panels.conversation import Conversation

            self._conversation = Conversation(self)
        return self._conversation

    def go(self, room: str) -> None:
        """Show a room, or `home`."""
        if self.current_mode != room:
            self.switch_mode(room)

    def open_label(self, picks: Sequence[str], why: Why) -> None:
        """Show the label room with these episodes first, recorded with this reason."""
        self.label_picks = (tuple(picks), why)
        self.go("label")

    label_picks: tuple[tuple[str, ...], Why] | None = None
    """Episodes another room asked to have labelled next; the label screen takes and clears them."""

    def changed(self) -> None:
        """Count again after something was stored, then refresh the header and the screen on show."""
        self.idle.count()

    def show_counts(self) -> None:
        """Show what was counted, in the header and on the screen."""
        self.refresh_header()
        getattr(self.screen, "overview_changed", lambda: None)()

    def refresh_header(self) -> None:
        """Redraw the header of the screen on show."""
        from studio.tui.widgets.header import RoomHeader

        for header in self.screen.query(RoomHeader) if self._screen_stack else ():
            header.update_from(self)

    def show_error(self, problem: StudioError) -> None:
        """Say what went wrong and what to do, in a notification."""
        text = f"{problem.message}\n{problem.fix}".rstrip()
        self.notify(visible(text)[:400], severity="error", timeout=12, markup=False)

    def save_settings(self, settings: Settings) -> None:
        """Change settings now and in the file; keys act at once."""
        self.settings = settings
        save_settings(self.home, settings)
        take_keys(self)

    @on(JobProgress)
    def _job_progress(self, message: JobProgress) -> None:
        message.job.step = message.step
        if message.job.progress:
            message.job.progress(message.step)
        self.refresh_header()

    @on(JobEnded)
    def _job_ended(self, message: JobEnded) -> None:
        self.jobs.settle(message)

    async def on_event(self, event: Event) -> None:
        """Every key tells that the person is acting."""
        if isinstance(event, Key):
            self.idle.acted()
        await super().on_event(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """`g` is a letter where text is being typed, or where a dialog asks for keys of its own."""
        taken = self.focused is not None and self.focused.check_consume_key("g", "g")
        typing = taken or isinstance(self.screen, ModalScreen)
        return None if action == "go" and typing else True

    async def action_quit(self) -> None:
        """Leave; a screen that holds something half typed keeps it first."""
        getattr(self.screen, "leaving", lambda: None)()
        await super().action_quit()

    def action_go(self) -> None:
        """Choose a room by its letter."""
        from studio.tui.screens.go import GoScreen

        self.push_screen(GoScreen(), self._gone)

    def _gone(self, room: str | None) -> None:
        if room:
            self.go(room)

    def action_room(self, room: str) -> None:
        """Show a room."""
        self.go(room)

    def action_help(self) -> None:
        """Show the page of the room on show."""
        from studio.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self.current_mode or "home"))

    def action_panel(self) -> None:
        """Open or close the side panel of the screen on show."""
        getattr(self.screen, "toggle_panel", lambda: None)()

    def action_screenshot_here(self) -> None:
        """Save the screen as an SVG in the home."""
        path = self.save_screenshot(path=str(self.home.root))
        self.notify(f"Saved {path}", markup=False)

    def action_theme(self) -> None:
        """Switch between dark and light."""
        other = "light" if self.settings.theme == "dark" else "dark"
        self.save_settings(replace(self.settings, theme=other))
        self.theme = THEMES[other].name
