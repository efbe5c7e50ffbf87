"""Where a person writes in their own words: many lines, paste, undo, and a draft that is told of as one types."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import TextArea

from studio.tui.plain import one_line

MOST = 20_000
"""Characters of one text; more is not taken in."""
DRAFT_AFTER = 0.3
"""Seconds from the first key that is not in a draft yet to the draft that has it."""

_BREAKS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_HALVES = re.compile(r"[\ud800-\udfff]")
_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_UNSEEN = "\u2060"


def writable(text: str) -> str:
    """Text as it can be written and kept: plain line feeds, no control characters, `�` for half a character."""
    return _HALVES.sub("�", _CONTROL.sub("", _BREAKS.sub("\n", text)))


class TextEditor(TextArea):
    """Free text under the evidence.

    Enter keeps a text of one line and breaks the line in a longer one; Ctrl+J breaks the line and Ctrl+S keeps it in
    either. Esc leaves it as a draft. What a person wrote is data: no markup, no colours.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s,ctrl+enter", "keep", "Keep", id="label.entry.keep", tooltip="Keep what you wrote, many lines too"
        ),
        Binding(
            "ctrl+j,alt+enter,shift+enter", "break_line", "New line", id="label.entry.line", tooltip="Begin a new line"
        ),
        Binding(
            "escape", "leave", "Leave as draft", id="label.entry.leave", tooltip="Close; what you typed is kept here"
        ),
    ]
    DEFAULT_CSS = """
    TextEditor {
        display: none; height: auto; min-height: 3; max-height: 10;
        border: round $border-blurred; background: $background; padding: 0 1; scrollbar-size-vertical: 1;
        border-title-color: $text-accent; border-subtitle-color: $text-muted;
    }
    TextEditor:focus { border: round $accent; }
    """

    @dataclass
    class Kept(Message):
        """The text is to be kept."""

        field: str
        text: str

    @dataclass
    class Left(Message):
        """The person left without keeping."""

        field: str
        text: str

    @dataclass
    class Draft(Message):
        """The text as it stands while it is being typed."""

        field: str
        text: str

    def __init__(self, widget_id: str) -> None:
        super().__init__("", id=widget_id, language=None, soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
        self.highlight_cursor_line = False
        self.match_cursor_bracket = False
        self.field = ""
        """Which field is asked for."""
        self._told = ""
        self._later = True
        self._soon: Timer | None = None

    def ask(self, field: str, question: str, text: str, *, later: bool = True) -> None:
        """Open for a field, with the text there is; `later` tells that Esc leaves a draft."""
        if self._soon is not None:
            self._settle()
            self._tell()
        self.field, self._later = field, later
        self.border_title = Content(one_line(question, 200))
        clean = writable(text)
        self._told = clean
        self.load_text(clean)
        self.move_cursor(self.document.end)
        self._hint()
        self.display = True
        self.focus()

    def get_line(self, line_index: int) -> Text:
        """A line as it is painted: marks that turn the direction of writing are kept, and not obeyed."""
        line = super().get_line(line_index)
        line.plain = _DIRECTION.sub(_UNSEEN, line.plain)
        return line

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._hint()
        if self._soon is None and self.text != self._told:
            self._soon = self.set_timer(DRAFT_AFTER, self._tell)

    def _tell(self) -> None:
        self._soon = None
        if self.text != self._told:
            self._told = self.text
            self.post_message(self.Draft(self.field, self.text))

    def _settle(self) -> None:
        """Tell of no draft any more."""
        if self._soon is not None:
            self._soon.stop()
            self._soon = None

    def _hint(self) -> None:
        many = self.document.line_count > 1
        keys = "Ctrl+S keeps · Enter new line" if many else "Enter keeps · Ctrl+J new line"
        self.border_subtitle = Content(f"{keys} · Esc {'later' if self._later else 'leaves'}")

    def on_key(self, event: events.Key) -> None:
        """Enter keeps a text of one line."""
        full = event.is_printable and len(self.text) >= MOST and not self.selected_text
        if (event.key == "enter" and self.document.line_count == 1) or full:
            event.stop()
            event.prevent_default()
            if full:
                self._too_long()
            else:
                self.action_keep()

    def on_paste(self, event: events.Paste) -> None:
        """Take in pasted text, as many lines as it has; one that is too long is refused whole."""
        event.stop()
        event.prevent_default()
        pasted = writable(event.text)
        if len(self.text) - len(self.selected_text) + len(pasted) > MOST:
            self._too_long(len(pasted))
        elif pasted and (done := self._replace_via_keyboard(pasted, *self.selection)):
            self.move_cursor(done.end_location)

    def _too_long(self, more: int = 0) -> None:
        what = f"{more:,} characters are too many here" if more else "No more fits here"
        self.notify(f"{what}: a text has at most {MOST:,}.", severity="warning", timeout=6, markup=False)

    def action_keep(self) -> None:
        """Hand the text over to be kept."""
        self._settle()
        self.post_message(self.Kept(self.field, self.text))

    def action_break_line(self) -> None:
        """Begin a new line where the cursor is."""
        self._replace_via_keyboard("\n", *self.selection)

    def action_leave(self) -> None:
        """Close; the text stays a draft."""
        self._settle()
        self.post_message(self.Left(self.field, self.text))
