"""Suggestions from one's own labels: better than the most common value where there is a pattern, silent on noise."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from studio.label.suggest.own_labels import NEEDED, OwnLabels, text_of
from studio.label.suggest.word_vectors import Vectors, folded
from studio.store import Store
from tests.label.planted import TRIGGERS, episode, life


def learned(store: Store, count: int, *, pattern: bool, seed: int = 0) -> OwnLabels:
    own = OwnLabels(life(store, count, pattern=pattern, seed=seed))
    own.replay()
    return own


def suggested(own: OwnLabels, n: int, spoken: str) -> str | None:
    found = {s.field: s.value for s in own.suggest(episode(9000 + n, spoken, 99))}
    return found.get("trigger")


def test_a_planted_pattern_is_found_and_the_most_common_value_beaten(store: Store) -> None:
    own = learned(store, 240, pattern=True)
    fresh = [(n, random.Random(n).choice(TRIGGERS)) for n in range(120)]
    told = [(suggested(own, n, spoken), spoken) for n, spoken in fresh]
    right = sum(value == spoken for value, spoken in told)
    most_common = max(sum(spoken == trigger for _, spoken in fresh) for trigger in TRIGGERS)
    assert right > 2 * most_common


def test_scores_are_the_share_that_turns_out_right(store: Store) -> None:
    own = learned(store, 400, pattern=True)
    sure: list[tuple[float, bool]] = []
    for n in range(300):
        spoken = TRIGGERS[n % 4]
        for s in own.suggest(episode(9000 + n, spoken, 99)):
            if s.field == "trigger":
                sure.append((s.score, s.value == spoken))
    promised, kept = sum(score for score, _ in sure) / len(sure), sum(right for _, right in sure) / len(sure)
    assert len(sure) == 300
    assert promised == pytest.approx(kept, abs=0.07)


@pytest.mark.parametrize("seed", range(6))
def test_noise_is_met_with_silence(store: Store, seed: int) -> None:
    own = learned(store, 150, pattern=False, seed=seed)
    assert not any(own.suggest(episode(9000 + n, TRIGGERS[n % 4], 99)) for n in range(20))


def test_a_value_that_is_nearly_always_given_is_no_pattern(store: Store) -> None:
    lived = [(e, {**labels, "trigger": "money" if n % 10 else "tone"}) for n, (e, labels) in enumerate(
        life(store, 200, pattern=False)
    )]  # fmt: skip
    own = OwnLabels(lived)
    own.replay()
    assert not own.beats_the_most_common("trigger")


def test_nothing_is_said_below_twenty_labels(store: Store) -> None:
    lived = life(store, NEEDED + 30, pattern=True)
    few = OwnLabels(lived[: NEEDED - 1])
    few.replay()
    assert few.suggest(episode(9000, "money", 99)) == ()
    for one, labels in lived[NEEDED - 1 :]:
        few.learn(one, labels)
    assert few.beats_the_most_common("trigger")
    assert any(suggested(few, n, TRIGGERS[n % 4]) for n in range(8))


def test_labels_taken_back_have_no_say(store: Store) -> None:
    lived = life(store, 60, pattern=True)
    own = OwnLabels(lived)
    own.replay()
    assert suggested(own, 1, "money") is not None
    for one, _ in lived:
        own.learn(one, {})
    assert own.suggest(episode(9001, "money", 99)) == ()
    for one, labels in lived:
        own.learn(one, labels)
    again = OwnLabels(lived)
    again.replay()
    assert suggested(own, 1, "money") == suggested(again, 1, "money") == "money"


def test_an_episode_is_not_its_own_neighbour(store: Store) -> None:
    lived = life(store, 40, pattern=True)
    own = OwnLabels(lived)
    one, _ = lived[7]
    assert one.id not in {near.row.episode_id for near in own.nearest(one)}
    copy = replace(one, id="copy")
    nearest = next(own.nearest(copy))
    assert nearest.row.episode_id == one.id
    assert nearest.alike == pytest.approx(1.0, abs=1e-5)


def test_cosines_equal_a_dense_computation() -> None:
    texts = [text_of(episode(n, TRIGGERS[n % 4])) for n in range(12)]
    vectors = Vectors(texts)
    for text in texts[6:9]:
        vectors.add(text)
    found = np.stack([vectors.cosines(text) for text in texts])
    assert found.shape == (12, 15)
    assert np.allclose(found[:, :12], found[:, :12].T, atol=1e-5)
    assert np.allclose(np.diag(found[:, :12]), 1, atol=1e-5)
    assert np.allclose(found[:, 12:], found[:, 6:9], atol=1e-6)
    assert np.allclose(np.stack([vectors.cosines_of(n) for n in range(12)]), found, atol=1e-5)


def test_accents_and_case_fold_and_scripts_stay() -> None:
    assert folded("Très  DÉÇU! ﬁne\u200b") == "tres decu fine"
    assert folded("Z̷̢̛a̸l̴g̵o̶") == "zalgo"
    assert folded("\x00\ud800[/INST]\x1b[31m") == "inst 31m"
    assert folded("हिंदी") == "हिंदी"


@given(some.text(alphabet=some.characters(), max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_has_a_vector(text: str) -> None:
    vectors = Vectors([folded(text), "jo said"])
    alike = vectors.cosines(folded(text))
    assert np.isfinite(alike).all()
    assert float(alike.max()) <= 1.0001
