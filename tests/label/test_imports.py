"""Labels from a file: matched by id or by moment, bad lines told, good ones kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.progress import Step
from studio.label.journal import import_labels
from studio.store import Store
from tests.label.life import put


def written(tmp_path: Path, *lines: object) -> Path:
    path = tmp_path / "labels.jsonl"
    path.write_text("".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def test_by_id_with_everything(store: Store, tmp_path: Path) -> None:
    put(store)
    line = {
        "id": "e003", "outcome": "good", "topics": ["work", "of my own"], "trigger": "tone",
        "response_style": "repaired", "what_helped": "a walk ",
        "advice": "wait", "note": "[/INST]", "why": "audit",
        "inclusion_prob": 0.1, "labelled_at": "2024-04-01T10:00:00+02:00",
    }  # fmt: skip
    assert import_labels(store, written(tmp_path, line)) == (1, [])
    episode = store.episodes.all()[3]
    assert episode.labels.topics == ("work", "of my own")
    assert episode.labels.what_helped == "a walk"
    assert episode.why_labelled == "audit"
    assert episode.labelled_at == datetime(2024, 4, 1, 8, tzinfo=UTC)
    event = store.labels.history("e003")[0]
    assert (event.sitting, event.scheme, event.inclusion_prob) == ("import", "relationship@1", 0.1)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ({"domain": "relationship", "at": "2024-03-14T21:04"}, "e000"),
        ({"domain": "relationship", "at": "2024-03-14 21:12:59"}, "e000"),
        ({"domain": "relationship", "at": "2024-03-14T22:06:00+01:00"}, "e000"),
        ({"domain": "relationship", "at": "2024-03-16"}, "e001"),
        ({"domain": "fitness", "at": "2024-03-16"}, "f001"),
        ({"domain": "fitness", "at": "2024-03-14T07:30:30"}, "f000"),
    ],
)
def test_by_moment(store: Store, tmp_path: Path, line: dict[str, str], found: str) -> None:
    put(store, training_days=3)
    assert import_labels(store, written(tmp_path, {**line, "outcome": "mixed"})) == (1, [])
    assert store.labels.current(found) == {"outcome": "mixed"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("not json\n", "it is not JSON"),
        ("[1]\n", "it is not a JSON object"),
        ("[" * 100_000 + "\n", "it is not JSON"),
        ({"outcome": "good"}, "it needs an id, or a domain"),
        ({"domain": "work", "at": "2024-03-14", "outcome": "good"}, "domain is 'work'"),
        ({"domain": "fitness", "outcome": "good"}, "`at` is missing"),
        ({"domain": "fitness", "at": "2024-13-99", "outcome": "good"}, "not an ISO date"),
        ({"domain": "fitness", "at": 7, "outcome": "good"}, "not an ISO date and time"),
        ({"domain": "relationship", "at": "2024-03-14T21:13", "outcome": "good"}, "no relationship episodes lie at"),
        ({"domain": "relationship", "at": "2031-01-01", "outcome": "good"}, "no relationship episodes lie at"),
        ({"id": "e999", "outcome": "good"}, "no episode has the id 'e999'"),
        ({"id": ["e000"], "outcome": "good"}, "no episode has the id"),
        ({"id": "e000", "outcome": "great"}, "“great” is not in the scheme"),
        ({"id": "e000", "trigger": 3}, "trigger must be text"),
        ({"id": "e000", "topics": "work"}, "topics must be a list"),
        ({"id": "e000", "topics": [1]}, "topics must be a list"),
        ({"id": "e000"}, "No label was given"),
        ({"id": "e000", "outcome": "good", "why": "bored"}, "why 'bored' is not one of"),
        ({"id": "e000", "outcome": "good", "inclusion_prob": 2}, "inclusion_prob 2 is not"),
        ({"id": "e000", "outcome": "good", "labelled_at": "yesterday"}, "labelled_at 'yesterday'"),
        ({"id": "e000", "outcome": "good", "colour": 1, "size": 2}, "unknown key 'colour', 'size'; allowed: id,"),
    ],
)
def test_a_bad_line_is_told_and_the_good_ones_kept(store: Store, tmp_path: Path, line: object, reason: str) -> None:
    put(store, evenings=3)
    path = written(tmp_path, {"id": "e001", "outcome": "good"}, "\n", line, {"id": "e002", "outcome": "bad"})
    taken, bad = import_labels(store, path)
    assert taken == 2
    assert [number for number, _ in bad] == [3]
    assert reason in bad[0][1]
    assert store.labels.current("e002") == {"outcome": "bad"}
    assert store.labels.current("e000") == {}


def test_two_episodes_at_once_are_never_guessed_between(store: Store, tmp_path: Path) -> None:
    put(store, evenings=2)
    first = store.episodes.all()[0]
    from dataclasses import replace

    store.episodes.put([(replace(first, id="twin"), ())], origin="cut")
    taken, bad = import_labels(
        store, written(tmp_path, {"domain": "relationship", "at": "2024-03-14T21:05", "outcome": "good"})
    )
    assert (taken, bad[0][1]) == (0, "2 relationship episodes lie at 2024-03-14T21:05: name the one you mean by id")


def test_twice_adds_nothing_and_each_line_can_be_taken_back(store: Store, tmp_path: Path) -> None:
    put(store, evenings=3)
    path = written(tmp_path, *({"id": f"e00{n}", "outcome": "good", "topics": ["work"]} for n in range(3)))
    steps: list[Step] = []
    assert import_labels(store, path, steps.append) == (3, [])
    assert import_labels(store, path) == (3, [])
    assert store.labels.depth() == (3, 0)
    assert steps[-1].done == 3
    store.labels.undo()
    assert store.labels.current("e002") == {}
    assert store.labels.current("e001") == {"outcome": "good", "topics": ["work"]}


@pytest.mark.parametrize("moment", [{}, {"labelled_at": "2024-05-01T10:00:00+00:00"}])
def test_a_second_reading_that_agrees_is_news_once(store: Store, tmp_path: Path, moment: dict[str, str]) -> None:
    put(store, evenings=2)
    first = [
        {"id": f"e00{n}", "outcome": outcome, "labelled_at": "2024-03-20T10:00:00+00:00"}
        for n, outcome in enumerate(("good", "bad"))
    ]
    again = [{"id": f"e00{n}", "outcome": "good", "why": "relabel", **moment} for n in range(2)]
    path = written(tmp_path, *again, *first)
    assert import_labels(store, path) == (4, [])
    assert [(r.first, r.second) for r in store.labels.readings()] == [("good", "good"), ("bad", "good")]
    assert import_labels(store, path) == (4, [])
    assert store.labels.depth() == (4, 0)
    later = written(tmp_path, {**again[0], "labelled_at": "2024-06-01T10:00:00+00:00"})
    import_labels(store, later)
    assert store.labels.depth() == (5, 0)


def test_a_file_that_cannot_be_read(store: Store, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        import_labels(store, tmp_path / "nowhere.jsonl")
    with pytest.raises(InputError, match="cannot be read"):
        import_labels(store, tmp_path)
    empty = tmp_path / "empty.jsonl"
    empty.write_bytes(b"\xef\xbb\xbf")
    assert import_labels(store, empty) == (0, [(1, "it is not JSON (Expecting value: line 1 column 1 (char 0))")])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_are_lines_taken_or_told(store: Store, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.jsonl"
    path.write_bytes(content)
    taken, bad = import_labels(store, path)
    assert taken == 0
    assert len(bad) == sum(1 for line in content.splitlines() if line.strip())
