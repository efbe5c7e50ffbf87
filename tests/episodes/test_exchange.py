from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.episode import OUTCOMES, WHYS, Context, Episode, Labels
from studio.core.episode_json import from_dict, to_dict
from studio.core.errors import InputError
from studio.episodes.cutting import cut
from studio.episodes.exchange import export_episodes, import_episodes
from studio.store import Store
from tests.episodes.lives import EVENING, START, Said, say

MINIMAL: dict[str, Any] = {
    "id": "e1",
    "domain": "relationship",
    "started_at": "2024-03-11T19:00:00+01:00",
    "situation": "Jo: hi",
}


def jsonl(path: Path, *lines: object) -> Path:
    path.write_text("".join((x if isinstance(x, str) else json.dumps(x)) + "\n" for x in lines), encoding="utf-8")
    return path


text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(str.strip)
maybe = st.none() | text
unit = st.none() | st.floats(-1, 1)
moments = st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
episodes = st.builds(
    Episode,
    id=text,
    domain=st.sampled_from(["relationship", "fitness"]),
    started_at=moments,
    situation=text,
    thread=maybe,
    response=maybe,
    outcome=maybe,
    source=maybe,
    people=st.lists(text, max_size=2).map(tuple),
    context=st.builds(
        Context,
        started_by=st.sampled_from([None, "me", "other"]),
        mood=unit,
        readiness=st.none() | st.floats(0, 100),
        planned=st.none() | st.booleans(),
        done=st.none() | st.booleans(),
        causes=st.dictionaries(text, st.booleans() | st.floats(-5, 5), max_size=2),
        words_me=st.none() | st.integers(0, 10**6),
        proxy_outcome=unit,
    ),
    labels=st.builds(
        Labels,
        outcome=st.none() | st.sampled_from(OUTCOMES),
        topics=st.lists(text, max_size=2).map(tuple),
        trigger=maybe,
        advice=maybe,
        note=maybe,
    ),
    why_labelled=st.none() | st.sampled_from(WHYS),
    labelled_at=st.none() | moments,
)


@given(episodes)
def test_an_episode_comes_back_from_its_json(episode: Episode) -> None:
    assert from_dict(json.loads(json.dumps(to_dict(episode)))) == episode


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"mood": 1, "colour": "red"}, "unknown keys mood, colour"),
        ({"context": {"wheather": 1}}, "context.wheather"),
        ({"labels": {"outcom": "good"}}, "labels.outcom"),
        ({"situation": " "}, "situation is blank"),
        ({"situation": None}, "missing: situation"),
        ({"started_at": "2024-03-11T19:00:00"}, "started_at is not an ISO 8601 time with an offset"),
        ({"started_at": 17}, "started_at"),
        ({"ended_at": "2023-01-01T00:00:00Z"}, "ended_at is before"),
        ({"domain": "work"}, "domain is 'work'"),
        ({"labels": {"outcome": "great"}}, "outcome is 'great'"),
        ({"labels": []}, "labels is not an object"),
        ({"labels": {"topics": "money"}}, "topics is not a list"),
        ({"context": {"mood": 3}}, "mood is not a number from -1 to 1"),
        ({"context": {"mood": True}}, "mood is not a number"),
        ({"context": {"causes": {"sleep": "yes"}}}, "causes.sleep"),
        ({"context": {"causes": {"steps": 10**400}}}, "causes.steps"),
        ({"context": {"words_me": -1}}, "words_me"),
        ({"why_labelled": "bored"}, "why_labelled"),
        ({"response": 5}, "response is not text"),
        ({"situation": "\ud800"}, "surrogate"),
    ],
)
def test_what_is_wrong_with_an_episode_is_named(change: dict[str, Any], named: str) -> None:
    with pytest.raises(InputError, match=named):
        from_dict({**MINIMAL, **change})


