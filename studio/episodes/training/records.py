"""Personal records: what was done for the first time that well, against every earlier workout with the exercise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from studio.core.set_words import distance, duration, number
from studio.store.records import StoredSet

FAMILIAR = 3
"""Earlier workouts with an exercise that a record needs: the first times of anything are its best."""
EPLEY_REPS = 12
"""Repetitions beyond which the estimate of a maximum says little."""
CLEARLY = 1.01
"""How many times as far, long or fast as before counts as more: watches are no more exact."""
COMPARABLE = 0.9
"""A distance of at least this share of another is fast or slow in comparison with it."""


@dataclass(frozen=True, slots=True)
class PersonalRecord:
    """A record set in one workout."""

    exercise: str
    told: str
    """Such as `heaviest 105 kg (before 100 kg)`."""
    earlier: int
    """Workouts with the exercise before."""


def estimated_maximum(weight_kg: float | None, reps: int | None) -> float | None:
    """Kilograms that could be lifted once: Epley's w · (1 + r / 30) for 2 to 12 repetitions, w itself for one."""
    if weight_kg is None or weight_kg <= 0 or not reps or reps > EPLEY_REPS:
        return None
    return weight_kg if reps == 1 else weight_kg * (1 + reps / 30)


@dataclass(slots=True)
class Bests:
    """The best there was of one exercise so far."""

    times: int = 0
    """Workouts with it."""
    heaviest: float | None = None
    maximum: float | None = None
    reps: dict[float | None, int] = field(default_factory=dict)
    """Weight → most repetitions in a set; None for body weight."""
    metres: float | None = None
    seconds: float | None = None
    """Of sets without repetitions and distance."""
    paces: list[tuple[float, float]] = field(default_factory=list)
    """(metres, seconds per metre) that nothing as long has beaten, the shortest first."""

    def records(self, sets: Sequence[StoredSet]) -> list[str]:
        """What these sets of one workout did better than ever; empty for an exercise not yet familiar."""
        if self.times < FAMILIAR:
            return []
        told = [self._heaviest(sets), self._maximum(sets), self._reps(sets), self._cardio(sets)]
        return [one for one in told if one]

    def learn(self, sets: Sequence[StoredSet]) -> None:
        """Take in the sets of one more workout."""
        self.times += 1
        for one in sets:
            if one.reps:
                self.reps[one.weight_kg] = max(one.reps, self.reps.get(one.weight_kg, 0))
                self.heaviest = _larger(self.heaviest, one.weight_kg)
                self.maximum = _larger(self.maximum, estimated_maximum(one.weight_kg, one.reps))
            elif one.distance_m:
                self.metres = _larger(self.metres, one.distance_m)
                if one.seconds:
                    self._learn_pace(one.distance_m, one.seconds / one.distance_m)
            else:
                self.seconds = _larger(self.seconds, one.seconds)

    def _learn_pace(self, metres: float, pace: float) -> None:
        if any(far >= metres and fast <= pace for far, fast in self.paces):
            return
        left = [(far, fast) for far, fast in self.paces if far > metres or fast < pace]
        self.paces = sorted([*left, (metres, pace)])

    def _heaviest(self, sets: Sequence[StoredSet]) -> str:
        weights = [one.weight_kg for one in sets if one.reps and one.weight_kg is not None]
        if not weights or self.heaviest is None or max(weights) <= self.heaviest:
            return ""
        return f"heaviest {number(max(weights))} kg (before {number(self.heaviest)} kg)"

    def _maximum(self, sets: Sequence[StoredSet]) -> str:
        found = max((e for one in sets if (e := estimated_maximum(one.weight_kg, one.reps)) is not None), default=None)
        if found is None or self.maximum is None or found < self.maximum + 0.05:
            return ""
        return f"estimated maximum {found:.1f} kg (before {self.maximum:.1f} kg)"

    def _reps(self, sets: Sequence[StoredSet]) -> str:
        """Most repetitions at a weight used before, if no heavier one was ever lifted as often."""
        better: list[tuple[float, int, int]] = []
        for one in sets:
            before = self.reps.get(one.weight_kg)
            if before is not None and one.reps and before < one.reps > self._most_from(one.weight_kg):
                better.append((one.weight_kg or 0.0, one.reps, before))
        if not better:
            return ""
        weight, reps, before = max(better)
        return f"most reps{f' at {number(weight)} kg' if weight else ''}: {reps} (before {before})"

    def _most_from(self, weight: float | None) -> int:
        if weight is None:
            return self.reps.get(None, 0)
        return max((reps for other, reps in self.reps.items() if other is not None and other >= weight), default=0)

    def _cardio(self, sets: Sequence[StoredSet]) -> str:
        plain = [one for one in sets if not one.reps]
        far = max((one.distance_m for one in plain if one.distance_m), default=0.0)
        long = max((one.seconds for one in plain if one.seconds and not one.distance_m), default=0.0)
        told = []
        if self.metres and far > CLEARLY * self.metres:
            told.append(f"longest {distance(far)} (before {distance(self.metres)})")
        if self.seconds and long > CLEARLY * self.seconds:
            told.append(f"longest {duration(long)} (before {duration(self.seconds)})")
        paced = [(one.seconds / one.distance_m, one.distance_m) for one in plain if one.seconds and one.distance_m]
        for pace, metres in sorted(paced)[:1]:
            before = min((fast for other, fast in self.paces if other >= COMPARABLE * metres), default=None)
            if before is not None and pace * CLEARLY < before:
                told.append(f"fastest {_per_km(pace)} over {distance(metres)} (before {_per_km(before)})")
        return ", ".join(told)


def _larger(one: float | None, other: float | None) -> float | None:
    return max((value for value in (one, other) if value is not None), default=None)


def _per_km(pace: float) -> str:
    """`5:02 min/km` of seconds per metre."""
    minutes, seconds = divmod(round(pace * 1000), 60)
    return f"{minutes}:{seconds:02d} min/km"
