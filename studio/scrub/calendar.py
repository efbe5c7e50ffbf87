"""Dates as people write them: reading one, and moving it by days without changing how it is written."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from studio.scrub.lexicon.lists import word_list

Order = Literal["dmy", "mdy"]
Kind = Literal[
    "iso", "compact", "numeric", "short", "day_month", "month_day", "range", "month_range", "month_year", "quarter",
    "numeric_month", "day", "iso_week", "week_year",
]  # fmt: skip

_FAMILIES = tuple(
    word_list(f"months_{family}") for family in ("en", "en_short", "de", "fr", "es", "it", "nl", "sv", "pl", "pt")
)
"""Month names: English in full and short, German, French, Spanish, Italian, Dutch, Swedish, Polish, Portuguese."""

_MONTHS: dict[str, tuple[int, int]] = {}
for _family, _names in enumerate(_FAMILIES):
    for _nth, _name in enumerate(_names, 1):
        _MONTHS.setdefault(_name, (_family, _nth))
_MONTHS["sept"] = (1, 9)
_GERMAN, _SPANISH = 2, 4

MONTH_NAMES = frozenset(_MONTHS)
"""Every name of a month, in lower case."""

_MONTH = r"(?P<mon>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b(?P<dot>\.?)"
_DAY = r"(?P<d>0?[1-9]|[12]\d|3[01])(?P<o>st|nd|rd|th)?"
_DAY2 = r"(?P<d2>0?[1-9]|[12]\d|3[01])(?P<o2>st|nd|rd|th)?"
_YEAR = r"(?P<y>(?:19|20)\d{2}|['’]\d{2}|(?<=[^\W\d_]-)\d{2})"
_TO = r"\s?(?:-|–|—|to|until|till|and|&)\s?"

_WORDY: tuple[tuple[Kind, str], ...] = (
    ("range", rf"{_DAY}{_TO}{_DAY2}(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR})?"),
    ("month_range", rf"{_MONTH}\s+{_DAY}{_TO}{_DAY2}(?:,?\s+{_YEAR})?"),
    ("day_month", rf"{_DAY}\.?(?:\s+of\s+|\s+de\s+|\s+|-){_MONTH}(?:(?:,?\s+|\s+de\s+|-){_YEAR})?"),
    ("month_day", rf"{_MONTH}\s+(?:the\s+)?{_DAY}(?:,?\s+{_YEAR})?"),
    ("month_year", rf"{_MONTH}(?:,?\s+(?:of\s+|de\s+)?|-){_YEAR}"),
    ("quarter", rf"Q(?P<q>[1-4])[ /-]?{_YEAR}"),
    ("day", r"(?P<d>0?[1-9]|[12]\d|3[01])(?P<o>st|nd|rd|th)"),
)
_NUMBER_END = r"(?=$|[^\w./%-]|[./-](?!\w))"
_NUMERIC: tuple[tuple[Kind, str], ...] = (
    ("iso_week", r"(?P<y>(?:19|20)\d{2})(?P<s>-?)W(?P<w>0[1-9]|[1-4]\d|5[0-3])(?:(?P=s)(?P<wd>[1-7]))?" + _NUMBER_END),
    (
        "week_year",
        r"(?:[Ww]eek|WEEK|[Ww]k|KW)\s?(?P<w>0?[1-9]|[1-4]\d|5[0-3])(?:,?\s+(?:of\s+)?|/)(?P<y>(?:19|20)\d{2})"
        + _NUMBER_END,
    ),
    ("iso", r"(?P<y>(?:19|20)\d{2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<a>\d{1,2})(?=$|[^\w./-]|T\d|[./-](?!\w))"),
    ("compact", r"(?P<y>(?:19[3-9]|20[0-4])\d)(?P<b>0[1-9]|1[0-2])(?P<a>0[1-9]|[12]\d|3[01])" + _NUMBER_END),
    ("numeric", r"(?P<a>\d{1,2})(?P<s>[/.\-])(?P<b>\d{1,2})(?P=s)(?P<y>(?:19|20)\d{2}|\d{2})" + _NUMBER_END),
    ("numeric_month", r"(?P<b>0[1-9]|1[0-2])/(?P<y>(?:19|20)\d{2})" + _NUMBER_END),
    ("short", r"(?P<a>\d{1,2})(?P<s>[/.])(?P<b>\d{1,2})" + _NUMBER_END),
)

FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    *((kind, re.compile(rf"(?i)(?<![\w./:\-]){form}(?!\w|[./:\-]\d)")) for kind, form in _WORDY),
    *((kind, re.compile(rf"(?<![\w./:\-]){form}")) for kind, form in _NUMERIC),
)
"""Every way of writing a date that is understood; the earlier form wins where two fit."""

PLAIN_YEAR = 2023
"""Year assumed for dates written without one, unless told; 29 February takes the leap year after it."""
_WEEKS: frozenset[Kind] = frozenset({"iso_week", "week_year"})
_MONTHS_ALONE: frozenset[Kind] = frozenset({"month_year", "numeric_month"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A date as read; `first` and `last` are the same unless it is a range."""

    kind: Kind
    first: date
    last: date
    match: re.Match[str]
    dmy: bool
    """Whether a day written in digits comes before its month."""
    usual: bool = True
    """False where the digits allow only the other order than the usual one."""


