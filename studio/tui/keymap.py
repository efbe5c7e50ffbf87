"""Every key of every screen: what it does, where it acts, what it is on now, and what stands in its way."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import Keys, _character_to_key, format_key
from textual.screen import Screen
from textual.widgets import Input, TextArea

from studio.core.errors import UsageError
from studio.core.paths import Home
from studio.core.settings import Settings
from studio.tui.rooms import BY_NAME

EVERYWHERE = "everywhere"
"""Place of the keys that act on every screen."""
_PLACES = {
    "app": EVERYWHERE,
    "room": "every room",
    "home": "the week",
    "people": "Bring in",
    "path": "Bring in",
    "zone": "Bring in",
    "find": "the find line",
    "bulk": "many at once",
    "keys": "the keys",
    "go": "going to a room",
    "help": "the help",
    "coach": "the side panel",
    "look": "lines not flagged",
}
_MODIFIED = re.compile(r"^(?:(?:ctrl|shift|alt|super|hyper|meta)\+)*")
_NAMED = {"space": "Space", "enter": "Enter", "escape": "Esc", "tab": "Tab", "backspace": "Backspace"}
_ALWAYS = {"ctrl+c": "copying", "ctrl+p": "the palette"}
"""Keys that Textual itself keeps for the whole app."""


@dataclass(frozen=True, slots=True)
class Key:
    """One remappable binding."""

    id: str
    """Empty for one that cannot be remapped and only stands in the way."""
    room: str
    """Where it acts, in words."""
    default: tuple[str, ...]
    words: str
    """What it does."""
    places: frozenset[str]
    """The classes it acts in; two bindings that share one cannot share a key."""
    fixed: bool
    """True where it must stay what it is: it acts everywhere, before anything else."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the keymap that cannot be meant."""

    entry: str
    """The entry of `keymap` it is about."""
    words: str


@cache
def keys() -> tuple[Key, ...]:
    """Every binding that has an id, room by room; the first call reads all screens."""
    order = {name: n for n, name in enumerate((EVERYWHERE, "every room", *(r.title for r in BY_NAME.values())))}
    return tuple(sorted((key for key in _all() if key.id), key=lambda key: (order.get(key.room, 99), key.room)))


@cache
def _all() -> tuple[Key, ...]:
    found: dict[str, Key] = {}
    for place, binding in _bindings():
        name = binding.id or ""
        slot = name or f"{place} {binding.key}"
        default = tuple(key.strip() for key in binding.key.split(","))
        known = found.get(slot)
        found[slot] = Key(
            name,
            known.room if known else _room(name),
            tuple(dict.fromkeys((*(known.default if known else ()), *default))),
            known.words if known else (binding.tooltip or binding.description),
            (known.places if known else frozenset()) | {place},
            name.startswith("app."),
        )
    return tuple(found.values())


def _bindings() -> Iterator[tuple[str, Binding]]:
    """(place, binding) of every class of ours that has bindings; a screen has those of its bases and its lists too."""
    for kind in _classes():
        parts = [kind, *(_lists_of(kind) if issubclass(kind, Screen) else ())]
        for base in dict.fromkeys(base for part in parts for base in part.__mro__):
            if not base.__module__.startswith("studio.") or not issubclass(base, DOMNode):
                continue
            for binding in base.__dict__.get("BINDINGS", ()):
                if isinstance(binding, Binding):
                    yield kind.__qualname__, binding


def _lists_of(screen: type[DOMNode]) -> list[type[DOMNode]]:
    """The focusable widgets a screen's module uses, but those that text is typed in: their keys are letters there."""
    used = vars(importlib.import_module(screen.__module__)).values()
    return [
        kind
        for kind in used
        if inspect.isclass(kind) and kind.__module__.startswith("studio.tui.widgets.") and issubclass(kind, DOMNode)
        and not issubclass(kind, (Input, TextArea)) and "BINDINGS" in kind.__dict__
    ]  # fmt: skip


@cache
def _classes() -> tuple[type[DOMNode], ...]:
    import studio.tui

    found: dict[str, type[DOMNode]] = {}
    for module_info in pkgutil.walk_packages(studio.tui.__path__, "studio.tui."):
        module = importlib.import_module(module_info.name)
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if issubclass(kind, DOMNode) and kind.__module__ == module.__name__:
                found[kind.__qualname__] = kind
    return tuple(found.values())


def _room(binding_id: str) -> str:
    head = binding_id.split(".")[0]
    return BY_NAME[head].title if head in BY_NAME else _PLACES.get(head, head.replace("_", " "))


