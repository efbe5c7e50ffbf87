"""How a person woke: sleep, recovery, HRV, resting heart rate and strain, against their own median of four weeks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import mean, median

from studio.episodes.training.spell import change, duration
from studio.store.records import StoredNote

Daily = Mapping[date, Mapping[str, tuple[str, float]]]
"""Lived day → metric → (record id, value)."""

MEDIAN_DAYS = 28
MEDIAN_NEEDS = 7
"""Mornings with a value among them, for a median to be told."""
STRAIN_NEEDS = 4
"""Days of the last seven with a strain, for their mean to be told."""
ENOUGH_SLEEP = 7 * 3600.0
"""Seconds; more is told as the cause `slept_over_7h`."""
QUOTE = 160
"""Characters of a note at most."""

_SIGNS = (
    ("recovery.score", "recovery", "%", ""),
    ("recovery.hrv", "HRV", "ms", " ms"),
    ("recovery.resting_hr", "resting heart rate", "bpm", " bpm"),
)
"""Metric, its name, its unit, and how a change of it ends."""
_BODY = re.compile(r"\b(sore|soreness|aches|aching|achy|stiff|stiffness|doms|injur\w+|fatigued?|flu|fever)\b", re.I)
_PART = re.compile(
    r"\b(shoulder|elbow|wrist|neck|lower back|back|hip|knee|ankle|hamstring|quad|calf|groin|legs?)s?\b", re.I
)
_HURT = re.compile(r"\b(hurts?|hurting|pain\w*|pinch\w*|tight\w*|tired|twinge\w*|pulled|strained|heavy|fresh)\b", re.I)
_SENTENCE = re.compile(r"[^.!?\n]{1,2000}[.!?]?")


@dataclass(frozen=True, slots=True)
class Told:
    """Sentences, and the ids of the records they are read from."""

    lines: tuple[str, ...]
    ids: tuple[str, ...]


class Mornings:
    """What devices said of every morning.

    Args:
        daily: As `Records.daily` gives it.
    """

    def __init__(self, daily: Daily) -> None:
        self._daily = daily
        self._series: defaultdict[str, tuple[list[date], list[float]]] = defaultdict(lambda: ([], []))
        for day in sorted(daily):
            for metric in ("sleep.asleep", "day.strain", *(sign[0] for sign in _SIGNS)):
                if (value := self.value(day, metric)) is not None:
                    days, values = self._series[metric]
                    days.append(day)
                    values.append(value)

    def value(self, day: date, metric: str) -> float | None:
        """A value of a lived day."""
        found = self._daily.get(day, {}).get(metric)
        return None if found is None else found[1]

    def usual(self, day: date, metric: str) -> float | None:
        """The median of the 28 days before a day; None with fewer than seven values."""
        values = self._before(day, metric, MEDIAN_DAYS)
        return median(values) if len(values) >= MEDIAN_NEEDS else None

    def known(self, day: date) -> int:
        """How many of the 28 mornings before a day have a recovery or a night, whichever is more."""
        return max(len(self._before(day, metric, MEDIAN_DAYS)) for metric in ("recovery.score", "sleep.asleep"))

    def before(self, day: date) -> Told:
        """The night, the morning, and the strain of the days before."""
        lines: list[str] = []
        ids: list[str] = []
        if (slept := self.value(day, "sleep.asleep")) is not None:
            usual = self.usual(day, "sleep.asleep")
            lines.append(f"Slept {duration(slept)}" + (f" (usually {duration(usual)})." if usual else "."))
            ids += self._ids(day, "sleep.asleep")
        signs = []
        for metric, name, unit, _ in _SIGNS:
            if (value := self.value(day, metric)) is not None:
                usual = self.usual(day, metric)
                signs.append(f"{name} {value:.0f} {unit}" + (f" (usually {usual:.0f})" if usual is not None else ""))
                ids += self._ids(day, metric)
        if signs:
            sentence = ", ".join(signs)
            lines.append(sentence[0].upper() + sentence[1:] + ".")
        yesterday = day - timedelta(days=1)
        if (strain := self.value(yesterday, "day.strain")) is not None:
            week = self._before(day, "day.strain", 7)
            lines.append(
                f"Strain the day before {strain:.1f}"
                + (f", {mean(week):.1f} on average of the last 7 days." if len(week) >= STRAIN_NEEDS else ".")
            )
            ids += self._ids(yesterday, "day.strain")
        return Told(tuple(lines), tuple(dict.fromkeys(ids)))

    def after(self, day: date) -> Told:
        """The next two mornings: each value with its change since the morning of the day, and what was usual then."""
        lines: list[str] = []
        ids: list[str] = []
        for days, begins in ((1, "Next morning"), (2, "Two mornings later")):
            told, read = self._morning_after(day, day + timedelta(days=days))
            ids += read
            if told:
                lines.append(f"{begins}: {told}.")
        return Told(tuple(lines), tuple(dict.fromkeys(ids)))

    def journal(self, day: date) -> list[str]:
        """Ids of what the person answered the device that morning."""
        return [record for metric, (record, _) in self._daily.get(day, {}).items() if metric.startswith("journal.")]

    def causes(self, day: date) -> dict[str, bool | float]:
        """Yes/no answers to the device by a plain name, whether the night was long, and `readiness_vs_usual`.

        That one is the recovery score (else the HRV) over its median of the 28 days before, 1 being as usual.
        """
        causes: dict[str, bool | float] = {}
        for metric, (_, value) in sorted(self._daily.get(day, {}).items()):
            if metric.startswith("journal."):
                name = re.sub(r"[^a-z0-9]+", "_", metric.removeprefix("journal.").lower()).strip("_")
                causes[name or "journal"] = value > 0
        if (slept := self.value(day, "sleep.asleep")) is not None:
            causes["slept_over_7h"] = slept > ENOUGH_SLEEP
        for metric in ("recovery.score", "recovery.hrv"):
            woke, usual = self.value(day, metric), self.usual(day, metric)
            if woke is not None and usual:
                causes["readiness_vs_usual"] = round(woke / usual, 2)
                break
        return causes

    def proxy(self, day: date) -> float | None:
        """The next morning's recovery score, 0..100 put on -1..1."""
        score = self.value(day + timedelta(days=1), "recovery.score")
        return None if score is None else round(max(-1.0, min(1.0, score / 50 - 1)), 3)

    def _morning_after(self, day: date, morning: date) -> tuple[str, list[str]]:
        told: list[str] = []
        ids: list[str] = []
        for metric, name, unit, ending in _SIGNS:
            if (value := self.value(morning, metric)) is not None:
                usual = self.usual(day, metric)
                aside = [change(value, self.value(day, metric), ending)]
                aside += [f"usually {usual:.0f}"] if usual is not None else []
                told.append(f"{name} {value:.0f} {unit}{_aside(aside)}")
                ids += self._ids(morning, metric)
        if (slept := self.value(morning, "sleep.asleep")) is not None:
            was, usual = self.value(day, "sleep.asleep"), self.usual(day, "sleep.asleep")
            aside = [change(slept / 60, None if was is None else was / 60, " min")]
            aside += [f"usually {duration(usual)}"] if usual else []
            told.append(f"slept {duration(slept)}{_aside(aside)}")
            ids += self._ids(morning, "sleep.asleep")
        return ", ".join(told), ids

    def _before(self, day: date, metric: str, days: int) -> list[float]:
        when, values = self._series[metric]
        return values[bisect_left(when, day - timedelta(days=days)) : bisect_left(when, day)]

    def _ids(self, day: date, metric: str) -> list[str]:
        return [self._daily[day][metric][0]]


def body_remarks(notes: Iterable[StoredNote], moment: datetime) -> Told:
    """What notes written before a moment say of the body, a sentence each: soreness, injuries, tired legs.

    A note at exactly midnight is of that day but of no known hour, so it is left out.
    """
    lines: list[str] = []
    ids: list[str] = []
    for note in notes:
        if note.written_at >= moment or note.written_at.time() == time(0):
            continue
        for sentence in _SENTENCE.findall(note.text[:20_000]):
            if _BODY.search(sentence) or (_PART.search(sentence) and _HURT.search(sentence)):
                said = " ".join(sentence.split())
                lines.append(f"Noted before: “{said if len(said) <= QUOTE else said[: QUOTE - 1] + '…'}”")
                ids.append(note.id)
                break
    return Told(tuple(lines[-2:]), tuple(ids[-2:]))


def _aside(parts: Sequence[str]) -> str:
    said = ", ".join(part for part in parts if part)
    return f" ({said})" if said else ""
