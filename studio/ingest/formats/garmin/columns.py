"""What Garmin Connect calls the columns of Activities.csv, in the languages its users download it in."""

from __future__ import annotations

import re
from collections.abc import Sequence

COLUMNS: dict[str, tuple[str, ...]] = {
    "type": (
        "activity type", "aktivitätstyp", "aktivitätsart", "type d'activité", "type d’activité", "tipo de actividad",
        "tipo di attività", "tipo attività", "tipo de atividade", "activiteittype", "activiteitstype",
        "aktivitetstype", "aktivitetstyp", "typ aktywności", "アクティビティタイプ", "活动类型", "活動類型",
    ),
    "date": ("date", "datum", "fecha", "data", "dato", "日付", "日期"),
    "title": ("title", "titel", "titre", "título", "titolo", "tittel", "tytuł", "タイトル", "标题", "標題"),
    "distance": (
        "distance", "distanz", "distancia", "distanza", "distância", "afstand", "distanse", "distans", "dystans",
        "距離", "距离",
    ),
    "calories": (
        "calories", "kalorien", "calorías", "calorie", "calorias", "calorieën", "kalorier", "totale kalorier",
        "kalorie", "suma kalorii", "カロリー", "卡路里",
    ),
    "time": (
        "time", "activity time", "zeit", "durée", "temps", "tiempo", "tempo", "tijd", "duration", "dauer",
        "tempo total", "tid", "czas", "タイム", "时间", "時間",
    ),
    "elapsed": (
        "elapsed time", "verstrichene zeit", "temps écoulé", "tiempo transcurrido", "tempo trascorso",
        "tempo decorrido", "verstreken tijd", "medgått tid", "förfluten tid", "経過時間", "已用时间",
    ),
    "avg_hr": (
        "avg hr", "ø hf", "ø herzfrequenz", "durchschnittliche herzfrequenz", "fréquence cardiaque moyenne",
        "fc moyenne", "frecuencia cardiaca media", "frecuencia cardíaca media", "fc media", "fc med.", "fc média",
        "gem. hs", "gemiddelde hartslag", "gjennomsnittlig puls", "gennemsnitlig puls", "medelpuls",
        "genomsnittlig puls", "średnie tętno", "平均心拍数", "平均心率",
    ),
    "max_hr": (
        "max hr", "max. hf", "maximale hf", "maximale herzfrequenz", "fréquence cardiaque maximale", "fc maximale",
        "fc max.", "frecuencia cardiaca máxima", "frecuencia cardíaca máxima", "fc máxima", "fc massima", "fc max",
        "max. hs", "maximale hartslag", "makspuls", "maksimal puls", "maxpuls", "maksymalne tętno", "最大心拍数",
        "最大心率",
    ),
    "ascent": (
        "total ascent", "elev gain", "elevation gain", "anstieg gesamt", "gesamtanstieg", "positiver höhenunterschied",
        "ascension totale", "gain d'altitude", "dénivelé positif", "ascenso total", "ganancia de altura",
        "ascesa totale", "subida total", "totale stijging", "stigning totalt", "total stigning", "samlet stigning",
        "całkowity wznios", "総上昇量", "总爬升高度",
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
        "longitud media de zancada", "comprimento médio da passada", "lunghezza media passo",
        "gjennomsnittlig skrittlengde", "平均歩幅",
    ),
    "steps": ("steps", "schritte", "pas", "pasos", "passi", "passos", "stappen", "steg", "skritt", "kroki", "ステップ"),
    "reps": ("total reps", "wiederholungen gesamt", "répétitions totales", "repeticiones totales"),
    "sets": ("total sets", "sätze gesamt", "séries totales", "series totales"),
}  # fmt: skip
"""What is read → its folded names, the current ones first."""
NUMBERS = (
    "distance", "calories", "avg_hr", "max_hr", "ascent", "avg_power", "cadence", "stride", "steps", "reps", "sets",
)  # fmt: skip
"""Those that hold numbers."""
SWIMS = (
    "swim", "schwimm", "natation", "nage", "natación", "nuoto", "natação", "zwem", "svøm", "simning", "pływ", "uinti",
    "plaván", "плав", "スイ", "泳", "수영",
)  # fmt: skip
"""Words in the names of swimming activities, whose distances are in metres or yards."""

_NEEDED = ("type", "date", "title")
_ONE_OF = ("distance", "calories", "time", "avg_hr")
_PLACES = {"type": 0, "date": 1, "title": 3, "distance": 4, "calories": 5, "time": 6}
_FAVOURITE, _PULSE = 2, {"avg_hr": 7, "max_hr": 8}
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}")
_CLOCK = re.compile(r"\d{1,3}:\d{2}:\d{2}(?:[.,]\d+)?")
_BEATS = re.compile(r"\d{2,3}|--")


def places_of(columns: Sequence[str], first: Sequence[str] = ()) -> dict[str, int]:
    """What is read → its place in a header; nothing when this is no Activities.csv.

    Args:
        columns: Folded column names.
        first: The first row, by which a header in a language that is not known here is recognised.
    """
    found: dict[str, int] = {}
    for what, names in COLUMNS.items():
        place = next((columns.index(name) for name in names if name in columns), None)
        if place is not None:
            found[what] = place
    whole = all(what in found for what in _NEEDED) and sum(what in found for what in _ONE_OF) >= 3
    return found if whole else _by_place(columns, first)


def _by_place(columns: Sequence[str], first: Sequence[str]) -> dict[str, int]:
    """Where the columns stand in every language, if the first row is what stands there."""
    if min(len(columns), len(first)) <= max(_PULSE.values()) or first[_FAVOURITE].casefold() not in ("true", "false"):
        return {}
    if not (_MOMENT.fullmatch(first[_PLACES["date"]]) and _CLOCK.fullmatch(first[_PLACES["time"]])):
        return {}
    pulse = all(_BEATS.fullmatch(first[place]) for place in _PULSE.values())
    return _PLACES | _PULSE if pulse else dict(_PLACES)
