"""Fills the slots of a line, and gives each of the two their way of typing."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from life.cast import CONSTANTS, SURFACES
from life.chance import Chance

_SLOT = re.compile(r"\{([A-Za-z_]+?[\w.]*?)([+-]\d+)?\}")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_NAMES = "|".join(name for kind in ("PERSON", "LOCATION", "ORG", "ADDRESS") for name in SURFACES[kind])
_KEEP = re.compile(rf"(I\b|I'|[A-ZÆØÅ]{{2}}|Mum\b|Pelle|Danish|{_NAMES})")
_TO_HIM = {"I": "you", "I'm": "you're", "me": "you", "my": "your", "your": "my", "you're": "I'm", "you've": "I've"}
_SOFTENERS = {"T": ("haha ", "oh ", "hmm ", "ah "), "I": ("haha ", "oh ", "hm ", "ah ")}
_TAILS = {"T": (" x", " haha", " 😂", "!", " 😅", " 🙃"), "I": (" 😂", " haha", "!", " 😅", " ❤️", " skat", " 🙈")}
_FIRM = {"T": ("look. ", "mm. ", "ok. ", "honestly. "), "I": ("mm. ", "ok. ", "hm. ", "tom. ")}
_FIRM_TAILS = {"T": ("…", ", Ingrid", ", alright?"), "I": ("…", ", Tom", " 😔")}
_WARM = ("❤️", "😘", "😅", "🙈", "😂", "🥰")


@dataclass(slots=True)
class Frame:
    """What stays the same within one talk: the moment and the values already picked."""

    at: datetime
    values: dict[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    """Lines dealt in this talk, so that none comes twice."""


def ordinal(day: int) -> str:
    """`1st`, `22nd`, `13th`."""
    ending = "th" if 10 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def written_date(day: datetime, style: int) -> str:
    """A date as they write it: `14 November` or `the 14th of November`."""
    month = _MONTHS[day.month - 1]
    return f"{day.day} {month}" if style else f"the {ordinal(day.day)} of {month}"


def to_him(text: str) -> str:
    """Her wish as he says it: `where you are` becomes `where I am`."""
    text = re.sub(r"\byou are\b", "I am", text)
    text = re.sub(r"\b(that|because|when|see|hear) you\b(?= \w+)", r"\1 I", text)
    return re.sub(r"\b(I'm|I|me|my|your|you're|you've)(?![\w'])|\byou\b(?!')", _swap, text)


def _swap(found: re.Match[str]) -> str:
    word = found[0]
    if word == "I" and found.string[: found.start()].endswith(("that ", "because ", "see ", "hear ")):
        return word
    return "me" if word == "you" else _TO_HIM[word]


class Teller:
    """Renders lines; remembers what was said, so that little is said twice."""

    def __init__(self, chance: Chance, slots: dict[str, list[str]]) -> None:
        self.chance = chance
        self._slots = slots
        self.said: Counter[str] = Counter()
        self.dates: set[str] = set()

    def fill(self, line: str, frame: Frame) -> str:
        """The line with every slot filled; a slot keeps its value within a frame."""
        while _SLOT.search(line):
            line = _SLOT.sub(lambda m: self._value(m[1], int(m[2] or 0), bool(m[2]), frame), line)
        return line

    def _value(self, name: str, shift: int, shifted: bool, frame: Frame) -> str:
        moved = self._moment(name, shift, frame)
        if moved is not None:
            return moved
        if name in frame.values:
            return frame.values[name]
        if name in CONSTANTS:
            return CONSTANTS[name]
        pool = self._slots.get(name) or self._slots[name.rstrip("0123456789")]
        for _ in range(8):
            value = self.chance.deal(name, pool)
            if value not in frame.values.values():
                break
        frame.values[name] = value
        return value

    def _moment(self, name: str, shift: int, frame: Frame) -> str | None:
        if name == "hm":
            moment = frame.at + timedelta(minutes=shift)
            return f"{moment:%H}.{moment:%M}" if self.chance.under(0.5) else f"{moment:%H:%M}"
        if name == "month":
            return _MONTHS[(frame.at.month - 1 + shift) % 12]
        if name not in ("wd", "date", "dom"):
            return None
        day = frame.at + timedelta(days=shift)
        if name == "wd":
            return _WEEKDAYS[day.weekday()]
        text = written_date(day, self.chance.whole(0, 1)) if name == "date" else ordinal(day.day)
        self.dates.add(text)
        return text

    def pick(self, deck: str, options: list[str] | tuple[str, ...], frame: Frame) -> str:
        """A filled line of a pool that was not said before, as far as there is one."""
        best = ""
        for _ in range(2 * min(6, len(options))):
            option = self.chance.deal(deck, options)
            if option in frame.told:
                continue
            best = self.fill(option, frame)
            if not any(len(part) > 25 and self.said[part.strip()] for part in best.split("|")):
                frame.told.add(option)
                return best
        return best or self.fill(self.chance.deal(deck, options), frame)

    def typed(self, speaker: str, text: str, *, warm: bool, firm: bool = False) -> list[str]:
        """A line as that person types it: one message, or a slip and its correction."""
        text = text.strip()
        if text.startswith("<") or not text:
            return [text]
        text = self._case(speaker, text)
        if len(text) > 25 and self.said[text]:
            text = self._said_anew(speaker, text, firm)
        if warm and len(text) < 90 and self.chance.under(0.05):
            text = f"{text} {self.chance.one(_WARM)}"
        elif speaker == "T" and warm and self.chance.under(0.03):
            text += " x"
        self.said[text] += 1
        return self._slip(text) if self.chance.under(0.02) else [text]

    def _case(self, speaker: str, text: str) -> str:
        if speaker == "T":
            return text if self.chance.under(0.1) else text[0].upper() + text[1:]
        if _KEEP.match(text) or self.chance.under(0.06):
            return text
        return text[0].lower() + text[1:]

    def _said_anew(self, speaker: str, text: str, firm: bool) -> str:
        heads, tails = (_FIRM, _FIRM_TAILS) if firm else (_SOFTENERS, _TAILS)
        for _ in range(12):
            if self.chance.under(0.65) and text[-1] not in "?!…)" and ord(text[-1]) < 0x2000:
                again = text.rstrip(".") + self.chance.one(tails[speaker])
                if not self.said[again]:
                    return again
                continue
            soft = self.chance.one(heads[speaker])
            rest = text if _KEEP.match(text) else text[0].lower() + text[1:]
            again = self._case(speaker, soft + rest)
            if not self.said[again]:
                return again
        return text

    def _slip(self, text: str) -> list[str]:
        words = [w for w in re.findall(r"[a-zæøå]{5,}", text) if "http" not in text and "@" not in text]
        if not words:
            return [text]
        word = self.chance.one(words)
        at = self.chance.whole(1, len(word) - 3)
        wrong = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if wrong == word:
            return [text]
        slipped = text.replace(word, wrong, 1)
        return [slipped, f"*{word}"] if self.chance.under(0.6) else [slipped]
