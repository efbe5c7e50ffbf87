"""What is suggested for a label, and how far a source's own certainty has held so far."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from studio.core.episode import Episode

FIELDS = ("outcome", "trigger", "response_style", "topics")
"""Fields that anything is suggested for."""

_EDGES = (0.6, 0.7, 0.8, 0.9)
"""Stated certainties between two edges share a record."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One value for one field."""

    field: str
    """`outcome`, `trigger`, `response_style` or `topics`."""
    value: str
    score: float
    """0..1, the share that was right so far when the source was as sure as this."""
    source: str
    """`rule:cues`, `rule:ending`, `rule:words`, `rule:numbers`, `own labels`, or `tuned:RUN`."""
    because: str
    """What speaks for it, in one line."""


def values_of(labels: Mapping[str, Any], field: str) -> tuple[str, ...]:
    """The values a field has, none when it says nothing."""
    value = labels.get(field)
    if not value:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


_Key = tuple[str, str, str, int]


class TrackRecord:
    """How often suggestions were right, by source, field and stated certainty.

    Args:
        trust: How many labels the stated certainty weighs as much as: score = (trust · stated + right) / (trust + n),
            the mean of a beta distribution.
        by_value: Keep a record per suggested value; a source may know a bad end better than a good one.
    """

    def __init__(self, trust: float, *, by_value: bool = False) -> None:
        self._trust = trust
        self._by_value = by_value
        self._right: dict[_Key, int] = defaultdict(int)
        self._n: dict[_Key, int] = defaultdict(int)
        self._noted: dict[tuple[str, str], list[tuple[_Key, bool]]] = {}

    def score(self, stated: Suggestion) -> float:
        """The share that was right so far where a source was as sure as in this suggestion, 0..1."""
        key = self._key(stated)
        return (self._trust * stated.score + self._right[key]) / (self._trust + self._n[key])

    def overall(self, source: str, field: str) -> tuple[int, int]:
        """(right, of how many)."""
        keys = [key for key in self._n if key[:2] == (source, field)]
        return sum(self._right[key] for key in keys), sum(self._n[key] for key in keys)

    def note(self, episode_id: str, stated: Sequence[Suggestion], labels: Mapping[str, Any]) -> None:
        """Compare suggestions (their scores as stated) with an episode's labels, in place of an earlier comparison."""
        for field in FIELDS:
            for key, right in self._noted.pop((episode_id, field), ()):
                self._n[key] -= 1
                self._right[key] -= right
        for one in stated:
            if values := values_of(labels, one.field):
                key, right = self._key(one), one.value in values
                self._n[key] += 1
                self._right[key] += right
                self._noted.setdefault((episode_id, one.field), []).append((key, right))

    def _key(self, stated: Suggestion) -> _Key:
        value = stated.value if self._by_value else ""
        return stated.source, stated.field, value, bisect_right(_EDGES, stated.score)


def standing(episode: Episode) -> dict[str, Any]:
    """Field → value of an episode's labels, as the store read them with it."""
    labels = episode.labels
    found = {name: getattr(labels, name) for name in labels.__dataclass_fields__}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items() if value}
