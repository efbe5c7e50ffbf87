"""What Garmin Connect calls the columns of Activities.csv, in the languages its users download it in."""

from __future__ import annotations

from collections.abc import Sequence

COLUMNS: dict[str, tuple[str, ...]] = {
    "type": (
        "activity type", "aktivitätstyp", "aktivitätsart", "type d'activité", "type d’activité", "tipo de actividad",
        "tipo di attività", "tipo attività", "tipo de atividade", "activiteittype", "activiteitstype",
    ),
    "date": ("date", "datum", "fecha", "data"),
    "title": ("title", "titel", "titre", "título", "titolo"),
    "distance": ("distance", "distanz", "distancia", "distanza", "distância", "afstand"),
    "calories": ("calories", "kalorien", "calorías", "calorie", "calorias", "calorieën"),
    "time": ("time", "activity time", "zeit", "durée", "temps", "tiempo", "tempo", "tijd", "duration", "dauer"),
    "elapsed": ("elapsed time", "verstrichene zeit", "temps écoulé", "tiempo transcurrido", "tempo trascorso"),
    "avg_hr": (
        "avg hr", "ø hf", "ø herzfrequenz", "durchschnittliche herzfrequenz", "fréquence cardiaque moyenne",
        "fc moyenne", "frecuencia cardiaca media", "frecuencia cardíaca media", "fc media", "fc med.", "fc média",
        "gem. hs", "gemiddelde hartslag",
    ),
    "max_hr": (
        "max hr", "max. hf", "maximale hf", "maximale herzfrequenz", "fréquence cardiaque maximale", "fc maximale",
        "fc max.", "frecuencia cardiaca máxima", "frecuencia cardíaca máxima", "fc máxima", "fc massima", "fc max",
        "max. hs", "maximale hartslag",
    ),
    "ascent": (
        "total ascent", "elev gain", "elevation gain", "anstieg gesamt", "gesamtanstieg", "positiver höhenunterschied",
        "ascension totale", "gain d'altitude", "dénivelé positif", "ascenso total", "ganancia de altura",
        "ascesa totale", "subida total", "totale stijging",
    ),
    "avg_power": (
        "avg power", "ø leistung", "durchschnittliche leistung", "puissance moyenne", "potencia media",
        "potenza media", "potência média", "gem. vermogen",
    ),
    "cadence": (
        "avg run cadence", "ø schrittfrequenz (laufen)", "cadence de course moyenne", "cadencia de carrera media",
        "cadencia media de carrera",
    ),
    "stride": (
        "avg stride length", "ø schrittlänge", "longueur moyenne des foulées", "longueur de foulée moyenne",
        "longitud media de zancada",
    ),
    "steps": ("steps", "schritte", "pas", "pasos", "passi", "passos", "stappen"),
    "reps": ("total reps", "wiederholungen gesamt", "répétitions totales", "repeticiones totales"),
    "sets": ("total sets", "sätze gesamt", "séries totales", "series totales"),
}  # fmt: skip
"""What is read → its folded names, the current ones first."""
NUMBERS = (
    "distance", "calories", "avg_hr", "max_hr", "ascent", "avg_power", "cadence", "stride", "steps", "reps", "sets",
)  # fmt: skip
"""Those that hold numbers."""
SWIMS = ("swim", "schwimm", "natation", "nage", "natación", "nuoto", "natação", "zwem")
"""Words in the names of swimming activities, whose distances are in metres or yards."""

_NEEDED = ("type", "date", "title")
_ONE_OF = ("distance", "calories", "time", "avg_hr")


def places_of(columns: Sequence[str]) -> dict[str, int]:
    """What is read → its place in a header; nothing when this is no Activities.csv."""
    found: dict[str, int] = {}
    for what, names in COLUMNS.items():
        place = next((columns.index(name) for name in names if name in columns), None)
        if place is not None:
            found[what] = place
    whole = all(what in found for what in _NEEDED) and sum(what in found for what in _ONE_OF) >= 3
    return found if whole else {}
