"""TIME on people with and without a stretch or a part of the week missing."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from studio.gaps.checks import time
from studio.gaps.evidence import FrameRow
from studio.gaps.states import SEVERITY
from tests.gaps.people import HOLE, START, Fault, Person, person

REPS = 60


def red_share(n: int, fault: Fault = "healthy") -> float:
    return sum(time.weigh(person(seed, n, fault).evidence).state == "red" for seed in range(REPS)) / REPS


def steady(frame: int, labelled: set[int]) -> Person:
    """A session every nine hours, labelled at these places."""
    rows = [
        FrameRow(
            f"e{k:04d}",
            "relationship",
            f"t{k}",
            START + k * 32_400.0,
            START + k * 32_400.0,
            "good" if k in labelled else None,
            "spontaneous" if k in labelled else None,
        )
        for k in range(frame)
    ]
    return Person(rows, {}, {r.id: "good" for r in rows}, {})


def test_healthy_people_are_hardly_ever_red() -> None:
    assert red_share(50) <= 0.04
    assert red_share(100) <= 0.04


def test_eight_missing_weeks_are_found() -> None:
    assert red_share(100, "hole") >= 0.90


def test_missing_weekends_are_found() -> None:
    assert red_share(50, "weekends") >= 0.85


def test_the_hole_is_named_with_its_dates_and_its_messages() -> None:
    one = person(4, 100, "hole")
    found = time.weigh(one.evidence)
    assert found.headline.startswith("Nothing labelled ")
    low, high = (int(edge * 600) for edge in HOLE)
    inside = sorted(one.rows, key=lambda r: r.utc)[low:high]
    assert found.estimate is not None
    assert found.estimate >= HOLE[1] - HOLE[0]
    assert f"{len(inside) // 100}" in found.message
    assert "messages in" in found.message
    assert found.plot.timeline is not None
    assert found.plot.timeline.hole is not None


def test_a_holiday_without_sessions_is_no_gap() -> None:
    every_third = steady(300, set(range(0, 300, 3)))
    later = [replace(r, utc=r.utc + 9e6, wall=r.wall + 9e6) if k > 150 else r for k, r in enumerate(every_third.rows)]
    assert time.weigh(Person(later, {}, {}, {}).evidence).estimate == time.weigh(every_third.evidence).estimate


def test_a_longer_hole_is_never_less_severe() -> None:
    ranks = []
    for width in range(0, 150, 6):
        kept = [k for k in range(0, 300, 4) if not 100 <= k < 100 + width]
        ranks.append(SEVERITY[time.weigh(steady(300, set(kept)).evidence).state])
    holes = ranks[1:]
    assert holes == sorted(holes)
    assert holes[-1] == SEVERITY["red"]


@pytest.mark.parametrize("n", [0, 1, 5, 29])
def test_few_labels_cannot_tell(n: int) -> None:
    found = time.weigh(steady(300, set(range(n))).evidence)
    assert (found.state, found.n, found.n_needed) == ("cant_tell", n, 30)
    assert found.fix is not None
    assert len(time.picks(steady(300, set(range(n))).evidence).ids) == 30 - n


def test_few_sessions_cannot_tell() -> None:
    found = time.weigh(steady(99, set(range(50))).evidence)
    assert found.state == "cant_tell"
    assert "99 sessions" in found.message


def test_nothing_at_all_is_no_accident() -> None:
    assert time.weigh(Person([], {}, {}, {}).evidence).state == "cant_tell"


def test_between_30_and_40_the_hours_say_nothing() -> None:
    one = steady(300, set(range(0, 300, 9)))
    found = time.weigh(one.evidence)
    assert (found.n, found.state) == (34, "fine")
    assert found.plot.grid is None
    assert "need 40" in found.message


def test_weekends_are_called_weekends() -> None:
    weekdays = {k for k in range(600) if (k * 32_400 // 86_400) % 7 < 5}
    found = time.weigh(steady(600, {k for k in weekdays if k % 4}).evidence)
    assert found.state == "red"
    assert found.headline == "Hardly anything labelled on weekends"
    assert found.plot.grid is not None
    assert [cell.short for cell in found.plot.grid.cells[1]] == [True] * 4


@pytest.mark.parametrize(("fault", "n"), [("hole", 60), ("hole", 120), ("weekends", 50), ("weekends", 100)])
def test_doing_the_fix_clears_red(fault: Fault, n: int) -> None:
    reds = cleared = 0
    for seed in range(25):
        one = person(seed, n, fault)
        before = time.weigh(one.evidence)
        if before.state != "red":
            continue
        reds += 1
        picks = time.picks(one.evidence)
        assert before.fix is not None
        assert len(picks.ids) == len(set(picks.ids)) == before.fix.count
        cleared += time.weigh(one.label(picks.ids, picks.why).evidence).state != "red"
    assert reds >= 15
    assert cleared / reds >= 0.80


def test_the_fix_reaches_into_the_hole() -> None:
    one = person(2, 100, "hole")
    ordered = sorted(one.rows, key=lambda r: r.utc)
    places = {r.id: k for k, r in enumerate(ordered)}
    picks = time.picks(one.evidence)
    assert len(picks.ids) == 5
    assert all(HOLE[0] * 600 - 20 <= places[i] < HOLE[1] * 600 + 20 for i in picks.ids)


def test_what_was_set_aside_is_not_offered_again() -> None:
    one = person(2, 100, "hole")
    first = time.picks(one.evidence).ids
    one.aside = frozenset(first)
    assert not set(time.picks(one.evidence).ids) & set(first)


def test_whole_conflicts_labelled_at_once_raise_no_alarm() -> None:
    reds = 0
    for seed in range(80):
        one = person(seed, 0, per_thread=5)
        threads = sorted({r.thread for r in one.rows})
        Random(seed).shuffle(threads)
        kept = frozenset(threads[:20])
        found = time.weigh(one.label([r.id for r in one.rows if r.thread in kept], "spontaneous").evidence)
        assert (found.n, found.n_effective) == (100, 20.0)
        reds += found.state == "red"
    assert reds / 80 <= 0.025


def test_few_conflicts_cannot_tell_and_others_are_asked_for() -> None:
    one = person(3, 0, per_thread=5)
    kept = {r.thread for r in one.rows[:40]}
    few = one.label([r.id for r in one.rows if r.thread in kept], "spontaneous")
    found, picks = time.weigh(few.evidence), time.picks(few.evidence)
    assert (found.state, found.n, found.n_needed) == ("cant_tell", 40, 52)
    assert "40 labels come from 8 threads; this needs 20, so about 52 labels." in found.message
    assert found.fix is not None
    assert found.fix.count == len(picks.ids) == 12
    assert not kept & {r.thread for r in one.rows if r.id in picks.ids}


def test_a_short_life_counts_its_sessions() -> None:
    found = time.weigh(steady(60, set(range(0, 60, 1))).evidence)
    assert (found.state, found.n, found.n_needed, found.fix) == ("cant_tell", 60, 100, None)
    assert "60 sessions so far; this needs 100" in found.message
