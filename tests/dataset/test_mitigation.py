"""What a build does about a lopsided record: repeats within bounds, in training alone, and nothing made up."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from studio.core.episode import Why
from studio.core.errors import GateError
from studio.core.manifest import GapMark, Gate, Manifest, Weights
from studio.core.paths import Home
from studio.dataset.build import build
from studio.dataset.gates import examine, margins_in_words
from studio.dataset.holes import Holes
from studio.dataset.plan import Wish, draw_up
from studio.dataset.render import Example, render
from studio.dataset.templates import VIEWS, shipped_template
from studio.dataset.weights import poststratify
from studio.store import Store
from tests.dataset.packed import lived, prose, review

TRIGGERS = ("money", "money", "chores")
RED = GapMark("selection", "red", 80)
AMBER = GapMark("time", "amber", 60)
BLIND = GapMark("one_voice", "cant_tell", 12)
FINE = GapMark("leak", "fine", 60)


def provenance(home: Home, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (home.datasets / name / "provenance.jsonl").read_text().splitlines()]


def said(home: Home, name: str, split: str) -> list[list[dict[str, str]]]:
    lines = (home.datasets / name / f"{split}.jsonl").read_text().splitlines()
    return [json.loads(line)["messages"] for line in lines]


def gate(gates: Sequence[Gate], gate_id: str) -> Gate:
    return next(one for one in gates if one.id == gate_id)


@pytest.fixture
def lopsided(store: Store) -> Store:
    """Sixty kept, most of them bad and about money; forty at random, most of them good, half about chores."""
    lived(store, 60, outcomes=["bad", "bad", "good", "bad", "good"], triggers=TRIGGERS)
    lived(store, 40, first=60, outcomes=["good", "good", "bad"], triggers=("money", "chores"), why="audit")
    review(store)
    return store


def test_outcome_and_situation_are_weighed_and_the_manifest_names_neither_trigger(lopsided: Store, home: Home) -> None:
    made = build(lopsided, home, "us", weights="poststratify")
    assert (made.weights.margins, made.weights.situations) == (("outcome", "situation"), 2)
    assert made.weights.converged
    assert made.weights.effective is not None
    assert made.weights.effective >= len(made.splits["train"]) / 2
    assert made.weights.labelled is not None
    assert made.weights.reached is not None
    assert made.weights.labelled["good"] < made.weights.reached["good"]
    assert "by outcome and by situation (2 kinds)" in gate(made.gates, "weights").message
    whole = (home.datasets / "us" / "manifest.json").read_text()
    assert not any(trigger in whole for trigger in TRIGGERS)


def test_repeats_are_of_training_alone_and_three_at_most(lopsided: Store, home: Home) -> None:
    made = build(lopsided, home, "us", weights="poststratify")
    rows = provenance(home, "us")
    stands = Counter((row["file"], row["episode"], row["view"]) for row in rows)
    assert {many for (file_name, _, _), many in stands.items() if file_name != "train.jsonl"} == {1}
    assert {many for (file_name, _, _), many in stands.items() if file_name == "train.jsonl"} <= {1, 2, 3}
    assert max(stands.values()) > 1
    sides = [{json.dumps(turns) for turns in said(home, "us", split)} for split in ("train", "valid", "test")]
    assert sides[0].isdisjoint(sides[1] | sides[2])
    assert sides[1].isdisjoint(sides[2])
    assert made.valid + made.test == len(sides[1]) + len(sides[2])


@pytest.mark.parametrize("weights", ["none", "poststratify"])
def test_nothing_that_could_be_learned_is_taken_away(lopsided: Store, home: Home, weights: str) -> None:
    made = build(lopsided, home, "us", weights=weights)
    plan = draw_up(lopsided, Wish())
    for split in ("train", "valid", "test"):
        wanted = {(one.episode_id, one.view) for one in plan.examples[split]}
        rows = [row for row in provenance(home, "us") if row["file"] == f"{split}.jsonl"]
        assert {(row["episode"], row["view"]) for row in rows} == wanted
    assert made.episodes == 100


def test_every_line_is_one_episode_as_it_was_and_no_opposite_is_made_up(lopsided: Store, home: Home) -> None:
    build(lopsided, home, "us", weights="poststratify")
    lines = {split: said(home, "us", split) for split in ("train", "valid", "test")}
    for row in provenance(home, "us"):
        episode = lopsided.episodes.get(row["episode"])
        assert episode is not None
        turns = lines[row["file"].removesuffix(".jsonl")][row["line"] - 1]
        expected = render(episode, shipped_template(row["view"]), str)
        assert tuple((turn["role"], turn["content"]) for turn in turns) == expected
    assert {row["view"] for row in provenance(home, "us")} == set(VIEWS)


def test_margins_that_do_not_fit_together_are_weighed_as_far_as_they_go_and_it_is_said() -> None:
    kept = [("good", "chores")] * 30 + [("bad", "money")] * 30
    audit = [("good", "chores")] * 20 + [("good", "money")] * 7 + [("bad", "money")] * 13
    made = poststratify(kept, audit).mark
    assert (made.converged, made.margins) == (False, ("outcome", "situation"))
    assert made.target is not None
    assert made.reached == pytest.approx(made.target)
    one = [Example("e", "advice", (("user", "hello"),))]
    gates = examine(
        {"train": one, "valid": one, "test": one},
        made,
        episodes=60,
        learned=60,
        wants_valid=True,
        holes=Holes(),
        why_unreviewed=None,
    )
    told = gate(gates, "weights")
    assert told.state == "warned"
    assert f"stopped after {made.rounds} rounds" in told.message


def test_too_lopsided_is_refused_and_nothing_is_written(store: Store, home: Home) -> None:
    lived(store, 220, outcomes=["bad"] * 19 + ["good"])
    lived(store, 30, first=220, outcomes=["good"] * 9 + ["bad"], why="audit")
    review(store)
    with pytest.raises(GateError, match="Too lopsided to weight, label more") as caught:
        build(store, home, "us", weights="poststratify")
    assert caught.value.code == "gate_weights"
    assert store.datasets.count() == 0


@pytest.mark.parametrize("why", ["gap_fill", "uncertain", "relabel"])
def test_what_was_sought_out_is_in_no_exam_and_in_no_base_rate(store: Store, home: Home, why: Why) -> None:
    lived(store, 40, outcomes=["bad", "good"], why="audit")
    before = draw_up(store, Wish(weights="poststratify")).weights.target
    lived(store, 60, first=40, outcomes=["good", "good", "bad"], why=why)
    review(store)
    made = build(store, home, "us", weights="poststratify")
    assert made.weights.target == before
    assert made.weights.audit == 40
    sought = {f"e{n:04d}" for n in range(40, 100)}
    assert sought <= set(made.splits["train"])


def test_one_held_out_and_then_labelled_anew_to_fill_a_gap_is_on_no_side(store: Store, home: Home) -> None:
    lived(store, 30)
    review(store)
    held = build(store, home, "us").splits["test"][0]
    store.labels.set(held, {"outcome": None})
    store.labels.set(held, {"outcome": "good", "advice": f"advice {prose(('a', held), 5)}"}, why="gap_fill")
    review(store)
    made = build(store, home, "us")
    assert all(held not in ids for ids in made.splits.values())
    assert made.excluded == {"sought_out_and_tied_to_held_out": 1}


def test_how_many_of_the_exam_were_drawn_at_random_is_kept(lopsided: Store, home: Home) -> None:
    made = build(lopsided, home, "us")
    drawn = {f"e{n:04d}" for n in range(60, 100)}
    assert made.audited == {split: len(drawn.intersection(ids)) for split, ids in made.splits.items()}
    assert sum(made.audited.values()) == 40
    assert made.audited["valid"] + made.audited["test"] > 0


def test_the_gap_checks_are_kept_and_do_not_change_the_hash(lopsided: Store, home: Home) -> None:
    plain = build(lopsided, home, "us")
    marked = build(lopsided, home, "us", gaps=[RED, AMBER, BLIND, FINE])
    assert marked.hash == plain.hash
    assert marked.files == plain.files
    assert (plain.gaps, marked.gaps) == ((), (RED, AMBER, BLIND, FINE))
    assert Manifest.from_json((home.datasets / "us" / "manifest.json").read_bytes()) == marked
    again = build(lopsided, home, "us", gaps=[RED, AMBER, BLIND, FINE])
    assert again.as_json() == marked.as_json()


def test_open_gaps_warn_and_never_refuse(lopsided: Store) -> None:
    told = gate(draw_up(lopsided, Wish(), gaps=[FINE, AMBER, BLIND, RED]).gates, "gaps")
    assert told.state == "warned"
    assert "2 gap checks stand open: selection (red), time (amber) (1 of 4 cannot tell yet)" in told.message
    assert "studio gaps" in told.fix
    leak = GapMark("leak", "red", 60)
    plan = draw_up(lopsided, Wish(), gaps=[leak])
    assert gate(plan.gates, "gaps").state == "warned"
    assert plan.refused is None


def test_no_open_gap_is_not_said_to_be_no_gap(lopsided: Store) -> None:
    attested = GapMark("time", "red", 60, attested=True)
    told = gate(draw_up(lopsided, Wish(), gaps=[FINE, BLIND, attested]).gates, "gaps")
    assert told.state == "passed"
    assert "1 you said are how it really is; 1 of 3 cannot tell yet" in told.message
    assert "does not mean nothing is missing" in told.message
    assert all(one.id != "gaps" for one in draw_up(lopsided, Wish()).gates)


@pytest.mark.parametrize(
    ("mark", "weights", "suggested"),
    [
        (RED, "none", True),
        (GapMark("outcome_mix", "red", 80), "none", True),
        (GapMark("outcome_mix", "amber", 80), "none", False),
        (GapMark("time", "red", 80), "none", False),
        (RED, "poststratify", False),
        (GapMark("selection", "red", 80, attested=True), "none", False),
    ],
)
def test_weights_are_suggested_where_they_can_help(
    lopsided: Store, mark: GapMark, weights: str, suggested: bool
) -> None:
    told = gate(draw_up(lopsided, Wish(weights=weights), gaps=[mark]).gates, "gaps")
    assert ("--weights poststratify" in told.fix) is suggested


def test_weights_are_not_suggested_before_an_audit(store: Store) -> None:
    lived(store, 40)
    review(store)
    told = gate(draw_up(store, Wish(), gaps=[RED]).gates, "gaps")
    assert (told.state, "--weights" in told.fix) == ("warned", False)


def test_a_template_that_learns_the_bad_as_the_good_is_warned_of(store: Store, home: Home, tmp_path: Any) -> None:
    lived(store, 20)
    review(store)
    path = tmp_path / "mine.toml"
    path.write_text(
        'name = "mine.v1"\nview = "mine"\n[system]\nrelationship = "Hi."\n'
        '[relationship]\nprompt = "{situation}"\ncompletion = "{response}"\n'
    )
    made = build(store, home, "us", template=path)
    assert gate(made.gates, "endings").state == "warned"
    assert gate(made.gates, "endings").message.startswith("mine: ")
    assert {view: mark.ending for view, mark in made.templates.items()} == {
        "advice": "none", "predict": "asked", "pattern": "asked", "mine": "taught",
    }  # fmt: skip


def test_a_manifest_of_an_earlier_build_is_still_read(lopsided: Store, home: Home) -> None:
    made = build(lopsided, home, "us", weights="poststratify", gaps=[RED])
    values = made.as_dict()
    later = ("margins", "situations", "without_situations", "rounds", "converged", "reached")
    for key in ("gaps", "audited"):
        del values[key]
    for key in later:
        del values["weights"][key]
    for mark in values["templates"].values():
        del mark["ending"]
    read = Manifest.from_json(json.dumps(values))
    assert (read.gaps, read.audited, read.weights.margins) == ((), {}, ())
    assert (read.hash, read.weights.copies) == (made.hash, made.weights.copies)


def test_margins_are_told_in_words() -> None:
    assert margins_in_words(Weights("poststratify", margins=("outcome",))) == "by outcome alone"
    for why, words in (("thin", "too thin"), ("few_named", "name a trigger"), ("lopsided", "too lopsided")):
        assert words in margins_in_words(Weights("poststratify", margins=("outcome",), without_situations=why))
