"""Dates as people write them into logs, file names and headings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

_MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:(?:T|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp])?(?(7)\.?\s?[Mm]\.?)\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_LONGEST_MOMENT = 64
_MONTH_NAMES = (
    "january jan januar jänner januari janvier janv enero ene janeiro gennaio gen stycznia января ocak",
    "february feb februar februari février févr febrero fevereiro fev febbraio lutego февраля şubat",
    "march mar märz mrz maart mrt mars marzo março marts marca марта mart",
    "april apr avril avr abril abr aprile kwietnia апреля nisan",
    "may mai mei mayo maio maggio mag maj maja мая mayıs",
    "june jun juni juin junio junho giugno giu czerwca июня haziran",
    "july jul juli juillet juil julio julho luglio lug lipca июля temmuz",
    "august aug augustus août agosto ago augusti sierpnia августа ağustos",
    "september sep sept septembre septiembre setembro set settembre września сентября eylül",
    "october oct oktober okt octobre octubre outubro out ottobre ott października октября ekim",
    "november nov novembre noviembre novembro listopada ноября kasım",
    "december dec dezember dez décembre déc diciembre dic dezembro dicembre desember grudnia декабря aralık",
)
_SHORT_NAMES = (
    "янв oca sty ian", "фев şub lut febr", "мар márc", "апр nis kwi ápr", "máj", "июн haz cze jún iun",
    "июл tem lip júl iul", "авг ağu sie agu", "сент сен eyl wrz szept", "окт eki paź", "нояб ноя kas lis",
    "дек ara gru des",
)  # fmt: skip
MONTHS = {
    name: month
    for names_of_year in (_MONTH_NAMES, _SHORT_NAMES)
    for month, names in enumerate(names_of_year, 1)
    for name in names.split()
}
"""Month names as dates have them, and short forms, in English, German, Dutch, French, Spanish, Portuguese, Italian,
Swedish, Danish, Norwegian, Polish, Russian and Turkish, and short forms in Hungarian, Romanian and Indonesian."""

_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        r"(?<!\d)(?P<y>\d{4})(?P<sep>[-_/]|\.\s?)(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?:[-_T ]?(?P<H>\d{2})(?P<M>\d{2})(?:\d{2})?)?(?!\d)",
        r"(?<![\d.])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})(?!\d)",
        r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th|\.|º)?\s+(?:of\s+|de\s+)?(?P<name>[^\W\d_]{3,12})\.?,?\s+(?:de\s+)?(?P<y>\d{4})(?!\d)",
        r"(?<!\d)(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일]",
        r"(?<!\d)(?P<y>\d{4})\.\s+(?P<name>[^\W\d_]{3,12})\.?\s+(?P<d>\d{1,2})(?!\d)",
        r"(?<!\w)(?P<name>[^\W\d_]{3,12})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})(?!\d)",
    )
)
_UNORDERED = re.compile(r"(?<![\d/-])(?P<a>\d{1,2})(?P<sep>[/-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4})(?![\d/-])")
_YEAR = re.compile(r"\d{4}")
"""What every date that is looked for holds; most lines hold none."""
_CLOCK = re.compile(
    r"(?:,|T|\s|[-–—]|\bat\b|\bum\b)*(\d{1,2})[:.](\d{2})(?::\d{2})?(?:\s*([AaPp])\.?[Mm]\b\.?|\s*Uhr\b)?(?![\d.])"
)


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date inside a text."""

    at: datetime
    """Naive; midnight when the text gives no time."""
    start: int
    end: int


def read_moment(text: str) -> datetime | None:
    """A whole text as one moment: `2024-05-01 17:30:00`, 12-hour, ISO 8601 with an offset, or a date; else None."""
    text = text.strip()
    match = _MOMENT.fullmatch(text) if len(text) <= _LONGEST_MOMENT else None
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    try:
        moment = datetime(year, month, day, _hour(hour, match[7]), minute, second)
        return moment if match[8] is None else moment.replace(tzinfo=_offset(match[8]))
    except ValueError:
        return None


def find_date(text: str, order: str = "") -> DateFound | None:
    """The first date in a text, with the time that follows it.

    Args:
        text: A file name, heading or front matter value.
        order: `dmy` or `mdy`, for dates such as `03/04/2024`; those are not taken without it unless one number is
            above 12.
    """
    if not may_hold_date(text):
        return None
    found: list[DateFound] = []
    for shape in _SHAPES:
        for match in shape.finditer(text):
            parts = match.groupdict()
            month = MONTHS.get(parts["name"].casefold()) if parts.get("name") else int(parts["m"])
            if month and (date := _dated(text, match, int(parts["y"]), month, int(parts["d"]))):
                found.append(date)
                break
    for match in _UNORDERED.finditer(text):
        first, second = int(match["a"]), int(match["b"])
        order_here = order if order in ("dmy", "mdy") else _order(first, second)
        day, month = (first, second) if order_here == "dmy" else (second, first)
        if order_here and (date := _dated(text, match, int(match["y"]), month, day)):
            found.append(date)
            break
    return min(found, key=lambda date: (date.start, -date.end), default=None)


def may_hold_date(text: str) -> bool:
    """Whether a text holds a year in four digits, without which no date is found in it."""
    return _YEAR.search(text) is not None


def common_order(texts: Iterable[str]) -> str:
    """`dmy` or `mdy` when the slashed dates of all these texts allow only one of them, else empty."""
    pairs = {(int(match["a"]), int(match["b"])) for text in texts for match in _UNORDERED.finditer(text)}
    orders = {_order(*pair) for pair in pairs if pair[0] != pair[1]} - {""}
    return orders.pop() if len(orders) == 1 else ""


def undecided(text: str) -> bool:
    """Whether a text holds a date of which nobody can say which number is the day."""
    return any(not _order(int(match["a"]), int(match["b"])) for match in _UNORDERED.finditer(text))


def _order(first: int, second: int) -> str:
    if first == second and first <= 12:
        return "dmy"
    if first > 12 >= second:
        return "dmy"
    return "mdy" if second > 12 >= first else ""


def _dated(text: str, match: re.Match[str], year: int, month: int, day: int) -> DateFound | None:
    parts = match.groupdict()
    clock = _CLOCK.match(text, match.end())
    try:
        date = datetime(year, month, day)
    except ValueError:
        return None
    if not 1900 <= year <= 2100:
        return None
    if parts.get("H") is not None and int(parts["H"]) < 24 and int(parts["M"]) < 60:
        return DateFound(date.replace(hour=int(parts["H"]), minute=int(parts["M"])), match.start(), match.end())
    if clock is not None and int(clock[1]) < 24 and int(clock[2]) < 60:
        at = date.replace(hour=_hour(int(clock[1]), clock[3]), minute=int(clock[2]))
        return DateFound(at, match.start(), clock.end())
    return DateFound(date, match.start(), match.end())


def _hour(hour: int, half: str | None) -> int:
    """A 12-hour clock's hour on the 24-hour clock; hours above 12 are what they say."""
    if half is None or hour > 12:
        return hour
    return hour % 12 + (12 if half in "Pp" else 0)


def _offset(text: str) -> timezone:
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))
