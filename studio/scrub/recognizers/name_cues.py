"""What stands around a word when it is somebody's name."""

from __future__ import annotations

from studio.scrub.lexicon.lists import word_list
from studio.scrub.people import TITLES
from studio.scrub.tokens import Word

KIN = frozenset(word_list("kin"))
"""Words for who somebody is; they stay."""

_OWNERS = frozenset(word_list("owners"))
_GREETINGS = frozenset(word_list("greetings"))
_INTRO_ONE = frozenset(word_list("intro_one"))
_AFTER = frozenset(word_list("after"))
_SPEECH = frozenset(word_list("speech"))
_CLOSINGS = frozenset(word_list("closings"))

_TO_YOU = frozenset(word_list("to_you"))

Cue = tuple[float, str, bool]
"""How sure, why, and whether an everyday word would be more likely than a name here."""


def cue(words: tuple[Word, ...], i: int) -> Cue | None:
    """The cue around word `i`, if there is one."""
    if (
        words[i].opens
        and words[i].title
        and i + 1 < len(words)
        and words[i + 1].gap == ", "
        and words[i + 1].low in _TO_YOU
    ):
        return 0.6, "spoken to by name", True
    if i == 0:
        return None
    before, gap = words[i - 1], words[i].gap
    low = before.low
    if low in TITLES and gap in {" ", ". ", ".", "  "} and (before.title or low in {"dr", "mr", "mrs", "ms", "doctor"}):
        return 0.9, f"after the title {before.text}", False
    if low in KIN and gap in {" ", ", "}:
        return _kin(words, i)
    if gap in {" ", ", "} and _introduced(words, i):
        return 0.75, "introduced by name", True
    if low in _GREETINGS and gap in {" ", ", "} and not (low == "thanks" and gap == ", "):
        return 0.65, "greeted by name", True
    if low in _CLOSINGS and gap.strip(" ") in {",", ",\n", "\n"} and i >= len(words) - 2:
        return 0.65, "signs the message", True
    if gap == " " and words[i].title and not words[i].opens and (low in _AFTER or _joined(words, i)):
        return 0.5, f"after “{low}”", True
    return None


def _joined(words: tuple[Word, ...], i: int) -> bool:
    """`Grace and Will`: after `and` and another capital."""
    return words[i - 1].low in {"and", "&"} and i > 1 and words[i - 2].title and not words[i - 2].opens


def _kin(words: tuple[Word, ...], i: int) -> Cue | None:
    owner = words[i - 2].low if i > 1 else ""
    if words[i].gap == ", " and owner not in _OWNERS:
        return None
    return (0.85 if owner in _OWNERS else 0.75), f"named after “{words[i - 1].low}”", words[i].gap == ", "


def _introduced(words: tuple[Word, ...], i: int) -> bool:
    """`my name is X`, `named X`, `say hi to X`, `this is X`."""
    before = words[i - 1].low
    if before in _INTRO_ONE:
        return True
    behind = tuple(w.low for w in words[max(0, i - 3) : i])
    return behind[-2:] in {
        ("name", "is"),
        ("name's", "is"),
        ("hi", "to"),
        ("hello", "to"),
        ("call", "me"),
        ("goes", "by"),
    } or behind[-2:] == ("this", "is")


def speaks(words: tuple[Word, ...], i: int) -> bool:
    """Whether what follows is what people do: `Will said`, `Grace:`, `Mark and I`, `Hope's`."""
    word = words[i]
    if word.name_end != word.end and not word.opens:
        return True
    if i + 1 >= len(words):
        return False
    following = words[i + 1]
    if following.gap.startswith(": ") and (i == 0 or "\n" in word.gap):
        return True
    if following.gap != " ":
        return False
    if following.low in _SPEECH:
        return True
    return following.low == "and" and i + 2 < len(words) and words[i + 2].text in {"I", "me"}
