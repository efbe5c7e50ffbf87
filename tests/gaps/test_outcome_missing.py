"""OUTCOME_MISSING on people of whom it is known how the unfinished ones ended."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from studio.gaps import report
from studio.gaps.checks import outcome_missing
from studio.gaps.evidence import FrameRow
from studio.gaps.findings import CheckResult
from studio.gaps.states import SEVERITY
from studio.label.picking.queue import open_queue
from studio.store import Store
from tests.gaps.people import Person, person, replace_rows
from tests.gaps.records import keep


def unfinished(seed: int, n: int, bad: float, good: float, *, icc: float = 0.0, per_thread: int = 1) -> Person:
    """Somebody who left this share of the bad ones, and of the good ones, without an ending."""
    one = person(seed, n, icc=icc, per_thread=per_thread, frame=900)
    dice = np.random.default_rng([seed, 13])
    rate = {"bad": bad, "good": good}
    rows = [
        replace(r, outcome="unknown") if r.outcome is not None and dice.random() < rate[r.outcome] else r
        for r in one.rows
    ]
    return replace_rows(one, rows)


def states(people: list[Person]) -> dict[str, float]:
    found = [outcome_missing.weigh(one.evidence).state for one in people]
    return {state: found.count(state) / len(found) for state in ("red", "amber", "cant_tell", "fine")}


def known(good: int, bad: int, unknown: int, *, why: str = "spontaneous", lean: float = 0.0) -> Person:
    """So many of each, every second one guessed to have gone well; the unknown ones guessed as `lean` says."""
    outcomes = ["good"] * good + ["bad"] * bad + ["unknown"] * unknown
    rows = [FrameRow(f"e{k}", "relationship", f"t{k}", k * 9e3, k * 9e3, o, why) for k, o in enumerate(outcomes)]
    guesses = {r.id: (lean if r.outcome == "unknown" and lean else 0.8 - 1.6 * (k % 2)) for k, r in enumerate(rows)}
    return Person(rows, guesses, {r.id: "bad" for r in rows}, {})


def weigh(one: Person) -> CheckResult:
    return outcome_missing.weigh(one.evidence)


@pytest.mark.parametrize("n", [50, 100, 200])
def test_leaving_any_of_them_unfinished_is_hardly_ever_red(n: int) -> None:
    assert states([unfinished(seed, n, 0.12, 0.12) for seed in range(80)])["red"] <= 0.025


def test_conflicts_of_many_episodes_raise_no_false_alarm() -> None:
    assert states([unfinished(seed, 200, 0.12, 0.12, icc=0.4, per_thread=5) for seed in range(80)])["red"] <= 0.025


def test_leaving_the_bad_ones_unfinished_is_seen_with_three_hundred_and_often_missed_with_fewer() -> None:
    found = states([unfinished(seed, 300, 0.5, 0.08) for seed in range(60)])
    assert found["red"] >= 0.80
    assert found["red"] + found["amber"] >= 0.90
    assert states([unfinished(seed, 200, 0.5, 0.08) for seed in range(60)])["red"] >= 0.60


def test_leaving_most_unfinished_is_red_however_they_ended() -> None:
    found = states([unfinished(seed, 100, 0.45, 0.45) for seed in range(60)])
    assert found["red"] >= 0.80
    assert found["red"] + found["amber"] >= 0.95


@pytest.mark.parametrize("n", [50, 100])
def test_a_fifth_unfinished_is_hardly_ever_red(n: int) -> None:
    assert states([unfinished(seed, n, 0.2, 0.2) for seed in range(120)])["red"] <= 0.025


def test_a_third_of_few_is_amber_and_of_many_red() -> None:
    assert weigh(known(20, 13, 18)).state == "amber"
    assert weigh(known(400, 250, 350)).state == "red"


def test_with_fewer_the_words_say_that_most_differences_are_missed() -> None:
    found = weigh(known(40, 30, 14))
    assert found.state == "cant_tell"
    assert "With 84, even a large difference between finished and unfinished can go unseen." in found.message
    assert found.n_needed > found.n == 84
    assert f"{found.n_needed:,}" in found.message


@pytest.mark.parametrize("n", [0, 1, 5, 29])
def test_few_episodes_cannot_tell_and_say_how_many_would(n: int) -> None:
    for one in (known(0, n, 0), known(0, 0, n), known(n, 0, 0, why="audit")):
        found = weigh(one)
        assert (found.state, found.n_needed) == ("cant_tell", 50)
        assert "50" in found.message


def test_all_unknown_is_said_without_a_share() -> None:
    found = weigh(known(0, 0, 60))
    assert (found.state, found.estimate, found.interval) == ("red", None, (0.0, 1.0))


def test_the_bounds_are_what_they_could_have_been() -> None:
    found = weigh(known(30, 30, 40))
    assert found.state == "red"
    assert found.interval == (0.30, 0.70)
    assert found.estimate == 0.5
    assert "40 of 100 have no known ending. However they ended, 30–70 % of what you took up went well" in found.message
    assert "If 21 of those 40 went well, so did most of all; if fewer, not." in found.message
    assert found.plot.intervals is not None
    assert [(r.name, r.low, r.high) for r in found.plot.intervals.rows][1] == ("however they ended", 0.30, 0.70)


def test_few_unfinished_ones_can_hardly_matter() -> None:
    found = weigh(known(60, 30, 10))
    assert (found.state, found.fix) == ("fine", None)
    assert "60–70 %" in found.message
    assert "That is most, either way." in found.message


def test_a_share_of_unfinished_that_does_not_lean_is_fine_with_many() -> None:
    one = known(1_200, 1_200, 400)
    assert weigh(one).state == "fine"
    assert weigh(one).headline == "The unfinished ones look like the rest"


def test_more_unfinished_bad_ones_never_lower_severity() -> None:
    ranks = [SEVERITY[weigh(known(100, 100 - gone, gone, lean=-0.8)).state] for gone in range(81)]
    assert ranks == sorted(ranks)
    assert (ranks[0], ranks[-1]) == (SEVERITY["fine"], SEVERITY["red"])


def test_the_mirror_image_is_judged_alike() -> None:
    low, high = weigh(known(100, 60, 40, lean=-0.8)), weigh(known(60, 100, 40, lean=0.8))
    assert low.state == high.state == "red"
    assert low.interval == pytest.approx((1 - high.interval[1], 1 - high.interval[0]))
    assert "went badly" in low.headline
    assert "went well" in high.headline


def test_what_was_begun_and_left_is_unfinished_and_what_was_set_aside_is_not_asked_for() -> None:
    one = known(30, 30, 0)
    left = [FrameRow(f"b{k}", "relationship", f"b{k}", 9e6 + k, 9e6 + k, None, None) for k in range(40)]
    begun = replace(one, rows=[*one.rows, *left], opened=frozenset(r.id for r in left))
    found = weigh(begun)
    assert (found.state, found.n, found.interval) == ("red", 100, (0.30, 0.70))
    assert found.fix is not None
    assert found.fix.count == 40
    assert set(outcome_missing.picks(begun.evidence).ids) == begun.opened

    everything = [FrameRow(f"c{k}", "relationship", f"c{k}", 9e7 + k, 9e7 + k, None, None) for k in range(90)]
    told = replace(begun, rows=[*begun.rows, *everything], opened=begun.opened | {r.id for r in everything})
    assert weigh(told).n == 60, "where it is said of all what they are about, that is no sign of taking them up"

    hurt = replace(begun, aside=begun.opened)
    assert weigh(hurt).state == "red"
    assert weigh(hurt).fix is None
    assert outcome_missing.picks(hurt.evidence).ids == ()
    assert "You set them all aside, and they may stay so." in weigh(hurt).message


def test_random_ones_set_aside_are_bounds_of_their_own() -> None:
    one = known(40, 40, 0)
    drawn = [FrameRow(f"d{k}", "relationship", f"d{k}", 9e6 + k, 9e6 + k, None, None) for k in range(30)]
    drawn[:15] = [replace(r, outcome="good", why="audit") for r in drawn[:15]]
    aside = frozenset(r.id for r in drawn[15:25])
    both = replace(one, rows=[*one.rows, *drawn], at_random=frozenset(r.id for r in drawn), aside=aside)
    found = weigh(both)
    assert (found.state, found.n, found.interval) == ("fine", 80, (0.5, 0.5))
    assert "Of the 25 picked at random, 10 were set aside or left open; however those ended, 60–100 %" in found.message
    assert found.plot.intervals is not None
    assert found.plot.intervals.rows[-1].name == "random, likewise"


def test_saying_how_they_ended_clears_red() -> None:
    reds = cleared = 0
    for seed in range(40):
        one = unfinished(seed, 120, 0.7, 0.15)
        before = weigh(one)
        if before.state != "red":
            continue
        reds += 1
        picks = outcome_missing.picks(one.evidence)
        assert before.fix is not None
        assert (len(picks.ids), picks.why) == (before.fix.count, "spontaneous")
        after = weigh(one.label(picks.ids, picks.why))
        assert after.n == before.n
        assert before.interval[0] <= (after.estimate or 0) <= before.interval[1]
        cleared += after.state != "red"
    assert reds >= 20
    assert cleared / reds >= 0.80


def test_order_and_names_do_not_matter() -> None:
    one = unfinished(3, 100, 0.5, 0.2)
    renamed = [replace(r, thread=f"other {r.thread}") for r in reversed(one.rows)]
    assert weigh(replace_rows(one, renamed)).as_dict() == weigh(one).as_dict()


def test_a_store_tells_what_was_begun_and_offers_it_again(store: Store) -> None:
    one = person(4, 60, frame=200)
    keep(store, one)
    free = [r.id for r in one.rows if r.outcome is None]
    for episode_id in free[:30]:
        store.labels.set(episode_id, {"trigger": "money", "topics": ["home"]}, why="spontaneous")
    store.labels.set(free[30], {"trigger": "money"}, why="spontaneous")
    store.labels.undo()
    for row in [r for r in one.rows if r.outcome is not None][:10]:
        store.labels.set(row.id, {"outcome": "unknown"}, why="spontaneous")
    store.labels.mark("skip", free[0])
    found = report.weigh(store).check("outcome_missing")
    assert (found.state, found.n) == ("red", 90)
    assert found.numbers[0] == ("unfinished", "40 of 90")
    picks = report.fill(store, "outcome_missing")
    assert len(picks.ids) == 39
    assert set(free[1:30]) < set(picks.ids)
    queue = open_queue(store, {}, mode="picks", picks=picks.ids, picks_why=picks.why)
    served = [queue.next() for _ in range(40)]
    assert [pick.episode_id for pick in served if pick] == list(picks.ids)
