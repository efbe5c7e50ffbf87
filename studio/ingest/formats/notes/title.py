"""Whether a file name or heading is a title, or only a date."""

from __future__ import annotations

import re

from studio.ingest.values.dates import find_date

_WEEKDAYS = """
    mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday
    mo di mi do fr sa so montag dienstag mittwoch donnerstag freitag samstag sonntag
    lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo
"""
_NO_TITLE = frozenset((_WEEKDAYS + "date datum fecha data").split())


def name_title(stem: str) -> str | None:
    """A file name as a title, unless it is a date and nothing more."""
    date = find_date(stem)
    rest = stem if date is None else stem[: date.start] + stem[date.end :]
    return stem if says_more(rest) else None


def says_more(rest: str) -> bool:
    """Whether what is left of a heading without its date is more than a weekday or a label."""
    words = [word for word in re.findall(r"[^\W\d_]+", rest.casefold()) if len(word) > 1]
    return any(word not in _NO_TITLE for word in words)
