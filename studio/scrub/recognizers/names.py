"""Names without a model: the people list, cues around a word, name lists, and names learned elsewhere in the corpus."""

from __future__ import annotations

from collections.abc import Iterator

from studio.scrub.lexicon.lists import word_list
from studio.scrub.lexicon.names import NameList, names
from studio.scrub.lexicon.words import EXERCISE, NAME_WORDS, STAYS, everyday, frequent, looks_english
from studio.scrub.people import PARTICLES, TITLES, Roster
from studio.scrub.recognizers.base import Hit, PlainRecognizer
from studio.scrub.recognizers.name_cues import cue, speaks
from studio.scrub.tokens import Word, mostly_capitals, title_case, words

Vote = tuple[float, str]
"""How sure, and why."""

_ON_LIST = "a name on your people list"
_SIMPLE_GAPS = frozenset({" ", "-", "  ", ". ", "."})


class NameRecognizer(PlainRecognizer):
    """People's names.

    Args:
        roster: The people list.
        memory: Lower-case name words learned elsewhere in the corpus.
    """

    ENTITIES = ("PERSON",)

    def __init__(self, roster: Roster, memory: frozenset[str] = frozenset()) -> None:
        self.roster = roster
        self.memory = memory
        super().__init__()

    def hits(self, text: str) -> Iterator[Hit]:
        """Names, each from its title to its last word."""
        found = words(text)
        if not found:
            return
        context = _Reading(found, self.roster, self.memory)
        votes = [context.vote(i) for i in range(len(found))]
        i = 0
        while i < len(found):
            vote = votes[i]
            if vote is None:
                i += 1
                continue
            last = context.last_word(i, votes)
            first = context.first_word(i)
            best = max((v for v in votes[i : last + 1] if v), key=lambda v: v[0])
            yield Hit(found[first].start, found[last].name_end, "PERSON", best[0], best[1])
            i = last + 1


