"""Passwords, PINs, codes and keys, by the words in front of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.scrub.lexicon.lists import word_list
from studio.scrub.lexicon.questions import ASKED, OF_WHAT, SECRET_WORDS
from studio.scrub.lexicon.words import NAME_WORDS, everyday, frequent, looks_english
from studio.scrub.recognizers.base import Hit, PlainRecognizer

_WORD_SECRET = re.compile(
    rf"(?i){SECRET_WORDS}(?:['’]s)?{OF_WHAT}"
    rf"(?:\s+(?:is|was|are|still|now|changed to|to)\b){{0,3}}\s{{0,4}}[:=]?\s{{0,4}}"
    r"([\"'“‘][^\"'”’\n]{3,60}[\"'”’]|[^\s,;]{4,64})"
)
_NUMBER_SECRET = re.compile(
    r"(?i)\b(?:pin(?:\s?(?:code|number))?|cvv2?|cvc|otp|2fa(?: code)?|(?:door|"
    r"gate|alarm|safe|lock|entry|security|access|verification|key|building|buzzer|"
    r"garage|voicemail|sim|one.time|bike) ?code|code|combination|combo|passcode|"
    r"key\s?safe)(?:['’]s)?"
    rf"{OF_WHAT}(?:\s+(?:is|was|are|still|now)\b|\s+=){{0,3}}\s{{0,4}}[:=]?\s{{0,4}}"
    r"[#*]?((?=[A-Za-z]*\d)[A-Za-z0-9]{3,10}(?:[- ]\d{2,4}){0,3})[#*]?(?![\w%])"
)
_ANSWERED = re.compile(
    rf"(?im){ASKED}[ \t]{{0,4}}\n[ \t]{{0,4}}(?:[^\n:]{{1,60}}: )?(?:it['’]?s |its |try |still )?([^\s]{{4,40}})[ \t]*$"
)
_KEY = re.compile(
    r"\b(?:sk|pk|ghp|gho|xox[bap]|AKIA|AIza)[-_]?[A-Za-z0-9_\-]{14,200}|"
    r"\beyJ[\w-]{10,2000}\.[\w-]{10,4000}\.[\w-]{4,2000}"
)
_SAID = re.compile(r"(?i)(?:\b(?:is|was|now)|['’]s)\s+$")
_TRY = re.compile(r"(?i)\b(?:try|use|enter|type|with)\s+(?:the\s+|this\s+)?$")
_CHANGED = re.compile(r"(?i)\b(?:chang|set|reset|updat)\w*\b")
_NO_SECRET = frozenset(word_list("no_secret"))


class SecretRecognizer(PlainRecognizer):
    """Passwords, PINs, codes and keys, by the word in front of them."""

    ENTITIES = ("SECRET",)
    CUES = word_list("secret_cues")

    def may(self, text: str) -> bool:
        """Only texts with a cue."""
        low = text.lower()
        return any(cue in low for cue in self.CUES)

    def hits(self, text: str) -> Iterator[Hit]:
        """The value alone."""
        for match in _KEY.finditer(text):
            yield Hit(*match.span(), "SECRET", 0.95, "an access key")
        for match in _NUMBER_SECRET.finditer(text):
            yield Hit(*match.span(1), "SECRET", 0.75, "a code after a cue")
        for match in _WORD_SECRET.finditer(text):
            start, end = match.span(1)
            value = match[1]
            quoted = value[0] in "\"'“‘"
            if quoted:
                start, end = start + 1, end - 1
            else:
                end -= len(value) - len(value.rstrip(".?)"))
            value = text[start:end]
            if len(value) >= 4 and (quoted or _mixed(value) or _stated(match, start)):
                yield Hit(start, end, "SECRET", 0.8, "a secret after a cue")
            elif _SAID.search(match[0][: start - match.start()]) and _strange(value.lower()):
                yield Hit(start, end, "SECRET", 0.45, "perhaps a secret, after a cue")
        for match in _ANSWERED.finditer(text) if "?" in text and "\n" in text else ():
            value = match[1].rstrip(".!")
            if _mixed(value) or not _said_often(value.lower()):
                yield Hit(
                    match.start(1), match.start(1) + len(value), "SECRET", 0.65, "the answer to a question for it"
                )


def _strange(low: str) -> bool:
    return len(low) >= 5 and low.isalpha() and not _said_often(low) and not looks_english(low)


def _said_often(low: str) -> bool:
    return low in _NO_SECRET or low in frequent() or "?" in low or (low in everyday() and low not in NAME_WORDS)


def _mixed(value: str) -> bool:
    inner_capital = any(c.isupper() for c in value[1:]) and any(c.islower() for c in value)
    joined = value.count("-") > 1 and len(value) > 10
    signs = any(not c.isalnum() and c not in "'’-./?" for c in value)
    return inner_capital or joined or signs or any(c.isdigit() for c in value)


def _stated(match: re.Match[str], start: int) -> bool:
    """`password: bluebell`, `the password is bluebell` at the end of a sentence."""
    lead = match[0][: start - match.start()].rstrip().lower()
    value = match[1].rstrip(".!?)").lower()
    rest = match.string[match.end(1) : match.end(1) + 2]
    closes = not rest.strip() or match[1][-1:] in ".!?" or rest[0] in ",;\n"
    changed = lead.endswith(" to") and _CHANGED.search(match.string[max(0, match.start() - 24) : match.start()])
    before = match.string[max(0, match.start() - 24) : match.start()]
    tried = lead[-4:] in {"word", "pass", "rase", "code"} and _TRY.search(before) and not _said_often(value)
    stated = lead.endswith((" is", " was", " now", "'s", "’s"))
    said = (changed or tried or stated) and closes and ("pass" in lead or "pw" in lead)
    return value not in _NO_SECRET and value.replace("-", "").isalpha() and (lead.endswith((":", "=")) or said)
