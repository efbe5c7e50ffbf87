from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.core.episode import Episode
from studio.core.errors import StudioError, UsageError
from studio.episodes.cutting import cut, own_records
from studio.store import Store
from tests.episodes.lives import EVENING, START, Lift, Said, measure, say, train

DAY = 24 * 60


def evening(number: int) -> list[Said]:
    return [Said(m.minutes + number * DAY, m.sender, f"{m.text} {number}") for m in EVENING]


def state(store: Store) -> list[Any]:
    return [(e, store.episodes.evidence(e.id)) for e in store.episodes.all()]


def test_cutting_twice_changes_nothing(store: Store) -> None:
    say(store, [*evening(0), *evening(3)])
    train(store, 0, "Push", [Lift("Row", 60, 8)])
    first = cut(store)
    before = state(store)
    again = cut(store)
    assert (first.created, first.total, first.by_domain) == (3, 3, {"fitness": 1, "relationship": 2})
    assert (again.created, again.total, again.sessions) == (0, 3, 2)
    assert state(store) == before


def test_a_labelled_episode_survives_a_different_gap_and_nothing_overlaps_it(store: Store) -> None:
    say(store, [Said(m.minutes + 100 * n, m.sender, f"{m.text} {n}") for n in range(4) for m in EVENING])
    cut(store, gap_minutes=60)
    kept = store.episodes.all()[1]
    store.labels.set(kept.id, {"outcome": "good"})
    made = cut(store, gap_minutes=300)
    now = {e.id: e for e in store.episodes.all()}
    assert now[kept.id].situation == kept.situation
    assert now[kept.id].labels.outcome == "good"
    assert (made.kept, made.total, made.sessions) == (1, 1, 1)
    cut(store, gap_minutes=60)
    assert len(store.episodes.all()) == 4


@pytest.mark.parametrize("kind", ["skip", "flag"])
def test_a_marked_episode_stays_too(store: Store, kind: str) -> None:
    say(store, [*evening(0), *evening(3)])
    cut(store, gap_minutes=60)
    marked = store.episodes.all()[0]
    store.labels.mark("skip" if kind == "skip" else "flag", marked.id)
    say(store, [Said(30, "Jo", "one more thing")])
    cut(store, gap_minutes=60)
    assert store.episodes.get(marked.id) == marked


def test_an_unlabelled_episode_grows_with_its_session(store: Store) -> None:
    say(store, evening(0))
    cut(store)
    (before,) = store.episodes.all()
    say(store, [Said(15, "Jo", "sleep well")])
    cut(store)
    (after,) = store.episodes.all()
    assert after.id != before.id
    assert after.outcome is not None
    assert after.outcome.endswith("Jo: sleep well")


def test_an_outcome_not_known_when_it_was_labelled_is_filled_in(store: Store) -> None:
    train(store, 0, "Push", [Lift("Row", 60, 8)])
    cut(store)
    (before,) = store.episodes.all()
    store.labels.set(before.id, {"outcome": "bad"})
    measure(store, 1, recovery_score=40)
    cut(store)
    (after,) = store.episodes.all()
    assert (after.id, after.outcome, after.labels.outcome) == (before.id, "Next morning: recovery 40 %.", "bad")


def test_since_leaves_earlier_days_alone(store: Store) -> None:
    say(store, [*evening(0), *evening(10)])
    made = cut(store, since=(START + timedelta(days=5)).date())
    assert (made.created, made.sessions) == (1, 2)
    (episode,) = store.episodes.all()
    assert episode.started_at == START + timedelta(days=10)


def test_a_scheme_picks_the_domain(store: Store) -> None:
    say(store, evening(0))
    train(store, 0, "Push", [Lift("Row", 60, 8)])
    assert cut(store, scheme="fitness").by_domain == {"fitness": 1}
    assert cut(store, scheme="relationship").by_domain == {"fitness": 1, "relationship": 1}


def test_nothing_to_cut_and_an_unknown_scheme_are_said(store: Store) -> None:
    with pytest.raises(StudioError, match="no messages or workouts"):
        cut(store)
    with pytest.raises(UsageError, match="gardening"):
        cut(store, scheme="gardening")


def test_imported_episodes_are_never_replaced(store: Store) -> None:
    store.episodes.put([(Episode("mine", "relationship", START, "Jo: hi"), ())], origin="import")
    say(store, evening(0))
    cut(store)
    cut(store)
    assert {"mine"} < {e.id for e in store.episodes.all()}


words = st.sampled_from(["soup", "good night", "hey", "you never listen", "sorry about before", "about yesterday"])
lines = st.lists(
    st.tuples(st.floats(min_value=0, max_value=400), st.sampled_from(["Max", "Jo", None]), words),
    min_size=1,
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines, st.sampled_from([20, 60, 240]), st.sets(st.integers(0, 8), max_size=3))
def test_no_record_is_in_two_episodes_whatever_is_labelled_in_between(
    said: list[tuple[float, str | None, str]], gap: int, labelled: set[int]
) -> None:
    at, messages = 0.0, []
    for wait, who, text in said:
        at += wait
        messages.append(Said(at, who, text, "text" if who else "system"))
    with Store(None) as store:
        say(store, messages)
        cut(store, scheme="relationship", gap_minutes=60)
        first = [e.id for e in store.episodes.all()]
        for n in labelled & set(range(len(first))):
            store.labels.set(first[n], {"outcome": "good"})
        kept = {e.id: e for e in store.episodes.all(labelled=True)}
        cut(store, scheme="relationship", gap_minutes=gap)
        now = store.episodes.all()
        assert kept.keys() <= {e.id for e in now}
        own = [r for e in now for r in own_records(e.domain, store.episodes.evidence(e.id))]
        assert len(own) == len(set(own))
        say(store, messages)
        cut(store, scheme="relationship", gap_minutes=60)
        assert [e.id for e in store.episodes.all()] == first, "ids are the same after the same export again"
