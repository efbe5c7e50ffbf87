"""Stand-ins that run into something else: a name that is kept, or the stand-in of somebody else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.store.scrub import stand_in

if TYPE_CHECKING:
    from studio.store.database import Store

NAMED = frozenset({"PERSON", "LOCATION", "ORG", "HANDLE"})
"""Entities whose stand-ins name something, so that two must not be one."""

_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Collision:
    """A stand-in that means two things."""

    surface: str
    """What is replaced."""
    stand_in: str
    other: str
    """What is kept and shares a word with the stand-in, or what else the same stand-in stands for."""
    kept: bool
    """True where the other stays as it is in the texts."""


def collisions(store: Store) -> list[Collision]:
    """Every stand-in in use that shares a word with something kept, or that stands for two; ordered by surface."""
    verdicts = store.scrub.verdicts()
    kept: dict[str, str] = {}
    used: dict[tuple[str, str], dict[str, str]] = {}
    for findings in store.scrub.findings().values():
        for f in findings:
            verdict = verdicts.get((f.key, f.entity))
            if verdict is None or f.entity not in NAMED:
                continue
            if verdict.decision == "reject":
                kept.update((word.casefold(), f.surface) for word in _WORD.findall(f.surface))
            elif verdict.replacement is None:
                used.setdefault((f.entity, stand_in(f, verdict).casefold()), {}).setdefault(f.canonical, f.surface)
    found: list[Collision] = []
    for (_, fake), surfaces in used.items():
        several = list(surfaces.values())
        shared = next((kept[word] for word in _WORD.findall(fake) if word in kept), None)
        own = {word.casefold() for surface in several for word in _WORD.findall(surface)}
        if shared is not None and not own >= {w.casefold() for w in _WORD.findall(shared)}:
            found.append(Collision(several[0], fake, shared, kept=True))
        found += [Collision(several[0], fake, other, kept=False) for other in several[1:]]
    return sorted(found, key=lambda c: (c.surface.casefold(), c.other))