def keymap_of(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Binding id → the keys it was given."""
    found = {}
    for entry in settings.keymap:
        name, _, wanted = entry.partition("=")
        given = tuple(normal(key) for key in _split(wanted))
        if name.strip() and given:
            found[name.strip()] = given
    return found


def in_force(settings: Settings) -> dict[str, str]:
    """Binding id → its keys as Textual takes them; what is no key is left out."""
    real = {name: [key for key in given if _is_key(key)] for name, given in keymap_of(settings).items()}
    return {name: ",".join(given) for name, given in real.items() if given}


def _split(wanted: str) -> list[str]:
    text = wanted.strip()
    return [","] if text == "," else [key.strip() for key in text.split(",") if key.strip()]


def normal(key: str) -> str:
    """A key by the name Textual has for it: `!` is `exclamation_mark`."""
    return _character_to_key(key) if len(key) == 1 else key


def spoken(key: str) -> str:
    """A key as a person reads it: `!`, `Ctrl+R`, `↑`."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    name = _NAMED.get(last) or format_key(last)
    return "+".join([*(m.capitalize() for m in modifiers), name.upper() if modifiers and len(name) == 1 else name])


def now_on(key: Key, keymap: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The keys a binding is on."""
    return tuple(keymap.get(key.id, key.default))


def in_the_way(key: Key, wanted: str, keymap: Mapping[str, Sequence[str]]) -> list[Key]:
    """The other bindings of the same place that are on this key."""
    return [
        other
        for other in _all()
        if (other.id or other) != (key.id or key)
        and wanted in now_on(other, keymap)
        and (other.places & key.places or other.room == EVERYWHERE)
    ]


def refusal(key: Key, wanted: str) -> str:
    """Why a binding cannot be on this key at all; empty when it can."""
    if key.fixed:
        return f"{spoken(key.default[0])} acts everywhere and stays what it is."
    if wanted in _ALWAYS:
        return f"{spoken(wanted)} is for {_ALWAYS[wanted]} everywhere."
    taken = next((k for k in keys() if k.room == EVERYWHERE and wanted in k.default), None)
    if taken is not None:
        return f"{spoken(wanted)} acts everywhere: {taken.words}."
    return "" if _is_key(wanted) else f"“{wanted[:40]}” is no key."


def _is_key(name: str) -> bool:
    last = _MODIFIED.sub("", name)
    if len(last) == 1 or last in {key.value for key in Keys}:
        return bool(last.strip())
    try:
        unicodedata.lookup(last.replace("_", " ").upper())
    except KeyError:
        return last in _NAMED or last in {_character_to_key(chr(code)) for code in range(0x21, 0x7F)}
    return True


def with_keys(settings: Settings, changes: Mapping[str, Sequence[str] | None]) -> Settings:
    """The settings with other keys for some bindings; None puts one back on its default."""
    keymap = keymap_of(settings)
    defaults = {key.id: key.default for key in keys()}
    for name, wanted in changes.items():
        keymap.pop(name, None)
        if wanted and tuple(wanted) != defaults.get(name):
            keymap[name] = tuple(wanted)
    return replace(settings, keymap=tuple(f"{name}={','.join(given)}" for name, given in keymap.items()))


def checked(settings: Settings, name: str, wanted: Sequence[str]) -> Settings:
    """The settings with a binding on these keys.

    Raises:
        UsageError: there is no such binding, a key is none, acts everywhere, or does something else in the same place.
    """
    key = find(name)
    for one in wanted:
        if no := refusal(key, one):
            raise UsageError(no, fix="Choose another key.", code="key_taken")
        for other in in_the_way(key, one, keymap_of(settings)):
            raise UsageError(
                f"{spoken(one)} does something else in the same place: {told(other)}.",
                fix="Choose another key, or give that one another first.",
                code="key_taken",
            )
    return with_keys(settings, {name: wanted})


def told(key: Key) -> str:
    """A binding in words, with its id where it has one."""
    return f"{key.words} ({key.id})" if key.id else key.words


def find(name: str) -> Key:
    """The binding of an id.

    Raises:
        UsageError: there is none; the nearest ids are named.
    """
    every = {key.id: key for key in keys()}
    if name not in every:
        near = get_close_matches(name, every, n=3)
        raise UsageError(
            f"No key has the id “{name[:80]}”.",
            fix=f"Did you mean: {', '.join(near)}?" if near else "studio keys lists them.",
            code="not_found",
        )
    return every[name]


def problems(settings: Settings) -> list[Problem]:
    """What in the keymap cannot be meant: unknown ids, no keys, keys that act everywhere, one key twice in a place."""
    found: list[Problem] = []
    every = {key.id: key for key in keys()}
    keymap = keymap_of(settings)
    seen: set[str] = set()
    for entry in settings.keymap:
        name, equals, wanted = entry.partition("=")
        key = every.get(name.strip())
        if name.strip() in seen:
            found.append(Problem(entry, f"{name.strip()[:60]} is set twice"))
            continue
        seen.add(name.strip())
        if key is None:
            near = get_close_matches(name.strip(), every, n=1)
            found.append(Problem(entry, f"no key has the id “{name[:60]}”" + (f"; {near[0]}?" if near else "")))
        elif not equals or not _split(wanted):
            found.append(Problem(entry, f"{key.id} is given no key"))
        else:
            found += [Problem(entry, no) for one in keymap[key.id] if (no := refusal(key, one))]
            found += [
                Problem(entry, f"{spoken(one)} does something else in the same place: {told(other)}")
                for one in keymap[key.id]
                for other in in_the_way(key, one, keymap)
                if other.room != EVERYWHERE and (other.id not in keymap or other.id > key.id)
            ]
    return found


def told_at_start(home: Home, settings: Settings) -> str:
    """What is wrong with the keymap, each with its line of the settings file; empty when nothing is."""
    found = problems(settings)
    if not found:
        return ""
    try:
        lines = home.settings.read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    said = []
    for problem in found[:4]:
        line = next((n for n, text in enumerate(lines, 1) if problem.entry and problem.entry in text), None)
        where = f"line {line}" if line else problem.entry[:60]
        said.append(f"{home.settings.name}, {where}: {problem.words}.")
    if len(found) > len(said):
        said.append(f"… and {len(found) - len(said)} more: studio keys lists them.")
    return "\n".join(said)
