"""Which of Oura's tables is which: App Data/*.csv of the account export by its columns, and the older Trends file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from studio.core.records import Measurement, Measurements, Rejected, Skipped, Workout
from studio.ingest.files.lines import lines_of
from studio.ingest.files.tables import Row, Table, read_table
from studio.ingest.formats.oura.entries import DEVICE, Fields, items_of, measured
from studio.ingest.formats.oura.values import Entry, day_of, moment_of, number_of
from studio.ingest.importer import Export
from studio.ingest.values.date_column import whole_day

TRENDS = "trends"
PULSE = "pulse"
"""The table of single heart rates, which may have millions of rows."""

_KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("sleep", frozenset({"bedtime_start", "bedtime_end", "total_sleep_duration", "day"})),
    ("activity", frozenset({"day", "steps", "active_calories"})),
    ("readiness", frozenset({"day", "score", "temperature_deviation"})),
    ("spo2", frozenset({"day", "spo2_percentage"})),
    ("stress", frozenset({"day", "stress_high", "recovery_high"})),
    ("vo2max", frozenset({"day", "vo2_max"})),
    ("vascular age", frozenset({"day", "vascular_age"})),
    ("workout", frozenset({"day", "activity", "start_datetime", "end_datetime"})),
    ("session", frozenset({"day", "type", "start_datetime", "end_datetime"})),
    ("tag", frozenset({"tag_type_code", "start_time", "start_day"})),
    (PULSE, frozenset({"timestamp", "bpm", "source"})),
    (TRENDS, frozenset({"date", "sleep score", "total sleep time", "total bedtime"})),
)
_SCORED = {"rem_sleep": "sleep score", "previous_night": "readiness", "meet_daily_targets": "activity"}
"""A contributor → the score it contributes to."""
_TRENDS_NIGHT: Fields = {
    "total sleep time": ("sleep.asleep", "s", 2e5), "light sleep time": ("sleep.light", "s", 2e5),
    "deep sleep time": ("sleep.deep", "s", 2e5), "rem sleep time": ("sleep.rem", "s", 2e5),
    "awake time": ("sleep.awake", "s", 2e5), "total bedtime": ("sleep.in_bed", "s", 2e5),
    "sleep latency": ("sleep.latency", "s", 2e5), "sleep efficiency": ("sleep.efficiency", "%", 100),
    "average hrv": ("recovery.hrv", "ms", 500), "lowest resting heart rate": ("recovery.resting_hr", "bpm", 254),
    "average resting heart rate": ("other.sleep_heart_rate", "bpm", 254),
    "respiratory rate": ("sleep.respiratory_rate", "rpm", 99), "sleep score": ("sleep.score", "%", 100),
    "readiness score": ("recovery.score", "%", 100),
    "temperature deviation (°c)": ("recovery.temp_deviation", "celsius", 20),
}  # fmt: skip
_TRENDS_DAY: Fields = {
    "activity score": ("day.score", "%", 100), "steps": ("move.steps", "count", 300_000),
    "activity burn": ("move.energy", "kcal", 30_000), "total burn": ("move.total_energy", "kcal", 40_000),
}  # fmt: skip
_MINUTES = {
    "inactive time": "move.sedentary",
    "medium activity time": "move.exercise",
    "high activity time": "move.exercise",
}
_BATCH = 20_000

Items = Iterator[Workout | Measurement | Measurements | Rejected | Skipped]


def kind_of(columns: Sequence[str], first: Sequence[str]) -> str:
    """Which table a header and its first row belong to; empty when it is none that is read."""
    names = frozenset(columns)
    if {"day", "score", "contributors"} <= names and not names & {"temperature_deviation", "steps", "active_calories"}:
        cell = first[columns.index("contributors")] if len(first) > columns.index("contributors") else ""
        return next((kind for mark, kind in _SCORED.items() if mark in cell), "")
    return next((kind for kind, needed in _KINDS if needed <= names), "")


def read_kind(export: Export, member: str, kind: str, notes: list[str]) -> Items:
    """Every row of a table.

    Raises:
        InputError: the table is damaged.
    """
    if kind == PULSE:
        yield from _pulse(export, member)
        return
    table = read_table(export, member)
    notes += [table.note] if table.note else []
    for row in table.rows:
        where = table.where(row)
        if table.repeats_header(row):
            yield Skipped(where, "the header line once more")
            continue
        try:
            table.check_width(row)
            entry = _entry(table, row)
            found = list(_trends(entry) if kind == TRENDS else items_of(kind, entry))
        except (ValueError, OverflowError) as problem:
            yield Rejected(where, str(problem), row.raw[:2000])
            continue
        for item in found:
            yield Skipped(where, item.reason) if isinstance(item, Skipped) else item
        if not found:
            yield Skipped(where, "no number in it")


def skip_rows(export: Export, member: str, reason: str) -> Iterator[Skipped]:
    """A table that is not read: one skipped item per row below its header."""
    for line in lines_of(export, member):
        if line.number > 1 and line.text.strip():
            yield Skipped(f"{member or export.name}:{line.number}", reason)


def _entry(table: Table, row: Row) -> Entry:
    """Cells by column; of two columns of one name the first that holds anything."""
    entry: dict[str, str] = {}
    for name, cell in zip(table.columns, row.cells, strict=False):
        entry[name] = entry.get(name) or cell
    return entry


def _trends(entry: Entry) -> Iterator[Measurement]:
    """A row of the Trends file: the night before, and the day."""
    day = day_of(entry, "date")
    midnight, next_midnight = whole_day(day)
    start, end = moment_of(entry, "bedtime start"), moment_of(entry, "bedtime end")
    yield from measured(entry, _TRENDS_NIGHT, start or midnight, end if start else None, day)
    yield from measured(entry, _TRENDS_DAY, midnight, next_midnight, day)
    sums: dict[str, float] = {}
    for field, metric in _MINUTES.items():
        minutes = number_of(entry, field, 1440)
        if minutes is not None:
            sums[metric] = sums.get(metric, 0.0) + minutes * 60
    for metric, seconds in sums.items():
        yield Measurement(metric, midnight, next_midnight, seconds, "s", DEVICE, day)


def _pulse(export: Export, member: str) -> Iterator[Measurements | Rejected | Skipped]:
    """Single heart rates, many at a time."""
    name = member or export.name
    columns: list[str] = []
    wall: list[datetime] = []
    offsets: list[int] = []
    rates: list[float] = []
    separator = ";"
    for line in lines_of(export, member):
        if not columns:
            separator = ";" if line.text.count(";") else ","
            columns = [cell.strip().casefold() for cell in line.text.split(separator)]
            continue
        cells = [cell.strip() for cell in line.text.split(separator)]
        entry = dict(zip(columns, cells, strict=False))
        if not any(cells):
            continue
        try:
            at, rate = moment_of(entry, "timestamp"), number_of(entry, "bpm", 300)
            if at is None or not rate:
                raise ValueError("a heart rate without its time or number")
        except ValueError as problem:
            yield Rejected(f"{name}:{line.number}", str(problem), line.text[:2000])
            continue
        wall.append(at.replace(tzinfo=None))
        offsets.append(round((at.utcoffset() or timedelta()).total_seconds()))
        rates.append(rate)
        if len(wall) == _BATCH:
            yield _batch(wall, offsets, rates)
            wall, offsets, rates = [], [], []
    if wall:
        yield _batch(wall, offsets, rates)


def _batch(wall: list[datetime], offsets: list[int], rates: list[float]) -> Measurements:
    import numpy as np

    count = len(wall)
    return Measurements(
        metrics=["heart.rate"] * count,
        start=np.array(wall, dtype="datetime64[us]"),
        end=np.full(count, "NaT", dtype="datetime64[us]"),
        offsets=np.array(offsets, dtype=np.int32),
        values=np.array(rates, dtype=np.float64),
        units=["bpm"] * count,
        devices=[DEVICE] * count,
    )
