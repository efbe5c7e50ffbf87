"""SELECTION: do the ones you logged differ from the ones you didn't?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from studio.core.shares import Z80, Z95, newcombe, wilson
from studio.gaps.evidence import AUDIT, MENDED, OWN_CHOICE, Evidence, FrameRow
from studio.gaps.findings import CheckResult, Fix, IntervalPlot, IntervalRow, Picks, PlotData
from studio.gaps.picking.leaning import OPPOSITE, PRECISION, likeliest
from studio.gaps.rates import Rates, kept_rates
from studio.gaps.states import MOST_ASKED, SEVERITY, State, interval_state
from studio.gaps.statistics.intervals import design_effect
from studio.gaps.wording import WENT, counted, percent, percent_range

ID = "selection"
QUESTION = "Do the ones you logged differ from the ones you didn't?"
HOW = (
    "The share that went well among the episodes you chose yourself, less that among the ones drawn at random from "
    "what you had not labelled, with its 95 % interval (Newcombe's, from two Wilson intervals on the effective "
    "numbers: n divided by the design effect over threads). Tolerated: 10 points either way. Fine: the interval lies "
    "inside. Red: wholly outside. Amber: only the 80 % interval does. Where some are mixed, the same is asked of the "
    "share that went badly, and the worse answer stands. Needs 30 of each, 20 effective. Random ones that you set "
    "aside or left unknown could have gone either way: what does not hold both ways is neither red nor fine. Labels "
    "found for a fix are set beside your choice and can clear an alarm. Without random ones, a hint: how often you "
    "chose what a machine guesses went badly, over how often you chose what it guesses went well (rate ratio with its "
    "log interval, half added to each count); it is amber at most, where the 80 % interval lies outside 0.8 to 1.25, "
    "and needs 60 labels of your choice. With 30 random ones a gap of 30 points is seen half the time. No alarm means "
    "no difference this large, not that there is none."
)

BAND = 0.10
"""Difference of two shares that is no alarm."""
LEAST = 30
"""Labels of each kind below which nothing is said."""
LEAST_EFFECTIVE = 20
LEAST_SCREEN = 60
"""Labels of the person's own choice from which on the guesses are a hint."""
DRAW = 30
"""Random ones that are asked for at a time."""
SURE = 0.84
"""Normal quantile of 80 %: a gap is called sure to show when it does four times in five."""


@dataclass(frozen=True, slots=True)
class _Arm:
    """How often one outcome came up among some labels."""

    hits: float
    n: int
    n_effective: float

    @property
    def share(self) -> float:
        return self.hits / self.n if self.n else 0.0

    @property
    def said(self) -> str:
        return f"{percent(self.share)} of {self.n} ({percent_range(*wilson(self.share, self.n_effective))})"

    def grown(self, n: int) -> _Arm:
        """The same share and likeness within threads, of n."""
        return _Arm(self.share * n, n, n * self.n_effective / self.n)


@dataclass(frozen=True, slots=True)
class _Gap:
    """The person's own choice against what was drawn at random, for one outcome."""

    outcome: str
    own: _Arm
    audit: _Arm
    open: int
    """Drawn at random, but set aside or left unknown."""

    @property
    def enough(self) -> bool:
        """Random ones that stay open count as drawn: the bounds answer for them."""
        effective = min(self.own.n_effective, self.audit.n_effective)
        return min(self.own.n, self.audit.n + self.open) >= LEAST and effective >= LEAST_EFFECTIVE

    @property
    def difference(self) -> float:
        return self.own.share - self.audit.share

    @property
    def bounds(self) -> tuple[float, float]:
        """Share at random if all the open ones had gone the other way, or all this way."""
        n = self.audit.n + self.open
        return (self.audit.hits / n, (self.audit.hits + self.open) / n) if n else (0.0, 1.0)

    def interval(self, z: float = Z95) -> tuple[float, float]:
        own, audit = self.own, self.audit
        return newcombe(own.share, own.n_effective, audit.share, audit.n_effective, z)

    @property
    def raw(self) -> State:
        """What the labels that are there say."""
        if not self.enough:
            return "cant_tell"
        return interval_state(self.interval, (-BAND, BAND))

    @property
    def state(self) -> State:
        """`raw`, unless the open ones could change it: then neither red nor fine."""
        raw = self.raw
        if not self.open or raw not in ("red", "fine"):
            return raw
        effect = self.audit.n / self.audit.n_effective
        n = self.audit.n + self.open
        holds = all(_Gap(self.outcome, self.own, _Arm(share * n, n, n / effect), 0).raw == raw for share in self.bounds)
        return raw if holds else "amber" if raw == "red" else "cant_tell"

    @property
    def wanted(self) -> str:
        """The outcome that the person's own choice has too little of."""
        return self.outcome if self.difference < 0 else OPPOSITE[self.outcome]


