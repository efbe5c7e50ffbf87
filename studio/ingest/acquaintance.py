"""One person under several names across exports: what speaks for it, in words. Only the person themself decides."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from studio.store.people import Person

_ADDRESS = re.compile(r"[^\s@<>,;:\"()]{1,64}@[^\s@<>,;:\"()]{1,190}\.[^\s@<>,;:\"().]{2,24}")
_NUMBER = re.compile(r"(?:\+|00)?[\d(][\d\s()./-]{6,30}")
_LEAST_DIGITS = 8
"""Digits from which two numbers that end alike are one."""
_SPELLED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
_NOBODY = frozenset({"me", "you", "ich", "du", "moi", "yo", "unknown", "user", "admin", "info", "mail", "contact"})
_NO_MAILBOX = frozenset({"hello", "office", "noreply", "no reply", "support", "team"}) | _NOBODY
_NAME_LIMIT = 200
"""Characters of a name that are compared; longer ones are no names."""

Groups = Iterator[tuple[str, list[int]]]
"""Why some people may be one, and their places; the first of them is as good as any."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two people who may be one."""

    keep: str
    """The name that stays."""
    other: str
    why: str
    """What speaks for it, as a clause: `the same e-mail address; the same name`."""


def suggestions(people: Sequence[Person], apart: Iterable[tuple[str, str]] = ()) -> list[Suggestion]:
    """Who may be one person; nothing is changed.

    Args:
        people: Everybody, by name.
        apart: Pairs of names the person said are two.
    """
    known = _Known(people, apart)
    reasons: dict[tuple[int, int], list[str]] = {}
    for find in _FINDERS:
        for why, group in find(known):
            for pair in known.pairs(group):
                said = reasons.setdefault(pair, [])
                if why not in said:
                    said.append(why)
    return [Suggestion(people[a].name, people[b].name, "; ".join(said)) for (a, b), said in reasons.items()]


def plain_name(name: str) -> str:
    """A name for comparison: small letters without accents, emoji, `~` and signs that do not show; may be empty."""
    letters = unicodedata.normalize("NFKD", name[:_NAME_LIMIT]).casefold().translate(_SPELLED)
    kept = []
    for char in unicodedata.normalize("NFKD", letters):
        kind = unicodedata.category(char)
        if kind[0] in "LN" or (kind in {"Mn", "Mc"} and not unicodedata.combining(char) and not _is_selector(char)):
            kept.append(char)
        elif kind[0] in "ZPC" and kind != "Cf" and char not in "'’":
            kept.append(" ")
    return " ".join("".join(kept).split())


class _Known:
    """The people, and what their names look like."""

    def __init__(self, people: Sequence[Person], apart: Iterable[tuple[str, str]]) -> None:
        self.people = people
        self.names = [[name for name in (one.name, *one.aliases) if name] for one in people]
        self.plain = [{plain for name in names if (plain := _plain_of(name))} for names in self.names]
        place = {name: n for n, names in enumerate(self.names) for name in names}
        self._apart = {frozenset((place[a], place[b])) for a, b in apart if a in place and b in place}

    def pairs(self, group: Sequence[int]) -> Iterator[tuple[int, int]]:
        """(keep, other) for everybody of a group but one; with another of them where two are known to be apart."""
        ranked = sorted(dict.fromkeys(group), key=self._worth)
        for n, other in enumerate(ranked[1:], 1):
            keep = next((one for one in ranked[:n] if self._may_be_one(one, other)), None)
            if keep is not None:
                yield keep, other

    def _may_be_one(self, a: int, b: int) -> bool:
        roles = {self.people[a].role, self.people[b].role} - {None}
        return len(roles) < 2 and frozenset((a, b)) not in self._apart

    def _worth(self, n: int) -> tuple[bool, bool, int, int, str]:
        """Whose name to keep: of somebody with a role, a name rather than a number, the most written, the fullest."""
        one = self.people[n]
        named = bool(_plain_of(one.name)) and plain_name(one.name) not in _NOBODY
        return one.role is None, not named, -one.messages, -len(plain_name(one.name).split()), one.name


def _same_address(known: _Known) -> Groups:
    """The same e-mail address."""
    yield from _alike(known, "the same e-mail address", lambda names: {a for name in names for a in _addresses(name)})


