"""One entry of Oura's data, as a row of App Data/*.csv or an object of its JSON: the fields are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time

from studio.core.records import Measurement, Skipped, Workout
from studio.ingest.formats.oura.values import Entry, day_of, moment_of, number_of, text_of
from studio.ingest.values.date_column import whole_day

DEVICE = "Oura"
Items = Iterator[Workout | Measurement | Skipped]

Fields = Mapping[str, tuple[str, str, float]]
"""Field → metric, unit, and the most that can be."""
NIGHT: Fields = {
    "total_sleep_duration": ("sleep.asleep", "s", 2e5), "light_sleep_duration": ("sleep.light", "s", 2e5),
    "deep_sleep_duration": ("sleep.deep", "s", 2e5), "rem_sleep_duration": ("sleep.rem", "s", 2e5),
    "awake_time": ("sleep.awake", "s", 2e5), "time_in_bed": ("sleep.in_bed", "s", 2e5),
    "latency": ("sleep.latency", "s", 2e5), "efficiency": ("sleep.efficiency", "%", 100),
    "average_hrv": ("recovery.hrv", "ms", 500), "lowest_heart_rate": ("recovery.resting_hr", "bpm", 254),
    "average_heart_rate": ("other.sleep_heart_rate", "bpm", 254),
    "average_breath": ("sleep.respiratory_rate", "rpm", 99),
}  # fmt: skip
DAYS: Mapping[str, Fields] = {
    "sleep score": {"score": ("sleep.score", "%", 100)},
    "readiness": {
        "score": ("recovery.score", "%", 100), "temperature_deviation": ("recovery.temp_deviation", "celsius", 20),
    },
    "activity": {
        "score": ("day.score", "%", 100), "steps": ("move.steps", "count", 300_000),
        "active_calories": ("move.energy", "kcal", 30_000), "total_calories": ("move.total_energy", "kcal", 40_000),
        "equivalent_walking_distance": ("other.equivalent_walking_distance", "m", 500_000),
        "sedentary_time": ("move.sedentary", "s", 86_400),
    },
    "spo2": {
        "spo2_percentage": ("recovery.spo2", "%", 100),
        "breathing_disturbance_index": ("other.breathing_disturbance_index", "1", 200),
    },
    "stress": {"stress_high": ("day.stress", "s", 86_400), "recovery_high": ("day.restored", "s", 86_400)},
    "vo2max": {"vo2_max": ("body.vo2max", "mL/min/kg", 120)},
    "vascular age": {"vascular_age": ("other.vascular_age", "years", 150)},
}  # fmt: skip
"""Kind of entry → what it holds, for those that are about a whole day."""
NO_SPAN = frozenset({"sleep score", "readiness", "spo2", "vo2max", "vascular age"})
"""Kinds whose numbers belong to a day and are no sum over it."""

_NAPS = {"sleep", "late_nap"}
_NO_SLEEP = {"rest": "a rest that was no sleep", "deleted": "a sleep that you deleted"}
_WORKOUT: Fields = {"calories": ("activity.energy", "kcal", 60_000), "distance": ("activity.distance", "m", 2e6)}


def items_of(kind: str, entry: Entry) -> Items:
    """Everything an entry of a kind holds.

    Raises:
        ValueError: a value is of the wrong type or out of range, or there is no date.
        OverflowError: its date is beyond any calendar.
    """
    match kind:
        case "sleep":
            yield from _sleep(entry)
        case "workout":
            yield from _workout(entry)
        case "session":
            yield from _session(entry)
        case "tag":
            yield from _tag(entry)
        case _:
            yield from _day(kind, entry)


def measured(entry: Entry, fields: Fields, start: datetime, end: datetime | None, day: date) -> Iterator[Measurement]:
    """A measurement for every field that is there; a zero of a pulse, a share or a score stands for nothing."""
    for field, (metric, unit, most) in fields.items():
        value = number_of(entry, field, most)
        if value is not None and (value or unit in ("s", "count", "celsius")):
            yield Measurement(metric, start, end, value, unit, DEVICE, day)


def _day(kind: str, entry: Entry) -> Items:
    day = day_of(entry)
    start, end = whole_day(day)
    if kind in NO_SPAN:
        yield from measured(entry, DAYS[kind], start, None, day)
        return
    yield from measured(entry, DAYS[kind], start, end, day)
    if kind == "activity":
        active = [number_of(entry, f"{how}_activity_time", 86_400) for how in ("medium", "high")]
        if any(one is not None for one in active):
            yield Measurement("move.exercise", start, end, sum(one or 0.0 for one in active), "s", DEVICE, day)


def _sleep(entry: Entry) -> Items:
    kind = text_of(entry, "type") if "type" in entry else "long_sleep"
    if kind in _NO_SLEEP:
        yield Skipped("", _NO_SLEEP[kind])
        return
    if kind != "long_sleep" and kind not in _NAPS:
        raise ValueError(f"unknown type of sleep “{kind[:50]}”")
    start, end = moment_of(entry, "bedtime_start"), moment_of(entry, "bedtime_end")
    if start is None or end is None:
        raise ValueError("a sleep without its times")
    if (start.tzinfo is None) != (end.tzinfo is None) or end < start:
        raise ValueError("it ends before it begins")
    day = day_of(entry) if text_of(entry, "day") else end.date()
    if kind in _NAPS:
        fields = {"total_sleep_duration": ("nap.asleep", "s", 2e5)}
        yield from measured(entry, fields, start, end, end.date())
    else:
        yield from measured(entry, NIGHT, start, end, day)


def _workout(entry: Entry) -> Items:
    start, end = moment_of(entry, "start_datetime"), moment_of(entry, "end_datetime")
    if start is None:
        raise ValueError("a workout without its start")
    if end is not None and ((start.tzinfo is None) != (end.tzinfo is None) or end < start):
        raise ValueError("it ends before it begins")
    name = _said(text_of(entry, "activity")) or "Activity"
    parts = [text_of(entry, "label"), text_of(entry, "intensity")]
    yield Workout(start, name, (end - start).total_seconds() if end else None, ", ".join(filter(None, parts)) or None)
    for field, (metric, unit, most) in _WORKOUT.items():
        value = number_of(entry, field, most)
        if value:
            yield Measurement(metric, start, end, round(value, 2), unit, DEVICE, start.date(), name)


def _session(entry: Entry) -> Items:
    start, end = moment_of(entry, "start_datetime"), moment_of(entry, "end_datetime")
    if start is None or end is None or (start.tzinfo is None) != (end.tzinfo is None) or end < start:
        raise ValueError("a session without its times")
    note = ", ".join(filter(None, (_said(text_of(entry, "type")), text_of(entry, "mood")))) or None
    yield Measurement("mind.mindful", start, end, (end - start).total_seconds(), "s", DEVICE, day_of(entry), note)


def _tag(entry: Entry) -> Items:
    """What the person marked by hand, as an answer of yes."""
    name = text_of(entry, "custom_name") or text_of(entry, "tag_type_code").removeprefix("tag_generic_")
    slug = re.sub(r"[\W_]+", "_", name.casefold()).strip("_")
    if not slug:
        raise ValueError("a tag without a name")
    day = day_of(entry, "start_day")
    start = moment_of(entry, "start_time") or datetime.combine(day, time())
    note = text_of(entry, "comment") or None
    yield Measurement(f"journal.{slug}", start, moment_of(entry, "end_time"), 1.0, "bool", DEVICE, day, note)


def _said(word: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", word).strip().capitalize()
