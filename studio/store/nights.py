"""The night after a day, as a wearable measured it, beside what is usual for the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING

from studio.core.set_words import duration

if TYPE_CHECKING:
    from studio.store.database import Store

USUAL_DAYS = 28
"""Days up to that night from which the usual is taken."""
FEWEST_NIGHTS = 7
"""Below this many measured nights nothing is called usual."""
METRICS = ("sleep.asleep", "recovery.score")


@dataclass(frozen=True, slots=True)
class Night:
    """What was measured of one night."""

    day: date
    """The lived day it was woken up on."""
    records: tuple[str, ...]
    """Ids of the measurements."""
    told: str
    """`slept 4 h 10 min, usually 7 h 20 min; recovery 31 %, usually 64 %`."""


class Nights:
    """Nights by the lived day they end on.

    Args:
        store: Where measurements are.
        since: Only from this lived day on; None for all.
        until: Only up to this lived day; None for all.
    """

    def __init__(self, store: Store, since: date | None = None, until: date | None = None) -> None:
        from studio.store.daily import daily

        self._days = daily(store, METRICS, since=since, until=until)

    def after(self, day: date) -> Night | None:
        """The night after a lived day; None when it was not measured.

        The usual is the median of the measured nights of the 28 days before it.
        """
        waking = day + timedelta(days=1)
        found = self._days.get(waking)
        if not found:
            return None
        parts = []
        for metric, say in ((METRICS[0], _slept), (METRICS[1], _recovered)):
            if metric in found:
                usual = self._usual(waking, metric)
                parts.append(
                    say(found[metric][1]) + (f", usually {_plain(metric, usual)}" if usual is not None else "")
                )
        return Night(waking, tuple(dict.fromkeys(record for record, _ in found.values())), "; ".join(parts))

    def _usual(self, waking: date, metric: str) -> float | None:
        earlier = (self._days.get(waking - timedelta(days=n), {}) for n in range(1, USUAL_DAYS + 1))
        values = [day[metric][1] for day in earlier if metric in day]
        return median(values) if len(values) >= FEWEST_NIGHTS else None


def night_after(store: Store, day: date) -> Night | None:
    """The night after one lived day, read without the rest of the record; None when it was not measured."""
    waking = day + timedelta(days=1)
    sql = "SELECT count(*) FROM measurements WHERE day = ? AND (metric = ? OR starts_with(metric, 'sleep.'))"
    if not store.value(sql, [waking, METRICS[1]]):
        return None
    return Nights(store, waking - timedelta(days=USUAL_DAYS), waking).after(day)


def _slept(seconds: float) -> str:
    return f"slept {_plain(METRICS[0], seconds)}"


def _recovered(percent: float) -> str:
    return f"recovery {_plain(METRICS[1], percent)}"


def _plain(metric: str, value: float) -> str:
    return f"{round(value)} %" if metric == METRICS[1] else duration(value)
