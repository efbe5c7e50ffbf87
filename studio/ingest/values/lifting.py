"""What strength logs share: sets gathered into workouts, kinds of set, and numbers that can be right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from studio.core.records import SetType, Skipped, Workout, WorkoutSet

SET_TYPES: dict[str, SetType] = {
    "w": "warmup", "warm up": "warmup", "warm-up": "warmup", "warmup": "warmup", "d": "drop", "drop set": "drop",
    "dropset": "drop", "drop": "drop", "f": "failure", "failure": "failure", "normal": "working", "working": "working",
    "": "working",
}  # fmt: skip
"""Kinds of set as the apps write them."""
ASK_UNIT = "Say --unit kg or --unit lb, whichever the app was set to when you logged."

_LIMITS = {
    "weight": (-500, 2000),
    "reps": (0, 10_000),
    "rpe": (0, 10),
    "distance": (0, 2e6),
    "seconds": (0, 864_000),
}
"""What a set can hold, in kilograms, metres and seconds; an assisted exercise has a negative weight."""


def quantity(what: str, value: float | None, factor: float = 1.0) -> float | None:
    """A value in SI; None for a blank or a zero, which is how the apps write “nothing entered”.

    Args:
        what: `weight`, `reps`, `rpe`, `distance` or `seconds`.
        value: As the file gives it.
        factor: From the file's unit to the SI one.

    Raises:
        ValueError: no set holds so much.
    """
    if not value:
        return None
    low, high = _LIMITS[what]
    if not low <= value * factor <= high:
        raise ValueError(f"{what} {value:g} is out of range")
    return value * factor


def whole(reps: float | None) -> int | None:
    """Repetitions as a whole number.

    Raises:
        ValueError: they are none.
    """
    if reps is not None and reps != int(reps):
        raise ValueError(f"{reps} is not a whole number of reps")
    return None if reps is None else int(reps)


@dataclass(slots=True)
class Session:
    """A workout while its rows are gathered."""

    started_at: datetime
    name: str
    seconds: float | None = None
    notes: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    """What its exercises are filed under, for the last line of its note."""
    sets: list[WorkoutSet] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    """Its rows that are no sets."""
    _counts: Counter[str] = field(default_factory=Counter)

    def add(self, one: WorkoutSet) -> None:
        """One more set, counted among those of its exercise."""
        self._counts[one.exercise] += 1
        self.sets.append(replace(one, index=self._counts[one.exercise]))

    def note(self, text: str) -> None:
        """A note to the workout, which the rows may repeat."""
        if text and text not in self.notes:
            self.notes.append(text)

    def label(self, text: str) -> None:
        """What an exercise is filed under, such as `Chest`."""
        if text and text not in self.labels:
            self.labels.append(text)

    def skip(self, where: str, reason: str) -> None:
        """A row that is no set."""
        self.skipped.append(Skipped(where, reason))

    def items(self) -> Iterator[Workout | Skipped]:
        """What was skipped, then the workout; one of notes alone stands for the first of its rows."""
        if self.sets or not self.notes:
            yield from self.skipped
        else:
            yield from self.skipped[1:]
        if self.sets or self.notes:
            note = "\n".join([*self.notes, *([", ".join(self.labels)] if self.labels else [])]) or None
            yield Workout(self.started_at, self.name, self.seconds, note, tuple(self.sets))


class Sessions:
    """Workouts by key, in the order in which they began in the file."""

    def __init__(self) -> None:
        self._sessions: dict[tuple[str, ...], Session] = {}

    def at(self, key: tuple[str, ...], started_at: datetime, name: str) -> Session:
        """The workout of a key, begun when there is none yet."""
        if key not in self._sessions:
            self._sessions[key] = Session(started_at, name)
        return self._sessions[key]

    def items(self) -> Iterator[Workout | Skipped]:
        """All of them."""
        for session in self._sessions.values():
            yield from session.items()
