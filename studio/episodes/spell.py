"""Numbers of a training day in words: SI units, nothing rounded away that matters."""

from __future__ import annotations

from collections.abc import Sequence

from studio.store.records import StoredSet


def duration(seconds: float) -> str:
    """`7 h 24 min`, `52 min`."""
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min"


def number(value: float) -> str:
    """At most one decimal, none when it is zero: `100`, `62.5`."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def change(now: float, before: float | None, unit: str = "") -> str:
    """` (+3 bpm)`, or nothing when there is no value before."""
    if before is None:
        return ""
    return f" ({round(now - before):+d}{unit})".replace("-", "−")


def volume(sets: Sequence[StoredSet]) -> float:
    """Kilograms lifted: weight times repetitions over all sets that have both."""
    return sum(s.weight_kg * s.reps for s in sets if s.weight_kg is not None and s.reps is not None)


def counted(count: int, noun: str) -> str:
    """`1 set`, `3 sets`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


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
        told.append(f"{metres / 1000:.2f} km")
    return ", ".join(told)


def exercise_line(name: str, sets: Sequence[StoredSet]) -> str:
    """`Bench Press: 4 sets, top 100 kg × 5 at RPE 8`."""
    best = max(sets, key=lambda s: (s.weight_kg or 0, s.reps or 0, s.distance_m or 0, s.seconds or 0))
    reps = f"× {best.reps}" if best.weight_kg else f"{best.reps} reps"
    top = [f"{number(best.weight_kg)} kg" if best.weight_kg else "", reps if best.reps else ""]
    if best.distance_m:
        top.append(f"{best.distance_m / 1000:.2f} km" if best.distance_m >= 1000 else f"{number(best.distance_m)} m")
    if best.seconds:
        top.append(duration(best.seconds) if best.seconds >= 60 else f"{number(best.seconds)} s")
    if best.rpe is not None:
        top.append(f"at RPE {number(best.rpe)}")
    shown = " ".join(piece for piece in top if piece)
    return f"{name}: {counted(len(sets), 'set')}" + (f", top {shown}" if shown else "")
