"""Review: one decision per unique surface, most frequent first; every decision can be taken back."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.core.errors import InputError, UsageError
from studio.core.paths import Home, write_private
from studio.core.settings import Settings
from studio.core.spans import Replacement, splice
from studio.scrub.entities import ENTITIES, group_key
from studio.store import Store
from studio.store.scrub import Decision, StoredFinding, Verdict, stand_in

CONTEXT = 70
"""Characters shown on each side of a surface."""

SHOWN = 12
"""Contexts kept per surface."""


@dataclass(frozen=True, slots=True)
class Context:
    """One place where a surface stands: what the person wrote, and what the model would read."""

    wrote: str
    wrote_span: tuple[int, int]
    """The surface inside `wrote`."""
    reads: str
    reads_span: tuple[int, int]
    """Its stand-in inside `reads`."""


@dataclass(frozen=True, slots=True)
class Surface:
    """One unique surface of one entity."""

    surface: str
    """As it is written most often."""
    entity: str
    count: int
    replacement: str
    """What the model reads in its place; the surface itself where it is kept."""
    decision: Decision | None
    """None while undecided."""
    score: float
    """The highest score of its mentions."""
    why: str
    contexts: tuple[Context, ...] = ()
    as_entity: str | None = None
    """What the person says it really is."""
    person: str | None = None
    """Who the person says it is."""

    @property
    def key(self) -> str:
        """The surface as decisions are kept."""
        return group_key(self.surface, self.entity)


def surfaces(store: Store, *, contexts: bool = True, entity: str | None = None) -> list[Surface]:
    """Every surface found, the undecided first, then by how often it stands in the texts.

    Args:
        store: A store that was scanned.
        contexts: Whether to cut out where each stands, which needs every text.
        entity: Only this one.
    """
    from studio.scrub.scan import corpus

    grouped: dict[tuple[str, str], list[tuple[str, StoredFinding]]] = defaultdict(list)
    found = store.scrub.findings()
    for digest, findings in found.items():
        for finding in findings:
            if entity is None or finding.entity == entity:
                grouped[finding.key, finding.entity].append((digest, finding))
    texts = corpus(store) if contexts else {}
    verdicts = store.scrub.verdicts()
    listed = [_surface(mentions, verdicts, texts, found) for mentions in grouped.values()]
    return sorted(listed, key=lambda s: (s.decision is not None, -s.count, s.entity, s.surface))


def _surface(
    mentions: Sequence[tuple[str, StoredFinding]],
    verdicts: Mapping[tuple[str, str], Verdict],
    texts: Mapping[str, str],
    found: Mapping[str, Sequence[StoredFinding]],
) -> Surface:
    written = Counter(f.surface for _, f in mentions).most_common(1)[0][0]
    usual = next(f for _, f in mentions if f.surface == written)
    surest = max((f for _, f in mentions), key=lambda f: f.score)
    verdict = verdicts.get((usual.key, usual.entity))
    kept = verdict is not None and verdict.decision == "reject"
    contexts = tuple(
        _context(texts[digest], finding, found[digest], verdicts)
        for digest, finding in mentions[:SHOWN]
        if digest in texts
    )
    return Surface(
        surface=written,
        entity=usual.entity,
        count=len(mentions),
        replacement=written if kept else stand_in(usual, verdict),
        decision=verdict.decision if verdict else None,
        score=surest.score,
        why=surest.why,
        contexts=contexts,
        as_entity=verdict.as_entity if verdict else None,
        person=verdict.person if verdict else None,
    )


def _context(
    text: str, finding: StoredFinding, others: Sequence[StoredFinding], verdicts: Mapping[tuple[str, str], Verdict]
) -> Context:
    start, end = max(0, finding.start - CONTEXT), min(len(text), finding.end + CONTEXT)
    for other in others:
        start = other.start if other.start < start < other.end else start
        end = other.end if other.start < end < other.end else end
    before: list[Replacement] = []
    changes: list[Replacement] = []
    for other in others:
        if other.start >= start and other.end <= end:
            verdict = verdicts.get((other.key, other.entity))
            new = other.surface if verdict is not None and verdict.decision == "reject" else stand_in(other, verdict)
            changes.append(Replacement(other.start - start, other.end - start, new))
            if other.end <= finding.start:
                before.append(changes[-1])
    at = finding.start - start + sum(len(r.text) - (r.end - r.start) for r in before)
    own = next(r for r in changes if r.start == finding.start - start)
    return Context(
        wrote=text[start:end],
        wrote_span=(finding.start - start, finding.end - start),
        reads=splice(text[start:end], changes),
        reads_span=(at, at + len(own.text)),
    )


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
