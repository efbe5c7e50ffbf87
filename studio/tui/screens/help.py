"""The help page of a room, and the keys that act there."""

from __future__ import annotations

from importlib import resources
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Markdown


class HelpScreen(ModalScreen[None]):
    """A page of Markdown written by us, with the keys of the screen beneath it."""

    CSS = """
    HelpScreen { align: center middle; background: $background 60%; }
    HelpScreen VerticalScroll {
        width: 90%; max-width: 90; height: 90%; border: round $accent; background: $surface; padding: 0 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q", "dismiss", "Close", id="help.close"),
    ]

    def __init__(self, room: str) -> None:
        super().__init__()
        self._room = room

    def compose(self) -> ComposeResult:
        """Page and keys."""
        with VerticalScroll() as page:
            page.border_title = "help · Esc closes"
            yield Markdown(help_page(self._room) + "\n\n" + self._keys())

    def _keys(self) -> str:
        beneath = self.app.screen_stack[-1] if len(self.app.screen_stack) == 1 else self.app.screen_stack[-2]
        rows = ["## Keys here", "", "| key | does |", "| --- | --- |"]
        seen: set[str] = set()
        whole_rows: dict[str, str] = getattr(beneath, "key_rows", dict)()
        for active in beneath.active_bindings.values():
            binding = active.binding
            if binding.system or not binding.id or not binding.description or binding.action in seen:
                continue
            seen.add(binding.action)
            row = whole_rows.get(binding.id) or binding.key_display
            does = binding.description if row else binding.tooltip or binding.description
            rows.append(f"| `{row or self.app.get_key_display(binding)}` | {does} |")
        return "\n".join(rows)


def help_page(room: str) -> str:
    """The Markdown page of a room."""
    page = resources.files("studio") / "help" / f"{room}.md"
    return page.read_text(encoding="utf-8")
