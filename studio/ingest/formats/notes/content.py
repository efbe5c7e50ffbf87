"""What a note's file says, as text: plain text or Markdown in any encoding, or a Word document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from studio.core.errors import InputError
from studio.ingest.files.access import nfc
from studio.ingest.files.encoding import decode, decode_head
from studio.ingest.formats.notes.docx import is_docx, is_unpacked, read_docx
from studio.ingest.importer import Export

NOTE_LIMIT = 32 << 20
"""Bytes of one text; a diary of fifty years has ten million."""


@dataclass(frozen=True, slots=True)
class Content:
    """The text of one file."""

    text: str
    """Composed (NFC), line ends `\\n`."""
    created: datetime | None
    """When a Word document was first saved, where it says so."""
    note: str
    """What was guessed about the encoding; empty when nothing was."""


def read_content(export: Export, member: str, *, where: str) -> Content:
    """One file's text.

    Raises:
        InputError: it is damaged, no text, or larger than a note can be.
    """
    if _is_document(export, member):
        document = read_docx(export, member)
        return Content(nfc(document.text), document.created, "")
    with export.open(member) as stream:
        raw = stream.read(NOTE_LIMIT + 1)
    if len(raw) > NOTE_LIMIT:
        raise InputError(f"{where} is larger than {NOTE_LIMIT >> 20} MiB.", fix="Split it.", code="too_long")
    decoded = decode(raw, where=where)
    return Content(nfc(decoded.text), None, decoded.note)


def start_of(export: Export, member: str, size: int) -> str:
    """The first part of a file's text; of a Word document all of it, and nothing where it is damaged."""
    if not _is_document(export, member):
        return nfc(decode_head(export.head(member, size)))
    try:
        return nfc(read_docx(export, member).text)
    except InputError:
        return ""


def _is_document(export: Export, member: str) -> bool:
    return (not member and is_unpacked(export)) or is_docx(export.head(member, 4096))