def weigh(evidence: Evidence) -> CheckResult:
    """Judge own choice against the audit; without an audit, by the guesses, as a hint at most."""
    found = _gap(evidence, OWN_CHOICE)
    mended = _gap(evidence, MENDED, found.outcome)
    filled = mended.own.n - found.own.n
    state = found.state
    cleared = bool(filled) and found.enough and SEVERITY[mended.state] < SEVERITY[state]
    if cleared:
        state = mended.state
    rates = kept_rates(evidence) if found.own.n >= LEAST_SCREEN else None
    if not _audited(found) and rates and rates.alarmed:
        state = "amber"
    n = found.own.n + found.audit.n
    audited = _audited(found) and found.own.n > 0
    return CheckResult(
        id=ID,
        question=QUESTION,
        state=state,
        n=n,
        n_effective=found.own.n_effective + found.audit.n_effective,
        n_needed=_needed(mended if cleared else found),
        estimate=abs(found.difference) if audited else None,
        interval=_size(found.interval()) if audited else (0.0, 1.0),
        headline=_headline(found, rates, state),
        message=_message(found, mended, filled, rates, state),
        how=HOW,
        fix=_fix(evidence, found, mended, state),
        plot=_plot(found, mended, filled, rates),
        numbers=_numbers(found, mended, filled, rates),
        domain=evidence.domain,
    )


def picks(evidence: Evidence) -> Picks:
    """Random ones until these decide; once they have, those that a machine guesses went the way you left out."""
    fix = weigh(evidence).fix
    if fix is None:
        return Picks((), "audit")
    if fix.why == "gap_fill":
        wanted = _gap(evidence, OWN_CHOICE).wanted
        return Picks(tuple(likeliest(evidence, wanted)[: fix.count]), "gap_fill")
    open_ones = [evidence.rows[i].id for i in evidence.unlabelled]
    if fix.why == "spontaneous":
        return Picks(tuple(reversed(open_ones))[: fix.count], "spontaneous")
    free = frozenset(open_ones)
    drawn = tuple([i for i in evidence.random_order() if i in free][: fix.count])
    return Picks(drawn, "audit", len(drawn) / len(free))


def _gap(evidence: Evidence, whys: frozenset[str], outcome: str = "") -> _Gap:
    own, audit = evidence.decided(whys), evidence.decided(AUDIT)
    left = sum(1 for i in evidence.labelled if (r := evidence.rows[i]).outcome == "unknown" and r.why == "audit")
    aside = evidence.source.drawn() & evidence.source.skipped()
    left += sum(1 for r in evidence.rows if r.outcome is None and r.id in aside) if aside else 0
    if outcome:
        return _Gap(outcome, _arm(own, outcome), _arm(audit, outcome), left)
    good = _Gap("good", _arm(own, "good"), _arm(audit, "good"), left)
    if all(r.outcome != "mixed" for r in (*own, *audit)):
        return good
    bad = _Gap("bad", _arm(own, "bad"), _arm(audit, "bad"), left)
    return bad if SEVERITY[bad.state] > SEVERITY[good.state] else good


def _arm(rows: Sequence[FrameRow], outcome: str) -> _Arm:
    hits = [r.outcome == outcome for r in rows]
    return _Arm(sum(hits), len(rows), len(rows) / design_effect(hits, [r.thread for r in rows]))


