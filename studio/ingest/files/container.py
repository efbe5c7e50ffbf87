"""A file, a zip or a folder as an `Export`: members by name, opened one at a time."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from studio.core.errors import InputError, StudioError
from studio.ingest.files.access import damaged, is_litter, nfc, refused, told
from studio.ingest.files.archive import MEMBERS_LIMIT, ZipExport

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BUFFER = 1 << 16

SIDE_FILES = ("-wal",)
"""Endings of files that hold the newest part of the file they are named like, as SQLite's log does."""


class FileExport:
    """One file on disk."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """File name, NFC."""
        return nfc(self._path.name)

    @property
    def path(self) -> str:
        """Full path."""
        return str(self._path)

    def members(self) -> list[str]:
        """The file itself."""
        return [""]

    def size(self, member: str = "") -> int:
        """Bytes of the file."""
        with told(self.path):
            return self._path.stat().st_size

    def open(self, member: str = "") -> IO[bytes]:
        """The file as bytes.

        Raises:
            StudioError: it cannot be read.
        """
        with told(self.path):
            return _opened(self._path)

    def head(self, member: str = "", size: int = 65536) -> bytes:
        """The first bytes of the file."""
        with self.open() as stream, told(self.path):
            return stream.read(size)

    def modified(self, member: str = "") -> float | None:
        """Modification time in Unix seconds."""
        try:
            return self._path.stat().st_mtime
        except OSError:
            return None

    def beside(self, ending: str) -> IO[bytes] | None:
        """The file of this name plus an ending, such as `-wal`; None where there is none."""
        other = self._path.with_name(self._path.name + ending)
        with told(str(other)):
            return _opened(other) if other.is_file() else None


class FolderExport:
    """A folder on disk; folders that are links are not entered.

    Raises:
        StudioError: a folder in it cannot be listed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files = dict(sorted((nfc(file.relative_to(path).as_posix()), file) for file in _walk(path)))

    @property
    def name(self) -> str:
        """Folder name, NFC."""
        return nfc(self._path.resolve().name)

    @property
    def path(self) -> str:
        """Full path."""
        return str(self._path)

    def members(self) -> list[str]:
        """Files below, `/`-separated, without hidden ones, sorted."""
        return list(self._files)

    def file(self, member: str) -> Path:
        """Where a member lies on disk."""
        return self._files[member]

    def size(self, member: str = "") -> int:
        """Bytes of a member."""
        with told(str(self._files[member])):
            return self._files[member].stat().st_size

    def open(self, member: str = "") -> IO[bytes]:
        """One member as bytes.

        Raises:
            StudioError: it cannot be read.
        """
        with told(f"{self._path}/{member}"):
            return _opened(self._files[member])

    def head(self, member: str = "", size: int = 65536) -> bytes:
        """The first bytes of a member."""
        with self.open(member) as stream, told(f"{self._path}/{member}"):
            return stream.read(size)

    def modified(self, member: str = "") -> float | None:
        """Modification time of a member in Unix seconds."""
        try:
            return self._files[member].stat().st_mtime
        except (KeyError, OSError):
            return None

    def beside(self, ending: str) -> IO[bytes] | None:
        """None: a folder has no file beside it."""
        return None


Container = FileExport | ZipExport | FolderExport


