"""What stands in for what: the same person, place or number always gets the same stand-in.

A stand-in is drawn by HMAC-SHA256 of what is replaced under the project's own key, so it cannot be worked out from
the text and stays the same from one scan to the next.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterable, Mapping

from studio.core.clock import now
from studio.core.letter_case import cased_like
from studio.scrub.ages import age_in, age_like, next_part
from studio.scrub.calendar import PLAIN_YEAR, Order, read, shift
from studio.scrub.lexicon.names import fold
from studio.scrub.lexicon.words import everyday
from studio.scrub.people import NameWord, Roster
from studio.scrub.surrogates.drawing import Drawing, bare
from studio.scrub.surrogates.person_names import PersonNames
from studio.scrub.surrogates.phones import stand_in, understood, written_like
from studio.scrub.surrogates.place_names import PlaceNames
from studio.scrub.surrogates.shapes import id_like, refitted, shape_like

_AGE_STEPS = (-2, -1, 1, 2)
_LETTERS = re.compile(r"[^\W\d_]+")
_WHOLE = frozenset({"EMAIL", "HANDLE", "ID", "SECRET", "URL"})
_HOSTS = ("example.org", "example.net", "example.com")
YEAR = "calendar/year"
"""Under what the year of dates without one is kept."""
_LEAP, _COMMON = "leap year", "common year"
_YEARS = {_LEAP: 2024, _COMMON: PLAIN_YEAR}
CHOSEN = "chosen/"
"""Under what words of the person's own are kept, with the entity and the surface they chose them for."""
OLDEST = 90
"""Years: an age above reads as this one, and so does a date of birth."""


