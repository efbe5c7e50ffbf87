"""MOOD_LOGGING on people whose moods are known."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import numpy as np
import pytest

from studio.gaps import report
from studio.gaps.checks import mood_logging
from studio.gaps.day_moods import day_moods
from studio.gaps.evidence import FrameRow
from studio.gaps.report import frames
from studio.gaps.states import SEVERITY
from studio.gaps.statistics.shifts import level, shift_p_value, shifted_sums
from studio.store import Store
from studio.store.frame import FrameReader, Training
from tests.gaps.people import Person, person
from tests.gaps.planted_mood_logging import diarist, feeler, healthy, planted
from tests.gaps.records import keep, label

REPS = 60


def shares(make: Callable[[int], Person], reps: int = REPS) -> dict[str, float]:
    found = [mood_logging.weigh(make(seed).evidence).state for seed in range(reps)]
    return {state: found.count(state) / reps for state in ("red", "amber", "fine", "cant_tell")}


@pytest.mark.parametrize("memory", [0.7, 0.9])
def test_people_who_log_whatever_the_mood_are_hardly_ever_red(memory: float) -> None:
    kinds: list[Callable[[int], Person]] = [
        lambda seed: feeler(seed, 100, memory=memory),
        lambda seed: feeler(seed, 100, memory=memory, streaks=1.2),
        lambda seed: diarist(seed, 180, memory=memory),
    ]
    found = [shares(make, 80) for make in kinds]
    assert all(one["red"] <= 0.025 for one in found)
    assert sum(one["amber"] for one in found) / len(found) <= 0.08


@pytest.mark.parametrize("n", [50, 100, 200])
def test_people_who_log_their_bad_days_are_red_at_the_stated_n(n: int) -> None:
    assert shares(lambda seed: planted(seed, n))["red"] >= 0.90


@pytest.mark.parametrize(("days", "memory", "least"), [(180, 0.7, 0.82), (180, 0.9, 0.80), (365, 0.9, 0.95)])
def test_half_a_year_of_diary_shows_it(days: int, memory: float, least: float) -> None:
    assert shares(lambda seed: diarist(seed, days, odds=2.5, memory=memory))["red"] >= least


def test_a_weak_power_is_said() -> None:
    assert shares(lambda seed: diarist(seed, 100, odds=2.5, memory=0.9))["red"] < 0.80
    assert shares(lambda seed: diarist(seed, 180, odds=1.65))["red"] < 0.80
    assert "half of the time over 100" in mood_logging.HOW
    assert "often missed" in mood_logging.HOW


def test_the_mirror_image_is_judged_alike() -> None:
    one = planted(4, 100)
    low = mood_logging.weigh(one.evidence)
    high = mood_logging.weigh(replace(one, felt={i: -m for i, m in one.felt.items()}).evidence)
    assert (low.state, high.state) == ("red", "red")
    assert low.figures() == high.figures()
    assert low.headline == "You log more on days of low mood"
    assert high.headline == "You log more on days of high mood"


def test_more_bias_never_lowers_severity() -> None:
    for seed in range(5):
        ranks = [
            SEVERITY[mood_logging.weigh(feeler(seed, 100, odds=odds).evidence).state] for odds in (1.6, 2.2, 3, 5, 9)
        ]
        assert ranks == sorted(ranks)
        assert ranks[-1] == SEVERITY["red"]


def test_a_mood_and_a_zeal_that_both_fade_over_the_year_are_no_alarm() -> None:
    def fading(seed: int) -> Person:
        one = diarist(seed, 300)
        dice = np.random.default_rng([seed, 41])
        late = {r.id: k / 300 for k, r in enumerate(one.rows)}
        rows = [replace(r, outcome="good" if dice.random() < 0.6 - 0.5 * late[r.id] else None) for r in one.rows]
        return replace(one, rows=rows, felt={i: 0.6 * m + 0.5 - late[i] for i, m in one.felt.items()})

    assert shares(fading)["red"] <= 0.025


def test_more_talk_on_bad_days_is_no_alarm_by_itself() -> None:
    def talkative(seed: int) -> Person:
        one = diarist(seed, 250)
        dice = np.random.default_rng([seed, 43])
        rows = [
            replace(r, id=f"{r.id}-{k}", outcome="good" if dice.random() < 0.15 else None, why=None)
            for r in one.rows
            for k in range(1 + int(dice.poisson(2 * np.exp(-2 * one.felt[r.id]))))
        ]
        return replace(one, rows=rows, felt={r.id: one.felt[r.id.split("-")[0]] for r in rows})

    assert shares(talkative)["red"] <= 0.025


@pytest.mark.parametrize("n", [0, 1, 5, 19])
def test_few_labels_cannot_tell_and_say_how_many_would(n: int) -> None:
    one = feeler(3, n)
    found = mood_logging.weigh(one.evidence)
    assert (found.state, found.n, found.n_needed) == ("cant_tell", len(set(lived(one, labelled=True))), 20)
    assert "needs 20" in found.message
    picks = mood_logging.picks(one.evidence)
    assert found.fix is not None
    assert (found.fix.why, picks.why) == ("spontaneous", "spontaneous")
    assert len(set(picks.ids)) == found.fix.count == 20 - found.n


def lived(one: Person, *, labelled: bool = False) -> list[int]:
    return [int((r.wall - 14_400) // 86_400) for r in one.rows if r.outcome is not None or not labelled]


def test_what_is_missing_is_said_and_nothing_divides_by_it() -> None:
    one = planted(1, 100)
    flat = dict.fromkeys(one.felt, 0.4)
    kept = {r.id: one.felt[r.id] for r in one.rows if r.outcome}
    few = diarist(1, 60)
    everything = one.label([r.id for r in one.rows], "spontaneous")
    empty = Person([], {}, {}, {})
    for who, said in (
        (replace(one, felt={}), "No mood is known of any day"),
        (replace(one, felt=flat), "are the same"),
        (replace(one, felt=kept), "have a known mood"),
        (few, "60 of your 60 active days"),
        (everything, "0 of the"),
        (empty, "recovery score"),
    ):
        (evidence,) = frames(who.rows, who)
        found = mood_logging.weigh(evidence)
        assert found.state == "cant_tell"
        assert found.n_needed > found.n
        assert said in found.message
        assert str(found.n_needed) in found.message
        json.dumps(found.as_dict(), allow_nan=False)
    assert mood_logging.weigh(replace(one, felt={}).evidence).applies is False


def test_random_labels_are_no_choice() -> None:
    one = planted(2, 100)
    rows = [replace(r, why="audit") if r.outcome else r for r in one.rows]
    assert mood_logging.weigh(replace(one, rows=rows).evidence).state == "cant_tell"
    rows = [replace(r, why=None) if r.outcome else r for r in one.rows]
    assert mood_logging.weigh(replace(one, rows=rows).evidence).state == "red"


def test_row_order_and_names_do_not_matter() -> None:
    one = planted(5, 100)
    rows = [replace(r, thread=f"other {r.thread}", outcome="bad" if r.outcome else None) for r in one.rows]
    Random(3).shuffle(rows)
    again = replace(one, rows=rows)
    assert mood_logging.weigh(one.evidence) == mood_logging.weigh(again.evidence)
    assert mood_logging.picks(one.evidence) == mood_logging.picks(again.evidence)


@pytest.mark.parametrize("odds", [2.5, 0.4])
def test_doing_the_fix_clears_red(odds: float) -> None:
    reds = cleared = 0
    for seed in range(30):
        one = feeler(seed, 100, odds=odds)
        before, picks = mood_logging.weigh(one.evidence), mood_logging.picks(one.evidence)
        if before.state != "red":
            continue
        reds += 1
        assert before.fix is not None
        assert (len(picks.ids), picks.why) == (before.fix.count, "gap_fill")
        cleared += mood_logging.weigh(one.label(picks.ids, picks.why).evidence).state not in ("red", "amber")
    assert reds >= 20
    assert cleared / reds >= 0.80


def test_where_nothing_is_open_it_says_what_would_even_it_out() -> None:
    one = planted(6, 100)
    aside = frozenset(r.id for r in one.rows if r.outcome is None)
    found = mood_logging.weigh(replace(one, aside=aside).evidence)
    assert (found.state, found.fix) == ("red", None)
    assert "a label or two a week on ordinary days" in found.message


def test_readiness_and_what_was_brought_in_stand_in_for_a_mood() -> None:
    one = planted(7, 100)
    by_day = dict(one.day_moods("relationship")["mood"])
    rested = {i: Training(None, None, 50 + 50 * m) for i, m in one.felt.items()}
    recovered = {"recovery.score": {day: 50 + 50 * m for day, m in by_day.items()}}
    whole = mood_logging.weigh(one.evidence)
    for who, noun in (
        (replace(one, felt={}, trained=rested), "readiness"),
        (replace(one, felt={}, measured={"notes": by_day}), "mood"),
        (replace(one, felt={}, measured={"mood.valence": by_day}), "mood"),
        (replace(one, felt={r.id: 0.1 for r in one.rows[:30]}, measured=recovered), "recovery score"),
    ):
        found = mood_logging.weigh(who.evidence)
        assert found.figures() == whole.figures()
        assert found.headline == f"You log more on days of low {noun}"
    mixed = replace(one, felt=healthy(8, 0).felt, trained=rested)
    dull = {i: float(m) for i, m in zip(one.felt, np.random.default_rng(1).normal(0, 0.3, 600), strict=True)}
    assert mood_logging.weigh(replace(mixed, felt=dull).evidence).headline.endswith("low readiness")


def test_a_store_says_what_the_evidence_says_and_its_fix_is_done_there(store: Store) -> None:
    one = planted(2, 60)
    keep(store, one)
    found = report.weigh(store).check("mood_logging")
    assert found.figures() == mood_logging.weigh(one.evidence).figures()
    assert found.state == "red"
    picks = report.fill(store, "mood_logging")
    label(store, one, list(picks.ids), picks.why)
    assert report.weigh(store).check("mood_logging").state in ("fine", "cant_tell")


def test_a_store_tells_moods_by_the_lived_day(store: Store) -> None:
    one = person(1, 0, frame=20)
    keep(store, replace(one, felt={one.rows[0].id: -0.5}))
    first = int((one.rows[0].wall - 14_400) // 86_400)
    with store.transaction() as cursor:
        for k, (at, mood) in enumerate([("2024-03-02 01:30", 0.5), ("2024-03-01 20:00", 0.0), ("2024-03-03", -1.0)]):
            cursor.execute(
                """INSERT INTO notes (id, source_id, ordinal, utc, wall, tz, text, mood)
                VALUES (?, 's', ?, ?, ?, 'UTC', '', ?)""",
                [f"n{k}", k, at, at, mood],
            )
        cursor.execute(
            """INSERT INTO measurements (id, source_id, ordinal, metric, utc, wall, tz, value, unit, day)
            VALUES ('m', 's', 1, 'recovery.score', '2024-03-02', '2024-03-02', 'UTC', 61, '%', '2024-03-02')"""
        )
    march = (date(2024, 3, 1) - datetime.fromtimestamp(0, UTC).date()).days
    found = FrameReader(store).day_moods("relationship")
    assert found == {"mood": {first: -0.5}, "notes": {march: 0.25, march + 2: -1.0}, "recovery.score": {march + 1: 61}}
    assert "mood" not in FrameReader(store).day_moods("fitness")


def test_shifts_are_every_place_of_one_along_the_other() -> None:
    dice = np.random.default_rng(5)
    first, second = level(dice.normal(size=97)), level(np.cumsum(dice.normal(size=97)))
    assert np.polyfit(np.arange(97), second, 1) == pytest.approx([0, 0], abs=1e-9)
    sums = [float(first @ np.roll(second, -k)) for k in range(97)]
    assert shifted_sums(first, second) == pytest.approx(np.array(sums))
    back = [float(first @ np.roll(second[::-1], -k)) for k in range(97)]
    together, p = shift_p_value(first, second)
    assert together == pytest.approx(sums[0])
    assert p == pytest.approx(sum(abs(s) >= abs(sums[0]) - 1e-9 for s in [*sums, *back]) / 194)
    assert shift_p_value(np.zeros(9), np.arange(9.0)) == (0.0, 1.0)


def test_a_day_begins_at_four() -> None:
    late = FrameRow("a", "relationship", "a", 0.0, 86_400 + 5_400, None, None)
    (evidence,) = frames([late], Person([late], {}, {}, {}, felt={"a": 0.2}))
    (days,) = day_moods(evidence)
    assert (days.places.tolist(), days.active) == ([0], 1)
