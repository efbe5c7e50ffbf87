"""One module per export format, and the list of them in the order they are offered."""

from __future__ import annotations

from studio.ingest.formats import (
    apple_health,
    apple_journal,
    cronometer,
    day_one,
    daylio,
    discord,
    fitbit,
    fitnotes,
    garmin,
    garmin_fit,
    google_chat,
    google_fit,
    hevy,
    imessage,
    instagram,
    messenger,
    myfitnesspal,
    notes,
    slack,
    strong,
    stronglifts,
    telegram,
    whatsapp,
    whoop,
)
from studio.ingest.importer import Importer

IMPORTERS: list[Importer] = [
    whatsapp,
    messenger,
    instagram,
    discord,
    imessage,
    telegram,
    google_chat,
    slack,
    strong,
    stronglifts,
    fitnotes,
    hevy,
    whoop,
    apple_health,
    cronometer,
    myfitnesspal,
    day_one,
    google_fit,
    daylio,
    garmin,
    garmin_fit,
    apple_journal,
    fitbit,
    notes,
]
"""Formats with a higher estimate win; where two are equally sure, the earlier one."""
