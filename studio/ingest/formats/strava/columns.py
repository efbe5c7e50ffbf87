"""Where activities.csv of Strava keeps what: by English or German names, by places in any other language.

Names come twice: the first `Distance` is in the account's unit and number style, the second in metres.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from studio.ingest.tables import fold

_NAMES: dict[str, tuple[int, tuple[str, ...]]] = {
    "id": (1, ("activity id", "aktivitäts-id", "id")),
    "date": (1, ("activity date", "aktivitätsdatum", "date")),
    "name": (1, ("activity name", "name der aktivität", "name")),
    "type": (1, ("activity type", "aktivitätsart", "type")),
    "description": (1, ("activity description", "aktivitätsbeschreibung", "beschreibung", "description")),
    "private": (1, ("activity private note", "hinweis zur privatsphäre für aktivitäten")),
    "file": (1, ("filename", "dateiname")),
    "elapsed": (2, ("elapsed time", "verstrichene zeit", "elapsed_time")),
    "moving": (1, ("moving time", "bewegungszeit")),
    "shown": (1, ("distance", "distanz")),
    "distance": (2, ("distance", "distanz")),
    "speed": (1, ("average speed", "durchschnittliche geschwindigkeit")),
    "ascent": (1, ("elevation gain", "höhenzunahme")),
    "max_hr": (2, ("max heart rate", "max. herzfrequenz")),
    "avg_hr": (1, ("average heart rate", "durchschnittliche herzfrequenz")),
    "power": (1, ("average watts", "durchschnittliche watt")),
    "calories": (1, ("calories", "kalorien")),
}
"""What is read → which one of several columns of a name, and the names, folded."""
_PLACES = {
    "id": 0, "date": 1, "name": 2, "type": 3, "description": 4, "shown": 6, "private": 10, "file": 12, "elapsed": 15,
    "moving": 16, "distance": 17, "speed": 19, "ascent": 20, "max_hr": 30, "avg_hr": 31, "power": 33, "calories": 34,
}  # fmt: skip
_TWICE = ((5, 15), (6, 17), (7, 30), (8, 37))
"""Places of the names that come twice, whatever the language."""
_SPAN = re.compile(r"<span[^>]*>([^<]*)</span>")
_NEEDED = ("id", "date", "name", "type")
_MARKS = (
    {"activity id", "activity date", "activity name", "activity type"},
    {"aktivitäts-id", "aktivitätsdatum", "name der aktivität", "aktivitätsart"},
    {"id", "date", "name", "type", "elapsed_time", "distance", "filename"},
)


def places_of(columns: Sequence[str]) -> dict[str, int]:
    """What is read → its place in a header; nothing when this is no activities.csv."""
    names = [fold(_SPAN.sub(r"\1", column)) for column in columns]
    if not any(mark <= set(names) for mark in _MARKS):
        return _PLACES if _twice(names) else {}
    found: dict[str, int] = {}
    for what, (nth, spellings) in _NAMES.items():
        places = [n for n, name in enumerate(names) if name in spellings]
        if places:
            found[what] = places[min(nth, len(places)) - 1]
    return found if all(what in found for what in _NEEDED) else {}


def _twice(names: Sequence[str]) -> bool:
    """Whether the names that come twice in every language do so here."""
    if len(names) < 60 or len(set(names[:5])) < 5:
        return False
    return all(names[first] == names[second] and names.count(names[first]) == 2 for first, second in _TWICE)
