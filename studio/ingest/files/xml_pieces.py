"""Bytes of an XML export, a piece at a time, and mended where apps write what no XML reader takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

TOKEN_LIMIT = 4 << 20
"""Bytes beyond which a tag is not read; real ones have a few hundred."""

_PIECE = 1 << 19
_CONTROLS = bytes(32 if byte < 32 and byte not in b"\t\n\r" else byte for byte in range(256))
_ODD = re.compile(rb"(?:&#(?:[xX][0-9a-fA-F]{1,8}|[0-9]{1,10});)+|&(?!(?:amp|lt|gt|quot|apos);)|\xef\xbf[\xbe\xbf]")
_NUMBER = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")
_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,20})["']""")
_ENCODINGS = {"iso-8859-1": "latin-1", "latin-1": "latin-1", "windows-1252": "cp1252", "utf-16": "utf-16"}
_BASE64 = rb"[A-Za-z0-9+/=\s&#;]"
_LONG = 512


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a file, cut after a `>`."""

    line: int
    """Line of the file on which it begins, 1-based."""
    data: bytes
    too_long: bool = False
    """True when a tag before it went on beyond `TOKEN_LIMIT` and was left out."""


def pieces_of(stream: IO[bytes], root: re.Pattern[bytes], *, without: bytes = b"") -> Iterator[Piece]:
    """A file from its root element on; nothing when it has none.

    Args:
        stream: The file.
        root: Matches the start of the root element, such as `<HealthData` and a space.
        without: An attribute whose long base64 values are dropped as they pass.
    """
    source = _utf8(stream)
    if without:
        source = _without(source, without)
    line, begun, too_long, held = 1, False, False, b""
    waiting: list[bytes] = []
    for data in source:
        if not begun:
            data = held + data
            match = root.search(data)
            start = match.start() if match else max(0, len(data) - 256)
            line += data.count(b"\n", 0, start)
            held, begun = data[start:], match is not None
            if not begun:
                continue
            data = held
        end = data.rfind(b">") + 1
        if end:
            whole = b"".join([*waiting, data[:end]])
            if too_long:
                line += whole.count(b"\n", 0, whole.index(b">") + 1)
                whole = whole[whole.index(b">") + 1 :]
            yield Piece(line, whole, too_long)
            line += whole.count(b"\n")
            waiting, too_long = [], False
        waiting.append(data[end:])
        if sum(map(len, waiting)) > TOKEN_LIMIT:
            line += sum(part.count(b"\n") for part in waiting)
            waiting, too_long = [], True
    rest = b"".join(waiting)
    if too_long or rest.strip():
        yield Piece(line, b"" if too_long else rest, too_long)


def mended(data: bytes) -> bytes:
    """UTF-8 that an XML reader takes.

    Control characters become spaces, references to the halves of an emoji are joined, other references to no character
    become “�”, and an `&` that begins nothing stands for itself.
    """
    if not data.isascii():
        data = data.decode("utf-8", "replace").encode()
    return _ODD.sub(_mend, data.translate(_CONTROLS))


def _mend(match: re.Match[bytes]) -> bytes:
    found = match[0]
    if found == b"&":
        return b"&amp;"
    if found[0] != 0x26:
        return b"\xef\xbf\xbd"
    out: list[bytes] = []
    high = 0
    for hexadecimal, decimal in _NUMBER.findall(found):
        code = int(hexadecimal, 16) if hexadecimal else int(decimal)
        if high and 0xDC00 <= code < 0xE000:
            out[-1] = chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00).encode()
            high = 0
            continue
        high = code if 0xD800 <= code < 0xDC00 else 0
        out.append(b"&#%d;" % code if _legal(code) else b"\xef\xbf\xbd")
    return b"".join(out)


def _legal(code: int) -> bool:
    return 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000 or code in (9, 10, 13)


def _utf8(stream: IO[bytes]) -> Iterator[bytes]:
    """The file as UTF-8, whatever it says or shows that it is written in."""
    import codecs

    first = stream.read(_PIECE)
    said = _ENCODING.match(first[:300].removeprefix(codecs.BOM_UTF8).lstrip())
    encoding = _ENCODINGS.get(said[1].decode().lower(), "") if said else ""
    if first[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        encoding = "utf-16"
    elif first[:4] in (b"<\0?\0", b"\0<\0?"):
        encoding = "utf-16-le" if first[0] else "utf-16-be"
    elif encoding == "utf-16":
        encoding = ""
    if not encoding:
        while first:
            yield first
            first = stream.read(_PIECE)
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while first:
        yield decoder.decode(first).encode("utf-8", "replace")
        first = stream.read(_PIECE)


def _without(source: Iterator[bytes], attribute: bytes) -> Iterator[bytes]:
    """The same without long base64 values of an attribute; they are never held as a whole."""
    long = re.compile(rb"\s" + attribute + rb"=[\"']" + _BASE64 + rb"{%d,}" % _LONG)
    on = re.compile(_BASE64 + rb"*")
    keep = _LONG + len(attribute) + 8
    held, dropping = b"", False
    for data in source:
        data = held + data
        at = 0
        parts: list[bytes] = []
        if dropping and (rest := on.match(data)):
            at = rest.end()
            dropping = at == len(data)
        while match := long.search(data, at):
            parts.append(data[at : match.start() + len(attribute) + 3])
            at = match.end()
            dropping = at == len(data)
        end = max(at, len(data) - keep)
        parts.append(data[at:end])
        held = data[end:]
        yield b"".join(parts)
    yield held
