"""The desk a review is done at: what was found, grouped by surface, with where each stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from studio.core.spans import Replacement, splice
from studio.scrub.entities import group_key
from studio.scrub.scan import corpus
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


class Desk:
    """Everything found in a store that was scanned, read once; decisions are looked up anew each time.

    Args:
        store: The store.
        texts: Whether to keep the texts, which contexts are cut from.
    """

    def __init__(self, store: Store, *, texts: bool = True) -> None:
        self._store = store
        self._found = store.scrub.findings()
        self._texts = corpus(store) if texts else {}
        self.unscanned = len(self._texts.keys() - store.scrub.fresh()) if texts else 0
        """Texts not scanned with the present rules and people list."""
        self._mentions: dict[tuple[str, str], list[tuple[str, StoredFinding]]] = defaultdict(list)
        for digest, findings in self._found.items():
            for finding in findings:
                self._mentions[finding.key, finding.entity].append((digest, finding))

    @property
    def empty(self) -> bool:
        """True when there is no text at all."""
        return not self._texts

    def surfaces(self, entity: str | None = None) -> list[Surface]:
        """Every surface, the undecided first, then by how often it stands in the texts."""
        verdicts = self._store.scrub.verdicts()
        listed = [self._surface(key, verdicts) for key in self._mentions if entity in {None, key[1]}]
        return sorted(listed, key=lambda s: (s.decision is not None, -s.count, s.entity, s.surface))

    def again(self, surface: Surface) -> Surface:
        """A surface with the decision that stands now."""
        return self._surface((surface.key, surface.entity), self._store.scrub.verdicts())

    def _surface(self, key: tuple[str, str], verdicts: Mapping[tuple[str, str], Verdict]) -> Surface:
        mentions = self._mentions[key]
        written = Counter(f.surface for _, f in mentions).most_common(1)[0][0]
        usual = next(f for _, f in mentions if f.surface == written)
        surest = max((f for _, f in mentions), key=lambda f: f.score)
        verdict = verdicts.get(key)
        kept = verdict is not None and verdict.decision == "reject"
        return Surface(
            surface=written,
            entity=usual.entity,
            count=len(mentions),
            replacement=written if kept else stand_in(usual, verdict),
            decision=verdict.decision if verdict else None,
            score=surest.score,
            why=surest.why,
            as_entity=verdict.as_entity if verdict else None,
            person=verdict.person if verdict else None,
        )

    def contexts(self, surface: Surface, most: int = SHOWN) -> tuple[Context, ...]:
        """Where a surface stands: different places first, at most that many."""
        verdicts = self._store.scrub.verdicts()
        found: dict[str, Context] = {}
        for digest, finding in self._mentions[surface.key, surface.entity]:
            if digest in self._texts:
                context = _context(self._texts[digest], finding, self._found[digest], verdicts)
                found.setdefault(context.wrote, context)
            if len(found) == most:
                break
        return tuple(found.values())


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
