"""OUTCOME_MISSING: are the unfinished stories different?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor

from studio.core.shares import Z95, newcombe, wilson
from studio.gaps.evidence import DECIDED, OWN_CHOICE, Evidence, FrameRow
from studio.gaps.findings import CheckResult, Fix, IntervalPlot, IntervalRow, Picks, PlotData
from studio.gaps.states import MOST_ASKED, State, interval_state
from studio.gaps.statistics.intervals import design_effect
from studio.gaps.wording import agreeing, counted, percent, percent_range

ID = "outcome_missing"
QUESTION = "Are the unfinished stories different?"
HOW = (
    "An episode you took up is unfinished when it was labelled “unknown”, or something was said of it but not how it "
    "ended (unless something is said of nearly all there are). With g that went well and m unfinished of n, the share "
    "that went well lies between g/n and (g+m)/n, "
    "however the m ended (Manski's bounds). Amber: they lie more than 30 points apart; red: so does all of the 95 % "
    "interval of that width (Wilson's). Fine: at most 10. Between, the "
    "share unfinished is compared where a machine guesses well and where it guesses badly (Newcombe's interval of the "
    "difference, n divided by the design effect over threads, tolerated ±5 points). Red, at any width: the 95 % "
    "interval lies wholly outside; amber: only the 80 % one does; fine: it lies inside. Needs 50 taken up, and 8 on "
    "each side for the comparison, which is weak: 8 against 50 % unfinished turns red in about half at 100 and 7 of "
    "10 at 200, so the bounds are what counts. Of the ones drawn at random, those you set aside are unfinished too; "
    "their bounds are shown and change nothing. No alarm is not proof that the unfinished ones are like the rest."
)

LEAST = 50
"""Episodes taken up below which nothing is said."""
LEAST_ARM = 8
"""Episodes on each side of the guess below which the sides are not compared."""
NARROW = 0.10
"""Width of the bounds up to which it hardly matters how the unfinished ones ended."""
WIDE = 0.30
"""Width of the bounds above which they say next to nothing."""
BAND = (-0.05, 0.05)
"""Differences in the share unfinished between these are no alarm."""
OF_ALL = 0.8
"""Where more than this share of all without an ending was told of, and they are most of the frame, telling is no sign
that they were taken up."""
STRONG = 300
"""Episodes below which even a large difference is often missed."""


@dataclass(frozen=True, slots=True)
class _Bounds:
    """How many ended well for sure, and how many might have."""

    good: int
    known: int
    missing: int

    @property
    def n(self) -> int:
        return self.known + self.missing

    @property
    def share(self) -> float | None:
        """Of those whose ending is known."""
        return self.good / self.known if self.known else None

    @property
    def width(self) -> float:
        return self.missing / self.n if self.n else 0.0

    @property
    def edges(self) -> tuple[float, float]:
        if not self.n:
            return 0.0, 1.0
        return self.good / self.n, (self.good + self.missing) / self.n

    @property
    def to_most(self) -> int | None:
        """Fewest unfinished ones that must have gone well for most to have; None where they cannot turn it."""
        wanted = floor(self.n / 2) + 1 - self.good
        return wanted if 0 < wanted <= self.missing else None


@dataclass(frozen=True, slots=True)
class _Sides:
    """The share unfinished where a machine guesses badly, and where it guesses well."""

    bad: float
    n_bad: int
    well: float
    n_well: int
    effect: float
    """Design effect over threads."""

    @property
    def gap(self) -> float:
        return self.bad - self.well

    def interval(self, z: float = Z95, times: float = 1.0) -> tuple[float, float]:
        """Of the difference, were there this many times as many of both."""
        scale = times / self.effect
        return newcombe(self.bad, self.n_bad * scale, self.well, self.n_well * scale, z)

    def state(self, times: float = 1.0) -> State:
        return interval_state(lambda z: self.interval(z, times), BAND)


def _begun(evidence: Evidence, silent: Sequence[FrameRow]) -> frozenset[str]:
    """Episodes taken up and left without an ending; none where nearly all were told of."""
    begun = evidence.source.begun()
    told = sum(r.id in begun for r in silent)
    return frozenset() if told > max(OF_ALL * len(silent), len(evidence.rows) / 2) else begun


class _Stories:
    """The episodes of one domain that the person took up, finished and not."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        drawn, aside = evidence.source.drawn(), evidence.source.skipped()
        self.known = evidence.decided(OWN_CHOICE)
        unknown = [r for r in evidence.rows if r.outcome == "unknown"]
        silent = [r for r in evidence.rows if r.outcome is None]
        begun = _begun(evidence, silent)
        self.missing = [r for r in unknown if (r.why or "spontaneous") in OWN_CHOICE]
        self.missing += [r for r in silent if r.id in begun and r.id not in drawn]
        self.open = [r for r in self.missing if r.id not in aside]
        audit_known = evidence.decided(frozenset({"audit"}))
        audit_missing = sum(r.why == "audit" for r in unknown)
        audit_missing += sum(r.id in drawn and (r.id in begun or r.id in aside) for r in silent)
        self.own = _bounds(self.known, len(self.missing))
        self.audit = _bounds(audit_known, audit_missing)

    @cached_property
    def sides(self) -> _Sides | None:
        """None with too few on a side."""
        rows = [*self.known, *self.missing]
        unfinished = [r.outcome not in DECIDED for r in rows]
        guesses = self._evidence.guesses
        bad = [u for r, u in zip(rows, unfinished, strict=True) if guesses.get(r.id, 0.0) < 0]
        well = [u for r, u in zip(rows, unfinished, strict=True) if guesses.get(r.id, 0.0) > 0]
        if min(len(bad), len(well)) < LEAST_ARM:
            return None
        return _Sides(sum(bad) / len(bad), len(bad), sum(well) / len(well), len(well), self.effect)

    @cached_property
    def state(self) -> State:
        if self.own.n < LEAST:
            return "cant_tell"
        compared: State = self.sides.state() if self.sides else "cant_tell"
        if compared == "red" or self.surely_wide:
            return "red"
        if compared == "amber" or self.own.width > WIDE:
            return "amber"
        return "fine" if self.own.width <= NARROW else compared

    @cached_property
    def surely_wide(self) -> bool:
        """True where more labels of this kind would leave the bounds as far apart."""
        return wilson(self.own.width, self.own.n / self.effect)[0] > WIDE

    @cached_property
    def effect(self) -> float:
        """Design effect over threads of being unfinished."""
        rows = [*self.known, *self.missing]
        return design_effect([r.outcome not in DECIDED for r in rows], [r.thread for r in rows])

    @cached_property
    def leaning(self) -> bool:
        """True where the unfinished ones are not like the rest."""
        return self.sides is not None and self.own.n >= LEAST and self.sides.state() in ("amber", "red")

    @cached_property
    def needed(self) -> int:
        """Episodes taken up at which it can tell, were the shares to stay as they are."""
        n = self.own.n
        if self.state != "cant_tell" or n < LEAST:
            return LEAST
        if self.sides is None:
            return n + LEAST_ARM
        times = 1.0
        while times * n < MOST_ASKED:
            times *= 1.05
            if self.sides.state(times) != "cant_tell":
                return max(n + 1, ceil(times * n))
        return max(n + 1, MOST_ASKED)


