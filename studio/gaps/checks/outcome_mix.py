"""OUTCOME_MIX: did you mostly keep the ones that went one way?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from studio.core.shares import newcombe, wilson
from studio.gaps.evidence import AUDIT, MENDED, OWN_CHOICE, Evidence, FrameRow
from studio.gaps.findings import CheckResult, Fix, IntervalPlot, IntervalRow, Picks, PlotData
from studio.gaps.picking.leaning import OPPOSITE, PRECISION, likeliest
from studio.gaps.states import SEVERITY, State, band_state, n_needed
from studio.gaps.statistics.intervals import design_effect
from studio.gaps.wording import WENT, counted, percent, percent_range

ID = "outcome_mix"
QUESTION = "Did you mostly keep the ones that went one way?"
HOW = (
    "The share that went well among the episodes you chose to label yourself, with its 95 % Wilson interval on the "
    "effective number (n divided by the design effect over threads: episodes of one conflict resemble each other). "
    "Fine: the interval lies inside 25–75 %. Red: it lies wholly outside. Amber: only the 80 % interval does. Where "
    "some are mixed, the same is asked of the share that went badly, and the worse answer stands. Needs 30 labels, 20 "
    "effective. Labels found for a fix are set beside it and can clear an alarm; random ones are shown beside it and "
    "change nothing. No alarm says nothing about what you never labelled: labelling 30 at random does."
)

BAND = (0.25, 0.75)
"""Shares between these are no alarm."""
LEAST = 30
"""Labels below which nothing is said."""
LEAST_EFFECTIVE = 20
LEAST_AUDIT = 30
"""Random labels from which on they are set beside the person's own."""
AT_ONCE = 40
"""Labels of the person's own choice asked for at once, however many would tell."""


@dataclass(frozen=True, slots=True)
class _Share:
    """How often one outcome came up, and what that says."""

    outcome: str
    hits: int
    others: int
    """How often its opposite did; the rest were mixed."""
    n: int
    n_effective: float
    state: State

    @property
    def opposite(self) -> float:
        return self.others / self.n if self.n else 0.0

    @property
    def share(self) -> float:
        return self.hits / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.share, self.n_effective)

    @property
    def wanted(self) -> str:
        """The outcome there is too little of."""
        return self.outcome if self.share < 0.5 else OPPOSITE[self.outcome]


def weigh(evidence: Evidence) -> CheckResult:
    """Judge the mix of one domain's own-choice labels against `BAND`."""
    own = evidence.decided(OWN_CHOICE)
    found = _worst_share(own)
    both = evidence.decided(MENDED)
    filled = len(both) - found.n
    state = found.state
    if filled and SEVERITY[after := _worst_share(both).state] < SEVERITY[state] and found.n >= LEAST:
        state = after
    mended = _one_share(both, found.outcome)
    audit = _one_share(evidence.decided(AUDIT), found.outcome)
    low, high = found.interval
    return CheckResult(
        id=ID,
        question=QUESTION,
        state=state,
        n=found.n,
        n_effective=found.n_effective,
        n_needed=_needed(found),
        estimate=found.share if found.n else None,
        interval=(low, high),
        headline=_headline(found, state),
        message=_message(found, mended, filled, audit, state),
        how=HOW,
        fix=_fix(evidence, found, mended, state),
        plot=_plot(found, mended, filled, audit),
        numbers=_numbers(found, mended, filled, audit),
        domain=evidence.domain,
    )


def picks(evidence: Evidence) -> Picks:
    """Unlabelled episodes that a machine guesses went the other way, spread over threads; the newest when unsure."""
    result = weigh(evidence)
    if result.fix is None:
        return Picks((), "gap_fill")
    if result.fix.why == "spontaneous":
        newest = [evidence.rows[i].id for i in reversed(evidence.unlabelled)]
        return Picks(tuple(newest[: result.fix.count]), "spontaneous")
    wanted = _worst_share(evidence.decided(OWN_CHOICE)).wanted
    return Picks(tuple(likeliest(evidence, wanted)[: result.fix.count]), "gap_fill")


def _one_share(rows: Sequence[FrameRow], outcome: str) -> _Share:
    hits = [r.outcome == outcome for r in rows]
    n = len(rows)
    effective = n / design_effect(hits, [r.thread for r in rows])
    enough = n >= LEAST and effective >= LEAST_EFFECTIVE
    state: State = band_state(sum(hits) / n, effective, BAND) if enough else "cant_tell"
    others = sum(r.outcome == OPPOSITE[outcome] for r in rows)
    return _Share(outcome, sum(hits), others, n, effective, state)


def _worst_share(rows: Sequence[FrameRow]) -> _Share:
    good = _one_share(rows, "good")
    if all(r.outcome != "mixed" for r in rows):
        return good
    bad = _one_share(rows, "bad")
    return bad if SEVERITY[bad.state] > SEVERITY[good.state] else good


def _needed(found: _Share) -> int:
    effect = found.n / found.n_effective if found.n else 1.0
    least = max(LEAST, ceil(LEAST_EFFECTIVE * effect))
    if found.state != "cant_tell" or found.n < LEAST or found.n_effective < LEAST_EFFECTIVE:
        return least
    return n_needed(found.share, BAND, effect, max(least, found.n + 1))


