"""Every key of every room: find one, press another for it, and it acts at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from studio.core.settings import Settings
from studio.tui.app import StudioApp
from studio.tui.key_start import take_keys
from studio.tui.keymap import Key, in_the_way, keymap_of, keys, now_on, refusal, spoken, told, with_keys
from studio.tui.plain import one_line
from studio.tui.theme import QUIET
from studio.tui.widgets.line_input import LineInput
from studio.tui.widgets.matching import fold

_HOW = "Type to find · ↑↓ choose · Enter then the new key · Esc closes"
_PRESS = "Press the new key · Backspace puts it back on its own · Esc leaves it"


class KeyCatcher(Static, can_focus=True):
    """Takes the next key pressed, whatever it is, and says what comes of it."""

    def on_key(self, event: events.Key) -> None:
        """Hand the key to the screen."""
        event.stop()
        event.prevent_default()
        screen = self.screen
        if isinstance(screen, KeysScreen):
            screen.pressed(event.key)


class KeysScreen(ModalScreen[None]):
    """A list of all keys, filtered as one types; a new key is named, checked, saved, and acts at once."""

    studio = getters.app(StudioApp)
    CSS_PATH = "keys.tcss"
    AUTO_FOCUS = "#keys-filter"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False, id="keys.up", tooltip="Up", priority=True),
        Binding("down", "move(1)", "Down", show=False, id="keys.down", tooltip="Down", priority=True),
        Binding("escape", "close", "Close", id="keys.close", tooltip="Back to the room"),
    ]

    listed = getters.query_one("#keys-list", OptionList)
    words = getters.query_one("#keys-words", KeyCatcher)

    def __init__(self) -> None:
        super().__init__()
        self._chosen: Key | None = None
        self._swap: tuple[str, Key] | None = None

    def compose(self) -> ComposeResult:
        """A line to find with, the list, and what is going on."""
        with Vertical(id="keys-box") as box:
            box.border_title = "keys"
            yield LineInput(id="keys-filter", placeholder="find: a room, what it does, a key")
            yield OptionList(id="keys-list", markup=False)
            yield KeyCatcher(_HOW, id="keys-words", markup=False)

    def on_mount(self) -> None:
        """List them all."""
        self.listed.can_focus = False
        self._list()

    @on(Input.Changed, "#keys-filter")
    def _list(self) -> None:
        chosen = self._under_cursor()
        sought = fold(self.query_one("#keys-filter", Input).value).split()
        keymap = keymap_of(self.studio.settings)
        options: list[Option] = []
        room = ""
        for key in keys():
            now = now_on(key, keymap)
            text = fold(f"{key.room} {key.id} {key.words} {' '.join(now)} {' '.join(map(spoken, now))}")
            if not all(word in text for word in sought):
                continue
            if key.room != room:
                room = key.room
                options.append(Option(Content.styled(f"─ {room} ", "bold $text-accent"), disabled=True))
            options.append(Option(_line(key, now), id=key.id))
        self.listed.clear_options()
        self.listed.add_options(options)
        known = [option.id for option in options]
        at = known.index(chosen.id) if chosen and chosen.id in known else 1
        self.listed.highlighted = at if len(options) > 1 else None
        if not options:
            self._say("Nothing is called that.")

    def _under_cursor(self) -> Key | None:
        at = self.listed.highlighted
        name = self.listed.get_option_at_index(at).id if at is not None else None
        return next((key for key in keys() if key.id == name), None)

    def action_move(self, by: int) -> None:
        """Up or down the list while typing."""
        if self._chosen is not None:
            self.pressed("up" if by < 0 else "down")
        elif by < 0:
            self.listed.action_cursor_up()
        else:
            self.listed.action_cursor_down()

    @on(Input.Submitted, "#keys-filter")
    def _choose(self) -> None:
        key = self._under_cursor()
        if key is None:
            return
        if key.fixed:
            self._say(refusal(key, key.default[0]))
            return
        self._chosen, self._swap = key, None
        self._say(f"{_of(key)}\n{_PRESS}")
        self.words.focus()

    def pressed(self, wanted: str) -> None:
        """The new key of the chosen binding, or what to do instead."""
        key, swap = self._chosen, self._swap
        if key is None:
            return
        if wanted == "escape":
            self._end(_HOW)
        elif wanted == "enter" and swap is not None:
            self._exchange(key, *swap)
        elif wanted == "backspace":
            keymap = {name: on for name, on in keymap_of(self.studio.settings).items() if name != key.id}
            self._try(key, key.default, keymap)
        else:
            self._try(key, (wanted,), keymap_of(self.studio.settings))

    def _try(self, key: Key, wanted: Sequence[str], keymap: Mapping[str, Sequence[str]]) -> None:
        self._swap = None
        for one in wanted:
            if no := refusal(key, one):
                self._say(f"{no}\n{_PRESS}")
                return
            others = in_the_way(key, one, keymap)
            if not others:
                continue
            other = others[0]
            if len(others) == 1 and len(wanted) == 1 and self._can_swap(key, other, keymap):
                self._swap = one, other
                self._say(
                    f"{spoken(one)} is taken here: {_of(other)}.\nEnter swaps the two · another key · Esc leaves it"
                )
            else:
                self._say(f"{spoken(one)} is taken here: {_of(other)}.\n{_PRESS}")
            return
        self._save(with_keys(self.studio.settings, {key.id: wanted}))
        self._end(f"{_of(key)} is on {', '.join(map(spoken, wanted))} now.")

    def _can_swap(self, key: Key, other: Key, keymap: Mapping[str, Sequence[str]]) -> bool:
        if not other.id or other.fixed or len(now_on(other, keymap)) > 1:
            return False
        mine = now_on(key, keymap)[0]
        return not refusal(other, mine) and {k.id for k in in_the_way(other, mine, keymap)} <= {key.id}

    def _exchange(self, key: Key, wanted: str, other: Key) -> None:
        mine = now_on(key, keymap_of(self.studio.settings))[0]
        self._save(with_keys(self.studio.settings, {key.id: (wanted,), other.id: (mine,)}))
        self._end(f"{_of(key)} is on {spoken(wanted)} now, {_of(other)} on {spoken(mine)}.")

    def _save(self, settings: Settings) -> None:
        self.studio.save_settings(settings)
        take_keys(self.studio)
        self._list()

    def _end(self, words: str) -> None:
        self._chosen = self._swap = None
        self._say(words)
        self.query_one("#keys-filter", Input).focus()

    def _say(self, words: str) -> None:
        self.words.update(Content(words))

    def action_close(self) -> None:
        """Back to the room."""
        self.dismiss()


def _of(key: Key) -> str:
    return f"“{one_line(key.words, 50)}”" if key.id else told(key)


def _line(key: Key, now: Sequence[str]) -> Content:
    on_keys = one_line(", ".join(map(spoken, now)), 16)
    moved = tuple(now) != key.default
    first = Content.styled(f" {'*' if moved else ' '} {on_keys:<17}", "bold $text-accent" if not key.fixed else QUIET)
    was = f"  was {', '.join(map(spoken, key.default))}" if moved else ""
    return Content.assemble(first, one_line(key.words, 60), Content.styled(f"  {key.id}{was}", QUIET))
