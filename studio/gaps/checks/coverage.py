"""COVERAGE: which situations have you hardly shown?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from math import ceil

from studio.core.shares import Z80, Z95
from studio.gaps.evidence import Evidence
from studio.gaps.findings import CheckResult, Fix, IntervalPlot, IntervalRow, Picks, PlotData
from studio.gaps.picking.resemblance import ranked
from studio.gaps.situations.kinds import MOST_SAID, Kinds, evenness, said_kinds, sampled, seen_share, word_kinds
from studio.gaps.situations.shown import LEAST, LEAST_SHARE, ShownKind, hardly_shown, judged, queue, table
from studio.gaps.situations.telling import Telling, telling
from studio.gaps.states import State, worst
from studio.gaps.wording import agreeing, counted, percent, percent_range

ID = "coverage"
QUESTION = "Which situations have you hardly shown?"
HOW = (
    "How common each kind of situation is among your labels, whatever they were given for, against how common it is "
    "among all episodes but those set aside. A kind is a trigger (of a training day, its focus), or else the first "
    "topic, where that is said of 4 in 5 of the unlabelled ones too. Otherwise the words of the situation tell it, of "
    "labelled and unlabelled ones alike, so that a wrong guess favours neither side: single words, words that keep "
    "meeting, and the cue words of your scheme; a word that names a trigger is not believed against what you said "
    "yourself, and where the words of your labels hardly tell what you said of them (guessed thread by thread, κ "
    "below .2), no alarm reads can't tell. Asked of kinds that make up 5 % of all and of which 5 labels would be "
    "expected. Red: the 95 % Wilson interval of its share among the labels (effective n: likeness within threads) "
    "lies below half its share in all, and chance seldom leaves so few among as many kinds as were asked "
    "(Benjamini–Hochberg, q = .02; for amber .10 and the 80 % interval). Also red: the share of situations that are "
    "of a kind labelled before (Good–Turing, Esty's error) lies below 80 %. Needs 30 labels. A kind that is missing "
    "is seen with 50 labels where it is 20 % of all, with 100 where 10 %, with 200 where 5 %. Words tell less than "
    "what was said: a kind told by many words, each of them rare, stays unseen. No alarm is no proof that everything "
    "was shown."
)

KNOWN, SOME = 0.8, 0.2
"""Share of the unlabelled of which a kind is said, from which on that alone decides, or counts beside the words."""
SEEN = 0.80
"""Share of situations of a kind seen before, below which too many are new."""
AT_ONCE = 40
"""Labels asked for at once."""
AGAIN = 10
"""Labelled ones to say the kind of anew where no others are left."""


class _Coverage:
    """What was labelled of each kind, and what of it is too little."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.rows = [evidence.rows[i] for i in evidence.labelled]
        self.n = len(self.rows)
        self.values = _values(evidence)
        units = {(r.thread, self.values[r.id]) for r in self.rows if r.id in self.values}
        self.threads = Counter(value for _, value in units)
        """Value → threads in which it was labelled."""
        self.kinds = _kinds(evidence, self.values) if self.n >= LEAST else []
        self.cells = _believed(self, judged(self.kinds))
        self.alarm, self.alarms = hardly_shown(self.cells)

    @property
    def told(self) -> int:
        """Labels that count for the share of situations seen before."""
        return self.threads.total()

    @cached_property
    def seen(self) -> tuple[float, float]:
        """Good-Turing's share and its standard error; (1, 0) below `LEAST`."""
        return seen_share(list(self.threads.values())) if self.told >= LEAST else (1.0, 0.0)

    def seen_interval(self, z: float = Z95) -> tuple[float, float]:
        share, error = self.seen
        return max(0.0, share - z * error), min(1.0, share + z * error)

    @property
    def unseen_state(self) -> State:
        if self.seen_interval()[1] < SEEN:
            return "red"
        return "amber" if self.seen_interval(Z80)[1] < SEEN else "fine"

    @property
    def by_kinds(self) -> bool:
        """Whether a kind is what the finding speaks of, and not how many are new."""
        return bool(self.alarms) and worst(self.alarm, self.unseen_state) == self.alarm

    @property
    def state(self) -> State:
        found = worst(self.alarm, self.unseen_state)
        if found != "fine":
            return found
        return "fine" if self.tells and any(c.state == "fine" for c in self.cells) else "cant_tell"

    @cached_property
    def telling(self) -> Telling | None:
        """How well the words tell what was said of the labels; None where too little was said to know."""
        words = next((k for k in self.kinds if not k.said), None)
        if words is None or sum(r.id in self.values for r in words.labelled) < LEAST:
            return None
        return telling(words, self.values)

    @property
    def tells(self) -> bool:
        """Whether kinds that are missing would show: said, told by words, or at least grouped by them."""
        if any(c.kinds.said for c in self.cells):
            return True
        if self.telling is None:
            return any(len(c.value.split(", ")) > 1 for c in self.cells)
        return self.telling.tells

    @property
    def needed(self) -> int:
        if self.n < LEAST or self.state != "cant_tell" or self.silent:
            return LEAST
        return max(self.n + 1, min(c.needed for c in self.cells))

    @property
    def silent(self) -> bool:
        """Whether it is not known what the unlabelled ones are about, so that no label can be set against them."""
        return self.n >= LEAST and self.state == "cant_tell" and not (self.cells and self.tells)

    @property
    def spoken(self) -> ShownKind | None:
        """The kind that the figures are of: the worst, or the one that comes nearest to it."""
        if self.alarms:
            return self.alarms[0]
        told = [c for c in self.cells if c.state == "fine"] or self.cells
        return min(told, key=lambda c: (c.share / c.whole, -c.whole, c.value), default=None)

    @property
    def singles(self) -> list[str]:
        """Labelled ids of the kinds labelled in one thread alone, in order of time."""
        return [r.id for r in self.rows if self.threads.get(self.values.get(r.id, ""), 0) == 1]


