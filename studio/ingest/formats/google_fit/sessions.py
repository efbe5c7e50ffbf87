"""Sessions: one JSON file for every activity and every night."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from json import dumps
from pathlib import PurePosixPath
from typing import Any

from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.files.json_files import read_json
from studio.ingest.importer import Export
from studio.ingest.values.dates import read_moment

SESSION_LIMIT = 16 << 20
"""Bytes of one session; real ones have a few hundred."""

_STAGES = {
    "sleep": "sleep.asleep",
    "sleep.light": "sleep.light",
    "sleep.deep": "sleep.deep",
    "sleep.rem": "sleep.rem",
    "sleep.awake": "sleep.awake",
}
_SUMS = {
    "com.google.calories.expended": ("activity.energy", "kcal"),
    "com.google.distance.delta": ("activity.distance", "m"),
}
_IN_NAME = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})T(?P<hour>\d{2})[_:](?P<minute>\d{2})[_:](?P<second>\d{2})(?:\.\d+)?"
    r"(?P<sign>[+_-])(?P<h>\d{2})[_:](?P<m>\d{2})(?!\d)"
)


def read_session(export: Export, member: str, *, nights: bool) -> Iterator[Measurement | Workout | Rejected | Skipped]:
    """A workout with what it summed up, or the stages of a night.

    Args:
        export: Where it is.
        member: The file.
        nights: Whether data points tell the nights, so that this one would count twice.

    Raises:
        InputError: the file is no whole JSON.
    """
    where = member or export.name
    found = read_json(export, member, limit=SESSION_LIMIT)
    try:
        kind, start, end = _session(found)
        zone = _zone(where, start)
        start, end = start.astimezone(zone), end.astimezone(zone)
    except (ValueError, TypeError, KeyError, OverflowError) as problem:
        yield Rejected(where, str(problem), dumps(found, ensure_ascii=False)[:2000])
        return
    if kind == "sleep":
        if nights:
            yield Skipped(where, "a night whose stages the data points hold")
        else:
            yield from _night(found, where, start, end)
        return
    name = kind.replace("_", " ").replace(".", " ").strip() or "activity"
    yield Workout(start, name, (end - start).total_seconds(), _text(found.get("name")))
    for entry in _dicts(found.get("aggregate")):
        metric, unit = _SUMS.get(str(entry.get("metricName")), ("", ""))
        value = _number(entry.get("floatValue", entry.get("intValue")))
        if metric and value is not None:
            yield Measurement(metric, start, end, value, unit, note=name)


def _night(found: dict[str, Any], where: str, start: datetime, end: datetime) -> Iterator[Measurement | Rejected]:
    """The stages of a night, or the whole of it where it has none."""
    segments = _dicts(found.get("segment"))
    staged = {str(segment.get("fitnessActivity")) for segment in segments} - {"sleep"}
    if not staged:
        yield Measurement("sleep.asleep", start, end, (end - start).total_seconds(), "s", day=end.date())
        return
    for n, segment in enumerate(segments):
        try:
            kind, began, ended = _session(segment)
            began, ended = began.astimezone(start.tzinfo), ended.astimezone(start.tzinfo)
            metric = _STAGES[kind]
        except (ValueError, TypeError, KeyError, OverflowError) as problem:
            raw = dumps(segment, ensure_ascii=False)[:2000]
            yield Rejected(f"{where}: segment[{n}]", f"no stage of sleep: {problem}", raw)
            continue
        yield Measurement(metric, began, ended, (ended - began).total_seconds(), "s", day=end.date())


def _session(found: Any) -> tuple[str, datetime, datetime]:
    """What it was, and its start and end."""
    if not isinstance(found, dict):
        raise ValueError("not a session")
    kind = found.get("fitnessActivity")
    if not isinstance(kind, str):
        raise ValueError("no kind of activity")
    start, end = (_moment(found.get(key)) for key in ("startTime", "endTime"))
    if end < start:
        raise ValueError(f"it ends at {end:%Y-%m-%d %H:%M}, before it starts")
    return kind, start, end


def _moment(value: Any) -> datetime:
    moment = read_moment(value) if isinstance(value, str) else None
    if moment is None or moment.tzinfo is None:
        raise ValueError(f"“{value}” is not a time")
    return moment


def _zone(where: str, start: datetime) -> timezone:
    """The start's own offset, else that of a name such as `2024-05-21T16_02_57.418_03_00_BIKING.json` where it fits."""
    if own := start.utcoffset():
        return timezone(own)
    match = _IN_NAME.search(PurePosixPath(where).name)
    if match is None:
        return UTC
    away = timedelta(hours=int(match["h"]), minutes=int(match["m"])) * (-1 if match["sign"] == "-" else 1)
    wall = read_moment(f"{match['day']}T{match['hour']}:{match['minute']}:{match['second']}")
    fits = wall is not None and wall.replace(tzinfo=UTC) - away == start
    return timezone(away) if fits and abs(away) <= timedelta(hours=14) else UTC


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _number(value: Any) -> float | None:
    good = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12
    return float(value) if good else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
