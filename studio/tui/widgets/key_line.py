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
            self._show()

    def on_resize(self) -> None:
        """Fit the keys into the new width."""
        super().on_resize()
        self._show()

    def _show(self) -> None:
        self.show_lines([_line(self._before or [], self.size.width)])

    def _keys(self) -> list[tuple[str, str, bool]]:
        """(key, words, acts now) of every action shown, each action once."""
        found: dict[str, tuple[str, str, bool]] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and binding.action not in found:
                key = self.app.get_key_display(binding)
                found[binding.action] = (key, binding.description, active.enabled)
        return list(found.values())


def _line(keys: list[tuple[str, str, bool]], width: int) -> Content:
    """The keys in one line; where they do not fit, help is kept in view at its end."""
    pieces = [_piece(*key) for key in keys]
    used = sum(piece.cell_length for piece in pieces)
    help_at = next((n for n, (_, words, _) in enumerate(keys) if words == "Help"), None)
    if used > width and help_at is not None:
        kept = pieces.pop(help_at)
        while pieces and sum(piece.cell_length for piece in pieces) + kept.cell_length > width:
            pieces.pop()
        pieces.append(kept)
    return Content.assemble(*pieces)


def _piece(key: str, words: str, acts: bool) -> Content:
    return Content.assemble(
        Content.styled(f" {key} ", "bold $text-accent" if acts else QUIET),
        Content.styled(f"{words} ", "" if acts else QUIET),
    )
