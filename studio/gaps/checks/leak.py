"""LEAK: is the exam in the textbook?"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from studio.core.shares import wilson
from studio.core.similarity import shingles
from studio.gaps.evidence import Evidence, FrameRow
from studio.gaps.findings import CheckResult, Fix, IntervalPlot, IntervalRow, PairPlot, Picks, PlotData
from studio.gaps.near_copies import ALIKE, COPY, NearCopies, Pair
from studio.gaps.states import State
from studio.gaps.wording import agreeing, counted, day, percent_range

if TYPE_CHECKING:
    from studio.store.frame import EpisodeText

ID = "leak"
QUESTION = "Is the exam in the textbook?"
HOW = (
    "Once something is packed: every pair of packed episodes is compared by exact Jaccard similarity of their "
    "5-character shingles. Red: a pair at .8 or more, or any thread, with one part to learn from and one for the "
    "exam. Amber: a pair from .5 to .8, copies that carry opposite labels, or the outcome said inside the response. "
    "Weeks that lie on both sides are counted and raise no alarm. Before packing: near copies among the labelled ones, "
    "which the split will keep on one side together with their thread; amber when they need a look. The interval is "
    "Wilson's, of the share that has a copy."
)

LEAST = 30
"""Labelled episodes below which, before packing, nothing is said."""
FEW_TELLING = 3
SHARE_TELLING = 0.05
"""Responses that speak of the outcome in stock words matter from this many and this share on."""
COPIED_OUTCOME = 0.8
"""Share of an outcome's shingles inside its response from which it counts as copied there."""
LONG_OUTCOME = 20
"""Characters an outcome needs before copying can be told from chance."""