class PartExport:
    """Some members of a zip or folder, looked at as an export of their own.

    Args:
        whole: The zip or folder.
        members: Which of its members, by their full names there.
        alone: True when the one member stands for itself, as if it were a file.
        prefix: Folder inside `whole`, ending in `/`, that names begin with and are given without.
    """

    def __init__(
        self, whole: ZipExport | FolderExport, members: Iterable[str], *, alone: bool = False, prefix: str = ""
    ) -> None:
        self._whole = whole
        self._members = list(members)
        self._alone = self._members[0] if alone else ""
        self._head: tuple[str, bytes, bool] | None = None
        self.prefix = prefix

    @property
    def name(self) -> str:
        """Name of the member that stands alone, else of the folder inside, else of the container."""
        inside = self._alone or self.prefix
        return PurePosixPath(inside).name if inside else self._whole.name

    @property
    def path(self) -> str:
        """Path of the container, and of what is meant below it."""
        inside = self._alone or self.prefix.rstrip("/")
        return f"{self._whole.path}/{inside}" if inside else self._whole.path

    def members(self) -> list[str]:
        """The chosen members below the prefix; `[""]` for one that stands alone."""
        return [""] if self._alone else [member.removeprefix(self.prefix) for member in self._members]

    def size(self, member: str = "") -> int:
        """Bytes of a member."""
        return self._whole.size(self._full(member))

    def open(self, member: str = "") -> IO[bytes]:
        """One member as bytes."""
        return self._whole.open(self._full(member))

    def head(self, member: str = "", size: int = 65536) -> bytes:
        """The first bytes of a member; the last one is kept, since every format asks for it."""
        if self._head is None or self._head[0] != member or (len(self._head[1]) < size and not self._head[2]):
            found = self._whole.head(self._full(member), max(size, 65536))
            self._head = member, found, len(found) < max(size, 65536)
        return self._head[1][:size]

    def modified(self, member: str = "") -> float | None:
        """Modification time of a member in Unix seconds."""
        return self._whole.modified(self._full(member))

    def beside(self, ending: str) -> IO[bytes] | None:
        """For a member that stands alone: the one named like it plus an ending; None where there is none."""
        other = self._alone + ending
        return self._whole.open(other) if self._alone and other in self._whole.members() else None

    def _full(self, member: str) -> str:
        return self._alone or self.prefix + member


AnyExport = Container | PartExport


def open_export(path: Path) -> Container:
    """The file, zip or folder at a path.

    Raises:
        InputError: it is empty, damaged, encrypted or hostile.
        StudioError: it is not there or may not be read.
    """
    if "\0" in str(path):
        raise StudioError("A path cannot hold a null character.", fix="Check the path.", code="not_found")
    with told(str(path)):
        path.stat()
        if path.is_dir():
            return FolderExport(path)
        if not path.is_file():
            raise InputError(f"{path} is neither a file nor a folder.", fix="Choose an export.", code="not_a_file")
        with path.open("rb") as stream:
            start = stream.read(4)
    if not start:
        raise InputError(f"{path} is empty.", fix="Export it again: the app wrote nothing into it.", code="empty")
    if start[:4] in (b"PK\x03\x04", b"PK\x05\x06") or (start[:2] == b"PK" and path.suffix.lower() == ".zip"):
        return ZipExport(path)
    if path.suffix.lower() == ".zip":
        raise damaged(str(path), "it is no zip")
    return FileExport(path)


def fingerprint(export: AnyExport) -> str:
    """SHA-256 hex digest of an export's names and bytes; one file's digest does not depend on its name.

    Of the hashes at hand it is the fastest wherever the processor helps, which is nearly everywhere.

    Raises:
        InputError: a member is damaged.
    """
    digest = hashlib.sha256()
    for member in export.members():
        if member:
            digest.update(f"{member}\x1f{export.size(member)}\x1f".encode("utf-8", "surrogatepass"))
        with export.open(member) as stream, told(f"{export.path}/{member}"):
            while piece := stream.read(1 << 20):
                digest.update(piece)
    for ending in SIDE_FILES:
        if (side := export.beside(ending)) is not None:
            with side, told(export.path + ending):
                digest.update(ending.encode())
                while piece := side.read(1 << 20):
                    digest.update(piece)
    return digest.hexdigest()


class _File(io.FileIO):
    """A file on disk; what the system refuses while it is read is said in words."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._where = str(path)

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        with told(self._where):
            return super().readinto(buffer)

    def readall(self) -> bytes:
        with told(self._where):
            return super().readall()


def _opened(path: Path) -> IO[bytes]:
    return io.BufferedReader(_File(path), _BUFFER)


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file or leads to one; a link that runs in a circle leads to none."""
    try:
        return entry.is_file()
    except OSError:
        return False


def _walk(top: Path) -> Iterator[Path]:
    waiting = [top]
    count = 0
    while waiting:
        folder = waiting.pop()
        with told(str(folder)), os.scandir(folder) as listing:
            entries = list(listing)
        for entry in entries:
            if entry.name.startswith(".") or is_litter((entry.name,)):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(Path(entry.path))
            elif _is_file(entry):
                count += 1
                if count > MEMBERS_LIMIT:
                    raise refused(str(top), f"it holds more than {MEMBERS_LIMIT:,} files")
                yield Path(entry.path)
