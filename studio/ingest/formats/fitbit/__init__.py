"""Fitbit and Google Health: the folder of Google Takeout, Fitbit's own archive, and the old table of fitbit.com.

The same heart rates, steps and nights stand there twice or three times. A quantity of a day is read once: from
Google's tables, whose times carry a zone, before Fitbit's own, and from those before Fitbit's JSON, whose times do
not; nights and exercises from the JSON, which says most.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from studio.core.errors import InputError
from studio.core.records import Record, Rejected, Skipped
from studio.ingest.files.json_files import glimpse
from studio.ingest.files.tables import header_and_row, read_table
from studio.ingest.formats.fitbit.account import read_account
from studio.ingest.formats.fitbit.entries import log_kind, quantity, weight_unit
from studio.ingest.formats.fitbit.families import IGNORED, RESTING, Family, family_of
from studio.ingest.formats.fitbit.logs import Logs
from studio.ingest.formats.fitbit.sections import is_account
from studio.ingest.formats.fitbit.series import Covered, Series
from studio.ingest.groups import lies_deeper
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions

NAME = "fitbit.v1"
LABEL = "Fitbit / Google Health"
KIND: ExportKind = "fitness"
EXTENSIONS = (".zip", ".csv", ".json")
HOW_TO_EXPORT = (
    "At takeout.google.com choose “Deselect all”, tick “Fitbit” (“Google Health” since 2026), then “Next step” and "
    "“Create export”; an e-mail brings a .zip, which you can give here as it is."
)
READS = "Steps, distance, energy, heart rate, sleep, exercises, weight, HRV, oxygen, breathing, temperature, scores."
LEAVES_OUT = "GPS, zones, altitude, laps, ECGs, settings, and whatever repeats what was read from a better table."

_HEAD = 8192
_LOOKED_AT = 30
"""Members whose heads are read to recognise a folder."""
_FOLDERS = {
    "global export data", "physical activity", "sleep", "sleep score", "heart rate", "heart rate variability",
    "oxygen saturation (spo2)", "active zone minutes (azm)", "daily readiness", "stress score", "stress journal",
    "temperature", "biometrics", "body", "menstrual health", "mindfulness", "snore and noise detect",
    "atrial fibrillation ecg", "atrial fibrillation ppg", "paired devices", "account changes", "your profile",
    "personal & account", "fitbit premium", "fitbit friends", "blocked users", "user security data", "social",
    "discover", "guided programs", "notifications",
}  # fmt: skip
"""Folders of the export; those of Google's own tables end in `_GoogleData`."""
_NO_DATA = b"no data"
_ASK_UNIT = "Say --unit kg or --unit lb, whichever Fitbit was set to."


@dataclass(frozen=True, slots=True)
class _Member:
    """One file and what it was recognised as."""

    name: str
    kind: str = ""
    """`table`, `account`, `sleep`, `exercise`, `weight`, `series`, or empty."""
    family: Family | None = None
    what: str = ""
    """For a series: the quantity; for what is not read: why."""

    @property
    def order(self) -> int:
        if self.kind in {"sleep", "exercise"}:
            return 1
        rank = self.family.rank if self.family is not None else 3
        return 2 * rank