_TELLING = re.compile(
    r"\b(?:(?:it|that|this|things|we|evening|day|session) (?:went|ended|turned out|worked out)"
    r" (?:\w+ )?(?:well|badly|fine|great|wrong|good|bad)"
    r"|outcome\s*[:=]|label\s*[:=]\s*(?:good|bad|mixed)|in the end it (?:helped|failed|worked|didn['’]t))\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Look:
    """Everything found among the episodes compared."""

    rows: list[FrameRow]
    texts: list[EpisodeText]
    sides: list[str]
    """Split of each, or all empty before packing."""
    copies: NearCopies
    across_copies: int = 0
    across_alike: int = 0
    threads: int = 0
    weeks: int = 0
    closest: Pair | None = None
    exposed: set[int] = field(default_factory=set)
    """Held-out places that have a copy or their thread in training; before packing, places that have a copy."""
    clusters: list[list[int]] = field(default_factory=list)
    conflicts: list[list[int]] = field(default_factory=list)
    """Clusters whose episodes carry opposite labels."""
    copied: list[int] = field(default_factory=list)
    telling: list[int] = field(default_factory=list)

    @property
    def packed(self) -> bool:
        return any(self.sides)

    @property
    def loud(self) -> list[int]:
        """Places whose response gives the outcome away."""
        many = len(self.telling) >= max(FEW_TELLING, SHARE_TELLING * len(self.rows))
        return sorted({*self.copied, *(self.telling if many else ())})

    @property
    def examined(self) -> int:
        return sum(side != "train" for side in self.sides) if self.packed else len(self.rows)


def weigh(evidence: Evidence) -> CheckResult:
    """Judge near copies across the split, or among the labelled ones when nothing is packed."""
    look = _look(evidence)
    state = _state(look)
    share = len(look.exposed) / look.examined if look.examined else 0.0
    interval = wilson(share, look.examined)
    return CheckResult(
        id=ID,
        question=QUESTION,
        state=state,
        n=len(look.rows),
        n_effective=float(len(look.rows)),
        n_needed=1 if look.packed else LEAST,
        estimate=share if look.examined else None,
        interval=interval,
        headline=_headline(look, state),
        message=_message(look, state),
        how=HOW,
        fix=_fix(evidence, look, state),
        plot=_plot(look, share, interval),
        numbers=_numbers(look),
        domain=evidence.domain,
    )


def picks(evidence: Evidence) -> Picks:
    """Episodes to label again where copies carry opposite labels; more to label while there are too few."""
    look = _look(evidence)
    state = _state(look)
    if state == "cant_tell":
        missing = LEAST - len(look.rows)
        newest = [evidence.rows[i].id for i in reversed(evidence.unlabelled)]
        return Picks(tuple(newest[:missing]), "spontaneous")
    places: list[int] = []
    if state == "amber":
        places = [p for cluster in look.conflicts for p in cluster] or look.loud
    return Picks(tuple(look.rows[p].id for p in places), "relabel")


def _look(evidence: Evidence) -> _Look:
    labelled = [evidence.rows[i] for i in evidence.labelled]
    splits = evidence.source.splits()
    packed = [r for r in labelled if r.id in splits]
    if packed:
        labelled = packed
    by_id = {t.id: t for t in evidence.source.texts([r.id for r in labelled])}
    rows = [r for r in labelled if r.id in by_id]
    texts = [by_id[r.id] for r in rows]
    sides = [splits[r.id] if packed else "" for r in rows]
    look = _Look(rows, texts, sides, NearCopies([t.whole for t in texts]))
    look.clusters = look.copies.clusters()
    look.conflicts = [c for c in look.clusters if {"good", "bad"} <= {rows[p].outcome for p in c}]
    for place, text in enumerate(texts):
        if _says_outcome(text):
            look.copied.append(place)
        elif _TELLING.search(text.response):
            look.telling.append(place)
    if packed:
        _cross(look)
    else:
        look.exposed = {p for cluster in look.clusters for p in cluster}
        closest = max(look.copies.pairs(ALIKE), key=lambda p: (p.alike, -p.left, -p.right), default=None)
        look.closest = closest
    return look


def _cross(look: _Look) -> None:
    look.across_copies, copy = look.copies.across(look.sides, COPY)
    look.across_alike, alike = look.copies.across(look.sides, ALIKE, COPY)
    look.closest = copy or alike
    look.exposed = look.copies.exposed(look.sides, COPY)
    threads, weeks = defaultdict(set), defaultdict(set)
    for row, side in zip(look.rows, look.sides, strict=True):
        threads[row.thread].add(side)
        weeks[datetime.fromtimestamp(row.wall, UTC).isocalendar()[:2]].add(side)
    look.threads = sum(len(sides) > 1 for sides in threads.values())
    look.weeks = sum(len(sides) > 1 for sides in weeks.values())
    for place, row in enumerate(look.rows):
        if look.sides[place] != "train" and "train" in threads[row.thread]:
            look.exposed.add(place)


def _says_outcome(text: EpisodeText) -> bool:
    if len(text.outcome) < LONG_OUTCOME or not text.response:
        return False
    pieces = shingles(text.outcome)
    return len(pieces & shingles(text.response)) >= COPIED_OUTCOME * len(pieces)


def _state(look: _Look) -> State:
    if look.across_copies or look.threads:
        return "red"
    if not look.packed and len(look.rows) < LEAST:
        return "cant_tell"
    if look.conflicts or look.loud:
        return "amber"
    return "amber" if (look.across_alike if look.packed else look.clusters) else "fine"


def _headline(look: _Look, state: State) -> str:
    if state == "red":
        return "Some of the exam is in the textbook"
    if state == "cant_tell":
        return "Too few labelled to look for copies"
    if look.conflicts:
        return "Copies carry opposite labels"
    if look.loud:
        return "Some responses already say how it ended"
    if state == "amber" and look.packed:
        return "Some exam questions resemble the textbook"
    if state == "amber":
        return "Some episodes are near copies"
    return "No part of the exam is in the textbook" if look.packed else "No near copies among what you labelled"


def _message(look: _Look, state: State) -> str:
    if state == "cant_tell":
        return f"{counted(len(look.rows), 'episode')} labelled; looking for copies needs {LEAST}, or something packed."
    parts = []
    if look.across_copies:
        parts.append(
            f"{counted(look.across_copies, 'pair')} of near copies (.8 and above) lie on both sides of the split"
        )
    if look.threads:
        parts.append(f"{counted(look.threads, 'thread')} lie on both sides of the split")
    if look.across_alike:
        are = agreeing(look.across_alike, "is", "are")
        parts.append(f"{counted(look.across_alike, 'pair')} across the split {are} alike (.5 to .8)")
    if look.packed and state == "red":
        were = agreeing(len(look.exposed), "was", "were")
        parts.append(f"{len(look.exposed)} of {look.examined} held-out episodes {were} seen in training")
    if not look.packed and look.clusters:
        inside = sum(map(len, look.clusters))
        groups = counted(len(look.clusters), "group")
        parts.append(f"{inside} of {len(look.rows)} labelled episodes are near copies in {groups}")
    if look.conflicts:
        parts.append(f"{counted(len(look.conflicts), 'group')} of copies went both well and badly")
    if look.loud:
        parts.append(f"{counted(len(look.loud), 'response')} of {len(look.rows)} say how it ended")
    if not parts:
        parts = [f"No near copies among {counted(len(look.rows), 'labelled episode')}"]
        if look.packed:
            parts = [f"None of {look.examined} held-out episodes has a copy or its thread among the rest"]
    text = "; ".join(parts) + "."
    if not look.packed:
        text += " Nothing is packed yet: the split will keep copies and threads on one side."
    return text


def _fix(evidence: Evidence, look: _Look, state: State) -> Fix | None:
    if state == "fine":
        return None
    if state == "cant_tell":
        count = min(LEAST - len(look.rows), len(evidence.unlabelled))
        return Fix(f"label {count} more", count, "spontaneous") if count > 0 else None
    if state != "red" and look.conflicts:
        count = sum(map(len, look.conflicts))
        return Fix(f"label these {count} again", count, "relabel")
    if state != "red" and look.loud:
        return Fix(f"look at {counted(len(look.loud), 'response')}", len(look.loud), "relabel")
    if look.packed:
        count = look.across_copies + look.threads or look.across_alike
        return Fix("pack again, copies and threads on one side", count, "rebuild")
    return Fix("pack: the split keeps them together", len(look.clusters), "rebuild")


def _plot(look: _Look, share: float, interval: tuple[float, float]) -> PlotData:
    pair = None
    if look.closest:
        a, b = look.closest.left, look.closest.right
        pair = PairPlot(_title(look, a), look.texts[a].whole, _title(look, b), look.texts[b].whole, look.closest.alike)
    if not look.examined:
        return PlotData()
    name = "seen in training" if look.packed else "has a near copy"
    row = IntervalRow(name, share, *interval, look.examined)
    return PlotData(intervals=IntervalPlot("share that has a copy", (row,), (0.0, 0.0)), pair=pair)


def _title(look: _Look, place: int) -> str:
    row, side = look.rows[place], look.sides[place]
    words = [day(row.wall), *([side] if side else []), *([f"went {row.outcome}"] if row.outcome else [])]
    return (
        " · ".join(words).replace("went good", "went well").replace("went bad", "went badly").replace("went unk", "unk")
    )


def _numbers(look: _Look) -> tuple[tuple[str, str], ...]:
    numbers = [("compared", counted(len(look.rows), "labelled episode"))]
    if look.packed:
        numbers += [
            ("held out", str(look.examined)),
            ("copies across", f"{counted(look.across_copies, 'pair')} at .8 or more"),
            ("alike across", f"{counted(look.across_alike, 'pair')} from .5 to .8"),
            ("threads across", str(look.threads)),
            ("weeks across", f"{look.weeks} (for information)"),
        ]
    if look.examined:
        interval = wilson(len(look.exposed) / look.examined, look.examined)
        numbers.append(("have a copy", f"{len(look.exposed)} of {look.examined} ({percent_range(*interval)})"))
    numbers += [
        ("groups of copies", str(len(look.clusters))),
        ("opposite labels", counted(len(look.conflicts), "group")),
        ("outcome in response", str(len(look.copied) + len(look.telling))),
    ]
    if look.closest:
        numbers.append(("closest pair", f"{look.closest.alike:.2f} alike"))
    return tuple(numbers)
