"""The two lists of the bring-in room: what was brought in, and who is who."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option


class SourceList(OptionList):
    """What was brought in; Enter opens one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Open", id="bring_in.open", tooltip="What was read of it, and what was not and why"),
    ]


class PeopleList(OptionList):
    """Who is in the record; a letter says who they are."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "role('me')", "This is me", id="people.me", tooltip="This is you"),
        Binding("p", "role('partner')", "Partner", id="people.partner", tooltip="Your partner"),
        Binding("f", "role('friend')", "Friend", id="people.friend", tooltip="A friend"),
        Binding("t", "role('therapist')", "Therapist", id="people.therapist", tooltip="A therapist or coach"),
        Binding("x", "role('')", "Nobody yet", id="people.none", tooltip="Take the role away"),
        Binding(
            "d", "forget", "Forget", id="people.forget", tooltip="Take them out of the whole record; it asks first"
        ),
        Binding("plus", "same", "Same person?", id="people.same", tooltip="Go through those who may be one person"),
    ]

    @dataclass
    class Named(Message):
        """The person said who somebody is."""

        row: int
        role: str

    @dataclass
    class Forget(Message):
        """The person wants somebody forgotten."""

        row: int

    class Same(Message):
        """The person wants to go through those who may be one."""

    def action_same(self) -> None:
        """Ask about those who may be one person."""
        self.post_message(self.Same())

    def action_forget(self) -> None:
        """Ask to forget the chosen person."""
        if self.highlighted is not None:
            self.post_message(self.Forget(self.highlighted))

    def action_role(self, role: str) -> None:
        """Give the chosen person a role."""
        if self.highlighted is not None:
            self.post_message(self.Named(self.highlighted, role))


def fill(listed: OptionList, lines: list[Content]) -> None:
    """Show lines, the highlight where it was."""
    row = listed.highlighted
    listed.clear_options()
    listed.add_options(Option(line) for line in lines)
    if lines:
        listed.highlighted = min(row or 0, len(lines) - 1)
