from __future__ import annotations

from pathlib import Path

import pytest

from studio.core.errors import StudioError, UsageError
from studio.episodes.cutting import cut
from studio.episodes.exchange import import_episodes
from studio.episodes.revise import extend, merge, split, trim
from studio.store import Store
from tests.episodes.lives import EVENING, Lift, Said, say, train, write
from tests.episodes.revised import TWO, evenings, two
from tests.episodes.test_exchange import MINIMAL, jsonl


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


def test_trimming_keeps_every_label_and_what_is_cut_off_stays_out(store: Store) -> None:
    ids = say(store, EVENING)
    cut(store)
    (whole,) = store.episodes.all()
    given = {"outcome": "good", "topics": ["lateness"], "advice": "own it"}
    store.labels.set(whole.id, given, why="audit", inclusion_prob=0.2, scheme="relationship@1")
    store.labels.mark("flag", whole.id, "ask her")
    store.labels.mark("skip", whole.id)
    store.drafts.keep(whole.id, "note", "half a tho")
    labelled = store.episodes.all()[0]
    made = trim(store, whole.id, first=ids[1], last=ids[4])
    assert made.episode.situation == "Jo: it is half past"
    assert made.episode.outcome == "Jo: ok. thank you for saying that"
    assert (made.gone, made.taken_from, made.episode.thread) == (whole.id, (), whole.thread)
    now = made.episode
    assert (now.labels, now.why_labelled, now.labelled_at) == (labelled.labels, "audit", labelled.labelled_at)
    standing = store.labels.standing(now.id)
    assert (standing.inclusion_prob, standing.scheme, standing.own) == (0.2, "relationship@1", False)
    assert standing.marks == {"flag": "ask her", "skip": True}
    assert store.drafts.of(now.id) == {"note": "half a tho"}
    assert store.episodes.reasons(now.id) == [
        "your answer is the first after “it is half past”",
        "you made it begin with “it is half past”",
        "you made it end with “ok. thank you for saying that”",
    ]
    cut(store)
    assert [e.id for e in store.episodes.all()] == [now.id]


def test_what_lies_beside_a_talk_and_what_followed_it_come_along(store: Store) -> None:
    ids = say(
        store,
        [
            Said(0, "Jo", "morning"),
            Said(1, "Jo", "you left the tap on"),
            Said(2, "Max", "sorry, Jo"),
            Said(600, "Jo", "I forgive you"),
        ],
    )
    note = write(store, 60, "Jo was right about the tap", title="diary")
    cut(store, gap_minutes=60)
    whole = store.episodes.all()[0]
    assert whole.outcome == "(next day) Jo: I forgive you"
    assert note in [e.record_id for e in store.episodes.evidence(whole.id)]
    later = trim(store, whole.id, first=ids[1]).episode
    assert (later.situation, later.outcome) == ("Jo: you left the tap on", whole.outcome)
    assert [(e.record_id, e.part) for e in store.episodes.evidence(later.id)][-2:] == [
        (ids[3], "context"),
        (note, "context"),
    ]
    earlier = trim(store, later.id, last=ids[1]).episode
    assert (earlier.response, earlier.outcome) == (None, None)


def test_labels_that_went_along_are_not_counted_as_given_that_day(store: Store) -> None:
    ids = say(store, EVENING)
    cut(store)
    store.labels.set(store.episodes.all()[0].id, {"outcome": "good"}, seconds=9)
    trim(store, store.episodes.all()[0].id, last=ids[4])
    assert [(day.labels, day.median_seconds) for day in store.labels.days()] == [(1, 9.0)]


def test_extending_what_was_trimmed_gives_the_first_id_back_with_the_latest_labels(store: Store) -> None:
    ids = say(store, EVENING)
    cut(store)
    (whole,) = store.episodes.all()
    store.labels.set(whole.id, {"outcome": "good", "note": "calm"})
    shorter = trim(store, whole.id, first=ids[2]).episode
    store.labels.set(shorter.id, {"outcome": "bad", "note": None})
    longer = extend(store, shorter.id, "before", 2).episode
    assert longer.id == whole.id
    assert (longer.labels.outcome, longer.labels.note) == ("bad", None)
    assert (longer.situation, longer.response) == (whole.situation, whole.response)


