"""Templates: how an episode becomes an example, in TOML and a language with no surprises.

A place is `{name}`; `{first|second}` is the first of them that is known; `{name?}` may be absent; `{{` and `}}` are
braces. An example whose places are not all known is not made, and the reason is counted.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from studio.core.episode import DOMAINS
from studio.core.errors import InputError
from studio.core.ids import text_hash

PLACES: dict[str, str] = {
    "situation": "what led up to it",
    "response": "what I said or did",
    "outcome": "the text of what followed",
    "outcome_short": "its first lines",
    "judged": "good, mixed or bad",
    "a_ending": "a good ending, a mixed ending, a bad ending",
    "advice": "my advice to myself",
    "what_helped": "what helped, in my words",
    "what_helped_unless_bad": "the same, unless it ended badly",
    "note": "my note",
}
"""Every place a template may name. Topics, triggers and styles are no places: they are not scrubbed."""

ENDINGS = frozenset({"judged", "a_ending"})
"""Places that say how it ended."""
LIVED = frozenset({"response", "outcome", "outcome_short", *ENDINGS})
"""Places that say what was done and what followed: taught without the ending, a bad one is learned like a good one."""

VIEWS = ("advice", "predict", "pattern")
"""The views that come with Studio."""

_PLACE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


@dataclass(frozen=True, slots=True)
class Missing:
    """Why no example was made: none of these places is known."""

    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A text with places, taken apart."""

    pieces: tuple[str | tuple[tuple[str, ...], bool], ...]
    """Literal text, or (names in order of preference, whether all may be absent)."""

    @property
    def places(self) -> frozenset[str]:
        """Every place it names."""
        return frozenset(name for piece in self.pieces if not isinstance(piece, str) for name in piece[0])

    def fill(self, value: Callable[[str], str | None]) -> str | Missing:
        """The text with every place filled by what `value` says of it, white space at the ends removed."""
        told: list[str] = []
        for piece in self.pieces:
            if isinstance(piece, str):
                told.append(piece)
                continue
            names, optional = piece
            found = next((known for name in names if (known := value(name))), None)
            if found is None and not optional:
                return Missing(names)
            told.append(found or "")
        return "".join(told).strip()


@dataclass(frozen=True, slots=True)
class DomainTemplate:
    """How the episodes of one domain become examples."""

    system: str
    prompt: Form
    completion: Form


@dataclass(frozen=True, slots=True)
class Template:
    """One view of an episode."""

    name: str
    """Versioned, such as `advice.v1`."""
    view: str
    domains: Mapping[str, DomainTemplate]
    hash: str

    @property
    def ending(self) -> Literal["asked", "taught", "none"]:
        """Where the ending stands, as `TemplateMark` has it; of two domains the worse."""
        lived = [part for part in self.domains.values() if part.completion.places & LIVED]
        if any(not part.prompt.places & ENDINGS for part in lived):
            return "taught"
        return "asked" if lived else "none"


def shipped_template(view: str) -> Template:
    """The template of one of the views that come with Studio.

    Raises:
        InputError: no such view.
    """
    if view not in VIEWS:
        raise InputError(f"There is no view “{view}”.", fix=f"Views: {', '.join(VIEWS)}.", code="unknown_view")
    return parse(files(__name__).joinpath(f"{view}.toml").read_text(encoding="utf-8"), f"{view}.toml")


def read_template(path: Path) -> Template:
    """A template of the person's own.

    Raises:
        InputError: it cannot be read, lacks a part, or names a place there is not.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(
            f"The template {path} cannot be read.", fix="Give a TOML file.", code="bad_template"
        ) from problem
    return parse(text, path.name)


def parse(text: str, origin: str) -> Template:
    """The template that TOML text describes.

    Args:
        text: TOML with `name`, `view`, `[system]` and a table per domain with `prompt` and `completion`.
        origin: What messages call it.

    Raises:
        InputError: not TOML, a part is missing or too many, or a place is unknown; the message names it.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise _bad(origin, f"not TOML: {problem}") from problem
    unknown = table.keys() - {"name", "view", "system", *DOMAINS}
    if unknown:
        raise _bad(origin, f"unknown key {min(unknown)}")
    name, view = _text(table, "name", origin), _text(table, "view", origin)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", view):
        raise _bad(origin, f"view “{view}” is not one lower-case word")
    domains: dict[str, DomainTemplate] = {d: _domain(table, d, origin) for d in DOMAINS if d in table}
    if not domains:
        raise _bad(origin, f"it has no table for {' or '.join(DOMAINS)}")
    return Template(name, view, domains, text_hash(text))


def _domain(table: Mapping[str, Any], domain: str, origin: str) -> DomainTemplate:
    part = table[domain]
    if not isinstance(part, Mapping) or part.keys() != {"prompt", "completion"}:
        raise _bad(origin, f"[{domain}] needs a prompt and a completion, and nothing else")
    system = table.get("system")
    if not isinstance(system, Mapping):
        raise _bad(origin, "[system] is missing")
    return DomainTemplate(
        _text(system, domain, origin).strip(),
        form(_text(part, "prompt", origin), origin),
        form(_text(part, "completion", origin), origin),
    )


def form(text: str, origin: str) -> Form:
    """A text with places, taken apart.

    Raises:
        InputError: an unknown place, or a lone brace.
    """
    pieces: list[str | tuple[tuple[str, ...], bool]] = []
    at = 0
    for match in _PLACE.finditer(text):
        pieces.append(text[at : match.start()])
        at = match.end()
        token = match[0]
        if token in ("{{", "}}"):
            pieces.append(token[0])
        elif match[1] is None:
            raise _bad(origin, f"a lone {token}; write {token * 2} for a brace")
        else:
            pieces.append(_place(match[1], origin))
    pieces.append(text[at:])
    return Form(tuple(piece for piece in pieces if piece))


def _place(inside: str, origin: str) -> tuple[tuple[str, ...], bool]:
    names = tuple(name.strip() for name in inside.removesuffix("?").split("|"))
    for name in names:
        if name not in PLACES:
            raise InputError(
                f"{origin}: {{{name}}} is not a place.", fix=f"Places: {', '.join(PLACES)}.", code="unknown_placeholder"
            )
    return names, inside.endswith("?")


def _text(table: Mapping[str, Any], key: str, origin: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _bad(origin, f"{key} is missing or no text")
    return value


def _bad(origin: str, reason: str) -> InputError:
    return InputError(
        f"The template {origin} cannot be used: {reason}.",
        fix="See the templates that come with Studio.",
        code="bad_template",
    )
