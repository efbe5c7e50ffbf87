"""ENOUGH: is there a pattern, and would more help?"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from studio.core.shares import wilson
from studio.gaps.evidence import DECIDED, Evidence, FrameRow
from studio.gaps.findings import CheckResult, Fix, IntervalPlot, IntervalRow, Picks, PlotData
from studio.gaps.reader import Growth, Reader, Reading
from studio.gaps.states import MOST_ASKED, State
from studio.gaps.statistics.auc import Auc, auc
from studio.gaps.statistics.intervals import design_effect
from studio.gaps.wording import WENT, agreeing, counted, percent, percent_range

if TYPE_CHECKING:
    from studio.store.frame import EpisodeText

ID = "enough"
QUESTION = "Is there a pattern, and would more help?"
HOW = (
    "A simple reader (kernel ridge on pieces of four letters of the situation and of what you did, never the outcome) "
    "guesses how each of the newest 300 labelled episodes ended, having read only other threads; near copies count as "
    "one thread. What is shown is how often it puts one that went well above one that went badly (AUC; 50 of 100 is "
    "chance), with the interval of Hanley and McNeil times the design effect over threads. A pattern: at most 5 of "
    "199 seeded dealings of the endings, whole threads at a time, do as well. Only then: after half of the "
    "threads, does the other half still add a point or more (80 % interval above nothing)? A direction, no forecast. "
    "It is tried on labels that may be held out; those found for a fix are only learned from; mixed ones are left out. "
    "Needs 50, 10 of each ending. Found in trials: a pattern with which 89 of 100 pairs could be put in order is found "
    "9 times in 10 with 50 labels; one of 79, under half of the time with 50, 4 times in 5 with 100. So none found is "
    "“can’t tell” below 200; from there on it is amber where the interval lies below 65 of 100. Never red. A model "
    "may read what this reader does not, and a pattern is what came with what."
)

LEAST = 50
"""Labels below which nothing is said."""
LEAST_EACH = 10
"""Of either ending."""
LEAST_GROUPS = 10
"""Threads below which nothing is said."""
TELLS = 200
"""Labels from which on no pattern is a finding."""
WEAK = 0.65
"""Share of pairs below which a pattern is too weak to be worth much."""
ALPHA = 0.03
"""Largest p-value that counts as a pattern."""
GAIN = 0.01
"""Least gain of the second half that is called improving."""
READ = 300
"""Episodes read, the newest first."""
HELD_OUT_WHYS = frozenset({"spontaneous", "audit"})
"""Labels given for another reason are never held out by the split."""
HELD_OUT = 0.30
"""Share of all labels that a pack holds out unless told otherwise."""
LEAST_HELD = 30
BETTER_HELD = 50
FEW_HELD = 20
"""Held out with 100 labels, below which it is a finding: hits are known to ±20 points."""
AT_ONCE = 40
"""Labels asked for at once."""
DRAW = 30
AGAIN = 10
"""Episodes to look at once more."""
_LADDER = (
    (30, "at 30 the mix can be told"),
    (50, "at 50 there is a first look at patterns"),
    (100, "at 100 most checks can tell"),
    (200, "at 200 rare situations show"),
)


@dataclass(frozen=True, slots=True)
class _Gate:
    """What was labelled, and what the reader made of it."""

    labels: int
    """Labelled good, mixed or bad, for any reason."""
    rows: list[FrameRow]
    """Good and bad ones that may be held out."""
    learned: int
    """Good and bad ones given for another reason."""
    held: int
    """Held out now, or by the next pack, whichever is more."""
    packed: int
    """Held out now."""
    silent: int
    """Of those read, how many do not say what was done."""
    read: int
    effect: float
    """Design effect over threads."""
    reading: Reading | None = None
    tried: Auc | None = None
    growth: Growth | None = None

    @property
    def n(self) -> int:
        return len(self.rows)

    @property
    def rarer(self) -> int:
        good = sum(r.outcome == "good" for r in self.rows)
        return min(good, self.n - good)

    @property
    def scarce(self) -> str:
        """How the rarer ones went."""
        good = sum(r.outcome == "good" for r in self.rows)
        return WENT["good" if 2 * good < self.n else "bad"]

    @property
    def pattern(self) -> bool:
        return self.reading is not None and self.reading.p <= ALPHA and self.reading.area > 0.5

    @property
    def short(self) -> bool:
        """Plenty of labels, but too few that may be held out."""
        return self.labels >= 100 and self.held < FEW_HELD

    @property
    def state(self) -> State:
        if self.short:
            return "amber"
        if self.tried is None:
            return "cant_tell"
        if self.pattern:
            return "fine"
        return "amber" if self.n >= TELLS and self.tried.interval()[1] < WEAK else "cant_tell"

    @property
    def needed(self) -> int:
        if self.tried is None:
            missing = LEAST_EACH - self.rarer
            if self.n < LEAST:
                return LEAST
            if missing <= 0:
                return self.n + LEAST_GROUPS
            return max(self.n + missing, min(MOST_ASKED, self.n + missing * ceil(self.n / max(1, self.rarer))))
        if self.state != "cant_tell":
            return LEAST
        if self.n < TELLS:
            return TELLS
        away = max(0.02, WEAK - self.tried.area)
        reach = self.tried.interval()[1] - self.tried.area
        return max(self.n + AGAIN, min(MOST_ASKED, ceil(self.n * (reach / away) ** 2)))


def weigh(evidence: Evidence) -> CheckResult:
    """Say whether wording tells the ending, whether more labels still help, and how many are left to examine with."""
    gate = _gate(evidence)
    state = gate.state
    interval = gate.tried.interval() if gate.tried else (0.0, 1.0)
    return CheckResult(
        id=ID,
        question=QUESTION,
        state=state,
        n=gate.n,
        n_effective=gate.n / gate.effect,
        n_needed=gate.needed,
        estimate=gate.tried.area if gate.tried else None,
        interval=interval,
        headline=_headline(gate),
        message=_message(gate),
        how=HOW,
        fix=_fix(evidence, gate),
        plot=_plot(gate),
        numbers=_numbers(gate),
        domain=evidence.domain,
    )


def picks(evidence: Evidence) -> Picks:
    """The newest unlabelled, or random ones while too few may be held out; labelled ones to look at once more."""
    gate = _gate(evidence)
    fix = _fix(evidence, gate)
    if fix is None:
        return Picks((), "spontaneous")
    if fix.why == "relabel":
        return Picks(tuple(_again(evidence, gate)[: fix.count]), "relabel")
    if fix.why == "spontaneous":
        newest = [evidence.rows[i].id for i in reversed(evidence.unlabelled)]
        return Picks(tuple(newest[: fix.count]), "spontaneous")
    free = frozenset(evidence.rows[i].id for i in evidence.unlabelled)
    drawn = tuple([i for i in evidence.random_order() if i in free][: fix.count])
    return Picks(drawn, "audit", len(drawn) / len(free))


def _gate(evidence: Evidence) -> _Gate:
    rows = [r for i in evidence.labelled if (r := evidence.rows[i]).outcome in DECIDED]
    told = [r for r in rows if r.outcome != "mixed"]
    tried = [r for r in told if _may_be_held_out(r)]
    effect = design_effect([r.outcome == "good" for r in tried], [r.thread for r in tried])
    now, later = _held_out(evidence, rows)
    gate = _Gate(len(rows), tried, len(told) - len(tried), max(now, later), now, 0, 0, effect)
    if gate.n < LEAST or gate.rarer < LEAST_EACH:
        return gate
    return _read(evidence, gate, told)


def _may_be_held_out(row: FrameRow) -> bool:
    return (row.why or "spontaneous") in HELD_OUT_WHYS


def _held_out(evidence: Evidence, rows: list[FrameRow]) -> tuple[int, int]:
    """How many labels are held out now, and how many the next pack could hold out."""
    splits = evidence.source.splits()
    now = sum(splits.get(r.id, "train") != "train" for r in rows)
    bound = {r.thread for r in rows if r.id in splits or not _may_be_held_out(r)}
    free = sum(r.thread not in bound for r in rows)
    return now, min(now + free, round(HELD_OUT * len(rows)))


def _read(evidence: Evidence, gate: _Gate, told: list[FrameRow]) -> _Gate:
    from dataclasses import replace

    newest = gate.rows[-READ:]
    if len(newest) < READ and gate.learned:
        newest = newest + [r for r in told if not _may_be_held_out(r)][-(READ - len(newest)) :]
    texts = {t.id: t for t in evidence.source.texts([r.id for r in newest])}
    rows = [r for r in newest if r.id in texts]
    silent = sum(not texts[r.id].response.strip() for r in rows)
    counted = [_may_be_held_out(r) for r in rows]
    good = [r.outcome == "good" for r in rows]
    gate = replace(gate, silent=silent, read=len(rows))
    ends = [g for g, c in zip(good, counted, strict=True) if c]
    if min(sum(ends), len(ends) - sum(ends)) < LEAST_EACH:
        return gate
    reader = Reader([_words(texts[r.id]) for r in rows], good, [r.thread for r in rows], counted)
    if int(reader.groups.max()) + 1 < LEAST_GROUPS:
        return gate
    reading = reader.read()
    scores = [float(s) for s, c in zip(reading.scores.round(9), counted, strict=True) if c]
    rare = sum(ends) * 2 <= len(ends)
    rarer, others = ([s if rare else -s for s, g in zip(scores, ends, strict=True) if g is k] for k in (rare, not rare))
    threads = [str(g) for g, c in zip(reader.groups, counted, strict=True) if c]
    effect = design_effect(ends, threads)
    gate = replace(gate, reading=reading, tried=auc(rarer, others, effect))
    return replace(gate, growth=reader.grow(reading.scores)) if gate.pattern else gate


def _words(text: EpisodeText) -> tuple[str, str]:
    return text.situation, text.response


def _again(evidence: Evidence, gate: _Gate) -> list[str]:
    """Labelled episodes to write more about, those that do not say what was done first, the newest first."""
    newest = [r.id for r in reversed(gate.rows[-READ:])]
    said = {t.id: bool(t.response.strip()) for t in evidence.source.texts(newest)}
    return sorted(newest, key=lambda i: said.get(i, True))


def _improving(gate: _Gate) -> bool:
    growth = gate.growth
    return growth is not None and growth.improving and growth.whole - growth.half >= GAIN


def _headline(gate: _Gate) -> str:
    if gate.short:
        return "Too few labels may be kept for the exam"
    if gate.state == "amber":
        return "No pattern that a simple reader could see"
    if gate.state == "cant_tell":
        return "Can't tell yet whether there is a pattern"
    return (
        "There is a pattern, and more still helps" if _improving(gate) else "There is a pattern, and it is flattening"
    )


def _message(gate: _Gate) -> str:
    if gate.short:
        text = f"Of {counted(gate.labels, 'label')} {gate.held} {agreeing(gate.held, 'is', 'are')} or may be held out:"
        text += " those sought out for a fix never are, nor those once learned from."
        return text + f" An exam wants {LEAST_HELD}, better {BETTER_HELD}; labels picked at random may be part of it."
    if gate.tried is None:
        return f"{_too_little(gate)} {_place(gate)}"
    area, (low, high) = gate.tried.area, gate.tried.interval()
    text = (
        f"Of 100 pairs, one that went well and one badly, a simple reader of the words puts {100 * area:.0f} in order"
    )
    text += f" ({100 * low:.0f}–{100 * high:.0f}; 50 is chance; {counted(gate.n, 'label')})."
    if gate.state == "amber":
        return (
            text + f" Tuning may not be worth it yet: ask a model about 50 of them first.{_unsaid(gate)} {_exam(gate)}"
        )
    if gate.state == "cant_tell":
        seen = "50 labels reveal only strong patterns" if gate.n < 100 else "a weaker pattern may still be there"
        return (
            text + f" No pattern seen, and that is no answer: {seen}; about {gate.needed:,} would tell.{_unsaid(gate)}"
        )
    growth = gate.growth
    if growth is not None:
        way = "more still helps" if _improving(gate) else "more of the same adds little"
        text += f" After half of them it was {100 * growth.half:.0f}: {way}."
    return f"{text} {_exam(gate)} {_place(gate)}"


def _too_little(gate: _Gate) -> str:
    rest = f" ({gate.learned} sought out for a fix not counted)" if gate.learned else ""
    if gate.n < LEAST:
        return f"{counted(gate.n, 'label')} that went well or badly{rest}; this needs {gate.needed:,}."
    if gate.rarer < LEAST_EACH:
        few = f"Only {gate.rarer} of {gate.n} went {gate.scarce}; this needs {LEAST_EACH} of each"
        return f"{few}: at this rate about {gate.needed:,} labels."
    return f"{counted(gate.n, 'label')}, but few threads, or of late one ending only; about {gate.needed:,} would tell."


def _place(gate: _Gate) -> str:
    """Where on the way the person is."""
    ahead = [words for least, words in _LADDER if gate.labels < least]
    if not ahead:
        return f"You have {gate.labels:,}: enough for rare situations to show."
    return f"You have {gate.labels}: {ahead[0]}."


def _exam(gate: _Gate) -> str:
    """How well the ones held out could tell how good a model is."""
    if not gate.held:
        return "None would be held out."
    low, high = wilson(0.5, gate.held)
    verb = "are" if gate.packed >= gate.held else "would be"
    text = f"{gate.held} {verb} held out, which tells a model's hits to ±{50 * (high - low):.0f} points"
    if gate.held < LEAST_HELD:
        return text + f"; {LEAST_HELD} are wanted, better {BETTER_HELD}."
    return text + (f"; {BETTER_HELD} are better." if gate.held < BETTER_HELD else ".")


def _unsaid(gate: _Gate) -> str:
    if 2 * gate.silent < gate.read:
        return ""
    do = agreeing(gate.silent, "does", "do")
    return f" {gate.silent} of {gate.read} {do} not say what you did: that is where it could show."


def _fix(evidence: Evidence, gate: _Gate) -> Fix | None:
    free = len(evidence.unlabelled)
    if gate.state == "fine" and not _improving(gate) and gate.held >= LEAST_HELD:
        return None
    if gate.state == "amber" and not free:
        count = min(AGAIN, gate.n)
        return Fix(f"read {count} again: do they say what you did?", count, "relabel") if count else None
    if not free:
        return None
    if gate.short or gate.state == "amber" or (gate.state == "fine" and gate.held < LEAST_HELD):
        count = min(free, max(AGAIN, LEAST_HELD - gate.held) if gate.short else DRAW)
        return Fix(f"label {count} picked at random", count, "audit")
    count = min(free, AT_ONCE, gate.needed - gate.n if gate.state == "cant_tell" else DRAW)
    return Fix(f"label {count} more that you choose", count, "spontaneous")


def _plot(gate: _Gate) -> PlotData:
    if gate.tried is None or gate.reading is None:
        return PlotData()
    low, high = gate.tried.interval()
    rows = [IntervalRow("read all", gate.tried.area, low, high, gate.n)]
    if gate.growth is not None:
        half = gate.growth.half
        reach = (high - low) / 2
        rows.insert(0, IntervalRow("read half", half, max(0.0, half - reach), min(1.0, half + reach), gate.n // 2))
    chance = sorted(float(a) for a in gate.reading.by_chance)
    edge = len(chance) // 40
    return PlotData(
        intervals=IntervalPlot("pairs put in order (shaded: by chance)", tuple(rows), (chance[edge], chance[-1 - edge]))
    )


def _numbers(gate: _Gate) -> tuple[tuple[str, str], ...]:
    numbers = [("went well or badly", f"{gate.n:,} ({gate.rarer} the rarer way)")]
    if gate.learned:
        numbers.append(("sought out, only learned from", f"{gate.learned:,}"))
    if gate.tried is not None and gate.reading is not None:
        numbers += [
            ("pairs in order", f"{percent(gate.tried.area)} ({percent_range(*gate.tried.interval())})"),
            ("dealings that do as well", f"{round(gate.reading.p * 200) - 1} of {len(gate.reading.by_chance)}"),
            ("read", counted(gate.read, "episode")),
        ]
    if gate.growth is not None:
        growth = gate.growth
        numbers.append(("half, then all", f"{percent(growth.half)}, {percent(growth.whole)}"))
    numbers.append(("held out, now or at the next pack", str(gate.held)))
    return tuple(numbers)
