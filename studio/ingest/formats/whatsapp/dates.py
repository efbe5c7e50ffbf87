"""Which number of a written date is the day: decided over a whole file, never line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Literal

from studio.core.errors import InputError
from studio.ingest.formats.whatsapp.reckoning import date_of, reckoned, year_of

Order = Literal["dmy", "mdy", "ymd"]
Numbers = tuple[int, int, int]

_NUMBER = re.compile(r"([RH]|令和|平成)?(\d+)")
_SAID: dict[str, Order] = {"dmy": "dmy", "mdy": "mdy", "ymd": "ymd"}
_WORDS: dict[Order, str] = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}


@dataclass(slots=True)
class Calendar:
    """Reads the dates of one file, once its order is known."""

    orders: dict[str, Order]
    """Shape (`0/0/Y`) → order; a file written on two phones may hold two shapes."""
    notes: tuple[str, ...] = ()
    _known: dict[str, date | None] = field(default_factory=dict)

    def read(self, written: str) -> date | None:
        """The date as written, or None when there is no such day."""
        if written not in self._known:
            order = self.orders.get(shape(written))
            self._known[written] = _day(numbers(written), order) if order else None
        return self._known[written]


def numbers(written: str) -> Numbers:
    """The three numbers of a date, in any digits; a year of a Japanese era as the one it is."""
    first, second, third = (year_of(era, int(digits)) for era, digits in _NUMBER.findall(written))
    return first, second, third


def shape(written: str) -> str:
    """What a date looks like: `Y` for a number of three or four digits, `0` for a shorter one."""
    numbered = _NUMBER.sub(lambda found: "Y" if found[1] or len(found[2]) > 2 else "0", "".join(written.split()))
    return numbered.rstrip(".")


def calendar(written: Iterable[str], said: str, where: str) -> Calendar:
    """Decide the order of the dates of one file, in the order they stand there.

    After the rule of whatsapp-chat-parser: a first number above 12 is a day, a second above 12 too; else the order that
    makes time run forward; else the number that changes faster is the day.

    Args:
        written: Dates as they stand in the file.
        said: What the person said: `dmy`, `mdy`, `ymd` or empty; a number above 12 knows better.
        where: What to call the file.

    Raises:
        InputError: both orders fit.
    """
    groups: dict[str, list[Numbers]] = {}
    last = ""
    for one in written:
        if one != last:
            groups.setdefault(shape(one), []).append(numbers(one))
            last = one
    orders: dict[str, Order] = {}
    notes: list[str] = []
    for kind, dates in groups.items():
        order, why = _order(kind, dates, said)
        if order:
            orders[kind] = order
            if why:
                notes.append(f"Dates read as {_WORDS[order]}: {why}.")
    others = set(orders.values()) - {"ymd"}
    for kind in groups:
        if kind not in orders:
            if len(others) != 1:
                raise _undecided(where, groups[kind])
            orders[kind] = min(others)
        notes.append(reckoned((one[0] if orders[kind] == "ymd" else one[2] for one in groups[kind]), where))
    return Calendar(orders, tuple(dict.fromkeys(filter(None, notes))))


def _order(kind: str, dates: Sequence[Numbers], said: str) -> tuple[Order | None, str]:
    if kind.startswith("Y"):
        return "ymd", ""
    if any(first > 31 for first, _, _ in dates):
        return "ymd", "a first number is above 31"
    days_first = sum(first > 12 for first, _, _ in dates)
    days_second = sum(second > 12 for _, second, _ in dates)
    if days_first > days_second:
        return "dmy", "a first number is above 12"
    if days_second > days_first:
        return "mdy", "a second number is above 12"
    if said in _SAID and (said != "ymd" or not kind.endswith("Y")):
        return _SAID[said], ""
    if days_first:
        return None, ""
    back = {order: _steps_back(dates, order) for order in ("dmy", "mdy")}
    if not back["dmy"] and back["mdy"]:
        return "dmy", "only so does time run forward"
    if not back["mdy"] and back["dmy"]:
        return "mdy", "only so does time run forward"
    first_changes = sum(a[0] != b[0] for a, b in pairwise(dates))
    second_changes = sum(a[1] != b[1] for a, b in pairwise(dates))
    if first_changes >= 2 and first_changes >= 2 * second_changes:
        return "dmy", "the first number changes faster"
    if second_changes >= 2 and second_changes >= 2 * first_changes:
        return "mdy", "the second number changes faster"
    return None, ""


def _steps_back(dates: Sequence[Numbers], order: str) -> int:
    """How often time would run backwards by more than a day."""
    days = [_day(one, _SAID[order]) for one in dates]
    return sum((a - b).days > 1 for a, b in pairwise(day for day in days if day))


def _day(one: Numbers, order: Order) -> date | None:
    first, second, third = one
    year, month, day = {
        "dmy": (third, second, first),
        "mdy": (third, first, second),
        "ymd": (first, second, third),
    }[order]
    return date_of(year, month, day)


def _undecided(where: str, dates: Sequence[Numbers]) -> InputError:
    first, second, third = dates[0]
    return InputError(
        f"{where} does not tell whether {first:02d}/{second:02d}/{third:02d} begins with the day or with the month.",
        fix="Say it with --date-order dmy (day first) or --date-order mdy (month first).",
        code="date_order",
    )
