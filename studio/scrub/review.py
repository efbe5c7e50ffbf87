"""Review: one decision per unique surface, most frequent first; every decision can be taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from studio.core.errors import InputError, UsageError
from studio.core.paths import Home, write_private
from studio.core.settings import Settings
from studio.scrub.desk import Desk, Surface
from studio.scrub.entities import ENTITIES, group_key
from studio.store import Store
from studio.store.scrub import Decision, Verdict


def surfaces(store: Store, *, contexts: bool = True, entity: str | None = None) -> list[Surface]:
    """Every surface found, the undecided first, then by how often it stands in the texts.

    Args:
        store: A store that was scanned.
        contexts: Whether to cut out where each stands, which needs every text.
        entity: Only this one.
    """
    desk = Desk(store, texts=contexts)
    return [replace(s, contexts=desk.contexts(s)) if contexts else s for s in desk.surfaces(entity)]


def find(store: Store, surface: str, entity: str | None = None) -> list[Surface]:
    """The surfaces of that wording, whatever their capitals.

    Raises:
        InputError: none was found.
    """
    listed = [
        s
        for s in surfaces(store, contexts=False, entity=entity)
        if group_key(surface, s.entity) == s.key or surface == s.surface
    ]
    if not listed:
        raise InputError(
            f"“{surface}” was not found in any text.",
            fix="List what was found: studio scrub review. Scan again if texts are new: studio scrub scan.",
            code="not_found",
        )
    return listed


def decide(
    store: Store, surface: str, decision: Decision, replacement: str | None = None, entity: str | None = None
) -> list[Surface]:
    """Decide about a surface wherever it stands; on disk when this returns.

    Args:
        store: A store that was scanned.
        surface: As written, in any capitals.
        decision: `accept` its stand-in, `reject` (it stays as it is), or `replace` it with words of the person's own.
        replacement: The person's own words, for `replace`.
        entity: Only where it was found as this.

    Raises:
        InputError: no such surface was found.
        UsageError: `replace` without a replacement, or one that is the surface itself.
    """
    if decision == "replace" and not (replacement or "").strip():
        raise UsageError(
            "A replacement is missing.", fix="Say what the model should read instead.", code="no_replacement"
        )
    listed = find(store, surface, entity)
    if decision == "replace" and replacement and any(group_key(replacement, s.entity) == s.key for s in listed):
        raise UsageError(
            f"“{replacement}” is what it replaces.",
            fix="Choose another, or keep it: studio scrub reject.",
            code="same_replacement",
        )
    store.scrub.decide(
        [Verdict(s.key, s.entity, decision, replacement if decision == "replace" else None) for s in listed]
    )
    return listed


def accept_all(store: Store, above: float = 0.0, entity: str | None = None) -> int:
    """Accept the stand-in of every undecided surface with at least that score, as one action; returns how many.

    Args:
        store: A store that was scanned.
        above: Score, 0..1.
        entity: Only this one.
    """
    return _decide_open(store, "accept", lambda s: s.score >= above and entity in {None, s.entity})


def reject_all(store: Store, below: float, entity: str | None = None) -> int:
    """Keep every undecided surface with a score under `below` as it is, as one action; returns how many."""
    return _decide_open(store, "reject", lambda s: s.score < below and entity in {None, s.entity})


def _decide_open(store: Store, decision: Decision, wanted: Callable[[Surface], bool]) -> int:
    chosen = [s for s in surfaces(store, contexts=False) if s.decision is None and wanted(s)]
    if chosen:
        store.scrub.decide([Verdict(s.key, s.entity, decision) for s in chosen])
    return len(chosen)


def retype(store: Store, home: Home, settings: Settings, surface: str, entity: str, to: str) -> Surface:
    """Say that a surface is of another entity; its stand-in is drawn anew.

    Raises:
        InputError: no such surface was found.
        UsageError: no such entity.
    """
    from studio.scrub.scan import corpus, surrogates_of

    if to not in ENTITIES:
        raise UsageError(f"“{to}” is no entity.", fix=f"One of: {', '.join(ENTITIES)}.", code="bad_entity")
    found = find(store, surface, entity)[0]
    drawn = surrogates_of(store, home, settings, corpus(store).values())
    new = drawn.surrogate(to, found.surface)
    store.scrub.save_surrogates(drawn.given)
    store.scrub.decide([Verdict(found.key, found.entity, "replace", new, as_entity=to)])
    return found


def this_is(store: Store, home: Home, settings: Settings, surface: str, entity: str, person: str) -> Surface:
    """Say whom a surface means: from now on it reads as that person's stand-in, in texts scanned later too.

    Raises:
        InputError: no such surface was found.
    """
    from studio.scrub.scan import corpus, surrogates_of

    found = find(store, surface, entity)[0]
    main = store.people.resolve(person)
    drawn = surrogates_of(store, home, settings, corpus(store).values())
    new = drawn.person_surrogate(main, found.surface)
    store.scrub.save_surrogates(drawn.given)
    store.scrub.decide([Verdict(found.key, found.entity, "replace", new, as_entity="PERSON", person=main)])
    return found


def mapping(store: Store) -> list[dict[str, str]]:
    """Every replaced surface with what stands in for it: the way back, so never part of an export."""
    return [
        {"surface": s.surface, "entity": s.as_entity or s.entity, "surrogate": s.replacement}
        for s in surfaces(store, contexts=False)
        if s.decision in {"accept", "replace"}
    ]


def write_mapping(store: Store, path: Path) -> int:
    """Write the mapping as JSON lines to a file only its owner can read; returns how many lines."""
    rows = mapping(store)
    write_private(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode())
    return len(rows)
