"""Advice from one's own record: counts in it, few called few, nothing called a cause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from studio.core.episode import Episode
from studio.label.suggest.advice import AdviceDraft, OwnRecord
from studio.label.suggest.own_labels import OwnLabels
from studio.store import Store
from studio.store.label_events import Given

CAUSAL = re.compile(r"\b(because|caused?|causes|made|makes|led to|leads to|due to|thanks to|therefore|so that|why)\b")
AT = datetime(2024, 3, 14, 21, tzinfo=UTC)
HERE = Episode("here", "relationship", AT, "Jo: you said seven and it is nine, the soup is cold")


def lived(store: Store, rows: Sequence[tuple[str, str | None, int, int]], **more: Any) -> None:
    """(trigger, style, how many, of them good) each; the others were bad."""
    made: list[tuple[Episode, dict[str, Any]]] = []
    for trigger, style, count, good in rows:
        for n in range(count):
            at = AT + timedelta(days=len(made) + 1)
            one = Episode(f"a{len(made):03}", "relationship", at, f"Jo: you said seven and it is late, day {n}")
            labels = {"trigger": trigger, "response_style": style, "outcome": "good" if n < good else "bad", **more}
            made.append((one, labels))
    store.episodes.put([(one, ()) for one, _ in made], origin="import")
    store.labels.set_many([Given(one.id, labels) for one, labels in made])


def draft(store: Store, trigger: str | None = "lateness") -> AdviceDraft | None:
    record = OwnRecord(store)
    record.warm()
    return record.draft(HERE, {"trigger": trigger} if trigger else {})


def test_what_was_done_and_what_followed_with_counts(store: Store) -> None:
    lived(store, [("lateness", "paused", 4, 3), ("lateness", "defended", 5, 1)])
    found = draft(store)
    assert found is not None
    assert found.text == (
        "In 9 like this, you explained yourself in 5: 1 went well (4% to 62%). "
        "You paused in 4: 3 went well (few). Pause first."
    )
    assert (found.of, found.counts) == (9, {"good": 4, "mixed": 0, "bad": 5})
    assert found.because == "9 with the trigger lateness"
    assert len(set(found.episodes)) == 9
    assert [(s.style, s.n, s.good, s.interval is None) for s in found.styles] == [
        ("defended", 5, 1, False), ("paused", 4, 3, True),
    ]  # fmt: skip
    assert draft(store) == found


def test_few_of_each_is_said_once_and_rare_ways_are_told_together(store: Store) -> None:
    styles = ("asked", "paused", "joked", "blamed", "withdrew")
    lived(store, [("lateness", style, 3 - n // 2, 1 if n in (0, 3) else 0) for n, style in enumerate(styles)])
    found = draft(store)
    assert found is not None
    assert found.text == (
        "In 11 like this, you asked in 3: 1 went well. You paused in 3: none went well. You blamed in 2: 1 went well. "
        "Something else in 3: none went well. Few of each."
    )


def test_when_nothing_went_well_it_says_so(store: Store) -> None:
    lived(store, [("lateness", "defended", 4, 0), ("lateness", "withdrew", 2, 0)])
    found = draft(store)
    assert found is not None
    assert found.text == (
        "Nothing you tried was followed by a good end in 6 like this: you explained yourself in 4, you withdrew in 2."
    )


def test_the_words_written_beside_a_good_end_are_quoted(store: Store) -> None:
    lived(store, [("lateness", "paused", 3, 3)], what_helped="a walk\nround the\tblock " + "and tea " * 60)
    found = draft(store)
    assert found is not None
    assert "You wrote then: “a walk round the block and tea" in found.text
    assert found.text.endswith(" …”")
    assert "\n" not in found.text
    assert len(found.text) < 400


@pytest.mark.parametrize("style", ["paused", "my_own_way", None])
def test_no_draft_ever_names_a_cause_and_every_draft_has_counts(store: Store, style: str | None) -> None:
    lived(store, [("lateness", style, 6, 4), ("lateness", "blamed", 3, 1), ("tone", "asked", 3, 3)])
    for trigger in ("lateness", "tone", "money", None):
        found = draft(store, trigger)
        assert found is not None
        assert not CAUSAL.search(found.text)
        assert not CAUSAL.search(found.because)
        assert re.search(r"\d", found.text)


def test_the_same_trigger_comes_before_like_words(store: Store) -> None:
    lived(store, [("tone", "asked", 5, 5), ("lateness", "paused", 3, 3)])
    found = draft(store)
    assert found is not None
    assert found.episodes[:3] == ("a005", "a006", "a007") or set(found.episodes[:3]) == {"a005", "a006", "a007"}
    assert found.because == "3 with the trigger lateness and 5 in like words"


def test_fewer_than_three_and_unlike_ones_make_no_draft(store: Store) -> None:
    lived(store, [("lateness", "paused", 2, 2)])
    assert draft(store) is None
    other = Episode("o", "relationship", AT, "Kim: qwertz uiop asdfgh")
    record = OwnRecord(store)
    assert record.draft(HERE, {"trigger": "lateness"}) is None
    record.warm()
    assert record.draft(other, {}) is None


def test_what_is_learned_in_the_sitting_counts_and_the_episode_itself_does_not(store: Store) -> None:
    lived(store, [("lateness", "paused", 2, 2)])
    record = OwnRecord(store)
    record.warm()
    record.learn(HERE, {"outcome": "good", "trigger": "lateness", "response_style": "paused"})
    assert record.draft(HERE, {"trigger": "lateness"}) is None
    new = Episode("new", "relationship", AT, "Jo: you said seven")
    record.learn(new, {"outcome": "good", "trigger": "lateness", "response_style": "paused"})
    assert record.draft(HERE, {"trigger": "lateness"}) is not None
    record.learn(new, {})
    assert record.draft(HERE, {"trigger": "lateness"}) is None


def test_a_record_that_is_kept_up_to_date_elsewhere_is_shared(store: Store) -> None:
    own: dict[str, OwnLabels] = {"relationship": OwnLabels()}
    record = OwnRecord(store, own)
    for n in range(3):
        one = Episode(f"s{n}", "relationship", AT, "Jo: you said seven")
        own["relationship"].learn(one, {"outcome": "bad", "trigger": "lateness"})
    found = record.draft(HERE, {"trigger": "lateness"})
    assert found is not None
    assert found.text == "Nothing you tried was followed by a good end in 3 like this."
