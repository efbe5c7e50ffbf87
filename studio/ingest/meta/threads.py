"""Every thread of a Meta export: files in order of time, messages oldest first, titles kept apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

from studio.core.errors import InputError
from studio.core.records import Message, Rejected, Skipped
from studio.ingest.files.encoding import decode_head
from studio.ingest.files.json_fields import RAW_LIMIT, Fields, list_of, raw_json, text_of
from studio.ingest.files.json_files import glimpse, read_json
from studio.ingest.files.json_stream import elements
from studio.ingest.importer import Export, Facts
from studio.ingest.meta.files import in_section, look, number_in, sort_members
from studio.ingest.meta.message import read_message, sender_of
from studio.ingest.meta.words import is_deleted_user, repaired
from studio.ingest.values.titles import joined

Item = Message | Rejected | Skipped | Facts

_TIME = re.compile(rb'"timestamp(?:_ms)?"\s*:\s*(\d{10,15})')
_NUMBERED = re.compile(r"_\d+\Z")
"""What encrypted threads carry behind their name, as their files do."""
_HASH = re.compile(r"_[0-9A-Za-z-]+\Z")
_EARLIEST = datetime.min.replace(tzinfo=UTC)
WHOLE_LIMIT = 32 << 20
"""Bytes of a file up to which it is read at once and put in order; Meta's own hold 10,000 messages, a few MB."""
_FEW = 3
"""From so many threads on, a name that is in every one of them is taken to be the person's own."""


def read_threads(export: Export, *, nobody: str, how_to: str) -> Iterator[Item]:
    """Messages of all threads, thread by thread, oldest first; then what was learned about them.

    Args:
        export: A file, or a zip or folder of threads.
        nobody: What to call a sender whose name the export has blanked.
        how_to: How to get the export out of the app.

    Raises:
        InputError: it holds HTML pages only (`html_export`), or no thread at all.
    """
    single = export.members() == [""]
    files = sort_members(export)
    pages = files.pages if not single else ("",) if look(export, "")[0] == "html" else ()
    members = [*files.numbered, *files.loose] if not single else [] if pages else [""]
    if pages and not files.numbered:
        raise InputError(
            f"{export.name} is the download as HTML pages, which are made for looking at.",
            fix="Request the download again and choose JSON as its format.",
            code="html_export",
        )
    reader = _Reader(export, nobody)
    threads, left_out = reader.threads(members)
    if not threads:
        raise InputError(f"{export.name} holds no conversation.", fix=how_to, code="not_recognised")
    for member in pages:
        yield Rejected(member, "it is an HTML page; request the download again as JSON", "")
    for folder in sorted(threads, key=lambda folder: (PurePosixPath(folder).name, folder)):
        yield from reader.thread(folder, threads[folder])
    yield reader.facts([*left_out, *files.beside])


