"""Oura: the account export (App Data/*.csv), the older Trends file, and the JSON files.

Days are those on which the person woke up, which is how Oura dates nights; numbers of a day run from midnight.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from studio.core.errors import InputError
from studio.core.records import Measurement, Measurements, Rejected, Skipped, Workout
from studio.ingest.files.json_files import glimpse
from studio.ingest.files.tables import header_and_row
from studio.ingest.formats.oura.json_file import is_oura, read_file
from studio.ingest.formats.oura.tables import PULSE, kind_of, read_kind, skip_rows
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions

NAME = "oura.v1"
LABEL = "Oura"
KIND: ExportKind = "fitness"
EXTENSIONS = (".csv", ".json", ".zip")
HOW_TO_EXPORT = (
    "Sign in at membership.ouraring.com, choose “Export Data” and “Request your data”; when it is ready, download the "
    ".zip, which you can give here as it is."
)
READS = "Nights and naps by stage, scores, HRV, pulse, temperature, SpO2, stress, steps, workouts, tags, VO2 max."
LEAVES_OUT = "Minute-by-minute stress, temperature and movement, resilience, contributors of scores, ring and settings."

_NEARLY_ALL = 0.9
_BESIDE = frozenset(
    [
        "dailyresilience",
        "daytimestress",
        "temperature",
        "ringconfiguration",
        "ringbatterylevel",
        "sleeptime",
        "restmodeperiod",
        "tag",
        "personalinfo",
        "dailysleep",
        "dailyreadiness",
        "dailyactivity",
        "dailyspo2",
        "dailystress",
        "heartrate",
        "sleepmodel",
        "workout",
        "session",
        "vo2max",
        "dailycardiovascularage",
        "enhancedtag",
        "bloodglucose",
        "cyclephases",
        "metrics",
        "userinfo",
    ]
)
"""Names of tables that lie beside those that are read."""


def sniff(export: Export) -> float:
    """How sure this is Oura: by the columns of its tables or the lists of its JSON."""
    members = export.members()
    if members == [""]:
        if kind := _kind(export, ""):
            return 0.85 if kind == PULSE else 0.95
        return 0.95 if is_oura(glimpse(export.head())) else 0.0
    tables = [member for member in members if member.casefold().endswith(".csv")]
    if len(tables) < _NEARLY_ALL * len(members):
        return 0.0
    kinds = {member: _kind(export, member) for member in tables}
    ours = [member for member, kind in kinds.items() if kind or _beside(member)]
    enough = any(kinds.values()) and len(ours) >= _NEARLY_ALL * len(members)
    return 0.95 * len(ours) / len(members) if enough else 0.0


def read(
    export: Export, options: ReadOptions
) -> Iterator[Workout | Measurement | Measurements | Rejected | Skipped | Facts]:
    """Every row of every table, or every entry of every list.

    Raises:
        InputError: nothing in it is Oura's, or the only file is damaged.
    """
    members = export.members()
    kinds = {member: _kind(export, member) for member in members}
    if members == [""] and not kinds[""] and is_oura(glimpse(export.head())):
        yield from read_file(export, "")
        return
    if not any(kinds.values()):
        raise InputError(f"{export.name} is not an Oura export.", fix=HOW_TO_EXPORT, code="not_recognised")
    notes: list[str] = []
    measured = 0
    for member, kind in kinds.items():
        if not kind:
            yield from skip_rows(export, member, "a table that is not read")
            continue
        try:
            for item in read_kind(export, member, kind, notes):
                measured += len(item.metrics) if isinstance(item, Measurements) else isinstance(item, Measurement)
                yield item
        except InputError as problem:
            if len(members) == 1:
                raise
            yield Rejected(member, problem.message, "")
    notes.append(f"A night or day is one row of several numbers: {measured} measurements in all.")
    yield Facts(notes=tuple(notes))


def _kind(export: Export, member: str) -> str:
    if member and not member.casefold().endswith(".csv"):
        return ""
    return kind_of(*header_and_row(export, member))


def _beside(member: str) -> bool:
    return PurePosixPath(member.casefold()).stem.replace("_", "") in _BESIDE
