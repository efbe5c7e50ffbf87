"""How the next ones are chosen: one letter, with how many each way has."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static

from studio.label.picking.queue import Mode, Queue
from studio.tui.theme import QUIET

WAYS: tuple[tuple[str, Mode, str, str], ...] = (
    ("m", "mixed", "half random, half by need", "the usual way"),
    ("r", "audit", "random audit", "tells how often it goes well"),
    ("n", "gap_fill", "filling gaps", "kinds you have hardly labelled"),
    ("u", "uncertain", "the undecided ones", "where a guess is least sure"),
    ("2", "relabel", "second reading", "a week old, its label hidden"),
    ("x", "set_aside", "set aside", "what you skipped"),
    ("!", "flagged", "flagged", "what you marked to come back to"),
    ("w", "begun", "texts begun", "what you wrote and did not keep"),
    ("o", "stale", "older scheme", "a value has changed its meaning"),
)
"""(letter, mode, name, what for)."""

MODE_WORDS: dict[Mode, str] = {mode: name for _, mode, name, _ in WAYS} | {"picks": "asked for"}


class ModeScreen(ModalScreen[Mode | None]):
    """Lists the ways of choosing; the next key takes one."""

    DEFAULT_CSS = """
    ModeScreen { align: center middle; background: $background 60%; }
    ModeScreen Static {
        width: 76; max-width: 96%; height: auto; padding: 0 2; background: $surface;
        border: round $accent; border-title-color: $text-accent;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "Stay", id="label.modes.stay", tooltip="Go on as before"),
    ]

    def __init__(self, queue: Queue, mode: Mode) -> None:
        super().__init__()
        self._queue, self._mode = queue, mode

    def compose(self) -> ComposeResult:
        """One line a way."""
        counts = {"set_aside": self._queue.set_aside, "flagged": self._queue.flagged, "mixed": self._queue.left}
        lines = []
        for letter, mode, name, what_for in WAYS:
            here = "▸" if mode == self._mode else " "
            count = f" ({counts[mode]:,})" if mode in counts else ""
            lines.append(
                Content.assemble(
                    here, (letter, "bold $text-accent"), f"  {name}{count}".ljust(35), Content.styled(what_for, QUIET)
                )
            )
        box = Static(Content("\n").join(lines))
        box.border_title = "what comes next · Esc stays"
        yield box

    def on_key(self, event: Key) -> None:
        """Take the letter's way."""
        for letter, mode, _, _ in WAYS:
            if event.character == letter:
                event.stop()
                self.dismiss(mode)