@dataclass(slots=True)
class _Reader:
    """Reads threads one after the other and remembers who was in them."""

    export: Export
    nobody: str
    titles: list[str] = field(default_factory=list)
    present: Counter[str] = field(default_factory=Counter)
    """Name → how many threads it is in."""
    direct: bool = False
    """Whether the last thread is one of two people, named after one of them."""
    edited: int = 0
    blanked: int = 0

    def threads(self, members: Iterable[str]) -> tuple[dict[str, list[str]], list[str]]:
        """Thread → its files, and the files that hold no thread."""
        found: dict[str, list[str]] = {}
        left_out: list[str] = []
        for member in members:
            folder = self._folder(member)
            if folder is None:
                left_out.append(member)
            else:
                found.setdefault(folder, []).append(member)
        return found, left_out

    def thread(self, folder: str, members: Sequence[str]) -> Iterator[Item]:
        """One thread: its whole files in order of time, then what can be saved of those that break off."""
        title, people, broken = "", set[str](), list[str]()
        for member in sorted(members, key=lambda member: (self._begins(member), -number_in(member))):
            try:
                thread = self._whole(member)
            except InputError:
                broken.append(member)
                continue
            if not isinstance(thread, dict) or not isinstance(thread.get("messages"), list):
                yield Rejected(member or self.export.name, "it holds no conversation", raw_json(thread))
                continue
            people |= _people(thread)
            title = title or self._titled(_title(thread) or _folder_title(folder))
            yield from self._messages(member, thread["messages"], title)
            self.direct = len(people) == 2 and _title(thread) in people
        for member in broken:
            for item in self._saved(member, title or _folder_title(folder)):
                if isinstance(item, Message) and not title:
                    title = self._titled(item.conversation)
                yield replace(item, conversation=title) if isinstance(item, Message) else item
        self.present.update(name for name in people if not is_deleted_user(name))

    def facts(self, left_out: Sequence[str]) -> Facts:
        """What is known of the whole, with a sentence for everything that was decided."""
        only = self.titles[0] if len(self.titles) == 1 else None
        me, notes = self._signed(left_out) or self._owner()
        if self.edited:
            notes.append(
                f"{self.edited} message(s) are marked as edited; the version before stands as its own message."
            )
        if self.blanked:
            notes.append(f"{self.blanked} message(s) have no sender in the export; they are under “{self.nobody}”.")
        if left_out:
            some = ", ".join(PurePosixPath(name).name for name in left_out[:3])
            more = f" and {len(left_out) - 3} more" if len(left_out) > 3 else ""
            notes.append(f"These files hold no conversation and were left out: {some}{more}.")
        return Facts(only, only if self.direct else None, tuple(notes), me)

    def _signed(self, left_out: Iterable[str]) -> tuple[str | None, list[str]] | None:
        """The account's own name, which the download gives beside the threads for filling in forms."""
        for member in left_out:
            if PurePosixPath(member).name != "autofill_information.json":
                continue
            try:
                for name in self.present:
                    if any(name in form["FULL_NAME"] for form in read_json(self.export, member).values()):
                        return name, []
            except (InputError, AttributeError, KeyError, TypeError):
                continue
        return None

    def _owner(self) -> tuple[str | None, list[str]]:
        """The name that is in every thread, or a sentence about the one that is in most of them."""
        threads = len(self.titles)
        most = self.present.most_common(2)
        if threads < 2 or not most or (len(most) == 2 and most[0][1] == most[1][1]):
            return None, []
        name, count = most[0]
        if count == threads >= _FEW:
            return name, [f"You were taken to be {name}, the only one who is in all {threads} conversations."]
        if 2 * count > threads:
            return None, [f"{name} is in {count} of {threads} conversations: say --me with that name if it is you."]
        return None, []

    def _folder(self, member: str) -> str | None:
        """Which thread a file belongs to; None when it is none of one."""
        path = PurePosixPath(member)
        if not member:
            return PurePosixPath(self.export.name).stem
        if number_in(member):
            parent = str(path.parent) if path.parent.name else self.export.name
            return path.parent.name if _HASH.search(parent) and path.parent.name else parent
        shape, _ = look(self.export, member)
        if shape == "thread":
            return self._path_inside(member) or member
        broken = shape == "other" and glimpse(self.export.head(member, 16384)) is None
        return member if shape == "encrypted" or in_section(member) or broken else None

    def _whole(self, member: str) -> object:
        if self.export.size(member) > WHOLE_LIMIT:
            raise InputError(f"{member or self.export.name} is too large to be read at once.", code="too_long")
        return read_json(self.export, member, limit=WHOLE_LIMIT)

    def _path_inside(self, member: str) -> str:
        """The thread folder as a file of another name gives it."""
        try:
            thread = self._whole(member)
            return PurePosixPath(text_of(thread, "thread_path") or "").name if isinstance(thread, dict) else ""
        except (InputError, ValueError):
            return ""

    def _begins(self, member: str) -> int:
        """The first time in a file, in milliseconds: the numbers of files do not always follow time."""
        found = _TIME.search(self.export.head(member))
        return int(found[1]) if found else 0

    def _titled(self, title: str) -> str:
        """A title no other thread has."""
        name, n = title, 1
        while name in self.titles:
            n += 1
            name = f"{title} ({n})"
        self.titles.append(name)
        return name

    def _messages(self, member: str, found: Sequence[object], title: str) -> Iterator[Item]:
        """The messages of a file, oldest first; what is refused stands where it stood."""
        where = f"{member}:messages" if member else "messages"
        items: list[tuple[datetime, Item]] = []
        last = _EARLIEST
        for n in range(len(found) - 1, -1, -1) if _newest_first(found) else range(len(found)):
            item = self._read(f"{where}[{n}]", found[n], title)
            last = item.sent_at if isinstance(item, Message) else last
            items.append((last, item))
        items.sort(key=lambda one: one[0])
        for _, item in items:
            yield item

    def _saved(self, member: str, title: str) -> Iterator[Item]:
        """The messages of a file too large or cut off, as they come, and a rejection where it breaks."""
        where = f"{member}:messages" if member else "messages"
        for n, element in enumerate(elements(self.export, member, "messages.item")):
            if not isinstance(element, Rejected):
                yield self._read(f"{where}[{n}]", element, title)
            elif n:
                yield replace(element, where=f"{where}[{n}]")
            else:
                raw = decode_head(self.export.head(member))[:RAW_LIMIT]
                yield replace(element, where=member or self.export.name, raw=raw)

    def _read(self, where: str, element: object, title: str) -> Item:
        try:
            message = read_message(element, title, self.nobody)
        except ValueError as problem:
            return Rejected(where, str(problem), raw_json(element))
        if isinstance(message, Skipped):
            return replace(message, where=where)
        self.edited += message.edited
        self.blanked += message.sender == self.nobody and isinstance(element, dict) and not sender_of(element)
        return message


