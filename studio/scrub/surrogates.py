"""What stands in for what: the same person, place or number always gets the same stand-in.

A stand-in is drawn by HMAC-SHA256 of what is replaced under the project's own key, so it cannot be worked out from
the text and stays the same from one scan to the next.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from studio.core.letter_case import cased_like
from studio.scrub.calendar import Order, shift
from studio.scrub.lexicon.lists import word_list
from studio.scrub.lexicon.names import fold, names, short_forms_of
from studio.scrub.lexicon.places import towns
from studio.scrub.lexicon.words import everyday
from studio.scrub.people import PARTICLES, TITLES, NameWord, Roster, stands_for
from studio.scrub.shapes import digits_like, phone_like, shape_like

_PIECE = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|\d+")
_KIN_TITLES = frozenset(word_list("kin_titles"))
_ONSETS = word_list("onsets")
_ENDS = word_list("ends")
_STREET_WORDS = frozenset(word_list("street_words"))
_MERGED_STREET = re.compile(
    r"(straße|strasse|str|weg|platz|gasse|allee|ufer|damm|laan|straat|gracht|plein|kade|gatan|vägen|gata|vej|gade)$"
)
_AGE_STEPS = (-2, -1, 1, 2)


class Surrogates:
    """Stand-ins of one project.

    Args:
        secret: The project's key.
        roster: The people list, which says which words name the same person.
        order: What `03/04/2024` means where it could be both.
        taken: Stand-ins given before, by what they stand for; they stay as they are.
        real: Lower-case words of the corpus: no stand-in is one of them.
    """

    def __init__(
        self,
        secret: bytes,
        roster: Roster | None = None,
        *,
        order: Order = "dmy",
        taken: Mapping[str, str] | None = None,
        real: Iterable[str] = (),
    ) -> None:
        self._secret = secret
        self.roster = roster or Roster()
        self.order: Order = order
        self.real = set(real)
        self.given: dict[str, str] = {
            key: value for key, value in (taken or {}).items() if fold(value) not in self.real
        }
        """What it stands for → stand-in."""
        self._used = {fold(value) for value in self.given.values()}
        self.days = self._days()

    def _days(self) -> int:
        """The project's date shift: 5 to 26 whole weeks back or forth, so that weekdays and intervals stay."""
        draw = self._draw("date-shift")
        weeks = 5 + draw % 22
        return 7 * weeks * (1 if draw >> 16 & 1 else -1)

    def _draw(self, key: str, salt: int = 0) -> int:
        message = f"{salt}\x1f{key}".encode("utf-8", "surrogatepass")
        return int.from_bytes(hmac.new(self._secret, message, hashlib.sha256).digest()[:12], "big")

    def canonical(self, entity: str, surface: str) -> str:
        """What a surface is a mention of: forms of one name share it."""
        if entity == "PERSON":
            return "person/" + " ".join(word.base for _, word in self._name_words(surface))
        joined = " ".join(surface.split())
        return f"{entity.lower()}/{joined if entity in {'ID', 'SECRET', 'URL'} else joined.casefold()}"

    def surrogate(self, entity: str, surface: str) -> str:
        """What the model reads in place of a surface."""
        make = {
            "PERSON": self._person,
            "LOCATION": self._place,
            "ADDRESS": self._place,
            "ORG": self._org,
            "DATE": self._date,
            "AGE": self._age,
            "EMAIL": self._email,
            "PHONE": self._phone,
            "URL": self._url,
            "HANDLE": self._handle,
        }.get(entity, self._same_shape)
        return make(surface)

    def person_surrogate(self, person: str, surface: str) -> str:
        """The stand-in of a surface that the person says is somebody on the list: their first name, or both names."""
        pieces = [p for p in _PIECE.findall(person) if fold(p) not in TITLES]
        wanted = len([p for p in _PIECE.findall(surface) if fold(p) not in TITLES | PARTICLES])
        name = " ".join(pieces[: max(1, min(wanted, len(pieces)))]) or person
        return cased_like(surface, self._person(name))

    def _name_words(self, surface: str) -> list[tuple[re.Match[str], NameWord]]:
        found: list[tuple[re.Match[str], NameWord]] = []
        for match in _PIECE.finditer(surface):
            low = fold(match[0])
            if (
                low in TITLES
                or low in PARTICLES
                or (low in _KIN_TITLES and match.end() < len(surface))
                or low.isdigit()
            ):
                continue
            word = stands_for(self.roster, low)
            if found and word.slot == "first" and self.roster.find(low) is None:
                word = NameWord(word.base, "last")
            found.append((match, word))
        return found

    def _person(self, surface: str) -> str:
        pieces: list[str] = []
        at = 0
        for match, word in self._name_words(surface):
            pieces.append(surface[at : match.start()])
            raw = match[0]
            tail = raw[-2:] if raw[-2:] in {"'s", "’s"} and len(raw) > 2 else ""
            fake = self._initial(word) if len(raw) == 1 else self._name(word)
            pieces.append(cased_like(raw.removesuffix(tail), fake) + tail)
            at = match.end()
        pieces.append(surface[at:])
        return "".join(pieces)

    def _initial(self, word: NameWord) -> str:
        """The stand-in of an initial: that of the one person on the list it can mean, else a letter of its own."""
        fits = {w.base for low, w in self.roster.words.items() if low.startswith(word.base) and w.slot == "first"}
        if len(fits) == 1:
            return self._name(NameWord(fits.pop(), "first"))[0]
        return chr(65 + self._draw(f"initial/{word.base}") % 26)

    def _name(self, word: NameWord) -> str:
        if word.slot == "last" and word.base not in {w.base for w in self.roster.words.values() if w.slot == "first"}:
            return self._pick(f"last/{word.base}", _last_names())
        gender = names().gender.get(word.base, "n")
        whole = self._pick(f"first/{word.base}", _first_names(gender))
        return self._short(word.base, whole) if word.slot == "nick" else whole

    def _short(self, base: str, whole: str) -> str:
        """A usual short form of a stand-in, where it has one that is free; else the stand-in itself."""
        key = f"nick/{base}"
        if key not in self.given:
            usual = [short.capitalize() for short in short_forms_of().get(whole.lower(), ()) if short not in everyday()]
            self.given[key] = next((s for s in usual if self._free(s)), whole)
            self._used.add(fold(self.given[key]))
        return self.given[key]

    def _free(self, fake: str) -> bool:
        """True for a name that is nobody's: not in the corpus, not on the people list, not given yet."""
        low = fold(fake)
        return low not in self.real and low not in self._used and low not in self.roster.words

    def _pick(self, key: str, pool: tuple[str, ...]) -> str:
        """A stand-in from a pool: drawn by key, stepped on past real words and those in use."""
        if key not in self.given:
            at = self._draw(key)
            for step in range(len(pool)):
                fake = pool[(at + step) % len(pool)]
                if self._free(fake):
                    break
            else:
                fake = f"{pool[at % len(pool)]}{_ENDS[at % len(_ENDS)]}"
            self.given[key] = fake
            self._used.add(fold(fake))
        return self.given[key]

    def _town(self, word: str) -> str:
        return self._pick(f"place/{word}", _invented_towns())

    def _place(self, surface: str) -> str:
        """Each distinctive word of a place, street or postcode; kinds of street stay, numbers keep their shape."""
        return self._wordwise(surface, _STREET_WORDS)

    def _org(self, surface: str) -> str:
        from studio.scrub.recognizers.orgs import KIND_WORDS

        return self._wordwise(surface, KIND_WORDS)

    def _wordwise(self, surface: str, stays: frozenset[str]) -> str:
        whole = " ".join(surface.split()).casefold()
        pieces: list[str] = []
        at = 0
        matches = list(re.finditer(r"\w*\d\w*|[^\W\d_]+(?:['’][^\W\d_]+)*", surface))
        kept = [m[0].casefold() in stays for m in matches]
        if all(kept):
            kept = [False, *kept[1:]] if kept else kept
        run = False
        for match, stay in zip(matches, kept, strict=True):
            raw = match[0]
            gap = surface[at : match.start()]
            if any(c.isdigit() for c in raw):
                new, run = shape_like(raw, self._draw(f"number/{whole}/{raw}")), False
                if raw.isdigit() and raw == new:
                    new = shape_like(raw, self._draw(f"number/{whole}/{raw}", 1))
            elif stay:
                new, run = raw, False
            elif run and gap in {" ", "-"}:
                pieces.append("")
                at = match.end()
                continue
            else:
                new, run = self._word(surface, match, stays), raw[0].isupper()
            pieces.extend((gap, new))
            at = match.end()
        pieces.append(surface[at:])
        return "".join(pieces)

    def _word(self, surface: str, match: re.Match[str], stays: frozenset[str]) -> str:
        """The stand-in of a distinctive word and those that follow it."""
        raw = match[0]
        if raw.isupper() and len(raw) <= 3:
            return shape_like(raw, self._draw(f"letters/{raw}"))
        merged = _MERGED_STREET.search(raw.lower())
        if merged and merged.start() > 1:
            return cased_like(raw, self._town(raw.casefold()[: merged.start()])) + raw[merged.start() :]
        follow = re.match(r"(?:[ -][^\W\d_]+(?:['’][^\W\d_]+)*)*", surface[match.end() :])
        run = [raw, *((follow[0] if follow else "").replace("-", " ").split())]
        named = [run[0]]
        for word in run[1:]:
            if word.casefold() in stays or not word[0].isupper():
                break
            named.append(word)
        return cased_like(raw, self._town(" ".join(named).casefold().removesuffix("'s")))

    def _date(self, surface: str) -> str:
        return shift(surface, self.days, self.order) or self._same_shape(surface)

    def _age(self, surface: str) -> str:
        """An age a year or two off, on the same side of 18; above 89 always 90."""
        age = int(surface) if surface.isdigit() else 0
        if age > 89:
            return "90"
        step = _AGE_STEPS[self._draw("age") % 4]
        if age < 13:
            return str(max(1, age + (1 if step > 0 or age < 2 else -1)))
        moved = age + step
        if (age < 18) != (moved < 18):
            moved = age - step
        return str(moved)

    def _email(self, surface: str) -> str:
        local, _, _ = surface.partition("@")
        words = re.sub(r"[^\W\d_]+", lambda m: self._token(m[0]), local)
        return self._unique(
            f"email/{surface.casefold()}",
            shape_like(words, self._draw(f"email/{local}"), letters=False) + "@example.org",
            "@",
        )

    def _token(self, word: str) -> str:
        """A stand-in for a word inside an address or handle: that of the person it names, where it names one."""
        low = fold(word)
        listed = self.roster.find(low)
        fake = self._name(listed) if listed else self._town(low)
        return cased_like(word, re.sub(r"[^A-Za-z]", "", fake) or "Wen")

    def _handle(self, surface: str) -> str:
        core = surface.lstrip("@/")
        lead = surface[: len(surface) - len(core)]
        if core.lower().startswith("u/"):
            lead, core = lead + core[:2], core[2:]
        words = re.sub(r"[^\W\d_]+", lambda m: self._token(m[0]), core)
        return self._unique(
            f"handle/{surface.casefold()}", lead + shape_like(words, self._draw(f"handle/{core}"), letters=False), ""
        )

    def _unique(self, key: str, wanted: str, before: str) -> str:
        if key not in self.given:
            fake, n = wanted, 1
            while fold(fake) in self._used or fold(fake) in self.real:
                n += 1
                fake = wanted.replace(before, f"{n}{before}", 1) if before else f"{wanted}{n}"
            self.given[key] = fake
            self._used.add(fold(fake))
        return self.given[key]

    def _url(self, surface: str) -> str:
        scheme = re.match(r"(?i)(?:https?://)?(?:www\.)?", surface)
        lead = scheme[0] if scheme else ""
        _, slash, path = surface[len(lead) :].partition("/")
        hidden = re.sub(r"[^\W\d_]+", lambda m: self._token(m[0]).lower(), path)
        return f"{lead}example.org{slash}{shape_like(hidden, self._draw(f'url/{path}'), letters=False)}"

    def _phone(self, surface: str) -> str:
        return self._same(
            f"phone/{re.sub(r'[^0-9+]', '', surface)}",
            surface,
            lambda salt, key: phone_like(surface, self._draw(key, salt)),
        )

    def _same_shape(self, surface: str) -> str:
        return self._same(f"shape/{surface}", surface, lambda salt, key: shape_like(surface, self._draw(key, salt)))

    def _same(self, key: str, surface: str, make: Callable[[int, str], str]) -> str:
        """A stand-in of the same shape that is not the original and stands for nothing else."""
        if key not in self.given:
            fake = surface
            for salt in range(40):
                fake = make(salt, key)
                if fake != surface and fold(fake) not in self._used:
                    break
            self.given[key] = fake
            self._used.add(fold(fake))
            return fake
        return digits_like(surface, self.given[key])


