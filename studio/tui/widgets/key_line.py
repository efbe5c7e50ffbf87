"""The bottom line: the keys that act here, painted as one line of text."""

from __future__ import annotations

from textual.binding import ActiveBinding, Binding
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
        rows: dict[str, str] = getattr(self.screen, "key_rows", dict)()
        for active in self._in_order():
            binding = active.binding
            if binding.show and binding.action not in found:
                key = rows.get(binding.id or "") or self.app.get_key_display(binding)
                found[binding.action] = (key, binding.description, active.enabled)
        return list(found.values())

    def _in_order(self) -> list[ActiveBinding]:
        """What acts now; those of the screen stand as it lists them, wherever a person put their keys."""
        active = list(self.screen.active_bindings.values())
        declared = (one for kind in type(self.screen).__mro__ for one in kind.__dict__.get("BINDINGS", ()))
        places = {one.id: n for n, one in enumerate(declared) if isinstance(one, Binding) and one.id}
        mine = [one for one in active if one.binding.id in places]
        mine.sort(key=lambda one: places[one.binding.id or ""])
        ordered = iter(mine)
        return [next(ordered) if one.binding.id in places else one for one in active]


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
