"""A line to type a time zone into, completed from the zones there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from zoneinfo import available_timezones

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input

from studio.core.clock import zone
from studio.core.errors import UsageError


class ZoneEntry(Input):
    """Takes an IANA name or an offset; anything else is told in place."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Later", id="zone.leave", tooltip="Leave it at this machine's zone"),
    ]

    @dataclass
    class Chosen(Message):
        """A zone was typed, or none when `zone` is empty."""

        zone: str

    def __init__(self, name: str) -> None:
        super().__init__(placeholder="zone, such as Europe/Berlin or +02:00; → takes the suggestion", id=name)
        self.border_title = "time zone of these exports"

    def on_focus(self) -> None:
        """The names are listed when they are first needed."""
        if self.suggester is None:
            self.suggester = SuggestFromList(sorted(available_timezones()), case_sensitive=False)

    def action_leave(self) -> None:
        """Answer later."""
        self.post_message(self.Chosen(""))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        said = event.value.strip()
        names = {name.casefold(): name for name in available_timezones()}
        said = names.get(said.casefold(), said)
        try:
            zone(said)
        except UsageError as problem:
            self.border_subtitle = problem.message
            return
        self.post_message(self.Chosen(said))
