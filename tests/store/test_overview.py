from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from studio.store import Store
from studio.store.overview import overview


@pytest.mark.parametrize(
    ("there", "room"),
    [
        ({}, "bring_in"),
        ({"measurements": 90}, "bring_in"),
        ({"notes": 4}, "bring_in"),
        ({"workouts": 1}, "episodes"),
        ({"messages": 5}, "episodes"),
        ({"messages": 5, "sessions": 2}, "bring_in"),
    ],
)
def test_cutting_is_next_only_where_something_can_come_of_it(store: Store, there: dict[str, Any], room: str) -> None:
    now = replace(overview(store), sources=1, me_known=True)
    assert replace(now, **there).next.room == room
