"""Training sets in words: SI units, equal ones folded, nothing rounded away that matters."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Protocol

RECORD = "Personal record: "
"""Begins a line about a personal record; the exercise follows, then a comma."""
WARM_UP = "warmup"
"""The type of sets that do not count."""

_KINDS = {"drop": " (drop set)", "failure": " (to failure)"}


class SetLike(Protocol):
    """What is known of one set; whatever is unknown is None."""

    @property
    def type(self) -> str:
        """`working`, `warmup`, `drop` or `failure`."""
        ...

    @property
    def weight_kg(self) -> float | None:
        """Negative for help by a machine."""
        ...

    @property
    def reps(self) -> int | None:
        """Repetitions."""
        ...

    @property
    def rpe(self) -> float | None:
        """1..10."""
        ...

    @property
    def distance_m(self) -> float | None:
        """Metres."""
        ...

    @property
    def seconds(self) -> float | None:
        """How long it took, or was held."""
        ...


def number(value: float) -> str:
    """At most two decimals, none when they are zero: `100`, `62.5`, `1.25`, `−20`."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace("-", "−")


def duration(seconds: float) -> str:
    """`7 h 24 min`, `52 min`; less than two minutes in seconds, as `90 s`."""
    if seconds < 120:
        return f"{number(round(seconds, 1))} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"


def distance(metres: float) -> str:
    """`5.20 km`, `400 m`."""
    return f"{metres / 1000:.2f} km" if metres >= 1000 else f"{number(metres)} m"


def counted(count: float, noun: str) -> str:
    """`1 set`, `3 sets`, `2.5 sets`."""
    return f"{number(count)} {noun}" if count == 1 else f"{number(count)} {noun}s"


def folded(sets: Sequence[SetLike]) -> str:
    """Sets of one exercise in order, those of one load together.

    Equal sets as `3 × 5 × 100 kg (RPE 8)`, others as `100 kg: 5, 5, 4 @ RPE 8/8/9`; without a weight `3 × 12 reps`,
    `12, 10 reps`; time and distance as `3 × 45 s`, `5.00 km in 26 min`. Loads are parted by semicolons.
    """
    runs = groupby(sets, key=lambda one: (one.type if one.type in _KINDS else "", one.weight_kg, one.reps is None))
    return "; ".join(_run(list(run)) + _KINDS.get(kind, "") for (kind, _, _), run in runs)


def _run(sets: Sequence[SetLike]) -> str:
    """Sets of one load, with repetitions or all without."""
    first = sets[0]
    amounts = [_amount(one) for one in sets]
    efforts = [one.rpe for one in sets]
    if first.reps is None:
        return _timed(sets)
    alike = len(set(amounts)) == 1 and len(set(efforts)) == 1
    load = "" if first.weight_kg is None else f"{number(first.weight_kg)} kg"
    beside = [aside for aside in dict.fromkeys(_aside(one) for one in sets) if aside]
    tail = f" ({', '.join(beside)})" if beside else ""
    if alike:
        effort = f" (RPE {number(efforts[0])})" if efforts[0] is not None else ""
        return f"{len(sets)} × {amounts[0]}" + (f" × {load}" if load else " reps") + effort + tail
    listed = ", ".join(amounts)
    told = f"{load}: {listed}" if load else f"{listed} reps"
    return told + _efforts(efforts) + tail


def _timed(sets: Sequence[SetLike]) -> str:
    """Sets of one load without repetitions: how long and how far each was."""
    told = []
    for what, same in groupby(f"{_load(one)}{_stretch(one)}{_efforts([one.rpe])}".strip() for one in sets):
        count = len(list(same))
        told.append(f"{count} × {what}" if what and count > 1 else what or counted(count, "set"))
    return ", ".join(told)


def _load(one: SetLike) -> str:
    return "" if one.weight_kg is None else f"{number(one.weight_kg)} kg "


def _stretch(one: SetLike) -> str:
    """`5.00 km in 26 min`, or one of the two."""
    parts = [distance(one.distance_m)] if one.distance_m else []
    parts += [duration(one.seconds)] if one.seconds else []
    return " in ".join(parts)


def _amount(one: SetLike) -> str:
    return "" if one.reps is None else str(one.reps)


def _aside(one: SetLike) -> str:
    return _stretch(one) if one.reps is not None else ""


def _efforts(efforts: Sequence[float | None]) -> str:
    """` @ RPE 8`, ` @ RPE 8/8/9`, `–` where none was noted; empty when none was at all."""
    if all(effort is None for effort in efforts):
        return ""
    each = ["–" if effort is None else number(effort) for effort in efforts]
    return " @ RPE " + (each[0] if len(set(each)) == 1 else "/".join(each))