def read(
    surface: str, order: Order = "dmy", kinds: tuple[Kind, ...] | None = None, plain: int = PLAIN_YEAR
) -> Reading | None:
    """The date a whole surface says, or None.

    Args:
        surface: Such as `14 March`, `2024-03-14`, `the 14th` without the `the`.
        order: What `03/04/2024` means where it could be both.
        kinds: Only these forms.
        plain: Year assumed where none is written.
    """
    for kind, pattern in FORMS:
        if kinds is None or kind in kinds:
            match = pattern.fullmatch(surface)
            if match is not None:
                reading = understand(kind, match, order, plain)
                if reading is not None:
                    return reading
    return None


def understand(kind: Kind, match: re.Match[str], order: Order, plain: int = PLAIN_YEAR) -> Reading | None:
    """The reading of a match of one of the `FORMS`, or None where no such day exists."""
    groups = match.groupdict()
    dmy = order == "dmy"
    try:
        if kind in _WEEKS:
            monday = date.fromisocalendar(int(groups["y"]), int(groups["w"]), int(groups.get("wd") or 1))
            return Reading(kind, monday, monday, match, dmy)
        if kind in {"numeric", "short"}:
            a, b = int(groups["a"]), int(groups["b"])
            dmy = b <= 12 and (a > 12 or dmy)
            day, month = (a, b) if dmy else (b, a)
        else:
            day, month = _day_month(kind, groups)
        first = _make(_year(groups.get("y")), month, day, plain)
        last = _make(first.year, month, int(groups["d2"]), plain) if groups.get("d2") else first
    except ValueError:
        return None
    return Reading(kind, first, last, match, dmy, usual=dmy == (order == "dmy"))


def _day_month(kind: Kind, groups: Mapping[str, str | None]) -> tuple[int, int]:
    month = _MONTHS[(groups.get("mon") or "aug").lower()][1]
    if kind in {"iso", "compact", "numeric_month"}:
        month = int(groups["b"] or 0)
    if kind == "quarter":
        month = int(groups["q"] or 1) * 3 - 2
    day = groups.get("a") or groups.get("d") or "1"
    return int(day), month


def _year(written: str | None) -> int | None:
    if not written:
        return None
    digits = written.lstrip("'’")
    if len(digits) == 4:
        return int(digits)
    return (1900 if int(digits) > 69 else 2000) + int(digits)


def _make(year: int | None, month: int, day: int, plain: int) -> date:
    if year is None:
        year = plain
        while (month, day) == (2, 29) and not isleap(year):
            year += 1
    return date(year, month, day)


def whole_months(days: int) -> int:
    """The months a month-and-year moves by when days move by `days`: the nearest, and never none."""
    return _whole(days, 365.25 / 12)


def _whole(days: int, length: float) -> int:
    count = round(days / length)
    return count or (1 if days > 0 else -1 if days < 0 else 0)


def shift(
    surface: str, days: int, order: Order = "dmy", kinds: tuple[Kind, ...] | None = None, plain: int = PLAIN_YEAR
) -> str | None:
    """The same date `days` later, written the same way; None for what is no date.

    A month with a year moves by `whole_months`, a quarter by whole quarters; a day without a year moves round the
    `plain` one, a day alone (`the 14th`) within a month of 31 days. A date whose digits go against the usual order goes
    with it once either would fit.
    """
    reading = read(surface, order, kinds, plain)
    if reading is None:
        return None
    try:
        if reading.kind == "quarter":
            first = last = _later(reading.first, 3 * _whole(days, 365.25 / 4))
        elif reading.kind in _MONTHS_ALONE:
            first = last = _later(reading.first, whole_months(days))
        elif reading.kind == "day":
            first = last = date(PLAIN_YEAR, 8, (reading.first.day - 1 + days) % 31 + 1)
        elif _yearless(reading):
            first, last = (_around(moment, days) for moment in (reading.first, reading.last))
        else:
            first, last = (moment + timedelta(days=days) for moment in (reading.first, reading.last))
    except (OverflowError, ValueError):
        return None
    if not reading.usual and first.day <= 12:
        reading = replace(reading, dmy=not reading.dmy)
    return _written(reading, first, last)


