"""Talks out of a conversation: silence parts them, and so do farewells, greetings and a fight that flares up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from studio.core.clock import lived_day
from studio.core.progress import Pace, Stop
from studio.episodes.talk.flare import flare
from studio.episodes.talk.joints import (
    another_matter,
    answers,
    call_seconds,
    closes,
    greets_the_day,
    links,
    opens,
    takes_up,
)
from studio.episodes.talk.lines import quote
from studio.episodes.talk.sessions import spell_minutes, stretches
from studio.episodes.talk.tone import NEUTRAL, Tone, tone
from studio.episodes.talk.wording import content_words, tokens
from studio.store.records import StoredMessage

LONGER = 3
"""A silence up to so many times the threshold is bridged when the next line takes the talk up again."""
LINK_LONGER = 2
"""The same for a mere "so" or "but", and for the answer to a question."""
BRIDGED_AT_MOST = 6 * 60
"""Minutes of silence that no words bridge."""
FEWEST_MINUTES = 8
"""A shorter pause never ends a talk."""
LONGEST = timedelta(hours=24)
"""A talk never goes on for longer (nor for longer than `LONGEST_GAPS` thresholds, where those are more)."""
LONGEST_GAPS = 4
_EARLIER = 6
"""Lines before a pause that are looked at."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Messages of one conversation that belong together, and why."""

    messages: tuple[StoredMessage, ...]
    tones: tuple[Tone, ...]
    """How warm and how cold each message is."""
    words: frozenset[str]
    """What may tell what it is about."""
    cold_lines: int
    """How many of its lines are cold."""
    heat: float
    """How cold its lines are together."""
    begins: str = ""
    """Why it begins where it does, in plain words."""
    goes_on: str = ""
    """Why a long pause inside it did not end it; empty when there is none."""
    ends: str = ""


def talks(
    messages: Iterable[StoredMessage], gap_minutes: int, *, pace: Pace | None = None, stop: Stop | None = None
) -> list[Talk]:
    """Every talk, each spoken message in exactly one.

    Beyond the silence that ends a session: what a call took is no silence; a shorter pause ends a talk that was closed
    (a farewell, thanks) when the next line opens anew (a greeting, another matter); a longer one, up to `LONGER` times,
    does not when the next line takes the talk up (a repair, an answer to it, its words quoted); and a fight that flares
    up inside a long talk is a talk of its own. Where a conversation never falls silent, the longest pause of its second
    half-day parts it.

    Args:
        messages: In order of conversation and time.
        gap_minutes: Silence that ends a talk.
        pace: Told how many messages were read.
        stop: Polled.
    """
    longest = max(gap_minutes, min(gap_minutes * LONGER, BRIDGED_AT_MOST))
    vocabulary: dict[str, str] = {}
    found: list[Talk] = []
    read = 0
    for block in stretches(messages, longest, silence):
        found += _within(block, gap_minutes * 60.0, vocabulary)
        read += len(block)
        if pace:
            pace.at(read)
        if stop:
            stop.check()
    return list(_framed(found))


def silence(before: StoredMessage, after: StoredMessage) -> float:
    """Seconds between two messages in which nobody spoke; a call goes on for as long as it took."""
    seconds = (after.sent_at - before.sent_at).total_seconds()
    if before.type == "call":
        return max(0.0, seconds - min(call_seconds(before.text), 86400.0))
    return seconds


def _within(block: Sequence[StoredMessage], gap: float, vocabulary: dict[str, str]) -> Iterator[Talk]:
    """The talks of messages between which no silence is longer than words could bridge."""
    begin, begins, goes_on = 0, "", ""
    most = max(LONGEST, timedelta(seconds=LONGEST_GAPS * gap))
    for n in range(1, len(block)):
        if block[n].sent_at - block[begin].sent_at > most:
            middle = _longest_pause(block, begin, n, most / 2)
            yield from _flared(_talk(block[begin:middle], begins, goes_on, vocabulary))
            paused = spell_silence(silence(block[middle - 1], block[middle]))
            begin, begins, goes_on = middle, f"begins after {paused}, in a talk that went on for more than a day", ""
            if middle == n:
                continue
        quiet = silence(block[n - 1], block[n])
        if quiet < FEWEST_MINUTES * 60:
            continue
        if quiet > gap:
            carried = _carried_on(block, begin, n, quiet, gap)
            if carried:
                goes_on = goes_on or f"goes on after {spell_silence(quiet)}: {carried}"
                continue
            why = ""
        else:
            why = _ended(block, begin, n, quiet, gap)
            if not why:
                continue
        yield from _flared(_talk(block[begin:n], begins, goes_on, vocabulary))
        begin, begins, goes_on = n, why, ""
    yield from _flared(_talk(block[begin:], begins, goes_on, vocabulary))


def _longest_pause(block: Sequence[StoredMessage], begin: int, n: int, after: timedelta) -> int:
    """Where the longest pause up to message `n` ends, looked for from some time into the talk; the last of equals."""
    places = [k for k in range(begin + 1, n + 1) if block[k].sent_at - block[begin].sent_at >= after]
    return max(places, key=lambda k: (silence(block[k - 1], block[k]), k))


