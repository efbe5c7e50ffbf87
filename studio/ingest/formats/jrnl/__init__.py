"""jrnl, the journal of the command line: its JSON export, and the text file it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from studio.core.errors import InputError
from studio.core.records import Note, Rejected, Skipped
from studio.ingest.files.encoding import decode, decode_head
from studio.ingest.files.json_fields import raw_json
from studio.ingest.files.json_files import glimpse, read_json
from studio.ingest.files.json_stream import entries_of
from studio.ingest.files.lines import whole_text
from studio.ingest.formats.jrnl.text import dates, looks_like_jrnl, split, tags, title_and_body
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions
from studio.ingest.values.dates import read_moment

NAME = "jrnl.v1"
LABEL = "jrnl"
KIND: ExportKind = "journal"
EXTENSIONS = (".json", ".txt", ".journal", ".jrnl", ".zip")
HOW_TO_EXPORT = (
    "Run “jrnl --format json > journal.json”, or give the journal's own text file, whose place “jrnl --list” names."
)
READS = "Title, body, time, tags, stars; JSON, and the text file of old and new versions."
LEAVES_OUT = "Encrypted journals, until jrnl has decrypted them."

TEXT_LIMIT = 32 << 20
"""Bytes of one journal file."""

_FIELDS = {"title", "body", "date", "time"}
_LOOKED_AT = 20


def sniff(export: Export) -> float:
    """How sure this is a journal of jrnl: by the fields of its JSON, or how its text opens."""
    members = export.members()
    if members == [""]:
        return _score(export, "")
    own = [member for member in members if PurePosixPath(member).suffix.lower() in EXTENSIONS[:-1]]
    if not own or len(own) < 0.9 * len(members):
        return 0.0
    looked = own[:: max(1, len(own) // _LOOKED_AT)][:_LOOKED_AT]
    share = sum(_score(export, member) >= 0.5 for member in looked) / len(looked) * len(own) / len(members)
    return 0.95 * share if share >= 0.9 else 0.0


def read(export: Export, options: ReadOptions) -> Iterator[Note | Rejected | Skipped | Facts]:
    """Notes in file order.

    Raises:
        InputError: the one file there is is no journal or damaged, or its dates could be read two ways (`date_order`).
    """
    remarks: list[str] = []
    for member in export.members():
        if member and PurePosixPath(member).suffix.lower() not in EXTENSIONS[:-1]:
            continue
        try:
            if decode_head(export.head(member, 4096)).lstrip()[:1] == "{":
                yield from _from_json(export, member)
            else:
                yield from _from_text(export, member, options, remarks)
        except InputError as problem:
            if not member or problem.code == "date_order":
                raise
            yield Rejected(member, problem.message, "")
    yield Facts(notes=tuple(remarks))


def _score(export: Export, member: str) -> float:
    head = export.head(member)
    text = decode_head(head)
    if text.lstrip()[:1] == "{":
        return 0.95 if _is_journal(glimpse(head)) else 0.0
    return looks_like_jrnl(text)


def _is_journal(shape: object) -> bool:
    """Whether a JSON value is an export, or one entry exported alone; it may be cut off after its first entry."""
    if not isinstance(shape, dict):
        return False
    if set(shape) >= _FIELDS and "tags" in shape:
        return True
    entries = shape.get("entries")
    first = entries[0] if isinstance(entries, list) and entries else None
    if isinstance(first, dict):
        return set(first) >= _FIELDS or (
            isinstance(shape.get("tags"), dict) and "title" in first and "uuid" not in first
        )
    return entries == [] and isinstance(shape.get("tags"), dict)


def _from_json(export: Export, member: str) -> Iterator[Note | Rejected | Skipped]:
    entries = entries_of(export, member, "entries")
    if entries is None:
        alone = read_json(export, member)
        if not isinstance(alone, dict) or "entries" in alone:
            raise InputError(
                f"{member or export.name} has no list of entries.", fix=HOW_TO_EXPORT, code="not_recognised"
            )
        entries = iter([alone])
    for number, entry in enumerate(entries):
        where = f"{member}:entries[{number}]" if member else f"entries[{number}]"
        if isinstance(entry, Rejected):
            yield replace(entry, where=where)
            continue
        try:
            yield _json_note(where, entry)
        except ValueError as problem:
            yield Rejected(where, str(problem), raw_json(entry))


def _json_note(where: str, entry: object) -> Note | Skipped:
    if not isinstance(entry, dict):
        raise ValueError("the entry is no object")
    title, body, date, time = (_text(entry, key) for key in ("title", "body", "date", "time"))
    at = read_moment(f"{date} {time}".strip())
    if at is None:
        raise ValueError(f"“{f'{date} {time}'.strip()[:80]}” is not a date" if date else "no date")
    listed, starred = entry.get("tags"), entry.get("starred")
    if not isinstance(listed, list | None) or not all(isinstance(tag, str) for tag in listed or []):
        raise ValueError("its tags are no list of texts")
    if not isinstance(starred, bool | None):
        raise ValueError("starred is neither true nor false")
    return _note(where, at, title.strip(), body.strip("\n"), [tag.lstrip("@#") for tag in listed or []], bool(starred))


def _from_text(
    export: Export, member: str, options: ReadOptions, remarks: list[str]
) -> Iterator[Note | Rejected | Skipped]:
    name = member or export.name
    decoded = decode(whole_text(export, member, limit=TEXT_LIMIT), where=name)
    remarks += [decoded.note] if decoded.note else []
    before, entries = split(decoded.text)
    if not entries:
        raise InputError(f"{name} holds no entry of jrnl.", fix=HOW_TO_EXPORT, code="not_recognised")
    if before.strip():
        yield Rejected(f"{name}:1", "text above the first entry, without a date", before.strip()[:2000])
    for entry, at in zip(entries, dates(entries, options.date_order, where=name), strict=True):
        where = f"{name}:{entry.line}"
        if at == datetime.min:
            yield Rejected(where, f"“{entry.said}” is not a date", entry.text[:2000])
            continue
        title, body, starred = title_and_body(entry.text)
        yield _note(where, at, title, body, tags(entry.text), starred)


def _note(where: str, at: datetime, title: str, body: str, tagged: list[str], starred: bool) -> Note | Skipped:
    if not title and not body.strip():
        return Skipped(where, "an entry without a text")
    kept = {tag.casefold(): tag for tag in [*tagged, *(["starred"] if starred else [])] if tag}
    return Note(at, title or None, body if body.strip() else title, tuple(kept.values()))


def _text(entry: dict[str, Any], key: str) -> str:
    value = entry.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{key} is no text")
    return value or ""
