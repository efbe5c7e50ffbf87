"""The dates Google Chat writes: `Tuesday, January 30, 2024 at 1:29:17 PM UTC`, in the account's language."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from studio.ingest.dates import MONTHS

_MOMENT = re.compile(
    r"(?:[^\W\d_]+(?:-[^\W\d_]+)?\.?,?\s+)?"
    r"(?:(?P<d>\d{1,2})[.º]?\s+(?:de\s+)?(?P<name>[^\W\d_]+)\.?|(?P<name2>[^\W\d_]+)\.?\s+(?P<d2>\d{1,2})),?"
    r"\s+(?:de\s+)?(?P<y>\d{4}),?\s+(?:(?:at|um|om|à|às|as|a\s+las|alle(?:\s+ore)?)\s+)?"
    r"(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2}))?\s*(?:(?P<half>[ap])\.?\s?m\.?\s*)?(?:UTC|GMT|Z)",
    re.IGNORECASE,
)


def moment(text: str) -> datetime | None:
    """The moment in UTC, for dates in English or another language of `MONTHS`; None for what is not read."""
    match = _MOMENT.fullmatch(text.strip()) if len(text) < 200 else None
    month = MONTHS.get((match["name"] or match["name2"]).casefold()) if match else None
    if match is None or month is None:
        return None
    hour = int(match["H"])
    if match["half"] and hour <= 12:
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    try:
        day = int(match["d"] or match["d2"])
        return datetime(int(match["y"]), month, day, hour, int(match["M"]), int(match["S"] or 0), tzinfo=UTC)
    except ValueError:
        return None
