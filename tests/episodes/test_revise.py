from __future__ import annotations

from pathlib import Path

import pytest

from studio.core.errors import StudioError, UsageError
from studio.episodes.cutting import cut
from studio.episodes.exchange import import_episodes
from studio.episodes.revise import merge, split
from studio.store import Store
from tests.episodes.lives import EVENING, Lift, Said, say, train
from tests.episodes.test_exchange import MINIMAL, jsonl

TWO = [*EVENING, *(Said(m.minutes + 120, m.sender, f"{m.text} again") for m in EVENING)]


def two(store: Store) -> tuple[str, str]:
    say(store, TWO)
    cut(store, gap_minutes=60)
    first, second = store.episodes.all()
    return first.id, second.id


def test_joining_tells_the_whole_story(store: Store) -> None:
    first, second = two(store)
    made = merge(store, second, first)
    (episode,) = store.episodes.all()
    assert made.episode == episode
    assert episode.situation == "Jo: you said seven\nJo: it is half past"
    assert episode.outcome is not None
    assert episode.outcome.endswith("Me: love you again")
    assert len(store.episodes.evidence(episode.id)) == len(TWO)


def test_a_joined_episode_stays_joined_when_cut_again(store: Store) -> None:
    merge(store, *two(store))
    before = store.episodes.all()
    cut(store, gap_minutes=60)
    assert store.episodes.all() == before


def test_splitting_what_was_joined_gives_the_first_ids_and_labels_back(store: Store) -> None:
    first, second = two(store)
    store.labels.set(first, {"outcome": "bad", "topics": ["lateness"]}, why="audit")
    before = store.episodes.all()
    whole = merge(store, first, second).episode
    assert (whole.labels.outcome, whole.labels.topics, whole.why_labelled) == ("bad", ("lateness",), "audit")
    halves = split(store, whole.id, store.episodes.evidence(whole.id)[len(EVENING)].record_id)
    assert (halves.first.id, halves.second.id) == (first, second)
    assert halves.first.labels == before[0].labels
    assert halves.second.labels.outcome is None


def test_labels_of_both_are_kept_and_differing_outcomes_are_asked_again(store: Store) -> None:
    first, second = two(store)
    store.labels.set(first, {"outcome": "bad", "topics": ["lateness"], "advice": "call ahead"})
    store.labels.set(second, {"outcome": "good", "topics": ["trust"], "advice": "listen", "note": "calm"})
    store.labels.mark("flag", second)
    made = merge(store, first, second)
    assert made.asks_again
    labels = made.episode.labels
    assert (labels.outcome, labels.topics, labels.advice, labels.note) == (
        None,
        ("lateness", "trust"),
        "call ahead",
        "calm",
    )
    assert made.episode.id in store.labels.flagged()
    assert store.labels.current(first)["outcome"] == "bad"


def test_each_half_is_to_be_judged_for_itself(store: Store) -> None:
    ids = say(store, EVENING)
    cut(store)
    (whole,) = store.episodes.all()
    store.labels.set(
        whole.id, {"outcome": "good", "topics": ["lateness"], "response_style": "repaired", "advice": "own it"}
    )
    halves = split(store, whole.id, ids[4])
    assert (halves.first.situation, halves.first.outcome) == (whole.situation, None)
    assert (halves.second.situation, halves.second.response) == ("Jo: ok. thank you for saying that", "Me: love you")
    assert (halves.first.labels.outcome, halves.first.labels.advice) == (None, "own it")
    assert halves.first.labels.response_style == "repaired"
    assert (halves.second.labels.outcome, halves.second.labels.advice) == (None, None)
    assert halves.second.labels.topics == ("lateness",)


def test_a_half_with_one_voice_is_still_told(store: Store) -> None:
    ids = say(store, EVENING)
    cut(store)
    halves = split(store, store.episodes.all()[0].id, ids[2])
    assert (halves.first.situation, halves.first.response) == ("Jo: you said seven\nJo: it is half past", None)
    assert halves.second.situation.startswith("Me: I know. I'm sorry, traffic")
    assert halves.second.response == "Me: love you"


def test_training_days_can_be_joined_and_split(store: Store) -> None:
    first = train(store, 0, "Push", [Lift("Bench Press", 80, 5)])
    second = train(store, 1, "Legs", [Lift("Squat", 100, 5)])
    cut(store)
    before = store.episodes.all()
    whole = merge(store, before[0].id, before[1].id).episode
    assert whole.response is not None
    assert "Bench Press" in whole.response
    assert "Squat" in whole.response
    halves = split(store, whole.id, second)
    assert [halves.first.id, halves.second.id] == [e.id for e in before]
    assert [e.record_id for e in store.episodes.evidence(halves.first.id)] == [first]


def test_episodes_brought_in_without_records_are_appended(store: Store, tmp_path: Path) -> None:
    later = {
        **MINIMAL,
        "id": "e2",
        "started_at": "2024-03-12T19:00:00+01:00",
        "situation": "Jo: morning",
        "response": "Me: hi",
    }
    import_episodes(store, jsonl(tmp_path / "in.jsonl", {**MINIMAL, "outcome": "Jo: bye"}, later))
    made = merge(store, "e2", "e1")
    assert made.episode.situation == "Jo: hi"
    assert made.episode.outcome == "Jo: bye\nJo: morning\nMe: hi"
    with pytest.raises(StudioError, match="No single record"):
        split(store, made.episode.id, "m1")


def test_the_split_of_an_episode_is_inherited(store: Store) -> None:
    first, second = two(store)
    with store.transaction() as cursor:
        cursor.execute("INSERT INTO splits VALUES (?, 'train', NULL, now()), (?, 'test', NULL, now())", [first, second])
    made = merge(store, first, second)
    assert store.datasets.splits()[made.episode.id] == "test"


def test_what_cannot_be_is_said(store: Store) -> None:
    first, _ = two(store)
    train(store, 0, "Push", [Lift("Bench Press", 80, 5)])
    cut(store, scheme="fitness")
    (day,) = store.episodes.all(domain="fitness")
    with pytest.raises(UsageError, match="itself"):
        merge(store, first, first)
    with pytest.raises(UsageError, match="fitness"):
        merge(store, first, day.id)
    with pytest.raises(StudioError, match="nowhere"):
        merge(store, first, "nowhere")
    with pytest.raises(StudioError, match="No single record"):
        split(store, first, "m")
    with pytest.raises(UsageError, match="before"):
        split(store, first, store.episodes.evidence(first)[0].record_id)
    assert store.episodes.count() == 3