def weigh(evidence: Evidence) -> CheckResult:
    """Compare the kinds of what was labelled with those of the whole frame."""
    found = _Coverage(evidence)
    spoken = found.spoken
    estimate, interval, effective = None, (0.0, 1.0), 0.0 if found.silent else float(found.n)
    if spoken is not None and not found.silent:
        estimate, interval, effective = spoken.share, spoken.interval, spoken.n_effective
    if found.state in ("amber", "red") and not found.by_kinds:
        estimate, interval, effective = found.seen[0], found.seen_interval(), float(found.told)
    return CheckResult(
        id=ID,
        question=QUESTION,
        state=found.state,
        n=0 if found.silent else found.n,
        n_effective=effective,
        n_needed=found.needed,
        estimate=estimate,
        interval=interval,
        headline=_headline(found),
        message=_message(found),
        how=HOW,
        fix=_fix(found),
        plot=_plot(found),
        numbers=_numbers(found),
        domain=evidence.domain,
    )


def picks(evidence: Evidence) -> Picks:
    """Unlabelled episodes of the kinds that are hardly shown; else the newest, where more labels would tell."""
    found = _Coverage(evidence)
    fix = _fix(found)
    if fix is None:
        return Picks((), "gap_fill")
    if fix.why == "spontaneous":
        return Picks(tuple(_newest(evidence)[: fix.count]), "spontaneous")
    if fix.why == "relabel":
        return Picks(tuple(found.singles[: fix.count]), "relabel")
    if found.by_kinds:
        return Picks(tuple(queue(evidence, found.alarms, AT_ONCE)), "gap_fill")
    return Picks(tuple(_like_singles(found)[: fix.count]), "gap_fill")


def _values(evidence: Evidence) -> Mapping[str, str]:
    """Episode id → trigger, or first topic where triggers are said of fewer of the labelled or hardly of the rest."""
    triggers, topics = evidence.source.said("trigger"), evidence.source.first_topics()
    if not topics:
        return triggers
    labelled, rest = (_some(evidence, places) for places in (evidence.labelled, evidence.unlabelled))
    if not any(i in triggers for i in labelled):
        return topics
    enough = KNOWN * len(rest)
    if sum(i in triggers for i in rest) < enough <= sum(i in topics for i in rest):
        return topics if sum(i in topics for i in labelled) >= KNOWN * len(labelled) else triggers
    return triggers


