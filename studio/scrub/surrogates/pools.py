"""What stand-ins are drawn from: names by gender and by the country they are at home in, invented towns, countries.

Names are Faker's lists (MIT licence) as installed; none is an everyday word.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from studio.scrub.lexicon.lists import word_list
from studio.scrub.lexicon.names import names, short_forms
from studio.scrub.lexicon.places import towns
from studio.scrub.lexicon.words import everyday

Part = Literal["f", "m", "n", "last"]
"""A first name for women, for men, for either; or a last name."""

_HOME = frozenset({"en_US", "en_GB"})
_APART = frozenset({"en_IN", "en_PK", "en_KE", "en_NG", "en_TH"})
_NAME = re.compile(r"(?!.*(.)\1\1)[A-ZÀ-ÖØ-Þ][a-zß-öø-ɏ]{3,10}")
"""A name in Latin letters, four to eleven of them, none three times in a row."""
_FEW = 25
"""Names a country must have to be drawn from."""


@dataclass(frozen=True, slots=True)
class _Country:
    """Names of one language or country, as written, sorted."""

    f: tuple[str, ...]
    m: tuple[str, ...]
    last: tuple[str, ...]


@cache
def _countries() -> dict[str, _Country]:
    import faker.providers.person as people

    found: dict[str, dict[str, set[str]]] = {}
    for module in pkgutil.iter_modules(people.__path__):
        if module.ispkg:
            provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
            into = found.setdefault(_home_of(module.name), {"f": set(), "m": set(), "last": set()})
            for attribute in dir(provider):
                kind = _kind(attribute)
                values = getattr(provider, attribute) if kind else ()
                if kind and isinstance(values, list | tuple | dict):
                    into[kind].update(v for v in values if isinstance(v, str) and _usable(v))
    return {
        home: _Country(tuple(sorted(kinds["f"])), tuple(sorted(kinds["m"])), tuple(sorted(kinds["last"])))
        for home, kinds in found.items()
    }


def _home_of(locale: str) -> str:
    if locale in _HOME:
        return "home"
    return locale if locale in _APART else locale.partition("_")[0]


def _kind(attribute: str) -> str:
    if attribute.startswith(("last_name", "unisex_last_name")):
        return "last"
    if not attribute.startswith("first_name"):
        return ""
    return "f" if "female" in attribute else "m" if attribute.endswith("_male") else ""


def _usable(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and name.lower() not in everyday()


@cache
def _at_home(kind: Literal["first", "last"]) -> dict[str, str]:
    """Lower-case name → where it is at home: in English, else where the list that holds it is shortest."""
    held = {home: lists.last if kind == "last" else (*lists.f, *lists.m) for home, lists in _countries().items()}
    telling = sorted(held, key=lambda home: (home == "home", -len(held[home])))
    return {name.lower(): home for home in telling for name in held[home]}


def gender(low: str) -> Part:
    """Whether a lower-case first name is a woman's, a man's, or either's or unknown.

    One that English-speaking women and men share is either's; else two thirds of the countries decide, for a short form
    those of the names it is short for.
    """
    if low in _shared_at_home():
        return "n"
    women, men = _genders().get(low) or _genders().get(_without_accents(low)) or _of_what_it_is_short_for(low)
    return "f" if women > 2 * men else "m" if men > 2 * women else "n"


def _of_what_it_is_short_for(low: str) -> tuple[int, int]:
    counts = [_genders().get(full, (0, 0)) for full in short_forms().get(low, ())]
    return sum(women for women, _ in counts), sum(men for _, men in counts)


@cache
def _shared_at_home() -> frozenset[str]:
    home = _countries()["home"]
    return frozenset({n.lower() for n in home.f} & {n.lower() for n in home.m})


@cache
def _genders() -> dict[str, tuple[int, int]]:
    """Lower-case first name → how many countries list it for women, and for men."""
    found: dict[str, tuple[int, int]] = {}
    for lists in _countries().values():
        for women, men, values in ((1, 0, lists.f), (0, 1, lists.m)):
            for name in values:
                f, m = found.get(name.lower(), (0, 0))
                found[name.lower()] = f + women, m + men
    return found


def pools(low: str, *, last: bool) -> tuple[tuple[str, ...], ...]:
    """Names like a lower-case one: of its country and gender first, then at home in English, then all there are."""
    part: Part = "last" if last else gender(low)
    homes = _at_home("last" if last else "first")
    home = homes.get(low) or homes.get(_without_accents(low), "home")
    found = [_pool(home, part), _pool("home", part), _pool("en", part)]
    return tuple(dict.fromkeys(pool for pool in found if len(pool) >= _FEW))


def _without_accents(low: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))


@cache
def _pool(home: str, part: Part) -> tuple[str, ...]:
    lists = _countries()[home]
    if part == "last":
        return tuple(n for n in lists.last if n.lower() not in names().known)
    if part == "n":
        return tuple(sorted({n for n in (*lists.f, *lists.m) if gender(n.lower()) == "n"}))
    return tuple(n for n in (lists.f if part == "f" else lists.m) if gender(n.lower()) == part)


@cache
def invented_towns() -> tuple[str, ...]:
    """Town names that sound like towns and are none we know of."""
    made = (f"{onset}{end}" for onset in word_list("onsets") for end in word_list("ends"))
    taken = towns() | names().last | everyday()
    return tuple(sorted(town for town in made if town.lower() not in taken))


@cache
def countries() -> frozenset[str]:
    """Countries in lower case."""
    provider = importlib.import_module("faker.providers.address.en").Provider
    return frozenset(c.lower() for c in map(str, provider.countries)) | {c.lower() for c in COUNTRIES}


COUNTRIES = (
    "Argentina", "Australia", "Austria", "Belgium", "Brazil", "Bulgaria", "Canada", "Chile", "Colombia",
    "Croatia", "Denmark", "Ecuador", "Egypt", "England", "Estonia", "Finland", "France", "Germany", "Ghana",
    "Greece", "Hungary", "Iceland", "India", "Indonesia", "Ireland", "Italy", "Japan", "Kenya", "Latvia",
    "Lithuania", "Malta", "Mexico", "Morocco", "Nepal", "Norway", "Peru", "Poland", "Portugal", "Romania",
    "Scotland", "Serbia", "Slovakia", "Slovenia", "Spain", "Sweden", "Switzerland", "Thailand", "Tunisia",
    "Uruguay", "Vietnam", "Wales", "Zambia",
)  # fmt: skip
"""Countries that stand in for countries."""


@cache
def states() -> frozenset[str]:
    """States of the US in lower case, but for the one that is mostly a city."""
    from faker.providers.address.en_US import Provider

    return frozenset(str(state).lower() for state in Provider.states) - {"new york"}


@cache
def state_names() -> tuple[str, ...]:
    """States that stand in for states: in one word, and nobody's name."""
    return tuple(s.capitalize() for s in sorted(states()) if s.isalpha() and s not in names().first)


@cache
def saints() -> tuple[str, ...]:
    """First names that go after `St`, none a short form."""
    return tuple(n for n in _pool("home", "m") if n[-1] != "s" and n.lower() not in short_forms())


@cache
def state_letters() -> tuple[str, ...]:
    """The two letters of each state of the US."""
    from faker.providers.address.en_US import Provider

    return tuple(sorted(Provider.states_abbr))


COUNTRY_LETTERS = ("UK", "USA", "UAE", "DRC")
"""Countries in letters that stand for one another."""


def composed(draw: int, *, town: bool = False) -> Iterator[str]:
    """Names made up of syllables, without end: longer ones after every thirty."""
    onsets, ends = (word_list("onsets"), word_list("ends")) if town else (word_list("syllables"),) * 2
    middle = tuple(s.lower() for s in onsets)
    at, made = draw, 0
    while True:
        count, rest = made // 30, at >> 24
        name = onsets[rest % len(onsets)]
        rest //= len(onsets)
        for _ in range(count + (0 if town else 1)):
            name += middle[rest % len(middle)]
            rest //= len(middle)
        yield (name + ends[rest % len(ends)]).capitalize()
        at = (at * 6364136223846793005 + 1442695040888963407) % (1 << 96)
        made += 1
