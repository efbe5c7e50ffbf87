"""Names of sports and exercises in words, from the numbers and codes of the FIT profile."""

from __future__ import annotations

from functools import cache

from studio.ingest.formats.garmin_fit.messages import FitMessage

_PLAIN = frozenset({"", "generic", "all"})
_SPORTLESS = frozenset({"", "generic", "training", "fitness_equipment"})
_UNKNOWN = 65534


def sport_name(session: FitMessage) -> str:
    """What was done, in words: `Running`, `Running, trail`, `Lap swimming`, `Strength training`."""
    sport, sub = (_word(session.values.get(column)) for column in ("sport", "sub_sport"))
    if sub in _PLAIN:
        return _said(sport) if sport not in _PLAIN else "Activity"
    if sport in _SPORTLESS or sport in sub:
        return _said(sub)
    return f"{_said(sport)}, {sub.replace('_', ' ')}"


def exercise_name(category: str, subtype: int) -> str:
    """An exercise's name from the FIT profile, else its category, else “Unknown exercise”."""
    return _said(_exercises(category).get(subtype) or category) or "Unknown exercise"


@cache
def _exercises(category: str) -> dict[int, str]:
    from fitdecode import profile

    names = profile.FIELD_TYPES.get(f"{category}_exercise_name")
    return dict(names.enum) if names is not None and names.enum else {}


@cache
def _category(number: int) -> str:
    """A category in a list, which the decoder leaves as a number."""
    from fitdecode import profile

    return str((profile.FIELD_TYPES["exercise_category"].enum or {}).get(number, ""))


def exercise_key(category: object, subtype: object) -> tuple[str, int] | None:
    """The first category that is known, with its subtype; sets carry lists of both."""
    categories = category if isinstance(category, tuple) else (category,)
    subtypes = subtype if isinstance(subtype, tuple) else (subtype,)
    for n, one in enumerate(categories):
        name = _category(one) if isinstance(one, int) else one
        if isinstance(name, str) and name and name != "unknown":
            which = subtypes[n] if n < len(subtypes) else None
            return name, which if isinstance(which, int) else _UNKNOWN
    return None


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _said(word: str) -> str:
    return word.replace("_", " ").capitalize()
