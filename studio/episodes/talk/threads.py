"""Which talks are the same conflict: those of a day, and those that take an earlier one up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise

from studio.core.clock import lived_day
from studio.core.ids import content_id
from studio.episodes.talk.talks import Talk
from studio.episodes.talk.wording import Phrases, WordUse, phrase_list, tokens

NEAR = timedelta(hours=6)
"""Talks of neighbouring days that begin closer than this are one thread."""
TAKEN_UP_WITHIN = 7
"""Days within which a talk may take an earlier one up."""
RECENT = 3
"""Days back that a phrase which names no day may mean, where no telling word is shared."""
SPAN = 14
"""Days from the first talk of a thread to the last at most: a split never cuts through a thread."""
BY_CHANCE = 0.001
"""Two cold talks that share words are one thread only when chance would give that less often."""
FIRST_LINES = 4
"""A talk that takes another up says so in its first lines."""

_DAYS = (
    ("monday", "montag", "lunes", "lundi"),
    ("tuesday", "dienstag", "martes", "mardi"),
    ("wednesday", "mittwoch", "miércoles", "mercredi"),
    ("thursday", "donnerstag", "jueves", "jeudi"),
    ("friday", "freitag", "viernes", "vendredi"),
    ("saturday", "samstag", "sábado", "samedi"),
    ("sunday", "sonntag", "domingo", "dimanche"),
)
_DAY_BEFORE = frozenset({"yesterday", "gestern", "ayer", "anoche", "hier", "d'hier"})


def _back_phrases() -> Phrases:
    dated = [f"{lead} {day}" for lead in phrase_list("before_a_weekday") for names in _DAYS for day in names]
    return Phrases(dict.fromkeys([*phrase_list("looking_back"), *dated], 1.0))


_BACK_TO = _back_phrases()
_WEEKDAY = {name: n for n, names in enumerate(_DAYS) for name in names}


@dataclass(frozen=True, slots=True)
class Threads:
    """The thread of each talk."""

    ids: tuple[str, ...]
    reasons: Mapping[int, str]
    """Place of a talk → which earlier one it takes up, in plain words."""


def thread_id(conversation: str, day: date) -> str:
    """The thread that begins in a conversation on a lived day."""
    return content_id("t", conversation, day.isoformat())


def find_threads(talks: Sequence[Talk], lends: Sequence[bool]) -> Threads:
    """The thread of each talk: its conversation and lived day, or that of the talk it carries on or takes up.

    A talk takes an earlier one of the last seven days up when it answers one of its messages, when its first lines
    look back ("about yesterday", "what you said on Sunday") at a cold talk or one that shares rare words, or when both
    are cold and share more rare words than chance gives.

    Args:
        talks: By conversation and time.
        lends: Of each talk, whether it borrows its outcome from the next one, so that both hold the same words.
    """
    days = [lived_day(talk.messages[0].sent_at) for talk in talks]
    above = list(range(len(talks)))
    reasons: dict[int, str] = {}
    for n in range(1, len(talks)):
        if _carries_on(talks[n - 1], talks[n], days[n] - days[n - 1]) or (lends[n - 1] and _same(talks, n - 1, n)):
            above[n] = n - 1
    for _, group in groupby(range(len(talks)), lambda n: talks[n].messages[0].conversation):
        places = list(group)
        use = WordUse(talks[n].words for n in places)
        rare = {n: use.rare(talks[n].words) for n in places}
        first = 0
        for place, n in enumerate(places):
            while (days[n] - days[places[first]]).days > TAKEN_UP_WITHIN:
                first += 1
            found = _taken_up(talks, days, places[first:place], n, rare, use)
            if found is None:
                continue
            earlier, why = found
            if _join(above, days, earlier, n):
                reasons[n] = why
    begun = [_first(above, n) for n in range(len(talks))]
    return Threads(tuple(thread_id(talks[n].messages[0].conversation, days[n]) for n in begun), reasons)


def _same(talks: Sequence[Talk], one: int, other: int) -> bool:
    return talks[one].messages[0].conversation == talks[other].messages[0].conversation


def _carries_on(before: Talk, talk: Talk, later: timedelta) -> bool:
    if before.messages[0].conversation != talk.messages[0].conversation:
        return False
    near = talk.messages[0].sent_at - before.messages[0].sent_at < NEAR
    return later.days == 0 or (later.days == 1 and near)


def _first(above: list[int], n: int) -> int:
    """The first talk of a talk's thread."""
    while above[n] != n:
        above[n] = above[above[n]]
        n = above[n]
    return n


