"""Zips: every member checked before any is opened, damage said in words."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

from studio.core.errors import InputError
from studio.ingest.files.access import damaged, is_litter, nfc, refused, told, whole
from studio.ingest.files.zip_listing import check_listing

MEMBER_LIMIT = 2 << 30
"""Bytes one member may unpack to."""
TOTAL_LIMIT = 16 << 30
"""Bytes all members may unpack to together."""
RATIO_LIMIT = 200
"""How many times its packed size a member above `RATIO_FREE` bytes may unpack to; deflate itself ends at 1032."""
RATIO_FREE = 32 << 20
"""Members up to this many bytes may pack as well as they like."""
MEMBERS_LIMIT = 200_000
"""Members a zip may hold."""


class ZipExport:
    """A zip on disk; every member was checked when it was opened.

    Raises:
        InputError: it is damaged, encrypted, has a member that would leave the folder, or unpacks to too much.
        StudioError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with told(str(path)), whole(str(path)):
            with path.open("rb") as file:
                check_listing(file, str(path))
            self._archive = zipfile.ZipFile(path)
        self._infos = _checked(str(path), self._archive.infolist())

    @property
    def name(self) -> str:
        """File name of the zip, NFC."""
        return nfc(self._path.name)

    @property
    def path(self) -> str:
        """Full path of the zip."""
        return str(self._path)

    def members(self) -> list[str]:
        """Names inside, without folders and litter, sorted."""
        return list(self._infos)

    def size(self, member: str = "") -> int:
        """Unpacked bytes of a member."""
        return self._infos[member].file_size

    def open(self, member: str = "") -> IO[bytes]:
        """One member as bytes; damage shows as an error while reading.

        Raises:
            InputError: the member is damaged.
        """
        info = self._infos.get(member)
        if info is None:
            raise damaged(str(self._path), f"it has no member “{member}”")
        with whole(f"{self._path} ({member})"):
            return io.BufferedReader(_Member(self._archive.open(info), f"{self._path} ({member})"))

    def head(self, member: str = "", size: int = 65536) -> bytes:
        """The first bytes of a member."""
        with self.open(member) as stream:
            return stream.read(size)

    def modified(self, member: str = "") -> float | None:
        """The member's own time stamp, which a zip keeps as wall time; of the zip itself, when it last changed."""
        try:
            if not member:
                return self._path.stat().st_mtime
            return datetime(*self._infos[member].date_time).timestamp()
        except (KeyError, ValueError, OverflowError, OSError):
            return None

    def beside(self, ending: str) -> IO[bytes] | None:
        """None: a zip has no file beside it."""
        return None


class _Member(io.RawIOBase):
    """A member's bytes, damage said in words."""

    def __init__(self, source: IO[bytes], where: str) -> None:
        self._source = source
        self._where = where
        self._at = 0

    def tell(self) -> int:
        return self._at

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        if not isinstance(buffer, bytearray | memoryview):
            raise TypeError("a writable buffer is needed")
        view = memoryview(buffer).cast("B")
        with whole(self._where):
            piece = self._source.read(len(view))
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        self._source.close()
        super().close()


def _checked(path: str, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    total = 0
    if len(infos) > MEMBERS_LIMIT:
        raise refused(path, f"it holds {len(infos):,} members")
    for info in infos:
        name = _member_name(info)
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if ".." in parts or name.startswith(("/", "\\")) or (len(name) > 1 and name[1] == ":"):
            raise refused(path, f"its member “{name}” points outside of it")
        if info.is_dir() or is_litter(parts):
            continue
        if info.flag_bits & 0x1:
            raise InputError(
                f"{path} is encrypted (“{name}”).",
                fix="Unpack it with its password and import the folder.",
                code="encrypted",
            )
        total += info.file_size
        if info.file_size > MEMBER_LIMIT or total > TOTAL_LIMIT:
            raise refused(path, f"“{name}” would unpack to {info.file_size:,} bytes, {total:,} so far")
        if info.file_size > RATIO_FREE and info.file_size > RATIO_LIMIT * max(info.compress_size, 1):
            raise refused(
                path, f"“{name}” would unpack to {info.file_size // max(info.compress_size, 1):,} times its size"
            )
        found[name] = info
    return dict(sorted(found.items()))


def _member_name(info: zipfile.ZipInfo) -> str:
    """The name as meant: without the UTF-8 flag, Python read UTF-8 bytes as code page 437."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.filename
    return nfc(name)
