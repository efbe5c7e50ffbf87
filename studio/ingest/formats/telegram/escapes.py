r"""Telegram writes control characters as `\x0B`, which is no JSON; as they are read they become `\u000B`."""

from __future__ import annotations

import re
from typing import IO

_BARE_HEX = re.compile(rb"(?<!\\)((?:\\\\)*)\\x([0-9A-Fa-f]{2})")
_OPEN = re.compile(rb"\\(?:x[0-9A-Fa-f]?)?\Z")


def mended(raw: bytes) -> bytes:
    """Bytes of an export with such characters as JSON has them; an escaped backslash before an `x` stays."""
    return _BARE_HEX.sub(rb"\1\\u00\2", raw) if b"\\x" in raw else raw


class Mended:
    """A stream of such bytes; an escape that two reads share is held back until it is whole."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._held = b""

    def read(self, size: int, /) -> bytes:
        """About so many bytes; none only at the end."""
        raw = self._stream.read(size)
        piece = self._held + raw
        self._held = b""
        if raw and (found := _OPEN.search(piece, max(0, len(piece) - 3))):
            before = piece[: found.start()]
            # After an odd number of backslashes this one is itself escaped, and opens nothing.
            if (len(before) - len(before.rstrip(b"\\"))) % 2 == 0:
                piece, self._held = before, piece[found.start() :]
        return mended(piece) or (self.read(size) if raw else b"")