def _audited(found: _Gap) -> bool:
    return found.audit.n + found.open >= LEAST and found.audit.n >= LEAST_EFFECTIVE


def _size(interval: tuple[float, float]) -> tuple[float, float]:
    """The interval of a difference as that of its size, 0..1."""
    low, high = interval
    return max(0.0, low, -high), min(1.0, max(high, -low))


def _needed(found: _Gap) -> int:
    """Labels, chosen and random together, at which these shares would tell."""
    own, audit = max(LEAST, found.own.n), max(LEAST, found.audit.n)
    if found.own.n < LEAST or not _audited(found) or found.raw != "cant_tell":
        return own + audit + (found.open if found.state == "cant_tell" and found.enough else 0)
    while own + audit < MOST_ASKED:
        audit += max(1, audit // 20)
        own = max(own, audit)
        if _Gap(found.outcome, found.own.grown(own), found.audit.grown(audit), 0).raw != "cant_tell":
            return own + audit
    return max(MOST_ASKED, found.own.n + found.audit.n + 1)


def _headline(found: _Gap, rates: Rates | None, state: State) -> str:
    if state == "fine":
        return "What you kept went much like the rest"
    if not _audited(found):
        if state == "amber" and rates:
            return f"You may keep more of the ones that went {rates.way}"
        return "Can't tell what you leave out until some are picked at random"
    if state == "cant_tell":
        return "Can't tell yet whether what you kept differs from the rest"
    may = "may have gone" if state == "amber" else "went"
    return f"What you kept {may} {WENT[found.outcome]} {_less(found)} often than the rest"


def _less(found: _Gap) -> str:
    return "less" if found.difference < 0 else "more"


def _message(found: _Gap, mended: _Gap, filled: int, rates: Rates | None, state: State) -> str:
    needed = _needed(found)
    if not _audited(found):
        text = f"{counted(found.own.n, 'label')} of your own choice, {found.audit.n} picked at random{_open(found)}."
        if state == "amber" and rates:
            return f"{rates.said} {text} A guess is often wrong: only {LEAST} picked at random can say."
        if rates:
            text += f" {rates.said} That is no alarm, and a guess cannot clear one."
        return text + f" This needs {LEAST} of each ({needed:,} labels)."
    if found.own.n < LEAST:
        return (
            f"{found.audit.n} picked at random, {counted(found.own.n, 'label')} of your own choice; this needs {LEAST} "
            f"of each ({needed:,} labels)."
        )
    text = f"Of the ones you chose {found.own.said} went {WENT[found.outcome]}, of those picked at random"
    text += f" {found.audit.said}{_open(found)}: {_points(found)}."
    if not found.enough:
        return text + f" They come from few threads; about {needed:,} labels would tell."
    if filled:
        text += f" With the {filled} you added it is {mended.own.said}."
    if state == "red":
        way = WENT[OPPOSITE[found.wanted]]
        text += f" A model trained on this will expect things to go {way} more often than they do."
        return text + " Weights at packing can even out part of it."
    if found.raw != found.state:
        text += " Those set aside or unknown could change the answer."
    return text + _limit(found, mended, state)


def _points(found: _Gap) -> str:
    """The difference with its interval: `32 points lower (13 to 50)`."""
    low, high = (100 * edge for edge in found.interval())
    text = f"{100 * abs(found.difference):.0f} points {'lower' if found.difference < 0 else 'higher'}"
    if low < 0 < high:
        return f"{text} (anything from {-low:.0f} lower to {high:.0f} higher)"
    return f"{text} ({min(abs(low), abs(high)):.0f} to {max(abs(low), abs(high)):.0f})"


def _limit(found: _Gap, mended: _Gap, state: State) -> str:
    """What these numbers cannot show."""
    sizes = (found.own, found.audit)
    error = sqrt(sum(0.25 / arm.n_effective for arm in sizes))
    sees = min(100, ceil(100 * (BAND + (Z95 + SURE) * error)))
    weak = f" With this many, only a gap of about {sees} points or more is sure to show."
    if state == "fine":
        return weak + " No alarm does not mean that nothing is left out."
    if state == "amber":
        return weak + f" {DRAW} more picked at random would make it clearer."
    if found.raw in ("red", "amber") and mended.own.n > found.own.n:
        return f" No alarm any more; about {_needed(mended):,} labels would tell."
    needed = _needed(found)
    if needed >= MOST_ASKED:
        return weak + f" Even {needed:,} labels may not tell: the two lie too near the edge of ±10 points."
    return weak + f" About {needed:,} labels would tell."


def _open(found: _Gap) -> str:
    if not found.open:
        return ""
    if not found.audit.n:
        return f" and decided, {found.open} set aside or unknown"
    return f" ({percent_range(*found.bounds)} counting {found.open} set aside or unknown either way)"


def _fix(evidence: Evidence, found: _Gap, mended: _Gap, state: State) -> Fix | None:
    free = len(evidence.unlabelled)
    if state == "fine" or not free:
        return None
    if state == "red":
        count = min(len(likeliest(evidence, found.wanted)), _fill_count(mended))
        return Fix(f"find {count} that went {WENT[found.wanted]}", count, "gap_fill")
    if _audited(found) and found.own.n < LEAST:
        count = min(free, LEAST - found.own.n)
        return Fix(f"label {count} more that you choose", count, "spontaneous")
    count = min(free, DRAW if _audited(found) else LEAST - found.audit.n)
    more = " more" if found.audit.n else ""
    return Fix(f"label {count}{more} picked at random (about {ceil(count * 2 / 3)} min)", count, "audit")


def _fill_count(mended: _Gap) -> int:
    """Fewest picks, in fives, after which the difference is expected to have left amber too."""
    own = mended.own
    effect = own.n / own.n_effective
    rises = mended.wanted == mended.outcome
    for count in range(10, 20 * own.n, 5):
        n = own.n + count
        hits = own.hits + count * (PRECISION if rises else 1 - PRECISION)
        low, _ = _size(_Gap(mended.outcome, _Arm(hits, n, n / effect), mended.audit, 0).interval(Z80))
        if low <= BAND:
            return count
    return own.n


def _plot(found: _Gap, mended: _Gap, filled: int, rates: Rates | None) -> PlotData:
    rows = [_row("what you chose", found.own)] if found.own.n else []
    if filled:
        rows.append(_row("with what you added", mended.own))
    if found.audit.n:
        rows.append(_row("picked at random", found.audit))
        if found.open:
            n = found.audit.n + found.open
            rows.append(IntervalRow("with those set aside", found.audit.share, *found.bounds, n))
    if not _audited(found) and rates:
        return PlotData(intervals=rates.plot())
    return PlotData(intervals=IntervalPlot(f"share that went {WENT[found.outcome]}", tuple(rows), (0.0, 0.0)))


def _row(name: str, arm: _Arm) -> IntervalRow:
    return IntervalRow(name, arm.share, *wilson(arm.share, arm.n_effective), arm.n)


def _numbers(found: _Gap, mended: _Gap, filled: int, rates: Rates | None) -> tuple[tuple[str, str], ...]:
    numbers = [("your own choice", found.own.said if found.own.n else "none")]
    numbers.append(("picked at random", found.audit.said if found.audit.n else "none"))
    if found.open:
        numbers.append(("set aside or unknown", f"{found.open} ({percent_range(*found.bounds)} with them)"))
    if found.own.n and found.audit.n:
        low, high = found.interval()
        points = f"{100 * found.difference:+.0f} ({100 * low:+.0f} to {100 * high:+.0f}) points, tolerated ±10"
        numbers.append(("yours less random", points))
    if filled:
        numbers.append(("added for balance", f"{counted(filled, 'label')}, then {mended.own.said}"))
    if rates:
        low, high = rates.interval()
        numbers.append(("chosen, badly over well", f"{rates.ratio:.1f} times ({low:.1f}–{high:.1f}), by guesses"))
    return tuple(numbers)
