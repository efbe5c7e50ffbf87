"""Units: what is read at once. A message of a chat is one, a whole note is one, so that what is repeated costs once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import NamedTuple

from studio.scrub.entities import Finding
from studio.scrub.lexicon.questions import asks

ME = "Me"
"""What the person is called at the head of their own messages; it names nobody."""

_HEAD = re.compile(r"(?m)^([^\n:]{1,80}): ")


class Unit(NamedTuple):
    """A part of a text that is read by itself."""

    start: int
    """Where it begins in the text."""
    text: str


def units(text: str, heads: Set[str]) -> list[Unit]:
    """The units of a text, in order: each line that begins `Name: ` opens one, its name being one too.

    A message that asks for a password or a code is read together with its answer.

    Args:
        text: Any text.
        heads: Names that stand in front of messages, as they are written there.
    """
    found: list[Unit] = []
    at = 0
    for match in _HEAD.finditer(text):
        if match[1] != ME and match[1] not in heads:
            continue
        if at and asks(text[max(at, match.start() - 120) : match.start()]):
            continue
        _add(found, text, at, match.start())
        if match[1] != ME:
            found.append(Unit(match.start(), match[1] + ":"))
        at = match.end()
    _add(found, text, at, len(text))
    return found


def _add(found: list[Unit], text: str, start: int, end: int) -> None:
    body = text[start:end].rstrip("\n")
    if body and not body.isspace():
        found.append(Unit(start, body))


def joined(parts: Sequence[Unit], findings: Mapping[str, Sequence[Finding]]) -> list[Finding]:
    """The findings of a text's units, in reading order, with places in the whole text.

    Args:
        parts: The units of one text.
        findings: Unit text → what was found in it.
    """
    return [
        replace(f, start=f.start + part.start, end=f.end + part.start)
        for part in parts
        for f in findings.get(part.text, ())
    ]
