"""The dates Google Chat writes: `Tuesday, January 30, 2024 at 1:29:17 PM UTC`, in the account's language."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from studio.ingest.values.dates import MONTHS, read_moment

_MORE_MONTHS = (
    "ledna січня tammikuuta ianuarie január ιανουαρίου gener",
    "února лютого helmikuuta februarie február φεβρουαρίου febrer",
    "března березня maaliskuuta martie március μαρτίου març maret marts",
    "dubna квітня huhtikuuta aprilie április απριλίου",
    "května травня toukokuuta május μαΐου maig",
    "června червня kesäkuuta iunie június ιουνίου juny",
    "července липня heinäkuuta iulie július ιουλίου juliol",
    "srpna серпня elokuuta augusztus αυγούστου agost agustus",
    "září вересня syyskuuta septembrie szeptember σεπτεμβρίου setembre",
    "října жовтня lokakuuta octombrie október οκτωβρίου",
    "listopadu листопада marraskuuta noiembrie νοεμβρίου",
    "prosince грудня joulukuuta decembrie δεκεμβρίου",
)
_MONTHS = MONTHS | {name.casefold(): month for month, names in enumerate(_MORE_MONTHS, 1) for name in names.split()}

_NAME = r"(?P<name>[^\W\d_]{3,12})\.?"
_DATES = tuple(
    re.compile(shape)
    for shape in (
        r"(?<!\d)(?P<d>\d{1,2}) tháng (?P<m>\d{1,2}),? (?:năm )?(?P<y>\d{4})(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:er|\.|º)?\s+(?:de\s+|d’)?{_NAME},?\s+(?:de[l]?\s+)?(?P<y>\d{{4}})(?!\d)",
        rf"(?<!\w){_NAME}\s+(?P<d>\d{{1,2}}),?\s+(?P<y>\d{{4}})(?!\d)",
        rf"(?<!\d)(?P<y>\d{{4}})\.\s+{_NAME}\s+(?P<d>\d{{1,2}})(?!\d)",
        r"(?<!\d)(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월]\s?(?P<d>\d{1,2})\s?[日일]",
    )
)
_CLOCK = re.compile(
    r"(?<!\d)(?:(?P<before>上午|下午|午前|午後|오전|오후)\s?)?"
    r"(?P<H>\d{1,2})\s?[:.時时点點시]\s?(?P<M>\d{2})(?:\s?[:.分분]\s?(?P<S>\d{2})\s?[秒초]?)?"
    r"(?:\s?(?P<half>[ap])\.?\s?m\.?(?!\w))?",
    re.IGNORECASE,
)
_WORLD = re.compile(r"\b(?:UTC|GMT)\b(?!\s?[+-]\d)|世界标准时间|協調世界時|世界協調時間|협정 세계시")
_AFTER_NOON = frozenset({"下午", "午後", "오후", "p", "P"})


def moment(text: str) -> datetime | None:
    """The moment in UTC, for dates in English or another language known; None for what is not read."""
    if len(text) > 200:
        return None
    if (at := read_moment(text)) is not None and at.tzinfo is not None:
        return at.astimezone(UTC)
    day = next((found for shape in _DATES if (found := shape.search(text))), None)
    clock = _CLOCK.search(text, day.end()) if day is not None else None
    if day is None or clock is None or not _WORLD.search(text, day.end()):
        return None
    parts = day.groupdict()
    month = int(parts["m"]) if parts.get("m") else _MONTHS.get(parts["name"].casefold())
    if month is None:
        return None
    hour, half = int(clock["H"]), clock["before"] or clock["half"]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in _AFTER_NOON else 0)
    try:
        return datetime(int(day["y"]), month, int(day["d"]), hour, int(clock["M"]), int(clock["S"] or 0), tzinfo=UTC)
    except ValueError:
        return None
