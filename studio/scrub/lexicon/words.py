"""Everyday words: what a capital letter must not turn into a name."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from studio.scrub.lexicon.lists import word_list

NAME_WORDS = frozenset(word_list("name_words")) - frozenset(word_list("name_words_without"))
"""English words that are also first or last names: only words around them tell which is meant."""

_CHAT = word_list("chat")

STAYS = frozenset(word_list("stays"))
"""Capitalised words that stay: weekdays, months, languages, brands everybody uses, kin words, training words."""

EXERCISE = frozenset(word_list("exercise"))
"""What follows an exercise's eponym, as in Smith machine or Jefferson curl."""

_SUFFIXES = re.compile(
    r"(?:ing|ness|tion|tions|sions?|ment|ments|able|ful|less|ous|ive|ism|ity|ised|ized|ship|hood|ology|graphy|proof|itis|osis|virus|cillin|zepam|oxetine|prazole|statin|profen|azapine|ances?|ences?|ency|ancy|ical|ically|wise)$"
)


_SHORTENED = frozenset(
    {f"{who}'{verb}" for who in word_list("who") for verb in ("ve", "re", "ll", "d", "m")}
    | {f"{verb}'t" for verb in word_list("not_verbs")}
    | {f"{verb}'ve" for verb in ("could", "would", "should", "might", "must")}
    | {"let's", "y'all", "ma'am", "o'clock", "c'mon", "'cause"}
)
"""What is said in one breath: `we've`, `don't`."""


@cache
def frequent() -> frozenset[str]:
    """Words met every day as words: our own list, Faker's 1,000 most common and spaCy's stop words."""
    from faker.providers.lorem.en_US import Provider
    from spacy.lang.en.stop_words import STOP_WORDS

    return frozenset({*_CHAT, *STAYS, *(w.lower() for w in Provider.word_list), *STOP_WORDS, *_SHORTENED})


@cache
def everyday() -> frozenset[str]:
    """Everyday English words in lower case: the frequent ones, and every name that is a word."""
    return frequent() | NAME_WORDS


@cache
def english() -> frozenset[str]:
    """English words in lower case, mostly base forms: the everyday ones and the less frequent ones of `english.txt`."""
    text = Path(__file__).with_name("english.txt").read_text(encoding="utf-8")
    return everyday() | frozenset(text.split())


@lru_cache(maxsize=65_536)
def looks_english(word: str) -> bool:
    """True for a lower-case word that is English, is a form of an English word, or has the ending of one."""
    if word in english() or (len(word) > 5 and _SUFFIXES.search(word) is not None):
        return True
    if any(base in english() for base in _bases(word)):
        return True
    return "-" in word and all(part and looks_english(part) for part in word.split("-"))


def _bases(word: str) -> list[str]:
    """What an English word with an ending may be a form of: `stories` of `story`, `hopped` of `hop`."""
    found: list[str] = []
    for ending, puts_back in _ENDINGS:
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) > 2:
            found.extend(stem + letters for letters in puts_back)
            if puts_back and stem[-1] == stem[-2] and ending != "s":
                found.append(stem[:-1])
    for start in _STARTS:
        if word.startswith(start) and len(word) > len(start) + 3:
            rest = word[len(start) :]
            found.append(rest)
            found.extend(rest[: -len(e)] + p for e, puts_back in _ENDINGS[:8] if rest.endswith(e) for p in puts_back)
    return found


_STARTS = ("un", "re", "de", "dis", "mis", "non", "over", "under", "out", "pre")
"""What may stand in front of an English word."""

_ENDINGS = (
    ("ies", ("y",)),
    ("ied", ("y",)),
    ("ing", ("", "e")),
    ("ed", ("", "e")),
    ("er", ("", "e")),
    ("est", ("", "e")),
    ("ly", ("",)),
    ("s", ("",)),
    ("es", ("",)),
    ("n't", ("",)),
    ("nt", ("",)),
    ("'ll", ("",)),
    ("'re", ("",)),
    ("'ve", ("",)),
    ("'d", ("",)),
    ("'m", ("",)),
)
"""Ending of a form → what its base may end in where that stood."""


def _thin(low: str) -> str:
    return "".join(letter for letter, before in zip(low, f" {low}", strict=False) if letter != before)


@cache
def _thinned() -> frozenset[str]:
    """English words with every double letter written once."""
    return frozenset(_thin(word) for word in english() if len(word) > 4)


def mistyped(low: str) -> bool:
    """True for a word one slip away from an everyday one: a letter too many, two changed round, doubles mixed up."""
    known = everyday()
    if _thin(low) in _thinned():
        return True
    if len(low) > 4 and any(low[:n] + low[n + 1 :] in known for n in range(len(low))):
        return True
    return any(low[:n] + low[n + 1] + low[n] + low[n + 2 :] in known for n in range(len(low) - 1))
