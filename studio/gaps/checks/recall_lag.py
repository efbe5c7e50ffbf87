"""RECALL_LAG: did you write it up long after?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from random import Random

from studio.core.shares import Z80, Z95, newcombe, wilson
from studio.gaps.evidence import OWN_CHOICE, Evidence, FrameRow
from studio.gaps.findings import CheckResult, Fix, IntervalPlot, IntervalRow, Picks, PlotData
from studio.gaps.states import MOST_ASKED, SEVERITY, State, interval_state
from studio.gaps.statistics.intervals import design_effect
from studio.gaps.wording import WENT, percent, percent_range

ID = "recall_lag"
QUESTION = "Did you write it up long after?"
HOW = (
    "Among the episodes you chose to label yourself: the share that went well of those labelled more than 7 days after "
    "they began, less that of those labelled within 2 days, with its 95 % interval (Newcombe's, from Wilson's, on the "
    "effective numbers: n divided by the design effect over threads). Fine: the interval lies inside ±10 points. Red: "
    "wholly outside. Amber: only the 80 % interval does. Where some are mixed, the same is asked of the share that "
    "went badly, and the worse answer stands. Needs 15 of either kind. Of 160 labels this finds a gap of 30 points "
    "seven times in ten, of 80 not half the time. It compares different episodes: they may really differ."
)

BAND = 0.10
"""Differences up to this are no alarm."""
LEAST = 15
"""Labels of either kind below which nothing is said."""
LEAST_EFFECTIVE = 10
WEAK = 160
"""Labels below which a gap of 30 points is often missed."""

_DAY = 86_400.0
_PROMPT, _LATE = 2 * _DAY, 7 * _DAY


@dataclass(frozen=True, slots=True)
class _Arm:
    """Labels given about as long after."""

    rows: Sequence[FrameRow]
    hits: int
    n_effective: float

    @property
    def n(self) -> int:
        return len(self.rows)

    @property
    def share(self) -> float:
        return self.hits / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.share, self.n_effective)


@dataclass(frozen=True, slots=True)
class _Gap:
    """Both arms, for one outcome, and what they say."""

    outcome: str
    prompt: _Arm
    late: _Arm
    state: State

    @property
    def difference(self) -> float:
        return self.late.share - self.prompt.share

    @property
    def n(self) -> int:
        return self.prompt.n + self.late.n

    @property
    def enough(self) -> bool:
        return _enough(self.prompt) and _enough(self.late)

    def interval(self, z: float = Z95) -> tuple[float, float]:
        """Of the difference."""
        return newcombe(self.late.share, self.late.n_effective, self.prompt.share, self.prompt.n_effective, z)


@dataclass(frozen=True, slots=True)
class _Look:
    """What is known of when labels were given."""

    gap: _Gap
    known: int
    """Own-choice labels whose moment is known."""
    median_days: float
    biggest_sitting: int


def weigh(evidence: Evidence) -> CheckResult:
    """Set what was labelled late against what was labelled at once."""
    look = _look(evidence)
    gap = look.gap
    low, high = gap.interval()
    if gap.difference < 0:
        low, high = -high, -low
    return CheckResult(
        id=ID,
        question=QUESTION,
        state=gap.state,
        n=gap.n,
        n_effective=gap.prompt.n_effective + gap.late.n_effective,
        n_needed=_needed(gap),
        estimate=abs(gap.difference) if gap.prompt.n and gap.late.n else None,
        interval=(max(0.0, low), max(0.0, high)),
        headline=_headline(gap),
        message=_message(look, len(_open(evidence, gap)) if gap.state in ("amber", "red") else 0),
        how=HOW,
        fix=_fix(evidence, gap),
        plot=_plot(gap),
        numbers=_numbers(look),
        domain=evidence.domain,
    )


def picks(evidence: Evidence) -> Picks:
    """Late ones in random order, to be read again from what was written at the time, their labels hidden."""
    gap = _look(evidence).gap
    fix = _fix(evidence, gap)
    if fix is None:
        return Picks((), "relabel")
    order = sorted(r.id for r in gap.late.rows)
    Random(evidence.frame_hash).shuffle(order)
    free = frozenset(_open(evidence, gap))
    return Picks(tuple([i for i in order if i in free][: fix.count]), "relabel")


def _look(evidence: Evidence) -> _Look:
    own = evidence.decided(OWN_CHOICE)
    given = evidence.source.given() if own else {}
    known = [r for r in own if r.id in given]
    lags = {r.id: given[r.id].utc - r.utc for r in known}
    prompt = [r for r in known if lags[r.id] <= _PROMPT]
    late = [r for r in known if lags[r.id] > _LATE]
    gap = _gap(prompt, late, "good")
    if any(r.outcome == "mixed" for r in known):
        other = _gap(prompt, late, "bad")
        gap = other if SEVERITY[other.state] > SEVERITY[gap.state] else gap
    sittings = Counter(given[r.id].sitting for r in known if given[r.id].sitting)
    middle = sorted(lags.values())[len(lags) // 2] / _DAY if lags else 0.0
    return _Look(gap, len(known), max(0.0, middle), max(sittings.values(), default=0))


def _gap(prompt: Sequence[FrameRow], late: Sequence[FrameRow], outcome: str) -> _Gap:
    gap = _Gap(outcome, _arm(prompt, outcome), _arm(late, outcome), "cant_tell")
    return _Gap(outcome, gap.prompt, gap.late, _state(gap))


def _arm(rows: Sequence[FrameRow], outcome: str) -> _Arm:
    hits = [r.outcome == outcome for r in rows]
    return _Arm(rows, sum(hits), len(rows) / design_effect(hits, [r.thread for r in rows]))


def _enough(arm: _Arm) -> bool:
    return arm.n >= LEAST and arm.n_effective >= LEAST_EFFECTIVE


def _state(gap: _Gap) -> State:
    if not gap.enough:
        return "cant_tell"
    return interval_state(gap.interval, (-BAND, BAND))


def _needed(gap: _Gap) -> int:
    """Labels of both kinds together: what either lacks, or about how many bring the interval clear of the band."""
    short = 0
    for arm in (gap.prompt, gap.late):
        effect = arm.n / arm.n_effective if arm.n else 1.0
        short += max(0, max(LEAST, ceil(LEAST_EFFECTIVE * effect)) - arm.n)
    if short or gap.state != "cant_tell":
        return gap.n + short if short else 2 * LEAST
    low, high = gap.interval()
    away = abs(abs(gap.difference) - BAND)
    reach = (high - low) / 2
    if away * away * MOST_ASKED <= reach * reach * gap.n:
        return max(gap.n + 1, MOST_ASKED)
    return max(gap.n + 1, ceil(gap.n * (reach / away) ** 2))


def _headline(gap: _Gap) -> str:
    if gap.state == "fine":
        return "Labelled late or at once, they look alike"
    if gap.state == "cant_tell":
        return "Can't tell whether labelling late changes the picture"
    worse = (gap.difference < 0) == (gap.outcome == "good")
    return f"What you labelled late looks {'worse' if worse else 'better'}"


def _message(look: _Look, unread: int) -> str:
    gap = look.gap
    prompt, late = gap.prompt, gap.late
    if not gap.enough:
        text = f"{late.n:,} of {look.known:,} that you chose were labelled more than a week after, {prompt.n:,} "
        text += f"within two days. It takes {LEAST} of either kind to compare them, here {_needed(gap):,} in all."
        if prompt.n < LEAST <= late.n:
            text += " What was written at the time stays as it was; only the label came late."
        return text
    word = WENT[gap.outcome]
    text = (
        f"{late.hits:,} of {late.n:,} labelled more than a week after went {word}, {prompt.hits:,} of {prompt.n:,} "
        f"labelled within two days: {_points(gap)}."
    )
    if gap.state == "cant_tell":
        needed = _needed(gap)
        more = f"about {needed:,} would tell" if needed < MOST_ASKED else f"even {needed:,} may not tell"
        text += f" That reaches over the edge of ±{100 * BAND:.0f} points; {more}."
        if gap.n < WEAK:
            text += f" Below {WEAK} labels a gap of 30 points is often missed."
    elif gap.state == "fine":
        text += " They may still differ by a little less than that."
    elif unread:
        text += " They may really differ; reading some again, the label hidden, would show it."
    else:
        text += " All that you did not set aside were read again, so they may really differ."
    return text


def _open(evidence: Evidence, gap: _Gap) -> list[str]:
    """Late ones that were neither read again nor set aside since."""
    done = evidence.source.skipped() | {one.id for one in evidence.source.read_again()}
    return [r.id for r in gap.late.rows if r.id not in done]


def _fix(evidence: Evidence, gap: _Gap) -> Fix | None:
    if gap.state not in ("amber", "red"):
        return None
    count = min(_again(gap), len(_open(evidence, gap)))
    if not count:
        return None
    return Fix(f"read {count} of the late ones again, label hidden", count, "relabel")


def _again(gap: _Gap) -> int:
    """Fewest, in fives, after which no alarm is left if those read again turn out like the ones labelled at once."""
    for count in range(10, gap.late.n, 5):
        share = gap.late.share - gap.difference * count / gap.late.n
        low, high = newcombe(share, gap.late.n_effective, gap.prompt.share, gap.prompt.n_effective, Z80)
        if low <= BAND and high >= -BAND:
            return count
    return gap.late.n


def _plot(gap: _Gap) -> PlotData:
    rows = [
        IntervalRow(name, arm.share, *arm.interval, arm.n)
        for name, arm in (("within two days", gap.prompt), ("over a week after", gap.late))
        if arm.n
    ]
    if not rows:
        return PlotData()
    near = gap.prompt.share
    band = (max(0.0, near - BAND), min(1.0, near + BAND)) if gap.prompt.n else (0.0, 0.0)
    title = f"share that went {WENT[gap.outcome]}, by when it was labelled"
    return PlotData(intervals=IntervalPlot(title, tuple(rows), band))


def _points(gap: _Gap) -> str:
    low, high = gap.interval()
    return f"{100 * gap.difference:+.0f} points ({100 * low:+.0f} to {100 * high:+.0f})"


def _numbers(look: _Look) -> tuple[tuple[str, str], ...]:
    gap = look.gap
    numbers = []
    for name, arm in (("within two days", gap.prompt), ("over a week after", gap.late)):
        numbers.append((name, f"{arm.hits} of {arm.n} ({percent_range(*arm.interval)})" if arm.n else "none"))
    if gap.prompt.n and gap.late.n:
        numbers.append(("late less at once", _points(gap)))
        numbers.append(("tolerated", f"±{100 * BAND:.0f} points"))
    if look.known:
        numbers.append(("labelled over a week after", percent(gap.late.n / look.known)))
        numbers.append(("half were labelled within", f"{look.median_days:.0f} days"))
    if look.biggest_sitting:
        numbers.append(("most in one sitting", f"{look.biggest_sitting} of {look.known}"))
    return tuple(numbers)
