"""Apple Journal: a folder of HTML pages, one per entry, dated by their file names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import Literal

from studio.core.errors import InputError
from studio.core.records import Note, Rejected, Skipped
from studio.ingest.files.encoding import decode, decode_head
from studio.ingest.formats.apple_journal.page import Page, read_page
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions
from studio.ingest.values.dates import find_date

NAME = "apple_journal.v1"
LABEL = "Apple Journal"
KIND: ExportKind = "journal"
EXTENSIONS = (".html", ".htm", ".zip")
HOW_TO_EXPORT = (
    "On iPhone open Settings › Apps › Journal › Export All Journal Entries; on a Mac in Journal choose File › Export. "
    "Give the folder AppleJournalEntries or a zip of it."
)
READS = "Text, title, question answered, date; state of mind, workouts, places, people and music as tags."
LEAVES_OUT = "Photos, video, audio, drawings; time of day, which the export does not hold."

PAGE_LIMIT = 4 << 20
"""Bytes of one entry; pictures lie beside it."""
TAGS_LIMIT = 1 << 18
"""Tags of one page; real ones have a few hundred."""

_OURS = re.compile(r"class=[\"'](?:pageHeader|pageContainer|bodyText|reflectionPrompt|assetGrid)\b")
_MEDIA = {"photo", "livePhoto", "video", "audio", "drawing"}
_NAMES = {
    "contact": "person", "multiPinMap": "place", "genericMap": "place", "location": "place",
    "motionActivity": "activity", "music": "music", "podcast": "podcast", "book": "book", "thirdPartyMedia": "media",
}  # fmt: skip
_VALENCE = {
    "very unpleasant": -1.0, "unpleasant": -0.67, "slightly unpleasant": -0.33, "neutral": 0.0,
    "slightly pleasant": 0.33, "pleasant": 0.67, "very pleasant": 1.0,
}  # fmt: skip
_LOOKED_AT = 20


def sniff(export: Export) -> float:
    """How sure this is an Apple Journal export: by the classes of its pages."""
    members = export.members()
    if members == [""]:
        return 0.95 if _OURS.search(decode_head(export.head())) else 0.0
    rest = [member for member in members if not _in_resources(member)]
    pages = [member for member in rest if _is_page(member) and not _is_index(member)]
    others = len(rest) - len(pages) - sum(_is_index(member) for member in rest)
    if not pages or others * 4 > len(pages):
        return 0.0
    looked = pages[:: max(1, len(pages) // _LOOKED_AT)][:_LOOKED_AT]
    share = sum(bool(_OURS.search(decode_head(export.head(page)))) for page in looked) / len(looked)
    share *= len(pages) / (len(pages) + others)
    return 0.95 * share if share >= 0.6 else 0.0


def read(export: Export, options: ReadOptions) -> Iterator[Note | Rejected | Skipped | Facts]:
    """Notes in the order of the file names, which is that of their dates.

    Raises:
        InputError: the one page there is is damaged or no entry.
    """
    remarks: Counter[str] = Counter()
    for member in export.members():
        if member and (not _is_page(member) or _in_resources(member)):
            continue
        if _is_index(member):
            yield Skipped(member, "the list of the entries")
            continue
        yield _entry(export, member, options, remarks)
    yield Facts(notes=tuple(f"{what} ({count})." for what, count in remarks.items()))


def _entry(export: Export, member: str, options: ReadOptions, remarks: Counter[str]) -> Note | Rejected | Skipped:
    path = member or export.name
    try:
        page = read_page(_text(export, member, path))
        if not page.found:
            raise InputError(f"{path} is no entry of Apple Journal.", fix=HOW_TO_EXPORT, code="not_recognised")
    except InputError as problem:
        if not member:
            raise
        return Rejected(member, problem.message, "")
    dated = _date(path, page, options)
    tags, mood = _tags(page)
    text = f"> {page.prompt}\n\n{page.body}" if page.prompt and page.body else page.body or page.title
    if not (text.strip() or tags or mood is not None):
        media = any(asset.kind in _MEDIA for asset in page.assets)
        return Skipped(path, "an entry of media alone, without a text" if media else "an entry without a text")
    if dated is None:
        return Rejected(path, "no date in its name, and none that can be read in it", (page.header or text)[:2000])
    at, source = dated
    if source == "heading":
        remarks["Entries dated by their first line, since the file name has no date"] += 1
    return Note(at, page.title or (page.prompt if not page.body else "") or None, text, tags, mood, source)


def _date(path: str, page: Page, options: ReadOptions) -> tuple[datetime, Literal["file_name", "heading"]] | None:
    """The day of an entry, from its file name, else from the line above it."""
    if (found := find_date(PurePosixPath(path).stem, options.date_order)) is not None:
        return found.at, "file_name"
    found = find_date(page.header, options.date_order)
    return (found.at, "heading") if found is not None else None


def _tags(page: Page) -> tuple[tuple[str, ...], float | None]:
    """What the tiles say, as tags, and the mood where a state of mind names how pleasant it was."""
    tags: dict[str, None] = {}
    mood: float | None = None
    for asset in page.assets:
        if asset.kind in _MEDIA:
            continue
        if asset.kind == "stateOfMind":
            for label in (part.strip() for text in asset.texts for part in text.split(",")):
                if label.casefold() in _VALENCE:
                    mood = _VALENCE[label.casefold()]
                elif label:
                    tags[label] = None
        elif asset.texts:
            kind = "workout" if asset.kind.startswith("workout") else _NAMES.get(asset.kind, asset.kind)
            tags[f"{kind}: {' · '.join(asset.texts)}"] = None
    return tuple(tags), mood


def _text(export: Export, member: str, path: str) -> str:
    with export.open(member) as stream:
        raw = stream.read(PAGE_LIMIT + 1)
    if len(raw) > PAGE_LIMIT or raw.count(b"<") > TAGS_LIMIT:
        raise InputError(f"{path} is too large for a journal entry.", fix=HOW_TO_EXPORT, code="too_long")
    return decode(raw, where=path).text


def _is_page(member: str) -> bool:
    return member.casefold().endswith((".html", ".htm"))


def _is_index(member: str) -> bool:
    return PurePosixPath(member).name.casefold() in ("index.html", "index.htm")


def _in_resources(member: str) -> bool:
    return "resources" in (part.casefold() for part in member.split("/")[:-1])
