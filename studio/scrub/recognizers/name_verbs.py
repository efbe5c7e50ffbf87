"""What people do: the verbs and words that follow a name."""

from __future__ import annotations

from functools import cache

from studio.scrub.lexicon.lists import word_list
from studio.scrub.lexicon.words import looks_english
from studio.scrub.tokens import Word

NOTHING, IS, DEED, MIND = range(4)
"""What follows a word: nothing telling, a form of `be` or `have`, what people and things do, what only people do."""

_AUX = frozenset(word_list("aux"))
_BE = frozenset({"is", "was", "isn't", "wasn't", "isnt", "wasnt"})
_PREDICATES = frozenset(word_list("person_predicates"))
_BETWEEN = frozenset(word_list("between"))
_KIN = frozenset(word_list("kin"))
_OWNED = frozenset(word_list("owned"))
_SPOKEN = frozenset(
    {"say", "tell", "ask", "text", "call", "message", "think", "want", "know", "come", "go", "mind", "care"}
)


@cache
def forms(kind: str) -> frozenset[str]:
    """The third person and the past of the verbs of a list, in lower case."""
    found: set[str] = set()
    for verb in word_list(kind):
        if verb.endswith("y") and verb[-2] not in "aeiou":
            found.update((f"{verb[:-1]}ies", f"{verb[:-1]}ied"))
        elif verb.endswith("e"):
            found.update((f"{verb}s", f"{verb}d"))
        else:
            third = f"{verb}es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{verb}s"
            found.update((third, f"{verb}ed", f"{verb}{verb[-1]}ed"))
    return frozenset(found)


@cache
def bases() -> frozenset[str]:
    """The verbs themselves: what follows `did X`."""
    return frozenset({*word_list("mind_verbs"), *word_list("deed_verbs"), "have", "be", "do", "mean", "care", "mind"})


@cache
def _mind() -> frozenset[str]:
    said = {"said", "told", "thought", "knew", "wrote", "wept", "swore", "spoke", "forgot", "forgave", "felt", "lent"}
    return forms("mind_verbs") | said


@cache
def _deeds() -> frozenset[str]:
    return forms("deed_verbs") | frozenset(word_list("irregular_forms"))


def doing(words: tuple[Word, ...], i: int) -> int:
    """How surely what follows word `i` is what people do: one of `NOTHING`, `IS`, `DEED`, `MIND`."""
    word = words[i]
    at = i + 1
    if at >= len(words) or words[at].gap != " ":
        return NOTHING
    if word.name_end != word.end and word.text[-1] not in "sS":
        return IS
    if word.name_end != word.end:
        return _owns(words, at)
    while at + 1 < len(words) and words[at].low in _BETWEEN and words[at + 1].gap == " " and at < i + 3:
        at += 1
    return NOTHING if words[at].text[0].isupper() else _does(words, at)


def _does(words: tuple[Word, ...], at: int) -> int:
    """What the verb `at` says."""
    low = words[at].low
    if low in _mind():
        return MIND
    following = words[at + 1].low if at + 1 < len(words) else ""
    if low in _AUX or words[at].text in {"isn’t", "doesn’t", "can’t", "won’t", "didn’t", "wasn’t"}:
        return _is(words, at)
    if low in _deeds():
        return DEED
    if low.endswith("ed") and len(low) > 4 and looks_english(low):
        return IS
    goes_on = (low == "and" and following in {"his", "her", "their", "my"}) or (low == "to" and following in bases())
    return IS if goes_on else NOTHING


def _is(words: tuple[Word, ...], at: int) -> int:
    """What follows a form of `be`, `have` or `may`: what people are and say, or anything."""
    after = words[at + 1] if at + 1 < len(words) and words[at + 1].gap == " " else None
    if after is None:
        return IS
    if words[at].low not in _BE:
        return MIND if after.low in _SPOKEN else IS
    coming = words[at + 2].low if at + 2 < len(words) and after.low == "coming" else ""
    visits = coming in {"over", "round", "with", "too", "tonight"}
    return MIND if visits or after.low in _PREDICATES else IS


def _owns(words: tuple[Word, ...], at: int) -> int:
    """What `X's` goes on with: kin, or what people are."""
    low = words[at].low
    if words[at].text[0].isupper():
        return NOTHING
    if low in _PREDICATES or low in _KIN:
        return MIND
    return DEED if low in _OWNED else IS
