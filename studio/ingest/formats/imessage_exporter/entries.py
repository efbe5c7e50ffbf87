"""What imessage-exporter writes around the words of people: dates, tapbacks, attachments, notices."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from studio.core.records import Reaction
from studio.ingest.values.dates import MONTHS

STAMP = r"[A-Z][a-z]{2} \d{1,2}, \d{4} {1,2}\d{1,2}:\d{2}:\d{2} [AP]M"
"""`May 17, 2022  5:29:42 PM`: the hour is padded with a space."""

_STAMP = re.compile(r"([A-Z][a-z]{2}) (\d{1,2}), (\d{4}) {1,2}(\d{1,2}):(\d{2}):(\d{2}) ([AP])M")
_VERBS = {"Loved": "❤️", "Liked": "👍", "Disliked": "👎", "Laughed": "😂", "Emphasized": "‼️", "Questioned": "❓"}
_TAPBACK = re.compile(r"(?P<what>\S{1,20}) by (?P<who>.+)")
_STICKER = re.compile(r"(?:\w+ )?Sticker from (?P<who>.+?)(?:: .*| not found!)|from (?P<bare>.+)")
_READ = re.compile(r"\(Read by (.+?) after .+\)")
_DONE = (
    r"(?:re)?named the conversation .+|renamed the conversation to .+|added .+ to the conversation\.|"
    r"removed .+ from the conversation\.|left the conversation\.|(?:changed|removed) the group photo\.|"
    r"(?:changed|removed) the chat background\.|changed their phone number\.|kept an audio message\.|"
    r"unsent a message!|performed unkn?own action .+"
)
ANNOUNCED = re.compile(rf"(?P<stamp>{STAMP}) (?P<said>(?P<who>.+?) (?P<done>{_DONE}))")
UNSENT = re.compile(r".{1,100} unsent this message part.*!")
EFFECTS = frozenset(
    f"Sent with {name}"
    for name in ("Confetti", "Echo", "Fireworks", "Balloons", "Heart", "Lasers", "Shooting Star", "Shooting Start",
                 "Sparkles", "Spotlight", "Slam", "Loud", "Gentle", "Invisible Ink")
)  # fmt: skip
RESPONDED = "This message responded to an earlier message."
REMOVED = "This message was deleted from the conversation!"
UNKNOWN = "Unable to format announcement!"
_PATH = re.compile(
    r"(?:~/Library|/Users|/home|/Volumes|/private|/var|[A-Za-z]:[\\/]|attachments[\\/]).*\.\w{1,8}|"
    r"~?/.*/(?:Messages|SMS|attachments|Attachments|StickerCache)/.+"
)
_MISSING = re.compile(r"Attachment missing!|Attachment does not exist!|(?:\w+ )?Sticker from .+|Unable to format app.*")


_LINE_LIMIT = 2000
"""Characters a line of the exporter's own may have."""


@dataclass(slots=True)
class Entry:
    """One message or announcement as the export shows it."""

    where: str
    stamp: str = ""
    sender: str | None = None
    parts: list[str] = field(default_factory=list)
    """What was said, part by part."""
    media: bool = False
    edited: bool = False
    removed: bool = False
    """Deleted by the owner, and still in Recently Deleted."""
    unsent: bool = False
    answers: bool = False
    """It stands in place and says that it answers something."""
    system: str | None = None
    """What an announcement says."""
    reactions: list[Reaction] = field(default_factory=list)
    key: str | None = None
    nested: bool = False
    """It stands below the message it answers."""
    parent: str | None = None
    """Key of the message it stands below."""

    @property
    def text(self) -> str | None:
        """What was said, or None."""
        said = "\n".join(self.parts)
        return said if said.strip() else None


def moment(stamp: str) -> datetime | None:
    """Local wall time of a stamp; None for a day or hour there is not."""
    match = _STAMP.search(stamp)
    month = MONTHS.get(match[1].casefold()) if match else None
    if match is None or month is None or not 1 <= int(match[4]) <= 12:
        return None
    hour = int(match[4]) % 12 + (12 if match[7] == "P" else 0)
    try:
        return datetime(int(match[3]), month, int(match[2]), hour, int(match[5]), int(match[6]))
    except ValueError:
        return None


def read_by(stamp: str) -> str:
    """Who read it, from `(Read by them after 2 seconds)`; empty where nothing is said."""
    match = _READ.search(stamp)
    return match[1] if match else ""


def tapback(text: str) -> Reaction | None:
    """`Loved by Jo`, `☕️ by Jo` or `Sticker from Jo: path`; None for what is no tapback."""
    if len(text) > _LINE_LIMIT:
        return None
    if match := _STICKER.fullmatch(text):
        return Reaction("sticker", match["who"] or match["bare"])
    match = _TAPBACK.fullmatch(text)
    if match is None or (match["what"] not in _VERBS and match["what"].isalnum()):
        return None
    return Reaction(_VERBS.get(match["what"], match["what"]), match["who"])


def is_attachment(line: str) -> bool:
    """Whether a line is the path of an attachment, or says that there was one."""
    return len(line) <= _LINE_LIMIT and bool(_PATH.fullmatch(line) or _MISSING.fullmatch(line))
