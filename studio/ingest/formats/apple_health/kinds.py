"""Kinds of record that a file holds, each known by a small number."""

from __future__ import annotations

from dataclasses import dataclass

from studio.ingest.formats.apple_health.names import Meaning, grouped, is_category, meaning_of

_LIMIT = 20_000
"""Kinds of record that are remembered; a phone has a few hundred."""


NIGHTLY = frozenset({"recovery.hrv_sdnn", "recovery.spo2", "recovery.skin_temp"})
"""Metrics besides those of sleep that belong to the day of waking up."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What many records have in common."""

    type: str
    unit: str | None
    device: str | None
    category: bool
    grouped: bool
    meaning: int
    """Place among the meanings; below zero for a category, whose values decide, and for what cannot be."""


class Kinds:
    """Kinds and meanings in the order in which they were met."""

    def __init__(self) -> None:
        self.kinds: list[Kind] = []
        self.meanings = [Meaning("", "")]
        self.nightly = [False]
        """Which meanings belong to the day of waking up."""
        self.noted = False
        """Whether any meaning has a note."""
        self.heads: dict[tuple[bytes, bytes], int] = {}
        """Numbers of kinds by the bytes they are written in."""
        self._known: dict[tuple[str, str | None, str | None], int] = {}
        self._meant: dict[tuple[str, str | None, str | None], int] = {}
        self._problems = ["", ""]

    @property
    def full(self) -> bool:
        """Whether it is time to begin anew."""
        return max(len(self.kinds), len(self.meanings), len(self.heads), len(self._problems)) > _LIMIT

    def number(self, type_: str, unit: str | None, device: str | None) -> int:
        """The number of a kind of record."""
        key = (type_, unit, device)
        if key not in self._known:
            category = is_category(type_)
            meaning = -1 if category else self.meaning(type_, unit, None)
            self._known[key] = len(self.kinds)
            self.kinds.append(Kind(type_, unit, device, category, grouped(type_), meaning))
        return self._known[key]

    def meaning(self, type_: str, unit: str | None, value: str | None) -> int:
        """The number of a meaning; below -1 for one that cannot be."""
        key = (type_, unit, value)
        if key not in self._meant:
            try:
                self._meant[key] = self._append(meaning_of(type_, unit, value))
            except ValueError as problem:
                self._meant[key] = -len(self._problems)
                self._problems.append(str(problem))
        return self._meant[key]

    def problem(self, meaning: int) -> str:
        """Why a meaning cannot be."""
        return self._problems[-meaning]

    def _append(self, meaning: Meaning) -> int:
        self.meanings.append(meaning)
        self.nightly.append(meaning.metric.startswith("sleep.") or meaning.metric in NIGHTLY)
        self.noted = self.noted or meaning.note is not None
        return len(self.meanings) - 1
