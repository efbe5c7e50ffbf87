"""SURVIVORSHIP: what about the ones that never happened?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from random import Random

from studio.core.shares import Z80, Z95, wilson
from studio.gaps.evidence import Evidence, FrameRow
from studio.gaps.findings import CheckResult, Fix, IntervalPlot, IntervalRow, Picks, PlotData
from studio.gaps.states import MOST_ASKED, State
from studio.gaps.statistics.auc import Auc, auc
from studio.gaps.statistics.intervals import design_effect
from studio.gaps.wording import agreeing, percent, percent_range

ID = "survivorship"
QUESTION = "What about the ones that never happened?"
HOW = (
    "Trainings that were planned, done or dropped; where fewer than 60 were planned, your usual training days count "
    "as planned. The readiness of the morning is compared between done and dropped ones: AUC (Mann–Whitney, the "
    "chance that a day you trained was the readier of a pair; 50 % is no difference) with the standard error of Hanley "
    "and McNeil, widened by the design effect over threads. Red: the 95 % interval lies above 55 %, or at least 30 % "
    "were dropped and none of those is labelled. Amber: the 80 % interval does, or at least 15 % were dropped and none "
    "is labelled. Fine: at least 3 dropped ones are labelled, and they are at least half as common among your labels "
    "as among what was planned; or the 95 % interval lies below 55 %. Needs 60 planned, 10 dropped, 30 labelled. Found "
    "in trials: a difference of one standard deviation about 8 times in 10 with 60 planned; smaller ones are often "
    "missed."
)

EDGE = 0.55
"""Chance of having been the readier day, from which on done and dropped ones differ."""
LEAST, LEAST_DROPPED, LEAST_LABELLED = 60, 10, 30
RED_DROP, AMBER_DROP = 0.30, 0.15
"""Shares dropped from which it matters that none of them is labelled."""
SHOWN, LEAST_SHOWN = 0.5, 3
"""How common dropped ones must be among the labels, as a part of how common they are, and how many at least."""
FILL = 5
"""Fewest dropped ones to label; more are asked in steps of as many."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What was planned, what became of it, and what of that is labelled."""

    done: list[FrameRow]
    dropped: list[FrameRow]
    usual: bool
    """True where usual training days stand for planned ones."""
    readiness: Auc | None
    rested: int
    """Planned ones whose readiness is known."""
    effect: float
    """Design effect over threads."""
    labelled: int
    """Of those planned."""
    labelled_dropped: int

    @property
    def planned(self) -> int:
        return len(self.done) + len(self.dropped)

    @property
    def drop(self) -> float:
        return len(self.dropped) / self.planned if self.planned else 0.0

    @property
    def labelled_share(self) -> float:
        return self.labelled_dropped / self.labelled if self.labelled else 0.0

    @property
    def shown(self) -> bool:
        """True when the dropped ones are among what was labelled."""
        return self.labelled_dropped >= LEAST_SHOWN and self.labelled_share >= SHOWN * self.drop

    @property
    def short(self) -> tuple[int, int, str] | None:
        """What there is too little of: how many there are, how many it takes, and what they are."""
        if self.planned < LEAST:
            return self.planned, LEAST, "planned trainings"
        if len(self.dropped) < LEAST_DROPPED:
            return len(self.dropped), LEAST_DROPPED, f"that were not done, of {self.planned:,} planned"
        if self.labelled < LEAST_LABELLED:
            return self.labelled, LEAST_LABELLED, f"labelled, of {self.planned:,} planned"
        return None

    @property
    def by_share(self) -> State:
        """What it says that no dropped one is labelled."""
        if self.labelled_dropped or self.drop < AMBER_DROP:
            return "fine"
        return "red" if self.drop >= RED_DROP else "amber"

    @property
    def by_readiness(self) -> State:
        """What the readiness of done and dropped ones says."""
        if self.readiness is None:
            return "cant_tell"
        low, high = self.readiness.interval(Z95)
        if low > EDGE:
            return "red"
        if self.readiness.interval(Z80)[0] > EDGE:
            return "amber"
        return "fine" if high < EDGE else "cant_tell"

    @property
    def state(self) -> State:
        if self.short:
            return "cant_tell"
        if self.shown:
            return "fine"
        if "red" in (self.by_share, self.by_readiness):
            return "red"
        return "amber" if self.by_share == "amber" else self.by_readiness


def weigh(evidence: Evidence) -> CheckResult:
    """Judge whether the trainings that did not happen are missing from what was labelled."""
    look = _look(evidence)
    n, needed = _counts(look)
    return CheckResult(
        id=ID,
        question=QUESTION,
        state=look.state,
        n=n,
        n_effective=n / look.effect,
        n_needed=needed,
        estimate=look.readiness.area if look.readiness else None,
        interval=look.readiness.interval() if look.readiness else (0.0, 1.0),
        headline=_headline(look),
        message=_message(evidence, look, needed),
        how=HOW,
        fix=_fix(evidence, look),
        plot=_plot(look),
        numbers=_numbers(look),
        domain=evidence.domain,
        applies=evidence.domain == "fitness",
    )


def picks(evidence: Evidence) -> Picks:
    """Dropped ones without a label, drawn at random; the newest trainings where too few are labelled to tell."""
    look = _look(evidence)
    fix = _fix(evidence, look)
    if fix is None:
        return Picks((), "gap_fill")
    if fix.why == "spontaneous":
        return Picks(tuple(_newest(evidence, look)[: fix.count]), "spontaneous")
    ids = sorted(_open(evidence, look.dropped))
    return Picks(tuple(Random(evidence.frame_hash).sample(ids, fix.count)), "gap_fill")


