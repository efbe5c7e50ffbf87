"""SELECTION on people whose truth is known, with and without an audit; what is folded under it."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log

import pytest
from scipy.stats.contingency import relative_risk

from studio.core.shares import newcombe
from studio.gaps import report
from studio.gaps.checks import selection
from studio.gaps.evidence import FrameRow
from studio.gaps.folding import nested, under
from studio.gaps.pages.page import as_html, as_markdown
from studio.gaps.rates import Rates
from studio.gaps.report import weigh_evidence
from studio.gaps.states import SEVERITY, State
from studio.store import Store
from tests.gaps.people import Fault, Person, person
from tests.gaps.records import keep, label

REPS = 60
WELL = 80
"""People without a fault that false alarms are counted on."""


def audited(one: Person, n: int = 30) -> Person:
    """The person after labelling n drawn at random from what was left."""
    free = {r.id for r in one.rows if r.outcome is None}
    return one.label([i for i in one.evidence.random_order() if i in free][:n], "audit")


def states(people: list[Person]) -> list[State]:
    return [selection.weigh(one.evidence).state for one in people]


def life(own: tuple[int, int], random: tuple[int, int] = (0, 0), *, mixed: int = 0, free: int = 200) -> Person:
    """(good, bad) of own choice and at random, each in a thread of its own."""
    kinds = [("good", "spontaneous")] * own[0] + [("bad", "spontaneous")] * own[1]
    kinds += [("mixed", "spontaneous")] * mixed
    kinds += [("good", "audit")] * random[0] + [("bad", "audit")] * random[1]
    rows = [FrameRow(f"e{k}", "relationship", f"t{k}", k * 9e3, k * 9e3, *kind) for k, kind in enumerate(kinds)]
    rows += [FrameRow(f"u{k}", "relationship", f"v{k}", k * 8e3, k * 8e3, None, None) for k in range(free)]
    truth = {f"u{k}": "good" if k % 2 else "bad" for k in range(free)}
    return Person(rows, {i: 0.9 if t == "good" else -0.9 for i, t in truth.items()}, truth, {})


@pytest.mark.parametrize(("fault", "good"), [("bad_only", 0.6), ("good_only", 0.4)])
def test_who_kept_one_kind_is_red_once_thirty_were_drawn(fault: Fault, good: float) -> None:
    found = states([audited(person(s, 100, fault, good=good, kept_good=0.2, frame=2_000)) for s in range(REPS)])
    assert found.count("red") / REPS >= 0.80
    assert (found.count("red") + found.count("amber")) / REPS >= 0.90


def test_healthy_people_are_hardly_ever_red() -> None:
    for n, drawn in ((50, 30), (100, 30), (200, 100)):
        found = states([audited(person(s, n), drawn) for s in range(WELL)])
        assert found.count("red") / WELL <= 0.025
        assert found.count("amber") / WELL <= 0.08


def test_threads_do_not_raise_false_alarms() -> None:
    found = states([audited(person(s, 100, icc=0.4, per_thread=5)) for s in range(WELL)])
    assert found.count("red") / WELL <= 0.025


def test_without_an_audit_it_is_amber_at_most_and_asks_for_one() -> None:
    strong = states([person(s, 108, "bad_only") for s in range(REPS)])
    assert strong.count("amber") / REPS >= 0.90
    assert "red" not in strong
    well = states([person(s, 108) for s in range(WELL)])
    assert set(well) <= {"cant_tell", "amber"}
    assert well.count("amber") / WELL <= 0.08
    found = selection.weigh(person(1, 108, "bad_only").evidence)
    assert found.fix is not None
    assert (found.fix.count, found.fix.why) == (30, "audit")
    assert "at random" in found.fix.action
    assert found.headline == "You may keep more of the ones that went badly"
    assert "A guess is often wrong" in found.message


def test_the_audit_decides_over_the_guesses() -> None:
    one = person(3, 108, "bad_only")
    turned = Person(one.rows, {i: -g for i, g in one.guesses.items()}, one.truth, one.words)
    first, second = (selection.weigh(audited(p).evidence) for p in (one, turned))
    assert first.state == second.state
    assert first.headline == second.headline


@pytest.mark.parametrize("n", [0, 1, 5, 29])
def test_few_labels_cannot_tell_and_say_how_many_would(n: int) -> None:
    found = selection.weigh(life((0, n)).evidence)
    assert (found.state, found.n, found.n_needed, found.estimate) == ("cant_tell", n, 60, None)
    assert found.fix is not None
    assert (found.fix.count, found.fix.why) == (30, "audit")
    drawn = selection.weigh(life((0, 40), (0, n)).evidence)
    assert (drawn.state, drawn.n, drawn.n_needed) == ("cant_tell", 40 + n, 70)
    assert drawn.fix is not None
    assert drawn.fix.count == 30 - n


def test_random_ones_alone_ask_for_some_of_ones_own_choice() -> None:
    found = selection.weigh(life((3, 9), (15, 15)).evidence)
    assert (found.state, found.n_needed) == ("cant_tell", 60)
    assert found.fix is not None
    assert (found.fix.count, found.fix.why) == (18, "spontaneous")
    assert len(selection.picks(life((3, 9), (15, 15)).evidence).ids) == 18


def test_the_size_and_its_interval_are_those_of_newcombe() -> None:
    found = selection.weigh(life((20, 80), (18, 12)).evidence)
    low, high = newcombe(0.2, 100, 0.6, 30)
    assert found.state == "red"
    assert found.estimate == pytest.approx(0.4)
    assert found.interval == pytest.approx((-high, -low))
    assert found.headline == "What you kept went well less often than the rest"
    assert "20 % of 100" in found.message
    assert "40 points lower" in found.message


def test_a_large_audit_of_the_same_kind_is_fine_and_claims_no_more() -> None:
    found = selection.weigh(life((220, 180), (222, 178)).evidence)
    assert found.state == "fine"
    assert found.fix is None
    assert "No alarm does not mean" in found.message


def test_with_thirty_it_says_what_it_cannot_see() -> None:
    found = selection.weigh(life((55, 45), (15, 15)).evidence)
    assert found.state == "cant_tell"
    assert "only a gap of about 40 points or more is sure to show" in found.message
    assert found.n_needed > found.n
    assert f"{found.n_needed:,}" in found.message


def test_more_bias_never_lowers_severity() -> None:
    for random in ((0, 0), (20, 10)):
        ranks = []
        for good in range(66, -1, -1):
            one = life((good, 100 - good), random)
            guesses = one.guesses | {r.id: 0.9 if r.outcome == "good" else -0.9 for r in one.rows if r.outcome}
            ranks.append(SEVERITY[selection.weigh(replace(one, guesses=guesses).evidence).state])
        assert ranks == sorted(ranks)
        assert ranks[0] < SEVERITY["amber"] <= ranks[-1]


def test_the_mirror_image_and_other_orders_are_judged_alike() -> None:
    low, high = (selection.weigh(life(*counts).evidence) for counts in (((20, 80), (18, 12)), ((80, 20), (12, 18))))
    assert low.state == high.state
    assert low.interval == pytest.approx(high.interval)
    one = audited(person(4, 100, "bad_only"))
    assert selection.weigh(one.evidence) == selection.weigh(replace(one, rows=one.rows[::-1]).evidence)
    renamed = [replace(r, thread=f"other {r.thread}") for r in one.rows]
    assert selection.weigh(one.evidence) == selection.weigh(replace(one, rows=renamed).evidence)


def test_mixed_ones_are_asked_about_both_ways() -> None:
    one = life((55, 5), (16, 14), mixed=40)
    found = selection.weigh(one.evidence)
    assert found.state == "red"
    assert found.headline == "What you kept went badly less often than the rest"


def test_only_random_ones_enter_the_base_rate() -> None:
    one = life((20, 80), (18, 12))
    rows = [FrameRow(f"r{k}", "relationship", f"r{k}", k, k, "bad", "uncertain") for k in range(90)]
    again = [FrameRow(f"s{k}", "relationship", f"s{k}", k, k, "good", "relabel") for k in range(90)]
    first, second = (selection.weigh(replace(one, rows=r).evidence) for r in (one.rows, [*one.rows, *rows, *again]))
    assert (first.state, first.estimate, first.n) == (second.state, second.estimate, second.n)


def test_random_ones_set_aside_are_bounds_that_can_hold_an_alarm_back() -> None:
    one = life((20, 80), (18, 12))
    few = replace(one, aside=frozenset({"u0"}), at_random=frozenset({"u0", "u9"}))
    found = selection.weigh(few.evidence)
    assert found.state == "red"
    assert "58–61 % counting 1 set aside or unknown either way" in found.message
    hidden = frozenset(f"u{k}" for k in range(20))
    many = selection.weigh(replace(one, aside=hidden, at_random=hidden).evidence)
    assert many.state == "amber"
    assert many.estimate == found.estimate
    assert "could change the answer" in many.message
    assert many.plot.intervals is not None
    assert (many.plot.intervals.rows[-1].low, many.plot.intervals.rows[-1].high) == (18 / 50, 38 / 50)
    chosen_aside = selection.weigh(replace(one, aside=hidden).evidence)
    assert chosen_aside.state == "red"


def test_random_ones_left_unknown_are_open_too() -> None:
    one = life((20, 80), (18, 12))
    rows = [replace(r, outcome="unknown", why="audit") if r.id == "u3" else r for r in one.rows]
    assert "1 set aside or unknown" in selection.weigh(replace(one, rows=rows).evidence).message


def test_one_thread_counts_as_one() -> None:
    one = life((0, 50), (20, 20))
    rows = [replace(r, thread="same") if r.why == "spontaneous" else r for r in one.rows]
    found = selection.weigh(replace(one, rows=rows).evidence)
    assert found.state == "cant_tell"
    assert found.n_needed > found.n
    assert "few threads" in found.message


def test_the_rate_ratio_is_the_usual_one_but_for_the_halves() -> None:
    ours, theirs = Rates(400, 2_000, 200, 2_000), relative_risk(400, 2_000, 200, 2_000)
    reference = theirs.confidence_interval(0.95)
    assert ours.ratio == pytest.approx(theirs.relative_risk, rel=0.002)
    assert ours.interval() == pytest.approx((reference.low, reference.high), rel=0.003)
    low, high = Rates(400, 2_000, 200, 2_000, 4.0, 4.0).interval()
    assert log(high / low) == pytest.approx(2 * log(ours.interval()[1] / ours.interval()[0]))
    never = Rates(0, 50, 0, 50)
    assert never.ratio == pytest.approx(1.0)
    assert exp(-9) < never.interval()[0] < 1 < never.interval()[1]
    assert not never.alarmed


@pytest.mark.parametrize(("fault", "good"), [("bad_only", 0.6), ("good_only", 0.4)])
def test_doing_the_fix_clears_red(fault: Fault, good: float) -> None:
    reds = cleared = 0
    for seed in range(40):
        one = audited(person(seed, 100, fault, frame=900, good=good, kept_good=0.2))
        before = selection.weigh(one.evidence)
        if before.state != "red":
            continue
        reds += 1
        picks = selection.picks(one.evidence)
        assert before.fix is not None
        assert (len(picks.ids), picks.why) == (before.fix.count, "gap_fill")
        after = selection.weigh(one.label(picks.ids, picks.why).evidence)
        assert after.estimate == before.estimate
        assert after.state != "cant_tell" or after.n_needed > after.n
        cleared += after.state != "red"
    assert reds >= 20
    assert cleared / reds >= 0.80


def test_random_picks_continue_where_the_draw_stopped() -> None:
    one = life((20, 80))
    first = selection.picks(one.evidence)
    assert (first.why, len(first.ids), first.inclusion_prob) == ("audit", 30, 30 / 200)
    assert list(first.ids) != sorted(first.ids)
    half = one.label(first.ids[:12], "audit")
    assert selection.picks(half.evidence).ids == first.ids[12:]


def test_picks_drawn_at_random_are_the_audit_and_are_remembered(store: Store) -> None:
    one = person(1, 60, "bad_only", frame=200)
    keep(store, one)
    picks = report.fill(store, "selection")
    assert (picks.why, picks.inclusion_prob) == ("audit", 30 / 140)
    assert store.attestations.draws() == dict.fromkeys(picks.ids, 30 / 140)
    assert report.audit_picks(store) == list(picks.ids)
    store.labels.mark("skip", picks.ids[0])
    label(store, one, list(picks.ids[1:]), "audit")
    assert "1 set aside or unknown" in report.weigh(store).check("selection").message


def test_under_a_red_selection_the_mix_is_folded_and_does_not_nag_on_its_own() -> None:
    one = audited(person(2, 100, "bad_only", frame=900))
    found = weigh_evidence([one.evidence])
    mix, root = found.check("outcome_mix"), found.check("selection")
    assert (root.state, mix.state) == ("red", "red")
    assert (mix.folded_under, root.folded_under) == ("selection", "")
    assert not mix.nags
    assert found.nagging == root
    assert mix.as_dict()["folded_under"] == "selection"
    assert "folded_under" not in root.as_dict()
    order = [c.id for c in nested(found.checks)]
    assert order.index("outcome_mix") == order.index("selection") + 1
    assert sorted(order) == sorted(c.id for c in found.checks)
    said = under(mix, found.checks)
    assert root.headline in said
    assert '<section id="outcome_mix" class="folded">' in as_html(found)
    assert f"### ▲ red · {mix.headline}" in as_markdown(found)


def test_without_a_red_selection_the_mix_stands_alone() -> None:
    found = weigh_evidence([person(2, 100, "bad_only", frame=900).evidence])
    assert found.check("outcome_mix").folded_under == ""
    assert found.check("outcome_mix").nags
    assert nested(found.checks) == list(found.checks)


def test_one_of_thirty_left_unknown_does_not_take_the_answer_away() -> None:
    one = life((10, 90), (22, 7))
    rows = [replace(r, outcome="unknown", why="audit") if r.id == "u3" else r for r in one.rows]
    found = selection.weigh(replace(one, rows=rows).evidence)
    assert (found.state, found.n) == ("red", 129)
    most = [replace(r, outcome="unknown", why="audit") if r.id in {f"u{k}" for k in range(25)} else r for r in one.rows]
    few = replace(one, rows=[r for r in most if r.why != "audit" or r.outcome == "unknown"])
    assert selection.weigh(few.evidence).state != "red"
    assert selection.weigh(few.evidence).n_needed == 130
