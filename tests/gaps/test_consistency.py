"""CONSISTENCY on people whose second readings agree by a known measure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa, to_table

from studio.core.clock import now
from studio.gaps import report
from studio.gaps.checks import consistency
from studio.gaps.evidence import FrameRow
from studio.gaps.states import SEVERITY
from studio.store import Store
from studio.store.frame import FrameReader, ReadAgain
from tests.gaps.people import Person, person
from tests.gaps.records import keep, label

REPS = 60
HEALTHY = 80
OTHER = {"good": "bad", "bad": "good"}
OUTCOMES = ("good", "mixed", "bad", "unknown")


def again(one: Person, n: int, kappa: float, *, seed: int = 0, ids: tuple[str, ...] = ()) -> Person:
    """The person after reading n of their labels (or these) again: a share `kappa` as before, the others by chance."""
    dice = np.random.default_rng([seed, 11])
    outcome = {r.id: r.outcome for r in one.rows if r.outcome}
    chosen = list(ids) or [str(i) for i in dice.choice(sorted(outcome), n, replace=False)]
    anything = list(outcome.values())
    read = [
        ReadAgain(i, outcome[i], outcome[i] if dice.random() < kappa else anything[int(dice.integers(len(anything)))])
        for i in chosen
    ]
    return replace(one, again=[*one.again, *read])


def of_four(seed: int) -> Person:
    """120 labels spread evenly over the four outcomes."""
    dice = np.random.default_rng([seed, 17])
    one = person(seed, 120)
    return replace(one, rows=[replace(r, outcome=str(dice.choice(OUTCOMES))) if r.outcome else r for r in one.rows])


def states(n: int, kappa: float, reps: int = REPS, *, good: float | None = None) -> list[str]:
    """Of people who use four outcomes, or two where the share of good ones is given."""
    people = [of_four(seed) if good is None else person(seed, 120, good=good) for seed in range(reps)]
    read = [again(one, n, kappa, seed=seed) for seed, one in enumerate(people)]
    return [consistency.weigh(one.evidence).state for one in read]


def alarmed(found: list[str]) -> float:
    return (found.count("red") + found.count("amber")) / len(found)


def readings(*counts: tuple[str, str, int], thread: str = "") -> Person:
    pairs = [(a, b) for a, b, count in counts for _ in range(count)]
    rows = [
        FrameRow(f"e{k}", "relationship", thread or f"t{k}", k * 9e3, k * 9e3, b, "spontaneous")
        for k, (_, b) in enumerate(pairs)
    ]
    return Person(rows, {}, {}, {}, again=[ReadAgain(f"e{k}", a, b) for k, (a, b) in enumerate(pairs)])


def wavering(differ: int, n: int = 60) -> Person:
    """Half good, half bad; as many changes one way as the other, or one more."""
    half, other = (differ + 1) // 2, differ // 2
    return readings(
        ("good", "good", n // 2 - half), ("good", "bad", half), ("bad", "good", other), ("bad", "bad", n // 2 - other)
    )


def test_people_who_waver_are_red_at_the_stated_n() -> None:
    sixty, forty = states(60, 0.30), states(40, 0.30)
    assert sixty.count("red") / REPS >= 0.80
    assert forty.count("red") / REPS >= 0.65
    assert alarmed(forty) >= 0.90


def test_with_two_outcomes_in_use_wavering_is_seen_but_less_often_red() -> None:
    assert alarmed(states(60, 0.30, good=0.55)) >= 0.90


def test_people_who_waver_a_little_are_mostly_amber() -> None:
    assert alarmed(states(60, 0.49)) >= 0.80


@pytest.mark.parametrize(
    ("n", "kappa", "good"),
    [(40, 0.85, None), (40, 0.73, None), (40, 0.73, 0.55), (60, 0.73, 0.55), (40, 0.75, 0.9), (30, 0.8, 0.82)],
)
def test_people_who_agree_with_themselves_are_hardly_ever_red(n: int, kappa: float, good: float | None) -> None:
    assert states(n, kappa, HEALTHY, good=good).count("red") / HEALTHY <= 0.025


def test_those_who_hardly_waver_are_seldom_amber() -> None:
    assert alarmed(states(40, 0.85, HEALTHY)) <= 0.08
    assert alarmed(states(40, 0.85, HEALTHY, good=0.55)) <= 0.08


def test_the_estimate_is_cohens_kappa() -> None:
    one = wavering(10)
    pairs = np.array([[a.first == "good", a.second == "good"] for a in one.again], dtype=int)
    found = consistency.weigh(one.evidence)
    assert found.estimate == pytest.approx(cohens_kappa(to_table(pairs)[0]).kappa)
    assert found.interval[0] < (found.estimate or 0) < found.interval[1]


@pytest.mark.parametrize("n", [0, 1, 5, 29])
def test_few_second_readings_cannot_tell_and_say_how_many_would(n: int) -> None:
    one = again(person(1, 60), n, 0.3) if n else person(1, 60)
    found = consistency.weigh(one.evidence)
    assert (found.state, found.n, found.n_needed) == ("cant_tell", n, 30)
    assert "this needs 30, better 40" in found.message
    assert found.fix is not None
    assert (found.fix.count, found.fix.why) == (40 - n, "relabel")
    assert len(consistency.picks(one.evidence).ids) == 40 - n


def test_more_wavering_never_lowers_severity() -> None:
    ranks = [SEVERITY[consistency.weigh(wavering(differ).evidence).state] for differ in range(31)]
    assert ranks == sorted(ranks)
    assert (ranks[0], ranks[-1]) == (SEVERITY["fine"], SEVERITY["red"])


def test_names_of_outcomes_and_order_of_rows_do_not_matter() -> None:
    one = again(person(4, 90), 50, 0.4)
    rows = [replace(r, outcome=OTHER.get(r.outcome or "")) for r in reversed(one.rows)]
    mirrored = [ReadAgain(a.id, OTHER[a.first], OTHER[a.second]) for a in one.again]
    here, there = consistency.weigh(one.evidence), consistency.weigh(replace(one, rows=rows, again=mirrored).evidence)
    assert here.figures() == there.figures()


def test_where_one_outcome_rules_the_other_coefficient_is_read() -> None:
    found = consistency.weigh(readings(("bad", "bad", 54), ("bad", "good", 3), ("good", "bad", 3)).evidence)
    assert found.state == "fine"
    assert "so this is AC1" in found.message
    assert consistency.weigh(readings(("bad", "bad", 40)).evidence).state == "fine"


def test_changes_that_all_go_one_way_are_told() -> None:
    drifted = readings(("good", "good", 46), ("good", "bad", 10), ("bad", "bad", 44))
    found = consistency.weigh(drifted.evidence)
    assert (found.state, found.headline) == ("amber", "You judge harder than you did")
    assert "good became bad 10 times, bad became good 0 times" in found.message
    both_ways = readings(("good", "good", 45), ("good", "bad", 5), ("bad", "good", 5), ("bad", "bad", 45))
    assert consistency.weigh(both_ways.evidence).state == "fine"


def test_drift_of_the_stated_size_is_told() -> None:
    told = 0
    for seed in range(REPS):
        dice = np.random.default_rng([seed, 3])
        down, up, _ = (int(count) for count in dice.multinomial(100, [0.25, 0.05, 0.70]))
        one = readings(("good", "good", 60 - down), ("good", "bad", down), ("bad", "good", up), ("bad", "bad", 40 - up))
        dice.shuffle(one.again)
        found = consistency.weigh(one.evidence)
        told += found.state in ("amber", "red") and "You judge harder" in found.message
    assert told / REPS >= 0.90


def test_one_thread_counts_as_one() -> None:
    found = consistency.weigh(readings(("good", "bad", 30), ("bad", "bad", 30), thread="same").evidence)
    assert (found.state, found.n_effective) == ("cant_tell", 1.0)
    assert f"about {found.n_needed} would tell" in found.message


def test_an_episode_read_three_times_counts_once_with_its_latest() -> None:
    one = wavering(20)
    settled = [ReadAgain(a.id, a.second, a.second) for a in one.again if a.first != a.second]
    found = consistency.weigh(replace(one, again=[*one.again, *settled]).evidence)
    assert (found.n, found.state) == (60, "fine")


def test_doing_the_fix_clears_red() -> None:
    reds = cleared = 0
    for seed in range(40):
        one = again(person(seed, 150), 60, 0.30, seed=seed)
        before = consistency.weigh(one.evidence)
        if before.state != "red":
            continue
        reds += 1
        picks = consistency.picks(one.evidence)
        assert before.fix is not None
        assert (len(set(picks.ids)), picks.why) == (before.fix.count, "relabel")
        assert not {a.id for a in one.again} & set(picks.ids)
        after = consistency.weigh(again(one, 40, 0.90, seed=seed + 900, ids=picks.ids).evidence)
        cleared += after.state != "red"
    assert reds >= 25
    assert cleared / reds >= 0.80


def test_reading_again_just_as_waveringly_clears_nothing() -> None:
    still = 0
    for seed in range(30):
        one = again(person(seed, 150), 60, 0.20, seed=seed)
        picks = consistency.picks(one.evidence)
        still += consistency.weigh(again(one, 40, 0.20, seed=seed + 900, ids=picks.ids).evidence).state == "red"
    assert still >= 27


def test_with_nothing_due_the_contested_are_what_is_left() -> None:
    class Fresh(Person):
        def due_again(self) -> frozenset[str]:
            return frozenset()

    one = wavering(30)
    fresh = Fresh(one.rows, {}, {}, {}, again=one.again)
    found, picks = consistency.weigh(fresh.evidence), consistency.picks(fresh.evidence)
    assert found.fix is not None
    assert found.fix.action == "look at the 30 you saw two ways"
    assert set(picks.ids) == {a.id for a in one.again if a.first != a.second}


def test_a_store_counts_what_was_read_again_after_a_week(store: Store) -> None:
    one = person(2, 0, frame=60)
    keep(store, one)
    ids = [r.id for r in one.rows]
    for episode_id in ids[:40]:
        store.labels.set(episode_id, {"outcome": "good"}, at=now() - timedelta(days=8))
    label(store, one, ids[40:44], "spontaneous")
    reader = FrameReader(store)
    assert reader.due_again() == frozenset(ids[:40])
    for k, episode_id in enumerate(ids[:33]):
        store.labels.set(episode_id, {"outcome": "bad" if k < 3 else "good"}, why="relabel", sitting="again")
    store.labels.set(ids[41], {"outcome": "mixed"}, why="relabel", sitting="again")
    assert [(a.id, a.first, a.second) for a in reader.read_again()][:4] == [
        (ids[0], "good", "bad"), (ids[1], "good", "bad"), (ids[2], "good", "bad"), (ids[3], "good", "good")
    ]  # fmt: skip
    assert len(reader.read_again()) == 33
    assert FrameReader(store).due_again() == frozenset(ids[33:40])
    found = consistency.weigh(report.gather(store)[0])
    assert (found.n, dict(found.numbers)["said the same"]) == (33, "30 of 33")


def test_while_the_latest_hold_an_alarm_back_more_are_asked_for() -> None:
    early = [("good", "bad", 20), ("bad", "good", 20), ("good", "good", 10), ("bad", "bad", 10)]
    late = [("good", "good", 17), ("bad", "bad", 17), ("good", "bad", 3), ("bad", "good", 3)]
    one = readings(*early, *late)
    found, picks = consistency.weigh(one.evidence), consistency.picks(one.evidence)
    assert (found.state, found.n, found.n_needed) == ("cant_tell", 100, 140)
    assert "Of the latest 40 it is 70 %. That is no alarm any more, and not sure yet; about 140" in found.message
    assert found.fix is not None
    assert found.fix.count == len(picks.ids) == 40


def test_with_two_outcomes_it_says_that_it_takes_more() -> None:
    two = readings(("good", "good", 34), ("bad", "bad", 34), ("good", "bad", 1), ("bad", "good", 1))
    assert "With fewer than 80 much wavering can still be missed." in consistency.weigh(two.evidence).message
    three = readings(("good", "good", 30), ("bad", "bad", 30), ("mixed", "mixed", 10))
    assert "can still be missed" not in consistency.weigh(three.evidence).message


def test_what_was_set_aside_is_not_asked_for_again() -> None:
    one = again(person(1, 60), 20, 0.3)
    aside = frozenset(r.id for r in one.rows[::2])
    assert not aside & set(consistency.picks(replace(one, aside=aside).evidence).ids)