def _yearless(reading: Reading) -> bool:
    return reading.kind not in _WEEKS and not reading.match.groupdict().get("y")


def _around(moment: date, days: int) -> date:
    """A day moved round and round its own year, so that days on either side of New Year keep their distance."""
    start = date(moment.year, 1, 1)
    return start + timedelta(days=((moment - start).days + days) % (365 + isleap(moment.year)))


def _later(month: date, months: int) -> date:
    count = month.year * 12 + month.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _written(reading: Reading, first: date, last: date) -> str:
    if reading.kind in _WEEKS:
        return _week(reading, first)
    match, groups = reading.match, reading.match.groupdict()
    new: dict[str, str] = {}
    if groups.get("a"):
        day_part, month_part = ("a", "b") if reading.dmy or reading.kind in {"iso", "compact"} else ("b", "a")
        padded = "0" in (groups["a"][0], groups["b"][0]) or len(groups["a"] + groups["b"]) == 4
        new[day_part], new[month_part] = _number(first.day, padded), _number(first.month, padded)
    elif groups.get("b"):
        new["b"] = _number(first.month, True)
    if groups.get("q"):
        new["q"] = str((first.month + 2) // 3)
    if groups.get("d"):
        new["d"] = _number(first.day, groups["d"].startswith("0"))
    if groups.get("d2"):
        new["d2"] = _number(last.day, groups["d2"].startswith("0"))
    for group, moment in (("o", first), ("o2", last)):
        if groups.get(group):
            new[group] = _cased(groups[group], ordinal(moment.day))
    if groups.get("mon"):
        family = _language(match)
        moment = first if reading.kind == "month_range" else last
        new["mon"] = _cased(groups["mon"], _FAMILIES[family][moment.month - 1])
    if groups.get("y"):
        new["y"] = _year_like(groups["y"], last.year)
    if last.month != first.month and reading.kind in {"range", "month_range"}:
        return _split_range(reading, first, last, new)
    return _rebuilt(match, new)


def _language(match: re.Match[str]) -> int:
    """The language of a month: in `14. April` German, in `14 de abril` Spanish, wherever the name fits those."""
    low = match["mon"].lower()
    for mark, family in ((r"\d\.", _GERMAN), (r"\d de ", _SPANISH)):
        if low in _FAMILIES[family] and re.match(rf"(?i)\d?{mark}", match[0]):
            return family
    return _MONTHS[low][0]


def _week(reading: Reading, moment: date) -> str:
    """A week of a year, by ISO 8601."""
    groups = reading.match.groupdict()
    year, week, weekday = moment.isocalendar()
    padded = reading.kind == "iso_week" or groups["w"].startswith("0")
    new = {"y": str(year), "w": _number(week, padded)}
    return _rebuilt(reading.match, new | ({"wd": str(weekday)} if groups.get("wd") else {}))


def _split_range(reading: Reading, first: date, last: date, new: dict[str, str]) -> str:
    """`28-30 March` moved over the end of a month: both months are named."""
    written = reading.match.groupdict()
    family = _language(reading.match)
    early, late = (_cased(written["mon"], _FAMILIES[family][moment.month - 1]) for moment in (first, last))
    days = (new["d"] + new.get("o", ""), new["d2"] + new.get("o2", ""))
    year = f" {new['y']}" if "y" in new else ""
    before = f" {_year_like(written['y'], first.year)}" if "y" in new and first.year != last.year else ""
    if reading.kind == "month_range":
        return f"{early} {days[0]}{before} – {late} {days[1]}{year}"
    return f"{days[0]} {early}{before} – {days[1]} {late}{year}"


def _rebuilt(match: re.Match[str], new: Mapping[str, str]) -> str:
    pieces: list[str] = []
    at = match.start()
    for group, value in sorted(new.items(), key=lambda item: match.start(item[0])):
        pieces.append(match.string[at : match.start(group)])
        pieces.append(value)
        at = match.end(group)
    pieces.append(match.string[at : match.end()])
    return "".join(pieces)


def _number(value: int, padded: bool) -> str:
    return f"{value:02d}" if padded else str(value)


def ordinal(day: int) -> str:
    """`st`, `nd`, `rd` or `th`."""
    return "th" if 10 < day % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _cased(like: str, word: str) -> str:
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word.capitalize() if like[0].isupper() else word


def _year_like(like: str, year: int) -> str:
    if len(like) == 4:
        return f"{year:04d}"
    mark = like[0] if like[0] in "'’" else ""
    return f"{mark}{year % 100:02d}"
