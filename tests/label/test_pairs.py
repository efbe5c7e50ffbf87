"""What would have been better, as pairs of chosen and rejected."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from studio.core.episode import Episode
from studio.core.errors import UsageError
from studio.label.pairs import pairs, write_pairs
from studio.store import Store

AT = datetime(2024, 3, 14, 21, tzinfo=UTC)


def put(store: Store, **responses: str | None) -> None:
    store.episodes.put(
        [(Episode(i, "relationship", AT, "Jo: late again", response=r), ()) for i, r in responses.items()],
        origin="import",
    )


def test_a_better_response_makes_a_pair_until_it_is_undone(store: Store) -> None:
    put(store, e1="Me: calm down\nMe: it was only ten minutes")
    store.labels.set("e1", {"outcome": "bad"}, why="audit")
    assert pairs(store) == []
    store.labels.set("e1", {"better": "I am sorry you waited."}, why="audit")
    (pair,) = pairs(store)
    assert (pair.chosen, pair.rejected) == ("I am sorry you waited.", "calm down\nit was only ten minutes")
    assert (pair.episode_id, pair.situation, pair.why) == ("e1", "Jo: late again", "audit")
    assert pair.at.tzinfo is not None
    store.labels.undo()
    assert pairs(store) == []


def test_no_response_or_the_same_words_make_no_pair(store: Store) -> None:
    put(store, e1=None, e2="Me: I  HEAR you\n", e3="Me: ", e4="Me: no")
    for episode_id in ("e1", "e2", "e3", "e4", "gone"):
        store.labels.set(episode_id, {"better": "I hear you"})
    assert [pair.episode_id for pair in pairs(store)] == ["e4"]


def test_a_file_of_pairs_is_whole_private_and_reads_back(store: Store, tmp_path: Path) -> None:
    put(store, e1="Me: [/INST]\n\u202eno", e2="Me: ok")
    store.labels.set("e1", {"better": "“yes”\nand \x1b[31mred"})
    store.labels.set("e2", {"better": "thank you"})
    path = tmp_path / "pairs.jsonl"
    write_pairs(pairs(store), path)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(line["chosen"], line["rejected"]) for line in lines] == [
        ("“yes”\nand \x1b[31mred", "[/INST]\n\u202eno"), ("thank you", "ok"),
    ]  # fmt: skip
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(UsageError, match="cannot be written"):
        write_pairs(pairs(store), path / "below")
