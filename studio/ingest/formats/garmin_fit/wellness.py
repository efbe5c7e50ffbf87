"""What watches and scales record all day: weight, blood pressure, heart rate, steps, stress, breathing, sleep, HRV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from studio.core.records import Measurement, Rejected, Skipped
from studio.ingest.formats.garmin_fit.activity import within
from studio.ingest.formats.garmin_fit.messages import FitMessage, day_of, offset_of, utc_of

READINGS: dict[str, dict[str, tuple[str, str, float, float]]] = {
    "weight_scale": {
        "weight": ("body.weight", "kg", 1, 500),
        "percent_fat": ("body.fat", "%", 1, 100),
        "percent_hydration": ("other.hydration", "%", 1, 100),
        "muscle_mass": ("other.muscle_mass", "kg", 1, 300),
        "bone_mass": ("other.bone_mass", "kg", 0.1, 50),
        "bmi": ("body.bmi", "kg/m2", 1, 200),
    },
    "blood_pressure": {
        "systolic_pressure": ("body.systolic", "mmHg", 1, 400),
        "diastolic_pressure": ("body.diastolic", "mmHg", 1, 400),
        "heart_rate": ("heart.rate", "bpm", 1, 254),
    },
    "monitoring_hr_data": {"resting_heart_rate": ("recovery.resting_hr", "bpm", 1, 254)},
    "spo2_data": {"reading_spo2": ("recovery.spo2", "%", 1, 100)},
    "respiration_rate": {"respiration_rate": ("body.respiratory_rate", "rpm", 0.5, 100)},
    "stress_level": {"stress_level_value": ("other.stress", "1", 0, 100)},
    "hrv_status_summary": {"last_night_average": ("recovery.hrv", "ms", 1, 500)},
    "hrv_value": {"value": ("other.hrv_five_minutes", "ms", 1, 500)},
    "sleep_assessment": {"overall_sleep_score": ("sleep.score", "%", 1, 100)},
}
"""Message → field → metric, unit, and the least and most that can be."""
NO_READING = {"stress_level", "respiration_rate", "spo2_data"}
"""Messages in which a value out of range means that the device could not tell, not that the file is damaged."""
COUNTERS = {
    "steps": ("move.steps", "count", {"walking", "running"}),
    "distance": ("move.distance", "m", {"walking", "running"}),
    "active_calories": ("move.energy", "kcal", set[str]()),
}
"""Field of a monitoring message that counts up during a day → metric, unit, and the activity types it counts for."""
STAGES = {"light": "sleep.light", "deep": "sleep.deep", "rem": "sleep.rem", "awake": "sleep.awake"}
KINDS = frozenset({*READINGS, "monitoring", "monitoring_info", "sleep_level"})
"""The messages this reads."""

_LONGEST_STAGE = 6 * 3600
_MORE_THAN_A_DAY = {"move.steps": 200_000.0, "move.distance": 300_000.0, "move.energy": 20_000.0}


@dataclass(slots=True)
class Wellness:
    """What the messages of one file say about each other: the zone, the last full time, the counters, the night."""

    where: str
    device: str = ""
    offset: timedelta | None = None
    _last: int | None = None
    _counts: dict[tuple[str, str], tuple[int, float]] = field(default_factory=dict)
    _stages: list[tuple[int, str]] = field(default_factory=list)
    _woke: int | None = None
    _from_midnight: bool = False

    def locate(self, message: FitMessage) -> None:
        """Learn the zone and the end of the night from any message of the file."""
        offset = offset_of(message)
        self.offset = self.offset if offset is None else offset
        if message.name == "event" and message.values.get("event") == 74 and message.values.get("event_type") == "stop":
            self._woke = message.moment()

    def read(self, message: FitMessage) -> Iterator[Measurement | Rejected | Skipped]:
        """Every number of a message, or why it holds none."""
        at = f"{self.where}:message {message.number}"
        moment = self._moment(message)
        if message.name == "monitoring_info":
            self._start(moment)
            yield Skipped(at, "how the watch counts, and from when")
            return
        if message.name == "sleep_level":
            level = message.values.get("sleep_level")
            if moment is not None:
                self._stages.append((moment, level if isinstance(level, str) else ""))
            yield Skipped(at, "a stage of sleep, added into the night")
            return
        if moment is None and message.name == "sleep_assessment":
            moment = self._last
        if moment is None:
            yield Rejected(at, "a reading without a date", str(dict(message.values))[:2000])
            return
        found = False
        for item in self._readings(message, moment, at):
            found = True
            yield item
        if not found:
            yield Skipped(at, "no reading: blank, not measurable, or a counter that did not move")

    def night(self) -> Iterator[Measurement]:
        """The stages of the night, added up; a stage lasts until the next begins, the last one until waking up."""
        if not self._stages:
            return
        spans: dict[str, int] = {}
        end = self._woke or self._stages[-1][0]
        following = [*(at for at, _ in self._stages[1:]), end]
        for (at, level), until in zip(self._stages, following, strict=True):
            if level in STAGES and 0 < until - at <= _LONGEST_STAGE:
                spans[level] = spans.get(level, 0) + until - at
        if not spans:
            return
        asleep, woke = utc_of(self._stages[0][0], self.offset), utc_of(end, self.offset)
        total = sum(seconds for level, seconds in spans.items() if level != "awake")
        values = {STAGES[level]: float(seconds) for level, seconds in spans.items()} | {"sleep.asleep": float(total)}
        for metric, seconds in sorted(values.items()):
            yield Measurement(metric, asleep, woke, seconds, "s", self.device or None, woke.date())

    def _readings(self, message: FitMessage, moment: int, at: str) -> Iterator[Measurement | Rejected]:
        device = self.device or None
        when = utc_of(moment, self.offset)
        table = READINGS.get(message.name, {"heart_rate": ("heart.rate", "bpm", 1.0, 254.0)})
        for column, (metric, unit, low, high) in table.items():
            try:
                value = within(message, column, low, high)
            except ValueError as problem:
                if message.name not in NO_READING:
                    yield Rejected(at, str(problem), str(message.values.get(column)))
                continue
            if value is not None:
                yield Measurement(metric, when, None, value, unit, device)
        if message.name != "monitoring":
            return
        for column, (metric, unit, types) in COUNTERS.items():
            kind = message.values.get("activity_type")
            if types and kind not in types:
                continue
            try:
                total = within(message, column, 0, _MORE_THAN_A_DAY[metric])
            except ValueError as problem:
                yield Rejected(at, str(problem), str(message.values.get(column)))
                continue
            if total is not None and (grown := self._grown(metric, str(kind), moment, total)):
                since, value = grown
                begun = utc_of(since, self.offset)
                yield Measurement(metric, begun, when, value, unit, device, day_of(begun))

    def _grown(self, metric: str, kind: str, moment: int, total: float) -> tuple[int, float] | None:
        """Since when and by how much a counter has grown; a counter that fell was set back at midnight."""
        before = self._counts.get((metric, kind))
        self._counts[metric, kind] = (moment, total)
        midnight = moment - (moment + int((self.offset or timedelta()).total_seconds())) % 86_400
        if before is None:
            since, value = (midnight, total) if self._from_midnight else (moment, 0.0)
        elif total < before[1]:
            since, value = max(midnight, before[0]), total
        else:
            since, value = before[0], total - before[1]
        return (since, round(value, 2)) if value > 0 and since < moment else None

    def _start(self, moment: int | None) -> None:
        """Whether the counters of this file began at zero: it starts at local midnight."""
        if moment is not None:
            self._from_midnight = (moment + int((self.offset or timedelta()).total_seconds())) % 86_400 == 0

    def _moment(self, message: FitMessage) -> int | None:
        """A message's time: whole, or the low 16 bits of one that go on from the last whole one."""
        full = message.moment() or message.moment("stress_level_time")
        short = message.values.get("timestamp_16")
        if full is None and isinstance(short, int) and self._last is not None:
            full = self._last + ((short - self._last) & 0xFFFF)
        if full is not None:
            self._last = full
        return full
