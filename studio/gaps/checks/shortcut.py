"""SHORTCUT: could the model guess the outcome without reading what you did?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from studio.core.shares import newcombe, wilson
from studio.gaps.beside.association import SEED, cramers_v
from studio.gaps.beside.guessing import BAND, LEAST, V_BAND, Tie, Together, tie, together
from studio.gaps.beside.nuisances import LEAST_GROUP, SAID_OF, nuisances
from studio.gaps.evidence import MENDED, Evidence
from studio.gaps.findings import CheckResult, Fix, IntervalPlot, IntervalRow, Picks, PlotData
from studio.gaps.picking.leaning import OPPOSITE, PRECISION, likeliest
from studio.gaps.states import SEVERITY, State, worst
from studio.gaps.wording import WENT, counted, percent, percent_range

ID = "shortcut"
QUESTION = "Could the model guess the outcome without reading what you did?"
HOW = (
    "Where an episode came from, whether they are heard in it, its first words, its length (what led up to it and what "
    "was said), the time of day, weekend or not, and the sitting it was labelled in, each against how it went; all "
    "labels count, as a model learns from all, but for the sitting only those you chose and did not read again: what "
    "was sought out is of one kind by design. Two groups: the difference of their shares with Newcombe's interval on "
    "the effective numbers (n divided by the design effect over threads or weeks, whichever is more), band ±15 "
    "points. More groups: Cramér's V (Bergsma's correction), red above .3 when at most 4 of 1,000 orders of whole "
    "threads show as much. Length: the area under the curve (Hanley and McNeil), red from .70. Then all but the "
    "sitting together: ridge regression, threads held out, red from an area of .70 that chance as seldom shows. Red "
    "takes 97.5 %, amber 90 %, as several things are asked at once. Fine: all 95 % intervals lie inside. Needs 40 "
    "labels, 6 of a group. In trials a gap of 70 points is found nearly always with 50 labels; one of 40 points two "
    "times in three with 100. No alarm says nothing about words that give the ending away."
)

AT_ONCE = 40
"""Labels of the person's own choice asked for at once, however many would tell."""
STEP = 5
Z_CLEAR = 1.6
"""A fix of two groups stops where an interval this wide is expected to reach into the band."""
V_CLEAR = V_BAND - 0.02
"""A fix of more groups stops here."""
UNGUESSED = 0.5
"""Share of picks that are expected to prove so where nothing guesses."""
SOUGHT = 10
"""Labels found for a fix from which on it is said that the alarm outlasted them."""
MOST_READ = 4_000
"""Unlabelled episodes among which a fix looks, drawn at random where there are more."""
MOST_FILLED = 200
"""A fix asks for no more than this."""


@dataclass(frozen=True)
class _Look:
    """Everything that was asked, and what decides."""

    n: int
    episodes: int
    """In the frame."""
    ties: Sequence[Tie]
    joint: Together
    outcome: str
    """The one that is guessed best by all together."""

    @property
    def strongest(self) -> Tie | None:
        """The most alarming tie; among those as alarming, the farthest over its edge."""
        return max(self.ties, key=lambda t: (SEVERITY[t.state], t.size - t.edge), default=None)

    @property
    def alone(self) -> bool:
        """Whether everything together alarms more than any one thing."""
        tied = self.strongest
        return tied is None or SEVERITY[self.joint.state] > max(SEVERITY[tied.state], SEVERITY["cant_tell"])

    @property
    def state(self) -> State:
        if self.n < LEAST:
            return "cant_tell"
        return worst(self.joint.state, *(t.state for t in self.ties))


def weigh(evidence: Evidence) -> CheckResult:
    """Judge how well the outcome could be guessed from what an episode carries besides its story."""
    look = _look(evidence)
    tied = look.strongest
    n, needed = look.n, LEAST
    effective, estimate, interval = float(n), None, (0.0, 1.0)
    if look.alone and n >= LEAST:
        reach = 1.96 * look.joint.error
        estimate, interval = look.joint.area, (max(0.0, look.joint.area - reach), min(1.0, look.joint.area + reach))
    elif tied is not None and n >= LEAST:
        low, high = tied.reach()
        n, effective, needed = tied.n, tied.n_effective, tied.needed
        estimate, interval = tied.size, (max(0.0, low), min(1.0, max(0.0, high)))
    return CheckResult(
        id=ID,
        question=QUESTION,
        state=look.state,
        n=n,
        n_effective=effective,
        n_needed=needed,
        estimate=estimate,
        interval=interval,
        headline=_headline(look),
        message=_message(look),
        how=HOW,
        fix=_fix(evidence, look),
        plot=_plot(look),
        numbers=_numbers(look),
        domain=evidence.domain,
    )


