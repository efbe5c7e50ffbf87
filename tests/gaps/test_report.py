"""The report as a whole: its JSON, its words, its fixes, and what it does not depend on."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from random import Random

import pytest

from studio.core.errors import GateError, UsageError
from studio.gaps import report
from studio.gaps.checks import CHECKS
from studio.gaps.findings import Fix
from studio.gaps.report import weigh_evidence
from studio.store import Store
from tests.gaps.people import Fault, person
from tests.gaps.records import keep, label

COUNT_EVERY_LABEL = ("outcome_mix", "time", "leak")
"""Checks whose n is the number of labels; the others count what they compare."""

CAUSES = re.compile(r"\b(because|caused?|causes|due to|leads? to|led to|thanks to|results? in)\b", re.IGNORECASE)


@pytest.mark.parametrize("fault", ["healthy", "bad_only", "good_only", "hole", "weekends", "copies"])
def test_every_finding_has_its_numbers_one_action_and_no_cause(fault: Fault) -> None:
    for n in (0, 12, 60, 120):
        for check in weigh_evidence([person(3, n, fault).evidence]).checks:
            words = f"{check.question} {check.headline} {check.message} {check.how}"
            assert not CAUSES.search(words), words
            assert re.search(r"\d", check.message)
            assert check.n == n or check.id not in COUNT_EVERY_LABEL
            assert 0 <= check.interval[0] <= check.interval[1] <= 1
            if check.state in ("amber", "red"):
                assert check.fix is not None
                assert check.fix.count > 0
            if check.state == "cant_tell":
                assert check.n_needed > check.n
                assert f"{check.n_needed:,}" in check.message


def test_how_each_check_works_names_no_cause() -> None:
    for check in CHECKS:
        assert not CAUSES.search(f"{check.QUESTION} {check.HOW}")
        assert check.ID.lower() == check.ID


@pytest.mark.parametrize("n", [0, 1, 5, 29])
def test_with_few_labels_everything_says_cant_tell_in_clean_json(n: int) -> None:
    found = weigh_evidence([person(1, n).evidence]).as_dict()
    text = json.dumps(found, allow_nan=False)
    assert "NaN" not in text
    assert {c["state"] for c in found["checks"]} == {"cant_tell"}
    assert all(c["n_needed"] == 30 for c in found["checks"] if c["id"] in COUNT_EVERY_LABEL)
    assert all(c["n_needed"] > c["n"] for c in found["checks"])


@pytest.mark.parametrize("fault", ["healthy", "bad_only", "hole", "weekends", "copies"])
def test_row_order_and_names_do_not_matter(fault: Fault) -> None:
    one = person(8, 80, fault)
    shuffled = list(one.rows)
    Random(2).shuffle(shuffled)
    other = replace(one, rows=shuffled)
    assert weigh_evidence([one.evidence]) == weigh_evidence([other.evidence])

    renamed = [replace(r, thread=f"another name {r.thread}") for r in one.rows]
    again = replace(one, rows=renamed)
    first, second = weigh_evidence([one.evidence]).as_dict(), weigh_evidence([again.evidence]).as_dict()
    assert first == second


def test_swapping_good_and_bad_mirrors_the_mix() -> None:
    one = person(5, 100, "bad_only")
    swap = {"good": "bad", "bad": "good", None: None}
    rows = [replace(r, outcome=swap[r.outcome]) for r in one.rows]
    other = replace(one, rows=rows, guesses={i: -g for i, g in one.guesses.items()})
    here, there = (weigh_evidence([p.evidence]).check("outcome_mix") for p in (one, other))
    assert here.state == there.state
    assert here.estimate == pytest.approx(1 - (there.estimate or 0))


def test_an_empty_store_is_weighed_too(store: Store) -> None:
    found = report.weigh(store)
    assert (found.n_frame, found.n_labelled) == (0, 0)
    assert {c.state for c in found.checks} == {"cant_tell"}
    assert found.nagging is None


def test_a_store_says_what_the_evidence_says(store: Store) -> None:
    one = person(2, 60, "bad_only", frame=200)
    keep(store, one)
    stored, direct = report.weigh(store), weigh_evidence([one.evidence])
    assert [c.figures() for c in stored.checks] == [c.figures() for c in direct.checks]
    assert stored.check("outcome_mix").message == direct.check("outcome_mix").message


def test_two_domains_are_judged_apart_and_the_worse_one_is_reported(store: Store) -> None:
    keep(store, person(1, 60, "bad_only", frame=120))
    keep(store, person(2, 60, frame=120), domain="fitness")
    found = report.weigh(store).check("outcome_mix")
    assert found.state == "red"
    assert found.message.startswith("Relationship: ")
    assert "Training: you kept some of both (n = 60)." in found.message
    assert found.by_domain["fitness"]["state"] == "fine"
    assert found.by_domain["relationship"]["n"] == 60
    picks = report.fill_picks(store, "outcome_mix")
    assert all(i.startswith("e1-") for i in picks)


def test_the_audit_draw_is_uniform_repeatable_and_continues(store: Store) -> None:
    one = person(3, 20, frame=120)
    keep(store, one)
    first = report.audit_draw(store, 30)
    assert first == report.audit_draw(store, 30)
    assert first.inclusion_prob == 30 / 100
    assert store.attestations.draws() == dict.fromkeys(first.ids, 0.3)
    label(store, one, list(first.ids[:10]), "audit")
    again = report.audit_picks(store, 30)
    assert again[:20] == list(first.ids[10:])
    assert report.weigh(store).n_audit == 10
    store.labels.mark("skip", again[0])
    assert again[0] not in report.audit_picks(store, 30)


def test_every_episode_has_the_same_chance_of_being_drawn() -> None:
    hits = 0
    for seed in range(40):
        with Store(None) as small:
            keep(small, person(seed, 0, frame=20))
            hits += f"e{seed}-00000" in report.audit_picks(small, 5)
    assert 3 <= hits <= 18


def test_an_audit_of_nothing_is_refused(store: Store) -> None:
    with pytest.raises(GateError, match="no unlabelled"):
        report.audit_picks(store, 30)
    with pytest.raises(UsageError):
        report.audit_picks(store, 0)


def test_the_offered_fix_clears_red_in_a_store(store: Store) -> None:
    one = person(6, 90, "hole", frame=300)
    keep(store, one)
    assert report.weigh(store).check("time").state == "red"
    picks = report.fill(store, "time")
    label(store, one, list(picks.ids), picks.why)
    after = report.weigh(store)
    assert after.check("time").state != "red"
    assert after.check("outcome_mix").n == 90


def test_a_check_without_a_fix_refuses_to_fill(store: Store) -> None:
    keep(store, person(4, 100, frame=300))
    with pytest.raises(GateError, match="asks for no labels"):
        report.fill(store, "outcome_mix")
    with pytest.raises(UsageError, match="no check"):
        report.fill(store, "mood")


def test_an_attested_finding_keeps_its_state_and_stops_nagging(store: Store) -> None:
    one = person(1, 60, "bad_only", frame=200)
    keep(store, one)
    assert report.weigh(store).nagging is not None
    marked = report.attest(store, "OUTCOME_MIX", "  it was a hard year ")
    assert (marked.attested, marked.state) == (True, "red")
    found = report.weigh(store).check("outcome_mix")
    assert (found.state, found.attested, found.attested_note, found.nags) == ("red", True, "it was a hard year", False)
    with pytest.raises(UsageError, match="empty"):
        report.attest(store, "time", "   ")


def test_an_attestation_does_not_outlive_a_worse_state(store: Store) -> None:
    store.attestations.add("outcome_mix", "as it is", "amber")
    keep(store, person(1, 60, "bad_only", frame=200))
    found = report.weigh(store).check("outcome_mix")
    assert (found.state, found.attested) == ("red", False)


def test_an_empty_thread_is_none(store: Store) -> None:
    one = person(1, 0, frame=3)
    keep(
        store,
        replace(one, rows=[replace(r, thread=thread) for r, thread in zip(one.rows, ("", " ", "t"), strict=True)]),
    )
    (evidence,) = report.gather(store)
    assert [r.thread for r in evidence.rows] == [one.rows[0].id, one.rows[1].id, "t"]


def test_more_than_a_sittings_worth_says_that_any_part_of_it_helps() -> None:
    assert [bool(Fix("find some", count, "gap_fill").in_parts) for count in (60, 61)] == [False, True]
    assert not Fix("pack again", 200, "rebuild").in_parts


def test_what_several_checks_ask_for_is_read_once_for_a_report_and_anew_for_the_next(store: Store) -> None:
    one = person(1, 60, frame=200)
    keep(store, one)
    (evidence,) = report.gather(store)
    free = [r.id for r in one.rows if r.outcome is None]
    before = set(evidence.source.said("trigger"))
    store.labels.set(free[0], {"trigger": "money"})
    assert set(evidence.source.said("trigger")) == before
    (evidence,) = report.gather(store)
    assert set(evidence.source.said("trigger")) == before | {free[0]}
