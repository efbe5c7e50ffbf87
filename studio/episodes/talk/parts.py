"""Which messages of a session are situation, response and outcome."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from studio.episodes.talk.lines import quote
from studio.episodes.talk.tone import Tone, tone
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
    why: str = ""
    """Why the response is taken for the response, in plain words."""


def voices(messages: Sequence[StoredMessage], me: Set[str]) -> tuple[bool, bool]:
    """Whether the person speaks in these messages, and whether somebody else does."""
    mine = any(m.sender in me for m in messages if m.type in VOICE)
    others = any(m.sender not in me for m in messages if m.type in VOICE)
    return mine, others


def divide(messages: Sequence[StoredMessage], me: Set[str], tones: Sequence[Tone] | None = None) -> Parts | None:
    """A session's three parts, or None when it has only one voice.

    The response is the person's run of words after the coldest line somebody else said (the first of the coldest, of
    those that were answered), else their first words after somebody else spoke. The situation is everything before it,
    the outcome everything after. If they opened and never answered the reply, the opening is the response.

    Args:
        messages: Of one conversation, in order.
        me: The person's own names.
        tones: Of each message, where they are known already.
    """
    said = [(i, m.sender in me) for i, m in enumerate(messages) if m.type in VOICE]
    heard = next((n for n, (_, mine) in enumerate(said) if not mine), None)
    if heard is None or not any(mine for _, mine in said):
        return None
    answer = next((n for n in range(heard, len(said)) if said[n][1]), None)
    why = ""
    if answer is not None:
        hot = _coldest(messages, said, tones)
        if hot is not None:
            answer = next(n for n in range(hot, len(said)) if said[n][1])
            why = "your answer is the first after {}, the coldest line"
            heard = hot
        else:
            why = "your answer is the first after {}"
            heard = answer - 1
    begin = answer if answer is not None else 0
    stop = begin
    while stop + 1 < len(said) and said[stop + 1][1]:
        stop += 1
    first = said[begin][0] if answer is not None else 0
    after = said[stop][0] + 1
    told = why.format(_quoted(messages[said[heard][0]])) if answer is not None else "you opened and did not answer"
    return Parts(tuple(messages[:first]), tuple(messages[first:after]), tuple(messages[after:]), told)


def _coldest(
    messages: Sequence[StoredMessage], said: Sequence[tuple[int, bool]], tones: Sequence[Tone] | None
) -> int | None:
    """Place in `said` of the first of the coldest lines of somebody else that the person answered; None without one."""
    last = max((n for n, (_, mine) in enumerate(said) if mine), default=-1)
    found, most = None, 1.0
    for n, (i, mine) in enumerate(said[: last + 1]):
        if mine or messages[i].type != "text":
            continue
        degree = (tones[i] if tones is not None else tone(messages[i].text or ""))[1]
        if degree >= 1 and (found is None or degree > most):
            found, most = n, degree
    return found


def _quoted(message: StoredMessage) -> str:
    return quote(message.text) if message.type == "text" and message.text else "their message"