class _Reading:
    """One text being read for names."""

    def __init__(self, found: tuple[Word, ...], roster: Roster, memory: frozenset[str]) -> None:
        self.words = found
        self.roster = roster
        self.memory = memory
        self.lists: NameList = names()
        self.everyday = everyday()
        self.shouted = mostly_capitals(found)
        self.heading = title_case(found)

    def vote(self, i: int) -> Vote | None:
        word = self.words[i]
        low = word.low
        if not (word.title or word.upper) and low in self.everyday and low not in self.roster.words:
            return None
        if len(low) < 2 or not low[0].isalpha():
            return None
        capital = (word.title or word.upper) and not self.shouted
        listed = self.roster.find(low)
        if listed is not None and low not in self.roster.plain:
            return 1.0, _ON_LIST
        if not (capital or low in self.lists.known or low in self.memory):
            return self._small(i, low)
        if listed is None and (low in STAYS or low in EXERCISE):
            return None
        if not capital:
            return self._small(i, low)
        return self._capital(i, low, listed is not None)

    def _small(self, i: int, low: str) -> Vote | None:
        """A word in small letters (or in a shouted text)."""
        if low in everyday() or self._eponym(i, low):
            return None
        if low in self.memory and len(low) > 3 and not looks_english(low):
            return 0.6, "a name learned elsewhere in your texts"
        if low in self.lists.known:
            return 0.55, "a first name, in small letters"
        if low in self.lists.first and len(low) > 3 and not looks_english(low) and cue(self.words, i):
            return 0.55, "a first name after a cue"
        return None

    def _capital(self, i: int, low: str, listed: bool) -> Vote | None:
        word = self.words[i]
        hint = cue(self.words, i)
        everyday_word = low in everyday()
        nameable = not everyday_word or low in NAME_WORDS or low in self.lists.first or listed
        unlisted_word = looks_english(low) and low not in self.lists.first
        wordlike = unlisted_word or (everyday_word and not (low in NAME_WORDS and low in self.lists.local_first))
        if hint and (hint[0] >= 0.9 or (nameable and not (wordlike and hint[2]))):
            if low in self.lists.known and hint[0] < 0.7:
                return 0.7, "a first name"
            return (1.0, _ON_LIST) if listed else (max(hint[0], 0.55), hint[1])
        if self._eponym(i, low):
            return None
        if everyday_word:
            return self._everyday(i, low, listed)
        if word.upper and low not in self.lists.known:
            return None
        if low in self.memory:
            return 0.65, "a name learned elsewhere in your texts"
        if low in self.lists.first:
            known = low in self.lists.known
            return (
                0.7 if known and not word.opens else 0.6 if known else 0.55 if not word.opens else 0.45
            ), "a first name"
        if low in self.lists.last and (not word.opens or speaks(self.words, i)):
            return 0.5, "a last name"
        return self._unknown(i, low)

    def _everyday(self, i: int, low: str, listed: bool) -> Vote | None:
        """A capitalised word that is an everyday word and perhaps a name."""
        if low not in NAME_WORDS and not listed:
            return None
        word = self.words[i]
        certain = listed or low in self.memory
        if certain and (low not in frequent() or self._called(i)):
            return (1.0, _ON_LIST) if listed else (0.6, "a name learned elsewhere in your texts")
        if speaks(self.words, i):
            return (1.0, _ON_LIST) if listed else (0.55, "a name that is a word, before what people do")
        if word.opens or self.heading or self.shouted:
            return None
        if certain:
            return (0.95, _ON_LIST) if listed else (0.6, "a name learned elsewhere in your texts")
        return (0.45, "a word with a capital that is a name too") if low in self.lists.first else None

    def _called(self, i: int) -> bool:
        """`…, Will` at the end of what is said: somebody is spoken to."""
        last = i + 1 == len(self.words) or "\n" in self.words[i + 1].gap
        return last and "," in self.words[i].gap

    def _unknown(self, i: int, low: str) -> Vote | None:
        word = self.words[i]
        if (
            word.opens
            and not self.heading
            and not looks_english(low)
            and len(low) > 3
            and self._letters(word)
            and speaks(self.words, i)
        ):
            return 0.5, "an unusual word with a capital, before what people do"
        if (
            word.opens
            or self.heading
            or len(low) < 3
            or low.rstrip("s") in STAYS
            or word.upper
            or looks_english(low)
            or not self._letters(word)
        ):
            return None
        return 0.4, "an unusual word with a capital"

    @staticmethod
    def _letters(word: Word) -> bool:
        """Whether a word is letters alone, a possessive ending apart."""
        return word.text[: word.name_end - word.start].isalpha()

    def _eponym(self, i: int, low: str) -> bool:
        """True in `Jefferson curl`: an exercise, nobody."""
        for ahead in (1, 2):
            if i + ahead >= len(self.words) or self.words[i + ahead].gap not in {" ", "-", "/"}:
                return False
            noun = self.words[i + ahead].low
            if noun in EXERCISE and not (noun[-1] == "s" and noun[-2] != "s" and low in self.lists.known):
                between = self.words[i + 1].low
                return ahead == 1 or between not in everyday() or between in {"split", "machine", "bench"}
        return False

    def last_word(self, i: int, votes: list[Vote | None]) -> int:
        """The last word of the name that begins at `i`."""
        last = i
        if self.words[i].name_end != self.words[i].end:
            return i
        while last - i < 4 and last + 1 < len(self.words):
            step = self._next(last, i, votes)
            if step is None:
                break
            last = step
            if self.words[last].name_end != self.words[last].end:
                break
        return last

    def _next(self, at: int, first: int, votes: list[Vote | None]) -> int | None:
        following = self.words[at + 1]
        if following.gap not in {" ", "-"}:
            return None
        low = following.low
        if low in PARTICLES and at + 2 < len(self.words):
            beyond = self.words[at + 2]
            return (
                at + 2
                if beyond.gap == " " and beyond.title and self._belongs(beyond, at + 2, first, votes, 0.5)
                else None
            )
        return at + 1 if self._belongs(following, at + 1, first, votes) else None

    def _belongs(self, word: Word, at: int, first: int, votes: list[Vote | None], least: float = 0.6) -> bool:
        """Whether a word carries on a name: a last name or an unknown one; somebody else's first name does not."""
        low = word.low
        listed = self.roster.find(low)
        if listed is not None and (low not in self.roster.plain or votes[first] == (1.0, _ON_LIST)):
            return listed.slot == "last"
        if not word.title or self.shouted or low in STAYS or low in TITLES or len(low) < 2:
            return False
        if low in self.lists.known and low not in self.lists.local_last:
            return False
        if low in everyday():
            return low in self.lists.local_last and not speaks(self.words, at)
        vote = votes[first]
        return low in self.lists.last or (vote is not None and vote[0] >= least)

    def first_word(self, i: int) -> int:
        """Back over initials and titles that stand before a name."""
        first = i
        while first > 0:
            before, here = self.words[first - 1], self.words[first]
            initial = len(before.text) == 1 and before.title and here.gap in {". ", "."}
            titled = (
                before.low in TITLES
                and here.gap in _SIMPLE_GAPS
                and (before.title or before.low in {"dr", "mr", "mrs", "ms"})
            )
            kin = before.low in _CAPITAL_KIN and before.title and here.gap == " " and self.words[i].title
            if not (initial or titled or kin):
                break
            first -= 1
        return first


_CAPITAL_KIN = frozenset(word_list("capital_kin"))
"""Kin words that, with a capital, stand before a name as a title does."""
