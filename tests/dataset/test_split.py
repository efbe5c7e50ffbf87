from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.dataset.split import Assignment, Candidate, assign, clusters
from studio.store.datasets import SPLITS
from tests.dataset.packed import prose


def alone(count: int, first: int = 0) -> list[Candidate]:
    return [Candidate(f"e{n:04d}", f"t{n}", prose(n)) for n in range(first, first + count)]


def sizes(made: Assignment) -> tuple[int, ...]:
    return tuple(len(made.of(side)) for side in SPLITS)


def pack(candidates: Sequence[Candidate], earlier: Assignment | None = None, seed: int = 13) -> Assignment:
    frozen = dict(earlier.sides) if earlier else {}
    return assign(candidates, seed=seed, valid=0.15, test=0.15, frozen=frozen)


def test_fractions_hold_at_once_and_as_it_grows() -> None:
    first = pack(alone(100))
    assert sizes(first) == (70, 15, 15)
    later = pack(alone(300), first)
    assert sizes(later) == (210, 45, 45)
    assert first.sides.items() <= later.sides.items()
    assert later.fresh.keys() == later.sides.keys() - first.sides.keys()


def test_the_seed_draws_and_the_order_given_does_not_matter() -> None:
    one = pack(alone(50))
    assert pack(list(reversed(alone(50)))).sides == one.sides
    assert pack(alone(50), seed=14).sides != one.sides


@pytest.mark.parametrize("count", range(2, 12))
def test_tiny_sets_still_get_one_for_validation(count: int) -> None:
    made = pack(alone(count))
    assert made.of("valid")
    assert made.of("train")


def test_one_thread_alone_is_all_for_learning() -> None:
    assert sizes(pack([Candidate(f"e{n}", "t", prose(n)) for n in range(10)])) == (10, 0, 0)


def test_near_copies_are_tied_together() -> None:
    text = prose("original", 40)
    changed = text.replace(text.split()[3], "something")
    made = clusters(
        [Candidate("a", "t1", text), Candidate("b", "t2", changed), Candidate("c", "t3", prose("other", 40))]
    )
    assert [[c.id for c in cluster] for cluster in made] == [["a", "b"], ["c"]]


def test_what_was_sought_out_is_never_held_out() -> None:
    sought = [Candidate(c.id, c.thread, c.text, may_be_held_out=False) for c in alone(60)]
    made = pack([*sought, *alone(40, first=60)])
    held = {*made.of("valid"), *made.of("test")}
    assert len(held) == 30
    assert held.isdisjoint(c.id for c in sought)


def test_a_new_episode_follows_its_frozen_thread() -> None:
    first = pack(alone(40))
    held = first.of("test")[0]
    thread = f"t{int(held[1:])}"
    newcomers = [Candidate("n1", thread, prose("n1")), Candidate("n2", thread, prose("n2"), may_be_held_out=False)]
    made = pack([*alone(40), *newcomers], first)
    assert made.sides["n1"] == "test"
    assert made.dropped == {"n2": "sought_out_and_tied_to_held_out"}


def test_a_frozen_thread_counts_even_when_its_episode_is_gone() -> None:
    made = assign(alone(10), seed=1, valid=0.2, test=0.2, frozen_threads={"t3": "test", "t4": "train"})
    assert (made.sides["e0003"], made.sides["e0004"]) == ("test", "train")


def test_frozen_sides_that_got_tied_together_do_not_move_but_stay_out() -> None:
    first = pack(alone(40))
    held, learned = first.of("test")[0], first.of("train")[0]
    bridge = [Candidate(c.id, "joined" if c.id in (held, learned) else c.thread, c.text) for c in alone(40)]
    made = pack(bridge, first)
    assert made.sides[held] == "test"
    assert made.dropped == {learned: "tied_to_held_out"}


episodes = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 12), st.booleans(), st.integers(0, 2)), min_size=1, max_size=40
)


@settings(max_examples=150, deadline=None)
@given(episodes, st.integers(0, 5))
def test_no_thread_and_no_copy_is_ever_cut_and_nothing_frozen_moves(
    drawn: list[tuple[int, int, bool, int]], seed: int
) -> None:
    candidates = [
        Candidate(f"e{n}", f"t{thread}", prose(("text", text)), may) for n, (thread, text, may, _) in enumerate(drawn)
    ]
    frozen: dict[str, str] = {}
    for wave in range(3):
        present = [c for c, (_, _, _, arrives) in zip(candidates, drawn, strict=True) if arrives <= wave]
        made = assign(present, seed=seed, valid=0.2, test=0.2, frozen=frozen)
        assert made.sides.keys() | made.dropped.keys() == {c.id for c in present}
        assert made.sides.keys().isdisjoint(made.dropped)
        for one, side in made.sides.items():
            assert frozen.get(one, side) == side
        for cluster in clusters(present):
            assert len({made.sides[c.id] for c in cluster if c.id in made.sides}) <= 1
        for one in made.fresh:
            held_out = made.fresh[one][0] != "train"
            assert not held_out or candidates[int(one[1:])].may_be_held_out
        frozen |= {i: side for i, (side, _) in made.fresh.items()}
