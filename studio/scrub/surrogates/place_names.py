"""Stand-ins of places and organisations: a town for a town, a street for a street, a clinic for a clinic."""

from __future__ import annotations

import re

from studio.core.letter_case import cased_like
from studio.scrub.lexicon.lists import word_list
from studio.scrub.lexicon.names import fold
from studio.scrub.surrogates.drawing import Drawing
from studio.scrub.surrogates.person_names import PersonNames
from studio.scrub.surrogates.pools import (
    COUNTRIES,
    COUNTRY_LETTERS,
    countries,
    invented_towns,
    saints,
    state_letters,
    state_names,
    states,
)
from studio.scrub.surrogates.shapes import shape_like

_STREET_WORDS = frozenset(word_list("street_words"))
_MERGED_STREET = re.compile(
    r"(straße|strasse|str|weg|platz|gasse|allee|ufer|damm|laan|straat|gracht|plein|kade|gatan|vägen|gata|vej|gade)$"
)
_PIECE = re.compile(r"\w*\d\w*|[^\W\d_]+(?:['’][^\W\d_]+)*")
_FOLLOWING = re.compile(r"(?:[ -][^\W\d_]+(?:['’][^\W\d_]+)*)*")
_SAINTS = frozenset({"st", "saint"})


class PlaceNames:
    """Stand-ins of places.

    Args:
        drawing: What they are drawn with.
        people: A place called after somebody on the people list carries their stand-in.
    """

    def __init__(self, drawing: Drawing, people: PersonNames) -> None:
        self._drawing = drawing
        self._people = people

    def place(self, surface: str) -> str:
        """Each distinctive word of a place, street or postcode; kinds of street stay, numbers keep their shape."""
        low = fold(" ".join(surface.split()))
        region = self._region(surface, low)
        return region + _ending(surface) if region else self._wordwise(surface, _STREET_WORDS)

    def organisation(self, surface: str) -> str:
        """Each distinctive word of an organisation; what kind it is stays."""
        from studio.scrub.recognizers.orgs import KIND_WORDS

        return self._wordwise(surface, KIND_WORDS)

    def town(self, low: str) -> str:
        """An invented town."""
        return self._drawing.pick(f"place/{low}", (invented_towns(),), town=True)

    def _region(self, surface: str, low: str) -> str | None:
        """Another country for a country, another state for a state; None for any other place."""
        for kind, known, others in (("country", countries(), COUNTRIES), ("state", states(), state_names())):
            if low in known:
                return cased_like(surface, self._drawing.pick(f"{kind}/{low}", (others,), town=True))
        return None

    def _wordwise(self, surface: str, stays: frozenset[str]) -> str:
        whole = " ".join(surface.split()).casefold()
        pieces: list[str] = []
        at = 0
        matches = list(_PIECE.finditer(surface))
        kept = [m[0].casefold() in stays for m in matches]
        if kept and all(kept):
            kept[0] = False
        skipped = 0
        for n, (match, stay) in enumerate(zip(matches, kept, strict=True)):
            if skipped:
                skipped, at = skipped - 1, match.end()
                continue
            raw = match[0]
            pieces.append(surface[at : match.start()])
            at = match.end()
            if any(c.isdigit() for c in raw):
                pieces.append(self._numbered(raw, whole))
            elif stay or raw == "I":
                pieces.append(raw)
            elif n and matches[n - 1][0].casefold() in _SAINTS and raw[0].isupper():
                new, at = self._saint(raw, surface, at)
                pieces.append(new)
            else:
                new, skipped = self._named(surface, match, stays)
                pieces.append(new)
        pieces.append(surface[at:])
        return "".join(pieces)

    def _numbered(self, raw: str, whole: str) -> str:
        key = f"number/{whole}/{raw}" if raw.isdecimal() and len(raw) < 4 else f"number/{raw.upper()}"
        drawn = (shape_like(raw, self._drawing.number(key, salt)) for salt in range(20))
        return next((new for new in drawn if new != raw), raw)

    def _saint(self, raw: str, surface: str, at: int) -> tuple[str, int]:
        """Another saint; `St Thomas'` becomes `St Edmund's`. With where the surface goes on."""
        low = fold(raw)
        fake = self._drawing.pick(f"saint/{low}", (saints(),))
        ending = _ending(raw)
        if not ending and surface[at : at + 1] in {"'", "’"}:
            ending, at = surface[at] + "s", at + 1
        return cased_like(raw, fake) + ending, at

    def _named(self, surface: str, match: re.Match[str], stays: frozenset[str]) -> tuple[str, int]:
        """The stand-in of a distinctive word and of those that belong to it, and how many follow it."""
        raw = match[0]
        if raw.isupper() and len(raw) <= 3:
            return self._letters(raw), 0
        merged = _MERGED_STREET.search(raw.lower())
        if merged and merged.start() > 1:
            return cased_like(raw, self.town(raw.casefold()[: merged.start()])) + raw[merged.start() :], 0
        follow = _FOLLOWING.match(surface, match.end())
        run = [raw]
        for word in (follow[0] if follow else "").replace("-", " ").split():
            if (
                word.casefold() in stays
                or not (word[0].isupper() and raw[0].isupper())
                or word.isupper() != raw.isupper()
            ):
                break
            run.append(word)
        lows = [fold(word) for word in run]
        if all(map(self._people.known, lows)):
            return self._people.person(" ".join(run)), len(run) - 1
        region = self._region(raw, " ".join(lows))
        return (region or cased_like(raw, self.town(" ".join(lows)))) + _ending(run[-1]), len(run) - 1

    def _letters(self, raw: str) -> str:
        """Other letters for two or three: of a country, of a state of the US, or any."""
        key = f"letters/{raw}"
        for known in (COUNTRY_LETTERS, state_letters()):
            if raw in known and key not in self._drawing.given:
                at = self._drawing.number(key) % len(known)
                free = [c for c in known[at:] + known[:at] if c != raw and self._drawing.free(c, strict=False)]
                if free:
                    return self._drawing.give(key, free[0])
        if key in self._drawing.given:
            return self._drawing.given[key]
        drawn = (shape_like(raw, self._drawing.number(f"letters/{raw}", salt)) for salt in range(20))
        return next((new for new in drawn if new != raw), raw)


def _ending(surface: str) -> str:
    """The possessive ending of a word, or nothing."""
    return surface[-2:] if surface[-2:].lower() in {"'s", "’s"} else ""
