"""CONSISTENCY: would you label it the same today?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, sqrt
from random import Random
from typing import TYPE_CHECKING

from studio.core.coefficients import (
    ac1_interval,
    cohen_kappa,
    gwet_ac1,
    kappa_interval,
    raw_agreement,
    sign_test,
)
from studio.core.shares import Z80, Z95, wilson
from studio.gaps.evidence import Evidence
from studio.gaps.findings import CheckResult, Fix, IntervalPlot, IntervalRow, Picks, PlotData
from studio.gaps.states import MOST_ASKED, SEVERITY, State
from studio.gaps.statistics.intervals import design_effect
from studio.gaps.wording import counted, percent, percent_range

if TYPE_CHECKING:
    from studio.store.frame import ReadAgain

ID = "consistency"
QUESTION = "Would you label it the same today?"
HOW = (
    "Outcomes you gave a second time, the first hidden, a week or more later; the latest of each episode. Cohen's "
    "kappa is how far beyond chance both readings agree: 0 % is chance, 100 % always. Its interval is a bootstrap over "
    "episodes, widened by the design effect over threads. Where one outcome makes up more than 80 % of the readings, "
    "kappa is low however well they agree, so Gwet's AC1 is read. Fine: the 95 % interval lies above 60 %. Red: below "
    "it. Amber: the 80 % interval lies below 70 %, or changes went one way (good to bad against bad to good, exact "
    "sign test, p < .05). Needs 30 second readings, better 40: of 40, nine in ten who waver much (kappa 30 %) are at "
    "least amber, but with two outcomes in use nearly half who waver a little (49 %) are missed. Once 30 others came "
    "before them, the latest 40 can clear an alarm by reaching 60 %, or 70 % where changes "
    "went one way."
)

LEAST = 30
"""Second readings below which nothing is said (coverage of the interval is poor below; Gwet 2016, PMC5965565)."""
LEAST_EFFECTIVE = 20
ADVISED = 40
"""Second readings to ask for."""
WEAK = 60
"""Second readings below which much wavering may be missed."""
WEAK_OF_TWO = 80
"""The same, where no third outcome is used."""
EDGE = 0.60
"""Agreement beyond chance below this is an alarm."""
CLEAR = 0.70
"""From here on it is none."""
LOPSIDED = 0.8
"""Share of one outcome above which AC1 is read."""
DRIFTS = 0.05

Z = {0.95: Z95, 0.80: Z80}


@dataclass(frozen=True)
class _Readings:
    """Pairs of readings of different episodes, and how far they agree."""

    pairs: Sequence[tuple[str, str]]
    threads: Sequence[str]

    @property
    def n(self) -> int:
        return len(self.pairs)

    @cached_property
    def same(self) -> int:
        return sum(a == b for a, b in self.pairs)

    @cached_property
    def n_effective(self) -> float:
        return self.n / design_effect([a == b for a, b in self.pairs], self.threads)

    @property
    def enough(self) -> bool:
        return self.n >= LEAST and self.n_effective >= LEAST_EFFECTIVE

    @cached_property
    def commonest(self) -> tuple[str, float]:
        """The commonest outcome of both readings, and its share."""
        value, count = min(
            Counter(v for pair in self.pairs for v in pair).items(), key=lambda item: (-item[1], item[0])
        )
        return value, count / (2 * self.n)

    @property
    def weak(self) -> int:
        """Readings below which much wavering may be missed; with two outcomes chance agrees half of the time."""
        return WEAK if len({v for pair in self.pairs for v in pair}) > 2 else WEAK_OF_TWO

    @cached_property
    def kappa(self) -> float | None:
        """None where every reading is the same outcome."""
        return cohen_kappa(self.pairs) if self.n else None

    @cached_property
    def lopsided(self) -> bool:
        """Whether AC1 is to be read."""
        return self.n > 0 and (self.kappa is None or self.commonest[1] > LOPSIDED)

    @property
    def estimate(self) -> float:
        """The coefficient that is read."""
        return gwet_ac1(self.pairs) if self.kappa is None or self.lopsided else self.kappa

    @cached_property
    def interval(self) -> tuple[float, float]:
        """95 % around the coefficient that is read; everything is possible without readings."""
        return self._within(0.95)

    def _within(self, level: float) -> tuple[float, float]:
        if not self.n:
            return 0.0, 1.0
        names: dict[str, str] = {}
        pairs = [(names.setdefault(a, f"{len(names)}"), names.setdefault(b, f"{len(names)}")) for a, b in self.pairs]
        low, high = ac1_interval(pairs, z=Z[level]) if self.lopsided else kappa_interval(pairs, level=level)
        found, wider = self.estimate, sqrt(self.n / self.n_effective)
        return max(-1.0, found - wider * (found - low)), min(1.0, found + wider * (high - found))

    @cached_property
    def moved(self) -> tuple[int, int]:
        """Times good became bad, and bad became good."""
        return self.pairs.count(("good", "bad")), self.pairs.count(("bad", "good"))

    @property
    def drifted(self) -> bool:
        return sign_test(*self.moved) < DRIFTS

    @cached_property
    def mixed_up(self) -> tuple[str, str, int] | None:
        """The two outcomes most often taken for each other, and how often."""
        both = Counter((min(pair), max(pair)) for pair in self.pairs if pair[0] != pair[1])
        if not both:
            return None
        (a, b), count = min(both.items(), key=lambda item: (-item[1], item[0]))
        return a, b, count

    @cached_property
    def wavers(self) -> State:
        """What agreement alone says."""
        if not self.enough:
            return "cant_tell"
        low, high = self.interval
        if high < EDGE:
            return "red"
        if self._within(0.80)[1] < CLEAR:
            return "amber"
        return "fine" if low >= EDGE else "cant_tell"

    @cached_property
    def state(self) -> State:
        if self.enough and self.drifted and SEVERITY[self.wavers] < SEVERITY["amber"]:
            return "amber"
        return self.wavers


@dataclass(frozen=True)
class _Look:
    """All second readings, the latest of them where they clear an alarm, and which episodes were read how."""

    every: _Readings
    latest: _Readings | None
    contested: Sequence[str]
    """Episodes whose latest two readings differ, by id."""

    @property
    def state(self) -> State:
        return (self.latest or self.every).state

    @property
    def wavers(self) -> bool:
        """Whether agreement, and not drift alone, is what alarms."""
        return (self.latest or self.every).wavers in ("amber", "red")


def weigh(evidence: Evidence) -> CheckResult:
    """Judge how far second readings agree with first ones."""
    look = _look(evidence)
    every = look.every
    low, high = every.interval
    return CheckResult(
        id=ID,
        question=QUESTION,
        state=look.state,
        n=every.n,
        n_effective=every.n_effective,
        n_needed=_needed(look),
        estimate=max(0.0, every.estimate) if every.n else None,
        interval=(max(0.0, low), max(0.0, high)),
        headline=_headline(look),
        message=_message(look),
        how=HOW,
        fix=_fix(evidence, look),
        plot=_plot(look),
        numbers=_numbers(look),
        domain=evidence.domain,
    )


def picks(evidence: Evidence) -> Picks:
    """Labelled episodes in random order, those never read twice first; the contested when no other is due."""
    look = _look(evidence)
    fix = _fix(evidence, look)
    if fix is None:
        return Picks((), "relabel")
    return Picks(tuple((_due(evidence) or list(look.contested))[: fix.count]), "relabel")


def _look(evidence: Evidence) -> _Look:
    thread_of = {row.id: row.thread for row in evidence.rows}
    latest: dict[str, ReadAgain] = {}
    for one in evidence.source.read_again():
        if one.id in thread_of:
            latest.pop(one.id, None)
            latest[one.id] = one
    ids = list(latest)
    pairs = [(latest[i].first, latest[i].second) for i in ids]
    threads = [thread_of[i] for i in ids]
    every = _Readings(pairs, threads)
    newest = _Readings(pairs[-ADVISED:], threads[-ADVISED:])
    cleared = (
        every.n >= LEAST + ADVISED
        and every.wavers in ("amber", "red")
        and SEVERITY[newest.wavers] < SEVERITY[every.wavers]
        and newest.estimate >= (CLEAR if every.drifted else EDGE)
    )
    aside = evidence.source.skipped()
    contested = sorted(i for i, (a, b) in zip(ids, pairs, strict=True) if a != b and i not in aside)
    return _Look(every, newest if cleared else None, contested)


def _due(evidence: Evidence) -> list[str]:
    """Labelled episodes that can be read again, in random order, those never read again first."""
    due = evidence.source.due_again() - evidence.source.skipped()
    free = sorted(evidence.rows[i].id for i in evidence.labelled if evidence.rows[i].id in due)
    Random(evidence.frame_hash).shuffle(free)
    again = {one.id for one in evidence.source.read_again()}
    return sorted(free, key=again.__contains__)


def _needed(look: _Look) -> int:
    """Second readings at which it can tell: about n · (reach of the interval / distance from the edge)².

    Where the latest hold an alarm back without being sure, as many again as they are.
    """
    every = look.every
    if look.latest is not None and look.state == "cant_tell":
        return every.n + ADVISED
    effect = every.n / every.n_effective if every.n else 1.0
    least = max(LEAST, ceil(LEAST_EFFECTIVE * effect))
    if not every.enough or every.state != "cant_tell":
        return least if every.enough else max(least, every.n + 1)
    low, high = every.interval
    above = every.estimate >= EDGE
    away, reach = abs(every.estimate - EDGE), every.estimate - low if above else high - every.estimate
    if away * away * MOST_ASKED <= reach * reach * every.n:
        return max(every.n + 1, MOST_ASKED)
    return max(least, every.n + 1, ceil(every.n * (reach / away) ** 2))


def _headline(look: _Look) -> str:
    if look.state == "fine":
        return "Read again, you say the same"
    if look.state == "cant_tell":
        return "Can't tell whether you would label it the same today"
    if not look.wavers:
        return f"You judge {_way(look.latest or look.every)} than you did"
    return "Read again, you often say something else"


def _way(every: _Readings) -> str:
    return "harder" if every.moved[0] > every.moved[1] else "milder"


def _message(look: _Look) -> str:
    every = look.every
    needed = _needed(look)
    if every.n < LEAST:
        return (
            f"{counted(every.n, 'second reading')} a week or more after the first; this needs {needed}, better "
            f"{ADVISED}, with the first label hidden."
        )
    text = f"You said the same on {every.same} of {every.n} second readings"
    if not every.enough:
        return f"{text}; they come from few threads and count like {every.n_effective:.0f}, about {needed} would tell."
    low, high = (max(0.0, edge) for edge in every.interval)
    text += f"; beyond chance that is {percent(max(0.0, every.estimate))} ({percent_range(low, high)})."
    if every.lopsided:
        text += f" {percent(every.commonest[1])} of the readings are “{every.commonest[0]}”, so this is AC1."
    if look.latest is not None:
        text += f" Of the latest {ADVISED} it is {percent(look.latest.estimate)}."
        if look.state == "cant_tell":
            text += f" That is no alarm any more, and not sure yet; about {needed:,} would tell."
    if every.state == "cant_tell":
        more = f"about {needed:,} would tell" if needed < MOST_ASKED else f"even {needed:,} may not tell"
        text += f" That reaches over the edge of {percent(EDGE)}; {more}."
    told = look.latest or every
    if told.drifted:
        good, bad = told.moved
        text += f" You judge {_way(told)}: good became bad {_times(good)}, bad became good {_times(bad)}."
    if look.wavers and every.mixed_up is not None:
        a, b, count = every.mixed_up
        text += f" “{a}” and “{b}” were taken for each other {_times(count)}; a line on what tells them apart helps."
    elif look.state in ("fine", "cant_tell") and every.n < every.weak:
        text += f" With fewer than {every.weak} much wavering can still be missed."
    return text


def _fix(evidence: Evidence, look: _Look) -> Fix | None:
    every = look.every
    if look.state == "fine":
        return None
    due = len(_due(evidence))
    if look.state == "cant_tell":
        wanted = ADVISED - every.n if every.n < LEAST else _needed(look) - every.n
        count = min(due, wanted, ADVISED)
        return Fix(f"read {count} again, label hidden", count, "relabel") if count else None
    if not due:
        count = len(look.contested)
        return Fix(f"look at the {count} you saw two ways", count, "relabel") if count else None
    count = min(due, ADVISED)
    return Fix(f"write a line for each outcome, then read {count} again", count, "relabel")


def _plot(look: _Look) -> PlotData:
    every = look.every
    if not every.n:
        return PlotData()
    share = raw_agreement(every.pairs)
    rows = [IntervalRow("said the same", share, *wilson(share, every.n_effective), every.n)]
    rows.append(_row("beyond chance", every))
    if look.latest is not None:
        rows.append(_row("of the latest", look.latest))
    return PlotData(intervals=IntervalPlot("agreement of second readings with first ones", tuple(rows), (EDGE, 1.0)))


def _row(name: str, found: _Readings) -> IntervalRow:
    low, high = found.interval
    return IntervalRow(name, max(0.0, found.estimate), max(0.0, low), max(0.0, high), found.n)


def _numbers(look: _Look) -> tuple[tuple[str, str], ...]:
    every = look.every
    if not every.n:
        return ()
    numbers = [("said the same", f"{every.same} of {every.n}")]
    kappa = "not defined (one outcome only)" if every.kappa is None else f"{every.kappa:.2f}"
    numbers += [("kappa", kappa), ("AC1", f"{gwet_ac1(every.pairs):.2f}")]
    numbers += [("read here", "AC1" if every.lopsided else "kappa")]
    numbers += [("counts like", f"{every.n_effective:.0f} independent ones")]
    down, up = every.moved
    numbers += [("good to bad, bad to good", f"{down}, {up} (p = {sign_test(down, up):.2f})")]
    if every.mixed_up is not None:
        a, b, count = every.mixed_up
        numbers += [("most mixed up", f"{a} and {b}, {_times(count)}")]
    return tuple(numbers)


def _times(count: int) -> str:
    return "once" if count == 1 else counted(count, "time")
