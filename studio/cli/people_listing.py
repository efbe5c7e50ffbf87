"""Everybody in the record, as every command about people tells it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from studio.ingest.acquaintance import Suggestion
    from studio.store import Store
    from studio.store.people import Person

_SHOWN = 20
"""Suggestions in the human output."""


def listed(store: Store) -> tuple[dict[str, Any], str]:
    """Everybody and who may be one person, as JSON and for people."""
    from studio.ingest.acquaintance import suggestions

    found = store.people.counted()
    perhaps = suggestions(found, store.people.apart())
    human = "\n".join([*(_line(person) for person in found), *_perhaps(perhaps)])
    people = [
        {"name": p.name, "role": p.role, "aliases": list(p.aliases), "consent": p.consent, "messages": p.messages}
        for p in found
    ]
    suggested = [{"keep": one.keep, "other": one.other, "why": one.why} for one in perhaps]
    return (
        {"people": people, "suggestions": suggested},
        human or "Nobody yet: bring in a chat, or studio people add NAME.",
    )


def _perhaps(found: Sequence[Suggestion]) -> list[str]:
    """Who may be one person, each with the command that says so and the one that says no."""
    if not found:
        return []
    lines = ["", "Perhaps one person:"]
    for one in found[:_SHOWN]:
        pair = " ".join(shlex.quote(name) for name in _safe_first(one.keep, one.other))
        lines += [f"  {one.keep} and {one.other}: {one.why}", f"    studio people merge {pair}"]
        lines.append(f"    studio people apart {pair}   (they are two)")
    if len(found) > _SHOWN:
        lines.append(f"  … and {len(found) - _SHOWN} more: studio people --json lists them all.")
    return lines


def _safe_first(*names: str) -> list[str]:
    """Names as arguments; behind `--` where one begins like an option."""
    return ["--", *names] if any(name.startswith("-") for name in names) else list(names)


def _line(person: Person) -> str:
    role = f" ({person.role})" if person.role else ""
    aliases = f", also {', '.join(person.aliases)}" if person.aliases else ""
    messages = f", {person.messages} message{'s' if person.messages > 1 else ''}" if person.messages else ""
    return f"{person.name}{role}{aliases}{messages}"
