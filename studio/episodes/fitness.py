"""Episodes out of training days: workouts joined with that day's sleep and recovery by wake date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from studio.core.clock import lived_day
from studio.core.episode import Context, Episode
from studio.core.ids import content_id
from studio.core.progress import Pace, Report, Stop, silent
from studio.episodes.beside import NotesByDay
from studio.episodes.regions import Region, regions
from studio.episodes.spell import change, counted, duration, exercise_line, totals
from studio.store import Store
from studio.store.episodes import EpisodeWithEvidence, Evidence
from studio.store.records import StoredNote, StoredSet, StoredWorkout

SCHEME = "fitness"
ENOUGH_SLEEP = 7 * 3600.0
"""Seconds; more is told as the cause `slept_over_7h`."""
WEEK = 7

Daily = Mapping[date, Mapping[str, tuple[str, float]]]
"""Lived day → metric → (record id, value)."""


@dataclass(frozen=True, slots=True)
class Diary:
    """Everything a training day is told from."""

    workouts: tuple[StoredWorkout, ...]
    """In order of time."""
    daily: Daily
    notes: NotesByDay

    @classmethod
    def of(cls, store: Store) -> Diary:
        """The diary of a store."""
        return cls(tuple(store.records.workouts()), store.records.daily(), NotesByDay(store.records.notes()))

    def days(self) -> dict[date, list[StoredWorkout]]:
        """Lived day → its workouts, in order."""
        found: dict[date, list[StoredWorkout]] = defaultdict(list)
        for workout in self.workouts:
            found[lived_day(workout.started_at)].append(workout)
        return found


def cut_days(
    store: Store, *, since: date | None = None, report: Report = silent, stop: Stop | None = None
) -> list[EpisodeWithEvidence]:
    """One episode per lived day with a workout."""
    diary = Diary.of(store)
    days = [(day, workouts) for day, workouts in diary.days().items() if since is None or day >= since]
    pace = Pace(report, len(days), "Cutting training days")
    made = []
    for n, (day, workouts) in enumerate(days):
        made.append(training_day(day, workouts, diary))
        pace.at(n + 1)
        if stop:
            stop.check()
    return made


def training_day(day: date, workouts: Sequence[StoredWorkout], diary: Diary) -> EpisodeWithEvidence:
    """The episode of these workouts, told from that day's morning, the week before and the next morning."""
    morning, yesterday = diary.daily.get(day, {}), diary.daily.get(day - timedelta(days=1), {})
    next_morning = diary.daily.get(day + timedelta(days=1), {})
    first, last = workouts[0], max(workouts, key=_ends)
    outcome, outcome_ids = _next_morning(next_morning, morning)
    before, before_ids = _morning(morning, yesterday)
    day_notes = diary.notes.around(day, 0)
    episode = Episode(
        id=content_id("e", SCHEME, *(w.id for w in workouts)),
        domain="fitness",
        started_at=first.started_at,
        ended_at=_ends(last),
        thread=content_id("t", SCHEME, day.isoformat()),
        situation=" ".join([*before, *_history(day, workouts, diary)]),
        response=_done(workouts),
        outcome=outcome or None,
        context=Context(
            mood=diary.notes.mood(day),
            readiness=_value(morning, "recovery.score"),
            done=True,
            causes=_causes(morning),
            proxy_outcome=_proxy(next_morning),
        ),
        source=first.source_id,
    )
    return episode, _evidence(before_ids, workouts, outcome_ids, day_notes, morning)


def _evidence(
    situation: Sequence[str],
    workouts: Sequence[StoredWorkout],
    outcome: Sequence[str],
    notes: Sequence[StoredNote],
    morning: Mapping[str, tuple[str, float]],
) -> list[Evidence]:
    journal = [record for metric, (record, _) in morning.items() if metric.startswith("journal.")]
    return [
        *(Evidence(record, "situation") for record in situation),
        *(Evidence(w.id, "response") for w in workouts),
        *(Evidence(record, "outcome") for record in outcome),
        *(Evidence(record, "context") for record in journal),
        *(Evidence(note.id, "context") for note in notes),
    ]


def _morning(
    morning: Mapping[str, tuple[str, float]], yesterday: Mapping[str, tuple[str, float]]
) -> tuple[list[str], list[str]]:
    """Sentences about last night and this morning, and the records they are read from."""
    told: list[str] = []
    ids: list[str] = []
    if (slept := _value(morning, "sleep.asleep")) is not None:
        told.append(f"Slept {duration(slept)}.")
        ids.append(morning["sleep.asleep"][0])
    signs = []
    for metric, shape in _SIGNS:
        if (value := _value(morning, metric)) is not None:
            signs.append(shape.format(value))
            ids.append(morning[metric][0])
    if signs:
        sentence = ", ".join(signs)
        told.append(sentence[0].upper() + sentence[1:] + ".")
    if (strain := _value(yesterday, "day.strain")) is not None:
        told.append(f"Strain the day before {strain:.1f}.")
        ids.append(yesterday["day.strain"][0])
    return told, list(dict.fromkeys(ids))


