"""Where a person types while labelling: one line of text, or topics by letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from studio.label.codebook.schemes import Dimension
from studio.tui.plain import one_line
from studio.tui.widgets.line_input import LineInput


class TextEntry(LineInput):
    """One line of free text under the evidence; Enter takes it, Esc leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", id="label.entry.leave", tooltip="Close; what you typed is kept here"),
    ]

    @dataclass
    class Left(Message):
        """The person left without keeping."""

        field: str
        text: str

    def __init__(self, widget_id: str) -> None:
        super().__init__(id=widget_id, select_on_focus=False)
        self.field = ""

    def ask(self, field: str, question: str, text: str, keys: str = "Enter keeps · Esc later") -> None:
        """Open for a field; `keys` says what the keys do."""
        self.field = field
        self.border_title = Content(f"{one_line(question, 200)} · {keys}")
        self.value = text
        self.cursor_position = len(text)
        self.display = True
        self.focus()

    def action_leave(self) -> None:
        """Close; the text stays a draft."""
        self.post_message(self.Left(self.field, self.value))


class TopicRow(Static):
    """Topics by letter; each letter turns one on or off at once."""

    can_focus = True

    @dataclass
    class Toggled(Message):
        """A topic's letter was pressed."""

        value: str

    class Closed(Message):
        """The person is done with topics."""

    class OwnAsked(Message):
        """The person wants to type a topic of their own."""

    def __init__(self, widget_id: str) -> None:
        super().__init__("", id=widget_id)
        self._dimension: Dimension | None = None

    def show(self, dimension: Dimension, chosen: Sequence[str]) -> None:
        """Show the topics and which are on."""
        self._dimension = dimension
        self.border_title = Content(f"{dimension.title} · letters turn them on and off · + your own · Enter done")
        parts: list[Content] = []
        for choice in dimension.choices:
            here = choice.value in chosen
            mark = "▸" if here else " "
            style = "bold $text-accent" if here else ""
            parts.append(Content.styled(f"{mark}{choice.key} {choice.words}", style))
        own = [topic for topic in chosen if topic not in dimension.values]
        parts += [Content.styled(f"▸  {one_line(topic, 20)}", "bold $text-accent") for topic in own]
        self.update(Content("  ").join(parts))

    def on_key(self, event: events.Key) -> None:
        """Letters toggle, `+` asks for one's own, Enter and Esc close."""
        if event.key in ("escape", "enter"):
            self.post_message(self.Closed())
        elif event.character == "+":
            self.post_message(self.OwnAsked())
        elif self._dimension is not None and event.character and (c := self._dimension.by_key(event.character)):
            self.post_message(self.Toggled(c.value))
        elif not event.is_printable:
            return
        event.stop()
        event.prevent_default()
