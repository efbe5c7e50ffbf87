"""The plan of an epoch: everything once, little padding, few shapes, the same for the same seed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from studio.train.batches import padding_ratio, plan, token_budget, width_of

lengths_lists = st.lists(st.integers(1, 5000), min_size=1, max_size=120)


@settings(deadline=None, max_examples=150)
@given(lengths_lists, st.integers(1, 16), st.integers(0, 5), st.integers(0, 3))
def test_every_example_is_read_exactly_once_an_epoch(lengths: list[int], size: int, seed: int, epoch: int) -> None:
    budget = token_budget(lengths, size)
    batches = plan(lengths, budget, seed, epoch)
    assert sorted(i for batch in batches for i in batch.members) == list(range(len(lengths)))
    for batch in batches:
        assert batch.width >= max(lengths[i] for i in batch.members)
        assert batch.width * len(batch.members) <= budget
    assert batches == plan(lengths, budget, seed, epoch)


@given(st.integers(1, 20_000))
def test_a_width_holds_its_length_without_waste(length: int) -> None:
    width = width_of(length)
    assert length <= width
    assert width <= max(32, 1.5 * length + 1024 * (length > 4096))


def test_epochs_differ_in_order_and_in_company() -> None:
    lengths = [40 + i % 7 for i in range(64)]
    first, second = (plan(lengths, 512, 7, epoch) for epoch in (0, 1))
    assert first != second
    assert {batch.members for batch in first} != {batch.members for batch in second}


def test_padding_stays_small_and_shapes_few_for_lengths_like_peoples() -> None:
    from random import Random

    random = Random(5)
    lengths = [min(600, max(20, round(random.lognormvariate(4.77, 0.75)))) for _ in range(400)]
    batches = plan(lengths, token_budget(lengths, 6), 7, 0)
    assert padding_ratio(lengths, batches) < 1.3
    full = {(batch.width, len(batch.members)) for batch in batches}
    assert len(full) <= 16


def test_an_example_wider_than_the_budget_is_a_batch_of_its_own() -> None:
    assert [batch.members for batch in plan([900, 5], 64, 1, 0) if batch.width > 64] == [(0,)]


def test_nothing_to_read_is_no_batch() -> None:
    assert plan([], 0, 1, 0) == []
    assert padding_ratio([], []) == 1.0
    assert token_budget([], 6) == 0
