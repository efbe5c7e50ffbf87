"""Changing a scheme file line by line, so that the person's comments and order stay: a merge, a split, a revision."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from studio.core.errors import StudioError, UsageError
from studio.label.codebook.scheme import KEYED, SPARE_KEYS, VALUE_KEYS, Scheme
from studio.label.codebook.scheme_file import parse_scheme
from studio.label.codebook.scheme_lines import Entry, layout

_WIDTH = 110
_TEXT = re.compile(r"""(=\s*)("(?:[^"\\]|\\.)*"|'[^']*')""")
_BARE = re.compile(r"^[A-Za-z0-9_-]+$")
FORMER_HEAD = ("", "# What became of values that are no longer offered; labels given before keep them.", "[former]")


def merged(scheme: Scheme, name: str, old: str, into: str) -> str:
    """The scheme's text one revision on, with the value `old` of a field merged into another.

    Raises:
        StudioError: the file is laid out in a way that cannot be edited by line.
    """
    edit = _Edit(scheme)
    edit.revision()
    if name == "topics":
        edit.topics(old, (into,) if into not in scheme.topics.values else ())
    else:
        edit.drop(name, edit.key_of(name, old))
    if not edit.elsewhere(name, old):
        for table in ("help", "colours"):
            edit.drop(table, old)
    if name == "trigger" and old in scheme.cues:
        both = dict.fromkeys((*scheme.cues.get(into, ()), *scheme.cues[old]))
        if into in scheme.cues:
            edit.drop("cues", old)
            edit.put("cues", into, _list(into, list(both)))
        else:
            edit.put("cues", old, _list(into, list(both)))
    edit.former(name, old, (into,))
    return edit.done()


def divided(scheme: Scheme, name: str, old: str, new: Sequence[str]) -> str:
    """The scheme's text one revision on, with the value `old` of a field split; `old` may be one of the new ones.

    Raises:
        UsageError: no key is free for a new value.
        StudioError: the file is laid out in a way that cannot be edited by line.
    """
    edit = _Edit(scheme)
    edit.revision()
    stays = old in new
    first = old if stays else new[0]
    more = [value for value in new if value != first]
    if name == "topics":
        edit.topics(old, new)
    else:
        key = edit.key_of(name, old)
        lines = [f'{free} = "{value}"' for free, value in zip(_free_keys(scheme, name, len(more)), more, strict=True)]
        edit.revalue(name, key, first, lines)
    if not stays and not edit.elsewhere(name, old):
        edit.drop("help", old)
        edit.rename("colours", old, first)
    if not stays and name == "trigger":
        edit.rename("cues", old, first)
    edit.former(name, old, tuple(new))
    return edit.done()


def renamed(scheme: Scheme, name: str, header: str) -> str:
    """A scheme's text under another name, as a fresh file: revision 1, and `header` for its opening comment."""
    lines = scheme.text.split("\n")
    body = next(n for n, line in enumerate(lines) if line.strip() and not line.startswith("#"))
    lines[:body] = header.splitlines()
    text = "\n".join(lines)
    text = re.sub(r"^name\s*=.*$", f'name = "{name}"', text, count=1, flags=re.MULTILINE)
    return re.sub(r"^revision\s*=.*$", "revision = 1", text, count=1, flags=re.MULTILINE)


def _free_keys(scheme: Scheme, name: str, count: int) -> list[str]:
    taken = {choice.key for d in scheme.dimensions if d.name in KEYED for choice in d.choices}
    free = [key for key in dict.fromkeys((*KEYED[name], *SPARE_KEYS, *VALUE_KEYS)) if key not in taken]
    if len(free) < count:
        raise UsageError(
            f"Only {len(free)} keys are free in the scheme {scheme.stamp}, and {count} are needed.",
            fix="Merge two values first, or take one away.",
            code="no_key",
        )
    return free[:count]


