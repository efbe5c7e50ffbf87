"""ONE_VOICE: is it only your side?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import compress
from random import Random
from typing import TYPE_CHECKING

from studio.core.shares import Z95, newcombe, wilson
from studio.gaps.evidence import Evidence, FrameRow
from studio.gaps.findings import CheckResult, Fix, IntervalPlot, IntervalRow, Picks, PlotData
from studio.gaps.states import SEVERITY, State, interval_state, n_needed
from studio.gaps.statistics.intervals import design_effect
from studio.gaps.wording import agreeing, counted, percent, percent_range

if TYPE_CHECKING:
    from studio.store.frame import Voice

ID = "one_voice"
QUESTION = "Is it only your side?"
HOW = (
    "Three shares among your labels are each set against all your episodes: those that you started; where both spoke, "
    "those with more of your words; and those without a word of theirs (too many only). The difference has Newcombe's "
    "interval (of two Wilson intervals, on the effective number: n divided by the design effect over threads). Fine: "
    "the 95 % interval lies inside ±15 points. Red: wholly outside; amber: only the 80 % one is. Who started decides; "
    "the words raise an alarm or say nothing. Needs 40 labels of which it is known. Found in trials: 80 % where 50 % "
    "are in all is red about half of the time with 50 labels, 9 times in 10 with 100. Who tells it is not who is "
    "right, and no alarm says nothing about what neither of you wrote."
)

BAND = 0.15
"""Differences of a share up to this, either way, are no alarm."""
LEAST = 40
"""Labels below which nothing is said."""
AGAIN = 10
"""Episodes to look at once more where there are no others to label."""
AT_ONCE = 40
"""Labels asked for at once, however many would tell."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """One way in which an episode is on one's own side."""

    name: str
    """What such episodes are, after `share`."""
    other: str
    """What the others are, after `label 15`."""
    many: str
    """The finding when there are too many of them among the labels."""
    few: str
    """The finding when there are too few; empty where that is none."""
    known: Callable[[Voice], bool]
    mine: Callable[[Voice], bool]


_KINDS = (
    _Kind(
        "that you started",
        "that they started",
        "You mostly kept what you started",
        "You mostly kept what they started",
        lambda v: v.started_by in ("me", "other"),
        lambda v: v.started_by == "me",
    ),
    _Kind(
        "with more of your words",
        "with more of their words",
        "You mostly kept talks in which you say more",
        "You mostly kept talks in which they say more",
        lambda v: v.words_me is not None and bool(v.words_other),
        lambda v: (v.words_me or 0) > (v.words_other or 0),
    ),
    _Kind(
        "without a word of theirs",
        "with their own words",
        "You mostly kept what holds no word of theirs",
        "",
        lambda v: True,
        lambda v: not v.words_other,
    ),
)


@dataclass(frozen=True, slots=True)
class _Side:
    """How common one kind is among the labels and in all, and what the difference says."""

    kind: _Kind
    kept: tuple[int, int]
    """Hits and n among the labels."""
    whole: tuple[int, int]
    """Hits and n among all episodes."""
    effects: tuple[float, float]
    """Design effects over threads of the two."""

    @property
    def n(self) -> int:
        return self.kept[1]

    @property
    def n_effective(self) -> float:
        return self.kept[1] / self.effects[0]

    @property
    def share(self) -> float:
        return self.kept[0] / self.kept[1] if self.kept[1] else 0.0

    @property
    def expected(self) -> float:
        return self.whole[0] / self.whole[1] if self.whole[1] else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.share, self.n_effective)

    @property
    def band(self) -> tuple[float, float]:
        return max(0.0, self.expected - BAND), min(1.0, self.expected + BAND)

    def gap(self, z: float = Z95) -> tuple[float, float]:
        """Interval of the share among the labels less the share in all."""
        return newcombe(self.share, self.n_effective, self.expected, self.whole[1] / self.effects[1], z)

    @property
    def state(self) -> State:
        if self.n < LEAST:
            return "cant_tell"
        return interval_state(self.gap, (-BAND if self.kind.few else -1.0, BAND))

    @property
    def needed(self) -> int:
        if self.n < LEAST or self.state != "cant_tell":
            return LEAST
        high = self.expected + BAND
        edges = (self.expected - BAND if self.kind.few else high, high)
        return n_needed(self.share, edges, self.effects[0], max(LEAST, self.n + 1))


