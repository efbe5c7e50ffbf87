"""The bottom line: the keys that act here, painted as one line of text."""

from __future__ import annotations

from textual.content import Content
from textual.screen import Screen

from studio.tui.theme import QUIET
from studio.tui.widgets.line_board import LineBoard


class KeyLine(LineBoard):
    """Keys and what they do, in the order of the bindings; one widget, so that a room opens without mounting sixty."""

    DEFAULT_CSS = """
    KeyLine { dock: bottom; height: 1; background: $panel; }
    """

    def __init__(self) -> None:
        super().__init__("keys")
        self._before: list[tuple[str, str, bool]] | None = None

    def on_mount(self) -> None:
        """Follow the bindings of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)
        self._changed(self.screen)

    def _changed(self, screen: Screen[object]) -> None:
        if not self.is_attached or screen is not self.screen:
            return
        keys = self._keys()
        if keys != self._before:
            self._before = keys
            self.show_lines([_line(keys)])

    def _keys(self) -> list[tuple[str, str, bool]]:
        """(key, words, acts now) of every action shown, each action once."""
        found: dict[str, tuple[str, str, bool]] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and binding.action not in found:
                key = self.app.get_key_display(binding)
                found[binding.action] = (key, binding.description, active.enabled)
        return list(found.values())


def _line(keys: list[tuple[str, str, bool]]) -> Content:
    pieces: list[Content] = []
    for key, words, acts in keys:
        pieces.append(Content.styled(f" {key} ", "bold $text-accent" if acts else QUIET))
        pieces.append(Content.styled(f"{words} ", "" if acts else QUIET))
    return Content.assemble(*pieces)
