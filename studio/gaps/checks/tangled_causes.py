"""TANGLED_CAUSES: which two things always came together?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import atanh, ceil
from typing import TYPE_CHECKING

from studio.core.shares import Z95
from studio.gaps.causes.apart import AT_ONCE, CHUNK, MOST_READ, telling, unlabelled, untangling
from studio.gaps.causes.pairs import APART, LEAST, NOTABLE, STRONG, Effect, Pair, examined, known_of, pairs
from studio.gaps.causes.suspects import LEAST_SIDE, Column, columns, thread_codes
from studio.gaps.evidence import DECIDED, Evidence, FrameRow
from studio.gaps.findings import CheckResult, EffectPlot, EffectRow, Fix, Picks, PlotData
from studio.gaps.states import MOST_ASKED, SEVERITY, State
from studio.gaps.wording import counted, day

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ID = "tangled_causes"
QUESTION = "Which two things always came together?"
HOW = (
    "Up to 8 things that you suspect matter, and calendar time, two by two, on the labelled episodes of which both are "
    "known: phi for two that are yes or no, else Spearman's correlation (numbers are high above their median, time "
    "after the moment that parts them best), with Fisher's 95 % interval on the effective number (n divided by the "
    "design effect over threads). Red: it lies above .5, and fewer than 10 episodes have the one alone or the other "
    "alone. Amber: it lies above .3; or it is .3 with fewer than 10 such; or the difference in how often it went well "
    "changes by more than 3 points for sure once episodes alike in the other thing are compared (Mantel–Haenszel "
    "against crude, threads drawn again 399 times). Both must be rarer than chance among series that change as slowly "
    "(circular shifts; Benjamini–Hochberg over pairs). Fine: every interval lies below .5. Needs 60 labels, 10 on "
    "either side. A number that drifts over time is amber at most. What an import tells of how a training went is left "
    "out. Found in trials: a correlation of .75 is red 7 times in 10 with 60 labels, nearly always with 100; with 200 "
    "it is often amber, as there are then enough that differ. What came with something you never wrote down stays "
    "unseen."
)

WEEKS = 4
"""Length of a plan that sets two things apart, where no label can."""
LONGEST = 40
"""Characters of a name that are shown."""


@dataclass(frozen=True)
class _Look:
    """Every pair, and the one that decides."""

    evidence: Evidence

    @cached_property
    def rows(self) -> list[FrameRow]:
        """Labelled for whatever reason, with an outcome that says how it went."""
        return [r for r in map(self.evidence.rows.__getitem__, self.evidence.labelled) if r.outcome in DECIDED]

    @cached_property
    def columns(self) -> list[Column]:
        return columns(self.rows, self.told)

    @cached_property
    def told(self) -> Mapping[str, Mapping[str, float]]:
        return self.evidence.source.causes(self.evidence.domain, [r.id for r in self.rows])

    @cached_property
    def good(self) -> NDArray[np.bool_]:
        import numpy as np

        return np.array([r.outcome == "good" for r in self.rows], dtype=np.bool_)

    @cached_property
    def threads(self) -> NDArray[np.int64]:
        return thread_codes(self.rows)

    @cached_property
    def pairs(self) -> list[Pair]:
        return pairs(self.columns, self.good, self.threads) if len(self.rows) >= LEAST else []

    @cached_property
    def worst(self) -> Pair | None:
        if not self.pairs:
            return None
        worst = max(self.pairs, key=lambda p: (SEVERITY[p.state], p.interval[0], abs(p.r)))
        return examined(worst, self.good, self.threads)

    @property
    def state(self) -> State:
        return self.worst.state if self.worst else "cant_tell"

    @cached_property
    def n(self) -> int:
        return self.worst.n if self.worst else known_of(self.columns)

    @cached_property
    def needed(self) -> int:
        """Labels of which both are known at which it can tell, were the correlation to stay."""
        pair = self.worst
        if pair is None:
            return LEAST if self.n < LEAST else self.n + LEAST_SIDE
        if pair.state != "cant_tell":
            return LEAST
        edge = NOTABLE if abs(pair.r) > (NOTABLE + STRONG) / 2 else STRONG
        away = abs(atanh(min(abs(pair.r), 0.999)) - atanh(edge))
        times = pair.n / pair.n_effective
        return min(MOST_ASKED, max(pair.n + 10, ceil(((Z95 / max(away, 0.01)) ** 2 + 3) * times)))


def weigh(evidence: Evidence) -> CheckResult:
    """Judge how closely any two of the things that the person suspects came together."""
    look = _Look(evidence)
    worst = look.worst
    return CheckResult(
        id=ID,
        question=QUESTION,
        state=look.state,
        n=look.n,
        n_effective=worst.n_effective if worst else float(look.n),
        n_needed=look.needed,
        estimate=abs(worst.r) if worst else None,
        interval=worst.interval if worst else (0.0, 1.0),
        headline=_headline(look),
        message=_message(look),
        how=HOW,
        fix=_fix(look),
        plot=_plot(look),
        numbers=_numbers(look),
        domain=evidence.domain,
        applies=bool(look.told),
    )


def picks(evidence: Evidence) -> Picks:
    """Unlabelled episodes with the one thing and not the other; where too few are known, the newest that tell both."""
    look = _Look(evidence)
    if look.state in ("amber", "red"):
        return Picks(tuple(_telling(look)), "gap_fill")
    return Picks(tuple(_newest(look)), "spontaneous")


def _telling(look: _Look) -> list[str]:
    if look.worst is None:
        return []
    if look.state == "red":
        return untangling(look.evidence, look.rows, look.told)
    return telling(look.evidence, look.worst, look.rows)


def _newest(look: _Look) -> list[str]:
    """More of which both are known, while there are too few to tell."""
    if look.state != "cant_tell":
        return []
    wanted = max(0, min(AT_ONCE if look.worst else LEAST, look.needed - look.n))
    names = {c.name for c in (look.worst.first, look.worst.second) if not c.time} if look.worst else set()
    newest = unlabelled(look.evidence, MOST_READ if look.told else CHUNK)
    return list(islice((r.id for r, told in newest if names <= told.keys()), wanted))


def _fix(look: _Look) -> Fix | None:
    if look.state == "fine":
        return None
    if look.state == "cant_tell":
        if count := len(_newest(look)):
            return Fix(f"label {count} more that say what you suspect", count, "spontaneous")
        return Fix(
            "bring in, with each episode, what you suspect matters, yes or no or a number each", look.needed, "plan"
        )
    pair = look.worst
    if count := len(_telling(look)):
        return Fix(f"label {counted(count, _unit(look))} with the one and not the other", count, "gap_fill")
    if look.evidence.domain != "fitness" or pair is None:
        return Fix(f"go on logging: {APART} with each of the two alone would tell", 2 * APART, "plan")
    what = f"do with and without {_name(pair.first)}" if pair.second.time else "alternate one of the two"
    return Fix(f"if it is yours to choose, {what} for {WEEKS} weeks, in blocks drawn by lot", 7 * WEEKS, "plan")


def _unit(look: _Look) -> str:
    return "day" if look.evidence.domain == "fitness" else "episode"


def _name(column: Column) -> str:
    """`“supplement”`: the person's own word, on one line."""
    words = " ".join("".join(c if c.isprintable() else " " for c in column.name).split())
    return f"“{words if len(words) <= LONGEST else words[: LONGEST - 1] + '…'}”"


