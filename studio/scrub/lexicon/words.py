"""Everyday words: what a capital letter must not turn into a name."""

from __future__ import annotations

import re
from functools import cache

from studio.scrub.lexicon.lists import word_list

NAME_WORDS = frozenset(word_list("name_words")) - frozenset(word_list("name_words_without"))
"""English words that are also first or last names: only words around them tell which is meant."""

_CHAT = word_list("chat")

STAYS = frozenset(word_list("stays"))
"""Capitalised words that stay: weekdays, months, languages, brands everybody uses, kin words, training words."""

EXERCISE = frozenset(word_list("exercise"))
"""What follows an exercise's eponym, as in Smith machine or Jefferson curl."""

_SUFFIXES = re.compile(
    r"(?:ing|ed|ly|ness|tion|sions?|ment|ments|able|ful|less|ies|ers?|ous|ive|ism|ists?|ity|ised|ized)$"
)


@cache
def frequent() -> frozenset[str]:
    """Words met every day as words: our own list, Faker's 1,000 most common and spaCy's stop words."""
    from faker.providers.lorem.en_US import Provider
    from spacy.lang.en.stop_words import STOP_WORDS

    return frozenset({*_CHAT, *STAYS, *(w.lower() for w in Provider.word_list), *STOP_WORDS})


@cache
def everyday() -> frozenset[str]:
    """Everyday English words in lower case: the frequent ones, and every name that is a word."""
    return frequent() | NAME_WORDS


def looks_english(word: str) -> bool:
    """True for a lower-case word that is everyday English or has the ending of one."""
    return word in everyday() or (len(word) > 5 and _SUFFIXES.search(word) is not None)