class Surrogates:
    """Stand-ins of one project.

    Args:
        secret: The project's key.
        roster: The people list, which says which words name the same person.
        order: What `03/04/2024` means where it could be both.
        regions: Where telephone numbers without a country code are from.
        taken: Stand-ins given before, by what they stand for; they stay as they are unless they have become real.
        real: Lower-case words of the corpus: no stand-in is one of them.
        year: That of most dates written without one, so that those around 29 February keep their distance; the first
            one told stays.
    """

    def __init__(
        self,
        secret: bytes,
        roster: Roster | None = None,
        *,
        order: Order = "dmy",
        regions: tuple[str, ...] = ("US", "GB"),
        taken: Mapping[str, str] | None = None,
        real: Iterable[str] = (),
        year: int = PLAIN_YEAR,
    ) -> None:
        self.roster = roster or Roster()
        self.order: Order = order
        self._regions = regions
        self._drawing = Drawing(secret, self.roster, taken or {}, real)
        self._people = PersonNames(self._drawing)
        self._places = PlaceNames(self._drawing, self._people)
        self._year = _YEARS[self.given.setdefault(YEAR, _LEAP if isleap(year) else _COMMON)]
        self._tried: dict[str, int] = {}
        """Address without a number → the number tried last."""
        self.days = self._days()

    def _days(self) -> int:
        """The project's date shift: 5 to 26 whole weeks back or forth, so that weekdays and intervals stay."""
        draw = self._drawing.number("date-shift")
        weeks = 5 + draw % 22
        return 7 * weeks * (1 if draw >> 16 & 1 else -1)

    @property
    def given(self) -> dict[str, str]:
        """What it stands for → stand-in, as given so far."""
        return self._drawing.given

    def avoid(self, words: Iterable[str]) -> None:
        """Take lower-case words as real: no stand-in given from now on is one of them."""
        self._drawing.avoid(words)

    def meet(self, found: Iterable[tuple[str, str]]) -> None:
        """Take note of all that is to be replaced before any stand-in is drawn.

        An initial then reads as the whole name it can mean, and no stand-in is what another stands for.

        Args:
            found: (entity, surface) of each.
        """
        for entity, surface in found:
            if entity == "PERSON":
                self._people.meet([surface])
            elif entity == "PHONE":
                self._drawing.avoid([understood(surface, self._regions).national])
            elif entity in _WHOLE:
                self._drawing.avoid([bare(surface)])

    def follow(self, chosen: Mapping[str, str]) -> None:
        """Let every form of a name or place read as the words the person chose for one of them.

        Args:
            chosen: `CHOSEN` + entity + `/` + surface → their words; what was chosen before and is no longer is drawn
                anew.
        """
        gone = [key for key in self.given if key.startswith(CHOSEN) and chosen.get(key) != self.given[key]]
        for key in gone:
            for of, _ in self._meant(key, self.given.pop(key)):
                for form in ("first", "last", "nick", "place"):
                    self.given.pop(f"{form}/{of.partition('/')[2]}", None)
        for key in sorted(chosen.keys() - self.given.keys(), key=lambda k: (k.count(" "), k)):
            self._drawing.give(key, chosen[key])
            for of, fake in self._meant(key, chosen[key]):
                self._drawing.give(of, fake)
                self.given.pop(of.replace("first/", "nick/", 1) if of.startswith("first/") else "", None)

    def _meant(self, key: str, words: str) -> list[tuple[str, str]]:
        """(what it stands for, stand-in) of each word, where a word stands against each."""
        entity, _, surface = key.removeprefix(CHOSEN).partition("/")
        if entity == "LOCATION" and surface.isalpha():
            return [(f"place/{fold(surface)}", words)]
        of = [f"{'nick' if w.slot == 'nick' else 'first'}/{w.base}" for _, w in self._people.words(surface)]
        new = [match[0] for match, _ in self._people.words(words)]
        return list(zip(of, new, strict=True)) if entity == "PERSON" and len(of) == len(new) else []

    def canonical(self, entity: str, surface: str) -> str:
        """What a surface is a mention of: forms of one name share it."""
        if entity == "PERSON":
            return "person/" + " ".join(word.base for _, word in self._people.words(surface))
        if entity == "PHONE":
            return f"phone/{understood(surface, self._regions).key}"
        joined = " ".join(surface.split())
        return f"{entity.lower()}/{joined if entity in {'ID', 'SECRET', 'URL'} else joined.casefold()}"

    def surrogate(self, entity: str, surface: str) -> str:
        """What the model reads in place of a surface."""
        make = {
            "PERSON": self._person,
            "LOCATION": self._place,
            "ADDRESS": self._place,
            "ORG": self._places.organisation,
            "DATE": self._date,
            "AGE": self._age,
            "EMAIL": self._email,
            "PHONE": self._phone,
            "URL": self._url,
            "HANDLE": self._handle,
            "ID": self._number,
        }.get(entity, self._same_shape)
        return make(surface)

    def person_surrogate(self, person: str, surface: str) -> str:
        """The stand-in of a surface that the person says is somebody on the list: their first name, or both names."""
        pieces = [match[0] for match, _ in self._people.words(person)]
        wanted = len(self._people.words(surface))
        name = " ".join(pieces[: max(1, min(wanted, len(pieces)))]) or person
        return cased_like(surface, self._person(name))

    def _person(self, surface: str) -> str:
        if self._people.words(surface):
            return self._people.person(surface)
        return self._people.word(NameWord(fold(" ".join(surface.split())), "first"))

    def _place(self, surface: str) -> str:
        if any(c.isalnum() for c in surface):
            return self._places.place(surface)
        return self._places.town(surface)

    def _date(self, surface: str) -> str:
        """The date moved with all others; one so long ago that somebody born then is over 90 moves to 90 years ago."""
        reading = read(surface, self.order)
        if reading is None:
            digits = any(c.isdigit() for c in surface)
            return self._same_shape(surface, letters=False) if digits else cased_like(surface, "that day")
        key = f"date/{fold(surface)}"
        back = now().year - OLDEST - reading.first.year
        if back > 0 and reading.match.groupdict().get("y") and key not in self.given:
            band = shift(surface, self.days + 7 * round(back * 365.25 / 7), self.order)
            return self._drawing.give(key, band) if band else self._same_shape(surface, letters=False)
        moved = self.given.get(key) or shift(surface, self.days, self.order, plain=self._year)
        return moved or self._same_shape(surface, letters=False)

    def _age(self, surface: str) -> str:
        """An age a year or two off, on the same side of 18; above 89 always 90."""
        age = age_in(surface)
        step = _AGE_STEPS[self._drawing.number("age") % 4]
        if age is None:
            return next_part(surface, step > 0) or self._same_shape(surface)
        if age >= OLDEST:
            return age_like(surface, OLDEST)
        if age < 13:
            return age_like(surface, max(1, age + (1 if step > 0 or age < 2 else -1)))
        moved = age + step
        if (age < 18) != (moved < 18):
            moved = age - step
        return age_like(surface, min(moved, OLDEST))

    def _email(self, surface: str) -> str:
        local, _, _ = surface.partition("@")
        hidden = shape_like(self._hidden(local), self._drawing.number(f"email/{local}"), letters=False)
        return self._unique(f"email/{surface.casefold()}", surface, hidden, f"@{_HOSTS[0]}")

    def _handle(self, surface: str) -> str:
        core = surface.lstrip("@/")
        lead = surface[: len(surface) - len(core)]
        if core.lower().startswith("u/"):
            lead, core = lead + core[:2], core[2:]
        hidden = shape_like(self._hidden(core), self._drawing.number(f"handle/{core}"), letters=False)
        return self._unique(f"handle/{surface.casefold()}", surface, lead + hidden, "")

    def _hidden(self, text: str, *, stays: frozenset[str] = frozenset()) -> str:
        """Every word of an address replaced: by a person's stand-in where it names one, else by an invented one."""

        def other(match: re.Match[str]) -> str:
            word = match[0]
            low = fold(word)
            named = self._people.token(word)
            if named is not None:
                return named
            if stays and (low in stays or len(low) == 1):
                return word
            if len(low) < 4:
                return shape_like(word, self._drawing.number(f"letters/{low}"))
            return cased_like(word, self._places.town(low))

        return _LETTERS.sub(other, text)

    def _unique(self, key: str, surface: str, wanted: str, after: str) -> str:
        before = self.given.get(key, "")
        if before.startswith(wanted) and before.removeprefix(wanted).lstrip("0123456789") == after:
            return before
        n = self._tried.get(wanted + after, 1)
        while not self._drawing.apart(fake := f"{wanted}{n if n > 1 else ''}{after}", surface):
            n += 1
        self._tried[wanted + after] = n
        return self._drawing.give(key, fake)

    def _url(self, surface: str) -> str:
        scheme = re.match(r"(?i)(?:https?://)?(?:www\.)?", surface)
        lead = scheme[0] if scheme else ""
        host, slash, path = surface[len(lead) :].partition("/")
        hidden = shape_like(
            self._hidden(path, stays=everyday()), self._drawing.number(f"url/{path}"), letters=False
        ).lower()
        new = next(h for h in _HOSTS if not host.casefold().startswith(h))
        return f"{lead}{new}{slash}{hidden}"

    def _phone(self, surface: str) -> str:
        phone = understood(surface, self._regions)
        national = self._drawing.unlike(f"phone/{phone.key}", phone.national, lambda draw: stand_in(phone, draw))
        return written_like(surface, national, self._drawing.number(f"extension/{surface}"))

    def _number(self, surface: str) -> str:
        core = "".join(c for c in surface if c.isalnum())
        return refitted(surface, self._drawing.unlike(f"id/{core}", surface, lambda draw: id_like(surface, draw)))

    def _same_shape(self, surface: str, *, letters: bool = True) -> str:
        return self._drawing.unlike(
            f"shape/{surface}", surface, lambda draw: shape_like(surface, draw, letters=letters)
        )
