"""The frame in columns says what the view of current labels says, whatever was done and taken back."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from studio.core.episode import DOMAINS, OUTCOMES, WHYS
from studio.label.picking.cells import Cells
from studio.store import Store
from studio.store.label_frame import LabelFrameReader
from tests.label.life import put
from tests.label.rows import SCHEMES

TRIGGERS = Cells(SCHEMES).triggers


def named(values: Sequence[str], code: int) -> str | None:
    return values[code - 1] if code else None


def act(store: Store, chance: random.Random) -> None:
    """Something a person may do."""
    episode = f"e{chance.randrange(12):03}"
    done = chance.randrange(8)
    if done < 3:
        value = chance.choice([*OUTCOMES, None])
        store.labels.set(episode, {"outcome": value, "note": "x"}, why=chance.choice(WHYS), inclusion_prob=0.5)
    elif done < 5:
        store.labels.set(episode, {"trigger": chance.choice([*TRIGGERS[:3], "gone_from_the_scheme", None])})
    elif done < 6:
        given: bool | str = chance.choice(("why", "")) or chance.random() < 0.5
        store.labels.mark("skip" if chance.random() < 0.5 else "flag", episode, given)
    else:
        (store.labels.undo if chance.random() < 0.7 else store.labels.redo)()


@pytest.mark.parametrize("seed", range(8))
def test_the_frame_agrees_with_the_view(store: Store, seed: int) -> None:
    put(store, evenings=12, training_days=2)
    chance = random.Random(seed)
    for _ in range(60):
        act(store, chance)
    frame = LabelFrameReader(store).frame(TRIGGERS, seed=13)
    view = {
        row[0]: row[1:]
        for row in store.rows(
            "SELECT episode_id, outcome, trigger, why_labelled, epoch(last_labelled_utc) FROM current_labels"
        )
    }
    assert len(frame.ids) == 14
    for n, episode in enumerate(frame.ids):
        outcome, trigger, why, at = view.get(episode, (None, None, None, None))
        assert named(OUTCOMES, frame.outcome[n]) == outcome
        assert named(TRIGGERS, frame.trigger[n]) == (trigger if trigger in TRIGGERS else None)
        assert named(WHYS, frame.why[n]) == (why if outcome else None)
        assert frame.labelled_at[n] == pytest.approx(at or 0.0)
        assert named(DOMAINS, frame.domain[n]) == ("fitness" if episode.startswith("f") else "relationship")
        assert bool(frame.skipped[n]) == (episode in store.labels.skipped())
        assert bool(frame.flagged[n]) == (episode in store.labels.flagged())


def test_one_domain_or_some_ids_can_be_asked_for(store: Store) -> None:
    put(store, evenings=6, training_days=2)
    reader = LabelFrameReader(store)
    assert sorted(reader.frame((), seed=1, domains=["fitness"]).ids) == ["f000", "f001"]
    assert sorted(reader.frame((), seed=1, only=["e002", "none"]).ids) == ["e002"]
    assert reader.frame((), seed=1, only=[]).ids == []
    assert reader.frame((), seed=1, domains=["fitness"], only=["e002"]).ids == []


def test_a_cue_counts_only_when_one_trigger_is_spoken_of(store: Store) -> None:
    put(store, evenings=2, training_days=0)
    reader = LabelFrameReader(store)
    cues = {"lateness": ["late"], "odd (one)": ["seven, now"], "never": ["[/INST]", "a|b"]}
    assert {s.cue for s in reader.sample(["e000", "gone"], {"lateness": ["late"]}).values()} == {"lateness"}
    assert [s.cue for s in reader.sample(["e000"], cues).values()] == [None]
    assert [s.text.split("\n")[1:] for s in reader.sample(["e001"], {}).values()] == [["Me: I'm sorry", "Jo: ok"]]


def test_spans_lie_on_the_wall_clock(store: Store) -> None:
    put(store, evenings=2, training_days=0)
    first, second = LabelFrameReader(store).spans()
    assert (first.id, first.wall, first.wall_end) == (
        "e000", datetime(2024, 3, 14, 21, 4), datetime(2024, 3, 14, 21, 12),
    )  # fmt: skip
    assert second.wall.replace(tzinfo=UTC) > first.wall_end.replace(tzinfo=UTC)
