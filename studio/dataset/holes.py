"""Holes in a review: what a dataset would let through that nobody has looked at, counted and named by kind."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from studio.core.ids import text_hash
from studio.core.manifest import Override
from studio.store import Store
from studio.store.collisions import collisions

WORDS = {
    "PERSON": ("name", "names"),
    "LOCATION": ("place", "places"),
    "ADDRESS": ("address", "addresses"),
    "DATE": ("date", "dates"),
    "AGE": ("age", "ages"),
    "EMAIL": ("e-mail address", "e-mail addresses"),
    "PHONE": ("telephone number", "telephone numbers"),
    "URL": ("link", "links"),
    "HANDLE": ("handle", "handles"),
    "ID": ("number", "numbers"),
    "ORG": ("organisation", "organisations"),
    "SECRET": ("secret", "secrets"),
}
"""Entity → one of them and several, in words."""


@dataclass(frozen=True, slots=True)
class Holes:
    """What is not reviewed."""

    texts: int = 0
    """Texts in the examples that are not reviewed."""
    unscanned: int = 0
    """Of them, those not scanned with the present rules and people list."""
    surfaces: dict[str, int] = field(default_factory=dict)
    """Entity → different names, places, dates… in them that wait for a decision."""
    planted: bool = True
    """Whether it was tested with planted spans how many are found."""
    looked: bool = True
    """Whether anybody looked at lines in which nothing was found."""
    collisions: int = 0
    """Stand-ins that share a word with something that stays as it is, so that two become one."""

    @property
    def waiting(self) -> int:
        """Different names, places, dates… that wait for a decision."""
        return sum(self.surfaces.values())

    @property
    def residual(self) -> str:
        """What was not measured of what slips through, as `Override.residual` has it."""
        return ", ".join(name for name, done in (("planted", self.planted), ("looked", self.looked)) if not done)

    def override(self, why: str) -> Override:
        """The holes, let through for a reason."""
        return Override(why, self.texts, self.unscanned, self.surfaces, self.residual)

    def in_words(self) -> str:
        """`12 texts not reviewed yet: 3 not looked through, 5 names and 2 dates to decide`."""
        parts = [f"{self.unscanned:,} not looked through"] if self.unscanned else []
        if self.surfaces:
            kinds = [f"{n:,} {WORDS[e][n != 1] if e in WORDS else e}" for e, n in self.surfaces.items()]
            parts.append(f"{_listed(kinds)} to decide")
        told = f"{self.texts:,} {'text' if self.texts == 1 else 'texts'} not reviewed yet"
        return f"{told}: {', '.join(parts)}" if parts else told


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def holes(store: Store, raw: Collection[str]) -> Holes:
    """The holes that texts would tear into a dataset.

    Args:
        store: Findings and decisions.
        raw: Texts that would be in it and are not reviewed.
    """
    fresh, findings, verdicts = store.scrub.fresh(), store.scrub.findings(), store.scrub.verdicts()
    digests = {text_hash(text) for text in raw}
    waiting = {
        (f.key, f.entity) for d in digests & fresh for f in findings.get(d, ()) if (f.key, f.entity) not in verdicts
    }
    by_entity: dict[str, int] = {}
    for _, entity in sorted(waiting, key=lambda pair: pair[1]):
        by_entity[entity] = by_entity.get(entity, 0) + 1
    return Holes(
        texts=len(digests),
        unscanned=len(digests - fresh),
        surfaces=by_entity,
        planted=bool(store.scrub.planted()),
        looked=bool(store.scrub.looked()),
        collisions=len(collisions(store)),
    )
