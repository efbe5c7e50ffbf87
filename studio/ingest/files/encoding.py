"""Bytes of an export to text, and a plain sentence whenever that took a guess."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from functools import lru_cache

from studio.core.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


_BEYOND_ASCII = bytes(range(128, 256))


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text read from bytes."""

    text: str
    """Line ends are `\\n` alone."""
    encoding: str
    """`utf-8`, `utf-16-le`, `utf-16-be`, `cp1252` or `latin-1`."""
    note: str
    """What was guessed or lost, for the import report; empty when nothing was."""


def looks_binary(head: bytes) -> bool:
    """True when the first bytes cannot be text in any encoding this reads."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    if _bare_utf16(head):
        return False
    controls = sum(head.count(byte) for byte in (*range(9), *range(14, 32), 127))
    return head.count(0) > len(head) // 200 or controls > len(head) // 20


def decode(raw: bytes, *, where: str) -> Decoded:
    """Text of an export: UTF-8 (with or without mark), UTF-16, else Windows-1252 or Latin-1, and it says so.

    Args:
        raw: The whole file.
        where: What to call it in the note and the error.

    Raises:
        InputError: the bytes are no text.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _lenient(raw[len(mark) :], encoding, where)
    if bare := _bare_utf16(raw[:4096]):
        return _lenient(raw, bare, where)
    if looks_binary(raw[:65536]):
        raise InputError(
            f"{where} is not a text file.",
            fix="Choose the file that the app's own export made.",
            code="not_text",
        )
    return _lenient(raw, "utf-8", where)


@lru_cache(maxsize=8)
def decode_head(head: bytes) -> str:
    """The first bytes of a file as text for recognising it; empty when they are no text."""
    try:
        return decode(head, where="").text
    except InputError:
        return ""


def _lenient(raw: bytes, encoding: str, where: str) -> Decoded:
    try:
        return Decoded(_lines(raw.decode(encoding)), encoding, "")
    except UnicodeDecodeError:
        patched = raw.decode(encoding, "replace")
    lost = patched.count("�")
    if encoding == "utf-8" and 2 * lost > len(patched) - len(raw.translate(None, _BEYOND_ASCII)):
        return _western(raw, where)
    note = f"{where} has {lost} place(s) that are not valid {encoding.upper()}; they show as “�”."
    return Decoded(_lines(patched), encoding, note)


def _western(raw: bytes, where: str) -> Decoded:
    try:
        text, encoding, name = raw.decode("cp1252"), "cp1252", "Windows-1252"
    except UnicodeDecodeError:
        text, encoding, name = raw.decode("latin-1"), "latin-1", "Latin-1"
    return Decoded(
        _lines(text), encoding, f"{where} is not UTF-8; it was read as {name}, so check that accents look right."
    )


def _bare_utf16(head: bytes) -> str:
    """`utf-16-le` or `utf-16-be` when every other byte of a start without mark is mostly zero."""
    if len(head) < 8:
        return ""
    pairs = len(head) // 2
    even, odd = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if odd > 0.6 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    if even > 0.6 * pairs and odd < 0.05 * pairs:
        return "utf-16-be"
    return ""


def _lines(text: str) -> str:
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
