"""Days on which a person would have trained by their own rhythm, and did not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from studio.episodes.training.history import WEEK, Past
from studio.store.records import StoredWorkout

WEEKS = 8
RHYTHM = 6
"""Of the last eight, weeks with training on a weekday from which on that is the person's rhythm."""
WEEKDAYS_DIFFER = 12.59
"""χ² with 6 degrees of freedom that chance exceeds once in twenty."""
DAILY = 52
"""Training days of the last 56 from which on every day is the rhythm."""
ODD_DAY = 3
"""Up to so many of the last eight weeks with training on a weekday, training on it may stand in for its neighbour."""

_WALK = ("walk", "hike", "stretch", "commute")
"""What devices log by themselves, and what makes no training day of a day."""


@dataclass(frozen=True, slots=True)
class Skip:
    """A day without the training that was usual on it."""

    day: date
    times: int
    """Of the last eight same weekdays, how many had training."""

    @property
    def reason(self) -> str:
        """`you trained on 7 of the last 8 Mondays, not on this one`."""
        return f"you trained on {self.times} of the last {WEEKS} {self.day:%A}s, not on this one"


def rhythm_skips(past: Past, today: date) -> list[Skip]:
    """Days off the rhythm, in order: usual by weekday, without any workout, not made up for on an odd day beside.

    Somebody who rests every fourth day, or whenever they like, has no rhythm by weekday. The week before and the week
    after hold training: what is silent for longer is a pause, no skipped day.
    """
    trained = {day for day, workouts in past.days.items() if any(map(_counts, workouts))}
    if not trained:
        return []
    found: list[Skip] = []
    stood_in: set[date] = set()
    day, last = min(trained) + timedelta(weeks=RHYTHM), min(max(trained), today)
    while day < last:
        times = _times(trained, day)
        usual = times >= RHYTHM and day not in past.days and _by_weekday(trained, day)
        if usual and past.within(day, -WEEK, -1) and past.within(day, 1, WEEK):
            other = _stand_in(trained, day, stood_in)
            if other is None:
                found.append(Skip(day, times))
            else:
                stood_in.add(other)
        day += timedelta(days=1)
    return found


def _by_weekday(trained: set[date], day: date) -> bool:
    """Whether training before a day keeps to weekdays: their numbers differ by more than chance, or it is daily."""
    counts = [sum(day - timedelta(days=n + 7 * week) in trained for week in range(WEEKS)) for n in range(1, 8)]
    total = sum(counts)
    if total >= DAILY:
        return True
    share = total / (7 * WEEKS)
    spread = WEEKS * share * (1 - share)
    return spread > 0 and sum((count - WEEKS * share) ** 2 for count in counts) / spread > WEEKDAYS_DIFFER


def _times(trained: set[date], day: date) -> int:
    return sum(day - timedelta(weeks=n) in trained for n in range(1, WEEKS + 1))


def _stand_in(trained: set[date], day: date, taken: set[date]) -> date | None:
    for days in (1, -1):
        other = day + timedelta(days=days)
        if other in trained and other not in taken and _times(trained, other) <= ODD_DAY:
            return other
    return None


def _counts(workout: StoredWorkout) -> bool:
    return bool(workout.sets) or not any(word in workout.name.casefold() for word in _WALK)
