"""imessage-exporter's text: blocks of a date line, a sender line and a body, answers indented below their message."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.core.records import Rejected, Skipped
from studio.ingest.files.lines import Line
from studio.ingest.formats.imessage_exporter.entries import (
    ANNOUNCED,
    EFFECTS,
    REMOVED,
    RESPONDED,
    STAMP,
    UNKNOWN,
    UNSENT,
    Entry,
    is_attachment,
    tapback,
)

HEADER = re.compile(rf"{STAMP}(?: \(Read by .+ after .+\))?")
_FIRST_VERSION = re.compile(rf"{STAMP} ")
_EDIT = re.compile(r"Edited (?:\d+ \w+(?:, \d+ \w+)*) later: ?(.*)")
_INDENT = "    "
_BLOCK_LIMIT = 8 << 20
"""Characters one message may have."""
_LINE_LIMIT = 2000
"""Characters a line of the exporter's own may have."""
_SHARED = {"Started sharing location!", "Stopped sharing location!"}


def begins(line: str, following: str) -> bool:
    """Whether a block begins at a line that follows an empty one."""
    if len(line) > _LINE_LIMIT:
        return False
    if HEADER.fullmatch(line):
        return bool(following.strip()) and not following.startswith(_INDENT)
    return not following.strip() and (line == UNKNOWN or ANNOUNCED.fullmatch(line) is not None)


def entries(lines: Iterator[Line], where: str) -> Iterator[Entry | Rejected | Skipped]:
    """Messages and announcements in file order; answers below a message come before it."""
    block: list[Line] = []
    size, blank = 0, True
    for line, following in _with_next(lines):
        if line.too_long:
            yield Rejected(f"{where}:{line.number}", "a line too long to be read", line.text)
            continue
        if blank and begins(line.text, following):
            yield from _block(block, where, size)
            block, size = [], 0
        size += len(line.text)
        if size <= _BLOCK_LIMIT:
            block.append(line)
        blank = not line.text.strip()
    yield from _block(block, where, size)


def _with_next(lines: Iterator[Line]) -> Iterator[tuple[Line, str]]:
    before: Line | None = None
    for line in lines:
        if before is not None:
            yield before, line.text
        before = line
    if before is not None:
        yield before, ""


def _block(block: list[Line], where: str, size: int) -> Iterator[Entry | Rejected | Skipped]:
    if not block:
        return
    place = f"{where}:{block[0].number}"
    first = block[0].text[: _LINE_LIMIT + 1]
    if size > _BLOCK_LIMIT:
        yield Rejected(place, "it is too long to be a message", first)
    elif first == UNKNOWN:
        yield Skipped(place, "an announcement that imessage-exporter could not write")
    elif len(first) > _LINE_LIMIT:
        yield from _strays(block, where, "it stands before the first message")
    elif announced := ANNOUNCED.fullmatch(first):
        gone = announced["done"] == "unsent a message!"
        yield Entry(
            place, announced["stamp"], announced["who"], unsent=gone, system=None if gone else announced["said"]
        )
        yield from _strays(block[1:], where, "it stands behind an announcement")
    elif HEADER.fullmatch(first) and len(block) > 1:
        own, below = _apart(block)
        yield from (_message(answer, where, nested=True) for answer in below)
        yield _message(own, where, nested=False)
    else:
        yield from _strays(block, where, "it stands before the first message")


def _strays(lines: list[Line], where: str, reason: str) -> Iterator[Rejected]:
    for line in lines:
        if line.text.strip():
            yield Rejected(f"{where}:{line.number}", reason, line.text[:2000])


def _apart(block: list[Line]) -> tuple[list[Line], list[list[Line]]]:
    """The lines of a message itself, and those of each answer below it, without their indent.

    Older versions indent only the first line of a body: what follows an answer without an empty line is the answer's.
    """
    own, below = block[:2], list[list[Line]]()
    inside = blank = False
    for n, line in enumerate(block[2:], 2):
        text = line.text
        following = block[n + 1].text if n + 1 < len(block) else ""
        if (
            text.startswith(_INDENT)
            and len(text) <= _LINE_LIMIT
            and HEADER.fullmatch(text[4:])
            and following.startswith(_INDENT)
        ):
            below.append([])
            inside = True
        elif inside and text.strip() and not text.startswith(_INDENT):
            inside = not blank and text != RESPONDED
        blank = not text.strip()
        kept = Line(line.number, text.removeprefix(_INDENT)) if inside else line
        (below[-1] if inside else own).append(kept)
    return own, below


def _message(block: list[Line], where: str, *, nested: bool) -> Entry:
    entry = Entry(f"{where}:{block[0].number}", block[0].text, block[1].text if len(block) > 1 else None, nested=nested)
    lines = [line.text for line in block[2:]]
    while lines and not lines[-1].strip():
        lines.pop()
    if lines and lines[0] == REMOVED:
        entry.removed = True
        lines.pop(0)
    said: list[str] = []
    n = 0
    while n < len(lines):
        line = lines[n]
        n += 1
        if line in ("Reactions:", "Tapbacks:") and (found := _tapbacks(lines, n, entry)) > n:
            n = found
        elif line == RESPONDED and not nested:
            entry.answers = True
        elif line in EFFECTS and n > 1:
            continue
        elif len(line) <= _LINE_LIMIT and UNSENT.fullmatch(line):
            entry.unsent = True
        elif is_attachment(line):
            entry.media = True
        else:
            said.append(line.removeprefix("Transcription: ") if entry.media else line)
    _settle(entry, said)
    return entry


def _tapbacks(lines: list[str], n: int, entry: Entry) -> int:
    """Take the tapbacks that begin at a line; where they end."""
    while n < len(lines) and (found := tapback(lines[n].strip())) is not None:
        entry.reactions.append(found)
        n += 1
    return n


def _settle(entry: Entry, said: list[str]) -> None:
    """What remains of the body: an edited message's last version, an announcement, or simply the text."""
    edits = [n for n, line in enumerate(said) if _EDIT.fullmatch(line)]
    if edits:
        entry.edited = True
        start = next((n for n, line in enumerate(said[: edits[-1]]) if _FIRST_VERSION.match(line)), edits[0])
        newest = _EDIT.fullmatch(said[edits[-1]])
        said = [*said[:start], newest[1] if newest else "", *said[edits[-1] + 1 :]]
    while said and not said[-1].strip():
        said.pop()
    if said == ["SharePlay Message", "Ended"] or (len(said) == 1 and said[0] in _SHARED):
        entry.system = f"{entry.sender}: {' '.join(said)}"
    else:
        entry.parts = said
