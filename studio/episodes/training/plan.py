"""What was planned for a day, which training day it became, and how much of it was done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from studio.core.set_words import folded
from studio.episodes.training.history import Past, without_echoes, working
from studio.episodes.training.regions import regions
from studio.store.plans import StoredPlan
from studio.store.records import StoredSet, StoredWorkout

ALIVE = 10
"""Days before and after within which some workout must lie, for a day without one to be told as skipped."""
CUT_SHORT = 0.6
"""Share of the planned (or usual) sets below which a session was cut short."""

_MOST_SETS = 50


@dataclass(frozen=True, slots=True)
class DayPlan:
    """Everything planned for one day."""

    day: date
    rows: tuple[StoredPlan, ...]

    @property
    def names(self) -> str:
        """The sessions planned, by name: `Legs B`, `Legs B and Easy run`."""
        return " and ".join(dict.fromkeys(row.name for row in self.rows))

    @property
    def sets(self) -> int:
        """Planned working sets; 0 when the plan says none."""
        return sum(row.sets or 1 for row in self.rows if row.sets is not None or row.reps is not None)

    @property
    def seconds(self) -> float:
        """Planned time of what is planned by time alone."""
        return sum(row.seconds or 0.0 for row in self.rows if row.sets is None and row.reps is None)

    def line(self) -> str:
        """One line, such as `Plan: Legs B: Squat (Barbell) 3 × 5 × 100 kg (RPE 8); Leg Press 3 × 10 reps.`."""
        by_session: dict[str, list[StoredPlan]] = defaultdict(list)
        for row in self.rows:
            by_session[row.name].append(row)
        return "Plan: " + " ".join(_session(name, rows) for name, rows in by_session.items())


def _session(name: str, rows: Sequence[StoredPlan]) -> str:
    told = "; ".join(_exercise(row) for row in rows if row.exercise)
    notes = dict.fromkeys(row.note for row in rows if row.note and not row.exercise)
    return f"{name}{': ' if told else ''}{told}{''.join(f' ({note})' for note in notes)}."


def _exercise(row: StoredPlan) -> str:
    known = any(v is not None for v in (row.sets, row.reps, row.weight_kg, row.rpe, row.distance_m, row.seconds))
    said = f" {folded(_as_sets(row))}" if known else ""
    return f"{row.exercise}{said}" + (f" ({row.note})" if row.note else "")


def _as_sets(row: StoredPlan) -> list[StoredSet]:
    one = StoredSet(
        row.exercise or "", 1, "working", row.weight_kg, row.reps, row.rpe, row.distance_m, row.seconds, None
    )
    return [one] * min(row.sets or 1, _MOST_SETS)


class Calendar:
    """Planned days, each with the training day it became, if any.

    A planned day with any workout on it was done that day. One without was moved when the day after or before has a
    workout that fits it and no plan of its own. The rest was skipped, where it can be told: not in the future, and
    with workouts within ten days before and after.

    Args:
        plans: By day.
        past: The workouts.
        today: Nothing from this day on was skipped.
    """

    def __init__(self, plans: Iterable[StoredPlan], past: Past, today: date) -> None:
        rows: dict[date, list[StoredPlan]] = defaultdict(list)
        for row in plans:
            rows[row.day].append(row)
        self._planned = {day: DayPlan(day, tuple(found)) for day, found in sorted(rows.items())}
        self._moved: dict[date, DayPlan] = {}
        self.skipped: list[DayPlan] = []
        """Planned days without a workout, in order."""
        for day, plan in self._planned.items():
            if day in past.days or day >= today or not _alive(past, day):
                continue
            if (other := self._other_day(plan, past)) is not None:
                self._moved[other] = plan
            else:
                self.skipped.append(plan)

    def of(self, day: date) -> DayPlan | None:
        """What was planned for a training day, or moved to it."""
        return self._planned.get(day) or self._moved.get(day)

    def near(self, day: date) -> bool:
        """Whether anything is planned within a week of a day."""
        return any(day + timedelta(days=n) in self._planned for n in range(-7, 8))

    def _other_day(self, plan: DayPlan, past: Past) -> date | None:
        for days in (1, -1):
            other = plan.day + timedelta(days=days)
            free = other in past.days and other not in self._planned and other not in self._moved
            if free and _fits(plan, past.days[other]):
                return other
        return None


def _alive(past: Past, day: date) -> bool:
    return past.within(day, -ALIVE, -1) and past.within(day, 1, ALIVE)


def _fits(plan: DayPlan, workouts: Sequence[StoredWorkout]) -> bool:
    """Whether workouts may be what was planned: a name, an exercise or a half of the body in common, or no telling."""
    names = {row.name.casefold() for row in plan.rows}
    exercises = {row.exercise.casefold() for row in plan.rows if row.exercise}
    done = {s.exercise for w in workouts for s in w.sets}
    if names & {w.name.casefold() for w in workouts} or exercises & {name.casefold() for name in done}:
        return True
    wanted = regions([*exercises, *(() if exercises else names)])
    found = regions([*done, *(w.name for w in workouts)])
    return bool(wanted & found) if wanted and found else not (exercises and done)


@dataclass(frozen=True, slots=True)
class Share:
    """How much was done of what was planned, or of what was usual."""

    done: float
    of: float
    unit: str
    """`sets` or `minutes`."""
    measure: str
    """`planned` or `usual`."""

    @property
    def cut_short(self) -> bool:
        """Whether clearly less was done."""
        return self.done < CUT_SHORT * self.of

    @property
    def words(self) -> str:
        """`6 of the usual 15 sets`."""
        return f"{self.done:.0f} of the {self.measure} {self.of:.0f} {self.unit}"


def done_share(plan: DayPlan | None, workouts: Sequence[StoredWorkout], past: Past) -> Share | None:
    """How much of the plan was done, else of what sessions of that name used to hold; None when neither can tell."""
    real = without_echoes(workouts)
    sets = len(working(s for w in real for s in w.sets))
    if plan is not None and plan.sets and sets:
        return Share(sets, plan.sets, "sets", "planned")
    if plan is not None and plan.seconds and not plan.sets and (seconds := sum(w.seconds or 0.0 for w in real)):
        return Share(seconds / 60, plan.seconds / 60, "minutes", "planned")
    shares = [
        Share(len(working(w.sets)), usual.sets, "sets", "usual") for w in real if (usual := past.usual(w)) is not None
    ]
    return min(shares, key=lambda share: share.done / share.of, default=None)
