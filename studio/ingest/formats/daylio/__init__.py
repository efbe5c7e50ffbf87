"""Daylio: the CSV export, and the `.daylio` backup, which knows more: time zones, mood levels, activities by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from studio.core.errors import InputError
from studio.core.records import Note, Rejected, Skipped
from studio.ingest.formats.daylio.backup import is_backup, read_backup
from studio.ingest.formats.daylio.log import is_log, read_log
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions

NAME = "daylio.v1"
LABEL = "Daylio"
KIND: ExportKind = "journal"
EXTENSIONS = (".csv", ".daylio", ".zip", ".json")
HOW_TO_EXPORT = (
    "In Daylio open More › Export entries › CSV; or More › Backup & restore › Advanced options › Export, which makes "
    "a .daylio file that holds time zones and mood levels too."
)
READS = "Mood, activities and scales as tags, note and its title; from a backup also the time zone."
LEAVES_OUT = "Photos, goals and their check-ins, reminders, achievements; formatting inside notes."


Reader = Callable[[Export, str, list[str]], Iterator[Note | Rejected | Skipped]]
"""Reads one member; what is to be said about it goes into the list."""


def sniff(export: Export) -> float:
    """How sure this is a Daylio export: by the columns of its table, or what its backup holds."""
    members = export.members()
    if members == [""]:
        return 0.98 if is_log(export, "") or is_backup(export, "") else 0.0
    others = [member for member in members if not _is_asset(member)]
    if not others or len(others) > 20:
        return 0.0
    share = len(_ours(export)) / len(others)
    return 0.95 * share if share > 0.5 else 0.0


def read(export: Export, options: ReadOptions) -> Iterator[Note | Rejected | Skipped | Facts]:
    """Notes in the order of the file, which is newest first.

    Raises:
        InputError: there is no such table or backup, or it is damaged.
    """
    ours = _ours(export)
    if not ours:
        raise InputError(
            f"{export.name} is not a Daylio export: neither a table with the columns full_date, time, mood and "
            "activities, nor a backup.",
            fix=HOW_TO_EXPORT,
            code="not_recognised",
        )
    remarks: list[str] = []
    for member, reader in ours.items():
        try:
            yield from reader(export, member, remarks)
        except InputError as problem:
            if len(ours) == 1:
                raise
            yield Rejected(member, problem.message, "")
    yield Facts(notes=tuple(remarks))


def _ours(export: Export) -> dict[str, Reader]:
    found: dict[str, Reader] = {}
    for member in export.members():
        if _is_asset(member):
            continue
        if is_log(export, member):
            found[member] = read_log
        elif is_backup(export, member):
            found[member] = read_backup
    return found


def _is_asset(member: str) -> bool:
    return "assets" in member.split("/")[:-1]
