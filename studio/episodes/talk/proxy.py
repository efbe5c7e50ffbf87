"""A rough guess at how a talk ended, from its last third: it screens, it never decides."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from studio.episodes.talk.tone import Tone, tone
from studio.episodes.talk.wording import Phrases, phrase_list, tokens
from studio.store.records import StoredMessage

LAST_LINES = 6
"""So many lines at the end are read at least, or the last third where that is more."""

ACCEPTED_APOLOGY = 1.0
"""Added to the warm side when an apology was answered warmly, or plainly accepted, by the other."""
UNANSWERED = 1.0
"""Added to the cold side when the last word is a cold line, or the other's question, that nobody answered."""
DRIED_UP = 0.75
"""Added to the cold side when one of the two ends in one-word lines after writing more."""
CONTRARY = 0.75
"""Added to the cold side when at least two in five of the last lines deny something (no, not, don't)."""
LIVELY = 0.5
"""Added to the warm side when both write to the end, in turns and as fast as before, and nothing is cold or denied."""

_APOLOGY, _ACCEPTED = Phrases.of("apologies"), Phrases.of("accepting")
_DENIALS = frozenset(phrase_list("denials"))
_CONTRARY_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class _Said:
    mine: bool
    message: StoredMessage
    text: str
    tone: Tone


def proxy_outcome(
    messages: Sequence[StoredMessage], me: Set[str] = frozenset(), tones: Sequence[Tone] | None = None
) -> float | None:
    """-1..1 from how the last third of a talk sounds; None when nothing tells.

    With w and c the warm and cold weights: (w - c) / (w + c + 1). Words and signs count as `tone` says, later lines
    more (1/n of their weight for the first of n lines, all of it for the last); the turns as the constants here say.

    Args:
        messages: One talk, in order.
        me: The person's own names.
        tones: Of each message, where they are known already.
    """
    spoken = [n for n, m in enumerate(messages) if m.text and m.type in ("text", "reaction")]
    last: list[_Said] = []
    for n in spoken[-max(LAST_LINES, len(spoken) // 3) :]:
        m = messages[n]
        text = m.text or ""
        last.append(_Said(m.sender in me, m, text, tones[n] if tones is not None else tone(text)))
    warm = sum(place * one.tone[0] for place, one in enumerate(last, start=1)) / max(1, len(last))
    cold = sum(place * one.tone[1] for place, one in enumerate(last, start=1)) / max(1, len(last))
    words = [tokens(one.text) for one in last]
    if _apology_accepted(last, words):
        warm += ACCEPTED_APOLOGY
    if len({messages[n].sender in me for n in spoken}) > 1:
        said = [messages[n] for n in spoken]
        denied = sum(not _DENIALS.isdisjoint(line) for line in words)
        if _unanswered(last[-1]):
            cold += UNANSWERED
        if _dried_up(said, last, me):
            cold += DRIED_UP
        if len(last) >= LAST_LINES and denied >= _CONTRARY_SHARE * len(last):
            cold += CONTRARY
        elif not cold and denied <= 1 and _lively(said, last):
            warm += LIVELY
    return round((warm - cold) / (warm + cold + 1), 3) if warm or cold else None


def _apology_accepted(last: Sequence[_Said], words: Sequence[list[str]]) -> bool:
    """Whether somebody says sorry and the other answers warmly, without a cold word, within three lines."""
    for n, one in enumerate(last):
        if not one.tone[0] or not _APOLOGY.found(words[n]):
            continue
        for k in range(n + 1, min(n + 4, len(last))):
            warm, cold = last[k].tone
            if last[k].mine != one.mine and not cold and (warm >= 1 or _ACCEPTED.found(words[k])):
                return True
    return False


def _unanswered(final: _Said) -> bool:
    """Whether the talk ends on a cold line, or on a question of the other with no word of the person after it."""
    warm, cold = final.tone
    return cold > warm or (not final.mine and not warm and final.text.rstrip().endswith("?"))


def _dried_up(said: Sequence[StoredMessage], last: Sequence[_Said], me: Set[str]) -> bool:
    """Whether somebody's last two lines are one bare word each though they wrote more before."""
    for mine in (True, False):
        ending = [one for one in last if one.mine == mine and one.message.type == "text"][-2:]
        if len(ending) < 2 or any(" " in one.text.strip() or one.tone[0] for one in ending):
            continue
        if not all(one.text.strip()[-1:].isalnum() for one in ending):
            continue
        own = [len((m.text or "").split()) for m in said if (m.sender in me) == mine and m.type == "text"][:-2]
        if len(own) >= 3 and median(own) >= 4:
            return True
    return False


def _lively(said: Sequence[StoredMessage], last: Sequence[_Said]) -> bool:
    """Whether the end goes to and fro between the two at least as fast as the talk did before."""
    turns = sum(a.mine != b.mine for a, b in pairwise(last))
    if len(last) < LAST_LINES or turns < len(last) // 2:
        return False
    waits = [(b.sent_at - a.sent_at).total_seconds() for a, b in pairwise(said)]
    return median(waits[1 - len(last) :]) <= median(waits)
