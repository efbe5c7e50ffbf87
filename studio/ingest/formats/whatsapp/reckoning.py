"""Years that a phone counts by another calendar: Buddhist, Persian, and the eras of Japan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from studio.core.errors import InputError

_ERAS = {"R": 2018, "令和": 2018, "H": 1988, "平成": 1988}
_BUDDHIST = range(2501, 2643)
_BUDDHIST_SHORT = range(52, 100)
"""2009, the year of the first WhatsApp, was 2552."""
_PERSIAN = range(1380, 1430)
_ISLAMIC = range(1430, 1500)
_PERSIAN_1380 = date(2001, 3, 21)
_LEAP = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
"""Years of a cycle of 33 that are leap years in Iran."""


def year_of(era: str, number: int) -> int:
    """The year 2022 of `R4`; a number without an era as it is."""
    return _ERAS[era] + number if era else number


def date_of(year: int, month: int, day: int) -> date | None:
    """The day as the rest of the world calls it, or None when there is no such day."""
    if year in _PERSIAN:
        return _persian(year, month, day)
    if year in _BUDDHIST_SHORT:
        year += 2500
    if year in _BUDDHIST:
        year -= 543
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def reckoned(years: Iterable[int], where: str) -> str:
    """A sentence about the calendar that years are counted by; empty for the common one.

    Raises:
        InputError: it is the Islamic one, whose months begin when the moon is seen.
    """
    seen = set(years)
    if any(year in _ISLAMIC for year in seen):
        raise InputError(
            f"The dates of {where} are in the Islamic calendar.",
            fix="Set the phone to the Gregorian calendar, and export the chat again.",
            code="calendar",
        )
    if any(year in _PERSIAN for year in seen):
        return "Years read as Persian ones."
    if any(year in _BUDDHIST or year in _BUDDHIST_SHORT for year in seen):
        return "Years read as Buddhist ones, which are 543 ahead."
    return ""


def _persian(year: int, month: int, day: int) -> date | None:
    longest = 31 if month <= 6 else 30 if month < 12 or year % 33 in _LEAP else 29
    if not (1 <= month <= 12 and 1 <= day <= longest):
        return None
    leaps = sum(past % 33 in _LEAP for past in range(1380, year))
    days = 365 * (year - 1380) + leaps + 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1
    return _PERSIAN_1380 + timedelta(days=days)