def _join(above: list[int], days: Sequence[date], earlier: int, later: int) -> bool:
    """Make two threads one, under the earlier beginning, unless that would make it too long."""
    old, new = sorted((_first(above, earlier), _first(above, later)))
    if old == new or (days[later] - days[old]).days > SPAN:
        return False
    above[new] = old
    return True


def _taken_up(
    talks: Sequence[Talk],
    days: Sequence[date],
    before: Sequence[int],
    n: int,
    rare: Mapping[int, set[str]],
    use: WordUse,
) -> tuple[int, str] | None:
    """The earlier talk that this one takes up, and why; None when it takes up none."""
    talk = talks[n]
    answered = [m.reply_to for m in talk.messages if m.reply_to]
    earlier = [k for k in before if days[k] != days[n]]
    if answered:
        for k in reversed(earlier):
            ids = {m.id for m in talks[k].messages}
            if not ids.isdisjoint(answered):
                return k, f"takes up {_day_name(days[k], days[n])}: it answers a message of it"
    said = [tokens(m.text) for m in talk.messages[:FIRST_LINES] if m.text and m.type == "text"]
    phrase = next((hits[0][0] for line in said if (hits := _BACK_TO.found(line))), None)
    if phrase is not None:
        named = _named_day(phrase, days[n])
        there = [k for k in earlier if named is None or days[k] == named]
        shared = {k: rare[n] & rare[k] for k in there}
        fit = [k for k in there if shared[k] or _recent_fight(talks[k], days[n] - days[k], named is not None)]
        if fit:
            best = max(fit, key=lambda k: (len(shared[k]) > 0, talks[k].heat, k))
            return best, f"takes up {_day_name(days[best], days[n])}: “{phrase}”"
    if talk.cold_lines < 2:
        return None
    for k in reversed(earlier):
        if talks[k].cold_lines < 2:
            continue
        shared_words = rare[n] & rare[k]
        if len(shared_words) >= 2 and use.chance(rare[n], len(shared_words)) < BY_CHANCE:
            told = ", ".join(sorted(shared_words, key=lambda word: (use.count(word), word))[:3])
            return k, f"takes up {_day_name(days[k], days[n])}: “{told}”"
    return None


def _recent_fight(talk: Talk, ago: timedelta, named: bool) -> bool:
    """Whether looking back without a telling word can mean this talk."""
    return talk.cold_lines >= 1 if named else talk.cold_lines >= 2 and ago.days <= RECENT


def _named_day(phrase: str, today: date) -> date | None:
    words = phrase.split()
    if not _DAY_BEFORE.isdisjoint(words) or "last night" in phrase:
        return today - timedelta(days=1)
    for word in words:
        if word in _WEEKDAY:
            return today - timedelta(days=(today.weekday() - _WEEKDAY[word]) % 7 or 7)
    return None


def _day_name(day: date, today: date) -> str:
    return f"{day:%A}'s talk" if (today - day).days < 6 else f"the talk of {day.day} {day:%b}"


def neighbours(talks: Sequence[Talk]) -> list[Talk | None]:
    """Of each talk, the next one where it is of the same conversation."""
    following = [b if a.messages[0].conversation == b.messages[0].conversation else None for a, b in pairwise(talks)]
    return [*following, None] if talks else []
