"""A training plan as a table: a row per exercise and day, or a row per session that is known by its name only.

Nobody's export: people write it in a spreadsheet or ask a coach for it. So columns go by many names, a blank date or
session means that of the row above, and a range of repetitions counts as its least.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.core.errors import InputError
from studio.core.records import PlannedSet, Rejected, Skipped
from studio.ingest.claims import share, strangers, tables_by_kind
from studio.ingest.files.tables import csv_members, header_and_row, read_table
from studio.ingest.formats.plan.columns import KNOWN, PLANNED, plan_columns
from studio.ingest.formats.plan.rows import PlanRows
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions

NAME = "plan.v1"
LABEL = "Training plan (CSV)"
KIND: ExportKind = "fitness"
EXTENSIONS = (".csv",)
HOW_TO_EXPORT = (
    "Save your spreadsheet as .csv with a header line: date, session, exercise, sets, reps, weight, rpe, minutes, "
    "distance, notes (all but the date may be missing; a file named plan… is known by itself)."
)
READS = "Planned sessions and exercises by day: sets, reps, weight, RPE, duration, distance, notes."
LEAVES_OUT = "Percentages of a maximum and ranges as numbers (they stay as words); tempo and rest."

MOSTLY = 0.8
"""Share of its columns that must be known for a table to be a plan."""

_PLAN = re.compile(r"plan|program|schedule|mesocycle|meso\b|block", re.IGNORECASE)


def sniff(export: Export) -> float:
    """How sure this is a plan: a log has the same columns, so something must say that it is one.

    Its name, or a column that only a plan has (`session`, `planned sets`, `target rpe`).
    """
    ours = tables_by_kind(export, _kind)
    if not ours:
        return 0.0
    planned = all(kind == "plan" or _PLAN.search(member or export.name) for member, kind in ours.items())
    return (0.85 if planned else 0.4) * share(export, ours)


def read(export: Export, options: ReadOptions) -> Iterator[PlannedSet | Rejected | Skipped | Facts]:
    """Planned exercises in file order.

    Raises:
        InputError: no such table, a damaged one, weights without a unit (`unit_unknown`), or dates that could be read
            two ways (`date_order`).
    """
    members = [member for member in csv_members(export) if _kind(header_and_row(export, member)[0])]
    if not members:
        raise InputError(
            f"{export.name} is not a training plan: no table with a date and a session or an exercise.",
            fix=HOW_TO_EXPORT,
            code="not_recognised",
        )
    notes = strangers(export, members)
    for member in members:
        table = read_table(export, member)
        yield from table.each(PlanRows(table, plan_columns(table.columns), options, notes).row)
    yield Facts(notes=tuple(note for note in notes if note))


def _kind(header: tuple[str, ...]) -> str:
    """`plan` where the columns say that it is one, `table` where they could be a log's, else nothing."""
    columns = plan_columns(header)
    if not columns.date or not (columns.session or columns.exercise):
        return ""
    amounts = columns.sets or columns.reps or columns.crossed or columns.duration or columns.distance
    if columns.exercise and not amounts:
        return ""
    names = [name.replace("_", " ") for name in header if name]
    if sum(name in KNOWN for name in names) + columns.measures < MOSTLY * len(names):
        return ""
    return "plan" if any(PLANNED.match(name) for name in names) else "table"
