"""Apple Health: `export.xml` of any size, alone, in the zip the phone makes, or in the unpacked folder.

The export writes every time in the offset the phone had when it was made, whatever the season or the place; a record
that names its own zone is put right by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from studio.core.errors import InputError
from studio.core.records import Skipped
from studio.ingest.files.encoding import decode_head
from studio.ingest.formats.apple_health.lanes import HealthFile
from studio.ingest.importer import Export, ExportKind, Facts, Item, ReadOptions

NAME = "apple_health.v1"
LABEL = "Apple Health"
KIND: ExportKind = "fitness"
EXTENSIONS = (".zip", ".xml")
HOW_TO_EXPORT = (
    "In the Health app on the iPhone tap your picture at the top right, then “Export All Health Data”, and give the "
    "export.zip here as it is."
)
READS = (
    "Records of every type in one unit per quantity, sleep by the day you woke up, workouts with distance and energy."
)
LEAVES_OUT = "Rings (sums of the records), routes, ECGs, hearing tests, clinical records, events inside workouts."

_BESIDE = {
    ".gpx": "a route, which is not read",
    ".csv": "an ECG, which is not read",
    ".xml": "a clinical document, which is not read",
    ".json": "a clinical record, which is not read",
    ".pdf": "a document, which is not read",
}
_FIRST_XMLS = 12
"""At most so many XML files of a folder are looked into."""


def sniff(export: Export) -> float:
    """How sure this is an Apple Health export: by the root element or document type, never by the name."""
    members = export.members()
    found = _files(export)
    if len(found) != 1:
        return 0.0
    if members == [""]:
        return 0.97
    top = found[0].rpartition("/")[0]
    ours = sum(
        member == found[0]
        or (member.startswith(f"{top}/" if top else "") and PurePosixPath(member).suffix.lower() in _BESIDE)
        for member in members
    )
    return 0.95 * ours / len(members) if _belongs(members, found[0]) else 0.0


def read(export: Export, options: ReadOptions) -> Iterator[Item]:
    """Records in batches, workouts, and what is not taken.

    Raises:
        InputError: no file of it is Apple's, or it holds nothing.
    """
    found = _files(export)
    if not found:
        raise InputError(f"{export.name} is not an Apple Health export.", fix=HOW_TO_EXPORT, code="not_recognised")
    for member in export.members():
        if member not in found:
            kind = _BESIDE.get(PurePosixPath(member).suffix.lower(), "a file that is not read")
            yield Skipped(member, kind)
    notes: list[str] = []
    for member in found:
        file = HealthFile(member or export.name)
        with export.open(member) as stream:
            yield from file.read(stream)
        if file.exported:
            notes.append(f"Exported at {file.exported}; times are in that offset unless a record names its own zone.")
        notes += [f"{what}: {count:,}." for what, count in file.columns.guesses.items()]
    yield Facts(notes=tuple(notes))


def _files(export: Export) -> list[str]:
    xmls = [member for member in export.members() if not member or member.lower().endswith(".xml")]
    xmls.sort(key=lambda member: (member.count("/"), member))
    return [member for member in xmls[:_FIRST_XMLS] if _is_health(export.head(member))]


def _is_health(head: bytes) -> bool:
    start = decode_head(head[:4096]).lstrip("\ufeff \t\r\n")
    return start.startswith("<") and ("<!DOCTYPE HealthData" in start or "<HealthData" in start)


def _belongs(members: list[str], found: str) -> bool:
    """Whether what lies beside is what the phone puts there: no table, text or picture right next to the file."""
    top = found.rpartition("/")[0]
    beside = [member for member in members if member.rpartition("/")[0] == top and member != found]
    return all(PurePosixPath(member).suffix.lower() in (".xml", ".gpx") for member in beside)
