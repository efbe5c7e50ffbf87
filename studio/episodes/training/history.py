"""Every workout of a person in order of time, read once, so that any training day can be seen against the others."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import mean, median

from studio.core.clock import lived_day
from studio.core.set_words import WARM_UP, number
from studio.episodes.training.muscles import muscles
from studio.episodes.training.records import FAMILIAR, Bests, PersonalRecord, estimated_maximum
from studio.episodes.training.regions import Region, regions
from studio.episodes.training.spell import counted, volume
from studio.store.records import StoredSet, StoredWorkout

WEEK = 7
USUAL_OF = 5
"""Sessions of the same name that “usual” is the median of."""
USUAL_NEEDS = 3
SOON = 21
"""Days within which the next training of a region with the same exercises is told of."""
NOON = time(12)
"""When what is known by its date alone stands."""
_LIFTING = re.compile(r"strength|weight|lifting|resistance|functional|\bgym\b|kraft", re.IGNORECASE)
"""What devices call a training of sets and repetitions."""
SAME = 0.01
"""Relative change of the estimated maximum (or the repetitions) that is no change."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What sessions of one name used to hold: medians of the last ones."""

    sets: float
    kilograms: float
    of: int
    """How many sessions."""


@dataclass(frozen=True, slots=True)
class _RegionDay:
    """What one lived day did for one half of the body."""

    day: date
    ends: datetime | None
    """None when only the date is known."""
    efforts: Mapping[str, tuple[float, str]]
    """Exercise → best estimated maximum in kilograms, or most repetitions, and which of the two."""


class Past:
    """The workouts of a person.

    Args:
        workouts: In order of time.
    """

    def __init__(self, workouts: Sequence[StoredWorkout]) -> None:
        self.days: dict[date, list[StoredWorkout]] = defaultdict(list)
        for workout in workouts:
            self.days[day_of(workout)].append(workout)
        self.order = sorted(self.days)
        """Lived days with a workout."""
        self._bests: defaultdict[str, Bests] = defaultdict(Bests)
        self._records: dict[str, list[PersonalRecord]] = {}
        self._familiar: set[str] = set()
        self._sessions: defaultdict[str, deque[tuple[int, float]]] = defaultdict(lambda: deque(maxlen=USUAL_OF))
        self._usual: dict[str, Usual] = {}
        self._regions: defaultdict[Region, list[_RegionDay]] = defaultdict(list)
        for day in self.order:
            self._learn(day)
        self._region_days = {name: [one.day for one in days] for name, days in self._regions.items()}

    def records(self, workouts: Iterable[StoredWorkout]) -> list[PersonalRecord]:
        """The personal records set in these."""
        return [record for workout in workouts for record in self._records.get(workout.id, ())]

    def familiar(self, workouts: Iterable[StoredWorkout]) -> bool:
        """Whether any of these held an exercise done often enough before to tell a record."""
        return any(workout.id in self._familiar for workout in workouts)

    def usual(self, workout: StoredWorkout) -> Usual | None:
        """What sessions of its name held before; None for a new name, or one without sets."""
        return self._usual.get(workout.id)

    def week_before(self, day: date) -> list[StoredWorkout]:
        """Workouts of the seven days before a lived day, echoes left out."""
        days = (day - timedelta(days=n) for n in range(WEEK, 0, -1))
        return [workout for one in days if one in self.days for workout in without_echoes(self.days[one])]

    def before(self, day: date) -> StoredWorkout | None:
        """The last workout of an earlier day."""
        place = bisect_left(self.order, day)
        return self.days[self.order[place - 1]][-1] if place else None

    def within(self, day: date, first: int, last: int) -> bool:
        """Whether there is a workout between `first` and `last` days after a day (negative: before), both counted."""
        place = bisect_left(self.order, day + timedelta(days=first))
        return place < len(self.order) and self.order[place] <= day + timedelta(days=last)

    def hours_since(self, name: Region, day: date, moment: datetime | None) -> float | None:
        """Hours from the end of the last earlier day that trained a half of the body; None when there is none.

        Whole days where a time of day is not known, be it of that day or of the `moment` (None).
        """
        place = bisect_left(self._region_days.get(name, []), day)
        if not place:
            return None
        last = self._regions[name][place - 1]
        if last.ends is None or moment is None:
            return 24.0 * (day - last.day).days
        return (moment - last.ends).total_seconds() / 3600

    def next_time(self, name: Region, workouts: Sequence[StoredWorkout]) -> str:
        """How the next training of a half of the body went on the exercises it shares; empty when there is none."""
        last = max(map(day_of, workouts))
        now = _efforts(working(s for w in workouts for s in w.sets), name)
        place = bisect_right(self._region_days.get(name, []), last)
        until = bisect_right(self._region_days.get(name, []), last + timedelta(days=SOON))
        for following in self._regions[name][place:until]:
            shared = [e for e in now if e in following.efforts and following.efforts[e][1] == now[e][1]]
            if shared:
                break
        else:
            return ""
        days = (following.day - last).days
        changes = {e: following.efforts[e][0] / now[e][0] - 1 for e in shared}
        average = mean(changes.values())
        word = "better" if average > SAME else "worse" if average < -SAME else "about the same"
        most = max(shared, key=lambda e: changes[e] * average)
        (value, unit), was = following.efforts[most], now[most][0]
        told = f" ({most}: {unit.format(number(round(value, 1)))}, was {number(round(was, 1))})"
        which = "" if following is self._regions[name][place] else " with the same exercises"
        change = told if abs(average) > SAME else ""
        return f"Next {name}-body training{which} {counted(days, 'day')} later: {word}{change}."

    def _learn(self, day: date) -> None:
        real = without_echoes(self.days[day])
        for workout in real:
            self._learn_bests(workout)
            self._learn_usual(workout)
        sets = working(s for w in real for s in w.sets)
        for name in regions(s.exercise for s in sets):
            trained = [w for w in real if name in regions(s.exercise for s in w.sets)]
            ended = max((ends(w) for w in trained if timed(w)), default=None)
            self._regions[name].append(_RegionDay(day, ended, _efforts(sets, name)))

    def _learn_bests(self, workout: StoredWorkout) -> None:
        found: list[PersonalRecord] = []
        by_exercise = by_name(working(workout.sets) or itself(workout))
        for exercise, sets in by_exercise.items():
            bests = self._bests[exercise.casefold()]
            told = bests.records(sets)
            if told:
                found.append(PersonalRecord(exercise, ", ".join(told), bests.times))
            if bests.times >= FAMILIAR:
                self._familiar.add(workout.id)
            bests.learn(sets)
        self._records[workout.id] = found

    def _learn_usual(self, workout: StoredWorkout) -> None:
        sets = working(workout.sets)
        if not sets:
            return
        before = self._sessions[workout.name.casefold()]
        if len(before) >= USUAL_NEEDS:
            self._usual[workout.id] = Usual(median(n for n, _ in before), median(kg for _, kg in before), len(before))
        before.append((len(sets), volume(sets)))


