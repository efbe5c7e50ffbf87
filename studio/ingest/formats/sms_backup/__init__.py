"""SMS Backup & Restore: XML files of text messages, of picture and group messages, and of calls.

Emoji come as two references to half a character, what is not known as the word `null`, pictures as base64 inside; files
of gigabytes are read a piece at a time, and pictures are dropped as they pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from studio.core.errors import InputError
from studio.core.records import Message, Rejected, Skipped
from studio.ingest.files.encoding import decode_head
from studio.ingest.files.xml_pieces import TOKEN_LIMIT, pieces_of
from studio.ingest.files.xml_stream import Attributes, Elements, tag_text
from studio.ingest.formats.sms_backup.elements import Reader, call, parts_message, text_message
from studio.ingest.formats.sms_backup.threads import Threads
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions

NAME = "sms_backup.v1"
LABEL = "SMS Backup & Restore"
KIND: ExportKind = "chat"
EXTENSIONS = (".xml",)
HOW_TO_EXPORT = (
    "In SMS Backup & Restore on Android tap “Set up a backup” (or “Back up now”), choose messages and calls, and copy "
    "the sms-….xml and calls-….xml files to this computer."
)
READS = "Text, picture and group messages, drafts and failed ones too, calls with how long they took."
LEAVES_OUT = "Pictures and other attachments themselves, delivery reports."

ROOT = re.compile(rb"<(?:smses|calls)[\s>/]")
_CALLS = re.compile(r"<calls[\s>][^<]*(?:<!--.*?-->\s*)*<call\s[^<]*\bnumber=", re.DOTALL)


def sniff(export: Export) -> float:
    """How sure this is one backup file: by its root element. Files of a folder are told one by one, they overlap."""
    if export.members() != [""]:
        return 0.0
    start = decode_head(export.head()[:8192]).lstrip("\ufeff \t\r\n")
    if not start.startswith("<"):
        return 0.0
    if re.search(r"<smses[\s>/]", start):
        return 0.97
    return 0.95 if _CALLS.search(start) or re.search(r"<calls\s[^<>]*backup_set=", start) else 0.0


def read(export: Export, options: ReadOptions) -> Iterator[Message | Rejected | Skipped | Facts]:
    """Messages and calls in file order.

    Raises:
        InputError: it holds no messages or calls at all.
    """
    backup = Backup(export.name)
    with export.open(export.members()[0]) as stream:
        yield from backup.read(stream)
    yield Facts(me="Me", notes=tuple(f"{what}: {count:,}." for what, count in backup.threads.remarks.items()))


class Backup:
    """One backup file.

    Args:
        where: What it is called in rejections.
    """

    def __init__(self, where: str) -> None:
        self._where = where
        self.threads = Threads()
        self._out: list[Message | Rejected | Skipped] = []
        self._elements = Elements("smses", ("sms", "mms", "call"), self._opened, self._closed, self._broken)
        self._count = 0
        self._mms: Attributes | None = None
        self._parts: list[Attributes] = []
        self._addresses: list[Attributes] = []

    def read(self, stream: IO[bytes]) -> Iterator[Message | Rejected | Skipped]:
        """Everything in the file.

        Raises:
            InputError: it has no root element of a backup.
        """
        line = 0
        for piece in pieces_of(stream, ROOT, without=b"data"):
            line = piece.line
            if piece.too_long:
                self._elements.leave_out(line, f"a tag is longer than {TOKEN_LIMIT >> 20} MiB")
            self._elements.feed(piece.data, line)
            yield from self._out
            self._out.clear()
            if self._elements.given_up:
                return
        if not line:
            raise InputError(f"{self._where} is not an SMS backup.", fix=HOW_TO_EXPORT, code="damaged")
        self._elements.finish(line)
        yield from self._out

    def _opened(self, depth: int, name: str, attributes: Attributes) -> None:
        if name == "mms":
            self._mms, self._parts, self._addresses = attributes, [], []
        elif self._mms is not None:
            if name == "part" and len(self._parts) < 1000:
                self._parts.append(attributes)
            elif name == "addr" and len(self._addresses) < 1000:
                self._addresses.append(attributes)
        elif name == "sms":
            self._take(name, attributes, text_message)
        elif name == "call":
            self._take(name, attributes, call)
        elif depth == 1:
            self._out.append(Skipped(self._place(name), f"a {name[:40]}, which is not read"))

    def _closed(self, depth: int, name: str) -> None:
        if name == "mms" and self._mms is not None:
            said, parts, addresses = self._mms, self._parts, self._addresses
            self._mms = None
            self._take(name, said, lambda threads, _: parts_message(threads, said, parts, addresses))

    def _take(self, name: str, attributes: Attributes, reader: Reader) -> None:
        place = self._place(name)
        try:
            self._out.append(reader(self.threads, attributes))
        except (ValueError, OverflowError) as problem:
            self._out.append(Rejected(place, str(problem), tag_text(name, attributes)))

    def _broken(self, line: int, reason: str, raw: str) -> None:
        self._mms = None
        self._out.append(Rejected(f"{self._where}:{line}", reason, raw))

    def _place(self, name: str) -> str:
        self._count += 1
        return f"{self._where}: {name[:40]}[{self._count - 1}]"
