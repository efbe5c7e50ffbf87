"""The start of a WhatsApp message: `[date, time] ` on iOS, `date, time - ` on Android, in every locale known."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import time
from typing import Literal

Dialect = Literal["ios", "android"]

INVISIBLE = "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_INV = f"[{INVISIBLE}]*"
_SPACE = "[ \u00a0\u2009\u202f]"

_HALVES: dict[str, Literal["before", "after", "noon"]] = {
    **dict.fromkeys(("am", "de", "fm", "ap", "sa", "dop", "ص", "πμ", "öö", "قظ", "проб"), "before"),
    **dict.fromkeys(("上午", "凌晨", "早上", "清晨", "오전", "새벽", "아침", "午前", "पूर्वाह्न", "לפנה״צ"), "before"),
    **dict.fromkeys(("morgens", "vorm", "vormittags", "nachts"), "before"),
    **dict.fromkeys(("pm", "du", "em", "ip", "ch", "odp", "م", "μμ", "ös", "بظ", "слоб"), "after"),
    **dict.fromkeys(("下午", "晚上", "오후", "저녁", "밤", "午後", "अपराह्न", "אחה״צ"), "after"),
    **dict.fromkeys(("mittags", "nachm", "nachmittags", "abends"), "after"),
    "中午": "noon",
}
"""Half of the day per marker, lower case and without full stops; German and Chinese name parts of the day."""


def _spelt(marker: str) -> str:
    """A pattern for a marker: `p. m.` and `pm.` are `pm`."""
    if len(marker) > 4:
        return re.escape(marker) + r"\.?"
    return rf"\.?{_SPACE}?".join(map(re.escape, marker)) + r"\.?"


_HALF = f"(?i:{'|'.join(_spelt(marker) for marker in sorted(_HALVES, key=len, reverse=True))})"
_DATE = rf"(\d{{1,4}}{_INV}[./年-]{_SPACE}?\d{{1,2}}{_INV}[./月-]{_SPACE}?\d{{1,4}}[.日]?)"
_CLOCK = rf"\d{{1,2}}(?:[:.]|{_SPACE}?h{_SPACE}?)\d{{2}}(?:[:.]\d{{2}})?"
_AT = rf"(?:klo|kl\.|um|à|às|at|ob|o){_SPACE}"
_TIME = rf"((?:{_HALF}{_SPACE}?)?{_CLOCK}(?:{_SPACE}?{_HALF})?)"
_WHEN = rf"{_INV}(?:[,،]{_SPACE}{{0,2}}|{_SPACE}{{1,2}})(?:{_AT})?{_INV}{_TIME}{_INV}"

HEADERS: dict[Dialect, re.Pattern[str]] = {
    "ios": re.compile(rf"^{_INV}\[{_INV}{_DATE}{_WHEN}\]{_SPACE}?", re.MULTILINE),
    "android": re.compile(rf"^{_INV}{_DATE}{_WHEN}{_SPACE}[-–]{_SPACE}", re.MULTILINE),
}
"""Per dialect, one pattern with two groups: the date and the time of day as written."""

_NUMBER = re.compile(r"\d+")
_NOT_A_WORD = re.compile(rf"[\d\s.:{INVISIBLE}\u00a0\u2009\u202f]+")


def dialect_of(text: str) -> Dialect | None:
    """The dialect with more headers among the first 256 Ki characters, or None when there is no header at all."""
    start = text[: 1 << 18]
    counts = {name: sum(1 for _ in pattern.finditer(start)) for name, pattern in HEADERS.items()}
    if not any(counts.values()):
        start = text
        counts = {name: int(pattern.search(start) is not None) for name, pattern in HEADERS.items()}
    if not any(counts.values()):
        return None
    return "ios" if counts["ios"] >= counts["android"] else "android"


@dataclass(slots=True)
class Pieces:
    """A chat's text taken apart: one entry a message in every list but `before`."""

    days: list[str] = field(default_factory=list)
    """Dates as written."""
    clocks: list[str] = field(default_factory=list)
    """Times of day as written."""
    rests: list[str] = field(default_factory=list)
    """What follows the header, with the lines below it up to the next one."""
    lines: list[int] = field(default_factory=list)
    """1-based line of the header."""
    before: list[str] = field(default_factory=list)
    """Lines above the first header."""


def pieces_of(text: str, dialect: Dialect) -> Pieces:
    """The messages of a chat; a line without a header belongs to the message above it.

    Dates and times come back by the thousand, so each is recognised once: a line whose date and time were seen in other
    headers, with the same marks between and after them, is a header too.
    """
    found = Pieces()
    header = HEADERS[dialect]
    first = header.search(text)
    if first is None:
        return Pieces(before=text.split("\n"))
    between, after = text[first.end(1) : first.start(2)], text[first.end(2) : first.end()]
    known_days: dict[str, str] = {}
    known_clocks: dict[str, str] = {}
    days, clocks, rests, places = found.days, found.clocks, found.rests, found.lines
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    for number, line in enumerate(lines, 1):
        head, told, rest = line.partition(after)
        day, _, hour = head.partition(between)
        if told and day in known_days and hour in known_clocks:
            days.append(known_days[day])
            clocks.append(known_clocks[hour])
        elif match := header.match(line):
            days.append(match[1])
            clocks.append(match[2])
            rest = line[match.end() :]
            if line[match.end(1) : match.start(2)] == between and line[match.end(2) : match.end()] == after:
                known_days[line[: match.end(1)]] = match[1]
                known_clocks[match[2]] = match[2]
        else:
            if rests:
                rests[-1] += "\n" + line
            else:
                found.before.append(line)
            continue
        rests.append(rest)
        places.append(number)
    return found


def clock(written: str) -> time | None:
    """The time of day of `5:46:10 p.m.`, `下午5:10`, `18.00` or `nachm. 5:10`; None when there is no such time."""
    numbers = [int(number) for number in _NUMBER.findall(written)]
    hour, minute, second = (*numbers, 0)[:3]
    half = _HALVES.get(_NOT_A_WORD.sub("", written).lower())
    if half == "before" and hour == 12:
        hour = 0
    elif (half == "after" and hour < 12) or (half == "noon" and hour < 4):
        hour += 12
    try:
        return time(hour, minute, second)
    except ValueError:
        return None
