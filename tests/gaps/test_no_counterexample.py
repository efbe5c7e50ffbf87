"""NO_COUNTEREXAMPLE on people of whom it is known how every trigger went."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studio.gaps.checks import no_counterexample
from studio.gaps.evidence import FrameRow
from studio.gaps.findings import CheckResult
from studio.gaps.states import SEVERITY
from tests.gaps.people import TRIGGERS, Person, person, replace_rows

THIRD = TRIGGERS[2]
"""The third commonest trigger."""


def one_sided(seed: int, n: int, trigger: str = THIRD, kept: str = "bad") -> Person:
    """Somebody who labelled only one ending of one trigger; the words of every episode name its trigger."""
    one = person(seed, n)
    of = one.answers["trigger"]
    free = [r.id for r in one.rows if r.outcome is None and of[r.id] == trigger and one.truth[r.id] == kept]
    wrong = [r.id for r in one.rows if r.outcome not in (None, kept) and of[r.id] == trigger]
    swapped = dict(zip(wrong, free, strict=False))
    taken = frozenset(swapped.values())
    rows = [
        replace(r, outcome=None, why=None)
        if r.id in wrong
        else replace(r, outcome=kept, why="spontaneous")
        if r.id in taken
        else r
        for r in one.rows
    ]
    words = {i: f"{text} {of[i]}" for i, text in one.words.items()}
    return replace(one, rows=rows, words=words)


def told(**endings: tuple[int, int]) -> Person:
    """Trigger → how many ended well and badly; 200 unlabelled ones, every second one guessed to have gone well."""
    rows: list[FrameRow] = []
    triggers: dict[str, str] = {}
    for trigger, (good, bad) in endings.items():
        for outcome in ["good"] * good + ["bad"] * bad:
            k = len(rows)
            rows.append(FrameRow(f"e{k}", "relationship", f"t{k}", k * 9e3, k * 9e3, outcome, "spontaneous"))
            triggers[f"e{k}"] = trigger
    rows += [FrameRow(f"u{k}", "relationship", f"v{k}", k * 8e3, k * 8e3, None, None) for k in range(200)]
    guesses = {f"u{k}": 0.9 if k % 2 else -0.9 for k in range(200)}
    words = {r.id: "about something" for r in rows}
    truth = {f"u{k}": "good" if k % 2 else "bad" for k in range(200)}
    return Person(rows, guesses, truth, words, answers={"trigger": triggers})


def weigh(one: Person) -> CheckResult:
    return no_counterexample.weigh(one.evidence)


def states(people: list[Person]) -> dict[str, float]:
    found = [weigh(one).state for one in people]
    return {state: found.count(state) / len(found) for state in ("red", "amber", "cant_tell", "fine")}


@pytest.mark.parametrize("n", [50, 100, 200])
def test_healthy_people_are_hardly_ever_red(n: int) -> None:
    found = states([person(seed, n) for seed in range(80)])
    assert found["red"] <= 0.025
    assert found["amber"] <= 0.08


def test_threads_do_not_raise_false_alarms() -> None:
    assert states([person(seed, 100, icc=0.4, per_thread=5) for seed in range(80)])["red"] <= 0.025


@pytest.mark.parametrize("kept", ["bad", "good"])
def test_a_trigger_that_never_went_one_way_is_red_at_the_stated_n(kept: str) -> None:
    assert states([one_sided(seed, 200, kept=kept) for seed in range(60)])["red"] >= 0.80


@pytest.mark.parametrize("kept", ["bad", "good"])
def test_with_fewer_labels_it_is_at_least_amber(kept: str) -> None:
    found = states([one_sided(seed, 100, kept=kept) for seed in range(60)])
    assert found["red"] >= (0.85 if kept == "bad" else 0.60)
    assert found["red"] + found["amber"] >= 0.90


@pytest.mark.parametrize("n", [0, 1, 5, 29])
def test_few_labels_cannot_tell_and_say_how_many_would(n: int) -> None:
    found = weigh(told(money=(0, n)))
    assert (found.state, found.n, found.n_needed) == ("cant_tell", n, 30)
    assert "this needs 30" in found.message
    assert found.fix is not None
    assert found.fix.count == 30 - n


def test_the_words_say_how_much_could_still_be_there() -> None:
    found = weigh(told(money=(0, 9), chores=(30, 20)))
    assert (found.state, found.estimate) == ("red", 0.0)
    assert found.interval == pytest.approx((0.0, 1 - 0.05 ** (1 / 9)))
    assert found.headline == "None about money that went well"
    assert "9 about money, none went well; the true share could still be up to 28 %." in found.message
    assert "If there never was one, say that this is how it is." in found.message
    assert found.plot.intervals is not None
    assert [r.name for r in found.plot.intervals.rows] == ["chores", "▲ money"]


def test_five_without_one_are_amber_and_four_say_nothing() -> None:
    assert weigh(told(money=(0, 5), chores=(30, 20))).state == "amber"
    found = weigh(told(money=(0, 4), chores=(30, 20)))
    assert found.state == "fine"
    assert "Of 1 rarer one (under 5 each) nothing is said." in found.message


def test_one_counterexample_is_enough_whatever_it_was_labelled_for() -> None:
    one = told(money=(1, 30), chores=(30, 20))
    assert weigh(one).state == "fine"
    found = [replace(r, why="gap_fill") if r.outcome == "good" else r for r in one.rows]
    assert weigh(replace_rows(one, found)).state == "fine"


def test_a_lopsided_record_is_no_fault_of_one_trigger() -> None:
    found = weigh(told(money=(0, 12), chores=(3, 60)))
    assert (found.state, found.n) == ("cant_tell", 75)
    assert "12 about money, none went well" in found.message
    assert "chance alone may leave none" in found.message
    assert found.n_needed > found.n
    assert f"{found.n_needed:,}" in found.message
    assert weigh(told(money=(0, 40), chores=(3, 60))).state == "amber"


def test_a_trigger_is_set_against_the_others_not_against_itself() -> None:
    assert weigh(told(money=(0, 8), chores=(22, 18))).state == "red"
    assert weigh(told(money=(0, 60), chores=(2, 3))).state == "red"
    assert weigh(told(money=(0, 50))).state == "amber"


def test_one_conflict_of_many_episodes_counts_for_less() -> None:
    one = told(money=(0, 12), chores=(30, 20))
    rows = [replace(r, thread="same") if one.answers["trigger"].get(r.id) == "money" else r for r in one.rows]
    assert weigh(replace_rows(one, rows)).state == "fine"


def test_more_of_them_without_one_never_lower_severity() -> None:
    ranks = [SEVERITY[weigh(told(money=(0, n), chores=(40, 20))).state] for n in range(40)]
    assert ranks == sorted(ranks)
    assert (ranks[0], ranks[-1]) == (SEVERITY["fine"], SEVERITY["red"])
    fewer_good = [SEVERITY[weigh(told(money=(good, 20), chores=(40, 20))).state] for good in range(20, -1, -1)]
    assert fewer_good == sorted(fewer_good)


def test_the_mirror_image_is_judged_alike() -> None:
    low, high = weigh(told(money=(0, 14), chores=(25, 25))), weigh(told(money=(14, 0), chores=(25, 25)))
    assert low.state == high.state == "red"
    assert low.interval == high.interval
    assert "well" in low.headline
    assert "badly" in high.headline


def test_one_response_alone_is_amber_and_two_are_not() -> None:
    one = told(money=(10, 10), chores=(20, 20))
    money = [i for i, value in one.answers["trigger"].items() if value == "money"]
    alone = replace(one, answers={**one.answers, "response_style": dict.fromkeys(money, "withdrew")})
    found = weigh(alone)
    assert (found.state, found.estimate) == ("amber", 1.0)
    assert "20 of 20 about money were met with “withdrew”; others cannot be compared." in found.message
    assert len(no_counterexample.picks(alone.evidence).ids) == 10
    both = {i: "withdrew" if k % 3 else "asked" for k, i in enumerate(money)}
    assert weigh(replace(one, answers={**one.answers, "response_style": both})).state == "fine"


def test_labels_without_a_trigger_are_asked_for_one() -> None:
    one = told(money=(20, 20))
    bare = replace(one, answers={})
    found = weigh(bare)
    assert (found.state, found.n) == ("cant_tell", 0)
    assert "40 labels without one" in found.message
    assert found.fix is not None
    assert found.fix.count == 30
    picks = no_counterexample.picks(bare.evidence)
    assert picks.why == "spontaneous"
    assert all(i.startswith("e") for i in picks.ids)


def test_many_rare_triggers_cannot_tell() -> None:
    found = weigh(told(**{f"kind_{k}": (1, 1) for k in range(20)}))
    assert (found.state, found.n) == ("cant_tell", 40)
    assert found.n_needed > 40
    assert f"{found.n_needed}" in found.message


@pytest.mark.parametrize("kept", ["bad", "good"])
def test_doing_the_fix_clears_red(kept: str) -> None:
    reds = cleared = 0
    for seed in range(40):
        one = one_sided(seed, 120, kept=kept)
        before = weigh(one)
        if before.state != "red":
            continue
        reds += 1
        picks = no_counterexample.picks(one.evidence)
        assert before.fix is not None
        assert (len(set(picks.ids)), picks.why) == (before.fix.count, "gap_fill")
        cleared += weigh(one.label(picks.ids, picks.why)).state != "red"
    assert reds >= 20
    assert cleared / reds >= 0.80


def test_order_and_names_do_not_matter() -> None:
    one = one_sided(5, 120)
    shuffled = replace_rows(one, list(reversed(one.rows)))
    assert weigh(shuffled) == weigh(one)
    assert no_counterexample.picks(shuffled.evidence) == no_counterexample.picks(one.evidence)
    renamed = {i: f"my {value}" for i, value in one.answers["trigger"].items()}
    other = replace(one, answers={**one.answers, "trigger": renamed})
    assert weigh(other).figures() == weigh(one).figures()
