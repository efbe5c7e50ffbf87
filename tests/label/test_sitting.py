"""A sitting: one key forward, undo goes back there, nothing waits, second readings are blind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from time import sleep

import pytest

from studio.core.clock import now
from studio.core.errors import UsageError
from studio.core.progress import Stop, silent
from studio.label.journal import Journal
from studio.label.opening import begin
from studio.label.picking.queue import Mode
from studio.label.sitting import Sitting
from studio.label.suggest.own_labels import OwnLabels
from studio.store import Store
from studio.store.label_events import Given
from tests.label.life import put


@pytest.fixture
def life(store: Store) -> Store:
    put(store, evenings=8)
    return store


def sit(store: Store, mode: Mode = "mixed", picks: tuple[str, ...] = ()) -> Sitting:
    return begin(store, None, mode=mode, picks=picks, report=silent, stop=Stop())


@pytest.fixture
def sitting(life: Store) -> Iterator[Sitting]:
    sat = sit(life)
    yield sat
    sat.close()


def wait_for(it_is_so: Callable[[], bool]) -> None:
    """Give the reading thread its time."""
    for _ in range(200):
        if it_is_so():
            return
        sleep(0.02)
    raise AssertionError("it never came to be so")


def here(sat: Sitting) -> str:
    assert sat.view is not None
    return sat.view.episode.id


def test_an_outcome_moves_on_and_is_stored_with_why_chance_and_seconds(life: Store, sitting: Sitting) -> None:
    first = here(sitting)
    sitting.give("trigger", "money")
    assert here(sitting) == first
    sitting.outcome("good")
    assert here(sitting) != first
    assert life.labels.current(first) == {"trigger": "money", "outcome": "good"}
    event = life.labels.history(first)[-1]
    assert event.why == "audit"
    assert event.inclusion_prob == pytest.approx(1 / 8)
    assert event.seconds is not None
    assert event.seconds >= 0
    assert (event.sitting, event.scheme) == (sitting.journal.sitting, "relationship@1")
    assert (sitting.today, sitting.undo_depth, sitting.queue.labelled) == (1, 2, 1)
    assert sitting.pace is not None


def test_all_of_it_one_key_each_then_the_end_then_all_back(life: Store, sitting: Sitting) -> None:
    seen = []
    while sitting.view is not None:
        seen.append(here(sitting))
        sitting.outcome("bad")
    assert sorted(seen) == [f"e00{n}" for n in range(8)]
    assert sitting.pick is None
    for expected in reversed(seen):
        assert sitting.undo() is not None
        assert here(sitting) == expected
        assert sitting.labels == {}
    assert sitting.undo() is None
    assert sitting.today == 0
    for expected in seen:
        assert sitting.redo() is not None
        assert here(sitting) == expected
    assert sitting.redo() is None
    assert sum(e.labels.labelled for e in life.episodes.all()) == 8


def test_undo_goes_back_across_sittings(life: Store, sitting: Sitting) -> None:
    first = here(sitting)
    sitting.outcome("good")
    other = sit(life)
    change = other.undo()
    assert change is not None
    assert here(other) == first
    other.outcome("bad")
    event = life.labels.history(first)[-1]
    assert (event.value, event.why) == ("bad", "audit")
    assert here(other) != first
    other.close()


def test_the_same_value_again_takes_it_off_and_the_same_outcome_only_moves_on(life: Store, sitting: Sitting) -> None:
    first = here(sitting)
    sitting.give("trigger", "money")
    sitting.give("trigger", "money")
    assert sitting.labels == {}
    sitting.outcome("good")
    sitting.back()
    assert here(sitting) == first
    before = len(life.labels.history(first))
    assert sitting.outcome("good") is None
    assert len(life.labels.history(first)) == before
    sitting.back()
    sitting.outcome("mixed")
    assert life.labels.current(first) == {"outcome": "mixed"}
    assert life.labels.history(first)[-1].why == "audit"
    assert sitting.today == 1


def test_skip_and_flag_and_back_again(sitting: Sitting) -> None:
    first = here(sitting)
    sitting.flag()
    assert here(sitting) == first
    assert sitting.queue.is_flagged(first)
    sitting.skip()
    assert here(sitting) != first
    assert sitting.queue.set_aside == 1
    sitting.undo()
    assert here(sitting) == first
    assert not sitting.queue.is_skipped(first)
    sitting.undo()
    assert not sitting.queue.is_flagged(first)
    sitting.redo()
    assert sitting.queue.is_flagged(first)


def test_a_reason_taken_back_leaves_the_flag(sitting: Sitting) -> None:
    flagged = here(sitting)
    sitting.flag()
    sitting.flag("ask Jo")
    sitting.undo()
    assert sitting.queue.is_flagged(flagged)
    sitting.undo()
    assert not sitting.queue.is_flagged(flagged)


def test_what_is_taken_back_is_unlearned(sitting: Sitting) -> None:
    suggester = sitting.suggester
    assert suggester is not None
    suggester.warm()
    known = suggester.own["relationship"].rows
    first = here(sitting)
    sitting.outcome("good")
    wait_for(lambda: [(row.episode_id, row.labels) for row in known] == [(first, {"outcome": "good"})])
    sitting.undo()
    wait_for(lambda: [(row.episode_id, row.labels) for row in known] == [(first, {})])


def test_many_taken_back_at_once_are_unlearned(life: Store) -> None:
    life.labels.give_as_one([Given(f"e00{n}", {"outcome": "good"}) for n in range(3)])
    sat = sit(life)
    suggester = sat.suggester
    assert suggester is not None
    wait_for(lambda: len(suggester.own.get("relationship", OwnLabels()).rows) == 3)
    sat.undo()
    wait_for(lambda: not suggester.own["relationship"].rows)
    sat.close()


def test_free_text_and_topics(life: Store, sitting: Sitting) -> None:
    first = here(sitting)
    sitting.write("advice", "  wait, then ask \x00\udcff ")
    assert sitting.labels["advice"] == "wait, then ask ?"
    assert sitting.write("advice", "wait, then ask ?") is None
    sitting.toggle_topic("work")
    sitting.toggle_topic("home")
    sitting.toggle_topic("work")
    assert sitting.labels["topics"] == ["home"]
    sitting.toggle_topic("home")
    sitting.write("advice", "")
    assert sitting.labels == life.labels.current(first) == {}


def test_moving_without_a_label_comes_round_again(sitting: Sitting) -> None:
    ids = [here(sitting)]
    for _ in range(7):
        assert sitting.forward()
        ids.append(here(sitting))
    assert len(set(ids)) == 8
    assert sitting.forward()
    assert here(sitting) in ids
    assert sitting.back()
    assert here(sitting) == ids[-1]


def test_a_second_reading_is_blind_and_keeps_the_provenance(life: Store) -> None:
    old = now() - timedelta(days=9)
    life.labels.set("e003", {"outcome": "good", "trigger": "money", "note": "x"}, why="audit", at=old, sitting="one")
    sat = sit(life, "relabel")
    assert here(sat) == "e003"
    assert sat.hidden
    assert sat.shown == {}
    sat.give("trigger", "money")
    assert sat.shown == {"trigger": "money"}
    sat.outcome("good")
    assert sat.view is None
    readings = life.labels.readings()
    assert [(r.first, r.second) for r in readings] == [("good", "good")]
    assert life.episodes.all()[3].why_labelled == "audit"
    sat.close()


def test_asked_for_ones_come_first_and_then_it_ends(life: Store) -> None:
    sat = sit(life, "picks", ("e005", "e002"))
    assert here(sat) == "e005"
    sat.outcome("good")
    assert here(sat) == "e002"
    sat.outcome("good")
    assert sat.view is None
    assert life.labels.history("e005")[-1].why == "gap_fill"
    assert sat.back()
    assert here(sat) == "e002"
    sat.close()


def test_an_episode_that_is_gone_is_passed_by(life: Store, sitting: Sitting) -> None:
    first = here(sitting)
    sitting.outcome("good")
    rest = [f"e00{n}" for n in range(8) if f"e00{n}" != here(sitting)]
    life.episodes.remove(rest)
    sitting.refresh()
    sitting.undo()
    assert here(sitting) != first
    while sitting.view is not None:
        sitting.outcome("bad")
    assert sitting.pick is None


def test_the_trail_shows_behind_here_and_ahead(sitting: Sitting) -> None:
    sitting.outcome("good")
    sitting.outcome("bad")
    steps = sitting.trail(5, 2)
    assert [step.outcome for step in steps] == ["good", "bad", None, None, None]
    assert [step.here for step in steps] == [False, False, True, False, False]
    assert [step.seen for step in steps] == [True, True, True, False, False]
    assert sitting.began(steps[0].pick.episode_id) is not None
    assert sitting.began("nope") is None


def test_evidence_is_the_messages_in_order_with_their_part(sitting: Sitting) -> None:
    assert sitting.view is not None
    view = sitting.view
    assert [(line.speaker, line.part) for line in view.lines] == [
        ("Jo", "situation"), ("Me", "response"), ("Jo", "situation"), ("Me", "response"), ("Jo", "outcome"),
    ]  # fmt: skip
    assert view.source == "Jo"
    assert view.place is not None
    assert view.place.of == 4
    evidence = sitting.journal.evidence
    number = int(view.episode.id[1:])
    before, after = evidence.around(view.episode, "before"), evidence.around(view.episode, "after", limit=2)
    assert len(before) == min(40, 5 * number)
    assert all(line.at is not None and line.at < view.episode.started_at for line in before)
    assert [line.at for line in before] == sorted(line.at for line in before if line.at)
    assert len(after) == (0 if number == 7 else 2)


def test_an_episode_without_records_shows_its_own_words(life: Store) -> None:
    put(life, evenings=0, training_days=1)
    reader = Journal(life).evidence
    episode = reader.episode("f000")
    assert episode is not None
    assert [(line.part, line.at) for line in reader.lines(episode)] == [("situation", None)]
    assert reader.place(episode) is None
    assert reader.around(episode, "before") == []


def test_an_id_may_be_shortened_but_never_guessed(life: Store) -> None:
    journal = Journal(life)
    assert journal.episode("e007").id == "e007"
    for wrong in ("e00", "", "zzz", "%"):
        with pytest.raises(UsageError, match="No single episode"):
            journal.episode(wrong)
    put(life, evenings=0, training_days=1)
    assert journal.episode("f").id == "f000"


def test_an_amended_label_keeps_why_it_was_given(life: Store) -> None:
    journal = Journal(life)
    episode = journal.episode("e001")
    journal.set(episode, {"outcome": "good"}, why="audit", inclusion_prob=0.2)
    journal.set(episode, {"outcome": "bad"})
    event = journal.history("e001")[-1]
    assert (event.why, event.inclusion_prob) == ("audit", 0.2)
    journal.set(episode, {"outcome": None})
    journal.set(episode, {"outcome": "good"})
    assert journal.history("e001")[-1].why == "spontaneous"
    assert life.labels.standing("e001").inclusion_prob is None
    assert life.value("SELECT inclusion_prob FROM current_labels WHERE episode_id = 'e001'") is None
    journal.set(episode, {"outcome": None})
    journal.set(episode, {"outcome": "bad"}, why="audit", inclusion_prob=0.5)
    journal.undo()
    journal.undo()
    journal.set(episode, {"trigger": "money"})
    assert journal.history("e001")[-1].why == "spontaneous"
    with pytest.raises(UsageError, match="no label field"):
        journal.set(episode, {"colour": "red"})
    with pytest.raises(UsageError, match="No label was given"):
        journal.set(episode, {})
