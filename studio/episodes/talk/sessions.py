"""Where one talk ends and the next begins: sessions out of messages, and the silence that parts them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from studio.core.errors import UsageError
from studio.core.ids import content_id
from studio.store.episodes import SPOKEN, Session
from studio.store.records import StoredMessage

LEAST_MINUTES = 20
"""A shorter silence never ends a session when the threshold is learned."""
MOST_MINUTES = 8 * 60
"""A longer silence always ends a session when the threshold is learned."""
DEFAULT_MINUTES = 60
"""The threshold when the silences cannot tell."""
FEWEST_GAPS = 50
"""Below this many silences nothing is learned."""
FEWEST_LONG = 12
"""Below this many silences over `LEAST_MINUTES` nothing is learned."""
LONGEST_SETTING = 7 * 24 * 60
"""Minutes a person may set by hand at most: a week."""

_STEP = 0.05
_LOW, _HIGH = math.log(30), math.log(30 * 86400)
_VALLEY = math.log(5 * 60), math.log(16 * 3600)
_CLEAR = 3.0
"""Standard errors (of a count) by which both hills must rise above the valley."""


@dataclass(frozen=True, slots=True)
class GapChoice:
    """The silence that ends a session, and how it came to be."""

    minutes: int
    why: str
    """One plain sentence."""
    learned: bool


def chosen_gap(minutes: int) -> GapChoice:
    """The threshold a person set by hand.

    Raises:
        UsageError: not between one minute and a week.
    """
    if not 1 <= minutes <= LONGEST_SETTING:
        raise UsageError(
            f"A session cannot end after {minutes} minutes of silence.",
            fix=f"Give between 1 and {LONGEST_SETTING} minutes.",
            code="bad_gap",
        )
    return GapChoice(minutes, f"You set it: {spell_minutes(minutes)} of silence end a session.", False)


def learn_gap(seconds: Sequence[float]) -> GapChoice:
    """The silence that best parts answers within a talk from pauses between talks.

    The threshold is the middle of the valley between the two hills of the density of log-silences (Gaussian kernel,
    bandwidth by Silverman's rule, kept within 0.2..0.5), looked for between 5 minutes and 16 hours and kept within
    20 minutes .. 8 hours. Fewer than 50 silences, or no second hill, give one hour.

    Args:
        seconds: Silences between consecutive messages of a conversation, in any order.
    """
    gaps = [s for s in seconds if s >= 0]
    long = sum(s >= LEAST_MINUTES * 60 for s in gaps)
    if len(gaps) < FEWEST_GAPS or long < FEWEST_LONG:
        return _default(f"There are too few pauses yet to learn from ({long} over {LEAST_MINUTES} minutes)")
    grid, density = _hills([math.log(max(s, math.exp(_LOW))) for s in gaps])
    inside = [i for i, x in enumerate(grid) if _VALLEY[0] <= x <= _VALLEY[1]]
    lowest = min(inside, key=lambda i: density[i])
    before, after = max(density[: lowest + 1]), max(density[lowest:])
    if min(before, after) - density[lowest] < _CLEAR * math.sqrt(min(before, after) + 1):
        return _default("Your pauses show no clear line between one talk and the next")
    floor = density[lowest] + 0.05 * (min(before, after) - density[lowest])
    left = right = lowest
    while left > inside[0] and density[left - 1] <= floor:
        left -= 1
    while right < inside[-1] and density[right + 1] <= floor:
        right += 1
    found = math.exp((grid[left] + grid[right]) / 2) / 60
    minutes = min(MOST_MINUTES, max(LEAST_MINUTES, 5 * round(found / 5)))
    within = 100 * sum(s < minutes * 60 for s in gaps) / len(gaps)
    edge = " (the bound)" if minutes in (LEAST_MINUTES, MOST_MINUTES) else ""
    return GapChoice(
        minutes,
        f"Learned from your own {len(gaps):,} pauses: {within:.0f} % are shorter than {spell_minutes(minutes)}{edge}, "
        "the quiet point between answers and new talks.",
        True,
    )


def apart(before: StoredMessage, after: StoredMessage) -> float:
    """Seconds from one message to the next."""
    return (after.sent_at - before.sent_at).total_seconds()


def stretches(
    messages: Iterable[StoredMessage],
    gap_minutes: int,
    silence: Callable[[StoredMessage, StoredMessage], float] = apart,
) -> Iterator[list[StoredMessage]]:
    """The spoken messages, cut wherever the conversation changes or the silence exceeds the threshold.

    Args:
        messages: In order of conversation and time.
        gap_minutes: The threshold.
        silence: Seconds of silence between two neighbours.
    """
    limit = gap_minutes * 60
    current: list[StoredMessage] = []
    for message in messages:
        if message.sender is None or message.type not in SPOKEN:
            continue
        if current:
            last = current[-1]
            if message.conversation != last.conversation or silence(last, message) > limit:
                yield current
                current = []
        current.append(message)
    if current:
        yield current


def as_session(messages: Sequence[StoredMessage], gap_minutes: int, cold: int = 0) -> Session:
    """The session that a stretch of messages is, with so many cold lines."""
    first, last = messages[0], messages[-1]
    return Session(
        content_id("s", first.conversation, first.id, last.id),
        first.conversation,
        first.sent_at,
        last.sent_at,
        len(messages),
        len({m.sender for m in messages}),
        gap_minutes * 60.0,
        cold,
    )


def spell_minutes(minutes: int) -> str:
    """`45 min`, `2 h`, `1 h 20 min`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d} min" if rest else f"{hours} h"


def _default(reason: str) -> GapChoice:
    return GapChoice(DEFAULT_MINUTES, f"{reason}, so {spell_minutes(DEFAULT_MINUTES)} of silence end a session.", False)


def _hills(logs: Sequence[float]) -> tuple[list[float], list[float]]:
    """Kernel density of log-seconds on an even grid, as silences under one kernel."""
    size = int((_HIGH - _LOW) / _STEP) + 1
    counts = [0] * size
    for x in logs:
        counts[min(size - 1, int((x - _LOW) / _STEP))] += 1
    mean = sum(logs) / len(logs)
    spread = math.sqrt(sum((x - mean) ** 2 for x in logs) / len(logs))
    width = min(0.5, max(0.2, 0.9 * spread * len(logs) ** -0.2))
    reach = int(4 * width / _STEP)
    kernel = [math.exp(-0.5 * (k * _STEP / width) ** 2) for k in range(-reach, reach + 1)]
    smooth = [
        sum(counts[i + k - reach] * w for k, w in enumerate(kernel) if 0 <= i + k - reach < size) for i in range(size)
    ]
    return [_LOW + (i + 0.5) * _STEP for i in range(size)], smooth