def _headline(found: _Share, state: State) -> str:
    if state == "fine":
        return "You kept some of both"
    if state == "cant_tell":
        return "Can't tell yet whether you kept some of both"
    if found.share > 0.5:
        return f"You mostly kept the ones that went {WENT[found.outcome]}"
    if found.outcome == "good" and found.opposite > 0.5:
        return f"You mostly kept the ones that went {WENT[OPPOSITE[found.outcome]]}"
    return f"You kept hardly any that went {WENT[found.outcome]}"


def _message(found: _Share, mended: _Share, filled: int, audit: _Share, state: State) -> str:
    if found.n < LEAST:
        text = f"You chose and labelled {found.n} yourself; this needs {LEAST}."
        return text + _audit_words(audit, alone=True)
    low, high = found.interval
    word = WENT[found.outcome]
    text = f"{found.hits} of {found.n} went {word}"
    text += f"; the true share of what you kept is {percent_range(low, high)}."
    if audit.n >= LEAST_AUDIT:
        text = f"{found.hits} of {found.n} went {word} ({percent_range(low, high)})" + _audit_words(audit)
    if found.n_effective < LEAST_EFFECTIVE:
        return text + (
            f" They come from few threads and count like {found.n_effective:.0f}; about {_needed(found)} would tell."
        )
    if state == "cant_tell" and found.state == "cant_tell":
        return text + f" That reaches over the edge of 25–75 %; about {_needed(found):,} labels would tell."
    if filled:
        text += f" With the {filled} you added it is {percent(mended.share)} of {mended.n}."
    if state == "fine":
        if audit.n < LEAST_AUDIT:
            text += " It says nothing about what you never labelled; 30 picked at random would."
        return text
    if state == "cant_tell":
        return text + " That reaches into 25–75 %, no alarm any more."
    direction = WENT[OPPOSITE[found.wanted]]
    if max(found.share, found.opposite) > 0.5:
        return text + f" A model trained on this will expect things to go {direction}."
    return text + f" A model trained on this will hardly know how it looks when things go {WENT[found.wanted]}."


def _audit_words(audit: _Share, *, alone: bool = False) -> str:
    if audit.n < LEAST_AUDIT:
        return "" if alone else "."
    said = f"your {audit.n} random ones say {percent_range(*audit.interval)}"
    return f" {said[0].upper()}{said[1:]} went {WENT[audit.outcome]}." if alone else f"; {said}."


def _fix(evidence: Evidence, found: _Share, mended: _Share, state: State) -> Fix | None:
    if state == "fine" or not evidence.unlabelled:
        return None
    if state == "cant_tell":
        if found.n >= LEAST and found.n_effective >= LEAST_EFFECTIVE and found.state != "cant_tell":
            return None
        count = min(len(evidence.unlabelled), AT_ONCE, max(1, _needed(found) - found.n))
        return Fix(f"label {count:,} more that you choose", count, "spontaneous")
    wanted = found.wanted
    available = len(likeliest(evidence, wanted))
    count = min(available, _fill_count(mended))
    return Fix(f"find {count} that went {WENT[wanted]}", count, "gap_fill")


def _fill_count(mended: _Share) -> int:
    """Fewest picks, in fives, after which the share is expected to have left red with something to spare."""
    scarce = mended.hits if mended.share < 0.5 else mended.n - mended.hits
    effect = mended.n / mended.n_effective
    for count in range(15, 20 * mended.n + 15, 5):
        n = mended.n + count
        share = (scarce + PRECISION * count) / n
        if wilson(share, n / effect, 1.0)[1] >= BAND[0]:
            return count
    return mended.n


def _plot(found: _Share, mended: _Share, filled: int, audit: _Share) -> PlotData:
    rows = [_row("what you labelled", found)]
    if filled:
        rows.append(_row("with what you added", mended))
    if audit.n:
        rows.append(_row("picked at random", audit))
    title = f"share that went {WENT[found.outcome]}"
    return PlotData(intervals=IntervalPlot(title, tuple(rows), BAND))


def _row(name: str, found: _Share) -> IntervalRow:
    low, high = found.interval
    return IntervalRow(name, found.share, low, high, found.n)


def _numbers(found: _Share, mended: _Share, filled: int, audit: _Share) -> tuple[tuple[str, str], ...]:
    low, high = found.interval
    numbers = [
        ("your own choice", f"{found.hits} of {found.n}"),
        ("95 % interval", percent_range(low, high)),
        ("counts like", f"{found.n_effective:.0f} independent ones"),
        ("tolerated", percent_range(*BAND)),
    ]
    if filled:
        numbers.append(("added for balance", counted(filled, "label")))
    if audit.n:
        numbers.append(("picked at random", f"{audit.hits} of {audit.n} ({percent_range(*audit.interval)})"))
    if audit.n >= LEAST_AUDIT and found.n >= LEAST:
        gap = newcombe(found.share, found.n_effective, audit.share, audit.n_effective)
        points = f"{100 * (found.share - audit.share):+.0f} ({100 * gap[0]:+.0f} to {100 * gap[1]:+.0f}) points"
        numbers.append(("yours less random", points))
    return tuple(numbers)
