"""OUTCOME_MIX on people whose truth is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studio.gaps.checks import outcome_mix
from studio.gaps.evidence import FrameRow
from studio.gaps.states import SEVERITY
from tests.gaps.people import Fault, Person, person

REPS = 60


def red_share(n: int, fault: Fault = "healthy", *, good: float = 0.55, icc: float = 0.0, per_thread: int = 1) -> float:
    people = [person(seed, n, fault, good=good, icc=icc, per_thread=per_thread) for seed in range(REPS)]
    return sum(outcome_mix.weigh(one.evidence).state == "red" for one in people) / REPS


def mix(good: int, bad: int, mixed: int = 0, why: str = "spontaneous") -> Person:
    outcomes = ["good"] * good + ["bad"] * bad + ["mixed"] * mixed
    rows = [FrameRow(f"e{k}", "relationship", f"t{k}", k * 9e3, k * 9e3, o, why) for k, o in enumerate(outcomes)]
    rows += [FrameRow(f"u{k}", "relationship", f"v{k}", k * 8e3, k * 8e3, None, None) for k in range(200)]
    guesses = {f"u{k}": 0.9 if k % 2 else -0.9 for k in range(200)}
    return Person(rows, guesses, {f"u{k}": "good" if k % 2 else "bad" for k in range(200)}, {})


def test_healthy_people_are_hardly_ever_red() -> None:
    assert red_share(50) <= 0.025
    assert red_share(100) <= 0.025


def test_people_at_the_edge_of_the_band_are_seldom_red() -> None:
    assert red_share(100, good=0.27) <= 0.05


def test_threads_do_not_raise_false_alarms() -> None:
    assert red_share(100, good=0.3, icc=0.4, per_thread=5) <= 0.08


def test_people_who_kept_the_bad_ones_are_red_at_the_stated_n() -> None:
    assert red_share(100, "bad_only") >= 0.90
    assert red_share(50, "bad_only") >= 0.65


@pytest.mark.parametrize("n", [0, 1, 5, 29])
def test_few_labels_cannot_tell_and_say_how_many_would(n: int) -> None:
    found = outcome_mix.weigh(mix(0, n).evidence)
    assert (found.state, found.n, found.n_needed) == ("cant_tell", n, 30)
    assert found.fix is not None
    assert found.fix.count == 30 - n


def test_more_bias_never_lowers_severity() -> None:
    ranks = [SEVERITY[outcome_mix.weigh(mix(good, 80 - good).evidence).state] for good in range(40, -1, -1)]
    assert ranks == sorted(ranks)
    assert ranks[0] == SEVERITY["fine"]
    assert ranks[-1] == SEVERITY["red"]


def test_the_mirror_image_is_judged_alike() -> None:
    low, high = outcome_mix.weigh(mix(9, 71).evidence), outcome_mix.weigh(mix(71, 9).evidence)
    assert low.state == high.state == "red"
    assert low.interval == pytest.approx((1 - high.interval[1], 1 - high.interval[0]))
    assert "badly" in low.headline
    assert "went well" in high.headline


def test_mixed_ones_are_asked_about_both_ways() -> None:
    assert outcome_mix.weigh(mix(60, 4, 36).evidence).state == "red"
    assert outcome_mix.weigh(mix(60, 4, 36).evidence).headline == "You kept hardly any that went badly"
    assert outcome_mix.weigh(mix(45, 45, 10).evidence).state == "fine"


def test_unknown_is_an_answer_that_says_nothing_here() -> None:
    one = mix(40, 40)
    rows = [replace(r, outcome="unknown") if r.id == "e0" else r for r in one.rows]
    assert outcome_mix.weigh(Person(rows, {}, {}, {}).evidence).n == 79


def test_only_own_choice_enters_the_estimate() -> None:
    one = mix(12, 88)
    random_ones = [replace(r, outcome="good", why="audit") for r in one.rows if r.outcome is None][:30]
    again = {r.id: r for r in random_ones}
    rows = [again.get(r.id, r) for r in one.rows]
    rows += [FrameRow(f"r{k}", "relationship", f"r{k}", k, k, "good", "relabel") for k in range(50)]
    found = outcome_mix.weigh(Person(rows, one.guesses, {}, {}).evidence)
    assert (found.n, found.estimate, found.state) == (100, 0.12, "red")
    assert "12 of 100 went well (7–20 %); your 30 random ones say" in found.message
    assert found.plot.intervals is not None
    assert [r.name for r in found.plot.intervals.rows] == ["what you labelled", "picked at random"]


def test_a_label_without_a_reason_was_the_persons_own_choice() -> None:
    one = mix(12, 88)
    rows = [replace(r, why=None) for r in one.rows]
    assert outcome_mix.weigh(Person(rows, {}, {}, {}).evidence).n == 100


def test_one_thread_counts_as_one() -> None:
    one = mix(2, 58)
    rows = [replace(r, thread="same") if r.outcome else r for r in one.rows]
    found = outcome_mix.weigh(Person(rows, {}, {}, {}).evidence)
    assert (found.state, found.n_effective) == ("cant_tell", 1.0)
    assert found.n_needed > 60


@pytest.mark.parametrize("fault", ["bad_only", "good_only"])
def test_doing_the_fix_clears_red(fault: Fault) -> None:
    reds = cleared = 0
    for seed in range(40):
        one = person(seed, 100, fault, frame=900)
        before = outcome_mix.weigh(one.evidence)
        if before.state != "red":
            continue
        reds += 1
        picks = outcome_mix.picks(one.evidence)
        assert before.fix is not None
        assert len(picks.ids) == before.fix.count
        after = outcome_mix.weigh(one.label(picks.ids, picks.why).evidence)
        assert after.estimate == before.estimate
        cleared += after.state != "red"
    assert reds >= 20
    assert cleared / reds >= 0.80


def test_picks_lean_the_other_way_and_come_from_many_threads() -> None:
    one = mix(5, 95)
    rows = [replace(r, thread=f"v{int(r.id[1:]) // 50}") if r.outcome is None else r for r in one.rows]
    spread = Person(rows, one.guesses, one.truth, {})
    picks = outcome_mix.picks(spread.evidence)
    assert picks.why == "gap_fill"
    assert all(one.guesses[i] > 0 for i in picks.ids)
    threads = {r.id: r.thread for r in rows}
    assert {threads[i] for i in picks.ids[:4]} == {"v0", "v1", "v2", "v3"}


def test_without_any_guess_the_picks_are_random_but_repeatable() -> None:
    one = mix(5, 95)
    blind = Person(one.rows, {}, {}, {})
    first, second = outcome_mix.picks(blind.evidence), outcome_mix.picks(blind.evidence)
    assert first == second
    assert list(first.ids) != sorted(first.ids)


def test_a_person_of_mixed_feelings_is_not_told_that_it_went_badly() -> None:
    rows = [replace(r, outcome="mixed") if r.outcome else r for r in person(1, 60).rows]
    found = outcome_mix.weigh(replace(person(1, 60), rows=rows).evidence)
    assert (found.state, found.headline) == ("red", "You kept hardly any that went well")
    assert "expect things to go" not in found.message


def test_what_was_added_is_told_of_the_same_outcome() -> None:
    one = person(2, 60, "bad_only", kept_good=0.03)
    free = [r.id for r in one.rows if r.outcome is None][:40]
    rows = [replace(r, outcome="mixed", why="gap_fill") if r.id in free else r for r in one.rows]
    found = outcome_mix.weigh(replace(one, rows=rows).evidence)
    good = sum(r.outcome == "good" for r in rows)
    assert found.message.startswith(f"{good} of 60 went well")
    assert f"With the 40 you added it is {good} % of 100." in found.message