@cache
def _first_names(gender: str) -> tuple[str, ...]:
    """Common first names of one gender (`n`: of both), no everyday words among them."""
    from faker.providers.person import en_GB, en_US, fr_FR

    found: set[str] = set()
    for provider in (en_US.Provider, en_GB.Provider, fr_FR.Provider):
        for kind in ("first_names_female", "first_names_male"):
            found.update(getattr(provider, kind, ()))
    genders = names().gender
    both = gender == "n"
    return tuple(
        sorted(
            n
            for n in found
            if _usable(n) and (genders.get(n.lower(), "n") == gender or (both and genders.get(n.lower()) == "n"))
        )
    )


@cache
def _last_names() -> tuple[str, ...]:
    """Common last names, no everyday words and no first names among them."""
    from faker.providers.person import en_GB, en_US

    found = {*en_US.Provider.last_names, *en_GB.Provider.last_names}
    return tuple(sorted(n for n in found if _usable(n) and n.lower() not in names().known))


def _usable(name: str) -> bool:
    return (
        name.isascii() and name.isalpha() and name.istitle() and 4 <= len(name) <= 9 and name.lower() not in everyday()
    )


@cache
def _invented_towns() -> tuple[str, ...]:
    """Town names that sound like towns and are none we know of."""
    real = towns()
    made = {f"{onset}{end}" for onset in _ONSETS for end in _ENDS}
    return tuple(
        sorted(
            t for t in made if t.lower() not in real and t.lower() not in names().last and t.lower() not in everyday()
        )
    )
