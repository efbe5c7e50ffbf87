"""Words the person named because no rule found them: looked for everywhere, whatever their capitals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from studio.scrub.engine import without_overlaps
from studio.scrub.entities import ENTITIES, Entity, Finding

WHY = "you said so"
"""Reason given for a finding of this kind."""


class Named:
    """Looks for words the person named.

    Args:
        told: (surface, entity) of each.
    """

    def __init__(self, told: Iterable[tuple[str, str]]) -> None:
        self._entity: dict[str, Entity] = {}
        surfaces = []
        for surface, entity in sorted(told):
            known = next((e for e in ENTITIES if e == entity), None)
            if known is not None and surface.strip():
                self._entity[_folded(surface)] = known
                surfaces.append(r"\s+".join(map(re.escape, surface.split())))
        any_of = "|".join(sorted(surfaces, key=len, reverse=True))
        self._pattern = re.compile(rf"(?i)(?<!\w)(?:{any_of})(?!\w)") if surfaces else None

    def holds(self, text: str) -> bool:
        """True where one of them stands in the text."""
        return self._pattern is not None and self._pattern.search(text) is not None

    def added(self, text: str, findings: Sequence[Finding]) -> list[Finding]:
        """The findings of a text with every place of these words, which come before any other that overlaps."""
        if not self.holds(text):
            return list(findings)
        assert self._pattern is not None
        named = [
            Finding(m.start(), m.end(), self._entity[_folded(m[0])], m[0], 1.0, WHY)
            for m in self._pattern.finditer(text)
            if _folded(m[0]) in self._entity
        ]
        busy = {place for one in named for place in range(one.start, one.end)}
        return without_overlaps([*named, *(f for f in findings if busy.isdisjoint(range(f.start, f.end)))])


def _folded(surface: str) -> str:
    return " ".join(surface.split()).casefold()