@dataclass
class _Edit:
    """Edits of one file, kept by line and made from the bottom up."""

    scheme: Scheme
    lines: list[str] = field(init=False)
    changes: dict[int, tuple[int, list[str]]] = field(default_factory=dict)
    """0-based first line → (line after the last, what stands there instead)."""

    def __post_init__(self) -> None:
        self.lines = self.scheme.text.removesuffix("\n").split("\n")
        self._layout = layout(self.lines)

    def revision(self) -> None:
        entry = self._entry("revision")
        line = re.sub(r"=\s*[0-9_]+", f"= {self.scheme.revision + 1}", self.lines[entry.first], count=1)
        self.changes[entry.first] = (entry.last + 1, [line])

    def key_of(self, name: str, value: str) -> str:
        choice = self.scheme.dimension(name).by_value(value)
        if choice is None:
            raise self._cannot()
        return choice.key

    def elsewhere(self, name: str, value: str) -> bool:
        """True when another field has a value of that name, whose help and colour must stay."""
        return any(value in d.values for d in self.scheme.dimensions if d.name != name)

    def drop(self, table: str, key: str) -> None:
        if entry := self._layout.entry(table, key):
            self.changes[entry.first] = (entry.last + 1, [])

    def put(self, table: str, key: str, lines: list[str]) -> None:
        entry = self._entry(table, key)
        self.changes[entry.first] = (entry.last + 1, lines)

    def rename(self, table: str, key: str, other: str) -> None:
        if entry := self._layout.entry(table, key):
            first = re.sub(rf"^(\s*)[\"']?{re.escape(key)}[\"']?(\s*=)", rf"\g<1>{other}\g<2>", self.lines[entry.first])
            self.changes[entry.first] = (entry.last + 1, [first, *self.lines[entry.first + 1 : entry.last + 1]])

    def revalue(self, table: str, key: str, value: str, more: list[str]) -> None:
        entry = self._entry(table, key)
        line = _TEXT.sub(lambda m: f'{m[1]}"{value}"', self.lines[entry.first], count=1)
        self.changes[entry.first] = (entry.last + 1, [line, *more])

    def topics(self, old: str, instead: Sequence[str]) -> None:
        words: dict[str, None] = {}
        for value in self.scheme.topics.values:
            words.update(dict.fromkeys(instead if value == old else (value,)))
        self.put("topics", "values", _list("values", list(words)))

    def former(self, name: str, old: str, became: tuple[str, ...]) -> None:
        was = self.scheme.former.get((name, old))
        if was is not None:
            words = dict.fromkeys(v for one in was for v in (became if one == old else (one,)))
            self.put_former(name, old, tuple(words))
            return
        line = _former_line(name, old, became)
        last = self._layout.last_line("former")
        at = len(self.lines) if last is None else last + 1
        self.changes[at] = (at, [*FORMER_HEAD, line] if last is None else [line])

    def put_former(self, name: str, old: str, became: tuple[str, ...]) -> None:
        entry = self._layout.entry("former", name, old)
        if entry is None:
            raise self._cannot()
        bare = ("former", name) in self._layout.heads
        line = _former_line(name, old, became)
        self.changes[entry.first] = (entry.last + 1, [line.removeprefix(f"{name}.") if bare else line])

    def done(self) -> str:
        """The new text, read back once to be sure of it."""
        lines = list(self.lines)
        for first in sorted(self.changes, reverse=True):
            after, instead = self.changes[first]
            lines[first:after] = instead
        text = "\n".join(lines) + "\n"
        try:
            read = parse_scheme(text, self.scheme.path or Path("scheme"))
        except StudioError as problem:
            raise self._cannot(problem.message) from problem
        if read.revision != self.scheme.revision + 1:
            raise self._cannot()
        return text

    def _entry(self, *path: str) -> Entry:
        entry = self._layout.entry(*path)
        if entry is None:
            raise self._cannot()
        return entry

    def _cannot(self, why: str = "") -> StudioError:
        return StudioError(
            f"The scheme {self.scheme.path} is laid out in a way that cannot be changed line by line"
            + (f": {why}" if why else "."),
            fix="Change it by hand: one key to a line under its table, and one more on `revision`.",
            code="bad_scheme",
        )


def _former_line(name: str, old: str, became: Sequence[str]) -> str:
    return f"{name}.{old if _BARE.match(old) else _quoted(old)} = [{', '.join(map(_quoted, became))}]"


def _list(key: str, words: Sequence[str]) -> list[str]:
    one = f"{key} = [{', '.join(map(_quoted, words))}]"
    if len(one) <= _WIDTH:
        return [one]
    rows: list[str] = []
    for word in words:
        piece = f"{_quoted(word)},"
        if rows and len(rows[-1]) + 1 + len(piece) <= _WIDTH:
            rows[-1] += f" {piece}"
        else:
            rows.append(f"    {piece}")
    return [f"{key} = [", *rows, "]"]


def _quoted(word: str) -> str:
    return json.dumps(word, ensure_ascii=False)
