"""MOOD_LOGGING: do you log more on bad days?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from random import Random
from typing import TYPE_CHECKING

from studio.core.shares import Z95
from studio.gaps.day_moods import KEPT_WITH_EPISODES, SOURCES, DayMoods, day_moods
from studio.gaps.evidence import Evidence
from studio.gaps.findings import CheckResult, Fix, IntervalPlot, IntervalRow, Picks, PlotData
from studio.gaps.states import MOST_ASKED, SEVERITY, State
from studio.gaps.statistics.shifts import level, shift_p_value, shifted_sums
from studio.gaps.wording import counted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.gaps.day_moods import Counts

ID = "mood_logging"
QUESTION = "Do you log more on bad days?"
HOW = (
    "How good a day was must be told by something else than its labels: a mood or readiness kept with the episodes; "
    "where that does not reach, the moods in your journal, the states of mind your phone kept, or the recovery score "
    "of your wearable, the first of them that is known on enough days. The difference is the mean over the days on "
    "which you chose to log less the mean over all active days, in standard deviations (100 % is one: a typical up or "
    "down). Chance: the labels' share of each day's episodes times the mood, both less their straight line over time, "
    "against every circular shift of one along the other, forwards and backwards (moods last for days, so plain tests "
    "fire too often). Red: p ≤ .01 and at least 0.25; amber: p ≤ .05 and at least 0.15; p is doubled where both mood "
    "and readiness are asked. Fine: the 95 % interval from the shifts lies inside ±0.25. Needs 90 active days of which "
    "it is known, 20 logged and 20 not. Random labels and those found for a fix are no choice; the latter can clear an "
    "alarm. Found in trials: logging 2.5 times as readily per standard deviation is red 9 times in 10 over 180 active "
    "days, half of the time over 100 where moods last long; 1.65 times is often missed. No alarm says nothing about "
    "days on which nothing happened here."
)

RED_P, AMBER_P = 0.01, 0.05
RED, AMBER = 0.25, 0.15
"""Least differences, in standard deviations over the active days."""
LEAST_DAYS, LEAST_LOGGED = 90, 20
"""Active days whose mood is known, and how many of them must be logged, and as many not."""
LEFT = 0.10
"""Difference that a fix leaves at most."""
STEP = 5
"""A fix asks for labels in steps of as many."""
FAR = 2_000
"""Days beyond which asking for more is no advice."""


@dataclass(frozen=True, slots=True)
class _Lean:
    """How far the mood of logged days is from that of all, and what chance makes of it."""

    difference: float
    """In standard deviations; below 0 where logged days were the worse ones."""
    error: float
    """Standard deviation of the difference over the shifts."""
    p: float
    logged: int

    @property
    def state(self) -> State:
        size = abs(self.difference)
        if self.p <= RED_P and size >= RED:
            return "red"
        if self.p <= AMBER_P and size >= AMBER:
            return "amber"
        low, high = self.interval
        return "fine" if low >= -RED and high <= RED else "cant_tell"

    @property
    def interval(self) -> tuple[float, float]:
        return self.difference - Z95 * self.error, self.difference + Z95 * self.error


@dataclass(frozen=True, slots=True)
class _Look:
    """One source of moods, and what it says."""

    days: DayMoods
    own: _Lean | None
    """None while there is too little."""
    mended: _Lean | None
    """With what was labelled to fill; None where nothing was, or too little."""

    @property
    def short(self) -> tuple[int, int, str] | None:
        return _short(self.days, self.days.chosen)

    @property
    def cleared(self) -> bool:
        """True when what was labelled to fill has taken an alarm away, or made a red one amber."""
        if self.own is None or self.mended is None or self.own.state not in ("amber", "red"):
            return False
        return SEVERITY[self.mended.state] < SEVERITY[self.own.state]

    @property
    def standing(self) -> _Lean | None:
        """The one that decides."""
        return self.mended if self.cleared else self.own

    @property
    def state(self) -> State:
        return self.standing.state if self.standing else "cant_tell"

    @property
    def needed(self) -> int:
        """Days that would tell, if they went on like these."""
        lean, days = self.standing, len(self.days)
        if lean is None or lean.state != "cant_tell":
            return LEAST_DAYS
        size = abs(lean.difference)
        room = size if size >= RED else RED - size
        if room * room * MOST_ASKED <= (Z95 * lean.error) ** 2 * days:
            return max(MOST_ASKED, days + 1)
        return max(days + 1, ceil(days * (Z95 * lean.error / room) ** 2))


def weigh(evidence: Evidence) -> CheckResult:
    """Judge whether the mood of the days that were logged differs from that of all active days."""
    look = _worst(evidence)
    lean = look.own if look else None
    n, needed = _counts(look)
    fix = _fix(evidence, look)
    return CheckResult(
        id=ID,
        question=QUESTION,
        state=look.state if look else "cant_tell",
        n=n,
        n_effective=_effective(look, n),
        n_needed=needed,
        estimate=min(1.0, abs(lean.difference)) if lean else None,
        interval=_size(lean.interval) if lean else (0.0, 1.0),
        headline=_headline(look),
        message=_message(look, needed, open_ones=fix is not None),
        how=HOW,
        fix=fix,
        plot=_plot(look),
        numbers=_numbers(look),
        domain=evidence.domain,
        applies=look is not None,
    )


def picks(evidence: Evidence) -> Picks:
    """Episodes of days that nobody logged, one a day, drawn at random from those on the side that is missing."""
    look = _worst(evidence)
    fix = _fix(evidence, look)
    if look is None or fix is None:
        return Picks((), "gap_fill")
    if fix.why == "spontaneous":
        return Picks(tuple(_newest(evidence, look.days)[: fix.count]), "spontaneous")
    return Picks(tuple(i for i, _ in _missing(evidence, look)[: fix.count]), "gap_fill")


def _worst(evidence: Evidence) -> _Look | None:
    """The worse of those kept with the episodes; else the first of the others; else the nearest to enough."""
    found = day_moods(evidence)
    enough = [days for days in found if not _short(days, days.chosen)]
    kept = [days for days in enough if days.source in [SOURCES[name] for name in KEPT_WITH_EPISODES]]
    asked = kept or enough[:1]
    if asked:
        looks = [_look(days, len(asked)) for days in asked]
        return max(looks, key=lambda one: (SEVERITY[one.state], one.cleared))
    if not found:
        return None
    return _Look(max(found, key=lambda days: (min(days.logged, len(days) - days.logged), len(days))), None, None)


def _look(days: DayMoods, asked: int) -> _Look:
    filled = bool((days.mended > days.chosen).any())
    mended = _lean(days, days.mended, asked) if filled and not _short(days, days.mended) else None
    return _Look(days, _lean(days, days.chosen, asked), mended)


def _lean(days: DayMoods, labels: Counts, asked: int) -> _Lean:
    import numpy as np

    mood = (days.mood - days.mood.mean()) / days.mood.std()
    logged = (labels > 0).astype(np.float64)
    weights = logged / logged.sum() - 1 / len(mood)
    difference = float(weights @ mood)
    error = float(shifted_sums(weights, mood).std())
    together, p = shift_p_value(level(labels / days.sessions), level(mood))
    if together * difference <= 0:
        p = 1.0
    return _Lean(difference, error, min(1.0, asked * p), int(logged.sum()))


def _short(days: DayMoods, labels: Counts) -> tuple[int, int, str] | None:
    """What there is too little of: how many there are, how many it takes, and what they are."""
    n, logged, noun = len(days), int((labels > 0).sum()), days.source.noun
    if n < LEAST_DAYS:
        return n, LEAST_DAYS, f"of your {days.active:,} active days have a known {noun}"
    if float(days.mood.std()) <= 1e-9:
        return 0, LEAST_DAYS, f"days differ in {noun}: all {n:,} are the same"
    if logged < LEAST_LOGGED:
        return logged, LEAST_LOGGED, f"of the {n:,} days with a known {noun} hold a label you chose"
    if n - logged < LEAST_LOGGED:
        return n - logged, LEAST_LOGGED, f"of the {n:,} days with a known {noun} hold no label you chose"
    return None


def _counts(look: _Look | None) -> tuple[int, int]:
    """How many days it was decided on, or what there is too little of, and how many it takes."""
    if look is None:
        return 0, LEAST_DAYS
    return look.short[:2] if look.short else (len(look.days), look.needed)


def _effective(look: _Look | None, n: int) -> float:
    """Days that would vary as much by chance, if each stood for itself."""
    if look is None or look.own is None or look.own.error <= 0:
        return float(n)
    alone = sqrt(max(0.0, 1 / look.own.logged - 1 / n))
    return float(min(n, max(1.0, n * (alone / look.own.error) ** 2)))


def _size(interval: tuple[float, float]) -> tuple[float, float]:
    """The interval of a difference as that of its size, at most 1."""
    low, high = interval
    return min(1.0, max(0.0, low, -high)), min(1.0, max(high, -low))


def _worse(look: _Look) -> bool:
    return look.own is not None and look.own.difference < 0


def _missing(evidence: Evidence, look: _Look) -> list[tuple[str, int]]:
    """An open episode of each day without a label on the side that is missing, with the day, as chance orders them."""
    days = look.days
    away = days.mood - days.mood.mean()
    first = _open(evidence, days, (days.mended == 0) & ((away > 0) if _worse(look) else (away < 0)))
    return Random(evidence.frame_hash).sample(first, len(first))


def _newest(evidence: Evidence, days: DayMoods) -> list[str]:
    """An open episode of each day without a label, the newest day first."""
    return [episode_id for episode_id, _ in reversed(_open(evidence, days, days.chosen == 0))]


def _open(evidence: Evidence, days: DayMoods, wanted: NDArray[np.bool_]) -> list[tuple[str, int]]:
    """The first open episode of each wanted day, with the day's place, in order of time."""
    import numpy as np

    rows = np.array(evidence.unlabelled, dtype=np.int64)
    places = days.places[rows]
    rows = rows[(places >= 0) & wanted[places]]
    found, first = np.unique(days.places[rows], return_index=True)
    return [(evidence.rows[i].id, k) for i, k in zip(rows[first].tolist(), found.tolist(), strict=True)]


