"""Ages as they are written: in digits, in words, or as a decade of life."""

from __future__ import annotations

import re

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_DECADES = ("teens", "twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
_PARTS = ("early", "mid", "late")

NUMBER_WORDS = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES)}))?|{'|'.join([*_TEENS, *_ONES])})"
"""Pattern of the numbers one to ninety-nine in words."""
DECADE = rf"(?:(?:{'|'.join(_PARTS)})[ -]?(?:to[ -](?:mid|late)[ -])?)?(?:{'|'.join(_DECADES)}|[1-9]0['’]?s)"
"""Pattern of a decade of life, with or without the part of it: `mid-thirties`, `early 60s`."""

_VALUES = {word: n for n, word in enumerate([*_ONES, *_TEENS], 1)} | {word: n * 10 for n, word in enumerate(_TENS, 2)}


def age_in(surface: str) -> int | None:
    """The age said in digits or in words, or None: a decade is none."""
    low = surface.strip().lower()
    if low.isdecimal():
        return int(low)
    tens, *ones = re.split(r"[- ]", low)
    if tens not in _VALUES or len(ones) > 1 or (ones and ones[0] not in _VALUES):
        return None
    return _VALUES[tens] + (_VALUES[ones[0]] if ones else 0)


def age_like(surface: str, age: int) -> str:
    """Another age, written as the first was: in words for words."""
    if surface.strip().isdecimal() or not 0 < age < 100:
        return str(age)
    if age < 20:
        said = [*_ONES, *_TEENS][age - 1]
    else:
        joint = "-" if "-" in surface or " " not in surface.strip() else " "
        said = _TENS[age // 10 - 2] + (f"{joint}{_ONES[age % 10 - 1]}" if age % 10 else "")
    return said.capitalize() if surface[:1].isupper() else said


def next_part(surface: str, later: bool) -> str | None:
    """A decade of life moved by a part of it: `early thirties` → `mid thirties` or `late twenties`; None for no decade.

    Args:
        surface: Such as `mid-thirties` or `60s`; one that names no part moves by a whole decade.
        later: Whether the part after or the one before is meant.
    """
    match = re.fullmatch(
        rf"(?i)(?:({'|'.join(_PARTS)})([ -]?).*?)?(?:({'|'.join(_DECADES)})|([1-9])0(['’]?s))", surface
    )
    if match is None:
        return None
    decade = _DECADES.index(match[3].lower()) if match[3] else int(match[4]) - 1
    part = _PARTS.index(match[1].lower()) if match[1] else 1
    place = decade * 3 + part + (1 if later else -1) * (1 if match[1] else 3)
    place = min(max(place, 0 if match[1] else 1), len(_DECADES) * 3 - 1)
    named = _DECADES[place // 3] if match[3] else f"{place // 3 + 1}0{match[5]}"
    return f"{_PARTS[place % 3]}{match[2]}{named}" if match[1] else named
