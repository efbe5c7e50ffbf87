"""Where activities.csv of Strava keeps what: by English or German names, by places in any other language.

Names come twice: the first `Distance` is in the account's unit and number style, the second in metres.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from studio.ingest.files.tables import fold

_NAMES: dict[str, tuple[int, tuple[str, ...]]] = {
    "id": (1, (
        "activity id", "aktivitäts-id", "id", "id de l'activité", "id de actividad", "activiteits-id",
        "アクティビティid",
    )),
    "date": (1, (
        "activity date", "aktivitätsdatum", "date", "date de l'activité", "fecha de la actividad",
        "datum van activiteit", "アクティビティ実行日",
    )),
    "name": (1, (
        "activity name", "name der aktivität", "name", "nom de l'activité", "nombre de la actividad",
        "naam activiteit", "アクティビティ名",
    )),
    "type": (1, (
        "activity type", "aktivitätsart", "type", "type d'activité", "tipo de actividad", "activiteitstype",
        "アクティビティタイプ",
    )),
    "description": (1, (
        "activity description", "aktivitätsbeschreibung", "beschreibung", "description", "description de l'activité",
        "descripción de la actividad", "beschrijving van activiteit",
    )),
    "private": (1, (
        "activity private note", "hinweis zur privatsphäre für aktivitäten", "note privée sur les activités",
    )),
    "file": (1, ("filename", "dateiname", "nom du fichier", "nombre del archivo", "bestandsnaam", "ファイル名")),
    "elapsed": (2, (
        "elapsed time", "verstrichene zeit", "elapsed_time", "temps écoulé", "tiempo transcurrido", "verstreken tijd",
        "経過時間",
    )),
    "moving": (1, (
        "moving time", "bewegungszeit", "durée de déplacement", "tiempo en movimiento", "beweegtijd", "移動時間",
    )),
    "shown": (1, ("distance", "distanz", "distancia", "afstand", "距離")),
    "distance": (2, ("distance", "distanz", "distancia", "afstand", "距離")),
    "speed": (1, ("average speed", "durchschnittliche geschwindigkeit", "vitesse moyenne", "velocidad media")),
    "ascent": (1, ("elevation gain", "höhenzunahme", "dénivelé positif", "totale stijging", "獲得標高")),
    "max_hr": (2, ("max heart rate", "max. herzfrequenz", "fréquence cardiaque max.", "max. hartslag")),
    "avg_hr": (1, (
        "average heart rate", "durchschnittliche herzfrequenz", "fréquence cardiaque moyenne", "gemiddelde hartslag",
    )),
    "power": (1, ("average watts", "durchschnittliche watt")),
    "calories": (1, ("calories", "kalorien", "calorías", "calorieën")),
}  # fmt: skip
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
_OTHER_MARKS = tuple({_NAMES[what][1][n] for what in _NEEDED} for n in range(3, 7))
"""The same in languages of which not every column is known by name."""
_FEWEST = 18
"""Columns a header in an unknown language must have, so that names come twice in it."""


def places_of(columns: Sequence[str]) -> dict[str, int]:
    """What is read → its place in a header; nothing when this is no activities.csv."""
    names = [fold(_SPAN.sub(r"\1", column)).replace("’", "'") for column in columns]
    present = set(names)
    if not any(mark <= present for mark in _MARKS):
        if _twice(names):
            return {what: place for what, place in _PLACES.items() if place < len(names)}
        if not any(mark <= present for mark in _OTHER_MARKS):
            return {}
    found: dict[str, int] = {}
    for what, (nth, spellings) in _NAMES.items():
        places = [n for n, name in enumerate(names) if name in spellings]
        if places:
            found[what] = places[min(nth, len(places)) - 1]
    return found if all(what in found for what in _NEEDED) else {}


def _twice(names: Sequence[str]) -> bool:
    """Whether the names that come twice in every language do so here."""
    if len(names) < _FEWEST or len(set(names[:5])) < 5:
        return False
    pairs = [(first, second) for first, second in _TWICE if second < len(names)]
    return all(names[first] == names[second] and names.count(names[first]) == 2 for first, second in pairs)
