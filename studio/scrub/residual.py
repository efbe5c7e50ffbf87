"""What may have slipped through: unflagged lines to look at, and planted spans that should have been found."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from studio.core.ids import text_hash
from studio.core.progress import Pace, Report, Stop, silent
from studio.core.settings import Settings
from studio.core.shares import wilson
from studio.scrub.engine import Detector
from studio.scrub.entities import SURE, Finding
from studio.scrub.lexicon.lists import word_list
from studio.scrub.memory import learned
from studio.scrub.scan import corpus, date_order, roster_of
from studio.store import Store

_LINE = re.compile(r"(?m)^(?:[^\n:]{1,40}: )?(?P<said>[^\n]+)$")

PLANTED = 160
"""Spans planted by default."""


@dataclass(frozen=True, slots=True)
class Residual:
    """What is known about what slipped through."""

    unflagged: int
    """Lines without any finding."""
    looked: int
    leaks: int
    upper: float | None
    """With 95 % confidence at most this share of unflagged lines still identifies somebody; None before any look."""
    planted: int
    found: int
    interval: tuple[float, float] | None
    """95 % Wilson interval of the recall on planted spans; None before any test."""
    by_entity: dict[str, tuple[int, int]]
    """Entity → (planted, found)."""


def upper_bound(leaks: int, n: int) -> float | None:
    """95 % upper bound of a share: 3/n where none leaked (rule of three), else the Wilson bound; None for n = 0."""
    if n == 0:
        return None
    return min(1.0, 3 / n) if leaks == 0 else wilson(leaks / n, n)[1]


def unflagged_lines(store: Store) -> list[str]:
    """Every different line of the scanned texts in which nothing was found, without who said it, in a stable order."""
    found = store.scrub.findings()
    fresh = store.scrub.fresh()
    lines: dict[str, None] = {}
    for digest, text in corpus(store).items():
        if digest not in fresh:
            continue
        spans = [(f.start, f.end) for f in found.get(digest, ())]
        for match in _LINE.finditer(text):
            start, end = match.span("said")
            if match["said"].strip() and not any(s < end and start < e for s, e in spans):
                lines[match["said"].strip()] = None
    return list(lines)


def sample(store: Store, n: int, *, seed: int = 13) -> list[str]:
    """`n` unflagged lines at random that nobody has looked at yet."""
    seen = store.scrub.looked()
    open_lines = [line for line in unflagged_lines(store) if text_hash(line) not in seen]
    random.Random(seed + len(seen)).shuffle(open_lines)
    return open_lines[:n]


def residual(store: Store) -> Residual:
    """What is known so far."""
    lines = {text_hash(line) for line in unflagged_lines(store)}
    looked = {h: leak for h, leak in store.scrub.looked().items() if h in lines}
    by_entity = store.scrub.planted()
    planted, found = (sum(pair[i] for pair in by_entity.values()) for i in (0, 1))
    leaks = sum(looked.values())
    return Residual(
        unflagged=len(lines),
        looked=len(looked),
        leaks=leaks,
        upper=upper_bound(leaks, len(looked)),
        planted=planted,
        found=found,
        interval=wilson(found / planted, planted) if planted else None,
        by_entity=by_entity,
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

    Four in ten of the names are made up of syllables, so that the name lists cannot know them.

    Raises:
        StoppedError: the person stopped it.
    """
    stop = stop or Stop()
    draw = random.Random(seed)
    lines = [line for line in unflagged_lines(store) if 3 <= len(line.split()) <= 60] or [
        "I thought about it again today"
    ]
    detector = Detector(roster_of(store), regions=settings.phone_regions, order=date_order(settings))
    detector.remember(*learned(_known(store)))
    planted: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    pace = Pace(report, n, "Planting what should be found")
    kinds = list(_PHRASES)
    for i in range(n):
        stop.check()
        entity = kinds[i % len(kinds)]
        lead, make = draw.choice(_PHRASES[entity])
        value = make(draw)
        line = draw.choice(lines).rstrip(" .!?,;")
        text = f"{line}, {lead}{value}"
        start = len(text) - len(value)
        planted[entity] += 1
        hit[entity] += any(f.start < len(text) and f.end > start for f in detector.find(text, SURE))
        pace.at(i + 1)
    store.scrub.put_planted({entity: (planted[entity], hit[entity]) for entity in planted})
    return residual(store)


def _known(store: Store) -> list[Finding]:
    from studio.scrub.scan import loaded

    return [loaded(f) for found in store.scrub.findings().values() for f in found]


def _name(draw: random.Random) -> str:
    from studio.scrub.lexicon.names import names

    if draw.random() < 0.4:
        return "".join(draw.choice(_SYLLABLES) for _ in range(draw.choice((2, 3)))).capitalize()
    return draw.choice(sorted(names().known)).title()


def _town(draw: random.Random) -> str:
    from studio.scrub.lexicon.places import cities

    return draw.choice(sorted(c for c in cities() if c.isalpha() and c.isascii() and len(c) > 4)).title()


def _digits(draw: random.Random, shape: str) -> str:
    return "".join(str(draw.randrange(1, 10)) if c == "9" else c for c in shape)


_SYLLABLES = word_list("syllables")
_Make = Callable[[random.Random], str]
_MONTHS = word_list("months")

_PHRASES: dict[str, list[tuple[str, _Make]]] = {
    "PERSON": [
        ("and then my friend ", _name),
        ("I told ", _name),
        ("it was with ", _name),
        ("says Dr ", _name),
        ("like ", _name),
        ("not you ", _name),
    ],
    "LOCATION": [("back in ", _town), ("we drove to ", _town), ("near ", _town)],
    "DATE": [
        ("on ", lambda d: f"{d.randrange(1, 29)} {d.choice(_MONTHS)}"),
        ("since ", lambda d: f"{d.choice(_MONTHS)} {d.randrange(2012, 2025)}"),
        ("on the ", lambda d: f"{d.randrange(4, 21)}th"),
        ("on ", lambda d: f"{d.randrange(1, 29):02d}/{d.randrange(1, 13):02d}/{d.randrange(2012, 2025)}"),
    ],
    "PHONE": [
        ("call ", lambda d: _digits(d, "(299) 555-0199")),
        ("my number is ", lambda d: _digits(d, "07799 999999")),
    ],
    "EMAIL": [("mail ", lambda d: f"{_name(d).lower()}{d.randrange(99)}@example.com")],
    "ADDRESS": [("we met at ", lambda d: f"{d.randrange(1, 200)} {_town(d)} {d.choice(('Street', 'Road', 'Lane'))}")],
    "ID": [("account number ", lambda d: _digits(d, "99999999")), ("policy ", lambda d: "HX-" + _digits(d, "999999"))],
    "SECRET": [
        ("the pin is ", lambda d: _digits(d, "9999")),
        ("password: ", lambda d: f"{_name(d).lower()}{d.randrange(99)}!"),
    ],
    "HANDLE": [("find me as @", lambda d: f"{_name(d).lower()}_{d.randrange(99)}")],
    "AGE": [("she is ", lambda d: f"{d.randrange(20, 80)} years old")],
}
"""Entity → (words in front, maker of the span)."""
