"""WHOOP: a zip or folder of four CSV files about cycles, sleeps, activities and journal answers.

The files and their headers are in the language of the app, in the order of the English ones: columns are found by
their English names, else by their place. A cycle runs from falling asleep to falling asleep; the lived day of all that
hangs on it is the date on which the person woke up in it, not the date on which it began.
"""

from __future__ import annotations

from collections.abc import Iterator

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Skipped
from studio.ingest.files.tables import csv_members, header_and_row, read_table
from studio.ingest.formats.whoop.columns import LAYOUTS, TRACES, WhoopFile, kind_of, plain
from studio.ingest.formats.whoop.nights import Nights
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions

NAME = "whoop.v1"
LABEL = "WHOOP"
KIND: ExportKind = "fitness"
EXTENSIONS = (".zip", ".csv")
HOW_TO_EXPORT = (
    "In the WHOOP app open the menu, choose “Export WHOOP Data” (in other versions More → App Settings → Data Export) "
    "and “Create Export”; within a day an e-mail brings a .zip, which you can give here as it is."
)
READS = "Recovery, sleep, naps, strain, activities, journal answers, each by the day you woke up."
LEAVES_OUT = "Heart-rate zones of activities; the second-by-second files of WHOOP's archive of all personal data."

_ARCHIVE = "heart rate and movement second by second from WHOOP's archive of all personal data"


def sniff(export: Export) -> float:
    """How sure this is a WHOOP export: by the columns of its tables, in any language."""
    heads = [header_and_row(export, member) for member in csv_members(export)]
    ours = [head for head in heads if kind_of(*head) or set(head[0]) >= TRACES]
    return 0.97 * len(ours) / len(export.members()) if ours else 0.0


def read(export: Export, options: ReadOptions) -> Iterator[Measurement | Rejected | Skipped | Facts]:
    """Measurements of the cycles, then sleeps, activities and journal answers, each in file order.

    Raises:
        InputError: none of the tables is one of WHOOP's, or one is damaged.
    """
    files: list[WhoopFile] = []
    traces: list[str] = []
    for member in csv_members(export):
        header, first = header_and_row(export, member)
        if kind := kind_of(header, first):
            files.append(WhoopFile(kind, read_table(export, member), plain(header)))
        elif set(header) >= TRACES:
            traces.append(member)
    if traces and not files:
        raise InputError(f"{export.name} is {_ARCHIVE}, which is not read.", fix=HOW_TO_EXPORT, code="not_recognised")
    if not files:
        raise InputError(f"{export.name} is not a WHOOP export.", fix=HOW_TO_EXPORT, code="not_recognised")
    files.sort(key=lambda file: list(LAYOUTS).index(file.kind))
    nights = Nights(files)
    readers = {"cycles": nights.cycle, "sleeps": nights.sleep, "workouts": nights.workout, "journal": nights.answer}
    for file in files:
        for row in file.table.rows:
            try:
                if file.table.repeats_header(row):
                    yield Skipped(file.table.where(row), "the header line once more")
                else:
                    file.table.check_width(row)
                    yield from readers[file.kind](file, row)
            except (ValueError, OverflowError) as error:
                yield Rejected(file.table.where(row), str(error), row.raw)
    for member in traces:
        yield Skipped(member, f"{_ARCHIVE}, which is not read")
    yield Facts(notes=(*(file.table.note for file in files if file.table.note), *nights.notes()))
