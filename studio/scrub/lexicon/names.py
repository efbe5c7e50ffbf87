"""First and last names bundled with Faker, and the short forms people use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from studio.scrub.lexicon.lists import word_list
from studio.scrub.lexicon.words import NAME_WORDS, english, everyday

_HOME = ("en_US", "en_GB", "en_IE", "en_NZ")
_WELL_KNOWN = (
    *_HOME,
    "en_IN",
    "es_ES",
    "fr_FR",
    "fr_BE",
    "de_DE",
    "it_IT",
    "pl_PL",
    "nl_NL",
    "pt_BR",
    "sv_SE",
    "es_MX",
    "en_PK",
    "ga_IE",
)
_NOISY = frozenset({"is_IS", "tr_TR", "uz_UZ", "az_AZ", "zu_ZA"})
_LATIN = re.compile(r"[A-Za-zÀ-ɏ'’\-]{2,}$")


@dataclass(frozen=True, slots=True)
class NameList:
    """Names in lower case."""

    first: frozenset[str]
    """Every Latin-script first name."""
    last: frozenset[str]
    """Every Latin-script last name."""
    known: frozenset[str]
    """First names so well known that a lower-case one is taken for a name: no everyday words among them."""
    local_first: frozenset[str]
    """First names of English-speaking countries."""
    local_last: frozenset[str]
    """Last names of English-speaking countries."""


@cache
def names() -> NameList:
    """The names of all Latin-script locales, read once."""
    import importlib
    import pkgutil

    import faker.providers.person as people

    first: dict[str, set[str]] = {}
    last: dict[str, set[str]] = {}
    for module in pkgutil.iter_modules(people.__path__):
        if not module.ispkg or module.name in _NOISY:
            continue
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in dir(provider):
            if not attribute.startswith(("first_name", "first_romanized", "last_name", "last_romanized")):
                continue
            values = getattr(provider, attribute)
            if not isinstance(values, list | tuple | dict):
                continue
            into = first if attribute.startswith("first") else last
            for value in values:
                if isinstance(value, str) and _LATIN.match(value):
                    name = value.lower().replace("’", "'")
                    into.setdefault(name, set()).add(module.name)
    for short in short_forms():
        first.setdefault(short, set()).add("en_US")
    common = english()
    known = {
        n
        for n, where in first.items()
        if n not in common
        and len(n) >= 3
        and (where & {"en_US", "en_GB"} or (len(n) >= 4 and (len(where) >= 3 or where & set(_WELL_KNOWN))))
    }
    return NameList(
        first=frozenset(first),
        last=frozenset(last),
        known=frozenset(known),
        local_first=frozenset(n for n, where in first.items() if where & set(_HOME)),
        local_last=frozenset(n for n, where in last.items() if where & {"en_US", "en_GB"}),
    )


@cache
def short_forms() -> dict[str, tuple[str, ...]]:
    """Short form → the full names it may stand for, all in lower case."""
    table: dict[str, tuple[str, ...]] = {}
    for entry in " ".join(word_list("short_forms")).split(" | "):
        short, _, full = entry.partition(":")
        if full:
            short = short.strip()
            table[short] = tuple(dict.fromkeys((*table.get(short, ()), *full.split())))
    return table


@cache
def short_forms_of() -> dict[str, tuple[str, ...]]:
    """Full name → its short forms."""
    table: dict[str, list[str]] = {}
    for short, full in short_forms().items():
        for name in full:
            table.setdefault(name, []).append(short)
    return {name: tuple(shorts) for name, shorts in table.items()}


_RUN = re.compile(r"(.)\1{2,}")


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """A name word as it is compared: lower case, no possessive or short verb, drawn-out letters (`Alexxx`) drawn in."""
    low = word.lower().replace("’", "'")
    for ending in ("'s", "'ll", "'d", "'"):
        if low.endswith(ending) and len(low) > len(ending):
            low = low[: -len(ending)]
            break
    return _RUN.sub(r"\1", low)


def is_common(word: str) -> bool:
    """True for a lower-case name that is an everyday word as well."""
    return word in NAME_WORDS or word in everyday()
