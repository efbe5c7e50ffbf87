"""One log, one undo: every revision is taken back with the labels that went along, whatever came in between."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.core.errors import StudioError
from studio.core.paths import Home
from studio.episodes.cutting import cut
from studio.episodes.revise import extend, merge, split, trim
from studio.store import Store
from tests.episodes.lives import EVENING, Said, say
from tests.episodes.revised import State, evenings, state, two
from tests.killing import told_until_killed


def test_undo_brings_both_back_with_their_labels_and_redo_joins_them_again(store: Store) -> None:
    first, second = two(store)
    store.labels.set(first, {"outcome": "bad", "topics": ["lateness"]}, why="audit", inclusion_prob=0.5)
    store.labels.mark("flag", second, "ask her")
    before = state(store)
    whole = merge(store, first, second, sitting="s1").episode
    joined = state(store)
    event = store.labels.undo()
    assert event is not None
    assert (event.kind, event.field, event.sitting) == ("revise", "merge", "s1")
    assert event.value == {"what": "merge", "gone": [first, second], "made": [whole.id]}
    assert state(store) == before
    assert store.labels.current(whole.id) == {}
    redone = store.labels.redo()
    assert redone is not None
    assert redone.value == event.value
    assert state(store) == joined
    assert store.labels.standing(whole.id).inclusion_prob == 0.5
    assert store.labels.flag_reasons() == {second: "ask her", whole.id: "ask her"}


def test_an_undo_after_a_restart_is_the_same_undo(home: Home) -> None:
    with Store.open(home) as store:
        first, second = two(store)
        store.labels.set(first, {"outcome": "good", "note": "“quoted” [/INST] \x1b[31m"})
        before = state(store)
        merge(store, first, second)
    with Store.open(home) as store:
        assert store.labels.depth() == (2, 0)
        store.labels.undo()
        assert state(store) == before
    with Store.open(home) as store:
        store.labels.redo()
        assert store.episodes.count() == 1


def test_labels_given_afterwards_are_undone_before_the_revision_is(store: Store) -> None:
    whole = merge(store, *two(store)).episode
    store.labels.set(whole.id, {"outcome": "mixed"})
    event = store.labels.undo()
    assert event is not None
    assert (event.kind, event.value) == ("set", "mixed")
    assert store.episodes.count() == 1
    event = store.labels.undo()
    assert event is not None
    assert event.kind == "revise"
    assert store.episodes.count() == 2


def test_a_cut_in_between_does_not_stand_in_the_way_of_undo(store: Store) -> None:
    first, second = two(store)
    store.labels.set(first, {"outcome": "good"})
    before = state(store)
    merge(store, first, second)
    cut(store, gap_minutes=60)
    assert store.episodes.count() == 1
    store.labels.undo()
    assert state(store) == before


def test_what_a_cut_made_of_lines_trimmed_off_gives_way_to_the_whole(store: Store) -> None:
    ids = say(store, [*EVENING, *(Said(m.minutes + 100, m.sender, f"{m.text} again") for m in EVENING)])
    cut(store, gap_minutes=180)
    (whole,) = store.episodes.all()
    before = state(store)
    trim(store, whole.id, last=ids[5])
    cut(store, gap_minutes=60)
    assert store.episodes.count() == 2
    store.labels.undo()
    assert state(store) == before
    cut(store, gap_minutes=60)
    assert store.episodes.count() == 2
    store.labels.redo()
    assert len(state(store)[0]) == 2


def test_a_failure_in_the_middle_leaves_everything_as_it_was(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = two(store)
    before, depth = state(store), store.labels.depth()
    merge(store, first, second)
    store.labels.undo()

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("studio.store.revisions.put_episodes", broken)
    with pytest.raises(RuntimeError, match="disk"):
        merge(store, first, second)
    assert state(store) == before
    assert store.labels.depth() == (depth[0], depth[1] + 1)
    monkeypatch.undo()
    store.labels.redo()
    monkeypatch.setattr("studio.store.revisions._restore", broken)
    with pytest.raises(RuntimeError, match="disk"):
        store.labels.undo()
    assert store.episodes.count() == 1
    assert store.labels.depth() == (depth[0] + 1, depth[1])


def test_labels_given_after_an_undone_join_go_along_when_it_is_joined_again(store: Store) -> None:
    first, second = two(store)
    store.labels.set(first, {"outcome": "bad"})
    merge(store, first, second)
    store.labels.undo()
    store.labels.set(first, {"outcome": "good"})
    assert merge(store, first, second).episode.labels.outcome == "good"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_revisions_all_undone_leave_what_was_before_and_redone_what_was_after(data: st.DataObject) -> None:
    with Store(None) as store:
        evenings(store, 3)
        draw = data.draw
        ids = [e.id for e in store.episodes.all()]
        store.labels.set(ids[0], {"outcome": "good", "topics": ["work"]})
        store.labels.mark("flag", ids[1], "why?")
        trail = [state(store)]
        depth = store.labels.depth()[0]
        for _ in range(draw(st.integers(1, 7))):
            ids = [e.id for e in store.episodes.all()]
            chosen = draw(st.sampled_from(ids))
            records = [e.record_id for e in store.episodes.evidence(chosen) if e.part != "context"]
            record = draw(st.sampled_from(records))
            kind = draw(st.sampled_from(["merge", "split", "front", "back", "before", "after", "label"]))
            try:
                if kind == "merge":
                    merge(store, chosen, draw(st.sampled_from(ids)))
                elif kind == "split":
                    split(store, chosen, record)
                elif kind == "front":
                    trim(store, chosen, first=record)
                elif kind == "back":
                    trim(store, chosen, last=record)
                elif kind in ("before", "after"):
                    extend(store, chosen, "before" if kind == "before" else "after", draw(st.integers(1, 8)))
                elif kind == "label":
                    store.labels.set(chosen, {"outcome": draw(st.sampled_from(["good", "bad"]))})
            except StudioError:
                continue
            owned = [r for found in state(store)[1].values() for r, part in found if part != "context"]
            assert len(owned) == len(set(owned)), "two episodes hold one message"
            trail.append(state(store))
        assert store.labels.depth()[0] - depth == len(trail) - 1
        for was in reversed(trail[:-1]):
            store.labels.undo()
            assert state(store) == was
        for was in trail[1:]:
            store.labels.redo()
            assert state(store) == was


def child(home: Home, seed: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.episodes.revising_child", str(home.root), str(seed)],
        stdout=subprocess.PIPE,
        text=True,
    )


def test_killed_in_the_middle_a_revision_is_there_with_its_labels_or_not_at_all(home: Home) -> None:
    dice = random.Random(20240314)
    with Store.open(home) as store:
        evenings(store, 4)
        as_cut = as_json(state(store))
    acknowledged = 0
    for number in range(4):
        told = told_until_killed(child(home, number), dice, lines=(2, 40), pause=0.03)
        states = [line["state"] for line in told if "state" in line]
        acknowledged += len(states)
        with Store.open(home) as store:
            now = as_json(state(store))
            if now != states[-1]:
                store.labels.undo()
                before = as_json(state(store))
                store.labels.redo()
                store.labels.redo()
                assert states[-1] in (before, as_json(state(store))), f"round {number}: half there"
                assert "about" in told[-1]
            while store.labels.undo() is not None:
                pass
            assert as_json(state(store)) == as_cut, f"round {number}: not all of it could be taken back"
            store.labels.set(store.episodes.all()[number].id, {"outcome": "good"})
    assert acknowledged > 8


def as_json(what: State) -> Any:
    return json.loads(json.dumps(what, default=str))
