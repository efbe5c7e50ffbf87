"""Where things stand in a scheme file, line by line, so that an error can name a line and an edit can touch one."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

_HEAD = re.compile(r"^\s*\[(?!\[)\s*([^\]#]+?)\s*\]\s*(?:#.*)?$")
_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_ASSIGN = re.compile(rf"^\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*=")
_PART = re.compile(_KEY)
_CLOSES = re.compile(r"""(?:[\]}]|\"{3}|'{3})\s*,?\s*(?:#.*)?$""")


@dataclass(frozen=True, slots=True)
class Entry:
    """One key with its value."""

    path: tuple[str, ...]
    """Table and key, `("trigger", "1")`; a key before any table stands alone."""
    first: int
    """0-based line the key is on."""
    last: int
    """0-based last line of its value."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The heads and keys of a file; it reads what it can of one that is not valid TOML."""

    heads: dict[tuple[str, ...], int]
    """Table → 0-based line of its head, the first where it stands twice."""
    entries: tuple[Entry, ...]
    twice: tuple[tuple[str, ...], int] | None = None
    """The first table or key that stands a second time, and the 0-based line of that."""

    def entry(self, *path: str) -> Entry | None:
        """The entry of a table and key."""
        return next((e for e in self.entries if e.path == path), None)

    def line(self, *path: str) -> int | None:
        """1-based line of a key, else of the nearest thing around it, else None."""
        for end in range(len(path), 0, -1):
            part = path[:end]
            if part in self.heads:
                return self.heads[part] + 1
            if found := self.entry(*part):
                return found.first + 1
            if inside := next((e for e in self.entries if e.path[:end] == part), None):
                return inside.first + 1
        return None

    def last_line(self, table: str) -> int | None:
        """0-based last line that belongs to a table, None when it has no head of its own."""
        if (table,) not in self.heads:
            return None
        head = self.heads[(table,)]
        after = min((n for n in self.heads.values() if n > head), default=None)
        inside = [e.last for e in self.entries if e.first > head and (after is None or e.first < after)]
        return max([head, *inside])


def layout(lines: Sequence[str]) -> Layout:
    """Read where the heads and keys stand."""
    heads: dict[tuple[str, ...], int] = {}
    entries: list[Entry] = []
    twice: tuple[tuple[str, ...], int] | None = None
    seen: set[tuple[str, ...]] = set()
    table: tuple[str, ...] = ()
    at = 0
    while at < len(lines):
        line = lines[at]
        if head := _HEAD.match(line):
            table = _parts(head[1])
            twice = twice or ((table, at) if table in heads else None)
            heads.setdefault(table, at)
        elif assign := _ASSIGN.match(line):
            last = _last_of_value(lines, at)
            path = (*table, *_parts(assign[1]))
            twice = twice or ((path, at) if path in seen else None)
            seen.add(path)
            entries.append(Entry(path, at, last))
            at = last
        at += 1
    return Layout(heads, tuple(entries), twice)


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(_plain(part) for part in _PART.findall(dotted))


def _plain(part: str) -> str:
    if part[0] == '"':
        try:
            return str(json.loads(part))
        except ValueError:
            return part.strip('"')
    return part.strip("'")


def _last_of_value(lines: Sequence[str], first: int) -> int:
    if _reads(lines[first]):
        return first
    for last in range(first + 1, len(lines)):
        if _CLOSES.search(lines[last]) and _reads("\n".join(lines[first : last + 1])):
            return last
    return first


def _reads(text: str) -> bool:
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
