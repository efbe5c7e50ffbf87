"""Review: one decision per unique surface, most frequent first; every decision can be taken back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from studio.core.errors import InputError, UsageError
from studio.core.paths import Home, write_private
from studio.core.settings import Settings
from studio.scrub.entities import ENTITIES, group_key
from studio.scrub.review.desk import Desk, Surface
from studio.store import Store
from studio.store.decisions import Decision, Told, Verdict

_TAG = re.compile(r"(?s)[\[<({|*].*[\])}>|*]|[A-Z]+_\d+")
_EXAMPLES = ("train.jsonl", "valid.jsonl", "test.jsonl", "training.jsonl", "validation.jsonl")
"""Files that a dataset or an export of one is made of."""


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
    return _named(surfaces(store, contexts=False, entity=entity), surface)


def _named(everything: Iterable[Surface], surface: str) -> list[Surface]:
    listed = [s for s in everything if group_key(surface, s.entity) == s.key or surface == s.surface]
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
    if decision == "replace":
        check_replacement(replacement or "")
    listed = find(store, surface, entity)
    if decision == "replace":
        check_replacement(replacement or "", listed)
    store.scrub.decide([verdict(s, decision, replacement) for s in listed])
    return listed


def check_replacement(words: str, surfaces: Iterable[Surface] = ()) -> None:
    """Refuse words that cannot stand in for these surfaces.

    Raises:
        UsageError: there are none, they are a tag such as `[NAME]`, or they are what they would replace.
    """
    if not words.strip():
        raise UsageError(
            "A replacement is missing.", fix="Say what the model should read instead.", code="no_replacement"
        )
    if _TAG.fullmatch(words.strip()):
        raise UsageError(
            f"“{words.strip()}” is a tag, which beside stand-ins would show what was found.",
            fix="Give words that could have been written, or keep the suggested stand-in: studio scrub accept.",
            code="tag",
        )
    if any(group_key(words, s.entity) == s.key for s in surfaces):
        raise UsageError(
            f"“{words}” is what it replaces.",
            fix="Choose another, or keep it: studio scrub reject.",
            code="same_replacement",
        )


def decide_several(
    store: Store, wanted: Sequence[str], decision: Literal["accept", "reject"], entity: str | None = None
) -> list[Surface]:
    """Accept or keep several surfaces as one action, which one undo takes back.

    Raises:
        InputError: one of them was not found; nothing is decided then.
    """
    everything = surfaces(store, contexts=False, entity=entity)
    listed = list({s.at: s for surface in wanted for s in _named(everything, surface)}.values())
    store.scrub.decide([verdict(s, decision) for s in listed])
    return listed


def verdict(surface: Surface, decision: Decision, replacement: str | None = None) -> Verdict:
    """A decision about a surface, ready to be stored."""
    return Verdict(surface.key, surface.entity, decision, replacement if decision == "replace" else None)


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


def retype(store: Store, home: Home, settings: Settings, surface: str, entity: str | None, to: str) -> Surface:
    """Say that a surface is of another entity; its stand-in is drawn anew.

    Raises:
        InputError: no such surface was found.
        UsageError: no such entity, or it is found as several and `entity` does not say which is meant.
    """
    from studio.scrub.scan import corpus, surrogates_of

    if to not in ENTITIES:
        raise UsageError(f"“{to}” is no entity.", fix=f"One of: {', '.join(ENTITIES)}.", code="bad_entity")
    found = _the_one(find(store, surface, entity))
    with store.scrub.drawing:
        drawn = surrogates_of(store, home, settings, corpus(store).values())
        new = drawn.surrogate(to, found.surface)
        store.scrub.save_surrogates(drawn.given)
    store.scrub.decide([Verdict(found.key, found.entity, "replace", new, as_entity=to)])
    return found


def this_is(store: Store, home: Home, settings: Settings, surface: str, entity: str | None, person: str) -> Surface:
    """Say whom a surface means: it reads as that person's stand-in, and the next scan looks for it everywhere.

    Raises:
        InputError: no such surface was found.
        UsageError: the person has no name, or the surface is found as several things and `entity` does not say which.
    """
    from studio.scrub.scan import corpus, surrogates_of

    if not person.strip():
        raise UsageError("Nobody was named.", fix="Say the name of the person it means.", code="no_person")
    found = _the_one(find(store, surface, entity))
    main = store.people.resolve(person.strip())
    with store.scrub.drawing:
        drawn = surrogates_of(store, home, settings, corpus(store).values())
        new = drawn.person_surrogate(main, found.surface)
        store.scrub.save_surrogates(drawn.given)
    store.scrub.decide([Verdict(found.key, found.entity, "replace", new, as_entity="PERSON", person=main)])
    return found


def _the_one(found: Sequence[Surface]) -> Surface:
    if len({s.entity for s in found}) > 1:
        kinds = ", ".join(sorted({s.entity for s in found}))
        raise UsageError(
            f"“{found[0].surface}” was found as {kinds}.", fix="Say which is meant with --entity.", code="ambiguous"
        )
    return found[0]


def name_leak(store: Store, line: str, words: str, entity: str) -> str:
    """Say which words of an unflagged line identify somebody: decided at once, looked for everywhere by the next scan.

    Args:
        store: A store that was scanned.
        line: The line that was looked at.
        words: Part of it, in any capitals; all of it when empty.
        entity: What they are.

    Returns:
        The words as they stand in the line.

    Raises:
        UsageError: no such entity, or the words are not in the line.
    """
    if entity not in ENTITIES:
        raise UsageError(f"“{entity}” is no entity.", fix=f"One of: {', '.join(ENTITIES)}.", code="bad_entity")
    named = words_of_line(line, words)
    store.scrub.decide([Verdict(group_key(named, entity), entity, "accept")], told=[Told(named, entity)], leaks=[line])
    return named


def words_of_line(line: str, words: str) -> str:
    """These words as they stand in a line; the whole line when there are none.

    Raises:
        UsageError: they are not in it, or are only a part of a word.
    """
    pieces = words.split()
    if not pieces:
        return line.strip()
    pattern = r"(?i)(?<!\w)" + r"\s+".join(map(re.escape, pieces)) + r"(?!\w)"
    match = re.search(pattern, line)
    if match is None:
        raise UsageError(
            f"“{words.strip()[:60]}” does not stand in that line.", fix="Type whole words of it.", code="not_in_line"
        )
    return match[0]


def mapping(store: Store) -> list[dict[str, str]]:
    """Every replaced surface with what stands in for it: the way back, so never part of an export."""
    return [
        {"surface": s.surface, "entity": s.as_entity or s.entity, "surrogate": s.replacement}
        for s in surfaces(store, contexts=False)
        if s.decision in {"accept", "replace"}
    ]


def write_mapping(store: Store, path: Path) -> int:
    """Write the mapping as JSON lines to a file only its owner can read; returns how many lines.

    Raises:
        UsageError: a dataset or an export lies in that folder, or in one around it.
    """
    folders = path.resolve().parents
    if (packed := next((f for f in folders if any((f / name).exists() for name in _EXAMPLES)), None)) is not None:
        raise UsageError(
            f"{packed} holds examples to learn from: the way back to real names must not lie beside them.",
            fix="Write it to another folder.",
            code="map_beside_export",
        )
    rows = mapping(store)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    write_private(path, lines.encode("utf-8", "surrogatepass"))
    return len(rows)
