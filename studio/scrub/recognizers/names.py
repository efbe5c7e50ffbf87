"""Names without a model: the people list, cues around a word, name lists, and names learned elsewhere in the corpus."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from studio.scrub.lexicon.lists import word_list
from studio.scrub.lexicon.names import NameList, names
from studio.scrub.lexicon.places import cities
from studio.scrub.lexicon.words import EXERCISE, NAME_WORDS, STAYS, english, everyday, frequent, looks_english, mistyped
from studio.scrub.people import TITLES, Roster
from studio.scrub.recognizers.base import Hit, PlainRecognizer
from studio.scrub.recognizers.name_cues import Cue, cue, speaks
from studio.scrub.recognizers.name_small import small_cue
from studio.scrub.recognizers.name_spans import ON_LIST, Spans, Vote, branded, camel, letters, strange
from studio.scrub.recognizers.name_verbs import DEED, IS, MIND, NOTHING, doing
from studio.scrub.recognizers.sayings import famous
from studio.scrub.tokens import Word, mostly_capitals, title_case, words

_MONTHS = frozenset(word_list("month_names"))
_MASS = frozenset(word_list("mass_names"))
_DOUBTFUL = frozenset(word_list("doubtful_names"))
_ENDEARMENTS = frozenset(word_list("endearments"))
_NO_NAME_AFTER = frozenset(word_list("no_name_after"))
_EPONYMS = frozenset(word_list("eponyms"))
_EPONYMS_BARE = frozenset(word_list("eponyms_bare"))
_CHATTY = frozenset({"lol", "haha", "please", "pls", "x", "xx", "xxx", "thanks", "sorry", "wow", "omg", "yes", "no"})
_TOLD = frozenset(word_list("told"))
_LINKS = frozenset({"and", "or", "nor", "n"})


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
        reading = _Reading(found, self.roster, self.memory)
        votes = reading.votes()
        if not any(votes):
            return
        spans = Spans(found, votes, self.roster, reading.shouted)
        i = floor = 0
        while i < len(found):
            if votes[i] is None:
                i += 1
                continue
            last = spans.last_word(i)
            first = spans.first_word(i, floor)
            score, why = max((v for v in votes[i : last + 1] if v), key=lambda v: v[0])
            if score < 1.0 and famous(found, i):
                score, why = 0.45, "a name that is a brand's or a saying's too"
            end = found[last].name_end - (last in reading.plural)
            yield Hit(found[first].start, end, "PERSON", score, why)
            i = floor = last + 1


class _Reading:
    """One text being read for names."""

    def __init__(self, found: tuple[Word, ...], roster: Roster, memory: frozenset[str]) -> None:
        self.words = found
        self.roster = roster
        self.memory = memory
        self.lists: NameList = names()
        self.everyday = everyday()
        self.plural: set[int] = set()
        """Words that carry an `s` for a possessive: `alexs car`."""
        self.shouted = any(w.upper for w in found) and mostly_capitals(found)
        self.heading = title_case(found)

    @cached_property
    def foreign(self) -> bool:
        """Whether the text is in another language, where what is strange in English tells nothing."""
        small = [w.low for w in self.words if w.text.islower() and len(w.text) > 1]
        return len(small) > 3 and sum(looks_english(low) for low in small) * 2 < len(small)

    def votes(self) -> list[Vote | None]:
        """For each word how sure it is a name, and why; unknown words beside a sure name in a list are names too."""
        plain, named = self.everyday, self.roster.words
        votes = [
            None if w.low in plain and not (w.title or w.upper) and w.low not in named else self.vote(i)
            for i, w in enumerate(self.words)
        ]
        if not any(votes):
            return votes
        sure = [i for i, vote in enumerate(votes) if vote is not None and vote[0] >= 0.5]
        while sure:
            i = sure.pop()
            for j in (self._linked(i, 1), self._linked(i, -1)):
                vote = votes[j] if j is not None else None
                if j is not None and (vote is None or vote[0] < 0.5) and self._eligible(j, i):
                    votes[j] = 0.5, "beside another name"
                    sure.append(j)
        return votes

    def _linked(self, i: int, step: int) -> int | None:
        """The word that `and`, `or`, `&` or a comma ties to word `i`."""
        here = self.words
        j = i + step
        if not 0 <= j < len(here):
            return None
        gap = here[max(i, j)].gap
        if gap == " " and here[j].low in _LINKS:
            beyond = j + step
            near = 0 <= beyond < len(here) and here[max(j, beyond)].gap == " "
            return beyond if near else None
        return j if gap in {", ", " & ", " / ", "/"} else None

    def _eligible(self, j: int, beside: int) -> bool:
        """Whether a word may be a name for standing beside one."""
        word = self.words[j]
        if word.low in cities() or self.foreign:
            return False
        if word.title and not self.shouted and not self.heading:
            first = word.low in self.lists.local_first and word.low in NAME_WORDS and word.low not in STAYS
            return first or strange(word)
        return not self.words[beside].title and self._unheard_of(word)

    def _unheard_of(self, word: Word) -> bool:
        """True for a word in small letters that is no English word, no place and no brand."""
        low = word.low
        return (
            len(low) > 3
            and letters(word)
            and not looks_english(low)
            and low not in cities()
            and not branded(word)
            and low not in EXERCISE
            and not mistyped(low)
        )

    def vote(self, i: int) -> Vote | None:
        """How sure word `i` by itself is a name, and why."""
        word = self.words[i]
        low = word.low
        if len(low) < 2 or not low[0].isalpha():
            return None
        listed = self.roster.find(low)
        if listed is not None and low not in self.roster.plain:
            return 1.0, ON_LIST
        if listed is None and low[-1] == "s" and self._possessive(low, word.title):
            self.plural.add(i)
            return 0.55, "a first name with an s"
        if not (word.title or word.upper) or self.shouted:
            return self._small(i, low)
        if listed is None and (low in TITLES or camel(word)):
            return None
        if listed is None and (low in STAYS or low in EXERCISE):
            return self._month(i, low)
        return self._capital(i, low, listed is not None)

    def _possessive(self, low: str, title: bool) -> bool:
        """True for a name with an `s` and no apostrophe."""
        whose = low[:-1]
        if title and low in self.lists.last:
            return False
        if low in self.lists.first or low in STAYS or low in english():
            return False
        return len(whose) > 3 and (whose in self.lists.known or whose in self.memory)

    def _month(self, i: int, low: str) -> Vote | None:
        if low not in _MONTHS or self.words[i].upper:
            return None
        hint = cue(self.words, i)
        if hint and hint[0] >= 0.5 and not hint[1].startswith("after “by"):
            return max(hint[0], 0.5), hint[1]
        following = self.words[i + 1].low if i + 1 < len(self.words) else ""
        if doing(self.words, i) == MIND and following not in {"is", "was", "be"}:
            return 0.5, "a name that is a word, before what people do"
        return None

    def _small(self, i: int, low: str) -> Vote | None:
        """A word in small letters (or in a shouted text)."""
        if low in self.everyday:
            return self._listed_small(i) if low in self.roster.words else None
        if self._eponym(i, low):
            return None
        if low in self.memory and len(low) > 3 and not looks_english(low):
            return 0.6, "a name learned elsewhere in your texts"
        if low in self.lists.known:
            return 0.55, "a first name, in small letters"
        if looks_english(low):
            return None
        if low in self.lists.first and len(low) > 3 and cue(self.words, i):
            return 0.55, "a first name after a cue"
        if self.foreign:
            return None
        why = small_cue(self.words, i)
        if why is not None and self._unheard_of(self.words[i]):
            return 0.5, f"an unusual word, {why}"
        hint = cue(self.words, i)
        if hint is not None and hint[0] >= 0.75 and self._unheard_of(self.words[i]):
            return 0.5, hint[1]
        return None

    def _listed_small(self, i: int) -> Vote | None:
        """A name of the people list that is a word, in small letters, where only a name can stand."""
        before = self.words[i - 1] if i else None
        hint = cue(self.words, i)
        told = before is not None and before.low in _TOLD and self.words[i].gap == " "
        says = doing(self.words, i) == MIND and (before is None or before.low not in _NO_NAME_AFTER)
        return (0.6, ON_LIST) if told or says or (hint is not None and hint[0] >= 0.65) else None

    def _capital(self, i: int, low: str, listed: bool) -> Vote | None:
        word = self.words[i]
        hint = cue(self.words, i)
        everyday_word = low in self.everyday
        first, last = low in self.lists.first, low in self.lists.last
        nameable = low in NAME_WORDS or first or last or listed or not looks_english(low)
        unlisted_word = looks_english(low) and not first
        wordlike = unlisted_word or (everyday_word and not (low in NAME_WORDS and low in self.lists.local_first))
        if not listed and (branded(word) or low in _ENDEARMENTS) and (hint is None or hint[0] < 0.7):
            return None
        if hint and (hint[0] >= 0.9 or (nameable and not (wordlike and hint[2]))):
            return self._cued(i, low, listed, hint)
        if self._eponym(i, low):
            return None
        if everyday_word or (low in english() and (first or last)):
            return self._everyday(i, low, listed)
        if word.upper and low not in self.lists.known:
            return None
        if low in self.memory:
            return 0.65, "a name learned elsewhere in your texts"
        if first:
            return self._first(i, low)
        return self._unknown(i, low, last)

    def _cued(self, i: int, low: str, listed: bool, hint: Cue) -> Vote | None:
        if listed:
            return 1.0, ON_LIST
        if self._eponym(i, low) and hint[0] < 0.75:
            return None
        if self.heading and hint[0] < 0.6 and low not in self.lists.known:
            return None
        if low in self.lists.known and hint[0] < 0.7:
            return 0.7, "a first name"
        if self.words[i].upper and low not in self.lists.known and hint[0] < 0.9:
            return None
        known_word = low in self.lists.first or low in self.lists.last
        return (max(hint[0], 0.55) if known_word or hint[0] > 0.5 else 0.5), hint[1]

    def _first(self, i: int, low: str) -> Vote | None:
        """A first name of the lists that is no English word."""
        opens = self.words[i].opens
        if low in self.lists.known:
            return (0.6 if opens else 0.7), "a first name"
        if not opens:
            return 0.55, "a first name"
        return (0.45 if looks_english(low) and doing(self.words, i) == NOTHING else 0.5), "a first name"

    def _everyday(self, i: int, low: str, listed: bool) -> Vote | None:
        """A capitalised word that is an everyday word and perhaps a name."""
        if low in frequent() and low not in NAME_WORDS and not listed:
            return None
        word = self.words[i]
        certain = listed or low in self.memory
        if certain and (low not in frequent() or self._called(i)):
            return (1.0, ON_LIST) if listed else (0.6, "a name learned elsewhere in your texts")
        if self._acts(i, low, certain):
            return (1.0, ON_LIST) if listed else (0.55, "a name that is a word, before what people do")
        if word.opens or self.heading or self.shouted:
            return None
        if certain:
            return (0.95, ON_LIST) if listed else (0.6, "a name learned elsewhere in your texts")
        if low not in self.lists.first:
            return None
        why = "a word with a capital that is a name too"
        before = self.words[i - 1]
        following = self.words[i + 1] if i + 1 < len(self.words) else None
        alone = following is None or following.gap != " " or not following.title or strange(following)
        placed = before.low in _NO_NAME_AFTER and not (word.name_end != word.end and before.low in {"at", "to", "from"})
        sure = low in self.lists.local_first and not placed and not before.title and alone
        return (0.5 if sure else 0.45), why

    def _acts(self, i: int, low: str, certain: bool) -> bool:
        """Whether a word that is a name too is followed by what only people do, or all but only people."""
        before = self.words[i - 1] if i else None
        if before is not None and not self.words[i].opens:
            part = before.title and before.low not in self.lists.known
            if part or before.low in _NO_NAME_AFTER:
                return False
        does = doing(self.words, i)
        if does == MIND:
            return certain or low in self.lists.local_first
        if low in _MASS and not certain:
            return does == NOTHING and speaks(self.words, i) and self.words[i].name_end == self.words[i].end
        if self.words[i].name_end != self.words[i].end and does == IS:
            return certain
        if does == DEED or (does == IS and (certain or (low in self.lists.local_first and low not in _DOUBTFUL))):
            return low in self.lists.first or certain
        return does == NOTHING and speaks(self.words, i)

    def _called(self, i: int) -> bool:
        """`…, Will` at the end of what is said: somebody is spoken to."""
        last = i + 1 == len(self.words) or "\n" in self.words[i + 1].gap
        return last and "," in self.words[i].gap

    def _unknown(self, i: int, low: str, last: bool) -> Vote | None:
        """A capitalised word that is on no list of first names and is no everyday word."""
        word = self.words[i]
        if last and not word.opens:
            return (0.45 if self.foreign else 0.5), "a last name"
        if self.heading or word.upper or low.rstrip("s") in STAYS or not strange(word):
            return None
        if self.foreign:
            return None if word.opens else (0.4, "an unusual word with a capital")
        does = doing(self.words, i)
        if speaks(self.words, i) or does >= DEED or (does == IS and low not in cities()):
            return 0.5, "an unusual word with a capital, before what people do"
        if word.opens and self._opening(i):
            return 0.5, "an unusual word with a capital, spoken to"
        if word.opens and self._runs(i) and not word.upper:
            return 0.5, "two unusual words with capitals"
        if self._called(i) and not word.opens:
            return 0.5, "an unusual word with a capital, spoken to"
        if word.opens and len(self.words) == 1 and len(low) > 3:
            return 0.4, "an unusual word with a capital"
        if word.opens:
            return None
        if self._runs(i):
            return 0.5, "two unusual words with capitals"
        return 0.4, "an unusual word with a capital"

    def _opening(self, i: int) -> bool:
        """`Zelda lol`, `Zelda please`, `Zelda (34)`: the first word is whom it is about."""
        rest = self.words[i + 1 : i + 4]
        if rest and rest[0].gap in {" (", ", "} and len(rest[0].text) == 2 and rest[0].text.isdigit():
            return True
        return 0 < len(rest) < 3 and rest[0].gap == " " and all(w.low in _CHATTY for w in rest)

    def _runs(self, i: int) -> bool:
        """Whether the next word is an unknown capitalised word too, and nothing before says where."""
        rest = self.words[i + 1 : i + 3]
        if len(rest) == 2 and self.words[i].opens and rest[0].low == "and" and rest[0].gap == rest[1].gap == " ":
            return strange(rest[1])
        if not rest or rest[0].gap != " ":
            return False
        alone = self.words[i].opens and (len(rest) == 1 or "\n" in rest[1].gap)
        if not strange(rest[0]) and not (alone and rest[0].title and rest[0].low in self.lists.local_last):
            return False
        return i == 0 or self.words[i].opens or self.words[i - 1].low not in {"in", "at", "near", "around", "the"}

    def _eponym(self, i: int, low: str) -> bool:
        """True in `Jefferson curl`, `Crohn's disease` and `Margherita pizza`: nobody."""
        here = self.words[i]
        timed = self.words[i + 1 : i + 4]
        if len(timed) == 3 and timed[0].low == "in" and timed[1].text.isdigit() and timed[2].gap == ":":
            return True
        for ahead in (1, 2):
            if i + ahead >= len(self.words) or self.words[i + ahead].gap not in {" ", "-", "/"}:
                return False
            noun = self.words[i + ahead].low
            if ahead == 1 and (noun in _EPONYMS or (here.name_end == here.end and noun in _EPONYMS_BARE)):
                return True
            if noun in EXERCISE and not (noun[-1] == "s" and noun[-2] != "s" and low in self.lists.known):
                between = self.words[i + 1].low
                return ahead == 1 or between not in self.everyday or between in {"split", "machine", "bench"}
        return False
