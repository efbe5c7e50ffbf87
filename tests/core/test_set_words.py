from __future__ import annotations

from dataclasses import dataclass

import pytest

from studio.core.set_words import counted, distance, duration, folded, number


@dataclass(frozen=True)
class One:
    """A set."""

    weight_kg: float | None = None
    reps: int | None = None
    rpe: float | None = None
    type: str = "working"
    distance_m: float | None = None
    seconds: float | None = None


@pytest.mark.parametrize(
    ("sets", "told"),
    [
        ([One(100, 5, 8)] * 3, "3 × 5 × 100 kg (RPE 8)"),
        ([One(100, 5, 8), One(100, 5, 8), One(100, 4, 9)], "100 kg: 5, 5, 4 @ RPE 8/8/9"),
        ([One(100, 5), One(100, 4)], "100 kg: 5, 4"),
        ([One(100, 5), One(100, 4, 7.5)], "100 kg: 5, 4 @ RPE –/7.5"),
        ([One(62.5, 5)], "1 × 5 × 62.5 kg"),
        ([One(100, 5), One(105, 3, 8.5), One(100, 5)], "1 × 5 × 100 kg; 1 × 3 × 105 kg (RPE 8.5); 1 × 5 × 100 kg"),
        ([One(None, 12)] * 3, "3 × 12 reps"),
        ([One(None, 12), One(None, 10)], "12, 10 reps"),
        ([One(-20, 8)] * 2, "2 × 8 × −20 kg"),
        ([One(100, 5), One(60, 12, type="drop")], "1 × 5 × 100 kg; 1 × 12 × 60 kg (drop set)"),
        ([One(100, 7, type="failure")], "1 × 7 × 100 kg (to failure)"),
        ([One(seconds=45)] * 3, "3 × 45 s"),
        ([One(seconds=45), One(seconds=150)], "45 s, 2 min"),
        ([One(distance_m=5000, seconds=1560, rpe=7)], "5.00 km in 26 min @ RPE 7"),
        ([One(24, distance_m=40)], "24 kg 40 m"),
        ([One(), One()], "2 sets"),
        ([], ""),
    ],
)
def test_equal_sets_are_folded_and_nothing_is_lost(sets: list[One], told: str) -> None:
    assert folded(sets) == told


def test_amounts_in_words() -> None:
    assert (number(100.0), number(1.25), number(-20)) == ("100", "1.25", "−20")
    assert (duration(26640), duration(3120), duration(90)) == ("7 h 24 min", "52 min", "90 s")
    assert (distance(5200), distance(400)) == ("5.20 km", "400 m")
    assert (counted(1, "set"), counted(2.5, "set")) == ("1 set", "2.5 sets")
