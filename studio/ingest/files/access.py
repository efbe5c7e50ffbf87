"""What can be wrong with a file, a zip or a folder, said in words."""

from __future__ import annotations

import errno
import lzma
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from studio.core.errors import InputError, StudioError

_MARKS_LIMIT = 50
_BEYOND_ASCII = re.compile(rf"[^\x00-\x7f]{{{_MARKS_LIMIT},}}")
_LITTER = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})


def nfc(text: str) -> str:
    """A text in the composed form, whichever way a file system or an app spells it.

    One with hundreds of marks on one letter stays as it is: sorting them takes the square of their number.
    """
    if any(_is_piled(run) for run in _BEYOND_ASCII.findall(text)):
        return text
    return unicodedata.normalize("NFC", text)


def _is_piled(run: str) -> bool:
    streak = 0
    for mark in map(unicodedata.combining, run):
        streak = streak + 1 if mark else 0
        if streak == _MARKS_LIMIT:
            return True
    return False


def is_litter(parts: tuple[str, ...]) -> bool:
    """True for what operating systems leave behind in zips and folders."""
    return any(part in _LITTER or part.startswith("._") for part in parts)


def refused(path: str, reason: str) -> InputError:
    """The error for something that could do harm."""
    return InputError(
        f"{path} was refused: {reason}.", fix="Import only what the app's own export made.", code="unsafe"
    )


def damaged(where: str, reason: object) -> InputError:
    """The error for bytes that are not what they should be."""
    return InputError(f"{where} is damaged: {reason}.", fix="Export or copy it again.", code="damaged")


@contextmanager
def told(where: str) -> Iterator[None]:
    """Say in words what the file system refuses."""
    try:
        yield
    except FileNotFoundError as problem:
        raise StudioError(f"{where} does not exist.", fix="Check the path.", code="not_found") from problem
    except PermissionError as problem:
        fix = "Give yourself the right to read it."
        if "Library/Messages" in where:
            fix = "Give the terminal Full Disk Access in System Settings, or copy the folder to where you may read it."
        raise StudioError(f"{where} may not be read: {problem.strerror}.", fix=fix, code="no_rights") from problem
    except OSError as problem:
        raise StudioError(
            f"{where} cannot be read: {problem.strerror or problem}.", fix="Check the path.", code="unreadable"
        ) from problem


@contextmanager
def whole(where: str) -> Iterator[None]:
    """Say in words what unpacking finds broken."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, ValueError) as problem:
        raise damaged(where, str(problem).rstrip(".") or "it ends too early") from problem
    except (NotImplementedError, RuntimeError) as problem:
        raise InputError(
            f"{where} cannot be unpacked: {problem}.", fix="Unpack it yourself and import the folder.", code="damaged"
        ) from problem
    except OSError as problem:
        if problem.errno not in (None, errno.EINVAL):
            raise
        raise damaged(where, problem) from problem