def picks(evidence: Evidence) -> Picks:
    """Unlabelled ones that are guessed to have gone the other way than their like; of a sitting, some to read again."""
    look = _look(evidence)
    fix, tied = _fix(evidence, look), look.strongest
    if fix is None or fix.why == "rebuild":
        return Picks((), "gap_fill")
    if fix.why == "spontaneous":
        newest = [evidence.rows[i].id for i in reversed(evidence.unlabelled)]
        return Picks(tuple(newest[: fix.count]), "spontaneous")
    if tied is None or fix.why == "relabel":
        return Picks(tuple(_again(evidence, tied)) if tied else (), "relabel")
    queues = [ids for _, ids in _queues(evidence, tied)]
    longest = max(map(len, queues), default=0)
    return Picks(tuple(queue[k] for k in range(longest) for queue in queues if k < len(queue)), "gap_fill")


def _look(evidence: Evidence) -> _Look:
    rows = evidence.decided(MENDED | {"audit", "uncertain", "relabel"})
    if len(rows) < LEAST:
        return _Look(len(rows), len(evidence.rows), (), Together(0.5, 0.5, 1.0, len(rows)), "good")
    outcomes = ("good", "bad") if any(r.outcome == "mixed" for r in rows) else ("good",)
    asked = [one for one in nuisances(evidence, rows) if len(one.rows) >= LEAST]
    found = [tie(one, outcome) for one in asked for outcome in outcomes]
    joint = [(together(rows, found, outcome), outcome) for outcome in outcomes]
    best, outcome = max(joint, key=lambda j: (SEVERITY[j[0].state], j[0].area))
    return _Look(len(rows), len(evidence.rows), found, best, outcome)


def _queues(evidence: Evidence, tied: Tie) -> list[tuple[str, list[str]]]:
    """Per group, which outcome to look for and where, until the alarm is expected to be gone with some to spare.

    Fives go where they help most; of two groups, to each in turn.
    """
    places = evidence.unlabelled
    if len(places) > MOST_READ:
        places = sorted(Random(SEED).sample(places, MOST_READ))
    free = tied.nuisance.spread(evidence, [evidence.rows[i] for i in places])
    hits = [share * n for share, n in zip(tied.shares, tied.sizes, strict=True)]
    sizes, groups = [float(n) for n in tied.sizes], range(len(tied.sizes))
    above = [tied.outlying(g, hits, sizes) > 0 for g in groups]
    wanted = [OPPOSITE[tied.outcome] if up else tied.outcome for up in above]
    queues = [likeliest(evidence, one, frozenset(ids)) if ids else [] for one, ids in zip(wanted, free, strict=True)]
    right = _precision(evidence, tied)
    found = [right if one == tied.outcome else 1 - right for one in wanted]
    added = [0 for _ in groups]
    while sum(added) < MOST_FILLED:
        if len(sizes) == 2:
            (a, b), (n_a, n_b) = _shares(hits, sizes), _shares(sizes, [float(e) for e in tied.effects])
            low, high = newcombe(a, n_a, b, n_b, Z_CLEAR)
            done = low <= BAND and high >= -BAND
        else:
            done = _linked(hits, sizes) <= V_CLEAR
        lying = [tied.outlying(g, hits, sizes) for g in groups]
        able = [g for g in groups if added[g] < len(queues[g]) and (lying[g] > 0) == above[g]]
        if done or not able:
            break
        if len(sizes) == 2:
            group = min(able, key=lambda g: (added[g], sizes[g], g))
        else:
            group = min(able, key=lambda g: (round(_linked(hits, sizes, g, found[g]), 9), g))
        step = min(STEP, len(queues[group]) - added[group])
        added[group] += step
        sizes[group] += step
        hits[group] += step * found[group]
    return [(one, queue[:count]) for one, queue, count in zip(wanted, queues, added, strict=True)]


