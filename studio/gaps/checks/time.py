"""TIME: are there stretches or hours missing?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from studio.gaps.evidence import Evidence
from studio.gaps.findings import CheckResult, Fix, GridCell, GridPlot, Picks, PlotData, TimelinePlot
from studio.gaps.hours import Hours, hour_week
from studio.gaps.states import State, worst
from studio.gaps.statistics.intervals import burstiness, chance_gap_range, gap_p_value
from studio.gaps.wording import agreeing, counted, day, day_range, percent, percent_range

if TYPE_CHECKING:
    from collections.abc import Sequence

ID = "time"
QUESTION = "Are there stretches or hours missing?"
HOW = (
    "Stretches: every label stands at its place among all your sessions (the activity clock, where holidays and busy "
    "weeks do not count as gaps). The longest spacing x between labels, both ends included, is set against what m "
    "threads spread by chance would leave, m being how many the labels come from: p ≤ (m+1)(1-x)^m. Red: p < .005 and "
    "x at least 5 % of your sessions; amber: p ≤ .05. Needs 30 labels, 20 threads and 100 sessions. Hours: eight "
    "parts of the week, the total variation distance between where you label and where your sessions are, against 999 "
    "seeded draws of n sessions, n divided by the mean design effect over threads. Red: p < .005 and more than 10 "
    "points above what the draws show; amber: p ≤ .05 and 5 points. Needs 40 labels. Two questions share one alarm, "
    "so each is red at half of 1 %. A part of the week is named when it stands after Benjamini–Hochberg at 10 %. "
    "Burstiness (Kim & Jo) is shown and raises no alarm. No alarm means none this large, not that nothing is missing."
)

LEAST = 30
"""Labels below which a stretch cannot be told from chance."""
LEAST_THREADS = 20
"""Threads that labels must come from: those of one conflict stand together."""
LEAST_FRAME = 100
"""Sessions below which the activity clock is too coarse."""
LEAST_HOURS = 40
"""Labels below which the hours say nothing."""
RED_P, AMBER_P = 0.005, 0.05
"""Chances below which either of the two questions alarms; together they are wrong at twice that."""
LEAST_GAP = 0.05
"""Share of the sessions that a stretch must span to matter."""
FILL = 5
"""Sessions a stretch is filled with."""
BINS = 60
"""Bins of the timeline."""

ROWS = ("weekdays", "weekends")
COLUMNS = ("night", "morning", "afternoon", "evening")


@dataclass(frozen=True, slots=True)
class _Hole:
    """The longest spacing between labels on the activity clock."""

    share: float
    """Of all sessions."""
    first: int
    """Place of the first unlabelled session in it."""
    last: int
    threads: int
    """Threads that the labels come from."""
    p: float
    state: State


def weigh(evidence: Evidence) -> CheckResult:
    """Judge stretches on the activity clock, then the hours of the week; the worse of the two stands."""
    n, sessions = len(evidence.labelled), len(evidence.rows)
    hole = _hole(evidence)
    hours = hour_week(evidence) if n >= LEAST_HOURS and sessions >= LEAST_FRAME else None
    hours_state: State = _hours_state(hours) if hours else "fine"
    state = worst(hole.state, hours_state) if hole.state != "cant_tell" else "cant_tell"
    by_hours = hours is not None and hours_state == state and hole.state != state
    estimate: float | None = hole.share if n else None
    interval = chance_gap_range(hole.threads)
    if hours and by_hours:
        estimate, interval = hours.distance, hours.chance
    return CheckResult(
        id=ID,
        question=QUESTION,
        state=state,
        n=_counts(evidence, hole)[0],
        n_effective=float(hole.threads),
        n_needed=_counts(evidence, hole)[1],
        estimate=estimate,
        interval=interval,
        headline=_headline(evidence, hole, hours, state, by_hours),
        message=_message(evidence, hole, hours, state),
        how=HOW,
        fix=_fix(evidence, hole, hours, state),
        plot=_plot(evidence, hole, hours),
        numbers=_numbers(evidence, hole, hours),
        domain=evidence.domain,
    )


def picks(evidence: Evidence) -> Picks:
    """Sessions spread evenly inside the stretch, and from the parts of the week that are short."""
    state, hole, hours = _states(evidence)
    if state in ("fine", "cant_tell"):
        more = _more(evidence, hole) if state == "cant_tell" else []
        return Picks(tuple(evidence.rows[i].id for i in more), "gap_fill")
    places = _hole_picks(evidence, hole)
    taken = set(places)
    for cell, wanted in enumerate(_hours_wanted(evidence, hours)):
        free = [i for i in evidence.unlabelled if evidence.week_cells[i] == cell and i not in taken]
        places += _spread(free, wanted)
    return Picks(tuple(evidence.rows[i].id for i in sorted(places)), "gap_fill")


def _states(evidence: Evidence) -> tuple[State, _Hole, Hours | None]:
    hole = _hole(evidence)
    enough = len(evidence.labelled) >= LEAST_HOURS and len(evidence.rows) >= LEAST_FRAME
    hours = hour_week(evidence) if enough else None
    if hole.state == "cant_tell":
        return "cant_tell", hole, hours
    return worst(hole.state, _hours_state(hours) if hours else "fine"), hole, hours


def _hole(evidence: Evidence) -> _Hole:
    places, sessions = evidence.labelled, len(evidence.rows)
    n = len(places)
    if not n:
        return _Hole(1.0, 0, max(0, sessions - 1), 0, 1.0, "cant_tell")
    clock = [0.0, *((p + 0.5) / sessions for p in places), 1.0]
    edges = [-1, *places, sessions]
    k = max(range(n + 1), key=lambda i: (clock[i + 1] - clock[i], -i))
    share = clock[k + 1] - clock[k]
    threads = len({evidence.rows[p].thread for p in places})
    p = gap_p_value(share, threads)
    state: State = "fine"
    if n < LEAST or threads < LEAST_THREADS or sessions < LEAST_FRAME:
        state = "cant_tell"
    elif share >= LEAST_GAP and p < RED_P:
        state = "red"
    elif share >= LEAST_GAP and p <= AMBER_P:
        state = "amber"
    return _Hole(share, edges[k] + 1, edges[k + 1] - 1, threads, p, state)


def _counts(evidence: Evidence, hole: _Hole) -> tuple[int, int]:
    """Labels and how many it takes; sessions, where those are what is too few."""
    n, sessions = len(evidence.labelled), len(evidence.rows)
    if n >= LEAST and sessions < LEAST_FRAME:
        return sessions, LEAST_FRAME
    return n, LEAST if n < LEAST else max(LEAST, n + LEAST_THREADS - hole.threads)


def _more(evidence: Evidence, hole: _Hole) -> list[int]:
    """Places to label while it cannot tell, spread over the sessions of threads that have no label yet."""
    n, needed = _counts(evidence, hole)
    if n >= LEAST and len(evidence.rows) < LEAST_FRAME:
        return []
    if n < LEAST:
        return _spread(evidence.unlabelled, needed - n)
    known = {evidence.rows[p].thread for p in evidence.labelled}
    first = {evidence.rows[i].thread: i for i in reversed(evidence.unlabelled)}
    return _spread(sorted(i for thread, i in first.items() if thread not in known), needed - n)


def _hours_state(hours: Hours) -> State:
    if hours.p < RED_P and hours.excess > 0.10:
        return "red"
    return "amber" if hours.p <= AMBER_P and hours.excess > 0.05 else "fine"


def _alarmed(hole: _Hole) -> bool:
    return hole.state in ("amber", "red")


def _spread(places: Sequence[int], count: int) -> list[int]:
    """`count` of the places, evenly over them; all when there are fewer."""
    if count >= len(places):
        return list(places)
    return [places[int((k + 0.5) * len(places) / count)] for k in range(count)]


def _hole_picks(evidence: Evidence, hole: _Hole) -> list[int]:
    if not _alarmed(hole):
        return []
    free = [i for i in evidence.unlabelled if hole.first <= i <= hole.last]
    count = FILL
    while count < len(free) and gap_p_value(hole.share / (count + 1), hole.threads + count) <= AMBER_P:
        count += 1
    return _spread(free, count)


def _hours_wanted(evidence: Evidence, hours: Hours | None) -> list[int]:
    if hours is None or _hours_state(hours) == "fine":
        return [0] * 8
    free = [0] * 8
    for i in evidence.unlabelled:
        free[evidence.week_cells[i]] += 1
    return hours.fill(free)


def _fix(evidence: Evidence, hole: _Hole, hours: Hours | None, state: State) -> Fix | None:
    if state == "fine":
        return None
    if state == "cant_tell":
        count = len(_more(evidence, hole))
        return Fix(f"label {count} spread over your sessions", count, "gap_fill") if count > 0 else None
    inside = len(_hole_picks(evidence, hole))
    outside = sum(_hours_wanted(evidence, hours))
    if not inside + outside:
        return None
    where = "from there" if inside else "from those hours"
    both = "from there and from those hours" if inside and outside else where
    return Fix(f"label {inside + outside} {both}", inside + outside, "gap_fill")


def _stretch(evidence: Evidence, hole: _Hole) -> str:
    return day_range(evidence.rows[hole.first].wall, evidence.rows[hole.last].wall)


def _headline(evidence: Evidence, hole: _Hole, hours: Hours | None, state: State, by_hours: bool) -> str:
    if state == "fine":
        return "No long stretch and no part of the week is missing"
    if state == "cant_tell":
        return "Can't tell yet whether a stretch is missing"
    if by_hours and hours:
        return f"Hardly anything labelled {hours.where(ROWS, COLUMNS)}"
    return f"Nothing labelled {_stretch(evidence, hole)}"


def _message(evidence: Evidence, hole: _Hole, hours: Hours | None, state: State) -> str:
    n, sessions = len(evidence.labelled), len(evidence.rows)
    if state == "cant_tell":
        if n < LEAST:
            return f"{counted(n, 'label')} so far; this needs {LEAST} (and {LEAST_FRAME} sessions, has {sessions})."
        if sessions < LEAST_FRAME:
            return f"{counted(sessions, 'session')} so far; this needs {LEAST_FRAME} (and {LEAST} labels, has {n})."
        threads = counted(hole.threads, "thread")
        needed = _counts(evidence, hole)[1]
        return f"{n} labels come from {threads}; this needs {LEAST_THREADS}, so about {needed:,} labels."
    parts = []
    if _alarmed(hole):
        parts.append(_hole_words(evidence, hole))
    if hours and _hours_state(hours) != "fine":
        got, expected, share = hours.shortfall()
        parts.append(
            f"{got} of {n} labels {agreeing(got, 'falls', 'fall')} {hours.where(ROWS, COLUMNS)}, where {percent(share)}"
            f" of your sessions are ({expected:.0f} would be expected)."
        )
    if parts:
        return " ".join(parts)
    low, high = chance_gap_range(hole.threads)
    text = f"The longest stretch without a label spans {percent(hole.share)} of your {sessions:,} sessions;"
    text += f" {_points(n, hole)}, spread by chance, leave {percent_range(low, high)}. A hole under about"
    text += f" {percent(high)} could not be seen with these."
    return text if hours else text + f" The hours of the week need {LEAST_HOURS} labels."


def _points(n: int, hole: _Hole) -> str:
    return f"{n} labels" if hole.threads == n else f"the {counted(hole.threads, 'thread')} of {n} labels"


def _hole_words(evidence: Evidence, hole: _Hole) -> str:
    inside = hole.last - hole.first + 1
    first, last = evidence.rows[hole.first], evidence.rows[hole.last]
    messages = evidence.source.messages_between(first.utc, last.utc + 3600) if evidence.domain != "fitness" else 0
    noun = "training day" if evidence.domain == "fitness" else "session"
    chance = percent_range(*chance_gap_range(hole.threads))
    lived = f"you exchanged {counted(messages, 'message')} in" if messages else "there were"
    return (
        f"Nothing labelled {_stretch(evidence, hole)}, though {lived} {counted(inside, noun)}"
        f" ({percent(hole.share)} of all; chance alone leaves {chance})."
    )


def _plot(evidence: Evidence, hole: _Hole, hours: Hours | None) -> PlotData:
    if not evidence.rows:
        return PlotData()
    import numpy as np

    utc = evidence.utc
    first, last = float(utc[0]), float(utc[-1])
    span = max(last - first, 1.0)
    bins = np.minimum(((utc - first) / span * BINS).astype(np.int64), BINS - 1)
    sessions = np.bincount(bins, minlength=BINS)
    labels = np.bincount(bins[np.array(evidence.labelled, dtype=np.int64)], minlength=BINS)
    marked = (int(bins[hole.first]), int(bins[hole.last])) if hole.last >= hole.first else None
    timeline = TimelinePlot(
        day(evidence.rows[0].wall),
        day(evidence.rows[-1].wall),
        tuple(int(v) for v in sessions),
        tuple(int(v) for v in labels),
        marked,
        _alarmed(hole),
    )
    return PlotData(timeline=timeline, grid=_grid(hours) if hours else None)


def _grid(hours: Hours) -> GridPlot:
    cells = [GridCell(e, g, s) for e, g, s in zip(hours.expected, hours.labelled, hours.short, strict=True)]
    return GridPlot(ROWS, COLUMNS, (tuple(cells[:4]), tuple(cells[4:])))


def _numbers(evidence: Evidence, hole: _Hole, hours: Hours | None) -> tuple[tuple[str, str], ...]:
    n = len(evidence.labelled)
    numbers = [
        ("labels", str(n)),
        ("threads they come from", str(hole.threads)),
        ("sessions", f"{len(evidence.rows):,}"),
    ]
    if n:
        numbers.append(("longest stretch", f"{percent(hole.share)} of the sessions, p ≤ {hole.p:.3g}"))
        numbers.append(("chance leaves", percent_range(*chance_gap_range(hole.threads))))
    if hours:
        numbers.append(("hours differ by", f"{100 * hours.distance:.0f} points, p = {hours.p:.3g}"))
        numbers.append(("chance differs by", f"{100 * hours.chance[0]:.0f}–{100 * hours.chance[1]:.0f} points"))
    places = evidence.labelled
    bursts = burstiness([b - a for a, b in pairwise(places)])
    if bursts is not None:
        numbers.append(("burstiness", f"{bursts:+.2f} (-1 regular, 0 random, 1 bursty; no alarm)"))
    return tuple(numbers)
