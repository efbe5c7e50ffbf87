"""One line to look for words in what is being read."""

from __future__ import annotations

from typing import ClassVar, Protocol

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from studio.tui.widgets.line_input import LineInput


class Searchable(Protocol):
    """What a find bar looks through."""

    def find(self, text: str) -> int:
        """Mark every match and go to the first; returns how many there are."""
        ...

    def step_match(self, by: int) -> str:
        """Go to another match; returns where that is, such as `3 of 7`."""
        ...


class FindBar(LineInput):
    """Looks as one types: Enter goes to the next match, Up to the one before, Esc closes and keeps the marks."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "step(1)", "Next", id="find.next", tooltip="The next match"),
        Binding("up,shift+enter", "step(-1)", "Previous", id="find.previous", tooltip="The match before"),
        Binding("escape", "close", "Close", id="find.close", tooltip="Close; what was found stays marked"),
    ]
    DEFAULT_CSS = """
    FindBar { display: none; border-title-color: $text-accent; border-subtitle-color: $text-accent; }
    """

    class Changed(Input.Changed):
        """Other words are sought."""

        @property
        def text(self) -> str:
            """The words as typed."""
            return self.value

    class Closed(Message):
        """The person is done looking."""

    def __init__(self, widget_id: str) -> None:
        super().__init__(id=widget_id, select_on_focus=True, max_length=200)
        self._searched: Searchable | None = None

    def open(self, searched: Searchable) -> None:
        """Look through this; the words sought last are there, to be typed over."""
        self._searched = searched
        self.border_title = Content("find · Enter next · ↑ before · Esc closes")
        self._look()
        self.display = True
        self.focus()

    @on(Input.Changed)
    def _typed(self) -> None:
        self._look()

    def _look(self) -> None:
        if self._searched is not None:
            count = self._searched.find(self.value)
            self._tell("" if not self.value else f"1 of {count:,}" if count else "none")

    def _tell(self, words: str) -> None:
        self.border_subtitle = Content(words)

    def action_step(self, by: int) -> None:
        """To another match."""
        if self._searched is not None:
            self._tell(self._searched.step_match(by))

    def action_close(self) -> None:
        """Close; the marks stay."""
        self.display = False
        self.post_message(self.Closed())
