"""Daylio's backup: a zip around base64 around JSON; also the parts that are left when somebody unpacked it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from string import whitespace
from typing import Any

from studio.core.errors import InputError
from studio.core.records import Note, Rejected, Skipped
from studio.ingest.files.access import damaged
from studio.ingest.files.encoding import decode, decode_head
from studio.ingest.files.json_fields import raw_json
from studio.ingest.files.json_files import check_values, glimpse
from studio.ingest.files.zip_listing import member_as_zip
from studio.ingest.formats.daylio.entry import LEVELS, note, plain
from studio.ingest.importer import Export

BACKUP_LIMIT = 64 << 20
"""Bytes of a backup's entries; a lifetime takes 10 MB. Photos lie beside them in the zip and are not read."""

_INSIDE = "backup.daylio"
_BY_GROUP = dict(enumerate(LEVELS.values(), 1))
"""Mood group 1 (best) to 5."""
_FIRST_NAMES = dict(enumerate(LEVELS, 1))
_NOT_TAKEN = {"goalEntries": "goal check-ins", "assets": "photos"}
_FIRST = 10**11
"""Fewer milliseconds than any entry has; backups made by other programs count seconds."""
_AN_INSTANT = 1 << 45
"""More milliseconds than any entry has."""


def is_backup(export: Export, member: str) -> bool:
    """Whether a member is a backup, packed or not, by its first bytes and what they hold."""
    head = export.head(member)
    if head.startswith(b"PK\x03\x04"):
        return _INSIDE.encode() in head[:4096] or ((member or export.name).lower().endswith(".daylio"))
    if not _is_json(head):
        if head[:1] != b"e":
            return False
        packed = b"".join(head.split())
        try:
            head = base64.b64decode(packed[: len(packed) // 4 * 4], validate=True)
        except (binascii.Error, ValueError):
            return False
    shape = glimpse(head)
    if not isinstance(shape, dict):
        return False
    moods = shape.get("customMoods")
    named = isinstance(moods, list) and moods and isinstance(moods[0], dict) and "mood_group_id" in moods[0]
    return bool(named) or isinstance(shape.get("dayEntries"), list)


def read_backup(export: Export, member: str, remarks: list[str]) -> Iterator[Note | Rejected | Skipped]:
    """A note per entry.

    Raises:
        InputError: the backup is damaged or too large.
    """
    name = member or export.name
    backup = _opened(export, member, name)
    entries = backup.get("dayEntries")
    if not isinstance(entries, list):
        raise damaged(name, "it has no list of entries")
    reader = _Reader(backup)
    for number, entry in enumerate(entries):
        where = f"{member}:dayEntries[{number}]" if member else f"dayEntries[{number}]"
        try:
            one = reader.note(entry)
        except (ValueError, OverflowError) as problem:
            yield Rejected(where, str(problem), raw_json(entry))
            continue
        yield one or Skipped(where, "an entry without mood, activity or note")
    if reader.unnamed:
        remarks.append(f"Activities or moods that the backup does not name were left out ({reader.unnamed}).")
    left = {what: len(backup[key]) for key, what in _NOT_TAKEN.items() if isinstance(backup.get(key), list)}
    if any(left.values()):
        told = ", ".join(f"{what} ({count})" for what, count in left.items() if count)
        remarks.append(f"Not taken, though the backup holds them: {told}.")


class _Reader:
    """Entries of one backup, with its moods and activities by id."""

    def __init__(self, backup: dict[str, Any]) -> None:
        self.unnamed = 0
        self._moods = {one["id"]: one for one in _objects(backup.get("customMoods"))}
        named = [one for one in _objects(backup.get("tags")) if isinstance(one.get("name"), str)]
        self._tags = {one["id"]: one["name"].strip() for one in named}

    def note(self, entry: object) -> Note | None:
        """An entry as a note; None when it says nothing.

        Raises:
            ValueError: a value is not what it should be.
        """
        if not isinstance(entry, dict):
            raise ValueError("the entry is no object")
        level, own = self._mood(entry.get("mood"))
        tags = entry.get("tags") or []
        if not isinstance(tags, list):
            raise ValueError("its activities are no list")
        names = [self._tags.get(tag) if isinstance(tag, int) else None for tag in tags]
        self.unnamed += names.count(None)
        favourite = "favorite" if entry.get("isFavorite") is True else ""
        title, text = plain(_text(entry, "note_title")), plain(_text(entry, "note"))
        return note(_moment(entry), title, text, [own, *(name or "" for name in names), favourite], level)

    def _mood(self, mood: object) -> tuple[float | None, str]:
        """Level and, where the person named the mood, its name."""
        if mood is None:
            return None, ""
        if not isinstance(mood, int):
            raise ValueError("its mood is no number")
        known = self._moods.get(mood)
        if known is None:
            self.unnamed += 1
            return None, ""
        group = known.get("mood_group_id")
        name = _text(known, "custom_name").strip()
        own = "" if name.casefold() == _FIRST_NAMES.get(group if isinstance(group, int) else 0) else name
        return (_BY_GROUP.get(group) if isinstance(group, int) else None), own


def _moment(entry: dict[str, Any]) -> datetime:
    """The entry's instant in its own offset, else its wall time, else the instant in UTC; months count from 0."""
    instant, offset = entry.get("datetime"), entry.get("timeZoneOffset")
    if isinstance(instant, int) and offset is None and entry.get("year") is None:
        offset = 0
        instant *= 1000 if instant < _FIRST else 1
    if isinstance(instant, int) and isinstance(offset, int):
        away = timedelta(milliseconds=offset)
        if not 0 < instant < _AN_INSTANT or abs(away) > timedelta(hours=18):
            raise ValueError("its time is out of range")
        return datetime.fromtimestamp(instant // 1000, timezone(away))
    parts = [entry.get(key) for key in ("year", "month", "day")]
    clock = [entry.get(key, 0) for key in ("hour", "minute")]
    year, month, day, hour, minute = (part if isinstance(part, int) else -1 for part in parts + clock)
    try:
        return datetime(year, month + 1, day, hour, minute)
    except (ValueError, OverflowError):
        raise ValueError("it has no date, or one that there is not") from None


def _opened(export: Export, member: str, name: str) -> dict[str, Any]:
    raw = _inside(export, member, name)
    if len(raw) > BACKUP_LIMIT:
        raise InputError(f"{name} is larger than {BACKUP_LIMIT >> 20} MiB.", fix="Make a new backup.", code="too_long")
    try:
        if not _is_json(raw):
            raw = base64.b64decode(raw.translate(None, whitespace.encode()), validate=True)
        check_values(raw, name)
        backup = json.loads(decode(raw, where=name).text, strict=False)
    except (ValueError, RecursionError):
        raise damaged(name, "what it holds breaks off") from None
    if not isinstance(backup, dict):
        raise damaged(name, "it is no backup")
    return backup


def _is_json(head: bytes) -> bool:
    return decode_head(head[:64]).lstrip()[:1] == "{"


def _inside(export: Export, member: str, name: str) -> bytes:
    """The entries with whatever is around them, no more than a byte beyond the limit."""
    if not export.head(member, 4).startswith(b"PK\x03\x04"):
        with export.open(member) as stream:
            return stream.read(BACKUP_LIMIT + 1)
    with member_as_zip(export, member) as archive:
        if _INSIDE not in archive.namelist():
            raise damaged(name, f"it has no {_INSIDE}")
        with archive.open(_INSIDE) as stream:
            return stream.read(BACKUP_LIMIT + 1)


def _objects(value: object) -> list[dict[str, Any]]:
    listed = value if isinstance(value, list) else []
    return [one for one in listed if isinstance(one, dict) and isinstance(one.get("id"), int)]


def _text(entry: dict[str, Any], key: str) -> str:
    value = entry.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{key} is no text")
    return value or ""
