"""Hevy, a strength log: CSV with one row per set, and a CSV of body measurements with one row per day."""

from __future__ import annotations

from collections.abc import Iterator

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.claims import share, strangers, tables_by_kind
from studio.ingest.files.tables import read_table
from studio.ingest.formats.hevy.measurements import COLUMN, Measures
from studio.ingest.formats.hevy.sets import Log
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions

NAME = "hevy.v1"
LABEL = "Hevy"
KIND: ExportKind = "fitness"
EXTENSIONS = (".csv",)
HOW_TO_EXPORT = (
    "In Hevy open Profile, tap the gear for Settings, choose Export & Import Data, then Export Data, and export the "
    "workouts and, if you like, the measurements; each is a .csv file."
)
READS = "Workouts, sets with weight, reps, RPE, distance, time, notes; body measurements."
LEAVES_OUT = "Which sets form a superset (their order is kept); photos, which the export does not hold."

_SETS = {"title", "start_time", "exercise_title"}
_OF_A_SET = {"set_index", "set_type"}
_BODY = {"date", "fat_percent"}
_WEIGHTS = {"weight_kg", "weight_lbs", "weight_lb"}


def sniff(export: Export) -> float:
    """How sure this is a Hevy export: by the columns of its tables, never by its name."""
    return 0.98 * share(export, tables_by_kind(export, _kind))


def read(export: Export, options: ReadOptions) -> Iterator[Workout | Measurement | Rejected | Skipped | Facts]:
    """Workouts in the order of their first row, and body measurements row by row.

    Raises:
        InputError: no such table, a damaged one, or weights without a unit (`unit_unknown`).
    """
    members = tables_by_kind(export, _kind)
    if not members:
        raise InputError(
            f"{export.name} is not a Hevy export: no table with the columns title, start_time, exercise_title.",
            fix=HOW_TO_EXPORT,
            code="not_recognised",
        )
    notes = strangers(export, members)
    for member, kind in members.items():
        table = read_table(export, member)
        notes.append(table.note)
        yield from (Log(table, options, notes) if kind == "sets" else Measures(table, notes)).read()
    yield Facts(notes=tuple(note for note in notes if note))


def _kind(header: tuple[str, ...]) -> str:
    columns = set(header)
    if columns >= _SETS and columns & _OF_A_SET:
        return "sets"
    known = columns >= _BODY and all(COLUMN.fullmatch(name) for name in columns - {"date"})
    return "body" if known and columns & _WEIGHTS else ""