def weigh(evidence: Evidence) -> CheckResult:
    """Bound what the unfinished ones could change, and compare where they fall."""
    stories = _Stories(evidence)
    own = stories.own
    return CheckResult(
        id=ID,
        question=QUESTION,
        state=stories.state,
        n=own.n,
        n_effective=own.n / stories.effect,
        n_needed=stories.needed,
        estimate=own.share,
        interval=own.edges,
        headline=_headline(stories),
        message=_message(stories),
        how=HOW,
        fix=_fix(evidence, stories),
        plot=_plot(stories),
        numbers=_numbers(stories),
        domain=evidence.domain,
    )


def picks(evidence: Evidence) -> Picks:
    """The unfinished ones that the person did not set aside, the newest first; below `LEAST`, the newest of all."""
    stories = _Stories(evidence)
    found = _fix(evidence, stories)
    if found is None:
        return Picks((), "spontaneous")
    ids = _newest(stories.open or [evidence.rows[i] for i in evidence.unlabelled])
    return Picks(tuple(ids[: found.count]), "spontaneous")


def _bounds(known: Sequence[FrameRow], missing: int) -> _Bounds:
    return _Bounds(sum(r.outcome == "good" for r in known), len(known), missing)


def _newest(rows: Sequence[FrameRow]) -> list[str]:
    return [r.id for r in sorted(rows, key=lambda r: (-r.utc, r.id))]


