"""Data points: a JSON file for every stream, raw from an app or derived and merged by Google; streamed, of any size."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from json import dumps
from typing import Any

from studio.core.records import Measurement, Rejected, Skipped
from studio.ingest.files.json_files import glimpse
from studio.ingest.files.json_stream import elements
from studio.ingest.importer import Export

SLEEP = "com.google.sleep.segment"
NIGHT_GAP = timedelta(hours=3)
"""Sleep that goes on within this is one night, and belongs to the day it ends on."""

_VALUES: dict[str, tuple[tuple[str, str, float], ...]] = {
    "com.google.step_count.delta": (("move.steps", "count", 1),),
    "com.google.distance.delta": (("move.distance", "m", 1),),
    "com.google.calories.expended": (("move.total_energy", "kcal", 1),),
    "com.google.active_minutes": (("move.active", "s", 60),),
    "com.google.heart_minutes": (("other.heart_points", "points", 1),),
    "com.google.heart_rate.bpm": (("heart.rate", "bpm", 1),),
    "com.google.weight": (("body.weight", "kg", 1),),
    "com.google.height": (("body.height", "m", 1),),
    "com.google.body.fat.percentage": (("body.fat", "%", 1),),
    "com.google.body.temperature": (("body.temperature", "celsius", 1),),
    "com.google.blood_glucose": (("body.glucose", "mmol/L", 1),),
    "com.google.blood_pressure": (("body.systolic", "mmHg", 1), ("body.diastolic", "mmHg", 1)),
    "com.google.oxygen_saturation": (("recovery.spo2", "%", 1),),
    "com.google.hydration": (("food.water", "mL", 1000),),
}
_STAGES = {1: "sleep.awake", 2: "sleep.asleep", 4: "sleep.light", 5: "sleep.deep", 6: "sleep.rem"}
_OUT_OF_BED = 3
_RESTING = "resting_heart_rate"
_MERGED = re.compile(r"merged?(?:_\w+)?")
_NIGHT_PIECES = 2000


@dataclass(frozen=True, slots=True)
class Stream:
    """The data points of one quantity from one place."""

    member: str
    type: str
    """Such as `com.google.heart_rate.bpm`; with the stream's name behind it for a resting heart rate."""
    source: str
    """Such as `derived:com.google.step_count.delta:com.google.android.gms:merge_step_deltas`."""

    @property
    def rank(self) -> int:
        """0 for Google's own merging, 1 for what an app wrote, 2 for what was worked out, 3 from something else."""
        last = self.source.rpartition(":")[2]
        if "<-" in self.source and self.type.partition("/")[2] != _RESTING:
            return 3
        if _MERGED.fullmatch(last):
            return 0
        return 1 if self.source.startswith("raw:") else 2

    @property
    def device(self) -> str | None:
        """The app or device, where the stream is one's own."""
        parts = self.source.split(":")
        return ":".join(parts[2:]).rstrip(":") or None if self.rank == 1 and len(parts) > 2 else None

    def read(self, export: Export, reason: str) -> Iterator[Measurement | Rejected | Skipped]:
        """Its points as measurements, or every one skipped for a reason."""
        where = self.member or export.name
        kind = self.type.partition("/")[0]
        reason = reason or ("" if kind in _VALUES or kind == SLEEP else f"{kind} is not taken")
        night: list[tuple[datetime, datetime, int]] = []
        for n, point in enumerate(elements(export, self.member, "Data Points.item")):
            place = f"{where}: Data Points[{n}]"
            if isinstance(point, Rejected):
                yield point
            elif reason:
                yield Skipped(place, reason)
            else:
                yield from self._point(place, kind, point, night)
        yield from self._slept(night)

    def _point(
        self, place: str, kind: str, point: Any, night: list[tuple[datetime, datetime, int]]
    ) -> Iterator[Measurement | Rejected | Skipped]:
        try:
            start, end = _moment(point["startTimeNanos"]), _moment(point["endTimeNanos"])
            if end < start:
                raise ValueError(f"it ends at {end:%Y-%m-%d %H:%M}, before it starts")
            values = [_value(entry) for entry in point["fitValue"]]
            if not values:
                raise ValueError("no value")
            if kind == SLEEP:
                stage = int(values[0])
                if stage != _OUT_OF_BED and stage not in _STAGES:
                    raise ValueError(f"stage {stage} is not known")
            else:
                meanings = self._meanings(kind)
                if len(values) < len(meanings):
                    raise ValueError(f"{len(values)} values where {len(meanings)} belong")
        except (ValueError, TypeError, KeyError, OverflowError, OSError, AttributeError) as problem:
            reason = f"no {problem}" if isinstance(problem, KeyError) else str(problem)
            yield Rejected(place, reason, dumps(point, ensure_ascii=False)[:2000])
            return
        if kind != SLEEP:
            until = end if end > start else None
            for (metric, unit, factor), value in zip(meanings, values, strict=False):
                yield Measurement(metric, start, until, value * factor, unit, self.device)
            return
        if night and (start - night[-1][1] > NIGHT_GAP or len(night) >= _NIGHT_PIECES):
            yield from self._slept(night)
            night.clear()
        if stage == _OUT_OF_BED:
            yield Skipped(place, "out of bed, not asleep")
        else:
            night.append((start, end, stage))

    def _meanings(self, kind: str) -> tuple[tuple[str, str, float], ...]:
        return (("recovery.resting_hr", "bpm", 1),) if self.type.endswith(_RESTING) else _VALUES[kind]

    def _slept(self, night: Sequence[tuple[datetime, datetime, int]]) -> Iterator[Measurement]:
        day: date | None = max((end for _, end, _ in night), default=datetime.min).date()
        for start, end, stage in night:
            yield Measurement(_STAGES[stage], start, end, (end - start).total_seconds(), "s", self.device, day)


def opened(export: Export, members: Sequence[str]) -> tuple[list[Stream], list[Rejected]]:
    """The streams of these files, and the files that do not say what they are of."""
    streams: list[Stream] = []
    broken: list[Rejected] = []
    for member in members:
        head = glimpse(export.head(member, 8192))
        source = head.get("Data Source") if isinstance(head, dict) else None
        if not isinstance(source, str) or source.count(":") < 1:
            broken.append(Rejected(member or export.name, "it does not name its data source", str(source)[:2000]))
            continue
        kind = source.split(":")[1]
        streams.append(Stream(member, f"{kind}/{_RESTING}" if _RESTING in source else kind, source))
    return streams, broken


def chosen(streams: Sequence[Stream]) -> list[Stream]:
    """For every quantity the streams to read: the merged one, else the apps' own, else what was worked out."""
    groups: dict[str, list[Stream]] = defaultdict(list)
    for stream in streams:
        groups[stream.type].append(stream)
    best = {kind: min(stream.rank for stream in group) for kind, group in groups.items()}
    return [stream for stream in streams if stream.rank == best[stream.type]]


def _moment(nanos: Any) -> datetime:
    if isinstance(nanos, bool) or not isinstance(nanos, int | str):
        raise ValueError(f"“{nanos}” is not a time in nanoseconds")
    return datetime.fromtimestamp(int(nanos) // 1_000_000_000, UTC)


def _value(entry: Any) -> float:
    """The number in `{"value": {"fpVal": 65}}` or `{"value": {"intVal": 4}}`."""
    value = entry["value"]
    number = value.get("fpVal", value.get("intVal"))
    if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) < 1e12:
        raise ValueError(f"“{dumps(value, ensure_ascii=False)[:80]}” is not a number")
    return float(number)
