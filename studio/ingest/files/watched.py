"""An export that knows how much of it has been read."""

from __future__ import annotations

import io
from typing import IO

from studio.ingest.files.container import AnyExport


class Watched:
    """An export as it is, counting.

    Args:
        export: The export; its members' sizes are the work to do.
    """

    def __init__(self, export: AnyExport) -> None:
        self._export = export
        self._finished = 0
        self._open: tuple[IO[bytes], int] | None = None
        self.total = sum(export.size(member) for member in export.members())
        """Bytes of all members."""

    @property
    def name(self) -> str:
        """The export's name."""
        return self._export.name

    @property
    def path(self) -> str:
        """The export's path."""
        return self._export.path

    @property
    def done(self) -> int:
        """Bytes read so far, as far as can be told; never more than `total`."""
        return min(self._finished + self._position(), self.total)

    def members(self) -> list[str]:
        """The export's members."""
        return self._export.members()

    def open(self, member: str = "") -> IO[bytes]:
        """One member; the one opened before counts as read to where it was."""
        self._finished += self._position()
        stream = self._export.open(member)
        self._open = (stream, self._export.size(member))
        return stream

    def head(self, member: str = "", size: int = 65536) -> bytes:
        """The first bytes of a member, not counted."""
        return self._export.head(member, size)

    def modified(self, member: str = "") -> float | None:
        """The member's time stamp."""
        return self._export.modified(member)

    def size(self, member: str = "") -> int:
        """Bytes of a member."""
        return self._export.size(member)

    def beside(self, ending: str) -> IO[bytes] | None:
        """The file beside the export."""
        return self._export.beside(ending)

    def _position(self) -> int:
        if self._open is None:
            return 0
        stream, size = self._open
        try:
            return size if stream.closed else stream.tell()
        except (OSError, ValueError, io.UnsupportedOperation):
            return 0
