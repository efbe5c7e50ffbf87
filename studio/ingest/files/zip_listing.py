"""How long the list of a zip's members is, which the standard library reads whole before anything can be counted."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from studio.core.errors import InputError
from studio.ingest.files.access import refused, whole
from studio.ingest.importer import Export

LISTING_LIMIT = 64 << 20
"""Bytes of a zip's list of its members; 200,000 with paths of two hundred characters take 60 MB."""

INNER_LIMIT = 256 << 20
"""Bytes of a zip inside a zip."""

_INNER_LISTING = 4 << 20
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_LONGEST_END = _END_64.size + _LOCATOR.size + _END.size + (1 << 16)


def check_listing(file: IO[bytes], where: str, limit: int = LISTING_LIMIT) -> None:
    """Whether the list of a zip's members is short enough to be read.

    Args:
        file: The zip.
        where: What to call it.
        limit: Most bytes of the list.

    Raises:
        InputError: it is not.
    """
    with whole(where):
        listing = _listing_size(file)
        file.seek(0)
    if listing > limit:
        raise refused(where, f"the list of its members has {listing:,} bytes")


@contextmanager
def member_as_zip(export: Export, member: str) -> Iterator[zipfile.ZipFile]:
    """A member that is itself a zip, as some apps' documents and backups are; not to be gone deeper into.

    Raises:
        InputError: it is damaged; or it lies in a zip and is larger than `INNER_LIMIT`.
    """
    name = member or export.name
    with export.open(member) as stream:
        file: IO[bytes] = stream
        if not stream.seekable():
            raw = stream.read(INNER_LIMIT + 1)
            if len(raw) > INNER_LIMIT:
                told = f"{name} is larger than {INNER_LIMIT >> 20} MiB inside of a zip."
                raise InputError(told, fix="Unpack the zip, and import what is in it.", code="too_long")
            file = io.BytesIO(raw)
            del raw
        check_listing(file, name, _INNER_LISTING)
        with whole(name), zipfile.ZipFile(file) as archive:
            yield archive


def _listing_size(file: IO[bytes]) -> int:
    """Bytes of the list of members: the most that anything which looks like an end claims and the file can hold."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _LONGEST_END))
    tail = file.read(_LONGEST_END)
    most, at = 0, tail.find(b"PK\x05\x06")
    while 0 <= at <= len(tail) - _END.size:
        claims = (int(_END.unpack_from(tail, at)[5]), *_claims_64(file, tail, at - _LOCATOR.size, size))
        most = max(most, *(claimed for claimed in claims if claimed <= size), 0)
        at = tail.find(b"PK\x05\x06", at + 1)
    return most


def _claims_64(file: IO[bytes], tail: bytes, at: int, size: int) -> list[int]:
    """The same as the end of a large zip claims it, which is looked for in both of the places where it may be."""
    if at < 0 or not tail.startswith(b"PK\x06\x07", at):
        return []
    file.seek(min(_LOCATOR.unpack_from(tail, at)[2], size))
    ends = (file.read(_END_64.size), tail[max(0, at - _END_64.size) : at])
    return [int(_END_64.unpack(end)[8]) for end in ends if end.startswith(b"PK\x06\x06") and len(end) == _END_64.size]