def test_a_neighbour_nobody_labelled_shrinks_and_then_goes_away(store: Store) -> None:
    ids = evenings(store, 2)
    first, second = store.episodes.all()
    store.labels.mark("flag", second.id, "later")
    made = extend(store, first.id, "after", 2)
    assert made.taken_from == (second.id,)
    kept, shrunk = store.episodes.all()
    assert kept.id == made.episode.id
    assert shrunk.situation.startswith("Me: I know. I'm sorry, traffic 1")
    assert [e.record_id for e in store.episodes.evidence(shrunk.id) if e.part != "context"] == ids[8:]
    assert store.labels.flag_reasons() == {second.id: "later", shrunk.id: "later"}
    assert store.episodes.reasons(shrunk.id)[-1] == "you made it begin with “I know. I'm sorry, traffic 1”"
    cut(store, gap_minutes=60)
    assert {e.id for e in store.episodes.all()} == {kept.id, shrunk.id}
    made = extend(store, kept.id, "after", 100)
    assert (made.taken_from, store.episodes.count()) == ((shrunk.id,), 1)
    own = [e.record_id for e in store.episodes.evidence(made.episode.id) if e.part != "context"]
    assert own == ids


def test_a_labelled_neighbour_is_never_taken_from(store: Store) -> None:
    evenings(store, 2)
    first, second = store.episodes.all()
    store.labels.set(first.id, {"outcome": "good"})
    with pytest.raises(StudioError, match="you labelled") as refused:
        extend(store, second.id, "before")
    assert (refused.value.exit_code, refused.value.code) == (1, "labelled_neighbour")
    assert [e.id for e in store.episodes.all()] == [first.id, second.id]
    store.labels.undo()
    assert extend(store, second.id, "before").taken_from == (first.id,)


def test_only_what_somebody_said_in_that_conversation_is_taken_in(store: Store) -> None:
    ids = say(
        store,
        [
            Said(-3, "Ann", "dinner?", conversation="Ann"),
            Said(-2, None, "Jo changed the picture", "system"),
            Said(-1, "Jo", "are you there"),
            *EVENING,
        ],
    )
    cut(store)
    (whole,) = store.episodes.all()
    shorter = trim(store, whole.id, first=ids[4]).episode
    longer = extend(store, shorter.id, "before", 9).episode
    assert longer.id == whole.id
    with pytest.raises(UsageError, match="comes before"):
        extend(store, longer.id, "before")
    with pytest.raises(UsageError, match="comes after"):
        extend(store, longer.id, "after")


def test_a_trimmed_or_extended_episode_stays_in_its_split(store: Store) -> None:
    ids = evenings(store, 2)
    first, second = store.episodes.all()
    with store.transaction() as cursor:
        cursor.execute(
            "INSERT INTO splits VALUES (?, 'train', NULL, now()), (?, 'test', NULL, now())", [first.id, second.id]
        )
    shorter = trim(store, first.id, last=ids[4]).episode
    assert store.datasets.splits()[shorter.id] == "train"
    longer = extend(store, shorter.id, "after", 2).episode
    assert store.datasets.splits()[longer.id] == "test"


@pytest.mark.parametrize("asked", ["e\x00", "\udc80", "x" * 1_000_000, "‮[/INST]", ""])
def test_a_strange_id_is_an_error_in_words(store: Store, asked: str) -> None:
    first, second = two(store)
    with pytest.raises(UsageError, match="No single episode") as refused:
        trim(store, asked, first="m")
    assert len(refused.value.message) < 150
    assert first in refused.value.fix
    with pytest.raises(UsageError, match="No single record"):
        split(store, second, asked)


def test_what_cannot_be_is_said(store: Store) -> None:
    first, _ = two(store)
    train(store, 0, "Push", [Lift("Bench Press", 80, 5)])
    cut(store, scheme="fitness")
    (day,) = store.episodes.all(domain="fitness")
    with pytest.raises(UsageError, match="itself"):
        merge(store, first, first)
    with pytest.raises(UsageError, match="fitness"):
        merge(store, first, day.id)
    records = [e.record_id for e in store.episodes.evidence(first)]
    with pytest.raises(UsageError, match="nowhere"):
        merge(store, first, "nowhere")
    with pytest.raises(UsageError, match="No single record"):
        split(store, first, "m")
    with pytest.raises(UsageError, match="before"):
        split(store, first, records[0])
    with pytest.raises(UsageError, match="nothing to cut off"):
        trim(store, first, first=records[0], last=records[-1])
    with pytest.raises(UsageError, match="nothing to cut off"):
        trim(store, first)
    with pytest.raises(UsageError, match="end before"):
        trim(store, first, first=records[3], last=records[1])
    with pytest.raises(UsageError, match="0 lines"):
        extend(store, first, "after", 0)
    with pytest.raises(UsageError, match="Only a talk"):
        extend(store, day.id, "after")
    assert store.episodes.count() == 3


def test_an_episode_without_records_has_nothing_to_cut_off(store: Store, tmp_path: Path) -> None:
    import_episodes(store, jsonl(tmp_path / "in.jsonl", MINIMAL))
    with pytest.raises(UsageError) as raised:
        trim(store, "e1")
    assert raised.value.code == "nothing_to_trim"