def _same_number(known: _Known) -> Groups:
    """The same phone number, with or without its country."""
    groups: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    whole: dict[str, str] = {}
    local: list[tuple[str, int]] = []
    for n, names in enumerate(known.names):
        for name in names:
            country, number = _phone(name)
            if country:
                groups[number][country].append(n)
                whole[country + number] = number
            elif number:
                local.append((number, n))
    for number, n in local:
        groups[whole.get(number, number.lstrip("0"))][""].append(n)
    for countries in groups.values():
        homeless = countries.pop("", [])
        found = list(countries.values()) or [[]]
        if len(found) == 1:
            found[0] = found[0] + homeless
        elif homeless:
            found.append(homeless)
        yield from (("the same phone number, written differently", group) for group in found if len(set(group)) > 1)


def _same_name(known: _Known) -> Groups:
    """The same name but for capitals, accents and emoji."""
    why = "the same name but for capitals, accents, emoji or signs"
    groups: dict[str, list[int]] = defaultdict(list)
    for n, plain in enumerate(known.plain):
        for one in plain - _NOBODY:
            groups[one].append(n)
    yield from ((why, group) for group in groups.values() if len(group) > 1)


def _both_me(known: _Known) -> Groups:
    """Two names marked as the person themself."""
    mine = [n for n, one in enumerate(known.people) if one.role == "me"]
    if len(mine) > 1:
        yield "both are marked as you", mine


def _named_like_address(known: _Known) -> Groups:
    """A name that is the front part of somebody's e-mail address."""
    owners: dict[str, set[int]] = defaultdict(set)
    named: dict[str, set[int]] = defaultdict(set)
    for n, names in enumerate(known.names):
        for address in (address for name in names for address in _addresses(name)):
            front = plain_name(address.partition("@")[0].partition("+")[0])
            if front and front not in _NO_MAILBOX:
                owners[front.replace(" ", "")].add(n)
        for plain in known.plain[n] - _NOBODY:
            named[plain.replace(" ", "")].add(n)
    for front, those in owners.items():
        group = those | named.get(front, set())
        if len(those) == 1 and len(named.get(front, ())) == 1 and len(group) == 2:
            yield "the name is the front of the e-mail address", sorted(group)


def _first_name(known: _Known) -> Groups:
    """A first name alone that fits exactly one full name."""
    full: dict[str, set[int]] = defaultdict(set)
    for n, plain in enumerate(known.plain):
        for name in plain:
            first, _, rest = name.partition(" ")
            if rest and len(first) > 1:
                full[first].add(n)
    for n, plain in enumerate(known.plain):
        for name in sorted(plain - _NOBODY):
            fits = full.get(name, set()) - {n}
            if " " not in name and len(fits) == 1 and len(full[name] | {n}) == 2:
                yield "the first name fits only this full name", [*fits, n]


_FINDERS: tuple[Callable[[_Known], Groups], ...] = (
    _same_address, _same_number, _same_name, _both_me, _named_like_address, _first_name,
)  # fmt: skip
"""What is looked for, the surest first."""


def _alike(known: _Known, why: str, forms: Callable[[Sequence[str]], set[str]]) -> Groups:
    groups: dict[str, list[int]] = defaultdict(list)
    for n, names in enumerate(known.names):
        for form in forms(names):
            groups[form].append(n)
    yield from ((why, group) for group in groups.values() if len(group) > 1)


def _plain_of(name: str) -> str:
    """The plain name, unless the name is an address or a number."""
    return "" if _addresses(name) or _phone(name)[1] else plain_name(name)


def _addresses(name: str) -> list[str]:
    """The e-mail addresses in a name, in small letters."""
    if "@" not in name[:_NAME_LIMIT]:
        return []
    found = (address.casefold() for address in _ADDRESS.findall(name[:_NAME_LIMIT]))
    return [re.sub(r"@googlemail\.com$", "@gmail.com", address) for address in found]


def _phone(name: str) -> tuple[str, str]:
    """(country code, number in it) of a name that is a phone number; without a country the digits as dialled."""
    shown = "".join(" " if unicodedata.category(char) == "Zs" else char for char in name[:_NAME_LIMIT])
    shown = "".join(char for char in shown if unicodedata.category(char) != "Cf").strip("~ ")
    shown = re.sub(r"[\u2010-\u2015\u2212]", "-", shown)
    digits = "".join(str(unicodedata.digit(char)) for char in shown if char.isdigit())
    if len(digits) < _LEAST_DIGITS or not _NUMBER.fullmatch(shown):
        return "", ""
    if not shown.startswith(("+", "00")):
        return "", digits
    import phonenumbers

    try:
        number = phonenumbers.parse("+" + digits.lstrip("0"), None)
    except phonenumbers.NumberParseException:
        return "", digits
    return str(number.country_code), str(number.national_number)


def _is_selector(char: str) -> bool:
    """Whether a mark only chooses how the sign before it looks."""
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
