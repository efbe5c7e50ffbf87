"""ONE_VOICE on people whose two sides are known."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from studio.gaps.checks import one_voice
from studio.gaps.evidence import FrameRow
from studio.gaps.states import SEVERITY
from studio.store import Store
from studio.store.frame import FrameReader, Voice
from tests.gaps.people import Person, person
from tests.gaps.records import keep

REPS = 60


def talker(seed: int, n: int, mine: float | None = None, *, per_thread: int = 1) -> Person:
    """Half of 600 talks started by me; of n labels this share is, or chance decides; words lean to who started."""
    one = person(seed, n, per_thread=per_thread)
    dice = np.random.default_rng([seed, 23])
    started = {r.id: bool(dice.random() < 0.5) for r in one.rows}
    heard = {
        i: Voice("me" if me else "other", int(dice.poisson(90 if me else 70)), int(dice.poisson(70 if me else 90)))
        for i, me in started.items()
    }
    if mine is None:
        return replace(one, heard=heard)
    own = int(dice.binomial(n, mine))
    ours, theirs = ([r.id for r in one.rows if started[r.id] is me] for me in (True, False))
    ids = [*dice.choice(ours, own, replace=False), *dice.choice(theirs, n - own, replace=False)]
    bare = replace(one, heard=heard, rows=[replace(r, outcome=None, why=None) for r in one.rows])
    return bare.label([str(i) for i in ids], "spontaneous")


def states(n: int, mine: float | None = None, *, per_thread: int = 1) -> list[str]:
    return [one_voice.weigh(talker(s, n, mine, per_thread=per_thread).evidence).state for s in range(REPS)]


def exact(mine: int, theirs: int, *, voice: Voice | None = None) -> Person:
    """So many labelled that each started, among 200 more that nobody labelled, half of either."""
    rows = [FrameRow(f"e{k}", "relationship", f"t{k}", k * 9e3, k * 9e3, "good", None) for k in range(mine + theirs)]
    rows += [FrameRow(f"u{k}", "relationship", f"v{k}", k * 8e3, k * 8e3, None, None) for k in range(400)]
    heard = {r.id: voice or Voice("me" if k < mine else "other", None, None) for k, r in enumerate(rows)}
    heard |= {f"u{k}": Voice("me" if k % 2 else "other", None, None) for k in range(400)}
    return Person(rows, {}, {r.id: "good" for r in rows}, {}, heard=heard)


def test_healthy_people_are_hardly_ever_red() -> None:
    for n in (50, 100):
        found = [one_voice.weigh(talker(seed, n).evidence).state for seed in range(80)]
        assert found.count("red") / 80 <= 0.025
        assert found.count("amber") / 80 <= 0.08


def test_threads_do_not_raise_false_alarms() -> None:
    assert states(100, per_thread=5).count("red") / REPS <= 0.025


def test_people_at_the_edge_of_the_band_are_seldom_red() -> None:
    assert states(100, 0.65).count("red") / REPS <= 0.05


def test_people_who_kept_their_own_side_are_red_at_the_stated_n() -> None:
    assert states(100, 0.8).count("red") / REPS >= 0.80
    assert states(50, 0.9).count("red") / REPS >= 0.90


def test_a_weak_power_is_said() -> None:
    assert states(50, 0.8).count("red") / REPS < 0.80
    assert "half of the time with 50 labels" in one_voice.HOW


@pytest.mark.parametrize("n", [0, 1, 5, 29])
def test_few_labels_cannot_tell_and_say_how_many_would(n: int) -> None:
    found = one_voice.weigh(exact(n, 0).evidence)
    assert (found.state, found.n, found.n_needed) == ("cant_tell", n, 40)
    assert "needs 40" in found.message
    assert found.fix is not None
    assert found.fix.count == 40 - n == len(one_voice.picks(exact(n, 0).evidence).ids)


def test_labels_of_which_nobody_knows_who_began_say_nothing() -> None:
    one = replace(exact(80, 0), heard={})
    found = one_voice.weigh(one.evidence)
    assert (found.state, found.n, found.estimate, found.fix) == ("cant_tell", 0, None, None)


def test_more_bias_never_lowers_severity() -> None:
    ranks = [SEVERITY[one_voice.weigh(exact(75 + k, 75 - k).evidence).state] for k in range(76)]
    assert ranks == sorted(ranks)
    assert (ranks[0], ranks[-1]) == (SEVERITY["fine"], SEVERITY["red"])


def test_the_mirror_image_is_judged_alike() -> None:
    ours, theirs = (one_voice.weigh(exact(*split).evidence) for split in ((90, 10), (10, 90)))
    assert ours.state == theirs.state == "red"
    assert ours.headline == "You mostly kept what you started"
    assert theirs.headline == "You mostly kept what they started"
    assert ours.interval == pytest.approx((1 - theirs.interval[1], 1 - theirs.interval[0]))


def test_a_life_in_which_one_mostly_starts_is_no_bias() -> None:
    one = exact(90, 10)
    usual = {i: Voice("me" if int(i[1:]) % 10 else "other", None, None) for i in one.heard if i[0] == "u"}
    assert one_voice.weigh(replace(one, heard=one.heard | usual).evidence).state == "fine"


def test_episodes_without_a_word_of_theirs_alarm_and_only_when_too_many() -> None:
    one = exact(50, 50)
    talk = {i: Voice(v.started_by, 80, 80) for i, v in one.heard.items()}
    notes = {f"e{k}": Voice(None, 120, 0) for k in range(0, 100, 2)}
    found = one_voice.weigh(replace(one, heard=talk | notes).evidence)
    assert (found.state, found.headline) == ("red", "You mostly kept what holds no word of theirs")
    assert found.fix is not None
    assert "with their own words" in found.fix.action
    away = {f"u{k}": Voice(None, 120, 0) for k in range(0, 400, 2)}
    assert "no word" not in one_voice.weigh(replace(one, heard=talk | away).evidence).headline


def test_row_order_and_names_do_not_matter() -> None:
    one = talker(4, 80, 0.8)
    rows = [replace(r, thread=f"other {r.thread}", outcome="bad" if r.outcome else None) for r in one.rows]
    Random(3).shuffle(rows)
    again = replace(one, rows=rows)
    assert one_voice.weigh(one.evidence) == one_voice.weigh(again.evidence)
    assert one_voice.picks(one.evidence) == one_voice.picks(again.evidence)


@pytest.mark.parametrize("mine", [0.9, 0.1])
def test_doing_the_fix_clears_red(mine: float) -> None:
    reds = cleared = 0
    for seed in range(30):
        one = talker(seed, 100, mine)
        before, picks = one_voice.weigh(one.evidence), one_voice.picks(one.evidence)
        if before.state != "red":
            continue
        reds += 1
        assert before.fix is not None
        assert (len(picks.ids), picks.why) == (before.fix.count, "gap_fill")
        cleared += one_voice.weigh(one.label(picks.ids, picks.why).evidence).state not in ("red", "amber")
    assert reds >= 20
    assert cleared / reds >= 0.80


def test_where_the_other_side_is_set_aside_one_may_read_again() -> None:
    one = replace(exact(90, 10), aside=frozenset(f"u{k}" for k in range(0, 400, 2)))
    picks = one_voice.picks(one.evidence)
    assert (len(picks.ids), picks.why) == (10, "relabel")
    assert all(one.heard[i].started_by == "me" for i in picks.ids)


def test_training_has_no_second_voice() -> None:
    one = exact(90, 10)
    found = one_voice.weigh(replace(one, rows=[replace(r, domain="fitness") for r in one.rows]).evidence)
    assert (found.state, found.applies, found.fix) == ("cant_tell", False, None)


def test_a_store_tells_who_is_heard(store: Store) -> None:
    one = talker(2, 60, 0.9)
    keep(store, one)
    assert FrameReader(store).voices("relationship") == one.heard
    assert FrameReader(store).voices("fitness") == {}
