"""What may have slipped through: unflagged lines to look at, and planted spans that should have been found."""

from __future__ import annotations

import random
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field

from studio.core.ids import text_hash
from studio.core.progress import Pace, Report, Stop, silent
from studio.core.settings import Settings
from studio.core.shares import wilson
from studio.scrub.engine import Detector
from studio.scrub.entities import SURE
from studio.scrub.memory import vocabulary
from studio.scrub.regions import regions_of
from studio.scrub.risk.planting import TURNS, Plant, Planter, Spot
from studio.scrub.scan import corpus, date_order, options_of, roster_of
from studio.scrub.units import ME
from studio.scrub.voter import voter_of
from studio.store import Store

_LINE = re.compile(r"(?m)^(?:(?P<head>[^\n:]{1,80}): )?(?P<said>[^\n]+)$")

PLANTED = 160
"""Spans planted by default."""

LONGEST = 60
"""Words of a line that something is planted in, at most."""

STYLES = {
    "unlisted": "names and towns that no list knows",
    "listed": "names and towns that a list knows",
    "small": "names and towns written small",
    "swapped": "in place of something you wrote",
    "pronoun": "names in place of “he” or “she” in your own lines",
    "sure": "surely, so that a pipe replaces them unasked",
}
"""How a span was planted, or found → in words."""

_STYLE = "+"


