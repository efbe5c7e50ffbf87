"""The files of Garmin's account export that hold trainings, days and nights; everything else is settings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone

from studio.core.errors import StudioError
from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.files.json_fields import Fields, moment_of, object_of, raw_json, text_of
from studio.ingest.files.json_files import glimpse
from studio.ingest.files.json_stream import elements
from studio.ingest.formats.garmin.values import FARTHEST, date_of, energy_of, positive_of, stamp_of, start_of, stress_of
from studio.ingest.importer import Export

DEVICE = "Garmin"
KINDS = ("days", "nights", "activities")
"""The files that are read, in this order: days say how far from UTC the nights were."""
LIST = "summarizedActivitiesExport"

_DAY_KEYS = {"totalSteps", "wellnessStartTimeLocal", "wellnessStartTimeGmt", "includesWellnessData", "allDayStress"}
_NIGHT_KEYS = {"sleepStartTimestampGMT", "sleepWindowConfirmationType"}
_DAY = {
    "totalSteps": ("move.steps", "count", 1.0), "totalDistanceMeters": ("move.distance", "m", 1.0),
    "activeKilocalories": ("move.energy", "kcal", 1.0), "bmrKilocalories": ("move.basal_energy", "kcal", 1.0),
    "floorsAscended": ("move.floors", "count", 1.0), "restingHeartRate": ("recovery.resting_hr", "bpm", 1.0),
    "maxHeartRate": ("day.max_hr", "bpm", 1.0), "averageSpo2Value": ("recovery.spo2", "%", 1.0),
}  # fmt: skip
_NIGHT = {
    "lightSleepSeconds": "sleep.light", "deepSleepSeconds": "sleep.deep", "remSleepSeconds": "sleep.rem",
    "awakeSleepSeconds": "sleep.awake",
}  # fmt: skip
_ACTIVITY = {
    "distance": ("activity.distance", "m", 0.01), "avgHr": ("activity.avg_hr", "bpm", 1.0),
    "maxHr": ("activity.max_hr", "bpm", 1.0), "elevationGain": ("activity.ascent", "m", 0.01),
    "avgPower": ("activity.avg_power", "W", 1.0),
}  # fmt: skip

Items = Iterator[Workout | Measurement | Rejected | Skipped]


def kind_of(export: Export, member: str) -> str:
    """`days`, `nights` or `activities`, or empty when a file is none of them."""
    try:
        shown = glimpse(export.head(member))
    except StudioError:
        return ""
    first = shown[0] if isinstance(shown, list) and shown else shown
    if not isinstance(first, dict):
        return ""
    if LIST in first:
        return "activities"
    if not isinstance(shown, list) or "calendarDate" not in first:
        return ""
    if _NIGHT_KEYS & first.keys():
        return "nights"
    return "days" if len(_DAY_KEYS & first.keys()) >= 2 else ""


class Account:
    """The files of one account, read in an order that lets each use what the ones before said."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._offsets: dict[str, timedelta] = {}
        self._seen: set[tuple[object, ...]] = set()

    def read(self, kind: str, member: str) -> Items:
        """Everything in one file."""
        name = member or self._export.name
        one_of = {"days": self._day, "nights": self._night, "activities": self._activity}[kind]
        prefix = "item"
        if kind == "activities":
            listed = isinstance(glimpse(self._export.head(member)), list)
            prefix = f"item.{LIST}.item" if listed else f"{LIST}.item"
        for n, element in enumerate(elements(self._export, member, prefix)):
            if isinstance(element, Rejected):
                yield element
                continue
            where = f"{name}[{n}]"
            try:
                fields = object_of(element, "this")
                found = [Skipped("", "the same entry once more")] if self._again(kind, fields) else list(one_of(fields))
            except (ValueError, OverflowError) as problem:
                yield Rejected(where, str(problem), raw_json(element))
                continue
            for item in found:
                yield Skipped(where, item.reason) if isinstance(item, Skipped) else item
            if not found:
                yield Skipped(where, "an entry without any number")

    def _again(self, kind: str, entry: Fields) -> bool:
        """Whether this entry came before, as overlapping files repeat them."""
        ids = (entry.get(field) for field in ("calendarDate", "sleepStartTimestampGMT", "activityId"))
        key = (kind, *(one if isinstance(one, str | int | float) else None for one in ids))
        if key[1:] == (None, None, None):
            return False
        known = key in self._seen
        self._seen.add(key)
        return known

    def _day(self, entry: Fields) -> Iterator[Measurement]:
        day = date_of(entry)
        local, utc = (stamp_of(text_of(entry, f"wellnessStartTime{zone}")) for zone in ("Local", "Gmt"))
        if local and utc and abs((local - utc).total_seconds()) <= FARTHEST:
            self._offsets[day.isoformat()] = local - utc
        start = datetime.combine(day, time())
        end = start + timedelta(days=1)
        values = [(metric, unit, positive_of(entry, field, by)) for field, (metric, unit, by) in _DAY.items()]
        minutes = [positive_of(entry, f"{how}IntensityMinutes", 60.0) for how in ("moderate", "vigorous")]
        values.append(("move.exercise", "s", sum(one or 0.0 for one in minutes)))
        values.append(("other.stress", "1", stress_of(entry)))
        for metric, unit, value in values:
            if value:
                yield Measurement(metric, start, end, value, unit, DEVICE, day)

    def _night(self, entry: Fields) -> Iterator[Measurement]:
        day = date_of(entry)
        start, end = (self._utc(entry, f"sleep{which}TimestampGMT", day) for which in ("Start", "End"))
        if start is None or end is None:
            return
        if end < start:
            raise ValueError("it ends before it begins")
        stages = {metric: positive_of(entry, field, 1.0) for field, metric in _NIGHT.items()}
        asleep = sum(value for metric, value in stages.items() if value and metric != "sleep.awake")
        found: list[tuple[str, str, float | None]] = [(metric, "s", value) for metric, value in stages.items()]
        found += [("sleep.asleep", "s", asleep), ("sleep.in_bed", "s", (end - start).total_seconds() if asleep else 0)]
        breaths = positive_of(entry, "averageRespiration", 1.0) or positive_of(entry, "averageRespirationValue", 1.0)
        found.append(("sleep.respiratory_rate", "rpm", breaths))
        scores = entry.get("sleepScores")
        score = positive_of(scores, "overallScore", 1.0) if isinstance(scores, dict) else None
        found.append(("sleep.score", "%", score or positive_of(entry, "overallSleepScore", 1.0)))
        for metric, unit, value in found:
            if value:
                yield Measurement(metric, start, end, value, unit, DEVICE, day)

    def _activity(self, entry: Fields) -> Iterator[Workout | Measurement | Skipped]:
        if entry.get("parent") is True:
            yield Skipped("", "the whole of a multisport activity, whose parts are listed")
            return
        began = start_of(entry)
        name = (text_of(entry, "activityType") or text_of(entry, "sportType") or "activity").replace("_", " ")
        name = name.casefold().capitalize()
        seconds = positive_of(entry, "duration", 0.001)
        lasted = positive_of(entry, "elapsedDuration", 0.001) or seconds or 0.0
        values = [(metric, unit, positive_of(entry, field, by)) for field, (metric, unit, by) in _ACTIVITY.items()]
        values.append(("activity.energy", "kcal", energy_of(entry, seconds)))
        title = text_of(entry, "name")
        metres = values[0][2]
        parts = [part for part in (title, f"{metres / 1000:.2f} km" if metres else None) if part]
        yield Workout(began, name, seconds, ", ".join(parts) or None)
        for metric, unit, value in values:
            if value:
                end = began + timedelta(seconds=round(lasted))
                yield Measurement(
                    metric, began, end, round(value, 2), unit, DEVICE, began.date() if began.utcoffset() else None, name
                )

    def _utc(self, entry: Fields, field: str, day: date) -> datetime | None:
        """A moment of a night in the zone of its day, or in UTC when no day says how far that was."""
        value = entry.get(field)
        at = moment_of(value, field) if isinstance(value, int | float) else stamp_of(text_of(entry, field))
        if at is None:
            return None
        at = at.replace(microsecond=0, tzinfo=UTC)
        offset = self._offsets.get(day.isoformat())
        return at if offset is None else at.astimezone(timezone(offset))