def sniff(export: Export) -> float:
    """How sure this is Fitbit's: by the columns of tables and the keys of logs; folder names only add to that."""
    members = export.members()
    data = [name for name in members if name == "" or name.casefold().endswith((".csv", ".json"))]
    placed = [name for name in members if _placed(name)]
    if not data or max(len(data), len(placed)) < len(members) / 2:
        return 0.0
    looked = data[:: -(-len(data) // _LOOKED_AT)]
    found = [one for name in looked if (one := _recognised(export, name)).kind]
    if not found or lies_deeper([one.name for one in found], members):
        return 0.0
    if members == [""]:
        return 0.95 if found[0].what or found[0].kind != "series" else 0.6
    ours = len(found) / len(looked) * len(data)
    return 0.95 * max(ours, len(placed)) / len(members)


def _placed(name: str) -> bool:
    folders = name.casefold().split("/")[:-1]
    return any(folder in _FOLDERS or folder.endswith("_googledata") for folder in folders)


def read(export: Export, options: ReadOptions) -> Iterator[Record | Rejected | Skipped | Facts]:
    """Measurements and workouts; of every quantity and day the best source.

    Raises:
        InputError: nothing in it is Fitbit's, a lone file is damaged, weights have no unit (`unit_unknown`), or a
            lone series does not say what it measures.
    """
    found = sorted((_recognised(export, name) for name in export.members()), key=lambda member: member.order)
    if not any(member.kind for member in found):
        raise InputError(f"{export.name} is not a Fitbit export.", fix=HOW_TO_EXPORT, code="not_recognised")
    notes: list[str] = []
    covered = Covered()
    logs = Logs(export, covered, _unit(export, found, options, notes))
    if any(member.kind in {"series", "exercise"} for member in found):
        notes.append("Times in Fitbit's JSON carry no zone; they were read as wall time.")
    for member in found:
        try:
            if member.kind == "account":
                yield from read_account(export, member.name, options, notes)
            elif member.kind == "table" and member.family is not None:
                yield from _table(export, member.name, member.family, covered)
            elif member.kind == "series" and not member.what:
                yield from _untold(export, member.name)
            elif member.kind:
                yield from logs.read(member.name, member.kind, member.what)
            else:
                yield Skipped(member.name or export.name, member.what)
        except InputError as problem:
            if len(found) == 1 or problem.code in {"unit_unknown", "date_order"}:
                raise
            yield Rejected(member.name, problem.message, "")
    yield Facts(notes=tuple(notes))


def _recognised(export: Export, name: str) -> _Member:
    low = PurePosixPath(name).name.casefold()
    if name and not low.endswith((".csv", ".json")):
        return _Member(name, what="no record of the body: a guide, a picture or a setting")
    if low.startswith(IGNORED):
        return _Member(name, what="what Fitbit's own models made, not a record")
    head = export.head(name, _HEAD)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:20].strip().lower() == _NO_DATA:
        return _Member(name, what="“no data”, says the file")
    if start[:1] in (b"[", b"{"):
        value = glimpse(head)
        kind = log_kind(value)
        return _Member(name, kind, None, quantity(name or export.name, value) if kind else "no record of the body")
    if is_account(head):
        return _Member(name, "account")
    if b"," not in head:
        return _Member(name, what="no record of the body")
    family = family_of(header_and_row(export, name)[0], name or export.name)
    return _Member(name, "table" if family else "", family, "" if family else "a table that is not taken")


def _table(export: Export, name: str, family: Family, covered: Covered) -> Iterator[Record | Rejected | Skipped]:
    table = read_table(export, name)
    days = [table.cell(row, "timestamp") for row in table.rows]
    if family.quantity == "heart" and days and all("T00:00:00" in day for day in days):
        family = RESTING
    yield from Series(table, family, covered).read()


def _unit(export: Export, found: list[_Member], options: ReadOptions, notes: list[str]) -> str:
    """The unit of the weights in the JSON.

    Raises:
        InputError: there are weights, and neither the person nor the mass indexes beside them tell the unit.
    """
    members = [member.name for member in found if member.kind == "weight"]
    unit = weight_unit(export, members) if members else ""
    if unit:
        notes.append(
            f"Weights were taken to be in {unit}: with the body mass index beside them only that gives a height."
        )
    elif members and not (options.unit or _weighed(found)):
        raise InputError(f"{export.name} gives weights without a unit.", fix=_ASK_UNIT, code="unit_unknown")
    return unit or options.unit


def _weighed(found: list[_Member]) -> bool:
    return any(member.family is not None and member.family.quantity == "weight" for member in found)


def _untold(export: Export, name: str) -> Iterator[Rejected]:
    """A series of which only the file's name could tell what it measures.

    Raises:
        InputError: it is the only file.
    """
    problem = InputError(
        f"{name or export.name} does not say what it measures: only the name Fitbit gave the file does.",
        fix="Give the file its name back, such as steps-2024-05-01.json.",
        code="quantity_unknown",
    )
    if not name:
        raise problem
    yield Rejected(name, problem.message, "")
