from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from studio.core.episode import Context, Episode
from studio.store import Store
from studio.store.episodes import Evidence, Session
from tests.episodes.lives import EVENING, START, say, write

HERE = timezone(timedelta(hours=2))
FULL = Episode(
    "e1", "relationship", START.astimezone(HERE), "Jo: [b]hi[/b]", START.astimezone(HERE), "t1", "Me: \x00", "Jo: 🙂",
    Context("me", 0.5, 61.0, True, False, {"slept_over_7h": True, "coffee": 2.0}, 3, 0, -0.25), "src", ("Jo", "Ann"),
)  # fmt: skip


def test_an_episode_comes_back_as_it_went_in(store: Store) -> None:
    assert store.episodes.put([(FULL, [Evidence("m1", "situation")])], origin="import") == 1
    assert store.episodes.put([(FULL, [Evidence("m2", "response")])], origin="cut") == 0
    assert store.episodes.all() == [FULL]
    assert store.episodes.evidence("e1") == [Evidence("m2", "response")]
    assert store.episodes.origins() == {"e1": "cut"}


def test_a_prefix_finds_an_episode_only_if_it_is_the_only_one(store: Store) -> None:
    other = Episode("e12", "fitness", START, "x")
    store.episodes.put([(FULL, ()), (other, ())], origin="import")
    assert store.episodes.get("e1") == FULL
    assert store.episodes.get("e12") == other
    assert store.episodes.get("e") is None
    assert store.episodes.get("") is None


def test_sessions_come_back(store: Store) -> None:
    session = Session("s1", "Jo", START.astimezone(HERE), START.astimezone(HERE), 3, 2, 3600.0)
    store.episodes.recut(sessions=[session], gone=[], episodes=[], threads={})
    assert store.episodes.sessions() == [session]
    store.episodes.recut(sessions=None, gone=[], episodes=[], threads={})
    assert store.episodes.session_count() == 1


def test_a_cut_that_fails_changes_nothing(store: Store) -> None:
    store.episodes.put([(FULL, ())], origin="cut")
    broken = Episode("e2", "fitness", START.replace(tzinfo=None), "x")
    with pytest.raises(ValueError, match="zone"):
        store.episodes.recut(sessions=[], gone=["e1"], episodes=[(broken, ())], threads={})
    assert store.episodes.all() == [FULL]


def test_evidence_can_be_shown(store: Store) -> None:
    message = say(store, EVENING[:1])[0]
    note = write(store, 5, "long day", title="Monday")
    evidence = [Evidence(note, "context"), Evidence(message, "situation"), Evidence("gone", "outcome")]
    store.episodes.put([(FULL, evidence)], origin="cut")
    lines = store.episodes.evidence_lines("e1")
    assert [(e.kind, e.part, e.who, e.text) for e in lines] == [
        ("note", "context", "Monday", "long day"),
        ("message", "situation", "Jo", "you said seven"),
    ]
    assert lines[1].at == START
