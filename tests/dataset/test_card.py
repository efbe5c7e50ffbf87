from __future__ import annotations

from dataclasses import replace

import pytest

from studio.core.manifest import GapMark, Manifest
from studio.core.paths import Home
from studio.dataset.build import build
from studio.dataset.card import card
from studio.gaps.marks import marks_at_build
from studio.gaps.report import attest, weigh
from studio.store import Store
from tests.dataset.packed import lived, review

GAPS = [
    GapMark("time", "fine", 60),
    GapMark("outcome_mix", "red", 1200, attested=True),
    GapMark("selection", "red", 80),
    GapMark("one_voice", "cant_tell", 12),
]


@pytest.fixture
def packed(store: Store, home: Home) -> Manifest:
    lived(store, 60, outcomes=["bad", "bad", "good"])
    lived(store, 40, first=60, outcomes=["good", "good", "bad"], why="audit")
    review(store)
    return build(store, home, "us", weights="poststratify", gaps=GAPS)


def test_the_card_says_what_was_found_and_what_was_done_about_it(packed: Manifest) -> None:
    told = card(packed)
    assert list(told) == [
        "what it holds", "gates", "gap checks when it was built", "weights", "the last look through its files",
    ]  # fmt: skip
    assert told["gap checks when it was built"] == (
        "red: outcome mix (n = 1,200, you said this is how it really is), selection (n = 80)",
        "cannot tell yet: one voice (n = 12)",
        "fine: time (n = 60)",
    )
    held = len(packed.splits["valid"]) + len(packed.splits["test"])
    drawn = packed.audited["valid"] + packed.audited["test"]
    assert f"{held} episodes are held out, {drawn} of them labelled in a random audit" in told["what it holds"]
    first, second, *shares = told["weights"]
    assert first == "to a random audit of 40 labels, by outcome alone (too few labels name a trigger)"
    assert second == f"worth {packed.weights.effective:.0f} of 70 episodes to learn from"
    assert [line.split(":")[0] for line in shares] == ["good", "bad"]
    assert "67% of the audit" in shares[0]
    assert "stands 1.0 times on average" in shares[1]


def test_what_is_not_known_is_said_and_not_guessed(packed: Manifest) -> None:
    plain = replace(
        packed, gaps=(), audited={}, weights=replace(packed.weights, method="none"), excluded={"a_empty": 2}
    )
    told = card(plain)
    assert told["gap checks when it was built"] == ("not asked when it was built",)
    assert told["weights"] == ("none: every example stands once",)
    assert told["left out"] == ("2 a: nothing would be said",)
    assert not any("held out," in line for line in told["what it holds"])
    stopped = replace(packed, weights=replace(packed.weights, converged=False, rounds=100))
    assert "stopped after 100 rounds, before both agreed with the audit" in card(stopped)["weights"]


def test_the_marks_are_those_of_the_checks_and_without_what_was_written(store: Store, home: Home) -> None:
    lived(store, 60, outcomes=["bad"])
    review(store)
    attest(store, "outcome_mix", "we part ways, it is true")
    marks = marks_at_build(store)
    found = {check.id: (check.state, check.n, check.attested) for check in weigh(store, at_build=True).checks}
    assert {mark.id: (mark.state, mark.n, mark.attested) for mark in marks} == found
    assert found["outcome_mix"] == ("red", 60, True)
    build(store, home, "us", gaps=marks)
    assert "we part ways" not in (home.datasets / "us" / "manifest.json").read_text()
