"""Numbers of a training day in words: SI units, nothing rounded away that matters."""

from __future__ import annotations

from collections.abc import Sequence

from studio.core.set_words import counted, distance, duration, number
from studio.episodes.training.muscles import lifted_kg, volume_by_muscle
from studio.store.records import StoredSet

__all__ = ["change", "counted", "distance", "duration", "muscles_line", "number", "totals", "volume"]


def change(now: float, before: float | None, unit: str = "") -> str:
    """`+3 bpm`, `−3 bpm` or `±0 bpm`, or nothing when there is no value before."""
    if before is None:
        return ""
    moved = round(now - before)
    return f"{moved:+d}{unit}".replace("-", "−") if moved else f"±0{unit}"


def volume(sets: Sequence[StoredSet]) -> float:
    """Kilograms lifted: weight times repetitions over all sets that have both."""
    return sum(map(lifted_kg, sets))


def totals(sets: Sequence[StoredSet]) -> str:
    """`18 sets, 160 reps, 9450 kg lifted`; what is not known is left out."""
    reps = sum(s.reps for s in sets if s.reps is not None)
    lifted = volume(sets)
    metres = sum(s.distance_m for s in sets if s.distance_m is not None)
    told = [counted(len(sets), "set")]
    if reps:
        told.append(counted(reps, "rep"))
    if lifted:
        told.append(f"{lifted:.0f} kg lifted")
    if metres:
        told.append(distance(metres))
    return ", ".join(told)


def muscles_line(sets: Sequence[StoredSet]) -> str:
    """`By muscle: chest 4 sets, 1600 kg; arms 2 sets, 800 kg; cardio 30 min`; empty when no exercise is known."""
    told = []
    for muscle, got in volume_by_muscle(sets).items():
        if muscle == "cardio":
            told.append(f"cardio {duration(got.seconds) if got.seconds else counted(got.sets, 'set')}")
        else:
            told.append(f"{muscle} {counted(got.sets, 'set')}" + (f", {got.kilograms:.0f} kg" if got.kilograms else ""))
    return f"By muscle: {'; '.join(told)}." if told else ""
