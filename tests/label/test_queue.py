"""The queue: half random and said to be so, the rest by need; deterministic, and never a dead end."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from studio.core.errors import GateError
from studio.gaps.report import audit_draw
from studio.label.picking.queue import MODES, Pick, Queue, open_queue
from studio.store import Store
from studio.store.label_frame import LabelFrameReader
from tests.label.life import put
from tests.label.rows import SCHEMES, queue_of, row


def label_all(queue: Queue, outcome: str = "good", limit: int = 10_000) -> list[Pick]:
    picks: list[Pick] = []
    while len(picks) < limit and (pick := queue.next()) is not None:
        picks.append(pick)
        queue.labels_changed(pick.episode_id, outcome, "money")
    return picks


def test_every_second_pick_is_random_with_its_chance() -> None:
    rows = [row(n, proxy=0.8, cue="chores") for n in range(40)]
    picks = label_all(queue_of(rows), limit=8)
    assert [p.why for p in picks] == ["audit", "gap_fill"] * 4
    assert picks[0].inclusion_prob == pytest.approx(1 / 40)
    assert picks[2].inclusion_prob == pytest.approx(1 / 38)
    assert picks[1].inclusion_prob is None
    assert picks[0].because == "every second pick is random"
    assert picks[1].because == "you have no “chores” that went well, and this may be one"


def test_the_same_seed_gives_the_same_order_and_another_seed_another() -> None:
    rows = [row(n, proxy=0.5) for n in range(60)]
    first = [p.episode_id for p in queue_of(rows).take(60)]
    assert first == [p.episode_id for p in queue_of(list(reversed(rows))).take(60)]
    assert first != [p.episode_id for p in queue_of(rows, seed=14).take(60)]
    assert sorted(first) == [r.id for r in rows]


def test_leaving_and_coming_back_draws_nothing_anew() -> None:
    rows = [row(n) for n in range(30)]
    whole = [p.episode_id for p in queue_of(rows, mode="audit").take(30)]
    done = set(whole[:10])
    later = [row(n, outcome="good", why="audit") if f"e{n:04}" in done else row(n) for n in range(30)]
    assert [p.episode_id for p in queue_of(later, mode="audit").take(30)] == whole[10:]


def uniform(counts: Counter[str], kinds: int) -> bool:
    """Whether a chi-square test has nothing against it (p > 0.001)."""
    observed = [*counts.values(), *([0] * (kinds - len(counts)))]
    return bool(chisquare(observed).pvalue > 0.001)


def test_random_picks_are_uniform_over_seeds() -> None:
    rows = [row(n) for n in range(10)]
    assert uniform(Counter(queue_of(rows, mode="audit", seed=seed).take(1)[0].episode_id for seed in range(2000)), 10)


def test_random_picks_stay_uniform_beside_fills_and_near_copies() -> None:
    """What was filled is left out; among the rest, copies and wanted kinds included, each is as likely as any other."""
    same = "the very same words about the very same thing, told twice"
    rows = [row(n, cue="tone", proxy=0.9, text=f"{n} {same}") for n in range(4)]
    rows += [row(10 + n, text=f"{n} something else that was {n * 7919} said") for n in range(4)]
    rows += [row(20, outcome="good", trigger="tone", text=same)]
    ranks: Counter[str] = Counter()
    for seed in range(1600):
        first, filled, third = queue_of(rows, seed=seed).take(3)
        assert (first.why, third.why) == ("audit", "audit")
        rest = sorted({r.id for r in rows if r.outcome is None} - {first.episode_id, filled.episode_id})
        ranks[str(rest.index(third.episode_id))] += 1
        assert third.inclusion_prob == pytest.approx(1 / len(rest))
    assert uniform(ranks, 6)


def test_the_store_draws_uniformly_too(store: Store) -> None:
    put(store, evenings=8, training_days=0)
    reader = LabelFrameReader(store)
    frames = (reader.frame((), seed=seed) for seed in range(400))
    assert uniform(Counter(found.ids[int(found.draw.argmin())] for found in frames), 8)
    assert reader.frame((), seed=5).draw.tolist() == reader.frame((), seed=5).draw.tolist()


def test_need_goes_to_the_empty_cell_until_it_is_filled() -> None:
    full = [
        row(n, outcome="bad", trigger=t, why="spontaneous")
        for n, t in enumerate(SCHEMES["relationship"].trigger.values * 6)
    ]
    open_rows = [row(1000 + n, proxy=0.9 if n < 20 else -0.9, cue="tone") for n in range(40)]
    queue = queue_of([*full, *open_rows], mode="gap_fill")
    picks = queue.take(5)
    assert all(int(p.episode_id[1:]) < 1020 for p in picks)
    for pick in picks:
        queue.labels_changed(pick.episode_id, "good", "tone")
    assert queue.take(1)[0].because != picks[0].because


def test_without_anything_to_go_on_every_pick_is_honestly_random() -> None:
    picks = label_all(queue_of([row(n) for n in range(12)]))
    assert len(picks) == 12
    assert {p.why for p in picks} == {"audit"}


def test_undecided_ones_only_from_a_hundred_labels() -> None:
    few = [row(n, outcome="good") for n in range(99)]
    with pytest.raises(GateError, match="about 100 labels; there are 99"):
        queue_of(few, mode="uncertain")
    assert "uncertain" not in {p.why for p in label_all(queue_of([row(n, proxy=0.3) for n in range(90)]))}
    rows = [*(row(n, outcome="good") for n in range(100)), *(row(200 + n, proxy=n / 10) for n in range(10))]
    assert [p.episode_id for p in queue_of(rows, mode="uncertain").take(3)] == ["e0200", "e0201", "e0202"]
    assert "uncertain" in {p.why for p in label_all(queue_of(rows))}


def test_second_readings_come_after_a_week_and_in_random_order() -> None:
    rows = [row(n, outcome="good", days_ago=n % 14) for n in range(28)]
    picks = queue_of(rows, mode="relabel").take(100)
    assert sorted(p.episode_id for p in picks) == sorted(r.id for n, r in enumerate(rows) if n % 14 >= 7)
    assert [p.episode_id for p in picks] != sorted(p.episode_id for p in picks)
    assert {p.why for p in picks} == {"relabel"}


def test_what_another_room_asked_for_comes_in_its_order_with_its_reason() -> None:
    rows = [row(1), row(2, outcome="good"), row(3), row(4)]
    asked = ["e0003", "e0002", "nope", "e0001"]
    queue = queue_of(rows, mode="picks", picks=asked, picks_why="gap_fill", picks_because="the hole in March")
    assert [(p.episode_id, p.why, p.because) for p in queue.take(9)] == [
        ("e0003", "gap_fill", "the hole in March"),
        ("e0001", "gap_fill", "the hole in March"),
    ]
    assert queue.next() is None
    by_hand = queue_of(rows, mode="picks", picks=["e0002"], picks_why="spontaneous").next()
    assert by_hand is not None
    assert (by_hand.episode_id, by_hand.why) == ("e0002", "spontaneous")


def test_what_was_set_aside_comes_back_at_the_very_end() -> None:
    rows = [row(n) for n in range(6)]
    queue = queue_of(rows, skipped=["e0001", "e0004"])
    assert (queue.set_aside, queue.left) == (2, 4)
    picks = label_all(queue)
    assert len(picks) == 6
    assert {p.episode_id for p in picks[4:]} == {"e0001", "e0004"}
    assert {(p.why, p.because, p.inclusion_prob) for p in picks[4:]} == {
        ("spontaneous", "you set it aside; it comes back at the end", None)
    }


def test_set_aside_and_flagged_can_be_asked_for() -> None:
    rows = [row(n) for n in range(3)]
    again = queue_of(rows, mode="set_aside", skipped=["e0001"])
    assert [p.episode_id for p in again.take(5)] == ["e0001"]
    flagged = queue_of(rows, mode="flagged", flagged=["e0002"])
    assert [p.episode_id for p in flagged.take(5)] == ["e0002"]


def test_the_end_is_said_in_words() -> None:
    queue = queue_of([row(n) for n in range(4)], skipped=["e0003"], flagged=["e0000"])
    for pick in label_all(queue, limit=3):
        assert pick.episode_id != "e0003"
    assert queue.next() is not None
    assert queue.next() is None
    assert queue.ended == "3 of 4 are labelled, 1 set aside, 1 flagged. Choose the ones set aside to see them again."
    assert queue_of([]).ended == "There is no episode here."
    flagged = queue_of([row(1), row(2)], mode="flagged", flagged=["e0001"])
    flagged.take(9)
    assert flagged.ended == (
        "These were all you had flagged. 0 of 2 are labelled, 1 flagged. Go on with the mixed queue."
    )


@pytest.mark.parametrize("mode", ["mixed", "gap_fill", "uncertain", "relabel", "flagged"])
def test_a_look_at_what_comes_changes_nothing(mode: str) -> None:
    rows = [row(n, outcome="good", trigger="money", days_ago=9) for n in range(100)]
    rows += [row(200 + n, proxy=n / 40 - 0.5, cue=["tone", "chores", None][n % 3]) for n in range(40)]
    queue, other = (
        queue_of(rows, mode=next(m for m in MODES if m == mode), flagged=["e0001", "e0204", "e0207"], skipped=["e0230"])
        for _ in range(2)
    )
    for _ in range(6):
        seen = queue.peek(5)
        assert seen == queue.peek(5)
        served = [queue.next() for _ in range(3)]
        assert served == [other.next() for _ in range(3)]
        assert seen[:3] == [pick for pick in served if pick]


def test_a_search_is_gone_through_but_speaks_for_nothing(store: Store) -> None:
    put(store, evenings=30, training_days=0)
    queue = open_queue(store, SCHEMES, only=["e003", "e011", "e020", "no such"])
    assert queue.total == 3
    picks = label_all(queue)
    assert sorted(p.episode_id for p in picks) == ["e003", "e011", "e020"]
    assert {p.why for p in picks} <= {"spontaneous", "gap_fill"}
    assert {p.inclusion_prob for p in picks} == {None}


def test_labels_of_an_older_scheme_come_with_their_line() -> None:
    rows = [row(1, outcome="good"), row(2), row(3, outcome="bad")]
    queue = queue_of(
        rows,
        mode="stale",
        picks=["e0003", "e0002", "e0001"],
        picks_why="spontaneous",
        lines={"e0003": "“phone” changed"},
    )
    assert [(p.episode_id, p.why, p.because) for p in queue.take(5)] == [
        ("e0003", "spontaneous", "“phone” changed"),
        ("e0001", "spontaneous", "you asked for it"),
    ]
    assert queue.ended.startswith("No label made under an older scheme is left here.")


def test_a_revised_episode_keeps_its_place_and_its_flag() -> None:
    queue = queue_of([row(n) for n in range(5)], flagged=["e0002"])
    queue.replaced("e0002", "made")
    queue.replaced("e0003", "made")
    assert (queue.total, queue.is_flagged("made"), queue.is_flagged("e0002")) == (4, True, False)
    assert sorted(p.episode_id for p in label_all(queue)) == ["e0000", "e0001", "e0004", "made"]


def test_passed_over_ones_come_round_again() -> None:
    queue = queue_of([row(n) for n in range(3)])
    first = {pick.episode_id for pick in (queue.next() for _ in range(3)) if pick}
    second = {pick.episode_id for pick in (queue.next() for _ in range(3)) if pick}
    assert len(first) == 3
    assert first == second
    for episode_id in first:
        queue.labels_changed(episode_id, "good", None)
    assert queue.next() is None


def test_taking_a_label_back_opens_the_episode_again() -> None:
    queue = queue_of([row(0)])
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
    queue = queue_of(rows, mode=next(m for m in MODES if m == mode))
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
