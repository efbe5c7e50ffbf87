"""What a label scheme is made of: values on keys, dimensions of values, and the scheme that holds them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from studio.core.episode import Domain
from studio.core.errors import UsageError

OUTCOME_KEYS = "asdf"
"""Home row: the four outcomes, unless a scheme puts them elsewhere."""
TRIGGER_KEYS = "1234567890"
"""The number row."""
RESPONSE_KEYS = "qwertyop"
"""The upper row without `u` (undo) and `i` (advice)."""
TOPIC_KEYS = "abcdefghijklmnopqrstuvwxyz"
"""Topics take the letters in their own row, in the order they are listed."""

RESERVED_KEYS: Mapping[str, str] = {
    "u": "undo", "U": "redo", "x": "set aside", "!": "flag", " ": "on", "b": "back", "i": "advice",
    "h": "what helped", "v": "better", "n": "note", "j": "topics", "H": "history", ",": "before", ".": "after",
    "M": "mode", "/": "search", "+": "take what is suggested", "g": "go to a room", "?": "help", ":": "palette",
    "[": "leave out the first line", "]": "leave out the last line", "{": "take in a line before",
    "}": "take in a line after", "m": "join", "B": "many at once", "T": "target", "A": "how good they are",
    "I": "take the drafted advice", "up": "scroll", "down": "scroll", "left": "back", "right": "on",
    "pageup": "scroll", "pagedown": "scroll", "space": "on", "enter": "take what is suggested", "escape": "back",
    "tab": "move", "comma": "before", "full_stop": "after", "exclamation_mark": "flag", "slash": "search",
    "plus": "take what is suggested", "question_mark": "help", "colon": "palette",
    "left_square_bracket": "leave out the first line", "right_square_bracket": "leave out the last line",
    "left_curly_bracket": "take in a line before", "right_curly_bracket": "take in a line after",
}  # fmt: skip
"""Key → what it does on the label screen; no value of a scheme can sit on one."""

VALUE_KEYS = "1234567890qwertyopasdfklzc"
"""Every key a value can sit on: the number row and the letters no action needs."""
SPARE_KEYS = "klzc"
"""Those of them that no shipped scheme has in its rows."""

FREE_TEXT = ("what_helped", "advice", "better", "note")

KEYED: Mapping[str, str] = {"outcome": OUTCOME_KEYS, "trigger": TRIGGER_KEYS, "response_style": RESPONSE_KEYS}
"""Dimensions whose values sit on keys → the row they are on unless a scheme says otherwise."""

DIMENSIONS = (*KEYED, "topics")

COLOURS = ("accent", "success", "warning", "error", "secondary", "muted", "none")
"""Names of colours that read well in the light and in the dark theme."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a field can take."""

    key: str
    value: str
    help: str = ""
    colour: str = ""
    """One of `COLOURS`, empty for none."""

    @property
    def words(self) -> str:
        """The value as a person reads it."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Dimension:
    """One field of a scheme and its choices, in the order of their keys."""

    name: str
    """`outcome`, `trigger`, `response_style` or `topics`."""
    title: str
    choices: tuple[Choice, ...]
    help: str = ""
    """What the whole field asks, in a line."""

    @property
    def values(self) -> tuple[str, ...]:
        """What the field can be."""
        return tuple(choice.value for choice in self.choices)

    def by_key(self, key: str) -> Choice | None:
        """The choice on a key."""
        return next((choice for choice in self.choices if choice.key == key), None)

    def by_value(self, value: str) -> Choice | None:
        """The choice of a value."""
        return next((choice for choice in self.choices if choice.value == value), None)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A versioned set of dimensions for episodes of one domain."""

    name: str
    revision: int
    domain: Domain
    outcome: Dimension
    trigger: Dimension
    response_style: Dimension
    topics: Dimension
    words: Mapping[str, str] = field(default_factory=dict)
    """Free-text field → the question asked for it."""
    cues: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Trigger → whole words that speak of it; they order the queue and label nothing."""
    former: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """(field, value of an earlier revision) → what it became: one value after a merge, several after a split."""
    path: Path | None = None
    own: bool = False
    """True for a scheme of the person's own home."""
    text: str = ""
    """The file as it was read."""

    @property
    def stamp(self) -> str:
        """`name@revision`, written on every label given under it."""
        return f"{self.name}@{self.revision}"

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The four dimensions in the order they are shown."""
        return (self.outcome, self.trigger, self.response_style, self.topics)

    def dimension(self, name: str) -> Dimension:
        """The dimension of a name.

        Raises:
            UsageError: there is none; the message lists those there are.
        """
        found = next((d for d in self.dimensions if d.name == name), None)
        if found is None:
            raise UsageError(
                f"“{shown(name)}” is no field of the scheme {self.name}.",
                fix=f"{did_you_mean(name, DIMENSIONS)}Fields: {', '.join(DIMENSIONS)}.",
                code="unknown_field",
            )
        return found

    def on_key(self, key: str) -> tuple[Dimension, Choice] | None:
        """The value a key gives on the label screen, with its field."""
        for dimension in (self.outcome, self.trigger, self.response_style):
            if choice := dimension.by_key(key):
                return dimension, choice
        return None

    def became(self, name: str, value: str) -> tuple[str, ...]:
        """The values of today that a former value became, followed through later merges and splits; () for none."""
        found: dict[str, None] = {}
        seen: set[str] = set()
        waiting = [value]
        while waiting:
            one = waiting.pop(0)
            if one in seen:
                continue
            seen.add(one)
            successors = self.former.get((name, one), ())
            if not successors or one in successors:
                found[one] = None
            waiting.extend(successors)
        return tuple(found) if (name, value) in self.former else ()

    def check(self, name: str, value: Any) -> None:
        """Refuse a value the scheme does not have; topics and free text may be anything.

        Raises:
            UsageError: the value is not one of the field's; the message lists those that are.
        """
        if value is None or name in FREE_TEXT or name == "topics":
            return
        dimension = self.dimension(name)
        if value not in dimension.values:
            became = self.became(name, str(value))
            now = f"It became {' or '.join(f'“{v}”' for v in became)}. " if became else ""
            raise UsageError(
                f"{name} “{shown(value)}” is not in the scheme {self.stamp}.",
                fix=f"{now or did_you_mean(value, dimension.values)}Use one of: {', '.join(dimension.values)}.",
                code="unknown_value",
            )

    def as_dict(self) -> dict[str, Any]:
        """The scheme as `studio label schemes --json` prints it."""
        return {
            "name": self.name,
            "revision": self.revision,
            "domain": self.domain,
            "own": self.own,
            "path": str(self.path) if self.path else None,
            "titles": {d.name: d.title for d in self.dimensions},
            "help": {d.name: d.help or None for d in self.dimensions},
            **{
                d.name: [
                    {"key": c.key, "value": c.value, "help": c.help or None, "colour": c.colour or None}
                    for c in d.choices
                ]
                for d in self.dimensions
            },
            "former": [
                {"field": name, "value": value, "became": list(self.became(name, value))} for name, value in self.former
            ],
        }


def did_you_mean(word: Any, allowed: Iterable[str], *, likeness: float = 0.6) -> str:
    """`Did you mean “…”? ` for the nearest of the allowed words, empty when none is near."""
    known = list(allowed)
    near = get_close_matches(str(word)[:60].lower(), [k.lower() for k in known], n=1, cutoff=likeness)
    return f"Did you mean “{next(k for k in known if k.lower() == near[0])}”? " if near else ""


def shown(value: Any) -> str:
    """A value as an error quotes it: on one line, without control characters, at most 60 characters."""
    text = "".join(c if c.isprintable() else "�" for c in str(value)[:200])
    return text if len(text) <= 60 else text[:59] + "…"
