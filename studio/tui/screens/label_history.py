"""Everything ever said about one episode, oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from studio.store.label_events import LabelEvent
from studio.tui.plain import one_line
from studio.tui.theme import QUIET


class LabelHistory(ModalScreen[None]):
    """A list of label events; Esc closes it."""

    DEFAULT_CSS = """
    LabelHistory { align: center middle; }
    LabelHistory > VerticalScroll {
        width: 90%; max-width: 110; height: auto; max-height: 80%;
        border: round $accent; border-title-color: $text-accent; padding: 0 1; background: $surface;
    }
    LabelHistory Static { width: 1fr; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,H,q", "dismiss", "Close", id="label.history.close", tooltip="Back to the episode"),
    ]

    def __init__(self, events: Sequence[LabelEvent]) -> None:
        super().__init__()
        self._events = events

    def compose(self) -> ComposeResult:
        """One line an event."""
        with VerticalScroll() as box:
            box.border_title = "what you said, oldest first · Esc closes"
            yield Static(Content("\n").join(map(_line, self._events)) if self._events else Content("Nothing yet."))


REVISED = {
    "merge": "joined out of two",
    "split": "taken apart from another",
    "trim": "made to begin or end elsewhere",
    "extend": "made longer",
}
"""What was done to an episode → how it is told."""


def _line(event: LabelEvent) -> Content:
    at = event.at.astimezone()
    if event.kind in ("undo", "redo"):
        text = "taken back" if event.kind == "undo" else "brought back"
    elif event.kind == "set":
        value = ", ".join(event.value) if isinstance(event.value, list) else event.value
        text = f"{event.field}: {'cleared' if value is None else one_line(str(value), 60)}"
    elif event.kind == "revise":
        text = REVISED.get(event.field or "", "made by hand")
    elif event.kind == "skip":
        text = "brought back into the queue" if event.value is False else "set aside"
    elif isinstance(event.value, str):
        text = f"flag: {one_line(event.value, 60)}"
    else:
        text = "flag" if event.value else "flag off"
    why = f"  ({event.why}, {event.scheme})" if event.kind == "set" else ""
    return Content.assemble(Content.styled(f"{at:%Y-%m-%d %H:%M}  ", QUIET), Content(text), Content.styled(why, QUIET))