def _with(look: _Look, pair: Pair, *, second: bool) -> str:
    """What an episode has that counts as high in a column of a pair: `“supplement”`, `high “steps”`."""
    column = pair.second if second else pair.first
    low = second and pair.turned
    if column.time:
        moment = look.rows[min(len(look.rows) - 1, int(pair.cut) + 1)].wall
        return f"{'before' if low else 'since'} {day(moment)}"
    if column.yes_no:
        return f"{'no ' if low else ''}{_name(column)}"
    return f"{'low' if low else 'high'} {_name(column)}"


def _names(pair: Pair) -> tuple[str, str]:
    return _name(pair.first), "calendar time" if pair.second.time else _name(pair.second)


def _headline(look: _Look) -> str:
    pair = look.worst
    if pair is None or look.state == "cant_tell":
        return "Can't tell yet whether two things always came together"
    if look.state == "fine":
        return "What you suspect came apart often enough"
    other = "one stretch of time" if pair.second.time else _with(look, pair, second=True)
    often = "nearly always" if look.state == "red" else "often"
    return f"{_with(look, pair, second=False)} {often} came with {other}"


def _message(look: _Look) -> str:
    pair = look.worst
    if pair is None:
        return _too_few(look)
    low, high = pair.interval
    one, other = _names(pair)
    figure = f"{one} and {other} correlate {_point(pair.r)} (size {_point(low)} to {_point(high)})"
    if look.state == "cant_tell":
        return f"{figure}; that does not settle it, about {look.needed:,} labels would tell."
    if look.state == "fine":
        text = f"Of {counted(len(look.pairs), 'pair')}, {figure} and are the closest."
        return text + " What came with something you never wrote down stays unseen."
    return " ".join(part for part in (_together(look, pair), _effect_words(look, pair)) if part)


def _too_few(look: _Look) -> str:
    unit = _unit(look)
    if not look.told:
        text = f"Of the {counted(len(look.rows), 'label')} none says what you suspect matters, such as “supplement” or"
        return text + f" “slept_over_7h”; this needs {look.needed} that do, yes or no or a number each."
    if not look.columns:
        text = (
            f"Of {counted(len(look.told), unit)} something you suspect is told, but nothing was {LEAST_SIDE} times so"
        )
        return text + f" and {LEAST_SIDE} times not so; this needs {look.needed} labelled and both."
    return f"Two things are known together of {counted(look.n, 'label')}; this needs {look.needed}."


