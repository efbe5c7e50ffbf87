"""What tells records apart: the same content the same number, a repeat another, however it is dealt out in batches."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from studio.store import identities
from studio.store.identities import Seen, measurements_known_by

AT = datetime(2024, 5, 1, 8, 0)
STEPS = 9247786126564460092
"""What a watch's steps at that time are known by, forever."""


@given(st.lists(st.lists(st.integers(0, 5), max_size=12), max_size=12), st.integers(1, 16))
def test_a_repeat_becomes_another_number_told_by_how_often_it_came(batches: list[list[int]], longest: int) -> None:
    before, identities.LONGEST_RUN = identities.LONGEST_RUN, longest
    try:
        seen = Seen()
        found = [n for batch in batches if batch for n in seen.apart(np.array(batch, np.uint64)).tolist()]
        whole = [n for batch in batches for n in batch]
        at_once = Seen().apart(np.array(whole, np.uint64)).tolist() if whole else []
    finally:
        identities.LONGEST_RUN = before
    assert found == at_once
    assert len(set(found)) == len(found)
    came: Counter[int] = Counter()
    for number, told in zip(whole, found, strict=True):
        assert (told == number) == (came[number] == 0)
        came[number] += 1


def batch(**changes: object) -> pa.RecordBatch:
    row: dict[str, object] = {
        "metric": "move.steps",
        "device": "watch",
        "note": None,
        "wall": AT,
        "end_wall": None,
        "value": 5.0,
    }
    kinds = {"wall": pa.timestamp("us"), "end_wall": pa.timestamp("us"), "value": pa.float64()}
    row |= changes
    return pa.RecordBatch.from_pydict({n: pa.array([v, v], kinds.get(n, pa.string())) for n, v in row.items()})


def known(**changes: object) -> int:
    first, second = measurements_known_by(batch(**changes)).tolist()
    assert first == second
    return int(first)


def test_every_part_of_a_measurement_counts_but_its_value() -> None:
    changes: list[dict[str, object]] = [
        {}, {"metric": "heart.rate"}, {"device": None}, {"device": "phone"}, {"note": "x"},
        {"wall": datetime(2024, 5, 2)}, {"end_wall": AT}, {"device": None, "note": "watch"},
    ]  # fmt: skip
    assert len({known(**change) for change in changes}) == len(changes)
    assert known(value=6.0) == known()


def test_food_is_known_by_its_value_too() -> None:
    assert known(metric="food.energy", value=70.0) != known(metric="food.energy", value=80.0)


def test_coded_and_plain_columns_give_the_same_numbers() -> None:
    plain = batch()
    coded = pa.RecordBatch.from_pydict(
        {
            n: c.dictionary_encode() if n in ("metric", "device", "note") else c
            for n, c in zip(plain.schema.names, plain.columns, strict=True)
        }
    )
    assert measurements_known_by(plain).tolist() == measurements_known_by(coded).tolist()


def test_the_numbers_are_the_same_on_every_machine_and_in_every_version() -> None:
    assert known() == measurements_known_by(batch()).tolist()[0] == STEPS
