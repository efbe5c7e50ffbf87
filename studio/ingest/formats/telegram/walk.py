"""One `result.json` from front to back: chats, left chats, the account's owner, and damage got past."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePosixPath
from typing import Any

from studio.core.errors import InputError
from studio.core.records import Message, Rejected, Skipped
from studio.ingest.files.json_reader import Broken, JsonReader
from studio.ingest.formats.telegram.chats import HEADER, SECTIONS, Chat, Titles, chat_of, headers, late_headers
from studio.ingest.formats.telegram.escapes import Mended
from studio.ingest.formats.telegram.message import Messages
from studio.ingest.importer import Export, Facts

Item = Message | Rejected | Skipped

_NEXT = re.compile(
    r'\{\s*(?:(?P<message>"id"\s*:\s*-?\d+\s*,\s*"type"\s*:\s*"(?:message|service|unsupported)")'
    r'|(?P<chat>(?:"name"\s*:\s*(?:null|"(?:[^"\\]|\\.){0,300}")\s*,\s*)?'
    r'"type"\s*:\s*"[a-z_]+"\s*,\s*"id"\s*:\s*-?\d+\s*,\s*"messages"\s*:))'
)
"""How Telegram begins a message and a chat."""

BREAKS_LIMIT = 200
"""Damaged places of one file after which the rest is given up."""


class _Lost(Exception):
    """Damage reached beyond the chat it began in; said already.

    Attributes:
        more: True when another chat follows.
    """

    def __init__(self, more: bool) -> None:
        super().__init__()
        self.more = more


class Walk:
    """Reads one file.

    Args:
        export: What holds it.
        member: Its name there.
    """

    def __init__(self, export: Export, member: str) -> None:
        self._export = export
        self._member = member
        self._messages = Messages()
        self._titles: Titles | None = None
        self._breaks = 0
        self._late: dict[str, dict[str, Any]] | None = None
        self._owner: dict[str, Any] = {}
        self._json = JsonReader(io.BytesIO())
        self.chats: list[tuple[Chat, str]] = []
        """What was read, each with the title it got."""

    def items(self) -> Iterator[Item]:
        """Messages, and what was refused.

        Raises:
            InputError: the file is damaged before its first message.
        """
        count = 0
        with self._export.open(self._member) as raw:
            self._json = JsonReader(Mended(raw))
            try:
                for item in self._object(""):
                    count += 1
                    yield item
            except _Lost:
                return
            except Broken as problem:
                name = PurePosixPath(self._member).name or self._export.name
                if not count:
                    raise InputError(
                        f"{name} is not whole: {problem}.",
                        fix="Export it again; the file may have been cut off.",
                        code="damaged",
                    ) from None
                yield Rejected(name, f"the file is not whole: {problem}", problem.raw)

    def facts(self) -> Facts:
        """What the file as a whole says, once it was read."""
        alone = self.chats[0] if len(self.chats) == 1 else None
        names = self._messages.names
        me = names.get(f"user{self._owner.get('user_id')}") or " ".join(
            part for key in ("first_name", "last_name") if isinstance(part := self._owner.get(key), str) and part
        )
        if not me and alone is not None:
            me = _other_side(alone[0], names)
        notes = []
        if self._messages.forwarded:
            notes.append(f"{self._messages.forwarded:,} message(s) were forwarded: their words are somebody else's.")
        same = [name for name, count in Counter(names.values()).items() if count > 1]
        if same:
            listed = ", ".join(f"“{name}”" for name in same[:5])
            notes.append(f"Several accounts write under one name: {listed}; they are taken for one person.")
        return Facts(
            conversation=alone[1] if alone else None,
            title_person=names.get(alone[0].other, alone[1]) if alone and alone[0].other else None,
            notes=tuple(notes),
            me=me or None,
        )

    def _object(self, place: str) -> Iterator[Item]:
        """A chat; at the top, where `place` is empty, maybe the whole account."""
        header: dict[str, Any] = {}
        read_any = False
        for key in self._json.fields():
            if key in HEADER:
                header[key] = self._json.value()
            elif key == "messages" and self._json.peek() == "[":
                read_any = True
                known = header if "type" in header else {**self._header_after(place), **header}
                yield from self._chat(chat_of(known), place)
            elif not place and key in SECTIONS and self._json.peek() == "{":
                yield from self._section(key)
            elif not place and key == "personal_information":
                owner = self._json.value()
                self._owner = owner if isinstance(owner, dict) else {}
            else:
                self._json.skip()
        if place and not read_any:
            yield Rejected(place.rstrip("."), "this chat has no messages", json.dumps(header)[:2000])

    def _section(self, section: str) -> Iterator[Item]:
        if self._titles is None:
            with self._export.open(self._member) as stream:
                self._titles = Titles(headers(stream))
        for key in self._json.fields():
            if key != "list" or self._json.peek() != "[":
                self._json.skip()
                continue
            number, inside, going = -1, False, True
            while going:
                going = False
                try:
                    for _ in self._json.entries(inside=inside):
                        number += 1
                        if self._json.peek() == "{":
                            yield from self._object(f"{section}[{number}].")
                        else:
                            raw = json.dumps(self._json.value())[:2000]
                            yield Rejected(f"{section}[{number}]", "it is no chat", raw)
                except _Lost as lost:
                    if not lost.more:
                        raise
                    inside = going = True

    def _chat(self, chat: Chat, place: str) -> Iterator[Item]:
        self._titles = self._titles or Titles(iter(()))
        title = self._titles.of(chat)
        self.chats.append((chat, title))
        read, number, inside = self._messages.read, -1, False
        while True:
            try:
                for element in self._json.elements(inside=inside):
                    number += 1
                    yield read(element, title, f"{place}messages[{number}]")
                return
            except Broken as problem:
                number += 1
                self._breaks += 1
                begins, raw = self._json.recover(_NEXT) if self._breaks < BREAKS_LIMIT else ("", problem.raw)
                rest = "" if begins else "; nothing after it could be read"
                yield Rejected(f"{place}messages[{number}]", f"{problem}{rest}", raw)
            if begins != "message":
                raise _Lost(more=bool(begins))
            inside = True

    def _header_after(self, place: str) -> dict[str, Any]:
        """What stands behind the messages of a chat, in files that other programs wrote anew."""
        if self._late is None:
            self._late = {}
            with self._export.open(self._member) as raw, suppress(Broken):
                for where, header in late_headers(JsonReader(Mended(raw))):
                    self._late[where] = header
        return self._late.get(place, {})


def _other_side(chat: Chat, names: dict[str, str]) -> str:
    """The person's own name in a chat by itself: not that of the account the chat is with; empty when unsure."""
    if chat.type == "saved_messages":
        return names.get(f"user{chat.id}", "")
    others = [name for account, name in names.items() if account != chat.other and account.startswith("user")]
    return others[0] if chat.other in names and len(others) == 1 else ""