def weigh(evidence: Evidence) -> CheckResult:
    """Judge who is heard in what was labelled against who is heard in all."""
    sides = _sides(evidence)
    side = _deciding(sides)
    return CheckResult(
        id=ID,
        question=QUESTION,
        state=side.state,
        n=side.n,
        n_effective=side.n_effective,
        n_needed=side.needed,
        estimate=side.share if side.n else None,
        interval=side.interval,
        headline=_headline(side),
        message=_message(evidence, side),
        how=HOW,
        fix=_fix(evidence, side),
        plot=_plot(side),
        numbers=_numbers(sides),
        domain=evidence.domain,
        applies=evidence.domain == "relationship",
    )


def picks(evidence: Evidence) -> Picks:
    """Unlabelled episodes of the other kind at random; the newest where too few are labelled to tell."""
    side = _deciding(_sides(evidence))
    fix = _fix(evidence, side)
    if fix is None:
        return Picks((), "gap_fill")
    if fix.why == "gap_fill":
        ids = sorted(_missing(evidence, side))
        return Picks(tuple(Random(evidence.frame_hash).sample(ids, fix.count)), "gap_fill")
    if fix.why == "relabel":
        return Picks(tuple(_again(evidence, side)[: fix.count]), "relabel")
    return Picks(tuple(_newest(evidence, side)[: fix.count]), "spontaneous")


def _sides(evidence: Evidence) -> list[_Side]:
    if evidence.domain != "relationship":
        return [_Side(_KINDS[0], (0, 0), (0, 0), (1.0, 1.0))]
    rows = [r for r in evidence.rows if r.id in evidence.voices]
    voices = [evidence.voices[r.id] for r in rows]
    return [_side(rows, voices, kind) for kind in _KINDS]


def _side(heard: Sequence[FrameRow], voices: Sequence[Voice], kind: _Kind) -> _Side:
    known = [kind.known(voice) for voice in voices]
    rows, hits = list(compress(heard, known)), [kind.mine(voice) for voice in compress(voices, known)]
    if kind is _KINDS[2] and len(hits) - sum(hits) < LEAST:
        rows, hits = [], []
    kept = [(hit, r) for hit, r in zip(hits, rows, strict=True) if r.outcome is not None]
    return _Side(
        kind,
        (sum(hit for hit, _ in kept), len(kept)),
        (sum(hits), len(hits)),
        (
            design_effect([hit for hit, _ in kept], [r.thread for _, r in kept]),
            design_effect(hits, [r.thread for r in rows]),
        ),
    )


def _deciding(sides: Sequence[_Side]) -> _Side:
    """Whichever alarms most; else who started, or the words where too few starters are known."""
    loudest = max(sides, key=lambda s: SEVERITY[s.state])
    if loudest.state in ("amber", "red"):
        return loudest
    return next((s for s in sides if s.n >= LEAST), sides[0])


def _too_many(side: _Side) -> bool:
    return side.share > side.expected


def _missing(evidence: Evidence, side: _Side) -> list[str]:
    """Unlabelled episodes of which the labels hold too few."""
    wanted = not _too_many(side)
    voices = evidence.voices
    free = [evidence.rows[i].id for i in evidence.unlabelled]
    found = [i for i in free if i in voices and side.kind.known(voices[i])]
    return [i for i in found if side.kind.mine(voices[i]) is wanted]


