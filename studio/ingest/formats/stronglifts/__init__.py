"""StrongLifts 5×5, a strength log: CSV with the sets of an exercise side by side, in two layouts.

Now a row is an exercise with a pair of columns per set (`Set 1 (Reps)`, `Set 1 (KG)`); in older files a row is a
workout with a block of columns per exercise, and a set's column holds its repetitions.
"""

from __future__ import annotations

from collections.abc import Iterator

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.claims import share, strangers, tables_by_kind
from studio.ingest.files.tables import read_table
from studio.ingest.formats.stronglifts.body import BodyWeights
from studio.ingest.formats.stronglifts.exercises import ExerciseRows, set_columns
from studio.ingest.formats.stronglifts.wide import WorkoutRows, exercise_blocks
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions
from studio.ingest.values.date_column import date_column

NAME = "stronglifts.v1"
LABEL = "StrongLifts"
KIND: ExportKind = "fitness"
EXTENSIONS = (".csv",)
HOW_TO_EXPORT = (
    "In StrongLifts open Settings, choose “Export Data” and the spreadsheet (CSV), and save or send yourself the file."
)
READS = "Workouts, sets with weight and reps, failed sets, notes, duration, body weight when it changes."
LEAVES_OUT = "Sets that were planned and not done; the programme's name; volume and e1RM, which follow from the sets."


def sniff(export: Export) -> float:
    """How sure this is a StrongLifts export: by the columns of its tables, never by its name."""
    return 0.96 * share(export, tables_by_kind(export, _kind))


def read(export: Export, options: ReadOptions) -> Iterator[Workout | Measurement | Rejected | Skipped | Facts]:
    """Workouts in file order, each after its sets that were not done and what was refused, then body weights.

    Raises:
        InputError: no such table, a damaged one, or dates that could be read two ways (`date_order`).
    """
    members = tables_by_kind(export, _kind)
    if not members:
        raise InputError(
            f"{export.name} is not a StrongLifts export: no table with columns such as Set 1 (Reps), Set 1 (KG).",
            fix=HOW_TO_EXPORT,
            code="not_recognised",
        )
    notes = strangers(export, members)
    for member, kind in members.items():
        table = read_table(export, member)
        column = next(name for name in table.columns if name.startswith("date"))
        days = date_column(table.name, (table.cell(row, column) for row in table.rows), options.date_order)
        notes += [table.note, days.note]
        weights = BodyWeights()
        log = (ExerciseRows if kind == "exercises" else WorkoutRows)(table, days, weights, notes)
        yield from log.read()
        yield from weights.changes()
        if weights:
            notes.append(f"{table.name}: body weight is repeated with every workout; taken when it changed.")
    yield Facts(notes=tuple(note for note in notes if note))


def _kind(header: tuple[str, ...]) -> str:
    if not any(name == "date" or name.startswith("date (") for name in header):
        return ""
    if "exercise" in header and set_columns(header):
        return "exercises"
    return "workouts" if exercise_blocks(header) else ""
