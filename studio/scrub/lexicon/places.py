"""Places: the town names in phonenumbers' geographic data, Faker's cities, counties and countries."""

from __future__ import annotations

import re
from functools import cache

from studio.scrub.lexicon.lists import word_list

_KINDS = frozenset({"cities", "counties", "states", "provinces", "regions", "countries", "city_names"})
_NAME = re.compile(r"[A-ZÀ-Ž][\w'’.\- ]{2,40}$")


@cache
def cities() -> frozenset[str]:
    """Well-known places in lower case: large cities, countries, states and counties."""
    import importlib
    import pkgutil

    import faker.providers.address as addresses
    from faker.providers.geo import Provider as Geo

    found: set[str] = {place[2].lower() for place in Geo.land_coords}
    found.update(
        str(country).lower() for country in importlib.import_module("faker.providers.address.en").Provider.countries
    )
    for module in pkgutil.iter_modules(addresses.__path__):
        if not module.ispkg or module.name in {"it_IT", "nl_BE", "nl_NL", "sk_SK", "en_PH", "tl_PH", "fil_PH"}:
            continue
        provider = importlib.import_module(f"faker.providers.address.{module.name}").Provider
        for kind in _KINDS:
            for value in getattr(provider, kind, ()):
                if isinstance(value, str) and _NAME.match(value):
                    found.add(value.lower())
    found.update(place.replace("_", " ") for place in word_list("places"))
    return frozenset(p for p in found if len(p) > 2)


@cache
def towns() -> frozenset[str]:
    """Every place name known, in lower case: some 40,000, small towns included."""
    from phonenumbers.geodata import GEOCODE_DATA

    found: set[str] = set(cities())
    for entry in GEOCODE_DATA.values():
        name = entry.get("en")
        if name:
            found.update(piece.strip().lower() for piece in name.replace("/", ",").split(",") if len(piece.strip()) > 3)
    return frozenset(found)


LONGEST = 4
"""Words in the longest place name worth looking up."""
