"""The desk a review is done at: what was found, grouped by surface, with where each stands."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from studio.core.spans import Replacement, splice
from studio.scrub.scan import corpus
from studio.store import Store
from studio.store.decisions import Decision, Verdict
from studio.store.scrub import StoredFinding, stand_in

CONTEXT = 70
"""Characters shown on each side of a surface."""

SHOWN = 12
"""Contexts kept per surface."""

LOOKED_AT = 6
"""Mentions looked at for each context shown: many are the same line again."""

WINDOW = 40
"""Findings of the same text that may stand beside a surface, on either side."""


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

    canonical: str = ""
    """What it is a mention of: surfaces of one entity that share it are forms of one name, with one stand-in."""

    key: str = ""
    """The surface as decisions are kept."""

    @property
    def at(self) -> tuple[str, str]:
        """(key, entity): what a decision is about."""
        return self.key, self.entity


@dataclass(frozen=True, slots=True)
class _Group:
    """The mentions of one surface, summed up."""

    usual: StoredFinding
    """A mention as it is written most often."""
    surest: StoredFinding
    mentions: list[tuple[str, StoredFinding]]


class Desk:
    """Everything found in a store that was scanned, read once, with the decisions that stand.

    Args:
        store: The store.
        texts: Whether to keep the texts, which contexts are cut from.
    """

    def __init__(self, store: Store, *, texts: bool = True) -> None:
        self._found = store.scrub.findings()
        self._texts = corpus(store) if texts else {}
        self.unscanned = len(self._texts.keys() - store.scrub.fresh()) if texts else 0
        """Texts not scanned with the present rules, people list and settings; 0 without texts."""
        self._verdicts = dict(store.scrub.verdicts())
        mentions: dict[tuple[str, str], list[tuple[str, StoredFinding]]] = defaultdict(list)
        for digest, findings in self._found.items():
            for finding in findings:
                mentions[finding.key, finding.entity].append((digest, finding))
        self._groups = {key: _group(found) for key, found in mentions.items()}

    @property
    def empty(self) -> bool:
        """True when there is no text at all."""
        return not self._texts

    def surfaces(self, entity: str | None = None) -> list[Surface]:
        """Every surface: those of one name together, the undecided first, then by how often they stand in the texts."""
        families: dict[tuple[str, str], list[Surface]] = defaultdict(list)
        for key in self._groups:
            if entity in {None, key[1]}:
                surface = self._surface(key)
                families[surface.entity, self._family(surface)].append(surface)
        ordered = sorted(families.values(), key=_rank)
        return [s for family in ordered for s in sorted(family, key=lambda s: (s.canonical, -s.count, s.surface))]

    def _family(self, surface: Surface) -> str:
        """The shortest name this one begins with: `Ingrid Solheim` stands with `Ingrid`."""
        first = surface.canonical.split(" ")[0]
        return first if surface.entity == "PERSON" and (surface.entity, first) in self._names else surface.canonical

    @cached_property
    def _names(self) -> set[tuple[str, str]]:
        return {(g.usual.entity, g.usual.canonical) for g in self._groups.values()}

    def take(self, changes: Mapping[tuple[str, str], Verdict | None]) -> None:
        """Take decisions that were stored since; None where none stands any more."""
        for key, verdict in changes.items():
            if verdict is None:
                self._verdicts.pop(key, None)
            else:
                self._verdicts[key] = verdict

    def again(self, surface: Surface) -> Surface:
        """A surface with the decision that stands now."""
        return self._surface(surface.at)

    def _surface(self, key: tuple[str, str]) -> Surface:
        group, verdict = self._groups[key], self._verdicts.get(key)
        written = group.usual.surface
        kept = verdict is not None and verdict.decision == "reject"
        return Surface(
            surface=written,
            entity=group.usual.entity,
            count=len(group.mentions),
            replacement=written if kept else stand_in(group.usual, verdict),
            decision=verdict.decision if verdict else None,
            score=group.surest.score,
            why=group.surest.why,
            as_entity=verdict.as_entity if verdict else None,
            person=verdict.person if verdict else None,
            canonical=group.usual.canonical or f"{group.usual.entity}/{group.usual.key}",
            key=group.usual.key,
        )

    def contexts(self, surface: Surface, most: int = SHOWN) -> tuple[Context, ...]:
        """Where a surface stands, different texts before other places of the same, at most that many."""
        found: dict[str, Context] = {}
        seen: set[str] = set()
        mentions = self._groups[surface.at].mentions[: LOOKED_AT * most]
        for again in (False, True):
            for digest, finding in mentions:
                if len(found) < most and digest in self._texts and (digest in seen) == again:
                    seen.add(digest)
                    context = _context(self._texts[digest], finding, self._found[digest], self._verdicts)
                    found.setdefault(context.wrote, context)
        return tuple(found.values())


def _group(mentions: list[tuple[str, StoredFinding]]) -> _Group:
    times = Counter(f.surface for _, f in mentions)
    written = max(times, key=lambda s: (times[s], not s.isupper(), not s.islower()))
    usual = next(f for _, f in mentions if f.surface == written)
    return _Group(usual, max((f for _, f in mentions), key=lambda f: f.score), mentions)


def _rank(family: Sequence[Surface]) -> tuple[bool, int, str, str]:
    most = max(family, key=lambda s: (s.count, s.surface))
    decided = all(s.decision is not None for s in family)
    return decided, -sum(s.count for s in family), most.entity, most.surface


def _context(
    text: str, finding: StoredFinding, others: Sequence[StoredFinding], verdicts: Mapping[tuple[str, str], Verdict]
) -> Context:
    place = bisect_left(others, finding.start, key=lambda f: f.start)
    others = others[max(0, place - WINDOW) : place + WINDOW]
    start, end = max(0, finding.start - CONTEXT), min(len(text), finding.end + CONTEXT)
    start, end = _whole_words(text, start, end, finding)
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


def _whole_words(text: str, start: int, end: int, finding: StoredFinding) -> tuple[int, int]:
    """The stretch without a word cut in two at either end, where a space is near."""
    if start:
        space = text.find(" ", start, min(start + 15, finding.start))
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", max(end - 15, finding.end), end)
        end = space if space >= 0 else end
    return start, end
