"""The start of a WhatsApp message: `[date, time] ` on iOS, `date, time - ` on Android, in every locale known.

Vietnamese phones write the time first; iPhones before 2017 wrote `date, time: ` without brackets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import time
from typing import Literal

Dialect = Literal["ios", "android", "ios_time_first", "android_time_first", "ios_old"]

INVISIBLE = "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
_INV = f"[{INVISIBLE}]*"
_SPACE = "[ \u00a0\u2009\u202f]"

_HALVES: dict[str, Literal["before", "after", "noon"]] = {
    **dict.fromkeys(("am", "de", "fm", "fh", "vm", "ap", "sa", "pd", "pg", "rn", "dop", "ص", "πμ", "öö"), "before"),
    **dict.fromkeys(("قظ", "проб", "дп", "претпл", "пре подне", "முற்பகல்", "半夜"), "before"),
    **dict.fromkeys(("上午", "凌晨", "早上", "清晨", "오전", "새벽", "아침", "午前", "पूर्वाह्न", "לפנה״צ"), "before"),
    **dict.fromkeys(("morgens", "vorm", "vormittags", "nachts"), "before"),
    **dict.fromkeys(("pm", "du", "em", "eh", "nm", "ip", "ch", "md", "ptg", "in", "odp", "م", "μμ", "ös"), "after"),
    **dict.fromkeys(("بظ", "слоб", "пп", "попл", "по подне", "பிற்பகல்"), "after"),
    **dict.fromkeys(("下午", "晚上", "傍晚", "오후", "저녁", "밤", "午後", "अपराह्न", "אחה״צ"), "after"),
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
_ERA = "(?:[RH]|令和|平成)?"
_YEAR_END = rf"(?:[.日]|{_SPACE}?г\.|{_SPACE}(?:BE|พ\.ศ\.|AP))?"
_DATE = rf"(?P<day>{_ERA}\d{{1,4}}{_INV}[./年-]{_SPACE}?\d{{1,2}}{_INV}[./月-]{_SPACE}?{_ERA}\d{{1,4}}{_YEAR_END})"
_CLOCK = rf"\d{{1,2}}(?:[:.]|{_SPACE}?h{_SPACE}?)\d{{2}}(?:[:.]\d{{2}})?"
_AT = rf"(?:klo|kl\.|um|à|às|at|ob|o){_SPACE}"
_TIME = rf"(?P<clock>(?:{_HALF}{_SPACE}?)?{_CLOCK}(?:{_SPACE}?{_HALF})?)"
_COMMA = rf"{_INV}(?:[,،]{_SPACE}{{0,2}}|{_SPACE}{{1,2}})"
_WHEN = rf"{_INV}{_DATE}{_COMMA}(?:{_AT})?{_INV}{_TIME}{_INV}"
_WHEN_TIME_FIRST = rf"{_INV}{_TIME}{_COMMA}{_INV}{_DATE}{_INV}"
_LOG = r"(?!\d{4}-\d\d-\d\d \d)"
"""The log files of programs begin their lines so."""

HEADERS: dict[Dialect, re.Pattern[str]] = {
    "ios": re.compile(rf"^{_INV}\[{_WHEN}\]{_SPACE}?", re.MULTILINE),
    "android": re.compile(rf"^{_WHEN}{_SPACE}[-–]{_SPACE}", re.MULTILINE),
    "ios_time_first": re.compile(rf"^{_INV}\[{_WHEN_TIME_FIRST}\]{_SPACE}?", re.MULTILINE),
    "android_time_first": re.compile(rf"^{_WHEN_TIME_FIRST}{_SPACE}[-–]{_SPACE}", re.MULTILINE),
    "ios_old": re.compile(rf"^{_LOG}{_WHEN}:{_SPACE}", re.MULTILINE),
}
"""Per dialect, a pattern with the date and the time of day as written, called `day` and `clock`."""

_NUMBER = re.compile(r"\d+")
_NOT_A_WORD = re.compile(rf"[\d\s.:{INVISIBLE}\u00a0\u2009\u202f]+")


def dialect_of(text: str) -> Dialect | None:
    """The dialect with more headers among the first 256 Ki characters, or None when there is no header at all."""
    start = text[: 1 << 18]
    counts = {name: sum(1 for _ in pattern.finditer(start)) for name, pattern in HEADERS.items()}
    if not any(counts.values()):
        counts = {name: int(pattern.search(text) is not None) for name, pattern in HEADERS.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else None


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
    start = header.search(text)
    if start is None:
        return Pieces(before=text.split("\n"))
    one, two = ("clock", "day") if dialect.endswith("time_first") else ("day", "clock")
    between, after = text[start.end(one) : start.start(two)], text[start.end(two) : start.end()]
    known_ones: dict[str, str] = {}
    known_twos: dict[str, str] = {}
    ones, twos, rests, places = found.days, found.clocks, found.rests, found.lines
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    past = 0
    for number, line in enumerate(lines, 1):
        head, told, rest = line.partition(after)
        first, _, second = head.partition(between)
        if told and first in known_ones and second in known_twos:
            ones.append(known_ones[first])
            twos.append(known_twos[second])
        elif match := header.match(line):
            ones.append(match[one])
            twos.append(match[two])
            rest = line[match.end() :]
            if line[match.end(one) : match.start(two)] == between and line[match.end(two) : match.end()] == after:
                known_ones[line[: match.end(one)]] = match[one]
                known_twos[match[two]] = match[two]
        else:
            if not rests:
                found.before.append(line)
            continue
        if rests and number > past + 1:
            rests[-1] = "\n".join((rests[-1], *lines[past : number - 1]))
        past = number
        rests.append(rest)
        places.append(number)
    if rests and len(lines) > past:
        rests[-1] = "\n".join((rests[-1], *lines[past:]))
    if one == "clock":
        found.days, found.clocks = twos, ones
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
