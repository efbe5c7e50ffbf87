"""Second readings of the record: what they say, what they cannot say yet, and which rule is wanting."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

import pytest

from studio.core.clock import now
from studio.label.agreement import NEEDED, agreement, drift, weigh
from studio.label.codebook.schemes import schemes_by_domain
from studio.store import Store
from tests.label.life import put

SCHEMES = schemes_by_domain()


def read_twice(store: Store, episode: str, first: dict[str, Any], second: dict[str, Any], *, days: int = 8) -> None:
    store.labels.set(episode, first, sitting="one", at=now() - timedelta(days=days))
    store.labels.set(episode, second, why="relabel", sitting="two")


def test_below_thirty_it_cannot_tell_and_says_how_many_more() -> None:
    few = weigh([("good", "bad")] * 12)
    assert (few.state, few.n, few.interval, few.ac1_interval, few.read) == ("cant_tell", 12, None, None, None)
    assert "18 more" in few.message
    assert (few.confused[0].first, few.confused[0].second, few.confused[0].count) == ("good", "bad", 12)
    assert weigh([]).raw is None
    enough = weigh([("good", "good"), ("bad", "bad"), ("mixed", "bad")] * 10)
    assert (enough.state, enough.read) == ("told", "kappa")
    assert enough.interval is not None
    assert enough.interval[0] <= (enough.kappa or 0) <= enough.interval[1]


def test_where_one_value_is_nearly_all_ac1_is_read_in_place_of_kappa() -> None:
    lopsided = weigh([("good", "good")] * 36 + [("good", "bad")] * 2 + [("bad", "good")] * 2)
    assert lopsided.read == "ac1"
    assert (lopsided.kappa or 0) < 0 < 0.85 < (lopsided.ac1 or 0)
    assert "Read AC1: 95% of the readings are “good”" in lopsided.message
    same = weigh([("good", "good")] * 30)
    assert (same.kappa, same.read, same.ac1) == (None, "ac1", 1)
    assert same.ac1_interval is not None
    assert same.ac1_interval[0] < 0.95
    assert "not defined" in same.message


def test_drift_is_told_from_thirty_readings_on() -> None:
    harder = drift([("good", "bad")] * 9 + [("bad", "good")] + [("good", "good")] * 20)
    assert harder.message.startswith("You judge harder than you did: good became bad 9 times and bad became good once")
    assert harder.p_value == pytest.approx(0.0215, abs=1e-4)
    assert "No drift shows" in drift([("good", "bad"), ("bad", "good")] * 20).message
    assert drift([("good", "bad")] * 9).p_value is None


def test_it_reads_second_readings_from_the_record(store: Store) -> None:
    for n in range(NEEDED):
        given = "good" if n % 2 else "bad"
        read_twice(store, f"e{n}", {"outcome": given}, {"outcome": "good" if n < 6 else given})
    found = agreement(store)
    assert found.outcome.n == NEEDED
    assert found.outcome.raw == pytest.approx(27 / 30)
    told = found.as_dict()
    assert {"n", "needed", "state", "raw", "kappa", "interval", "confused", "message"} <= set(told)
    assert {"ac1", "ac1_interval", "fields", "drift", "advice", "weighted_kappa", "read", "too_soon"} <= set(told)
    assert told["confused"] == [{"first": "bad", "second": "good", "count": 3, "first_rule": None, "second_rule": None}]
    assert all(math.isfinite(told[name]) for name in ("kappa", "ac1", "weighted_kappa"))


def test_within_a_week_it_is_memory_and_left_out(store: Store) -> None:
    read_twice(store, "e1", {"outcome": "good"}, {"outcome": "good"}, days=3)
    read_twice(store, "e2", {"outcome": "good"}, {"outcome": "good"}, days=7)
    found = agreement(store)
    assert (found.outcome.n, found.too_soon) == (1, 1)
    assert "1 read again within a week are left out" in found.outcome.message


def test_other_fields_are_weighed_where_they_were_read_again(store: Store) -> None:
    put(store, evenings=4, training_days=3)
    for n in range(4):
        read_twice(
            store, f"e{n:03}", {"outcome": "good", "trigger": "tone"},
            {"outcome": "good", "trigger": "phone" if n else "tone"},
        )  # fmt: skip
    for n in range(3):
        read_twice(store, f"f{n:03}", {"outcome": "good", "trigger": "upper"}, {"outcome": "bad"})
    found = agreement(store, SCHEMES)
    assert {(f.domain, f.field): f.n for f in found.fields} == {
        ("relationship", "outcome"): 4, ("fitness", "outcome"): 3, ("relationship", "trigger"): 4,
    }  # fmt: skip
    assert found.outcome.n == 7
    trigger = next(f for f in found.fields if f.field == "trigger")
    assert trigger.confused[0].first_rule == "How something was said, more than what."


def test_the_pair_most_in_need_of_a_rule_is_named_until_it_has_one(store: Store) -> None:
    assert "studio label next --why relabel" in agreement(store, SCHEMES).advice
    put(store, evenings=6)
    for n in range(6):
        read_twice(
            store, f"e{n:03}", {"outcome": "mixed", "trigger": "tone"},
            {"outcome": "good" if n % 2 else "mixed", "trigger": "tone" if n else "phone"},
        )  # fmt: skip
    found = agreement(store, SCHEMES)
    assert found.advice.startswith("“good” and “mixed” were taken for each other 3 times.")
    assert "studio label rules relationship.outcome.good TEXT" in found.advice
    store.codebook.set_rule("relationship", "outcome", "good", "We both said so.")
    store.codebook.set_rule("relationship", "outcome", "mixed", "One of us said so.")
    found = agreement(store, SCHEMES)
    assert found.outcome.confused[0].second_rule == "We both said so."
    assert "“phone” and “tone”" in found.advice
    assert found.rule_for == "relationship.trigger.phone"
    for value in ("phone", "tone"):
        store.codebook.set_rule("relationship", "trigger", value, "As I said.")
    assert "both have a rule" in agreement(store, SCHEMES).advice
    assert agreement(store, SCHEMES).rule_for == ""
