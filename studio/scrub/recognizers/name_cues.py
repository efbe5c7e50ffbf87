"""What stands around a word when it is somebody's name."""

from __future__ import annotations

from studio.scrub.lexicon.lists import word_list
from studio.scrub.people import TITLES
from studio.scrub.recognizers.name_verbs import DEED, MIND, doing
from studio.scrub.tokens import Word

KIN = frozenset(word_list("kin"))
"""Words for who somebody is; they stay."""

_OWNERS = frozenset(word_list("owners"))
_GREETINGS = frozenset(word_list("greetings"))
_INTRO_ONE = frozenset(word_list("intro_one"))
_SPEECH = frozenset(word_list("speech"))
_CLOSINGS = frozenset(word_list("signs")) | frozenset(word_list("closings"))
OBJECTS_OF = frozenset(word_list("objects_of"))
"""What has a person after it: verbs, `with`, `between`."""

TALKS_TO = frozenset(word_list("talks_to"))
"""What has a person after `to`."""

_ASKS_ABOUT = frozenset(word_list("asks_about"))
_INTERJECTIONS = frozenset(word_list("interjections"))
_OFFICES = frozenset(word_list("offices"))
_LABELS = frozenset(word_list("form_labels"))
_OF_PERSON = frozenset(word_list("of_person"))
_FOR_PERSON = frozenset(word_list("for_person"))
_TO_YOU = frozenset(word_list("to_you"))
_QUESTION = frozenset({"why", "what", "how", "when", "or"})
_SHORT_TITLES = frozenset({"dr", "mr", "mrs", "ms", "doctor"})

PICKS = frozenset({"pick", "picked", "picking", "bump", "bumped", "ran", "run", "drop", "dropped", "dropping"})
"""What has a person after `up`, `into` or `off`."""

Cue = tuple[float, str, bool]
"""How sure, why, and whether an everyday word would be more likely than a name here."""


def cue(words: tuple[Word, ...], i: int) -> Cue | None:
    """The cue around word `i`, if there is one."""
    word = words[i]
    if word.opens and word.title and i + 1 < len(words) and words[i + 1].gap == ", " and words[i + 1].low in _TO_YOU:
        return 0.6, "spoken to by name", True
    if i == 0:
        return None
    return _named(words, i) or (_capital(words, i) if word.title else None)


def _named(words: tuple[Word, ...], i: int) -> Cue | None:
    """The cues that hold for small letters too: titles, kin, introductions, greetings and signatures."""
    before, gap = words[i - 1], words[i].gap
    low = before.low
    if low in TITLES and gap in {" ", ". ", ".", "  "} and (before.title or low in _SHORT_TITLES):
        return 0.9, f"after the title {before.text}", False
    if gap in {" ", ", "} and (low in KIN or ("-" in low and not KIN.isdisjoint(low.split("-")))):
        return _kin(words, i)
    if gap in {" ", ", "} and _introduced(words, i):
        return 0.75, "introduced by name", True
    if low in _GREETINGS and gap in {" ", ", "} and not (low == "thanks" and gap == ", "):
        return 0.65, "greeted by name", True
    if low in _CLOSINGS and gap.strip(" ") in {",", ",\n", "\n"} and i >= len(words) - 3:
        return 0.65, "signs the message", True
    return None


def _capital(words: tuple[Word, ...], i: int) -> Cue | None:
    """The cues that hold for a capital: labels of forms, offices, initials, and what stands before in a sentence."""
    before, gap = words[i - 1], words[i].gap
    low = before.low
    if low in _LABELS and ":" in gap and "\n" not in gap:
        return 0.6, f"after “{low}:”", True
    if low in _OFFICES and gap == " " and (before.title or low in {"witness", "driver", "tenant"}):
        return 0.7, f"after “{low}”", True
    if len(before.text) == 1 and before.title and before.text != "I" and gap in {". ", "."}:
        return 0.55, "after an initial", True
    if len(before.text) == 1 and before.title and gap == " " and i > 1 and words[i - 2].low in TITLES:
        return 0.9, "after a title and an initial", False
    return _middle(words, i) if gap == " " and not words[i].opens else None


def _middle(words: tuple[Word, ...], i: int) -> Cue | None:
    """The cue before a capital in the middle of what is said."""
    low = words[i - 1].low
    behind = words[i - 2].low if i > 1 and words[i - 1].gap == " " else ""
    if low in OBJECTS_OF or _joined(words, i):
        return 0.5, f"after “{low}”", True
    if low in {"to", "with", "from", "at"} and any(w.low in TALKS_TO for w in words[max(0, i - 5) : i - 1]):
        return 0.5, f"after “{behind} {low}”", True
    if (low == "of" and behind in _OF_PERSON) or (low == "for" and behind in _FOR_PERSON) or low == "by":
        return 0.5, f"after “{f'{behind} {low}'.strip()}”", True
    if (low == "this" and behind == "is") or (low == "it" and words[i - 1].name_end != words[i - 1].end):
        return 0.5, "introduced by name", True
    if low in _INTERJECTIONS:
        return 0.5, "spoken to by name", True
    if asked_after(words[i - 1], False) or (low in {"into", "up"} and behind in PICKS):
        return 0.5, f"after “{words[i - 1].text.lower()}”", True
    asks = low in _ASKS_ABOUT and (words[i - 1].opens or behind in _ASKS_ABOUT | _QUESTION or doing(words, i) >= DEED)
    return (0.5, f"after “{low}”", True) if asks else None


def asked_after(before: Word, opens: bool) -> bool:
    """`where's X`, `hows X`, `is X …` at the head of a question."""
    if before.low in {"hows", "wheres", "whens", "whos"}:
        return True
    if before.name_end != before.end and before.low in {"where", "how", "when", "who"}:
        return True
    return before.low == "is" and opens


def _joined(words: tuple[Word, ...], i: int) -> bool:
    """`Grace and Will`, `you and Will`: after `and` and another capital or one of us."""
    return (
        words[i - 1].low in {"and", "&"}
        and i > 1
        and ((words[i - 2].title and not words[i - 2].opens) or words[i - 2].low in {"you", "me", "i", "u", "us"})
    )


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
        ("calls", "me"),
        ("goes", "by"),
    } or (
        words[i].title and behind[-2:] in {("this", "is"), ("i", "am"), ("it", "is"), ("name", "of"), ("is", "under")}
    )


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
    if following.low in _SPEECH or doing(words, i) == MIND:
        return True
    return following.low == "and" and i + 2 < len(words) and words[i + 2].text in {"I", "me", "i"}
