"""A day's value of a metric: phone and watch count once, a night is one device's, nothing is made up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from studio.core.records import Measurement
from studio.ingest.localise import Localiser
from studio.ingest.rows import Rows
from studio.store import Store

MIDNIGHT = datetime(2024, 5, 1)
DAY = date(2024, 5, 1)


def put(store: Store, *measured: Measurement) -> None:
    with store.intake("s") as intake:
        rows = Rows("s", Localiser(UTC), intake)
        for one in measured:
            assert rows.add(one) is None
        rows.flush()
        with intake.transaction():
            pass


def span(metric: str, hour: float, hours: float, value: float, device: str | None) -> Measurement:
    start = MIDNIGHT + timedelta(hours=hour)
    return Measurement(metric, start, start + timedelta(hours=hours), value, "x", device, DAY)


def value(store: Store, metric: str) -> float | None:
    found = store.records.daily().get(DAY, {}).get(metric)
    assert store.records.daily([metric]).get(DAY, {}).get(metric) == found
    return None if found is None else found[1]


def test_steps_of_phone_and_watch_count_once_an_hour(store: Store) -> None:
    put(
        store,
        span("move.steps", 9, 0.5, 1000, "phone"),
        span("move.steps", 9.2, 0.5, 900, "watch"),
        span("move.steps", 9.7, 0.2, 300, "watch"),
        span("move.steps", 18, 0.5, 500, "phone"),
    )
    assert value(store, "move.steps") == 1200 + 500


def test_a_total_of_the_day_stands_beside_its_intervals(store: Store) -> None:
    put(store, span("move.steps", 0, 24, 8000, "ring"), span("move.steps", 9, 1, 7000, "phone"))
    assert value(store, "move.steps") == 8000


def test_totals_of_two_devices_are_not_added(store: Store) -> None:
    put(store, span("food.energy", 0, 24, 700, "app"), span("food.energy", 0, 24, 800, "app"))
    put(store, span("food.energy", 0, 24, 1400, "other"))
    assert value(store, "food.energy") == 1500


def test_two_eggs_are_two_eggs(store: Store) -> None:
    put(store, *[span("food.energy", 0, 24, 70, "app")] * 2)
    assert value(store, "food.energy") == 140


def test_a_night_is_the_device_that_saw_most_of_it(store: Store) -> None:
    put(
        store,
        span("sleep.in_bed", 0, 8, 28800, "phone"),
        span("sleep.light", 1, 3, 10800, "watch"),
        span("sleep.deep", 4, 1, 3600, "watch"),
        span("sleep.rem", 5, 2, 7200, "watch"),
        span("sleep.asleep", 1, 5, 18000, "app"),
    )
    assert value(store, "sleep.in_bed") == 28800
    assert value(store, "sleep.asleep") == 21600


@pytest.mark.parametrize(
    ("metric", "expected"),
    [("heart.rate", 70.0), ("day.max_hr", 80.0), ("body.weight", 80.0), ("other.thing", 80.0), ("journal.tea", 80.0)],
)
def test_means_maxima_and_the_latest(store: Store, metric: str, expected: float) -> None:
    put(store, span(metric, 8, 0, 60, "a"), span(metric, 9, 0, 80, "b"))
    assert value(store, metric) == expected


def test_the_longest_span_goes_before_the_latest(store: Store) -> None:
    put(store, span("recovery.hrv", 0, 8, 50, "a"), span("recovery.hrv", 14, 1, 90, "a"))
    assert value(store, "recovery.hrv") == 50