def test_good_lines_are_kept_and_bad_ones_reported(store: Store, tmp_path: Path) -> None:
    path = jsonl(
        tmp_path / "in.jsonl",
        MINIMAL,
        "{not json",
        {**MINIMAL, "id": "e2", "mood": 1},
        "",
        [1],
        MINIMAL,
        {**MINIMAL, "id": "e3"},
    )
    made = import_episodes(store, path)
    assert made.added == 2
    assert [bad.line for bad in made.rejected] == [2, 3, 5, 6]
    assert "unknown key mood" in made.rejected[1].reason
    assert {e.id for e in store.episodes.all()} == {"e1", "e3"}


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe binary", b"{}\n", b"[" * 100_000])
def test_a_file_without_an_episode_is_refused(store: Store, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(content)
    with pytest.raises(InputError, match="holds no episode"):
        import_episodes(store, path)
    assert store.episodes.count() == 0


def test_a_missing_file_is_said(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        import_episodes(store, tmp_path / "none.jsonl")


def test_labels_come_with_their_reason_and_moment_once(store: Store, tmp_path: Path) -> None:
    at = "2024-03-12T08:00:00+00:00"
    labelled = {
        **MINIMAL,
        "labels": {"outcome": "bad", "topics": ["money"]},
        "why_labelled": "audit",
        "labelled_at": at,
    }
    path = jsonl(tmp_path / "in.jsonl", labelled)
    assert import_episodes(store, path).labelled == 1
    (episode,) = store.episodes.all()
    assert (episode.labels.outcome, episode.labels.topics, episode.why_labelled) == ("bad", ("money",), "audit")
    assert episode.labelled_at == datetime.fromisoformat(at)
    again = import_episodes(store, path)
    assert (again.added, again.updated, again.unchanged, again.labelled) == (0, 0, 1, 0)
    assert len(store.labels.history("e1")) == 2


def test_what_was_exported_comes_back_whole_in_another_home(store: Store, tmp_path: Path) -> None:
    say(store, [*EVENING, Said(3000, "Jo", "x"), Said(3001, "Max", "[b]y[/b]\nz")])
    cut(store)
    first = store.episodes.all()[0]
    store.labels.set(first.id, {"outcome": "good", "topics": ["lateness"], "advice": "own it"}, why="gap_fill")
    path = tmp_path / "out.jsonl"
    assert export_episodes(store, path) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with Store(None) as other:
        import_episodes(other, path)
        assert other.episodes.all() == store.episodes.all()


def test_bringing_ones_own_export_back_leaves_the_evidence(store: Store, tmp_path: Path) -> None:
    say(store, EVENING)
    cut(store)
    (episode,) = store.episodes.all()
    evidence = store.episodes.evidence(episode.id)
    path = jsonl(tmp_path / "mine.jsonl", {**to_dict(episode), "situation": "edited", "labels": {"outcome": "good"}})
    made = import_episodes(store, path)
    assert (made.unchanged, made.labelled) == (1, 1)
    (now,) = store.episodes.all()
    assert now.situation == episode.situation
    assert now.labels.outcome == "good"
    assert store.episodes.evidence(episode.id) == evidence


def test_people_who_are_one_by_now_change_nothing_of_an_import(store: Store, tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", {**MINIMAL, "people": ["Jo", "Jo Lind", "Max"]})
    import_episodes(store, path)
    store.people.merge("Jo Lind", "Jo")
    again = import_episodes(store, path)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 1)
    assert store.episodes.all()[0].people == ("Jo Lind", "Max")


def test_a_changed_import_replaces_the_earlier_one(store: Store, tmp_path: Path) -> None:
    import_episodes(store, jsonl(tmp_path / "a.jsonl", MINIMAL))
    made = import_episodes(store, jsonl(tmp_path / "b.jsonl", {**MINIMAL, "situation": "Jo: hey", "people": ["Jo"]}))
    assert (made.added, made.updated) == (0, 1)
    assert [e.situation for e in store.episodes.all()] == ["Jo: hey"]
    assert [p.name for p in store.people.all()] == ["Jo"]
    assert store.episodes.all()[0].started_at == START - timedelta(hours=1)
