"""Garmin Connect: Activities.csv of the website, and the account export with trainings, days and nights as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Skipped, Workout
from studio.ingest.files.tables import header_and_row, read_table
from studio.ingest.formats.garmin.account import KINDS, Account, kind_of
from studio.ingest.formats.garmin.activities_csv import ActivityTable
from studio.ingest.formats.garmin.columns import places_of
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions

NAME = "garmin.v1"
LABEL = "Garmin Connect"
KIND: ExportKind = "fitness"
EXTENSIONS = (".csv", ".json", ".zip")
HOW_TO_EXPORT = (
    "On connect.garmin.com open Activities → All Activities, scroll down until all are listed and choose “Export CSV”; "
    "or ask for everything at garmin.com/account/datamanagement (“Export Your Data”), which comes as a .zip by e-mail."
)
READS = "Activities with distance, energy, heart rate, ascent, power; daily steps, energy, stress; sleep stages, score."
LEAVES_OUT = (
    "Laps, zones, pace, body battery, devices, settings; the FIT files inside the zip (unpack and import them)."
)

_NEARLY_ALL = 0.9
_TOP = "di_connect"
_FOLDER = "di-"
_TELLING = ("summarizedactivities.json", "sleepdata.json")


def sniff(export: Export) -> float:
    """How sure this is Garmin Connect: by the columns in any language, or the shape of the account's JSON."""
    members = export.members()
    if members == [""]:
        if places_of(*header_and_row(export, "")):
            return 0.96
        return 0.95 if kind_of(export, "") else 0.0
    ours = [member for member in members if _of_account(member)]
    if len(ours) >= _NEARLY_ALL * len(members):
        telling = [member for member in ours if _telling(member)][:3]
        return 0.95 * len(ours) / len(members) if any(kind_of(export, member) for member in telling) else 0.0
    tables = [member for member in members if member.casefold().endswith(".csv")]
    if len(tables) < _NEARLY_ALL * len(members):
        return 0.0
    read = [member for member in tables if places_of(*header_and_row(export, member))]
    return 0.95 * len(read) / len(members) if len(read) >= _NEARLY_ALL * len(members) else 0.0


def read(export: Export, options: ReadOptions) -> Iterator[Workout | Measurement | Rejected | Skipped | Facts]:
    """Rows of tables, then days, nights and activities of an account; what is neither is skipped file by file.

    Raises:
        InputError: nothing in it is Garmin's, a table is damaged, or nobody says its unit (`unit_unknown`).
    """
    tables, account, other = _sorted_members(export)
    if not tables and not account:
        raise InputError(f"{export.name} is not a Garmin Connect export.", fix=HOW_TO_EXPORT, code="not_recognised")
    taken: Counter[str] = Counter()
    notes: list[str] = []
    for table in [ActivityTable(read_table(export, member), options) for member in tables]:
        for item in table.read():
            taken[type(item).__name__] += 1
            yield item
        notes += table.notes
    reader = Account(export)
    for kind, member in account:
        for one in reader.read(kind, member):
            taken[type(one).__name__] += 1
            yield one
    zips = [member for member in other if member.casefold().endswith(".zip")]
    for member in other:
        reason = "a zip of original files inside the zip" if member in zips else "no trainings, days or nights in it"
        yield Skipped(member, reason)
    if zips:
        notes.append(
            f"{len(zips)} zip(s) inside ({PurePosixPath(zips[0]).name} …) hold the original FIT files with every set "
            "and point; unpack the export and import the folder, or those zips, to read them too."
        )
    notes.append(f"{taken['Workout']} activities and {taken['Measurement']} measurements were read.")
    yield Facts(notes=tuple(notes))


def _sorted_members(export: Export) -> tuple[list[str], list[tuple[str, str]], list[str]]:
    """Tables, account files with their kind in reading order, and the rest."""
    tables: list[str] = []
    account: list[tuple[str, str]] = []
    other: list[str] = []
    for member in export.members():
        name = (member or export.name).casefold()
        if name.endswith((".zip", ".fit", ".gz")) and member:
            other.append(member)
        elif places_of(*header_and_row(export, member)):
            tables.append(member)
        elif kind := kind_of(export, member):
            account.append((kind, member))
        else:
            other.append(member)
    account.sort(key=lambda one: (KINDS.index(one[0]), one[1]))
    return tables, account, other


def _of_account(member: str) -> bool:
    parts = PurePosixPath(member.casefold()).parts
    return _TOP in parts or parts[0].startswith((_FOLDER, "uploadedfiles_")) or _telling(member)


def _telling(member: str) -> bool:
    name = PurePosixPath(member.casefold()).name
    return name.endswith(_TELLING) or (name.startswith("udsfile") and name.endswith(".json"))