def _kinds(evidence: Evidence, values: Mapping[str, str]) -> list[Kinds]:
    rest = _some(evidence, evidence.unlabelled)
    known = sum(i in values for i in rest)
    if rest and known >= KNOWN * len(rest):
        return [said_kinds(evidence, values, LEAST_SHARE)]
    words = word_kinds(evidence, LEAST_SHARE, evidence.source.cues(evidence.domain))
    if known >= SOME * max(1, len(rest)):
        return [said_kinds(evidence, values, LEAST_SHARE, all_of_the_rest=True), words]
    return [words]


def _some(evidence: Evidence, places: Sequence[int]) -> list[str]:
    return [evidence.rows[i].id for i in sampled(places, MOST_SAID)]


def _believed(found: _Coverage, cells: list[ShownKind]) -> list[ShownKind]:
    """Without the alarming words that name a value which was said of labels often enough."""
    of = Counter(_plain(found.values[r.id]) for r in found.rows if r.id in found.values)
    n = max(1, of.total())
    return [c for c in cells if c.kinds.said or of[_plain(c.value)] / n < c.edge or c.state in ("fine", "cant_tell")]


def _plain(value: str) -> str:
    return value.replace("_", " ").casefold()


def _newest(evidence: Evidence) -> list[str]:
    return [evidence.rows[i].id for i in reversed(evidence.unlabelled)]


def _like_singles(found: _Coverage) -> list[str]:
    """Unlabelled ones said to be of a kind labelled once, or else those that read like one."""
    values, evidence = found.values, found.evidence
    rest = _newest(evidence)
    once = {value for value, n in found.threads.items() if n == 1}
    if said := [i for i in rest if values.get(i) in once]:
        return _spread(said, values)
    singles = frozenset(found.singles)
    others = [r.id for r in found.rows if r.id not in singles]
    return ranked(evidence, dict.fromkeys(rest, 0.0), found.singles, others)


def _spread(ids: list[str], values: Mapping[str, str]) -> list[str]:
    """One of each value in turn."""
    turn: Counter[str] = Counter()
    placed = []
    for i in ids:
        placed.append((turn[values[i]], i))
        turn[values[i]] += 1
    return [i for _, i in sorted(placed, key=lambda one: one[0])]


