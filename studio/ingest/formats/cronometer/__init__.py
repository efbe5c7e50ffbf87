"""Cronometer: CSV files of servings, daily totals, exercises, biometrics and notes, together or one alone.

Daily totals repeat what the servings of the same days add up to; where both are given, the servings are taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from studio.core.errors import InputError
from studio.core.records import Measurement, Note, Rejected, Skipped, Workout
from studio.ingest.claims import share, strangers
from studio.ingest.files.tables import csv_members, header_and_row, read_table
from studio.ingest.formats.cronometer.diary import Biometrics, Exercises, Notes
from studio.ingest.formats.cronometer.nutrition import DailySummary, Servings
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions
from studio.ingest.values.date_column import date_column

NAME = "cronometer.v1"
LABEL = "Cronometer"
KIND: ExportKind = "fitness"
EXTENSIONS = (".csv", ".zip")
HOW_TO_EXPORT = (
    "On cronometer.com open More → Account (in older versions the gear), find “Export Data”, pick the dates, and "
    "export servings, daily nutrition, exercises, biometrics and notes; give the .csv files together in a folder."
)
READS = "Energy and nutrients by serving with the food's name, else by day; exercise, biometrics, notes."
LEAVES_OUT = "Daily totals of days whose servings are there; food categories; whether a day was marked complete."

_KINDS = ("servings", "daily", "exercises", "biometrics", "notes")


def sniff(export: Export) -> float:
    """How sure this is a Cronometer export: by the columns of its tables, never by its name."""
    ours = [member for member in csv_members(export) if _kind(header_and_row(export, member)[0])]
    return 0.95 * share(export, ours)


def read(export: Export, options: ReadOptions) -> Iterator[Measurement | Note | Workout | Rejected | Skipped | Facts]:
    """Servings, then the daily totals of other days, exercises, biometrics and notes, each in file order.

    Raises:
        InputError: no such table, a damaged one, or dates that could be read two ways (`date_order`).
    """
    members = [(kind, member) for member in csv_members(export) if (kind := _kind(header_and_row(export, member)[0]))]
    if not members:
        raise InputError(f"{export.name} is not a Cronometer export.", fix=HOW_TO_EXPORT, code="not_recognised")
    notes = strangers(export, [member for _, member in members])
    covered: set[date] = set()
    for kind, member in sorted(members, key=lambda one: _KINDS.index(one[0])):
        table = read_table(export, member)
        column = "date" if kind == "daily" else "day"
        days = date_column(table.name, (table.cell(row, column) for row in table.rows), options.date_order)
        notes += [table.note, days.note]
        if kind == "servings":
            yield from Servings(table, days, covered, notes).read()
        elif kind == "daily":
            yield from DailySummary(table, days, covered, notes).read()
        elif kind == "exercises":
            yield from Exercises(table, days, notes).read()
        else:
            yield from (Biometrics if kind == "biometrics" else Notes)(table, days, notes).read()
    yield Facts(notes=tuple(note for note in notes if note))


def _kind(header: tuple[str, ...]) -> str:
    columns = set(header)
    if columns >= {"day", "food name", "amount"}:
        return "servings"
    if columns >= {"day", "exercise", "minutes", "calories burned"}:
        return "exercises"
    if columns >= {"day", "metric", "unit", "amount"}:
        return "biometrics"
    if columns >= {"day", "group", "note"} and columns <= {"day", "time", "group", "note"}:
        return "notes"
    energy = columns & {"energy (kcal)", "energy (kj)"}
    return "daily" if energy and columns >= {"date", "carbs (g)", "fat (g)", "protein (g)"} else ""
