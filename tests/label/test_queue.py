"""The queue: half random and said to be so, the rest by need; deterministic, and never a dead end."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import GateError
from studio.gaps.report import audit_draw
from studio.label.queue import MODES, Pick, Queue, open_queue
from studio.label.schemes import schemes_by_domain
from studio.store import Store
from studio.store.reading import FrameRow
from tests.label.life import put

SCHEMES = schemes_by_domain()
NOW = datetime(2024, 6, 1, tzinfo=UTC)


def row(
    n: int,
    *,
    outcome: str | None = None,
    trigger: str | None = None,
    why: str | None = None,
    days_ago: int = 0,
    proxy: float | None = None,
    cue: str | None = None,
) -> FrameRow:
    at = NOW - timedelta(days=days_ago) if outcome else None
    return FrameRow(f"e{n:04}", "relationship", outcome, trigger, why, at, proxy, cue)


def label_all(queue: Queue, outcome: str = "good", limit: int = 10_000) -> list[Pick]:
    picks: list[Pick] = []
    while len(picks) < limit and (pick := queue.next()) is not None:
        picks.append(pick)
        queue.labels_changed(pick.episode_id, outcome, "money")
    return picks


def test_every_second_pick_is_random_with_its_chance() -> None:
    rows = [row(n, proxy=0.8, cue="chores") for n in range(40)]
    picks = label_all(Queue(rows, SCHEMES), limit=8)
    assert [p.why for p in picks] == ["audit", "gap_fill"] * 4
    assert picks[0].inclusion_prob == pytest.approx(1 / 40)
    assert picks[2].inclusion_prob == pytest.approx(1 / 38)
    assert picks[1].inclusion_prob is None
    assert picks[0].because == "every second pick is random"
    assert picks[1].because == "you have no “chores” that went well, and this may be one"


def test_the_same_seed_gives_the_same_order_and_another_seed_another() -> None:
    rows = [row(n, proxy=0.5) for n in range(60)]
    first = [p.episode_id for p in Queue(rows, SCHEMES).take(60)]
    assert first == [p.episode_id for p in Queue(list(reversed(rows)), SCHEMES).take(60)]
    assert first != [p.episode_id for p in Queue(rows, SCHEMES, seed=14).take(60)]
    assert sorted(first) == [r.id for r in rows]


def test_leaving_and_coming_back_draws_nothing_anew() -> None:
    rows = [row(n) for n in range(30)]
    whole = [p.episode_id for p in Queue(rows, SCHEMES, mode="audit").take(30)]
    done = set(whole[:10])
    later = [row(n, outcome="good", why="audit") if f"e{n:04}" in done else row(n) for n in range(30)]
    assert [p.episode_id for p in Queue(later, SCHEMES, mode="audit").take(30)] == whole[10:]


def test_random_picks_are_uniform_over_seeds() -> None:
    rows = [row(n) for n in range(10)]
    first = Counter(Queue(rows, SCHEMES, mode="audit", seed=seed).take(1)[0].episode_id for seed in range(2000))
    chi_squared = sum((count - 200) ** 2 / 200 for count in first.values())
    assert len(first) == 10
    assert chi_squared < 27.9  # 9 degrees of freedom, p = 0.001


def test_need_goes_to_the_empty_cell_until_it_is_filled() -> None:
    full = [
        row(n, outcome="bad", trigger=t, why="spontaneous")
        for n, t in enumerate(SCHEMES["relationship"].trigger.values * 6)
    ]
    open_rows = [row(1000 + n, proxy=0.9 if n < 20 else -0.9, cue="tone") for n in range(40)]
    queue = Queue([*full, *open_rows], SCHEMES, mode="gap_fill")
    picks = queue.take(5)
    assert all(int(p.episode_id[1:]) < 1020 for p in picks)
    for pick in picks:
        queue.labels_changed(pick.episode_id, "good", "tone")
    assert queue.take(1)[0].because != picks[0].because


def test_without_anything_to_go_on_every_pick_is_honestly_random() -> None:
    picks = label_all(Queue([row(n) for n in range(12)], SCHEMES))
    assert len(picks) == 12
    assert {p.why for p in picks} == {"audit"}


def test_undecided_ones_only_from_a_hundred_labels() -> None:
    few = [row(n, outcome="good") for n in range(99)]
    with pytest.raises(GateError, match="about 100 labels; there are 99"):
        Queue(few, SCHEMES, mode="uncertain")
    assert "uncertain" not in {p.why for p in label_all(Queue([row(n, proxy=0.3) for n in range(90)], SCHEMES))}
    rows = [*(row(n, outcome="good") for n in range(100)), *(row(200 + n, proxy=n / 10) for n in range(10))]
    assert [p.episode_id for p in Queue(rows, SCHEMES, mode="uncertain").take(3)] == ["e0200", "e0201", "e0202"]
    assert "uncertain" in {p.why for p in label_all(Queue(rows, SCHEMES))}


def test_second_readings_come_after_a_week_and_in_random_order() -> None:
    rows = [row(n, outcome="good", days_ago=n % 14) for n in range(28)]
    picks = Queue(rows, SCHEMES, mode="relabel", moment=NOW).take(100)
    assert sorted(p.episode_id for p in picks) == sorted(r.id for n, r in enumerate(rows) if n % 14 >= 7)
    assert [p.episode_id for p in picks] != sorted(p.episode_id for p in picks)
    assert {p.why for p in picks} == {"relabel"}


def test_what_another_room_asked_for_comes_in_its_order_with_its_reason() -> None:
    rows = [row(1), row(2, outcome="good"), row(3), row(4)]
    asked = ["e0003", "e0002", "nope", "e0001"]
    queue = Queue(rows, SCHEMES, mode="picks", picks=asked, picks_why="gap_fill", picks_because="the hole in March")
    assert [(p.episode_id, p.why, p.because) for p in queue.take(9)] == [
        ("e0003", "gap_fill", "the hole in March"),
        ("e0001", "gap_fill", "the hole in March"),
    ]
    assert queue.next() is None


def test_set_aside_is_not_offered_but_can_be_asked_for() -> None:
    rows = [row(n) for n in range(3)]
    queue = Queue(rows, SCHEMES, skipped=["e0001"])
    assert [p.episode_id for p in label_all(queue)] != []
    assert (queue.set_aside, queue.left, queue.labelled) == (1, 0, 2)
    again = Queue(rows, SCHEMES, mode="set_aside", skipped=["e0001"])
    assert [p.episode_id for p in again.take(5)] == ["e0001"]
    flagged = Queue(rows, SCHEMES, mode="flagged", flagged=["e0002"])
    assert [p.episode_id for p in flagged.take(5)] == ["e0002"]


def test_passed_over_ones_come_round_again() -> None:
    queue = Queue([row(n) for n in range(3)], SCHEMES)
    first = {pick.episode_id for pick in (queue.next() for _ in range(3)) if pick}
    second = {pick.episode_id for pick in (queue.next() for _ in range(3)) if pick}
    assert len(first) == 3
    assert first == second
    for episode_id in first:
        queue.labels_changed(episode_id, "good", None)
    assert queue.next() is None


def test_taking_a_label_back_opens_the_episode_again() -> None:
    queue = Queue([row(0)], SCHEMES)
    pick = queue.next()
    assert pick is not None
    queue.labels_changed(pick.episode_id, "good", "money")
    assert queue.next() is None
    queue.labels_changed(pick.episode_id, None, None)
    assert queue.next() is not None


@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, "good", "mixed", "bad", "unknown"]),
            st.sampled_from([None, "money", "tone", "gone_from_the_scheme"]),
            st.one_of(st.none(), st.floats(-1, 1)),
        ),
        max_size=25,
    ),
    st.sampled_from([m for m in MODES if m != "uncertain"]),
)
def test_any_record_any_mode_offers_each_open_episode_once(
    record: list[tuple[str | None, str | None, float | None]], mode: str
) -> None:
    rows = [
        row(n, outcome=o, trigger=t, proxy=p, why="audit" if o else None, days_ago=8)
        for n, (o, t, p) in enumerate(record)
    ]
    queue = Queue(rows, SCHEMES, mode=next(m for m in MODES if m == mode), moment=NOW)
    offered = [pick.episode_id for pick in queue.take(len(rows) + 5)]
    assert len(offered) == len(set(offered))
    if mode in ("mixed", "audit", "gap_fill"):
        assert sorted(offered) == [r.id for r in rows if r.outcome is None]


def test_an_empty_record_has_nothing(store: Store) -> None:
    queue = open_queue(store, SCHEMES)
    assert (queue.total, queue.left, queue.next()) == (0, 0, None)


def test_the_frame_guesses_triggers_from_cue_words_of_its_scheme(store: Store) -> None:
    put(store, evenings=4, training_days=2)
    queue = open_queue(store, SCHEMES, mode="gap_fill")
    assert queue.total == 6
    assert "“lateness”" in queue.take(1)[0].because
    assert open_queue(store, SCHEMES, domain="fitness").total == 2


def test_an_audit_drawn_in_another_room_keeps_its_chance(store: Store) -> None:
    put(store, evenings=40, training_days=0)
    picks = audit_draw(store, 5)
    queue = open_queue(store, SCHEMES, mode="picks", picks=picks.ids, picks_why="audit")
    first = queue.next()
    assert first is not None
    assert first.episode_id in picks.ids
    assert first.inclusion_prob == pytest.approx(picks.inclusion_prob)