_SIGNS = (
    ("recovery.score", "recovery {:.0f} %"),
    ("recovery.hrv", "HRV {:.0f} ms"),
    ("recovery.resting_hr", "resting heart rate {:.0f} bpm"),
)


def _next_morning(
    after: Mapping[str, tuple[str, float]], before: Mapping[str, tuple[str, float]]
) -> tuple[str, list[str]]:
    """What the next morning's device said, with the change since this morning."""
    told: list[str] = []
    ids: list[str] = []
    units = {"recovery.score": "", "recovery.hrv": " ms", "recovery.resting_hr": " bpm"}
    for metric, shape in _SIGNS:
        if (value := _value(after, metric)) is not None:
            told.append(shape.format(value) + change(value, _value(before, metric), units[metric]))
            ids.append(after[metric][0])
    if (slept := _value(after, "sleep.asleep")) is not None:
        was = _value(before, "sleep.asleep")
        told.append(f"slept {duration(slept)}" + change(slept / 60, None if was is None else was / 60, " min"))
        ids.append(after["sleep.asleep"][0])
    return (f"Next morning: {', '.join(told)}." if told else ""), list(dict.fromkeys(ids))


def _history(day: date, workouts: Sequence[StoredWorkout], diary: Diary) -> list[str]:
    """Sentences about the last training of the same region and the seven days before."""
    begins = workouts[0].started_at
    earlier = [w for w in diary.workouts if w.started_at < begins and lived_day(w.started_at) < day]
    told = []
    for name in sorted(regions(s.exercise for w in workouts for s in w.sets)):
        if (hours := _hours_since(name, begins, earlier)) is not None:
            told.append(f"Last {name}-body training {hours:.0f} h ago.")
    week = [w for w in earlier if (day - lived_day(w.started_at)).days <= WEEK]
    real = _without_echoes(week)
    if real:
        sets = [s for w in real for s in _working(w.sets)]
        total = f", {totals(sets)}" if sets else ""
        told.append(f"Last {WEEK} days: {counted(len(real), 'workout')}{total}.")
    else:
        told.append(f"No training in the {WEEK} days before.")
    return told


def _hours_since(name: Region, moment: datetime, earlier: Sequence[StoredWorkout]) -> float | None:
    for workout in reversed(earlier):
        if name in regions(s.exercise for s in workout.sets):
            return (moment - _ends(workout)).total_seconds() / 3600
    return None


def _done(workouts: Sequence[StoredWorkout]) -> str:
    """What was done: per exercise the sets and the top one, the totals, the person's own remarks."""
    told: list[str] = []
    for workout in _without_echoes(workouts):
        told.append(workout.name + (f", {duration(workout.seconds)}" if workout.seconds else ""))
        by_exercise: dict[str, list[StoredSet]] = defaultdict(list)
        for one in _working(workout.sets):
            by_exercise[one.exercise].append(one)
        told += [exercise_line(name, sets) for name, sets in by_exercise.items()]
        if by_exercise:
            told.append(f"In all {totals(_working(workout.sets))}.")
        remarks = dict.fromkeys(r.strip() for r in (workout.note, *(s.note for s in workout.sets)) if r and r.strip())
        told += [f"Note: {remark}" for remark in remarks]
    return "\n".join(told)


def _working(sets: Sequence[StoredSet]) -> list[StoredSet]:
    """Sets that count: all but warm-ups."""
    return [s for s in sets if s.type != "warmup"]


def _without_echoes(workouts: Sequence[StoredWorkout]) -> list[StoredWorkout]:
    """The workouts without a device's own view of one whose sets are known: no sets, and overlapping in time."""
    logged = [w for w in workouts if w.sets]
    return [
        w for w in workouts if w.sets or not any(w.started_at < _ends(o) and o.started_at < _ends(w) for o in logged)
    ]


def _ends(workout: StoredWorkout) -> datetime:
    return workout.started_at + timedelta(seconds=workout.seconds or 0)


def _causes(morning: Mapping[str, tuple[str, float]]) -> dict[str, bool | float]:
    """Yes/no answers of the device's journal by a plain name, and whether the night was long."""
    causes: dict[str, bool | float] = {}
    for metric, (_, value) in sorted(morning.items()):
        if metric.startswith("journal."):
            name = re.sub(r"[^a-z0-9]+", "_", metric.removeprefix("journal.").lower()).strip("_")
            causes[name or "journal"] = value > 0
    slept = _value(morning, "sleep.asleep")
    if slept is not None:
        causes["slept_over_7h"] = slept > ENOUGH_SLEEP
    return causes


def _proxy(next_morning: Mapping[str, tuple[str, float]]) -> float | None:
    """The next morning's recovery score, 0..100 put on -1..1."""
    score = _value(next_morning, "recovery.score")
    return None if score is None else round(max(-1.0, min(1.0, score / 50 - 1)), 3)


def _value(day: Mapping[str, tuple[str, float]], metric: str) -> float | None:
    found = day.get(metric)
    return None if found is None else found[1]
