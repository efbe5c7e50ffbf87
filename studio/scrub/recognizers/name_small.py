"""Names in small letters that no list knows: what stands around them."""

from __future__ import annotations

from studio.scrub.lexicon.lists import word_list
from studio.scrub.recognizers.name_cues import OBJECTS_OF, PICKS, TALKS_TO, asked_after
from studio.scrub.recognizers.name_verbs import MIND, bases, doing
from studio.scrub.tokens import Word

_SURE_OBJECTS_OF = OBJECTS_OF - {"about", "like", "than", "visit", "by", "poor", "between", "saw", "not", "even"}
_AT = OBJECTS_OF | {"to", "at", "round", "from", "by"}
_VOCATIVES = frozenset(word_list("vocatives"))
_TALK = frozenset(word_list("talk"))
_NO_NAME_AFTER = frozenset(word_list("no_name_after"))
_US = frozenset({"i", "we", "she", "he", "you", "u", "me"})


def small_cue(words: tuple[Word, ...], i: int) -> str | None:
    """Why a word in small letters that is no English word names somebody, if something says so."""
    word = words[i]
    if word.name_end != word.end:
        return "somebody's" if i > 0 and words[i - 1].low in _AT and word.gap == " " else None
    before = words[i - 1].low if i else ""
    does = doing(words, i)
    if before not in _NO_NAME_AFTER and does == MIND:
        return "before what people do"
    if i == 0 or word.gap != " ":
        return None
    return _after(words, i) or _called(words, i)


def _after(words: tuple[Word, ...], i: int) -> str | None:
    before = words[i - 1]
    low = before.low
    behind = words[i - 2].low if i > 1 else ""
    asked = low in {"did", "does"} and i + 1 < len(words) and words[i + 1].gap == " " and words[i + 1].low in bases()
    if low in _SURE_OBJECTS_OF or asked or asked_after(before, i == 1 or before.opens):
        return f"after “{before.text.lower()}”"
    two = (
        (low in {"to", "with"} and behind in TALKS_TO)
        or (low in {"into", "up", "off"} and behind in PICKS)
        or (low in {"saw", "and"} and behind in _US)
        or (low == "of" and behind in {"because", "jealous", "front", "proud"})
        or (low == "from" and behind in {"heard", "hear"})
    )
    return f"after “{behind} {low}”" if two else None


def _called(words: tuple[Word, ...], i: int) -> str | None:
    """`hey zelda`, `love you zelda x`."""
    before = words[i - 1]
    following = words[i + 1] if i + 1 < len(words) else None
    ends = following is None or following.opens or following.gap != " " or following.low in _TALK
    behind = words[i - 2].low if i > 1 else ""
    leads = before.opens or behind in _VOCATIVES or behind in {"love", "miss", "happy"}
    return "spoken to by name" if before.low in _VOCATIVES and ends and leads else None
