"""When a note was written: a ladder from what the person said to what the file system says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import PurePosixPath
from typing import Any, Literal

from studio.ingest.values.dates import MONTHS, find_date, read_moment
from studio.ingest.values.markdown import heading_date, scalars

DateSource = Literal["front_matter", "file_name", "folder", "heading", "export", "mtime"]
DATE_KEYS = ("date", "created", "day", "datum")
"""Front matter keys that hold a note's date, in the order they are asked."""

_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?")


@dataclass(frozen=True, slots=True)
class Written:
    """A note's date and how it is known."""

    at: datetime
    """Naive wall time, midnight where no time is given; aware where front matter gives an offset."""
    source: DateSource
    month_only: bool = False
    """True when a folder told year and month, and the day is the first for want of a better one."""


def written(
    path: str, fields: Mapping[str, Any], body: str, *, order: str = "", modified: float | datetime | None = None
) -> Written | None:
    """The date of a note, from the first of these that tells one; None if none does.

    Front matter, file name, folders (`2024/05/14`, `2024/05/14.md`, `2024/May`), first dated heading, modification
    time. A folder that only tells the month gives way to a heading of that month.

    Args:
        path: The note's path inside the export, `/`-separated.
        fields: Its front matter.
        body: Its text below the front matter.
        order: `dmy` or `mdy` for dates such as `03/04/2024`.
        modified: Modification time in Unix seconds, or when a document says that it was first saved.
    """
    if (at := _front_matter_date(fields, order)) is not None:
        return Written(at, "front_matter")
    *folders, name = PurePosixPath(path).parts or ("",)
    stem = PurePosixPath(name).stem
    if (found := find_date(stem, order)) is not None:
        return Written(found.at, "file_name")
    heading = heading_date(body, order)
    by_folder = _folder_date(folders, stem, order)
    if by_folder is not None and by_folder.month_only and heading is not None:
        same = (heading.at.year, heading.at.month) == (by_folder.at.year, by_folder.at.month)
        by_folder = None if same else by_folder
    if by_folder is not None:
        return by_folder
    if heading is not None:
        return Written(heading.at, "heading")
    return Written(modified, "export") if isinstance(modified, datetime) else _modified(modified)


def date_values(fields: Mapping[str, Any]) -> list[str]:
    """What the front matter's date keys say."""
    return [text for key in DATE_KEYS for text in scalars(fields.get(key)) if text.strip()]


def bad_dates(fields: Mapping[str, Any], order: str = "") -> list[str]:
    """Values of a date key that are no date, such as `2024-13-45`."""
    said = date_values(fields)
    return [text for text in said if read_moment(text) is None and find_date(text, order) is None]


def _front_matter_date(fields: Mapping[str, Any], order: str) -> datetime | None:
    for key in DATE_KEYS:
        for text in scalars(fields.get(key)):
            at = read_moment(text)
            if at is None and (found := find_date(text, order)) is not None:
                at = found.at
            if at is not None:
                return _with_time(at, fields)
    return None


def _with_time(at: datetime, fields: Mapping[str, Any]) -> datetime:
    """A date with the time of its own front matter key, where the date has none."""
    for text in scalars(fields.get("time")):
        clock = _CLOCK.fullmatch(text.strip())
        if clock and at.time() == time() and int(clock[1]) < 24 and int(clock[2]) < 60:
            return at.replace(hour=int(clock[1]), minute=int(clock[2]))
    return at


def _folder_date(folders: list[str], stem: str, order: str) -> Written | None:
    for folder in reversed(folders):
        if (found := find_date(folder, order)) is not None:
            return Written(found.at, "folder")
    for depth, folder in enumerate(folders):
        year, month, rest = _year_and_month(folder, folders[depth + 1 :])
        if year and month:
            days = [re.match(r"(\d{1,2})(?!\d)", part) for part in (*rest[:1], stem)]
            day = next((int(match[1]) for match in days if match), 0)
            try:
                return Written(datetime(year, month, day or 1), "folder", month_only=not day)
            except ValueError:
                return Written(datetime(year, month, 1), "folder", month_only=True)
    return None


def _year_and_month(folder: str, below: list[str]) -> tuple[int, int, list[str]]:
    """Year and month of `2024-05`, or of `2024` over `05`, `05-May` or `May`, and the folders below."""
    if match := re.fullmatch(r"((?:19|20)\d{2})[-_. ](\d{1,2})(?:\D.*)?", folder):
        month = int(match[2])
        return (int(match[1]), month, below) if 1 <= month <= 12 else (0, 0, below)
    if not re.fullmatch(r"(?:19|20)\d{2}", folder) or not below:
        return 0, 0, below
    number = re.match(r"(?:\d{4}[-_. ])?(\d{1,2})(?!\d)", below[0])
    words = [MONTHS[word] for word in re.findall(r"[^\W\d_]+", below[0].casefold()) if word in MONTHS]
    month = int(number[1]) if number else (words[0] if words else 0)
    return int(folder), month if 1 <= month <= 12 else 0, below[1:]


def _modified(modified: float | None) -> Written | None:
    try:
        return None if modified is None else Written(datetime.fromtimestamp(modified).replace(microsecond=0), "mtime")
    except (ValueError, OverflowError, OSError):
        return None