@dataclass(frozen=True, slots=True)
class Residual:
    """What is known about what slipped through."""

    unflagged: int
    """Different lines without any finding."""
    looked: int
    """Lines looked at, those counted that leaked and are flagged since."""
    leaks: int
    """Of them, those that identified somebody; mended ones count, as they tell of those nobody looked at."""
    upper: float | None
    """With 95 % confidence at most this share of unflagged lines still identifies somebody; None before any look."""
    planted: int
    found: int
    """Of the planted spans, those whose every word a scan would show for review."""
    interval: tuple[float, float] | None
    """95 % Wilson interval of the recall on planted spans; None before any test."""
    by_entity: dict[str, tuple[int, int]]
    """Entity → (planted, found)."""
    intervals: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Entity or style → 95 % Wilson interval of its recall."""
    by_style: dict[str, tuple[int, int]] = field(default_factory=dict)
    """One of `STYLES` → (planted, found)."""


def upper_bound(leaks: int, n: int, whole: int | None = None) -> float | None:
    """95 % upper bound of a share: 3/n where none leaked (rule of three), else the Wilson bound; None for n = 0.

    Args:
        leaks: Lines that leaked.
        n: Lines looked at, at random.
        whole: Lines there are; with all of them looked at the share is known.
    """
    if n == 0:
        return None
    if whole is not None and n >= whole:
        return leaks / n
    return min(1.0, 3 / n) if leaks == 0 else wilson(leaks / n, n)[1]


def _lines(text: str, heads: Set[str], starts: Sequence[int]) -> Iterator[tuple[str, int, int]]:
    """(what was said, start, end) of each line, without who said it: one of `heads`, or where something was found."""
    for match in _LINE.finditer(text):
        named = match["head"] in heads
        named = named or bisect_left(starts, match.start()) < bisect_left(starts, match.start("said"))
        raw = match["said"] if named else match[0]
        said = raw.strip()
        if said:
            start = match.end() - len(raw.lstrip())
            yield said, start, start + len(said)


def _sorted_out(store: Store) -> tuple[dict[str, None], dict[str, list[Spot]]]:
    """Different lines in which nothing was found, and entity → where something was, of the scanned texts."""
    found = store.scrub.findings()
    fresh = store.scrub.fresh()
    heads = roster_of(store).heads | {ME}
    clean: dict[str, None] = {}
    spots: dict[str, list[Spot]] = {}
    for digest, text in corpus(store).items():
        if digest not in fresh:
            continue
        spans = found.get(digest, ())
        starts = [f.start for f in spans]
        for said, start, end in _lines(text, heads, starts):
            first = bisect_left(starts, start)
            first -= first > 0 and spans[first - 1].end > start
            within = spans[first : bisect_left(starts, end)]
            if not within:
                clean[said] = None
            for f in within:
                if f.start >= start and f.end <= end and f.score >= SURE and len(said.split()) <= LONGEST:
                    spots.setdefault(f.entity, []).append(Spot(said, f.start - start, f.end - start))
    return clean, spots


def unflagged_lines(store: Store) -> list[str]:
    """Every different line of the scanned texts in which nothing was found, without who said it, in a stable order."""
    return list(_sorted_out(store)[0])


def sample(store: Store, n: int, *, seed: int = 13) -> list[str]:
    """`n` unflagged lines at random that nobody has looked at yet."""
    seen = store.scrub.looked()
    open_lines = [line for line in unflagged_lines(store) if text_hash(line) not in seen]
    random.Random(seed + len(seen)).shuffle(open_lines)
    return open_lines[:n]


def residual(store: Store) -> Residual:
    """What is known so far."""
    lines = {text_hash(line) for line in unflagged_lines(store)}
    looked = {h: leak for h, leak in store.scrub.looked().items() if leak or h in lines}
    counts = store.scrub.planted()
    by_entity = {name: pair for name, pair in counts.items() if not name.startswith(_STYLE)}
    by_style = {name.removeprefix(_STYLE): pair for name, pair in counts.items() if name.startswith(_STYLE)}
    planted, found = (sum(pair[i] for pair in by_entity.values()) for i in (0, 1))
    leaks = sum(looked.values())
    return Residual(
        unflagged=len(lines),
        looked=len(looked),
        leaks=leaks,
        upper=upper_bound(leaks, len(looked), len(lines | looked.keys())),
        planted=planted,
        found=found,
        interval=wilson(found / planted, planted) if planted else None,
        by_entity=by_entity,
        intervals={name: wilson(hit / n, n) for name, (n, hit) in {**by_entity, **by_style}.items() if n},
        by_style=by_style,
    )


def plant(
    store: Store,
    settings: Settings,
    n: int = PLANTED,
    *,
    seed: int = 13,
    report: Report = silent,
    stop: Stop | None = None,
) -> Residual:
    """Put `n` invented names, places, dates and numbers into the person's own lines and count how many are found.

    They are written as the line is: small where it is written small, with a full stop where it has one, and about half
    of the names, places and dates stand in place of one the person wrote. Four in ten names and towns are made up of
    syllables, so that no list knows them. Found means that every word of it would be shown for review.

    Raises:
        StoppedError: the person stopped it.
    """
    stop = stop or Stop()
    clean, spots = _sorted_out(store)
    lines = [line for line in clean if len(line.split()) <= LONGEST]
    order = date_order(settings)
    taken = vocabulary(corpus(store).values())
    planter = Planter(lines, spots, taken, order, seed)
    known = store.scan_memory.state(options_of(settings))
    detector = Detector(roster_of(store), regions=regions_of(settings), order=order, voter=voter_of())
    if known is not None:
        detector.remember(known.people, known.places)
    counts: dict[str, list[int]] = {}
    pace = Pace(report, n, "Planting what should be found")
    for i in range(n):
        stop.check()
        one = planter.plant(TURNS[i % len(TURNS)])
        for name, hit in _judged(one, detector):
            pair = counts.setdefault(name, [0, 0])
            pair[0] += 1
            pair[1] += hit
        pace.at(i + 1)
    store.scrub.put_planted({name: (planted, hit) for name, (planted, hit) in counts.items()})
    return residual(store)


def _judged(one: Plant, detector: Detector) -> Iterator[tuple[str, bool]]:
    """Entity and styles of a plant, each with whether it was found."""
    findings = detector.find(one.text)
    shown = one.covered([(f.start, f.end) for f in findings])
    yield one.entity, shown
    yield f"{_STYLE}sure", one.covered([(f.start, f.end) for f in findings if f.score >= SURE])
    if one.entity in {"PERSON", "LOCATION"}:
        yield f"{_STYLE}{'unlisted' if one.unlisted else 'listed'}", shown
        if one.small:
            yield f"{_STYLE}small", shown
    if one.pronoun:
        yield f"{_STYLE}pronoun", shown
    if one.swapped:
        yield f"{_STYLE}swapped", shown


def in_words(state: Residual) -> list[str]:
    """What is known, in sentences: what was looked at and what that bounds, then planted spans by kind and style."""
    return [_looked_in_words(state), *_planted_in_words(state)]


def _looked_in_words(state: Residual) -> str:
    if state.upper is None:
        return (
            f"Nobody has looked at any of the {state.unflagged:,} lines in which nothing was found, "
            "so how many still identify somebody is not known."
        )
    n, lines = state.looked, "line" if state.looked == 1 else "lines"
    who = "none identified anybody" if not state.leaks else f"{state.leaks:,} identified somebody"
    if n >= state.unflagged + state.leaks:
        return f"You looked at all {n:,} {lines} in which nothing was found: {who}."
    most = max(state.leaks, round(state.upper * state.unflagged))
    return (
        f"You looked at {n:,} random {lines} in which nothing was found: {who}. With 95 % confidence at most "
        f"{100 * state.upper:.1f} % of them do, about {most:,} of {state.unflagged:,}."
    )


def _planted_in_words(state: Residual) -> list[str]:
    if state.interval is None:
        return ["Nothing was planted yet, so what share would be found is not known."]
    told = [
        f"Of {state.planted:,} planted spans {state.found:,} are found: {_share(state.interval)} with 95 % confidence."
    ]
    for name, (planted, found) in state.by_entity.items():
        told.append(f"  {name:<10}{found:>4} of {planted:<4} {_share(state.intervals[name])}")
    for name, words in STYLES.items():
        if name in state.by_style:
            planted, found = state.by_style[name]
            told.append(f"  {found:>4} of {planted:<4} {words}, {_share(state.intervals[name])}")
    return told


def _share(interval: tuple[float, float]) -> str:
    return f"{100 * interval[0]:.0f}–{100 * interval[1]:.0f} %"