def _look(evidence: Evidence) -> _Look:
    known = evidence.source.trainings(evidence.domain) if evidence.domain == "fitness" else {}
    rows = [r for r in evidence.rows if r.id in known and known[r.id].done is not None]
    planned = [r for r in rows if known[r.id].planned]
    usual = len(planned) < LEAST
    if usual:
        planned = [r for r in rows if known[r.id].planned is not False]
    done = [r for r in planned if known[r.id].done]
    dropped = [r for r in planned if not known[r.id].done]
    morning = {r.id: ready for r in planned if (ready := known[r.id].readiness) is not None}
    rested = [morning[r.id] for r in done if r.id in morning]
    tired = [morning[r.id] for r in dropped if r.id in morning]
    effect = design_effect([not known[r.id].done for r in planned], [r.thread for r in planned])
    enough = len(rested) + len(tired) >= LEAST and min(len(rested), len(tired)) >= LEAST_DROPPED
    found = auc(rested, tired, effect) if enough else None
    return _Look(
        done,
        dropped,
        usual and bool(planned),
        found,
        len(morning),
        effect,
        sum(r.outcome is not None for r in planned),
        sum(r.outcome is not None for r in dropped),
    )


def _counts(look: _Look) -> tuple[int, int]:
    """How many it was decided on, and how many it takes."""
    if look.short:
        return look.short[:2]
    if look.state != "cant_tell":
        return look.planned, LEAST
    if look.readiness is None:
        return look.rested, max(LEAST, look.rested + 1)
    away = abs(look.readiness.area - EDGE)
    reach = Z95 * look.readiness.error
    if away * away * MOST_ASKED <= reach * reach * look.planned:
        return look.planned, max(MOST_ASKED, look.planned + 1)
    return look.planned, max(look.planned + 1, ceil(look.planned * (reach / away) ** 2))


def _headline(look: _Look) -> str:
    if look.state == "cant_tell":
        return "Can't tell yet whether dropped trainings differ"
    if look.state == "fine":
        return (
            "Dropped trainings are among what you labelled" if look.shown else "Dropped trainings were no less rested"
        )
    if look.by_readiness == look.state:
        return "You trained on the readier days and hardly labelled the others"
    return "None of the trainings you dropped is labelled"


def _message(evidence: Evidence, look: _Look, needed: int) -> str:
    if evidence.domain != "fitness":
        return f"This asks about planned trainings that were not done; there are 0 here, and it needs {LEAST}."
    if look.short:
        return f"{look.short[0]} {look.short[2]}; this needs {look.short[1]}."
    usual = ", your usual days counted as planned" if look.usual else ""
    were, are = agreeing(len(look.dropped), "was", "were"), agreeing(look.labelled_dropped, "is", "are")
    text = f"{len(look.dropped)} of {look.planned:,} planned trainings {were} not done{usual};"
    text += f" of your {look.labelled} labels {look.labelled_dropped} {are} on those."
    if look.readiness:
        low, high = look.readiness.interval()
        text += (
            f" A day you trained was the readier one in {percent(look.readiness.area)} of comparisons with a day you"
        )
        text += f" did not ({percent_range(low, high)}; 50 % is no difference)."
    if look.state == "cant_tell":
        if look.readiness is None:
            return text + f" The readiness is known of {look.rested:,} planned ones; about {needed:,} would tell."
        return (
            text + f" That reaches over 55 %; about {needed:,} planned ones would tell. Small differences stay hidden."
        )
    if look.state == "fine":
        return text + " It says nothing about days that neither a plan nor a habit shows."
    text += " A model trained on this knows little of the days on which it did not happen."
    return text if _open(evidence, look.dropped) else text + " You set all of those aside, which is an answer too."


def _fix(evidence: Evidence, look: _Look) -> Fix | None:
    if look.state == "fine":
        return None
    if look.state == "cant_tell":
        if look.planned < LEAST or len(look.dropped) < LEAST_DROPPED or look.labelled >= LEAST_LABELLED:
            return None
        count = min(LEAST_LABELLED - look.labelled, len(_newest(evidence, look)))
        return Fix(f"label {count} more trainings", count, "spontaneous") if count else None
    count = FILL
    while (look.labelled_dropped + count) < SHOWN * look.drop * (look.labelled + count):
        count += FILL
    count = min(count, len(_open(evidence, look.dropped)))
    return Fix(f"label {count} that did not happen", count, "gap_fill") if count else None


def _open(evidence: Evidence, rows: Sequence[FrameRow]) -> list[str]:
    """Ids of those that are neither labelled nor set aside, in order of time."""
    free = {evidence.rows[i].id for i in evidence.unlabelled}
    return [r.id for r in rows if r.id in free]


def _newest(evidence: Evidence, look: _Look) -> list[str]:
    ordered = sorted([*look.done, *look.dropped], key=lambda r: (-r.utc, r.id))
    return _open(evidence, ordered)


def _plot(look: _Look) -> PlotData:
    if look.readiness is None:
        return PlotData()
    row = IntervalRow("trained, not dropped", look.readiness.area, *look.readiness.interval(), look.rested)
    return PlotData(intervals=IntervalPlot("how often the readier of a pair (50 %: as often)", (row,), (0.0, EDGE)))


def _numbers(look: _Look) -> tuple[tuple[str, str], ...]:
    numbers = [("planned", f"{look.planned:,}"), ("not done", f"{len(look.dropped)} ({percent(look.drop)})")]
    if look.labelled:
        interval = wilson(look.labelled_share, look.labelled / look.effect)
        share = f"{look.labelled_dropped} of {look.labelled} ({percent_range(*interval)})"
        numbers.append(("not done, of the labelled", share))
    if look.readiness:
        numbers += [("readiness known", f"{look.rested:,}"), ("AUC", f"{look.readiness.area:.2f}")]
    return tuple(numbers)