def _together(look: _Look, pair: Pair) -> str:
    """How many came together, and how many tell them apart."""
    unit, red = _unit(look), look.state == "red"
    first, second = _with(look, pair, second=False), _with(look, pair, second=True)
    one, two = pair.alone
    if pair.second.time:
        text = f"{pair.together} of {counted(pair.together + one, unit)} with {first} lie {second}, and"
        text += f" {two or 'none'} of the {pair.together + two} there {'is' if two < 2 else 'are'} without."
        text += f" {_only(one + two, unit, red=red)} can tell it from whatever else changed then"
    else:
        if two < one:
            first, second, one, two = second, first, two, one
        text = f"{'On' if unit == 'day' else 'In'} {pair.together} of {counted(pair.together + one, unit)} with {first}"
        text += f" there was also {second}. {_only(one, unit, red=red)} with the first and not the second, and"
        text += f" {two or 'none'} the other way round, can tell them apart"
    return text + ("; this record can't." if red else ".")


def _only(n: int, unit: str, *, red: bool) -> str:
    if not n:
        return f"Not one {unit}"
    return f"{'Only ' if red else ''}{counted(n, unit)}"


def _effect_words(look: _Look, pair: Pair) -> str:
    """What is left of a difference among episodes that are alike in the other thing."""
    changed = [w for w in _ways(look, pair) if w[2].change and w[2].shrinks]
    if not changed:
        return ""
    what, alike, effect = max(changed, key=lambda w: abs(w[2].change[0]) if w[2].change else 0.0)
    left = effect.alike[0] if effect.alike else 0.0
    text = f"With {what} it went well {_oftener(effect.crude[0])}; among those alike in {alike}, {_oftener(left)}"
    return text + (": it turns round." if effect.flips else ".")


def _oftener(points: float) -> str:
    """`12 points more often`."""
    return f"{abs(100 * points):.0f} points {'more' if points >= 0 else 'less'} often"


def _ways(look: _Look, pair: Pair) -> list[tuple[str, str, Effect]]:
    """What an episode has, what it is compared alike in, and how much oftener it then went well; time alone is none."""
    if pair.effects is None:
        return []
    one, other = _names(pair)
    ways = [(_with(look, pair, second=False), other, pair.effects[0])]
    return ways if pair.second.time else [*ways, (_with(look, pair, second=True), one, pair.effects[1])]


def _point(r: float) -> str:
    """`.75`, `-.30`."""
    return f"{r:.2f}".replace("0.", ".", 1)


def _plot(look: _Look) -> PlotData:
    ways = _ways(look, look.worst) if look.worst else []
    rows: list[EffectRow] = []
    for what, alike, effect in ways:
        rows.append(EffectRow(f"{what}: all", *effect.crude))
        if effect.alike:
            rows.append(EffectRow(f"{what}: alike in {alike}", *effect.alike))
        else:
            rows.append(EffectRow(f"{what}: alike in {alike}, unknown", 0.0, -1.0, 1.0))
    if not rows:
        return PlotData()
    return PlotData(effects=EffectPlot("how much oftener it went well with it than without", tuple(rows)))


def _numbers(look: _Look) -> tuple[tuple[str, str], ...]:
    pair = look.worst
    if pair is None:
        return (("labelled that tell what you suspect", str(len(look.told))),)
    low, high = pair.interval
    one, two = pair.alone
    kind = "phi" if pair.first.yes_no and pair.second.yes_no else "Spearman's correlation"
    inflation = 1 / max(1e-9, 1 - pair.r * pair.r)
    numbers = [
        ("closest pair", f"{_with(look, pair, second=False)} · {_with(look, pair, second=True)}"),
        (kind, f"{_point(pair.r)} (size {_point(low)} to {_point(high)})"),
        ("together", str(pair.together)),
        ("the first alone", str(one)),
        ("the second alone", str(two)),
        ("counts like", f"{pair.n_effective:.0f} independent ones"),
        ("variance inflation", f"{inflation:.1f} (for information)" if inflation < 100 else "over 100"),
        ("pairs compared", str(len(look.pairs))),
    ]
    for what, alike, effect in _ways(look, pair):
        text = f"{100 * effect.crude[0]:+.0f} points"
        if effect.alike and effect.change:
            change = [100 * edge for edge in effect.change]
            text = f"{100 * effect.crude[0]:+.0f}, alike in {alike} {100 * effect.alike[0]:+.0f} points"
            text += f" (change {change[1]:+.0f} to {change[2]:+.0f})"
        numbers.append((f"went well with {what}", text))
    return tuple(numbers)