def _fix(evidence: Evidence, stories: _Stories) -> Fix | None:
    if stories.state == "fine":
        return None
    if unfinished := len(stories.open):
        return Fix(f"say how {unfinished:,} ended, or leave them unknown", unfinished, "spontaneous")
    count = min(len(evidence.unlabelled), LEAST - stories.own.n)
    return Fix(f"label {count} more that you choose", count, "spontaneous") if count > 0 else None


def _headline(stories: _Stories) -> str:
    if stories.state == "cant_tell":
        return "Can't tell yet whether the unfinished ones are different"
    if stories.state == "fine":
        return "Few are unfinished" if stories.own.width <= NARROW else "The unfinished ones look like the rest"
    if stories.leaning and stories.sides:
        where = "badly" if stories.sides.gap > 0 else "well"
        return f"More are unfinished among those that look as if they went {where}"
    return "Too many are unfinished to know how things usually went"


def _message(stories: _Stories) -> str:
    own = stories.own
    if own.n < LEAST:
        text = f"You took up {counted(own.n, 'episode')} yourself; this needs {LEAST}."
        return (
            text
            + (f" {own.missing} of them {agreeing(own.missing, 'has', 'have')} no known ending." if own.missing else "")
            + _audit_words(stories)
        )
    if not own.missing:
        text = f"Of all {own.n} you took up yourself the ending is known."
        return text + _audit_words(stories)
    known = f"; of those with a known ending it is {percent(own.share)}" if own.share is not None else ""
    text = f"{own.missing} of {own.n} {agreeing(own.missing, 'has', 'have')} no known ending. However they ended,"
    text += f" {percent_range(*own.edges)} of what you took up went well{known}." + _tipping_words(own)
    sides = stories.sides
    if sides is None:
        text += f" Whether they are like the rest needs {LEAST_ARM} that look good and {LEAST_ARM} that look bad."
    elif stories.leaning:
        text += f" Unfinished are {percent(sides.bad)} of those a machine guesses went badly and {percent(sides.well)}"
        text += " of those it guesses went well."
    elif own.n < STRONG:
        text += f" With {own.n}, even a large difference between finished and unfinished can go unseen."
    if stories.state == "cant_tell":
        text += f" About {stories.needed:,} would tell, or knowing how these ended."
    elif stories.state != "fine" and not stories.open:
        text += " You set them all aside, and they may stay so."
    return text + _audit_words(stories)


def _tipping_words(own: _Bounds) -> str:
    if own.to_most is not None:
        return f" If {own.to_most} of those {own.missing} went well, so did most of all; if fewer, not."
    return " That is most, either way." if 2 * own.good > own.n else " That is half at most, either way."


def _audit_words(stories: _Stories) -> str:
    audit = stories.audit
    if not audit.missing:
        return ""
    text = f" Of the {audit.n} picked at random, {audit.missing} were set aside or left open;"
    return text + f" however those ended, {percent_range(*audit.edges)} went well."


def _plot(stories: _Stories) -> PlotData:
    own, audit = stories.own, stories.audit
    rows = []
    if own.share is not None:
        low, high = wilson(own.share, own.known)
        rows.append(IntervalRow("known endings", own.share, low, high, own.known))
    if own.missing:
        rows.append(_row("however they ended", own))
    if audit.missing:
        rows.append(_row("random, likewise", audit))
    return PlotData(intervals=IntervalPlot("share that went well", tuple(rows), (0.0, 0.0)))


def _row(name: str, bounds: _Bounds) -> IntervalRow:
    low, high = bounds.edges
    return IntervalRow(name, bounds.share if bounds.share is not None else (low + high) / 2, low, high, bounds.n)


def _numbers(stories: _Stories) -> tuple[tuple[str, str], ...]:
    own, sides, audit = stories.own, stories.sides, stories.audit
    numbers = [("unfinished", f"{own.missing} of {own.n}"), ("bounds", percent_range(*own.edges))]
    if own.to_most is not None:
        numbers.append(("turning point", f"{own.to_most} of {own.missing}"))
    if sides:
        low, high = sides.interval()
        numbers.append(("unfinished where it looks bad", f"{percent(sides.bad)} of {sides.n_bad}"))
        numbers.append(("where it looks good", f"{percent(sides.well)} of {sides.n_well}"))
        numbers.append(("difference", f"{100 * sides.gap:+.0f} ({100 * low:+.0f} to {100 * high:+.0f}) points"))
    if audit.n:
        numbers.append(("picked at random", f"{audit.missing} of {audit.n} open ({percent_range(*audit.edges)})"))
    return tuple(numbers)