def working(sets: Iterable[StoredSet]) -> list[StoredSet]:
    """Sets that count: all but warm-ups."""
    return [s for s in sets if s.type != WARM_UP]


def by_name(sets: Iterable[StoredSet]) -> dict[str, list[StoredSet]]:
    """Exercise → its sets, both in order."""
    found: dict[str, list[StoredSet]] = defaultdict(list)
    for one in sets:
        found[one.exercise].append(one)
    return found


def timed(workout: StoredWorkout) -> bool:
    """Whether its time of day is known; exactly midnight means that only the date is."""
    return workout.started_at.time() != time(0)


def day_of(workout: StoredWorkout) -> date:
    """The lived day of a workout."""
    return lived_day(workout.started_at) if timed(workout) else workout.started_at.date()


def begins(workout: StoredWorkout) -> datetime:
    """When a workout began: noon when only its date is known."""
    if timed(workout):
        return workout.started_at
    return datetime.combine(workout.started_at.date(), NOON, workout.started_at.tzinfo)


def ends(workout: StoredWorkout) -> datetime:
    """When a workout ended; its beginning when nobody knows how long it took."""
    return begins(workout) + timedelta(seconds=workout.seconds or 0)


def without_echoes(workouts: Sequence[StoredWorkout]) -> list[StoredWorkout]:
    """The workouts without a device's own view of one whose sets are known.

    That is one without sets that overlaps it in time, or a strength training of its day where only the date is known.
    """
    logged = [w for w in workouts if w.sets]
    return [w for w in workouts if w.sets or not any(_echoes(w, log) for log in logged)]


def _echoes(device: StoredWorkout, log: StoredWorkout) -> bool:
    if timed(log):
        return begins(device) < ends(log) and begins(log) < ends(device)
    return day_of(device) == day_of(log) and bool(_LIFTING.search(device.name))


def itself(workout: StoredWorkout) -> list[StoredSet]:
    """A run or ride that a device saw as one set of itself; nothing for what is no endurance exercise."""
    trained = muscles(workout.name)
    if workout.seconds is None or trained is None or "cardio" not in trained.primary:
        return []
    return [StoredSet(workout.name, 1, "working", None, None, None, None, workout.seconds, None)]


def _efforts(sets: Sequence[StoredSet], name: Region) -> dict[str, tuple[float, str]]:
    found: dict[str, tuple[float, str]] = {}
    for one in sets:
        if name not in regions([one.exercise]):
            continue
        maximum = estimated_maximum(one.weight_kg, one.reps)
        effort = (maximum, "estimated maximum {} kg") if maximum is not None else (float(one.reps or 0), "{} reps")
        weighed = one.weight_kg is not None and maximum is None
        known = found.get(one.exercise)
        if effort[0] and not weighed and (known is None or (known[1] == effort[1] and effort[0] > known[0])):
            found[one.exercise] = effort
    return found
