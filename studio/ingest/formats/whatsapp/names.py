"""Who says a WhatsApp message: whether what stands before a colon is a name shows only over the whole file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from studio.ingest.formats.whatsapp.header import INVISIBLE, Dialect
from studio.ingest.formats.whatsapp.phrases import ENCRYPTED, NOTICE, SYSTEM

MARK = "\u200e"
"""WhatsApp puts this invisible mark before most of what it writes itself."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_IN_QUOTES = re.compile(r"[\"“„«]([^\"”“»]{1,100})[\"”“»]")


class Names:
    """Tells senders from words of WhatsApp's own that hold a colon.

    Args:
        dialect: How the file's headers look.
        rests: Everything between one header and the next, in order.
    """

    def __init__(self, dialect: Dialect, rests: Sequence[str]) -> None:
        self._ios = dialect.startswith("ios")
        self._rests = rests
        self.known: dict[str, str | None] = {}
        """What stands before a colon → the name it is, or None when it is none; grows as messages are split."""
        self._often: Counter[str] | None = None

    def chat_name(self) -> str:
        """The contact or group that an iOS chat's opening notice is signed with, or empty."""
        if not self._ios or not self._rests:
            return ""
        name, told, said = self._rests[0].partition(": ")
        notice = NOTICE.match(said.lstrip(MARK)) or (said.startswith(MARK) and ENCRYPTED.search(said))
        return _clean(name) if told and notice else ""

    def conversation(self) -> str:
        """A name for a chat whose file has none: its two people, or the subject of the group; else empty."""
        people: set[str] = set()
        subject = ""
        for rest in self._rests:
            sender, said = self.split(rest)
            if sender is not None and not said.startswith(MARK):
                people.add(sender)
            elif sender is None and not subject and (quoted := _IN_QUOTES.search(rest)):
                subject = quoted[1]
        return subject or (" & ".join(sorted(people)) if 0 < len(people) <= 2 else "")

    def split(self, rest: str) -> tuple[str | None, str]:
        """(sender, what is said) of a message; (None, all of it) when nobody says it."""
        name, told, said = rest.partition(": ")
        if told and name in self.known:
            sender = self.known[name]
            return (sender, said) if sender is not None else self._split_tight(rest)
        if told and "\n" not in name:
            self.known[name] = self._name(name)
            return self.split(rest)
        return self._split_tight(rest)

    def _split_tight(self, rest: str) -> tuple[str | None, str]:
        """A name without a space after its colon (`Bob:Hi`, or `Carol:` and nothing), when it is surely a name."""
        name, told, said = rest.partition(":")
        if told and "\n" not in name and name and not said.startswith("//"):
            known = self.known.get(name)
            if known is not None:
                return known, said.removeprefix(" ")
            alone = not said or said.startswith("\n")
            if (alone or self._count(name) > 1) and not _reads_like_system(name):
                self.known[name] = _clean(name)
                return self.known[name], said
        return None, rest

    def _name(self, written: str) -> str | None:
        """The name as people know it, or None when WhatsApp's own words only look like one."""
        if len(written) > 120 or _reads_like_system(written):
            return None
        if ":" in written and self._count(written.partition(":")[0]) > self._count(written):
            return None
        return _clean(written) or None

    def _count(self, name: str) -> int:
        """How many messages begin with a name and a colon."""
        if self._often is None:
            self._often = Counter()
            for rest in self._rests:
                line = rest.partition("\n")[0]
                tight = line.partition(":")[0]
                loose = line.partition(": ")[0]
                self._often[tight] += 1
                if loose != tight:
                    self._often[loose] += 1
        return self._often[name]


def _reads_like_system(name: str) -> bool:
    quotes = name.count('"') + name.count("“") + name.count("”") + name.count("„")
    return quotes % 2 == 1 or SYSTEM.search(name) is not None


def _clean(name: str) -> str:
    """A name as people know it: invisible marks, the `~` of unsaved contacts and odd spaces taken off."""
    plain = _INVISIBLE.sub("", name).replace("\u202f", " ").replace("\u00a0", " ").replace("\u2011", "-").strip()
    return plain.removeprefix("~").strip()