def _fix(evidence: Evidence, look: _Look | None) -> Fix | None:
    if look is None or look.state == "fine":
        return None
    if look.state == "cant_tell":
        if not look.short or len(look.days) < LEAST_DAYS or look.days.logged >= LEAST_LOGGED:
            return None
        count = min(LEAST_LOGGED - look.days.logged, len(_newest(evidence, look.days)))
        return Fix(f"label {counted(count, 'more day')} that you choose", count, "spontaneous") if count else None
    count = _fill_count(look, [day for _, day in _missing(evidence, look)])
    side = "better" if _worse(look) else "worse"
    return Fix(f"label {count} from your {side} days", count, "gap_fill") if count else None


def _fill_count(look: _Look, order: Sequence[int]) -> int:
    """Fewest of these days, in steps, that bring the difference down to `LEFT`; all where that is out of reach."""
    import numpy as np

    mood = (look.days.mood - look.days.mood.mean()) / look.days.mood.std()
    logged = look.days.mended > 0
    added = np.cumsum(mood[np.array(order, dtype=np.int64)])
    for count in range(STEP, len(order) + 1, STEP):
        if abs(float(mood[logged].sum() + added[count - 1])) <= LEFT * (int(logged.sum()) + count):
            return count
    return len(order)


def _headline(look: _Look | None) -> str:
    if look is None or look.state == "cant_tell":
        return "Can't tell yet whether you log more on bad days"
    if look.state == "fine":
        return "You log good and bad days alike"
    return f"You log more on days of {'low' if _worse(look) else 'high'} {look.days.source.noun}"


