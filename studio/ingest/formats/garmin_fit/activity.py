"""A training in a FIT file: its sessions, its sets, and, where the summary is missing, what its points add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from studio.core.records import Measurement, Rejected, Skipped, Workout, WorkoutSet
from studio.ingest.formats.garmin_fit.messages import FitMessage, day_of, utc_of
from studio.ingest.formats.garmin_fit.names import exercise_key, exercise_name, sport_name
from studio.ingest.formats.garmin_fit.points import Trace

SUMMARY = {
    "activity.distance": ("total_distance", "m", 0.0, 2e6),
    "activity.energy": ("total_calories", "kcal", 0.0, 60_000.0),
    "activity.avg_hr": ("avg_heart_rate", "bpm", 1.0, 254.0),
    "activity.max_hr": ("max_heart_rate", "bpm", 1.0, 254.0),
    "activity.ascent": ("total_ascent", "m", 0.0, 20_000.0),
    "activity.avg_power": ("avg_power", "W", 1.0, 5_000.0),
}
"""Metric → field of a session, unit, and the least and most that can be."""
LONGEST = 30 * 86_400.0
"""Seconds a session may last; some run for days."""
POINTS = frozenset({"record", "lap", "length", "split", "split_summary", "segment_lap"})
"""Messages whose numbers a session adds up."""


@dataclass(slots=True)
class Activity:
    """The messages of one activity that matter, gathered until its file ends."""

    where: str
    sessions: list[FitMessage] = field(default_factory=list)
    sets: list[FitMessage] = field(default_factory=list)
    titles: dict[tuple[str, int], str] = field(default_factory=dict)
    trace: Trace = field(default_factory=Trace)

    def take(self, message: FitMessage) -> Skipped | None:
        """Keep a message for the end, or say why it is no record of its own; None when it was kept."""
        if message.name == "session" and message.values.get("sport") == "transition":
            return Skipped(self.at(message), "the change between two sports")
        if message.name == "session":
            self.sessions.append(message)
            return None
        if message.name == "set":
            if message.values.get("set_type") in ("rest", 0):
                return Skipped(self.at(message), "a rest between sets")
            self.sets.append(message)
            return None
        if message.name == "record":
            self.trace.add(message)
        if message.name == "exercise_title":
            self._learn(message)
        return Skipped(self.at(message), why_skipped(message.name))

    def _learn(self, title: FitMessage) -> None:
        """What the person called an exercise."""
        key = exercise_key(title.values.get("exercise_category"), title.values.get("exercise_name"))
        name = title.values.get("wkt_step_name")
        if key and isinstance(name, str) and name.strip():
            self.titles[key] = name.strip()

    def at(self, message: FitMessage) -> str:
        """Where a message stands, such as `run.fit:message 12`."""
        return f"{self.where}:message {message.number}"

    def finish(self, offset: timedelta | None, device: str, kind: str) -> Iterator[Workout | Measurement | Rejected]:
        """The workouts of the file with their numbers, each in the zone of the device."""
        spans: list[tuple[int, FitMessage]] = []
        for session in self.sessions:
            start = session.moment("start_time") or _before_its_end(session)
            if start is None:
                yield Rejected(self.at(session), "a session without a date", str(dict(session.values))[:2000])
            else:
                spans.append((start, session))
        chosen: list[list[WorkoutSet]] = [[] for _ in spans]
        counts: list[Counter[str]] = [Counter() for _ in spans]
        for message in self.sets:
            place = _place_of(message, [start for start, _ in spans])
            try:
                if place is None:
                    raise ValueError("a set without a session")
                one = self._set(message, counts[place])
            except ValueError as problem:
                yield Rejected(self.at(message), str(problem), str(dict(message.values))[:2000])
            else:
                chosen[place].append(one)
        for (start, session), sets in zip(spans, chosen, strict=True):
            yield from self._session(start, session, tuple(sets), offset, device)
        if not self.sessions and kind in ("activity", "") and self.trace.count > 1:
            yield from self._from_points(offset, device)

    def _session(
        self, start: int, session: FitMessage, sets: tuple[WorkoutSet, ...], offset: timedelta | None, device: str
    ) -> Iterator[Workout | Measurement | Rejected]:
        began = utc_of(start, offset)
        try:
            seconds = within(session, "total_timer_time", 0.0, LONGEST)
            lasted = within(session, "total_elapsed_time", 0.0, LONGEST)
        except ValueError as problem:
            yield Rejected(self.at(session), str(problem), str(dict(session.values))[:2000])
            return
        name = sport_name(session)
        yield Workout(began, name, seconds or lasted, _note(session, name), sets)
        end = began + timedelta(seconds=round(lasted or seconds or 0.0))
        for metric, (column, unit, low, high) in SUMMARY.items():
            try:
                value = within(session, column, low, high)
            except ValueError as problem:
                yield Rejected(self.at(session), str(problem), str(session.values.get(column)))
                continue
            if value is not None:
                yield Measurement(metric, began, end, value, unit, device or None, day_of(began), name)
        if len(self.sessions) == 1 and "avg_heart_rate" not in session.values:
            yield from self._pulse(began, end, device, name)

    def _from_points(self, offset: timedelta | None, device: str) -> Iterator[Workout | Measurement]:
        first, last = self.trace.first or 0, self.trace.last or 0
        began, end = utc_of(first, offset), utc_of(last, offset)
        note = "Put together from its points: the file has no summary."
        yield Workout(began, "Activity", float(last - first), note)
        if self.trace.metres:
            metres = round(self.trace.metres, 2)
            yield Measurement("activity.distance", began, end, metres, "m", device or None, day_of(began), "Activity")
        yield from self._pulse(began, end, device, "Activity")

    def _pulse(self, began: datetime, end: datetime, device: str, name: str) -> Iterator[Measurement]:
        """Heart rate as the points give it."""
        if self.trace.beating:
            average = round(self.trace.beats / self.trace.beating, 1)
            for metric, value in (("activity.avg_hr", average), ("activity.max_hr", self.trace.most)):
                yield Measurement(metric, began, end, value, "bpm", device or None, day_of(began), name)

    def _set(self, message: FitMessage, counts: Counter[str]) -> WorkoutSet:
        category, subtype = message.values.get("category"), message.values.get("category_subtype")
        key = exercise_key(category, subtype)
        exercise = (self.titles.get(key) if key else None) or exercise_name(*(key or ("", 0)))
        reps = within(message, "repetitions", 0, 10_000)
        weight = within(message, "weight", 0, 2_000)
        seconds = within(message, "duration", 0, 86_400)
        counts[exercise] += 1
        return WorkoutSet(
            exercise,
            counts[exercise],
            weight_kg=weight or None,
            reps=int(reps) if reps else None,
            seconds=seconds or None,
        )


def within(message: FitMessage, column: str, low: float, high: float) -> float | None:
    """A field that must be a number between two; None when it is absent, or a zero where zero means unknown.

    Raises:
        ValueError: it is no number, or out of range.
    """
    value = message.number_of(column)
    if value is None or (value == 0 < low):
        return None
    if not low <= value <= high:
        raise ValueError(f"{column} {value:g} is out of range")
    return value


def why_skipped(name: str) -> str:
    """Why a message of this kind is no record of its own."""
    if name in POINTS:
        return "a point or part of the activity, summed up in its session"
    return "about the device, its settings or the file"


def _place_of(message: FitMessage, starts: list[int]) -> int | None:
    """Which session a set belongs to: the latest that had begun."""
    at = message.moment("start_time") or message.moment()
    if not starts:
        return None
    begun = [(start, n) for n, start in enumerate(starts) if at is None or start <= at]
    return max(begun)[1] if begun else 0


def _before_its_end(session: FitMessage) -> int | None:
    """When a session began that only says when it ended and how long it lasted."""
    end, lasted = session.moment(), session.values.get("total_elapsed_time", 0)
    return end - int(lasted) if end is not None and isinstance(lasted, int | float) and 0 <= lasted <= LONGEST else end


def _note(session: FitMessage, name: str) -> str | None:
    parts: list[str] = []
    metres, laps = session.values.get("total_distance"), session.values.get("num_laps")
    if isinstance(metres, int | float) and metres > 0:
        parts.append(f"{metres / 1000:.2f} km" if metres >= 1000 else f"{metres:.0f} m")
    if isinstance(laps, int) and laps > 1:
        parts.append(f"{laps} laps")
    profile = session.values.get("sport_profile_name")
    if isinstance(profile, str) and profile.strip() and profile.strip().casefold() not in name.casefold():
        parts.append(profile.strip())
    return ", ".join(parts) or None
