"""Discord's own data package: a folder per channel with what the person wrote there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from studio.core.errors import InputError
from studio.core.records import Message, Rejected, Skipped
from studio.ingest.files.json_fields import RAW_LIMIT, object_of, raw_json, text_of
from studio.ingest.files.json_files import read_json
from studio.ingest.files.json_stream import elements
from studio.ingest.files.tables import read_table
from studio.ingest.formats.discord.files import head_of, package_rows
from studio.ingest.formats.discord.moments import read_time
from studio.ingest.importer import Export


def owner_of(export: Export) -> str | None:
    """The account's user name, where `user.json` came with the messages."""
    for member in export.members():
        path = PurePosixPath(member)
        if path.name != "user.json" or path.parent.name.casefold() not in ("account", ""):
            continue
        try:
            user = read_json(export, member, limit=16 << 20)
            return text_of(object_of(user, "the account"), "username") or None
        except (InputError, ValueError):
            continue
    return None


def read_package_channel(export: Export, member: str, title: str, me: str) -> Iterator[Message | Rejected | Skipped]:
    """The messages of one channel, in the order of its file."""
    if package_rows(export, member) == "csv":
        yield from _rows(export, member, title, me)
        return
    for n, element in enumerate(elements(export, member, "item")):
        where = f"{member}[{n}]" if member else f"messages[{n}]"
        if isinstance(element, Rejected):
            raw = element.raw if n else head_of(export, member)[:RAW_LIMIT]
            yield replace(element, where=where if n else member or export.name, raw=raw)
            continue
        try:
            fields = object_of(element, "the message")
            key = fields.get("ID")
            if not isinstance(key, (str, int)) or isinstance(key, bool):
                raise ValueError("no ID")
            moment, text = text_of(fields, "Timestamp"), text_of(fields, "Contents")
            yield _message(where, title, me, str(key), moment, text, text_of(fields, "Attachments"))
        except ValueError as problem:
            yield Rejected(where, str(problem), raw_json(element))


def _rows(export: Export, member: str, title: str, me: str) -> Iterator[Message | Rejected | Skipped]:
    try:
        table = read_table(export, member)
    except InputError as problem:
        if not member:
            raise
        yield Rejected(member, problem.message, "")
        return
    for row in table.rows:
        try:
            table.check_width(row)
            key, moment, text, attached = (
                table.cell(row, column) for column in ("id", "timestamp", "contents", "attachments")
            )
            if table.repeats_header(row):
                yield Skipped(table.where(row), "the header line once more")
            elif not key:
                raise ValueError("no ID")
            else:
                yield _message(table.where(row), title, me, key, moment, text, attached)
        except ValueError as problem:
            yield Rejected(table.where(row), str(problem), row.raw)


def _message(
    where: str, title: str, me: str, key: str, moment: str | None, text: str | None, attached: str | None
) -> Message | Skipped:
    sent_at = read_time(moment, key)
    if not text and not attached:
        return Skipped(where, "a message of which the export kept neither words nor files")
    return Message(title, me, sent_at, text or None, "media" if attached else "text", key=key)