def _message(look: _Look | None, needed: int, *, open_ones: bool) -> str:
    bring = (
        "Bring in a journal with moods, your phone's states of mind or a wearable's recovery score; episodes of your"
    )
    bring += " own making may carry mood or readiness."
    if look is None:
        return f"No mood is known of any day: 0 days, and this needs {needed}. {bring}"
    days = look.days
    if look.short or look.own is None:
        n, least, what = look.short or (0, LEAST_DAYS, "days can be compared")
        text = f"{n:,} {what}; this needs {least} (from {days.source.where})."
        return f"{text} {bring}" if len(days) < LEAST_DAYS else text
    low, high = _size(look.own.interval)
    size = abs(look.own.difference)
    text = f"On the {counted(look.own.logged, 'day')} you logged, your {days.source.noun} was {size:.2f}"
    text += (
        f" {'lower' if _worse(look) else 'higher'} than on all {len(days):,} active days, counted in typical ups and"
    )
    text += f" downs ({low:.2f}–{high:.2f}; from {days.source.where})."
    if look.mended is not None and look.cleared:
        text += f" With the days you added it is {abs(look.mended.difference):.2f}"
        if look.state == "cant_tell":
            return text + f", no alarm any more; about {needed:,} days would tell that it is even."
        text += ", no alarm any more." if look.state == "fine" else "."
    if look.state == "cant_tell":
        if needed > FAR:
            return text + f" That is too near the edge of 0.25 to tell, even with {needed:,} days."
        return text + f" Chance alone may do that, or hide more; about {needed:,} days would tell."
    if look.state == "fine":
        return text + " It says nothing about days on which nothing happened here."
    side, other = ("bad", "good") if _worse(look) else ("good", "bad")
    text += f" A model trained on this knows your {side} days better than your {other} ones."
    if not open_ones:
        return text + f" None of your {other} days is open; a label or two a week on ordinary days would even it out."
    return text


