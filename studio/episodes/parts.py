"""Which messages of a session are situation, response and outcome."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from studio.store.records import StoredMessage

VOICE = ("text", "media")
"""Message types with which somebody says something; calls and reactions go along with what is around them."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A session in three parts; every message is in exactly one."""

    situation: tuple[StoredMessage, ...]
    """What led up to the response; empty when the person opened and never answered a reply."""
    response: tuple[StoredMessage, ...]
    outcome: tuple[StoredMessage, ...]


def voices(messages: Sequence[StoredMessage], me: Set[str]) -> tuple[bool, bool]:
    """Whether the person speaks in these messages, and whether somebody else does."""
    mine = any(m.sender in me for m in messages if m.type in VOICE)
    others = any(m.sender not in me for m in messages if m.type in VOICE)
    return mine, others


def divide(messages: Sequence[StoredMessage], me: Set[str]) -> Parts | None:
    """A session's three parts, or None when it has only one voice.

    The situation runs up to the person's first words after somebody else spoke; the response is their run of words
    from there; the rest is the outcome. If they opened and never answered the reply, the opening is the response.
    """
    said = [(i, m.sender in me) for i, m in enumerate(messages) if m.type in VOICE]
    heard = next((n for n, (_, mine) in enumerate(said) if not mine), None)
    if heard is None or not any(mine for _, mine in said):
        return None
    answer = next((n for n in range(heard, len(said)) if said[n][1]), None)
    begin = answer if answer is not None else 0
    stop = begin
    while stop + 1 < len(said) and said[stop + 1][1]:
        stop += 1
    first = said[begin][0] if answer is not None else 0
    after = said[stop][0] + 1
    return Parts(tuple(messages[:first]), tuple(messages[first:after]), tuple(messages[after:]))