def _precision(evidence: Evidence, tied: Tie) -> float:
    """Share of picks that are expected to prove as guessed: less than `PRECISION` where guesses are often wrong."""
    guesses = evidence.guesses
    known = [(guesses[r.id] > 0, r.outcome) for r in tied.nuisance.rows if guesses.get(r.id) and r.outcome != "mixed"]
    right = sum(well == (outcome == "good") for well, outcome in known)
    return min(PRECISION, max(UNGUESSED, UNGUESSED + 0.4 * ((right + 3) / (len(known) + 6) - 0.5)))


def _linked(hits: Sequence[float], sizes: Sequence[float], group: int = 0, share: float | None = None) -> float:
    """Cramér's V, of these counts or with `STEP` more in a group, this share of which are hits."""
    import numpy as np

    yes, n = np.array([hits], dtype=np.float64), np.array(sizes, dtype=np.float64)
    if share is not None:
        yes[0, group] += STEP * share
        n[group] += STEP
    return float(cramers_v(yes, n)[0])


def _shares(hits: Sequence[float], sizes: Sequence[float]) -> list[float]:
    return [hit / n for hit, n in zip(hits, sizes, strict=True)]


def _again(evidence: Evidence, tied: Tie) -> list[str]:
    """Labels to read again, of the sittings that lie farthest from the others, until what is left is no alarm.

    Only those given a week or more ago.
    """
    due = evidence.source.due_again() - evidence.source.skipped()
    sizes, effects = [float(n) for n in tied.sizes], [float(e) for e in tied.effects]
    lying = [
        tied.outlying(g, [p * n for p, n in zip(tied.shares, sizes, strict=True)], sizes) for g in range(len(sizes))
    ]
    order = sorted(range(len(sizes)), key=lambda g: (-abs(lying[g]), sizes[g], g))
    found: list[str] = []
    for group in order:
        members = [r.id for r, m in zip(tied.nuisance.rows, tied.nuisance.member.tolist(), strict=True) if m == group]
        for i in (one for one in members if one in due):
            left = [g for g in range(len(sizes)) if sizes[g] >= LEAST_GROUP]
            if len(left) < 2:
                return found
            if len(sizes) == 2:
                n_a, n_b = _shares(sizes, effects)
                low, high = newcombe(tied.shares[0], n_a, tied.shares[1], n_b, Z_CLEAR)
                if low <= BAND and high >= -BAND:
                    return found
            elif len(found) % STEP == 0:
                n = [sizes[g] for g in left]
                if _linked([tied.shares[g] * sizes[g] for g in left], n) <= V_CLEAR:
                    return found
            found.append(i)
            sizes[group] -= 1
    return found


def _fix(evidence: Evidence, look: _Look) -> Fix | None:
    tied = look.strongest
    if look.state == "fine":
        return None
    if look.state == "cant_tell":
        if tied is not None and tied.needed > look.episodes:
            return None
        wanted = LEAST - look.n if look.n < LEAST or tied is None else min(AT_ONCE, tied.needed - tied.n)
        count = min(wanted, len(evidence.unlabelled))
        return Fix(f"label {count:,} more that you choose", count, "spontaneous") if count > 0 else None
    if tied is not None and tied.nuisance.kind == "sitting":
        count = len(_again(evidence, tied))
        if count:
            return Fix(f"read {count} of these sittings again", count, "relabel")
    elif tied is not None:
        asked = [(g, wanted, ids) for g, (wanted, ids) in enumerate(_queues(evidence, tied)) if ids]
        total = sum(len(ids) for _, _, ids in asked)
        if asked and len(asked) <= 2:
            each = [f"{len(ids)} {tied.nuisance.groups[g]} that went {WENT[wanted]}" for g, wanted, ids in asked]
            return Fix(f"find {' and '.join(each)}", total, "gap_fill")
        if asked:
            return Fix(f"find {total} that went against the pattern", total, "gap_fill")
    return Fix("pack without marks of source and date, by Studio's own templates", look.n, "rebuild")


