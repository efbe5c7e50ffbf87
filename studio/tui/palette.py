"""The command palette: rooms, and every action of the screen on show."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType

from studio.tui.rooms import ROOMS


class RoomCommands(Provider):
    """Rooms and actions by name; searches a list in memory, never the store."""

    def _commands(self) -> Iterator[tuple[str, IgnoreReturnCallbackType, str]]:
        from studio.tui.app import StudioApp

        app = self.app
        assert isinstance(app, StudioApp)
        yield "Home: the week", partial(app.go, "home"), "g h"
        for room in ROOMS:
            yield f"{room.number} {room.title}", partial(app.go, room.name), f"g {room.letter}"
        yield "Keys: put them elsewhere", self._keys, "Every key of every room"
        yield "Dark or light", app.action_theme, "Switch the theme"
        yield "Save a picture of the screen", app.action_screenshot_here, "An SVG in the home"
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.system or not binding.description or not active.enabled:
                continue
            run = partial(app.run_action, binding.action, active.node)
            yield binding.tooltip or binding.description, run, app.get_key_display(binding)

    def _keys(self) -> None:
        from studio.tui.screens.keys import KeysScreen

        self.app.push_screen(KeysScreen())

    async def discover(self) -> Hits:
        """Everything, before a letter is typed."""
        for title, run, hint in self._commands():
            yield DiscoveryHit(title, run, help=hint)

    async def search(self, query: str) -> Hits:
        """What matches the letters typed."""
        matcher = self.matcher(query)
        for title, run, hint in self._commands():
            score = matcher.match(title)
            if score > 0:
                yield Hit(score, matcher.highlight(title), run, help=hint)
