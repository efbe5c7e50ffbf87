from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from studio.coach.retrieve import Index, evidence, nearest, words
from studio.core.episode import Episode, Labels, Outcome
from studio.store import Store

BEGAN = datetime(2025, 3, 1, 20, tzinfo=UTC)


def episode(number: int, situation: str, outcome: Outcome | None = None, trigger: str | None = None) -> Episode:
    return Episode(
        id=f"e{number}",
        domain="relationship",
        started_at=BEGAN + timedelta(days=number),
        situation=situation,
        labels=Labels(outcome=outcome, trigger=trigger),
    )


LATE = episode(1, "Jo: you said seven, it's nine. always late", outcome="bad", trigger="lateness")
RENT = episode(2, "Jo: the rent bounced again", outcome="mixed", trigger="money")
DISH = episode(3, "Jo: the dishes are still there, third day", outcome="good", trigger="chores")


def test_the_episode_that_shares_words_comes_first() -> None:
    hits = Index([LATE, RENT, DISH]).nearest("I was late and they went quiet")
    assert hits[0].episode is LATE
    assert all(a.score >= b.score for a, b in pairwise(hits))


def test_a_rare_word_weighs_more_than_a_frequent_one() -> None:
    crowd = [episode(n, "Jo: dinner plans tonight?") for n in range(10, 30)]
    hits = Index([*crowd, episode(99, "Jo: dinner with the landlord")]).nearest("dinner landlord")
    assert hits[0].episode.id == "e99"


def test_nothing_is_cited_when_nothing_is_shared() -> None:
    assert Index([LATE]).nearest("xylophone") == []
    assert Index([]).nearest("late") == []
    assert Index([LATE]).nearest("the of and") == []


def test_labels_are_searched_too() -> None:
    assert Index([LATE, RENT, DISH]).nearest("what about money")[0].episode is RENT


def test_words_fold_case_and_accents() -> None:
    assert words("Café CAFE café’s") == ["cafe", "cafe", "cafe's"]


def test_labelled_episodes_are_cited_before_any_other(store: Store) -> None:
    store.episodes.put([(LATE, ()), (RENT, ())], origin="cut")
    assert [e.id for e in nearest(store, "rent late")] != []
    store.labels.set("e2", {"outcome": "bad"})
    assert [e.id for e in nearest(store, "rent late")] == ["e2"]


def test_evidence_counts_how_the_cited_ones_went() -> None:
    assert evidence([LATE, RENT, DISH, episode(4, "x")]) == {"good": 1, "mixed": 1, "bad": 1}
