"""A question answered in place with one key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from studio.tui.plain import one_line


@dataclass(frozen=True, slots=True)
class Answer:
    """One possible answer."""

    key: str
    """A single character."""
    words: str
    value: str


class Question(Static, can_focus=True):
    """Shows a question and its keys, takes one key, then goes away."""

    @dataclass
    class Answered(Message):
        """The person pressed one of the keys."""

        about: str
        value: str

    class Dropped(Message):
        """The person pressed Esc instead."""

    def __init__(self, name: str) -> None:
        super().__init__("", id=name)
        self.about = ""
        self.answers: tuple[Answer, ...] = ()

    def ask(self, about: str, question: str, answers: Sequence[Answer]) -> None:
        """Put a question; `about` comes back with the answer."""
        self.about = about
        self.answers = tuple(answers)
        keys = [
            Content.assemble(("  ", ""), (one.key, "bold $text-accent"), f" {one_line(one.words, 30)}")
            for one in answers
        ]
        asked = Content.assemble(("▲ ", "$text-warning"), one_line(question, 300))
        self.update(Content.assemble(asked, "\n", *keys, ("   Esc later", "$foreground 60%")))
        self.display = True
        self.focus()

    def on_key(self, event: events.Key) -> None:
        """Take an answer; any other key is let through to the room."""
        if event.key == "escape":
            event.stop()
            self.display = False
            self.post_message(self.Dropped())
            return
        for one in self.answers:
            if event.character == one.key:
                event.stop()
                event.prevent_default()
                self.display = False
                self.post_message(self.Answered(self.about, one.value))
                return
