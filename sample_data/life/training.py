"""Nights, recovery and training of the same six months: what his body made of the evenings."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from life.cast import FIRST_DAY, LAST_DAY
from life.chance import Chance
from life.days import QUIET

SHOULDER = date(2025, 11, 23), date(2025, 12, 24)
"""From the pinch on the third set of bench until pressing is painless again."""
FORCED = {
    date(2025, 9, 11): "upper", date(2025, 11, 4): "lower", date(2025, 11, 5): "lower", date(2025, 11, 15): "upper",
    date(2025, 11, 23): "upper", date(2025, 12, 24): "full_body", date(2025, 12, 28): "full_body",
    date(2026, 1, 2): "upper", date(2026, 1, 25): "lower", date(2025, 10, 8): "cardio",
}  # fmt: skip
"""Days that the journal speaks of."""
TOLD_NIGHTS = {
    date(2025, 9, 11): 5.0, date(2025, 11, 15): 4.6, date(2025, 11, 16): 5.2, date(2026, 1, 22): 7.8,
    date(2026, 1, 23): 7.9, date(2026, 1, 24): 7.7, date(2026, 1, 25): 8.0,
}  # fmt: skip
"""Hours slept, where the notes say so."""
PLAN = {0: "upper", 1: "lower", 3: "upper", 4: "lower"}


@dataclass(frozen=True, slots=True)
class Night:
    """The sleep that ends on a day."""

    wake: datetime
    onset: datetime
    hours: float
    recovery: int
    magnesium: bool
    alcohol: bool
    stressed: bool
    caffeine: bool


@dataclass(slots=True)
class Session:
    """A training session."""

    start: datetime
    focus: str
    approach: str
    outcome: str
    minutes: int
    load: float
    """Share of the planned weight."""
    close: bool
    """A lower day less than 48 hours after another."""
    pressing: bool
    note: str = ""
    causes: dict[str, bool] = field(default_factory=dict)


class Body:
    """Sleeps and trains, day by day."""

    def __init__(self, chance: Chance, fights: Set[date], notes: Mapping[str, list[str]]) -> None:
        self._chance = chance
        self._fights = fights
        self._notes = notes
        self.nights: dict[date, Night] = {}
        self.sessions: list[Session] = []

    def live(self) -> None:
        """Every night and every session."""
        day = FIRST_DAY
        while day <= LAST_DAY:
            self.nights[day] = self._night(day)
            if focus := self._focus(day):
                self.sessions.append(self._session(day, focus))
            day += timedelta(days=1)

    def _ill(self, day: date) -> bool:
        return QUIET[1][0] < day <= QUIET[1][1]

    def _night(self, day: date) -> Night:
        chance = self._chance
        fight = day - timedelta(days=1) in self._fights
        hours = chance.bell(7.15, 0.62) + (0.5 if day.weekday() >= 5 else 0) - (1.35 if fight else 0)
        if QUIET[0][0] <= day <= QUIET[0][1] or self._ill(day):
            hours += 0.9
        hours = min(9.3, max(3.9, TOLD_NIGHTS.get(day, hours)))
        magnesium = chance.under(0.86 if hours > 7.05 else 0.1)
        alcohol = chance.under(0.34 if day.weekday() in (5, 6) else 0.1)
        close = self._lower_pair(day - timedelta(days=1))
        trained = any(s.start.date() == day - timedelta(days=1) for s in self.sessions)
        score = (62 + 10.5 * (hours - 7.1) - 24 * close - 3 * trained - 9 * alcohol - 6 * fight
                 - 30 * self._ill(day) + chance.bell(0, 8))  # fmt: skip
        if day == date(2025, 11, 6):
            score = 24
        wake = datetime.combine(day, time(6, 35)) + timedelta(minutes=int(chance.bell(0, 14)))
        if day.weekday() >= 5:
            wake += timedelta(minutes=70)
        awake = chance.between(0.35, 0.85)
        onset = wake - timedelta(minutes=int(60 * (hours + awake)))
        return Night(wake, onset, round(hours, 2), int(min(98, max(9, score))), magnesium, alcohol,
                     fight or chance.under(0.12), chance.under(0.15))  # fmt: skip

    def _lower_pair(self, day: date) -> bool:
        return any(s.start.date() == day and s.close for s in self.sessions)

    def _focus(self, day: date) -> str:
        if day in FORCED:
            return FORCED[day]
        quiet = QUIET[0][0] <= day <= QUIET[0][1]
        if self._ill(day) or quiet or date(2025, 12, 23) <= day <= date(2026, 1, 1):
            return ""
        if day + timedelta(days=1) in FORCED and day.weekday() != 1:
            return ""
        planned = PLAN.get(day.weekday(), "")
        last = self.sessions[-1] if self.sessions else None
        if day.weekday() == 2 and last and last.focus == "lower" and self._chance.under(0.3):
            return "lower"
        if planned == "lower" and last and last.focus == "lower" and self._chance.under(0.5):
            planned = "upper"
        if planned and self._chance.under(0.75):
            return planned
        return "cardio" if not planned and self._chance.under(0.13) else ""

    def _session(self, day: date, focus: str) -> Session:
        chance, night = self._chance, self.nights[day]
        early = chance.under(0.3) or day.weekday() >= 5
        hour = chance.between(6.9, 7.4) if early and day.weekday() < 5 else chance.between(17.2, 19.3)
        if day.weekday() >= 5:
            hour = chance.between(9.5, 11.5)
        start = datetime.combine(day, time()) + timedelta(seconds=int(hour * 3600))
        close = focus in ("lower", "full_body") and any(
            s.focus == "lower" and start - s.start < timedelta(hours=48) for s in self.sessions
        )
        hurt = SHOULDER[0] < day <= SHOULDER[1] and focus == "upper"
        approach = self._approach(day, focus, night.recovery, hurt)
        pressing = focus == "upper" and approach != "swapped"
        score = (night.recovery - 49) / 17 + 0.55 * (night.hours - 7) - 1.3 * close + chance.bell(0, 0.55)
        low = night.recovery < 45
        score += {"lighter": 1.1 if low else -0.1, "heavier": -1.6 if night.recovery < 58 else 0.3,
                  "as_planned": -0.4 if low else 0.1, "swapped": 0.5, "cut_short": -0.7}[approach]  # fmt: skip
        if (hurt and pressing) or day == SHOULDER[0]:
            score -= 2.4
        if day in (date(2025, 9, 11), date(2025, 11, 5)):
            score = -2
        if day == date(2026, 1, 25):
            score = 2
        outcome = "good" if score > 0.12 else "mixed" if score > -0.9 else "bad"
        load = {"lighter": 0.88, "heavier": 1.04}.get(approach, 1.0) * self._deload(day)
        minutes = chance.whole(44, 68) if focus in ("upper", "lower") else chance.whole(26, 42)
        if approach == "cut_short":
            minutes = chance.whole(19, 31)
        note = chance.deal(f"workout.{outcome}", self._notes[f"workout.{outcome}"]) if chance.under(0.62) else ""
        if focus != "upper" and "houlder" in note:
            note = ""
        if day == SHOULDER[0]:
            note = "Left shoulder went on set three of bench. Pinch, not a bang. Stopped pressing"
        causes = {"magnesium": night.magnesium, "slept_over_7h": night.hours > 7, "close_lower": close, "hurt": hurt}
        return Session(start, focus, approach, outcome, minutes, load, close, pressing, note, causes)

    def _approach(self, day: date, focus: str, recovery: int, hurt: bool) -> str:
        if hurt:
            return self._chance.weighted({"swapped": 0.62, "lighter": 0.16, "as_planned": 0.22})
        if day in (date(2025, 11, 5), SHOULDER[0]):
            return "heavier" if day != SHOULDER[0] else "as_planned"
        if recovery < 45:
            return self._chance.weighted({"lighter": 0.3, "as_planned": 0.34, "heavier": 0.18, "cut_short": 0.18})
        if focus == "cardio":
            return self._chance.weighted({"as_planned": 0.8, "swapped": 0.2})
        return self._chance.weighted({"as_planned": 0.66, "heavier": 0.18, "lighter": 0.1, "swapped": 0.06})

    def _deload(self, day: date) -> float:
        if date(2026, 1, 11) <= day < date(2026, 1, 25):
            return 0.7
        return 0.82 if ((day - FIRST_DAY).days // 7) % 5 == 4 else 1.0
