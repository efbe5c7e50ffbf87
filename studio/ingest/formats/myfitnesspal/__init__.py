"""MyFitnessPal: a zip or folder of three CSV files about meals, exercise and body measures, or one of them alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.claims import share, strangers
from studio.ingest.files.tables import csv_members, header_and_row, read_table
from studio.ingest.formats.myfitnesspal.exercise import Exercise
from studio.ingest.formats.myfitnesspal.meals import Meals
from studio.ingest.formats.myfitnesspal.measures import Measures
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions
from studio.ingest.values.date_column import date_column

NAME = "myfitnesspal.v1"
LABEL = "MyFitnessPal"
KIND: ExportKind = "fitness"
EXTENSIONS = (".zip", ".csv")
HOW_TO_EXPORT = (
    "With MyFitnessPal Premium open myfitnesspal.com in a browser (in the app: More → Settings → File Export), choose "
    "Reports and Export Data, pick the dates and “Export”; an e-mail brings a .zip, which you can give here as it is."
)
READS = "Energy and nutrients by meal or entry, exercise, steps, weight, body fat, notes."
LEAVES_OUT = "Names of foods, which this export never holds; vitamins are percent of a daily value, not amounts."

_NUTRITION = ({"date", "meal", "fat (g)", "protein (g)"}, {"date", "meal", "fat", "saturated fat", "protein"})
_EXERCISE = {"date", "exercise", "type", "exercise calories", "exercise minutes"}
_MEASURED = {"weight", "body fat %", "neck", "waist", "hips"}
_SPELLED = "body fat %"
"""A column that others spell otherwise."""
_FILE = "measurement-summary"


def sniff(export: Export) -> float:
    """How sure this is a MyFitnessPal export: by the columns of its tables.

    A table of dates and weights could be anybody's; it counts beside the other two, when it has its own name, or the
    body's fat in the app's own spelling.
    """
    kinds = {member: kind for member in csv_members(export) if (kind := _kind(export, member))}
    sure = 0.96 if set(kinds.values()) - {"measures"} else 0.7 if any(_known(export, one) for one in kinds) else 0.3
    return sure * share(export, kinds)


def read(export: Export, options: ReadOptions) -> Iterator[Measurement | Workout | Rejected | Skipped | Facts]:
    """Measurements of meals and bodies, and workouts, file by file, each in file order.

    Raises:
        InputError: no such table, a damaged one, weights without a unit (`unit_unknown`), or dates that could be read
            two ways (`date_order`).
    """
    members = [(member, kind) for member in csv_members(export) if (kind := _kind(export, member))]
    if not members:
        raise InputError(f"{export.name} is not a MyFitnessPal export.", fix=HOW_TO_EXPORT, code="not_recognised")
    notes = strangers(export, [member for member, _ in members])
    files: list[Meals | Exercise | Measures] = []
    for member, kind in members:
        table = read_table(export, member)
        days = date_column(table.name, (table.cell(row, "date") for row in table.rows), options.date_order)
        notes += [table.note, days.note]
        if kind == "measures":
            files.append(Measures(table, days, options, notes))
        else:
            files.append((Meals if kind == "nutrition" else Exercise)(table, days, notes))
    for file in files:
        yield from file.read()
    yield Facts(notes=tuple(note for note in notes if note))


def _kind(export: Export, member: str) -> str:
    columns = set(header_and_row(export, member)[0])
    if any(columns >= needed for needed in _NUTRITION) and columns & {
        "calories",
        "kilojoules",
        "energy (kcal)",
        "energy (kj)",
    }:
        return "nutrition"
    if columns >= _EXERCISE:
        return "exercise"
    if "date" not in columns:
        return ""
    plain = columns <= _MEASURED | {"date"} and bool(columns & {"weight", "body fat %"})
    return "measures" if plain or _named(export, member) else ""


def _named(export: Export, member: str) -> bool:
    return PurePosixPath(member or export.name).name.casefold().startswith(_FILE)


def _known(export: Export, member: str) -> bool:
    return _named(export, member) or _SPELLED in header_and_row(export, member)[0]
