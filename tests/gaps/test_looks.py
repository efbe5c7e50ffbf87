"""An alarm that overturns an answer has to hold at two looks, ten labels apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from studio.gaps.findings import CheckResult
from studio.gaps.looks import due, settled
from studio.gaps.report import attest, weigh, weigh_evidence
from studio.gaps.states import State
from studio.store import Store
from studio.store.attestations import Look
from tests.gaps.people import Person, person
from tests.gaps.records import keep, label


def a_finding(state: State, check_id: str = "outcome_mix") -> CheckResult:
    (found,) = (c for c in weigh_evidence([person(1, 60).evidence]).checks if c.id == check_id)
    return replace(found, state=state)


@pytest.mark.parametrize("before", ["fine", "amber"])
def test_red_after_another_answer_waits_for_the_next_look(before: str) -> None:
    (held,) = settled([a_finding("red")], [Look(50, {"outcome_mix": before})], 60)
    assert held.state == "amber"
    assert held.message.endswith("it counts as red once it holds for 10 labels more.")


@pytest.mark.parametrize("before", ["red", "cant_tell"])
def test_red_stands_where_it_held_or_nothing_was_known(before: str) -> None:
    (found,) = settled([a_finding("red")], [Look(50, {"outcome_mix": before})], 60)
    assert found.state == "red"


def test_red_stands_on_the_first_look_and_on_a_record_grown_by_half() -> None:
    assert settled([a_finding("red")], [], 60)[0].state == "red"
    assert settled([a_finding("red")], [Look(40, {"outcome_mix": "fine"})], 60)[0].state == "red"


def test_what_is_counted_and_not_estimated_needs_no_second_look() -> None:
    (found,) = settled([a_finding("red", "leak")], [Look(50, {"leak": "fine"})], 60)
    assert found.state == "red"


def test_between_looks_the_one_before_still_decides() -> None:
    looks = [Look(60, {"outcome_mix": "red"}), Look(50, {"outcome_mix": "fine"})]
    assert [settled([a_finding("red")], looks, n)[0].state for n in (60, 65)] == ["amber", "amber"]
    assert settled([a_finding("red")], looks, 70)[0].state == "red"


def test_a_look_is_kept_every_ten_labels_up_or_down() -> None:
    looks = [Look(50, {})]
    assert due([], 0)
    assert [n for n in range(35, 66) if not due(looks, n)] == list(range(41, 60))


def test_a_record_that_goes_wrong_is_held_once_and_then_red(store: Store) -> None:
    one = person(3, 100, "healthy", frame=900)
    keep(store, one)
    assert weigh(store).check("outcome_mix").state == "fine"
    bad = _bad_and_unlabelled(one)
    label(store, one, bad[:360], "spontaneous")
    assert weigh(store).check("outcome_mix").state == "red", "it has grown by more than half"


def test_a_slow_turn_is_amber_first_and_red_at_build(store: Store) -> None:
    one = person(4, 100, "bad_only", kept_good=0.19, frame=900)
    keep(store, one)
    assert weigh(store).check("outcome_mix").state == "amber"
    bad = _bad_and_unlabelled(one)
    label(store, one, bad[:40], "spontaneous")
    assert weigh(store, at_build=True).check("outcome_mix").state == "red"
    assert weigh(store).check("outcome_mix").state == "amber", "looking again changes nothing"
    said = attest(store, "outcome_mix", "it was a hard year")
    assert (said.state, said.attested) == ("amber", True)
    label(store, one, bad[40:50], "spontaneous")
    found = weigh(store).check("outcome_mix")
    assert (found.state, found.attested) == ("red", True), "what was said of it held back holds when it is red"


def _bad_and_unlabelled(one: Person) -> list[str]:
    free = [r.id for r in one.rows if r.outcome is None and one.truth[r.id] == "bad"]
    return [str(i) for i in np.random.default_rng(5).permutation(free)]