def _carried_on(block: Sequence[StoredMessage], begin: int, n: int, quiet: float, gap: float) -> str:
    """How the line after a long pause takes the talk up again; empty when it does not."""
    last, new = block[n - 1], block[n]
    if lived_day(last.sent_at) != lived_day(new.sent_at):
        return ""
    if new.reply_to and any(m.id == new.reply_to for m in block[begin:n]):
        return "it answers a message from before"
    text = _text(new)
    if not text or greets_the_day(text):
        return ""
    if words := takes_up(text, [_text(m) for m in block[begin:n]]):
        return f"“{words}” takes it up again"
    if quiet > gap * LINK_LONGER or opens(text):
        return ""
    if small := links(text):
        return f"“{small}” carries it on"
    answered = new.sender != last.sender and _text(last) and answers(text, _text(last))
    return f"it answers {quote(_text(last))}" if answered else ""


def _ended(block: Sequence[StoredMessage], begin: int, n: int, quiet: float, gap: float) -> str:
    """Why a talk begins after a pause that is not long in itself; empty when it does not."""
    new = block[n]
    text = _text(new)
    if new.reply_to and any(m.id == new.reply_to for m in block[begin:n]):
        return ""
    greeting = opens(text)
    before = [_text(m) for m in block[max(begin, n - _EARLIER) : n]]
    closing = next((c for line in reversed(before[-2:]) if (c := closes(line))), None)
    after = spell_silence(quiet)
    if greeting and greets_the_day(text) and quiet >= gap / 2:
        return f"begins with “{greeting}” after {after}"
    if closing is None or takes_up(text, before):
        return ""
    plain = closing[1]
    if greeting and quiet >= (gap / 6 if plain else gap / 3):
        return f"begins with “{greeting}” after {after}, when “{closing[0]}” had closed the talk before"
    if quiet < gap / (3 if plain else 2) or links(text) or (closes(text) and len(tokens(text)) <= 3):
        return ""
    if another_matter([_text(m) for m in block[n : n + 3]], before):
        return f"begins with another matter after {after}, when “{closing[0]}” had closed the talk before"
    return ""


def _talk(messages: Sequence[StoredMessage], begins: str, goes_on: str, vocabulary: dict[str, str]) -> Talk:
    tones: list[Tone] = []
    words: set[str] = set()
    for m in messages:
        if not m.text or m.type == "call":
            tones.append(NEUTRAL)
            continue
        told = tokens(m.text)
        tones.append(tone(m.text, told))
        words.update(told)
    telling = frozenset(vocabulary.setdefault(word, word) for word in content_words(words))
    cold = [degree for _, degree in tones if degree >= 1]
    return Talk(tuple(messages), tuple(tones), telling, len(cold), sum(cold), begins, goes_on)


def _flared(talk: Talk) -> Iterator[Talk]:
    """A talk, or what came before a fight in it, the fight, and what came after."""
    found = flare(talk.messages, [cold for _, cold in talk.tones]) if talk.cold_lines else None
    if found is None:
        yield talk
        return
    start, stop = found
    pieces = [(0, start, "before"), (start, stop, "fight"), (stop, len(talk.messages), "after")]
    for begin, end, kind in pieces:
        if begin == end:
            continue
        piece = _talk(talk.messages[begin:end], talk.begins if begin == 0 else "", "", {})
        if begin == 0:
            piece = replace(piece, goes_on=talk.goes_on)
        if kind == "fight":
            hot = next(m for m, (_, cold) in zip(piece.messages, piece.tones, strict=True) if cold >= 1)
            share = f"{piece.cold_lines} of {len(piece.messages)} lines are cold"
            piece = replace(piece, begins=f"begins where the tone turns: {quote(_text(hot))}, {share}")
            if end < len(talk.messages):
                piece = replace(piece, ends="ends where the tone is calm again")
        elif kind == "after":
            piece = replace(piece, begins="begins where the tone is calm again, in a talk that went on")
        else:
            piece = replace(piece, ends="ends where the tone turns")
        yield piece


def _framed(found: Sequence[Talk]) -> Iterator[Talk]:
    """The talks with how each begins and ends in words."""
    for n, talk in enumerate(found):
        before = found[n - 1] if n and found[n - 1].messages[0].conversation == talk.messages[0].conversation else None
        after = found[n + 1] if n + 1 < len(found) else None
        if after is not None and after.messages[0].conversation != talk.messages[0].conversation:
            after = None
        begins, ends = talk.begins, talk.ends
        if not begins:
            quiet = silence(before.messages[-1], talk.messages[0]) if before else 0.0
            begins = f"begins after {spell_silence(quiet)} of silence" if before else "begins the conversation"
        if not ends:
            last = next((m for m in reversed(talk.messages) if _text(m)), None)
            closing = closes(_text(last)) if last else None
            if closing:
                ends = f"ends with “{closing[0]}”"
            elif after is None:
                ends = "ends the conversation so far"
            else:
                ends = f"ends before {spell_silence(silence(talk.messages[-1], after.messages[0]))} of silence"
        yield replace(talk, begins=begins, ends=ends)


def spell_silence(seconds: float) -> str:
    """`5 h`, `70 min` as `1 h 10 min`, `3 days`."""
    lasted = timedelta(seconds=seconds)
    if lasted >= timedelta(hours=48):
        return f"{lasted.days} days"
    return spell_minutes(max(1, round(seconds / 60)))


def _text(message: StoredMessage) -> str:
    return message.text or "" if message.type == "text" else ""
