"""The files of a Meta export: which of them are threads, of which app, and what belongs beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from studio.ingest.files.encoding import decode_head
from studio.ingest.files.json_files import glimpse
from studio.ingest.importer import Export

Brand = Literal["messenger", "instagram"]
Shape = Literal["thread", "encrypted", "html", "other"]

SECTIONS = frozenset({"inbox", "archived_threads", "filtered_threads", "message_requests", "e2ee_cutover", "broadcast"})
"""Folders that thread folders lie in."""

_NUMBERED = re.compile(r"message_(\d{1,9})(?: ?\(\d+\))?\.(json|html)", re.IGNORECASE)
_DATA = frozenset({".json", ".html", ".htm", ".csv", ".xml", ".txt", ".md", ".zip", ".db", ".sqlite"})
"""Endings of what may be records; anything else is a picture or another file of the thread."""
_ATTACHED = frozenset({"photos", "videos", "audio", "files", "gifs", "media", "stickers_used"})
_HTML = re.compile(r'class="[^"]*(?:_a6-[gpo]|_3-95|uiBoxWhite)')
_SURE_PATHS: tuple[tuple[Brand, re.Pattern[str]], ...] = (
    ("instagram", re.compile("your_instagram_activity")),
    ("messenger", re.compile("your_activity_across_facebook|your_facebook_activity")),
)
_LIKELY_PATHS: tuple[tuple[Brand, re.Pattern[str]], ...] = (
    ("instagram", re.compile(r"instagram|_1[78]\d{15}(?!\d)")),
    ("messenger", re.compile("messenger|facebook")),
)
_CONTENT: tuple[tuple[Brand, re.Pattern[str]], ...] = (
    ("instagram", re.compile('your_instagram_activity/|"Instagram [Uu]ser"|"Liked a message"')),
    ("messenger", re.compile('your_(?:activity_across_facebook|facebook_activity)/|"Facebook [Uu]ser"|"threadName"')),
)
_LOOKS = 8
"""How many files of each sort are looked into before an export is claimed."""
_MOST_OF_IT = 0.9
"""Share of the files that have to belong to the threads for a zip or folder to be claimed as a whole."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """The members of an export by what they may be."""

    numbered: tuple[str, ...]
    """`message_1.json` and its like."""
    pages: tuple[str, ...]
    """`message_1.html` and its like."""
    loose: tuple[str, ...]
    """Other JSON files, which their content has to tell."""
    beside: tuple[str, ...]
    """Files that lie beside the sections, or are none of these."""
    foreign: int
    """How many of `beside` do not lie where Meta puts any."""
    tops: frozenset[str]
    """Folders that hold the sections; more than one means more than one download."""


def likelihood(export: Export, brand: Brand) -> float:
    """How sure it is that an export holds threads of one of the two apps."""
    if export.members() == [""]:
        shape, found = look(export, "")
        return 0.95 if shape != "other" and (found or "messenger") == brand else 0.0
    files = sort_members(export)
    threads = [*files.numbered, *files.pages]
    looks = [look(export, member) for member in _spread(threads)]
    loose = [look(export, member) for member in _spread(files.loose)]
    known = [found for shape, found in [*looks, *loose] if shape != "other"]
    shaped = sum(shape != "other" for shape, _ in loose) / len(loose) if loose else 0.0
    total = len(threads) + len(files.loose) + len(files.beside)
    ours = len(threads) + shaped * len(files.loose) + len(files.beside) - files.foreign
    if not known or ours < _MOST_OF_IT * total or len(files.tops) > 1 or _of_both(export):
        return 0.0
    return 0.95 * ours / total if _decide(known) == brand else 0.0


def sort_members(export: Export) -> Sorted:
    """The members by what their names say they may be; pictures and other attached files are left out."""
    numbered: list[str] = []
    pages: list[str] = []
    loose: list[str] = []
    beside: list[str] = []
    data = [name for name in export.members() if PurePosixPath(name).suffix.lower() in _DATA and not _attached(name)]
    tops = frozenset(top for name in data if (top := _top(name)) is not None)
    foreign = 0
    for name in data:
        path = PurePosixPath(name)
        if match := _NUMBERED.fullmatch(path.name):
            (numbered if match[2].lower() == "json" else pages).append(name)
        elif path.suffix.lower() == ".json":
            loose.append(name)
        else:
            beside.append(name)
            foreign += str(path.parent) not in tops and path.parent.name != "messages"
    side = [name for name in loose if _top(name) is None and str(PurePosixPath(name).parent) in tops]
    side += [name for name in loose if PurePosixPath(name).parent.name == "messages" and name not in side]
    settings = [name for name in side if look(export, name)[0] == "other"] if len(side) <= 10 * _LOOKS else []
    return Sorted(
        tuple(numbered),
        tuple(pages),
        tuple(name for name in loose if name not in set(settings)),
        (*beside, *settings),
        foreign,
        tops,
    )


def look(export: Export, member: str) -> tuple[Shape, Brand | None]:
    """What the first bytes of a file show: the shape of a thread, and whose it is where that shows."""
    head = export.head(member, 16384)
    shape = _shape(head)
    if shape == "other" and b'"participants"' in head:
        head = export.head(member)
        shape = _shape(head)
    path = f"{export.path}/{member}".lower()
    found = _last(_SURE_PATHS, path)
    if found is None and shape != "other":
        found = next((brand for brand, words in _CONTENT if words.search(decode_head(head))), None)
    return shape, found or _last(_LIKELY_PATHS, path)


def number_in(member: str) -> int:
    """The number of `message_12.json`; 0 for any other name."""
    match = _NUMBERED.fullmatch(PurePosixPath(member).name)
    return int(match[1]) if match else 0


def in_section(member: str) -> bool:
    """Whether a member lies below `inbox` or another section."""
    return _top(member) is not None


def _shape(head: bytes) -> Shape:
    if head[:512].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return "html" if _HTML.search(decode_head(head)) else "other"
    if b"essages" not in head and b"articipants" not in head:
        return "other"
    value = glimpse(head)
    if not isinstance(value, dict):
        return "other"
    messages = value.get("messages")
    if not isinstance(messages, list) or not all(isinstance(one, dict) for one in messages[:20]):
        return "other"
    keys = {key for one in messages[:20] for key in one}
    if keys & {"timestamp_ms", "timestamp"} and "sender_name" in keys:
        return "thread"
    if "timestamp" in keys and "senderName" in keys:
        return "encrypted"
    if messages and messages != [{}]:
        return "other"
    if "threadName" in value and "participants" in value:
        return "encrypted"
    return "thread" if "participants" in value and value.keys() & {"thread_path", "magic_words"} else "other"


def _decide(found: Iterable[Brand | None]) -> Brand:
    """The app most files name; Messenger where none does."""
    named = [brand for brand in found if brand]
    return "instagram" if named.count("instagram") > named.count("messenger") else "messenger"


def _of_both(export: Export) -> bool:
    """Whether a folder holds the downloads of both apps, to be taken apart first."""
    names = [name.lower() for name in export.members()]
    return all(any(words.search(name) for name in names) for _, words in _SURE_PATHS)


def _last(hints: Sequence[tuple[Brand, re.Pattern[str]]], path: str) -> Brand | None:
    """The brand of the hint that stands last in a path."""
    places = [(match.start(), brand) for brand, words in hints for match in words.finditer(path)]
    return max(places)[1] if places else None


def _attached(member: str) -> bool:
    """Whether a member lies in a folder of pictures or files."""
    return any(part in _ATTACHED for part in PurePosixPath(member).parts[:-1])


def _top(member: str) -> str | None:
    """The folder that holds the section a member lies in; None when it lies in none."""
    parts = PurePosixPath(member).parts
    for n, part in enumerate(parts[:-1]):
        if part in SECTIONS:
            return str(PurePosixPath(*parts[:n]))
    return None


def _spread(members: Sequence[str]) -> list[str]:
    """At most `_LOOKS` of the members, from all over."""
    return list(members[:: max(1, -(-len(members) // _LOOKS))])
