"""The `g` key: one letter goes to a room."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static

from studio.tui.rooms import ROOMS


class GoScreen(ModalScreen[str | None]):
    """Lists the rooms with their letters; the next key chooses."""

    CSS = """
    GoScreen { align: center middle; background: $background 60%; }
    GoScreen Static { width: 30; height: auto; border: round $accent; background: $surface; padding: 0 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "dismiss(None)", "Stay", id="go.stay")]

    def compose(self) -> ComposeResult:
        """The letters."""
        lines = [Content.assemble(("h", "bold $text-accent"), "  Home, the week")]
        lines += [Content.assemble((r.letter, "bold $text-accent"), f"  {r.number} {r.title}") for r in ROOMS]
        box = Static(Content("\n").join(lines))
        box.border_title = "go to"
        yield box

    def on_key(self, event: Key) -> None:
        """Choose by letter or number."""
        chosen = {"h": "home", "0": "home"}
        for room in ROOMS:
            chosen[room.letter] = chosen[str(room.number)] = room.name
        if event.character in chosen:
            event.stop()
            self.dismiss(chosen[event.character])