def _again(evidence: Evidence, side: _Side) -> list[str]:
    """Labelled episodes of which there are too many, newest first."""
    wanted = _too_many(side)
    voices = evidence.voices
    kept: Sequence[FrameRow] = [evidence.rows[i] for i in reversed(evidence.labelled)]
    aside = evidence.source.skipped()
    found = [r.id for r in kept if r.id in voices and r.id not in aside and side.kind.known(voices[r.id])]
    return [i for i in found if side.kind.mine(voices[i]) is wanted]


def _newest(evidence: Evidence, side: _Side) -> list[str]:
    if evidence.domain != "relationship":
        return []
    voices = evidence.voices
    free = [evidence.rows[i].id for i in reversed(evidence.unlabelled)]
    return [i for i in free if i in voices and side.kind.known(voices[i])]


def _fix(evidence: Evidence, side: _Side) -> Fix | None:
    if side.state == "fine":
        return None
    if side.state == "cant_tell":
        in_reach = side.needed <= len(evidence.rows)
        count = min(side.needed - side.n, len(_newest(evidence, side)), AT_ONCE) if in_reach else 0
        return Fix(f"label {count:,} more that you choose", count, "spontaneous") if count > 0 else None
    missing = len(_missing(evidence, side))
    if not missing:
        count = min(AGAIN, len(_again(evidence, side)))
        return Fix(f"read {count} again beside their own messages", count, "relabel") if count else None
    count = min(missing, _fill_count(side))
    return Fix(f"label {count} {side.kind.other if _too_many(side) else side.kind.name}", count, "gap_fill")


def _fill_count(side: _Side) -> int:
    """Fewest picks, in fives, after which the share has come back inside the band."""
    hits, n = side.kept
    added = 0 if _too_many(side) else 1
    count = 5
    while not side.band[0] <= (hits + added * count) / (n + count) <= side.band[1]:
        count += 5
        if count > 20 * n:
            break
    return count


def _headline(side: _Side) -> str:
    if side.state == "fine":
        return "Both of you are heard in what you labelled"
    if side.state == "cant_tell":
        return "Can't tell yet whether it is only your side"
    return side.kind.many if _too_many(side) else side.kind.few


def _message(evidence: Evidence, side: _Side) -> str:
    if evidence.domain != "relationship":
        return f"This asks who is heard in talks between two; there are 0 here, and it needs {LEAST} labelled."
    if side.n < LEAST:
        return f"Who started it is known of {counted(side.n, 'label')}; this needs {LEAST}."
    hits, n = side.kept
    text = f"{hits} of {n} labelled {agreeing(hits, 'is an episode', 'are episodes')} {side.kind.name}"
    text += f" ({percent_range(*side.interval)});"
    text += f" of all {side.whole[1]:,} it is {percent(side.expected)}."
    if side.state == "cant_tell":
        text += " The difference reaches over the edge of ±15 points;"
        if side.needed > side.whole[1]:
            return text + f" it would take about {side.needed:,} labels, more than there are episodes."
        return text + f" about {side.needed:,} labels would tell."
    if side.state == "fine":
        return text + " It says nothing about what neither of you wrote down."
    return text + " A model trained on this hears one side more than there was of it."


def _plot(side: _Side) -> PlotData:
    if not side.n:
        return PlotData()
    kept = IntervalRow("what you labelled", side.share, *side.interval, side.n)
    whole = IntervalRow("all episodes", side.expected, side.expected, side.expected, side.whole[1])
    return PlotData(intervals=IntervalPlot(f"share {side.kind.name}", (kept, whole), side.band))


def _numbers(sides: Sequence[_Side]) -> tuple[tuple[str, str], ...]:
    numbers = []
    for side in sides:
        if side.n:
            low, high = (100 * edge for edge in side.gap())
            text = f"{side.kept[0]} of {side.n}, {percent(side.expected)} of all ({low:+.0f} to {high:+.0f} points)"
            numbers.append((side.kind.name, text))
    return tuple(numbers)
