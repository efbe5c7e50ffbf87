"""A column of dates without times: which number is the day, decided once for the whole column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from studio.core.errors import InputError
from studio.ingest.values.dates import read_moment

_DATE = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})")
_ASK_ORDER = "Say --date-order dmy or --date-order mdy, whichever the app wrote."
_CENTURY = 70
"""Two-digit years from here on are of the last century."""


@dataclass(frozen=True, slots=True)
class DateColumn:
    """The order of day and month in a column."""

    order: str
    """`dmy` or `mdy`, for dates that do not begin with the year."""
    note: str = ""
    """What was decided, for the import report; empty when there was nothing to decide."""

    def day(self, text: str) -> date:
        """A date such as `2016-9-26`, `2026/08/11`, `16/03/2015` or `03/16/15`.

        Raises:
            ValueError: it is none.
        """
        match = _DATE.fullmatch(text)
        if match is None:
            raise ValueError(f"“{text}” is not a date")
        first, second, third = int(match[1]), int(match[3]), int(match[4])
        try:
            if len(match[1]) > 2:
                return date(first, second, third)
            year = third if len(match[4]) > 2 else third + (1900 if third >= _CENTURY else 2000)
            day, month = (first, second) if self.order == "dmy" or match[2] == "." else (second, first)
            return date(year, month, day)
        except ValueError:
            raise ValueError(f"“{text}” is not a date") from None


def date_column(name: str, texts: Iterable[str], said: str = "") -> DateColumn:
    """The order of day and month in a column of a table.

    Args:
        name: The table's name, for messages.
        texts: The cells.
        said: What the person said about it: `dmy`, `mdy` or nothing.

    Raises:
        InputError: nothing tells which number is the day (`date_order`).
    """
    found = (match for text in set(texts) if (match := _DATE.fullmatch(text)) and len(match[1]) <= 2)
    pairs = {(int(match[1]), int(match[3])) for match in found if match[2] != "."}
    orders = {"dmy" if first > second else "mdy" for first, second in pairs if max(first, second) > 12}
    if len(orders) == 1:
        order = orders.pop()
        return DateColumn(order, f"{name}: dates are {_WORDS[order]}, as some of them can only be read that way.")
    if all(first == second for first, second in pairs):
        return DateColumn("dmy")
    if said in _WORDS:
        return DateColumn(said, f"{name}: dates were read as {_WORDS[said]}, as you said.")
    raise InputError(f"The dates of {name} can be read two ways.", fix=_ASK_ORDER, code="date_order")


_WORDS = {"dmy": "day first", "mdy": "month first"}


def moment(day: date, clock: str) -> datetime:
    """A day with a time of day such as `8:14 AM` or `20:15`; midnight for a blank.

    Raises:
        ValueError: it is no time.
    """
    if not clock:
        return datetime.combine(day, time())
    found = read_moment(f"{day.isoformat()} {clock}")
    if found is None:
        raise ValueError(f"“{clock}” is not a time")
    return found


def whole_day(day: date) -> tuple[datetime, datetime]:
    """From midnight to midnight.

    Raises:
        OverflowError: it is the last day there is.
    """
    start = datetime.combine(day, time())
    return start, start + timedelta(days=1)
