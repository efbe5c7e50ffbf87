"""How numbers and days are said in findings."""

from __future__ import annotations

from datetime import UTC, datetime

DOMAIN_NAMES = {"relationship": "Relationship", "fitness": "Training"}
"""What a domain is called in a sentence."""

WENT = {"good": "well", "bad": "badly"}
"""Outcome → the word after “went”."""


def percent(share: float) -> str:
    """`12 %`."""
    return f"{100 * share:.0f} %"


def percent_range(low: float, high: float) -> str:
    """`7–20 %`."""
    return f"{100 * low:.0f}–{100 * high:.0f} %"


def day(wall: float) -> str:
    """`3 Mar 2024`, from wall-clock seconds."""
    moment = datetime.fromtimestamp(wall, UTC)
    return f"{moment.day} {moment:%b %Y}"


def day_range(first: float, last: float) -> str:
    """`3 Mar – 28 Apr 2024`: the year once where both days share it, one day alone where they are the same."""
    begin, end = day(first), day(last)
    if begin == end:
        return begin
    if begin[-4:] == end[-4:]:
        begin = begin[:-5]
    return f"{begin} – {end}"


def agreeing(n: int, one: str, many: str) -> str:
    """The verb that goes with a number: `is` with 1, `are` with any other."""
    return one if n == 1 else many


def counted(n: int, one: str, many: str = "") -> str:
    """`1 session`, `1,140 sessions`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"
