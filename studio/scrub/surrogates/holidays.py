"""Holidays named beside a date that moved: together they tell by how much. Nothing is changed; the person is told."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from studio.scrub.calendar import read
from studio.store import Store
from studio.store.scrub import StoredFinding

NEAR = 120
"""Characters between a holiday and a date from which on they are not read together."""

_HOLIDAY = re.compile(
    r"(?i)\b(?:(?:christmas|xmas|new year['’]?s?)(?: (?:eve|day))?|boxing day|easter(?: (?:sunday|monday))?|"
    r"good friday|hall?owe['’]?en|thanksgiving|valentine['’]?s?(?: day)?|(?:st\.? )?patrick['’]?s day|"
    r"(?:mother|father)['’]?s['’]? "
    r"day|bonfire night|(?:the )?(?:fourth|4th) of july|independence day|labou?r day|memorial day|remembrance day|"
    r"hanukkah|chanukah|passover|yom kippur|rosh hashanah|purim|ramadan|eid|diwali|holi|vaisakhi|lunar new year|"
    r"chinese new year|midsummer|epiphany|ash wednesday|pentecost|whitsun|black friday|leap day)\b"
)


@dataclass(frozen=True, slots=True)
class Telltale:
    """A holiday that gives the shift of dates away."""

    holiday: str
    """In lower case."""
    texts: int
    """Texts in which it stands near a day that is moved."""
    words: str
    """One place where it does, as written."""


def telltales(store: Store, texts: Mapping[str, str]) -> list[Telltale]:
    """Holidays near dates that are, or may be, moved; those in the most texts first.

    Args:
        store: A store that was scanned.
        texts: Text hash → text.
    """
    found: dict[str, list[str]] = {}
    verdicts = store.scrub.verdicts()
    for digest, findings in store.scrub.findings().items():
        moved = [
            f
            for f in findings
            if f.entity == "DATE"
            and _is_day(f)
            and ((verdict := verdicts.get((f.key, f.entity))) is None or verdict.decision == "accept")
        ]
        if moved and digest in texts:
            for holiday, words in _near(texts[digest], moved).items():
                found.setdefault(holiday, []).append(words)
    told = [Telltale(holiday, len(places), places[0]) for holiday, places in found.items()]
    return sorted(told, key=lambda t: (-t.texts, t.holiday))


def _is_day(finding: StoredFinding) -> bool:
    reading = read(finding.surface)
    return reading is not None and reading.kind not in {"day", "month_year", "numeric_month", "quarter", "week_year"}


def _near(text: str, moved: Sequence[StoredFinding]) -> dict[str, str]:
    """Holiday → it and a moved date with what stands between, for every holiday near one."""
    found: dict[str, str] = {}
    starts, ends = [date.start for date in moved], [date.end for date in moved]
    for match in _HOLIDAY.finditer(text):
        holiday = match[0].lower().replace("’", "'")
        first, last = bisect_left(ends, match.start() - NEAR), bisect_right(starts, match.end() + NEAR)
        for date in moved[first:last] if holiday not in found else ():
            start, end = min(match.start(), date.start), max(match.end(), date.end)
            if date.start >= match.end() or date.end <= match.start():
                found[holiday] = " ".join(text[start:end].split())
                break
    return found