def _plot(look: _Look | None) -> PlotData:
    if look is None or look.own is None:
        return PlotData()
    days = look.days
    middle, spread = float(days.mood.mean()), float(days.mood.std())

    def at(value: float) -> float:
        source = days.source
        return min(1.0, max(0.0, (value - source.lowest) / (source.highest - source.lowest)))

    def row(name: str, lean: _Lean) -> IntervalRow:
        low, high = (at(middle + spread * edge) for edge in lean.interval)
        return IntervalRow(name, at(middle + spread * lean.difference), low, high, lean.logged)

    rows = [row("days you logged", look.own)]
    if look.mended is not None:
        rows.append(row("with what you added", look.mended))
    rows.append(IntervalRow("all active days", at(middle), at(middle), at(middle), len(days)))
    band = (at(middle - RED * spread), at(middle + RED * spread))
    return PlotData(intervals=IntervalPlot(f"{days.source.noun}, from worst (0 %) to best (100 %)", tuple(rows), band))


def _numbers(look: _Look | None) -> tuple[tuple[str, str], ...]:
    if look is None:
        return ()
    days = look.days
    numbers = [
        ("told by", days.source.where),
        ("active days", f"{days.active:,}, {days.source.noun} known on {len(days):,}"),
        ("logged by choice", f"{days.logged:,} of those"),
    ]
    for name, lean in (("logged less all", look.own), ("with what you added", look.mended)):
        if lean is not None:
            low, high = lean.interval
            text = f"{lean.difference:+.2f} ({low:+.2f} to {high:+.2f}) standard deviations, p = {lean.p:.3g}"
            numbers.append((name, text))
    return tuple(numbers)