def _fix(found: _Coverage) -> Fix | None:
    evidence = found.evidence
    if found.state == "fine" or (found.state == "cant_tell" and found.needed <= found.n):
        return None
    if found.state == "cant_tell":
        count = min(found.needed - found.n, len(evidence.unlabelled), AT_ONCE)
        return Fix(f"label {count:,} more that you choose", count, "spontaneous") if count > 0 else None
    if not found.by_kinds:
        once = sum(n == 1 for n in found.threads.values())
        count = min(AT_ONCE, len(evidence.unlabelled), -(-ceil((once - (1 - SEEN) * found.told) / (2 - SEEN)) // 5) * 5)
        if count > 0:
            return Fix(f"label {count} like those of a kind you labelled once", count, "gap_fill")
        return Fix(f"say the kind of {min(AGAIN, once)} anew", min(AGAIN, once), "relabel") if once else None
    count = len(queue(evidence, found.alarms, AT_ONCE))
    if not count:
        return None
    if len(found.alarms) > 1:
        return Fix(f"label {count} of the kinds you hardly showed", count, "gap_fill")
    return Fix(f"label {count} {found.alarms[0].about}", count, "gap_fill")


def _headline(found: _Coverage) -> str:
    if found.state == "fine":
        return "The common kinds are all there"
    if found.state == "cant_tell":
        return "Can't tell yet which situations are hardly shown"
    if not found.by_kinds:
        return "Many situations are of a kind you labelled once or never"
    first = found.alarms[0]
    more = f", and of {len(found.alarms) - 1} more kinds" if len(found.alarms) > 2 else ""
    more = ", and of 1 more kind" if len(found.alarms) == 2 else more
    return f"{'Hardly any' if first.hits else 'None'} {first.about}{more}"


def _message(found: _Coverage) -> str:
    noun = "focus" if found.evidence.domain == "fitness" else "trigger"
    if found.n < LEAST:
        return f"{counted(found.n, 'label')} so far; this needs {LEAST}."
    if found.silent:
        return _silent(found, noun)
    if found.state == "cant_tell":
        most = max(c.whole for c in found.cells)
        return (
            f"The commonest kind makes up {percent(most)} of all; with {found.n} labels its absence would not show. "
            f"About {found.needed:,} would tell."
        )
    unseen = _unseen(found)
    if found.state == "fine":
        least = min(c.whole for c in found.cells if c.state == "fine")
        return (
            f"No kind that makes up {percent(least)} or more of {_whole(found)} episodes is hardly shown, "
            f"{_from(found)}. Rarer ones would not show.{unseen}"
        )
    if not found.by_kinds:
        return unseen.strip()
    said = " ".join(_words(c, found) for c in found.alarms[:3])
    them = agreeing(len(found.alarms), "it", "them")
    way_out = "If you want no answers about that, say that this is how it is."
    return f"{said} A model trained on this has hardly met {them}. {way_out}{unseen}"


def _silent(found: _Coverage, noun: str) -> str:
    """Why it cannot be said what the unlabelled ones are about, and what would help."""
    if found.telling is not None:
        why = (
            f"the words tell the {noun} of your labels in {found.telling.right} of {found.telling.n}, hardly more than "
            "chance"
        )
    else:
        why = "no kind stands out in their words"
    return (
        f"Of your {found.n} labels 0 can be set against the rest; this needs {LEAST}. What the others are about is not "
        f"known: no {noun} or topic is said of most of them, and {why}. It could tell if the episodes you bring in "
        f"said their {noun} or topics, or if you said a {noun} of some of them; how they ended may stay open."
    )


def _words(cell: ShownKind, found: _Coverage) -> str:
    return (
        f"{cell.hits} of {cell.n} labelled {cell.are} ({percent_range(*cell.interval)}); of all "
        f"{_whole(found)} episodes it is {percent(cell.whole)}, {_from(found)}."
    )


def _whole(found: _Coverage) -> str:
    return f"{found.n + len(found.evidence.unlabelled):,}"


def _from(found: _Coverage) -> str:
    if found.alarms:
        return "as was said of them" if found.alarms[0].kinds.said else "by their words"
    return "by their words" if any(not k.said for k in found.kinds) else "as was said of them"


def _unseen(found: _Coverage) -> str:
    if found.unseen_state == "fine":
        return ""
    low, high = found.seen_interval()
    new = 1 - found.seen[0]
    return (
        f" About {percent(new)} of your situations ({percent_range(1 - high, 1 - low)}) are of a kind that was never "
        f"labelled, judging by the {sum(n == 1 for n in found.threads.values())} kinds labelled once."
    )


def _plot(found: _Coverage) -> PlotData:
    cell = found.spoken
    if cell is None or found.silent:
        return PlotData()
    kept = IntervalRow("what you labelled", cell.share, *cell.interval, cell.n)
    n = found.n + len(found.evidence.unlabelled)
    whole = IntervalRow("all episodes", cell.whole, cell.whole, cell.whole, n)
    return PlotData(
        intervals=IntervalPlot(f"share {cell.about}", (kept, whole), (cell.edge, 1.0)),
        heat=table(found.rows, found.values, found.alarms, found.cells),
    )


def _numbers(found: _Coverage) -> tuple[tuple[str, str], ...]:
    numbers = [
        (c.name, f"{c.hits} of {c.n}, {percent(c.whole)} of all; {c.chance:.1e} by chance") for c in found.alarms[:4]
    ]
    if found.n >= LEAST:
        numbers.append(("kinds asked about", f"{len(found.cells)}, {_from(found)}"))
    if found.telling is not None:
        numbers.append(("guessed from the words as you said it", f"{found.telling.right} of {found.telling.n}"))
    if found.told >= LEAST:
        low, high = found.seen_interval()
        numbers.append(("situations of a kind seen before", f"{percent(found.seen[0])} ({percent_range(low, high)})"))
        numbers.append(("evenness of what you labelled", f"{evenness(list(found.threads.values())):.2f} of 1"))
    return tuple(numbers)
