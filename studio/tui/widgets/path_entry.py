"""A line to type or paste a path into; Tab completes it as a shell does."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

MANY = 4000
"""Names of one folder looked at for a completion."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What Tab found."""

    text: str
    """The line as far as every candidate agrees."""
    candidates: tuple[str, ...]
    """Names that fit, folders with a `/`; one when the line is complete."""


def typed_path(line: str) -> Path | None:
    """The path meant by a typed, pasted or dropped line: quotes, `file://`, and a shell's backslashes taken off."""
    text = line.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    if text.startswith("file://"):
        from urllib.parse import unquote

        text = unquote(text.removeprefix("file://"))
    if not text or "\0" in text:
        return None
    path = Path(text).expanduser()
    unescaped = Path(text.replace("\\ ", " ").replace("\\(", "(").replace("\\)", ")")).expanduser()
    return unescaped if "\\" in text and not _there(path) else path


def complete(line: str) -> Completion:
    """Names in the folder the line points into that begin as it ends."""
    folder, _, begun = line.rpartition("/")
    where = Path(f"{folder}/" if folder or line.startswith("/") else ".").expanduser()
    names: list[str] = []
    try:
        with os.scandir(where) as entries:
            for entry, _ in zip(entries, range(MANY), strict=False):
                if entry.name.startswith(begun) and (begun.startswith(".") or not entry.name.startswith(".")):
                    names.append(entry.name + ("/" if entry.is_dir() else ""))
    except OSError:
        return Completion(line, ())
    names.sort(key=str.casefold)
    shared = _shared(names) if names else begun
    head = line[: len(line) - len(begun)]
    return Completion(head + shared, tuple(names))


def _shared(names: list[str]) -> str:
    """What all names begin with."""
    first, last = min(names), max(names)
    same = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[:same]


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


class PathEntry(Input):
    """An `Input` for paths."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "Complete", id="path.complete", tooltip="Complete the path"),
        Binding("enter", "submit", "Bring in", id="path.submit", tooltip="Bring in what the path holds"),
        Binding("escape,down", "leave", "Leave", id="path.leave", tooltip="Leave the line as it is"),
    ]

    @dataclass
    class Candidates(Message):
        """Tab found several names, or none."""

        names: Sequence[str]

    class Left(Message):
        """The person left the line."""

    def action_complete(self) -> None:
        """Complete as far as the names agree, and tell which there are when they do not."""
        found = complete(self.value)
        if found.text != self.value:
            self.value = found.text
            self.cursor_position = len(found.text)
        if len(found.candidates) != 1:
            self.post_message(self.Candidates(found.candidates))

    def action_leave(self) -> None:
        """Give the keys back to the room."""
        self.post_message(self.Left())
