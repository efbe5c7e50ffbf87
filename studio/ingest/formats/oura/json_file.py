"""Oura as JSON: the first export, {sleep, readiness, activity}, and files in the shape of its later interface."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.files.json_fields import object_of, raw_json
from studio.ingest.files.json_files import read_json
from studio.ingest.formats.oura.entries import items_of
from studio.ingest.formats.oura.values import Entry, day_of, moment_of, number_of
from studio.ingest.importer import Export

LISTS = {
    "daily_sleep": "sleep score", "daily_readiness": "readiness", "daily_activity": "activity", "daily_spo2": "spo2",
    "daily_stress": "stress", "vo2max": "vo2max", "vo2_max": "vo2max", "daily_cardiovascular_age": "vascular age",
    "workout": "workout", "session": "session", "enhanced_tag": "tag",
}  # fmt: skip
"""Key of a list of the later shape → kind of its entries."""
FIRST = ("sleep", "readiness", "activity")

_OURS = frozenset(key for key in LISTS if key.startswith("daily_"))
"""Names of lists that nobody else gives to days."""
_RENAMED = {
    "sleep": {
        "total": "total_sleep_duration", "light": "light_sleep_duration", "deep": "deep_sleep_duration",
        "rem": "rem_sleep_duration", "awake": "awake_time", "duration": "time_in_bed", "onset_latency": "latency",
        "rmssd": "average_hrv", "hr_lowest": "lowest_heart_rate", "hr_average": "average_heart_rate",
        "breath_average": "average_breath",
    },
    "activity": {"cal_active": "active_calories", "cal_total": "total_calories"},
}  # fmt: skip


def is_oura(shown: Any) -> bool:
    """Whether a JSON value, as far as it is shown, is one of Oura's files."""
    if not isinstance(shown, dict):
        return False
    telling = {"bedtime_start", "summary_date", "temperature_deviation", "score_sleep_balance", "spo2_percentage"}
    for key in (*FIRST, *LISTS):
        entries = _entries(shown.get(key))
        first = entries[0] if isinstance(entries, list) and entries else None
        if isinstance(first, dict) and (telling & first.keys() or (key in _OURS and "day" in first)):
            return True
    return False


def _entries(value: Any) -> Any:
    """The list of a key, which may be wrapped into `data`."""
    return value.get("data") if isinstance(value, dict) else value


def read_file(export: Export, member: str) -> Iterator[Workout | Measurement | Rejected | Skipped]:
    """Every entry of every list.

    Raises:
        InputError: the file is too large or no whole JSON.
    """
    name = member or export.name
    whole = read_json(export, member)
    if not isinstance(whole, dict):
        yield Rejected(name, "it is no object of lists", raw_json(whole))
        return
    for key, entries in whole.items():
        kind = LISTS.get(key) or (key if key in FIRST else "")
        entries = _entries(entries)
        if not isinstance(entries, list):
            yield Skipped(f"{name}:{key}", "no list of entries")
            continue
        for n, entry in enumerate(entries):
            yield from _entry(kind, entry, f"{name}:{key}[{n}]")


def _entry(kind: str, entry: Any, where: str) -> Iterator[Workout | Measurement | Rejected | Skipped]:
    if not kind:
        yield Skipped(where, "settings or numbers that are not read")
        return
    try:
        found = list(_items(kind, object_of(entry, "an entry")))
    except (ValueError, OverflowError) as problem:
        yield Rejected(where, str(problem), raw_json(entry))
        return
    for item in found:
        yield Skipped(where, item.reason) if isinstance(item, Skipped) else item
    if not found:
        yield Skipped(where, "no number in it")


def _items(kind: str, entry: Entry) -> Iterator[Workout | Measurement | Skipped]:
    """An entry of either shape; the first one dates sleep and readiness by the day before waking up."""
    if "summary_date" not in entry:
        yield from items_of(kind, entry)
        return
    day = day_of(entry, "summary_date") + timedelta(days=0 if kind == "activity" else 1)
    names = _RENAMED.get(kind, {})
    renamed = {names.get(field, field): value for field, value in entry.items()} | {"day": day.isoformat()}
    renamed.pop("type", None)
    if kind == "sleep":
        woke = moment_of(renamed, "bedtime_end")
        renamed["day"] = (woke.date() if woke else day).isoformat()
        whole = renamed.get("is_longest") in (None, 1, True)
        renamed |= {"type": "long_sleep" if whole else "sleep"}
        yield from items_of("sleep", renamed)
        yield from items_of("sleep score", renamed) if whole else ()
        change = number_of(renamed, "temperature_delta", 20) if whole else None
        if change is not None:
            yield from items_of("readiness", {"day": renamed["day"], "temperature_deviation": change})
        return
    if kind == "activity":
        for field in ("medium", "high"):
            minutes = number_of(renamed, field, 1440)
            renamed[f"{field}_activity_time"] = None if minutes is None else minutes * 60
        minutes = number_of(renamed, "inactive", 1440)
        renamed["sedentary_time"] = None if minutes is None else minutes * 60
    yield from items_of(kind, renamed)
