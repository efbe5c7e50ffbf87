"""Day One: the JSON export of iPhone, Mac and Android, and the `.doentry` files of Day One Classic.

An entry's moment is its UTC creation date in the zone it was written in; an all-day entry has only its date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from studio.core.errors import InputError
from studio.core.records import Note, Rejected, Skipped
from studio.ingest.files.json_files import glimpse
from studio.ingest.files.json_stream import entries_of
from studio.ingest.formats.day_one.classic import is_classic, read_classic
from studio.ingest.formats.day_one.entry import Entries
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions

NAME = "day_one.v1"
LABEL = "Day One"
KIND: ExportKind = "journal"
EXTENSIONS = (".zip", ".json", ".doentry")
HOW_TO_EXPORT = (
    "In Day One on a Mac choose File › Export › JSON; on iPhone or Android open Settings › Import/Export (or Export), "
    "choose Export as JSON, and save the .zip file."
)
READS = "Text, title, tags, starred, date in its own time zone; several journals; Classic .doentry files."
LEAVES_OUT = "Photos, video, audio, PDFs; place, weather, activity, devices, edit history; links between entries."

_MEDIA_FOLDERS = {"photos", "videos", "audios", "pdfs", "thumbnails"}
_LOOKED_AT = 20
"""How many members of a folder are opened to recognise it."""
_ENTRY = re.compile(rb'"(?:creationDate|richText|creationDeviceType)"\s*:')


def sniff(export: Export) -> float:
    """How sure this is a Day One export: by the shape of its JSON or property lists."""
    members = export.members()
    if members == [""]:
        return 0.95 if _is_journal(export, "") or is_classic(export.head("", 16384)) else 0.0
    own = [member for member in members if _may_be_ours(member)]
    others = [member for member in members if not _may_be_ours(member) and not _is_media(member)]
    if not own or len(others) * 10 > len(own):
        return 0.0
    looked = own[:: max(1, len(own) // _LOOKED_AT)][:_LOOKED_AT]
    ours = sum(_is_journal(export, one) or is_classic(export.head(one, 16384)) for one in looked)
    share = ours / len(looked) * len(own) / (len(own) + len(others))
    return 0.95 * share if share >= 0.9 else 0.0


def read(export: Export, options: ReadOptions) -> Iterator[Note | Rejected | Skipped | Facts]:
    """Notes in the order of the journals and of their entries.

    Raises:
        InputError: the one file there is is damaged, or nothing here is of Day One.
    """
    entries = Entries()
    members = [member for member in export.members() if not member or _may_be_ours(member)]
    journals = [one for one in members if not one or one.casefold().endswith(".json")]
    found = False
    for member in members:
        if is_classic(export.head(member, 16384)):
            found = True
            yield read_classic(export, member, entries)
        elif member in journals:
            try:
                listed = _entries(export, member)
            except InputError as problem:
                if len(members) == 1:
                    raise
                yield Rejected(member, problem.message, "")
                continue
            found = True
            name = PurePosixPath(member).stem if len(journals) > 1 else ""
            at = f"{member}:entries" if member else "entries"
            for number, entry in enumerate(listed):
                place = f"{at}[{number}]"
                yield replace(entry, where=place) if isinstance(entry, Rejected) else entries.note(place, entry, name)
        else:
            yield Rejected(member, "it is no entry of Day One Classic", "")
    if not found:
        raise InputError(f"{export.name} holds no Day One journal.", fix=HOW_TO_EXPORT, code="not_recognised")
    yield Facts(notes=entries.remarks())


def _entries(export: Export, member: str) -> Iterator[object]:
    entries = entries_of(export, member, "entries")
    if entries is None:
        raise InputError(
            f"{member or export.name} is no Day One journal: it has no list of entries.",
            fix=HOW_TO_EXPORT,
            code="not_recognised",
        )
    return entries


def _is_journal(export: Export, member: str) -> bool:
    """Whether a JSON file lists entries with an id and a creation date, or begins to."""
    head = export.head(member)
    shape = glimpse(head)
    entries = shape.get("entries") if isinstance(shape, dict) else None
    if not isinstance(entries, list):
        return False
    first = entries[0] if entries else None
    if isinstance(first, dict) and "creationDate" in first:
        return "uuid" in first or "text" in first or "richText" in first
    metadata = shape.get("metadata")
    return isinstance(metadata, dict) and "version" in metadata and (not entries or bool(_ENTRY.search(head)))


def _may_be_ours(member: str) -> bool:
    return member.casefold().endswith((".json", ".doentry"))


def _is_media(member: str) -> bool:
    return any(part.casefold() in _MEDIA_FOLDERS for part in member.split("/")[:-1])
