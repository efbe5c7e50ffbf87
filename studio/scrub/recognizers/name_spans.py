"""How far a name reaches: titles, initials, particles, and the words before and after that belong to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from studio.scrub.lexicon.lists import word_list
from studio.scrub.lexicon.names import names
from studio.scrub.lexicon.words import EXERCISE, NAME_WORDS, STAYS, english, everyday, looks_english
from studio.scrub.people import PARTICLES, TITLES, Roster
from studio.scrub.recognizers.name_cues import speaks
from studio.scrub.tokens import Word

Vote = tuple[float, str]
"""How sure, and why."""

ON_LIST = "a name on your people list"

BRANDS = frozenset(word_list("brands"))
"""Single words for things everybody buys, watches or takes."""

_SIMPLE_GAPS = frozenset({" ", "-", "  ", ". ", "."})
_SHORT_TITLES = frozenset({"dr", "mr", "mrs", "ms"})
_NO_FIRST = frozenset(word_list("offices")) | {
    "will",
    "may",
    "mark",
    "art",
    "bill",
    "chase",
    "grant",
    "drew",
    "sue",
    "pat",
    "rob",
    "see",
    "love",
}
_CAPITAL_KIN = frozenset(word_list("capital_kin"))
_PLAIN_PARTICLES = frozenset(
    {"van", "von", "der", "di", "della", "bin", "ibn", "al", "de", "del", "dos", "du", "af", "mac", "ó", "ní"}
)


def branded(word: Word) -> bool:
    """Whether a word is a brand: `Lidl`, or `McDonald's` with its possessive."""
    return word.low in BRANDS or (word.name_end != word.end and f"{word.low}'s" in BRANDS)


def letters(word: Word) -> bool:
    """Whether a word is letters alone, hyphens and apostrophes inside it and a possessive ending apart."""
    text = word.text[: word.name_end - word.start]
    return text.isalpha() or text.replace("-", "").replace("'", "").replace("’", "").isalpha()


_INNER_CAPITAL = re.compile(
    r"(?:Mc|Mac|De|Di|Da|Du|La|Le|Van|Von|Del|Fitz|El|Al|O['’]|D['’]|L['’])?[A-ZÀ-ÞĀ-ſ][^A-ZÀ-Þ]*$"
)


def camel(word: Word) -> bool:
    """True for capitals inside a word, as in `iCloud` or `LoRA`, that no name has."""
    text = word.text[: word.name_end - word.start]
    return text[1:] != text[1:].lower() and not all(_INNER_CAPITAL.match(part) for part in text.split("-"))


def led(word: Word) -> bool:
    """True for `al-Haddad` and `d'Ambrosio`, whose particle is written small."""
    lead, _, rest = word.text.replace("’", "-").replace("'", "-").partition("-")
    return lead in PARTICLES | {"d", "l"} and rest[:1].isupper()


def strange(word: Word) -> bool:
    """True for a capitalised word that no list of words, brands or places explains."""
    low = word.low
    return (
        word.title
        and len(low) > 2
        and letters(word)
        and low not in STAYS
        and not branded(word)
        and not camel(word)
        and low not in EXERCISE
        and low not in TITLES
        and (not looks_english(low) or _double(low))
    )


def _double(low: str) -> bool:
    """True for a double name such as `Hess-Hayward`."""
    if low.count("-") != 1:
        return False
    last, first = names().last, names().first
    return any((part in last or part in first) and part not in english() for part in low.split("-"))


class Spans:
    """Where the names of one text begin and end.

    Args:
        found: The words of the text.
        votes: What speaks for each being a name.
        roster: The people list.
        shouted: Whether capitals tell nothing.
    """

    def __init__(self, found: tuple[Word, ...], votes: Sequence[Vote | None], roster: Roster, shouted: bool) -> None:
        self.words = found
        self.votes = votes
        self.roster = roster
        self.shouted = shouted

    def last_word(self, i: int) -> int:
        """The last word of the name that begins at `i`."""
        last = i
        while last - i < 5 and last + 1 < len(self.words) and self.words[last].name_end == self.words[last].end:
            step = self._next(last, i)
            if step is None:
                break
            last = step
        return last

    def _next(self, at: int, first: int) -> int | None:
        following = self.words[at + 1]
        if following.gap not in {" ", "-"}:
            return None
        beyond = self.words[at + 2] if at + 2 < len(self.words) else None
        if following.low in PARTICLES and beyond is not None:
            there = at + 2
            while there + 1 < len(self.words) and self.words[there].low in PARTICLES and there < at + 4:
                there += 1
            name = self.words[there]
            foreign = following.low in _PLAIN_PARTICLES and name.low in names().first
            belongs = name.title and (foreign or self._belongs(name, there, first))
            fits = name.gap in {" ", "-", "'"} and belongs
            return there if fits else None
        if len(following.text) == 1 and following.title and following.text != "I" and not self.shouted:
            if beyond is None or not beyond.gap.startswith("."):
                return at + 1 if beyond is None or (beyond.title and beyond.gap == " " and strange(beyond)) else None
            carries_on = beyond.gap in {". ", "."} and beyond.title and self._belongs(beyond, at + 2, first)
            return at + 2 if carries_on else at + 1
        return at + 1 if self._belongs(following, at + 1, first) else None

    def _belongs(self, word: Word, at: int, first: int) -> bool:
        """Whether a word carries on a name: a last name or an unknown one; somebody else's first name does not."""
        low = word.low
        vote = self.votes[first]
        listed = self.roster.find(low)
        if listed is not None and (low not in self.roster.plain or (vote is not None and vote == (1.0, ON_LIST))):
            return listed.slot == "last"
        named = names()
        capital = word.title or led(word) or (word.upper and len(low) > 2 and low in named.last)
        if not capital or self.shouted or low in STAYS or low in TITLES or len(low) < 2:
            return False
        if low in named.known and low not in named.local_last:
            return False
        if low in everyday():
            return low in named.local_last and not speaks(self.words, at)
        if "-" in low and all(part in named.last for part in low.split("-")):
            return True
        if ((looks_english(low) and not _double(low)) or branded(word)) and low not in named.last:
            return False
        return low in named.last or led(word) or (vote is not None and vote[0] >= 0.5)

    def first_word(self, i: int, floor: int) -> int:
        """Back from `i` over titles, initials, particles and unknown first names, not past `floor`."""
        first, vote = i, self.votes[i]
        sure = vote is not None and vote[0] >= 0.5
        while first > max(floor, i - 6):
            if not (self._leads(first - 1, i) or (sure and self._precedes(first, floor))):
                break
            first -= 1
        return first

    def _leads(self, at: int, i: int) -> bool:
        """Whether word `at` is an initial, a title or a kin word in front."""
        before, here = self.words[at], self.words[at + 1]
        if len(before.text) == 1 and before.title and here.gap in {". ", "."}:
            return True
        if len(before.text) == 1 and before.title and here.gap == " " and before.gap in _SIMPLE_GAPS:
            return at > 0 and self.words[at - 1].low in TITLES
        if before.low in TITLES and here.gap in _SIMPLE_GAPS and (before.title or before.low in _SHORT_TITLES):
            return True
        return before.low in _CAPITAL_KIN and before.title and here.gap == " " and self.words[i].title

    def _precedes(self, first: int, floor: int) -> bool:
        """Whether an unknown first name or a particle stands in front."""
        before, here = self.words[first - 1], self.words[first]
        if self.shouted or here.gap not in {" ", "-"} or before.name_end != before.end:
            return False
        if not here.text[0].isupper() and here.low not in PARTICLES:
            return False
        if before.low in PARTICLES:
            if before.low in _PLAIN_PARTICLES:
                return True
            two = self.words[first - 2] if first - 2 >= floor else None
            return two is not None and before.gap == " " and two.title and (strange(two) or two.low in TITLES)
        if before.low in NAME_WORDS and before.title:
            return before.low not in _NO_FIRST and before.low in names().first and here.low not in names().known
        return strange(before) and before.low not in names().known