def _headline(look: _Look) -> str:
    tied = look.strongest
    if look.state == "fine":
        return "Nothing beside the story gives the outcome away"
    if look.state == "cant_tell":
        return "Can't tell yet whether something beside the story gives the outcome away"
    if look.alone or tied is None:
        return "Things beside the story, taken together, give the outcome away"
    return f"The outcome could be guessed from {SAID_OF[tied.nuisance.kind]}"


def _message(look: _Look) -> str:
    tied = look.strongest
    if look.n < LEAST:
        return f"{counted(look.n, 'label')} say how it went; this needs {LEAST}."
    if look.alone and look.state in ("amber", "red"):
        text = f"Of two episodes, one that went {WENT[look.outcome]} and one that did not, source, length, first words "
        text += (
            f"and time alone tell which is which {percent(look.joint.area)} of the time; chance would half the time."
        )
        return text + _WARNING
    if tied is None:
        return f"Your {look.n} labels come alike in source, length, first words and time: nothing to guess from."
    text = f"{_compared(tied)}: {_size(tied)}."
    if look.state in ("amber", "red"):
        if tied.nuisance.kind == "sitting":
            return text + " A model never sees the sitting; it may be that the mood of the moment had a say."
        sought = sum(r.why == "gap_fill" for r in tied.nuisance.rows)
        still = f" It is still so with {sought} that were looked for: it may be how it is." if sought >= SOUGHT else ""
        return text + still + _WARNING
    if look.state == "fine":
        return text + " It says nothing about words that give the ending away."
    text += " That reaches over the edge of what is no alarm;"
    if tied.needed > look.episodes:
        return text + f" it would take about {tied.needed:,} labels, more than there are episodes."
    return text + f" about {tied.needed:,} labels would tell."


_WARNING = (
    " A model may learn that and not what you did. Studio's templates show it neither source nor time, but the wording "
    "of a source can still give it away."
)


def _compared(tied: Tie) -> str:
    """The two groups that lie farthest apart, in words."""
    hits = [round(share * n) for share, n in zip(tied.shares, tied.sizes, strict=True)]
    order = sorted(range(len(hits)), key=lambda g: (-tied.shares[g], g))
    first, last = order[0], order[-1]
    names, sizes = tied.nuisance.groups, tied.sizes
    text = f"{hits[first]} of {sizes[first]} {names[first]} went {WENT[tied.outcome]}"
    return f"{text}, {hits[last]} of {sizes[last]} {names[last]}"


def _size(tied: Tie) -> str:
    low, high = tied.reach()
    if tied.nuisance.values is not None:
        return f"length alone tells two apart {percent((1 + tied.size) / 2)} of the time"
    if len(tied.sizes) == 2:
        return f"a difference of {100 * tied.size:.0f} points ({100 * low:.0f} to {100 * high:.0f})"
    return f"a link of {tied.size:.2f} ({max(0.0, low):.2f} to {high:.2f}), where 0 is none and 1 is full"


def _plot(look: _Look) -> PlotData:
    tied = look.strongest
    if tied is None:
        return PlotData()
    rows = []
    for name, share, n, effect in zip(tied.nuisance.groups, tied.shares, tied.sizes, tied.effects, strict=True):
        rows.append(IntervalRow(name, share, *wilson(share, n / float(effect)), n))
    title = f"share that went {WENT[tied.outcome]}"
    return PlotData(intervals=IntervalPlot(title, tuple(rows[:8]), (0.0, 0.0)))


def _numbers(look: _Look) -> tuple[tuple[str, str], ...]:
    numbers = []
    for one in look.ties:
        name = SAID_OF[one.nuisance.kind]
        if one.outcome != "good":
            name += f", went {WENT[one.outcome]}"
        numbers.append((name, f"{_size(one)}; {counted(one.n, 'label')}"))
    if look.n >= LEAST and look.ties:
        reach = 1.96 * look.joint.error
        low, high = max(0.0, look.joint.area - reach), min(1.0, look.joint.area + reach)
        numbers.append(("all together tell two apart", f"{percent(look.joint.area)} ({percent_range(low, high)})"))
    return tuple(numbers)
