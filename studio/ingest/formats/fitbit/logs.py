"""Fitbit's JSON: minutes and days of one quantity a file, nights, exercises and weights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from json import dumps
from typing import Any

from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.files.json_stream import elements
from studio.ingest.formats.fitbit.entries import DAYS, MINUTES, amount, log_moment, required, short_moment
from studio.ingest.formats.fitbit.series import Covered, day_span
from studio.ingest.importer import Export
from studio.ingest.values.dates import read_moment
from studio.ingest.values.units import KILOGRAMS, METRES

_VO2 = ("filteredDemographicVO2Max", "demographicVO2Max", "filteredRunVO2Max", "runVO2Max")
_NIGHT = {
    "minutesAsleep": ("sleep.asleep", "s", 60.0),
    "timeInBed": ("sleep.in_bed", "s", 60.0),
    "minutesAwake": ("sleep.awake", "s", 60.0),
    "minutesToFallAsleep": ("sleep.latency", "s", 60.0),
    "efficiency": ("sleep.efficiency", "%", 1.0),
}
_STAGES = {"light": "sleep.light", "deep": "sleep.deep", "rem": "sleep.rem"}
_UNITS = {"kilometer": METRES["km"], "mile": METRES["mi"], "meter": 1.0, "yard": METRES["yd"], "foot": METRES["ft"]}


class Logs:
    """The JSON files of one export.

    Args:
        export: Where they are.
        covered: What was read from the tables.
        weight_unit: `kg` or `lb`.
    """

    def __init__(self, export: Export, covered: Covered, weight_unit: str) -> None:
        self._export = export
        self._covered = covered
        self._kilograms = KILOGRAMS.get(weight_unit)

    def read(self, member: str, kind: str, what: str) -> Iterator[Measurement | Workout | Rejected | Skipped]:
        """The elements of one file, in file order."""
        where = member or self._export.name
        readers = {"sleep": self._night, "exercise": self._exercise, "weight": self._weight}
        for n, entry in enumerate(elements(self._export, member, "item")):
            place = f"{where}[{n}]"
            if isinstance(entry, Rejected):
                yield entry
                continue
            try:
                if not isinstance(entry, dict):
                    raise ValueError("not a log entry")
                yield from (readers[kind](place, entry) if kind in readers else self._value(place, entry, what))
            except (ValueError, TypeError, KeyError, OverflowError) as problem:
                reason = f"no {problem}" if isinstance(problem, KeyError) else str(problem)
                yield Rejected(place, reason, dumps(entry, ensure_ascii=False)[:2000])

    def _value(self, place: str, entry: dict[str, Any], what: str) -> Iterator[Measurement | Skipped]:
        start, value = short_moment(entry["dateTime"]), entry["value"]
        day = start.date()
        if what in MINUTES:
            name, metric, unit, factor = MINUTES[what]
            yield self._once(name, day, place, Measurement(metric, start, None, required(value) * factor, unit))
        elif what == "heart_rate":
            yield self._once("heart", day, place, Measurement("heart.rate", start, None, required(value["bpm"]), "bpm"))
        elif what in DAYS:
            name, metric, note = DAYS[what]
            minutes = required(value)
            if metric == "move.sedentary" and minutes == 1440:
                yield Skipped(place, "a whole day of 1440 minutes, in which the device was not worn")
            else:
                yield self._once(
                    name, day, place, Measurement(metric, *day_span(day), minutes * 60, "s", None, day, note)
                )
        elif what == "resting":
            if not amount(value["value"]):
                yield Skipped(place, "a day without a resting heart rate")
                return
            bpm = required(value["value"])
            yield self._once(
                "resting", day, place, Measurement("recovery.resting_hr", *day_span(day), bpm, "bpm", None, day)
            )
        elif vo2 := next((key for key in _VO2 if isinstance(value, dict) and amount(value.get(key))), ""):
            one = Measurement("body.vo2max", *day_span(day), required(value[vo2]), "mL/min/kg", None, day)
            yield self._once("vo2max", day, place, one)
        else:
            yield Skipped(place, f"{what or 'this'} is not taken: zones, altitudes and laps")

    def _once(self, name: str, day: date, place: str, one: Measurement) -> Measurement | Skipped:
        if self._covered.takes(name, 2, day):
            return one
        return Skipped(place, f"{name} of this day was read from a table, which tells the zone")

    def _night(self, place: str, entry: dict[str, Any]) -> Iterator[Measurement]:
        start, end = log_moment(entry["startTime"]), log_moment(entry["endTime"])
        named = read_moment(str(entry["dateOfSleep"]))
        if named is None or (start.tzinfo is None) != (end.tzinfo is None) or end < start:
            raise ValueError("the night's date or times cannot be right")
        day = named.date()
        self._covered.takes("sleep", 0, day)
        if entry.get("mainSleep") is False:
            yield Measurement("nap.asleep", start, end, required(entry["minutesAsleep"]) * 60, "s", "Fitbit", day)
            return
        found = []
        for key, (metric, unit, factor) in _NIGHT.items():
            if (value := amount(entry.get(key))) is not None:
                found.append(Measurement(metric, start, end, value * factor, unit, "Fitbit", day))
        levels = entry.get("levels")
        summary = levels.get("summary") if isinstance(levels, dict) else None
        for key, metric in _STAGES.items():
            stage = summary.get(key) if isinstance(summary, dict) else None
            if isinstance(stage, dict) and (minutes := amount(stage.get("minutes"))) is not None:
                found.append(Measurement(metric, start, end, minutes * 60, "s", "Fitbit", day))
        if not found:
            raise ValueError("a night without a number")
        yield from found

    def _exercise(self, place: str, entry: dict[str, Any]) -> Iterator[Measurement | Workout | Rejected]:
        start = log_moment(entry["startTime"])
        name = entry["activityName"]
        if not isinstance(name, str) or not name.strip():
            raise ValueError("no name of the activity")
        length = amount(entry.get("duration"))
        seconds = None if length is None else length / 1000
        end = None if seconds is None else start + timedelta(seconds=int(seconds))
        self._covered.takes("exercise", 0, start.date())
        yield Workout(start, name, seconds)
        values = {
            "activity.energy": (amount(entry.get("calories")), "kcal"),
            "activity.avg_hr": (amount(entry.get("averageHeartRate")), "bpm"),
        }
        if (distance := amount(entry.get("distance"))) is not None:
            factor = _UNITS.get(str(entry.get("distanceUnit")).casefold().rstrip("s"))
            if factor is None:
                raw = dumps(entry, ensure_ascii=False)[:2000]
                yield Rejected(place, f"a distance in “{entry.get('distanceUnit')}”, which is no unit", raw)
            else:
                values["activity.distance"] = (distance * factor, "m")
        for metric, (value, unit) in values.items():
            if value:
                yield Measurement(metric, start, end, value, unit, "Fitbit", start.date(), name)

    def _weight(self, place: str, entry: dict[str, Any]) -> Iterator[Measurement | Skipped]:
        at = short_moment(f"{entry['date']} {entry['time']}")
        if not self._covered.takes("weight", 2, at.date()):
            yield Skipped(place, "weight of this day was read from a table, which tells the unit")
            return
        if self._kilograms is None:
            raise ValueError("a weight without a unit")
        yield Measurement("body.weight", at, None, required(entry["weight"]) * self._kilograms, "kg")
        for key, metric, unit in (("fat", "body.fat", "%"), ("bmi", "body.bmi", "kg/m2")):
            if value := amount(entry.get(key)):
                yield Measurement(metric, at, None, value, unit)