def _newest_first(messages: Sequence[object]) -> bool:
    """Whether a file begins with its newest message, as the account download does."""
    ends = []
    for one in (messages[0], messages[-1]) if messages else ():
        if isinstance(one, dict):
            ends.append(one.get("timestamp_ms", one.get("timestamp")))
    numbers = [end for end in ends if isinstance(end, (int, float))]
    return len(numbers) == 2 and numbers[0] > numbers[1]


def _participants(thread: Fields) -> list[str]:
    """Names of those a thread lists, in its order; what is no name is passed over."""
    try:
        listed = list_of(thread, "participants")
    except ValueError:
        return []
    names = [one.get("name") if isinstance(one, dict) else one for one in listed]
    return [repaired(name) for name in names if isinstance(name, str) and name.strip()]


def _people(thread: Fields) -> set[str]:
    """Names of those who are in a thread or wrote in it."""
    return {*_participants(thread), *_senders(thread)}


def _senders(thread: Fields) -> set[str]:
    names: set[str] = set()
    for one in thread["messages"]:
        name = one.get("sender_name", one.get("senderName")) if isinstance(one, dict) else None
        if isinstance(name, str) and name.strip():
            names.add(repaired(name).strip())
    return names


def _title(thread: Fields) -> str:
    """What a thread is called, or who is in it; empty when it does not say."""
    for name in ("title", "threadName"):
        value = thread.get(name)
        if isinstance(value, str) and value.strip():
            title = repaired(value).strip()
            return title if name == "title" else _NUMBERED.sub("", title) or title
    return joined(_participants(thread)) or joined(sorted(_senders(thread)))


def _folder_title(folder: str) -> str:
    """A thread folder's name without the characters that only tell it apart."""
    name = PurePosixPath(folder).name
    return _HASH.sub("", PurePosixPath(name).stem if name.endswith(".json") else name) or name
