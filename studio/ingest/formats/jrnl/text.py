"""jrnl's own journal file: `[2024-05-01 09:00] Title.` opens an entry, the lines below are its body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from studio.core.errors import InputError
from studio.ingest.values.dates import common_order, find_date, read_moment, undecided

_BRACKETED = re.compile(r"\[([^\[\]\n]{6,40})\](?: |$)(?P<text>.*)")
_OLD = re.compile(
    r"(\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}|\d{1,2}([./-])\d{1,2}\2\d{4} \d{1,2}:\d{2})(?: |$)(?P<text>.*)"
)
_SENTENCE = re.compile(r"[.!?…‼‽⁇⁈⁉][’'\"”]?[\])]{0,3}\s+|[！．？。]")
_SPOKEN = re.compile(r"\W{0,3}([^:\n]{1,60}): ")
_TAG = re.compile(r"(?<!\S)[@#]([-+*#/\w]+)")
_ASK_ORDER = "Say --date-order dmy (day first) or --date-order mdy (month first)."


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a journal file."""

    line: int
    """1-based line of its date."""
    said: str
    """Its date as written."""
    text: str
    """Everything after the date: title and body."""


def split(text: str) -> tuple[str, list[Entry]]:
    """What stands above the first entry, and the entries; dates in brackets, or bare where the file opens with one."""
    lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    for shape in (_OLD, _BRACKETED) if _opens(_OLD, first) else (_BRACKETED, _OLD):
        starts = [(at, match) for at, line in enumerate(lines) if (match := _opens(shape, line))]
        if starts:
            break
    else:
        return text, []
    ends = [at for at, _match in starts[1:]] + [len(lines)]
    entries = [
        Entry(at + 1, match[1], "\n".join([match["text"], *lines[at + 1 : end]]).strip("\n"))
        for (at, match), end in zip(starts, ends, strict=True)
    ]
    return "\n".join(lines[: starts[0][0]]), entries


def looks_like_jrnl(text: str) -> float:
    """0..1 for the first part of a text: whether it opens with an entry, and the entries are nobody's messages."""
    before, entries = split(text)
    if before.strip() or not entries:
        return 0.0
    speakers = [match[1] for entry in entries if (match := _SPOKEN.match(entry.text))]
    if len(speakers) == len(entries) or (0.6 * len(entries) <= len(speakers) > len(set(speakers))):
        return 0.1
    if text.lstrip("\ufeff \n").startswith("["):
        return 0.93
    apart = sum(bool(entry.text.strip()) for entry in entries)
    return 0.92 if apart >= 2 and not any(re.match(r"\s*[-–|\t,;]", entry.text) for entry in entries) else 0.3


def dates(entries: list[Entry], order: str, *, where: str) -> list[datetime]:
    """The moments of entries; which number is the day is decided once for the file.

    Raises:
        InputError: nothing decides it (`date_order`).
    """
    order = order or common_order(entry.said for entry in entries)
    if not order and any(read_moment(entry.said) is None and undecided(entry.said) for entry in entries):
        raise InputError(f"{where}: its dates could be day or month first.", fix=_ASK_ORDER, code="date_order")
    found = []
    for entry in entries:
        at = read_moment(entry.said)
        date = None if at else find_date(entry.said, order)
        found.append(at or (date.at if date else datetime.min))
    return found


def title_and_body(text: str) -> tuple[str, str, bool]:
    """First sentence or line, the rest, and whether a `*` ends the first line, which stars the entry."""
    first, _newline, rest = text.partition("\n")
    starred = first.rstrip().endswith("*")
    if starred:
        first = first.rstrip()[:-1].rstrip()
    end = _SENTENCE.search(first)
    if end is not None:
        below = first[end.end() :]
        first = first[: end.end()].rstrip()
        rest = f"{below}\n{rest}" if rest and below else below or rest
    return first.strip(), rest.strip("\n"), starred


def tags(text: str) -> list[str]:
    """The words marked `@so` or `#so`, each once, without the mark."""
    words = (match[1].strip("-+*#/") for match in _TAG.finditer(text))
    return list({word.casefold(): word for word in words if word and not word.isdigit()}.values())


def _opens(shape: re.Pattern[str], line: str) -> re.Match[str] | None:
    match = shape.match(line)
    return match if match is not None and _is_date(match[1]) else None


def _is_date(text: str) -> bool:
    """Whether a text is a date and a time, and nothing more; a comma after the date is how chats write it."""
    if "," in text or not re.search(r"\d[:.]\d\d(?!\d)", text):
        return False
    if read_moment(text) is not None:
        return True
    found = find_date(text, "dmy") or find_date(text, "mdy")
    return found is not None and not re.search(r"\w", re.sub(r":\d\d$", "", text[: found.start] + text[found.end :]))
