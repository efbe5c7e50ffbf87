"""E-mail and web addresses: as they are, and as they are spelt out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from studio.scrub.lexicon.lists import word_list
from studio.scrub.lexicon.words import everyday, looks_english
from studio.scrub.presidio import EmailRecognizer, Pattern, RecognizerResult
from studio.scrub.recognizers.base import Hit, PlainRecognizer, explained

_SPELT = re.compile(
    r"(?i)(?<![\w.+-])[\w.+-]{2,40}(?:\s?[\[(]\s?at\s?[\])]\s?|\s+at\s+|@)[\w-]{2,40}"
    r"(?:(?:\s?[\[(]\s?dot\s?[\])]\s?|\s+dot\s+|\.)[\w-]{2,20}){1,3}(?![\w@])"
)
_SPELT_MARK = re.compile(r"(?i)[\[(]\s?(?:at|dot)\s?[\])]|\sat\s.{1,60}\sdot\s|@.{1,60}\sdot\s")
_QUOTED = re.compile(r'"[^"\n@]{1,40}"@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}')
_RESERVED = re.compile(r"\.(?:test|example|invalid|local|localhost|internal|onion)$")


@cache
def _suffixes() -> Any:
    """The public suffix list bundled with tldextract: nothing is fetched."""
    import tldextract

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@cache
def _endings() -> frozenset[str]:
    """Every ending of the bundled suffix list that is one word."""
    return frozenset(str(one).rpartition(".")[2] for one in _suffixes().tlds)


_ADDRESS = (
    r"(?<![\w.+-])\w(?:[\w.!#$%&'*+\-/=?^`{|}~]{0,62}[\w!#$%&'*+\-/=?^`{|}~])?@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\b"
)
"""Presidio's pattern with the lengths of RFC 5321, so that time grows with the text and no faster."""


class OfflineEmailRecognizer(EmailRecognizer):
    """E-mail addresses; the domain is checked against the bundled suffix list, reserved test domains included."""

    def __init__(self) -> None:
        super().__init__(patterns=[Pattern("E-mail", _ADDRESS, 0.5)], name="EmailRecognizer")

    def may(self, text: str) -> bool:
        """Only texts with an @, or with one spelt out."""
        return "@" in text or _SPELT_MARK.search(text) is not None

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: Any = None, regex_flags: int | None = None
    ) -> list[RecognizerResult]:
        """What was found."""
        found = super().analyze(text, entities, nlp_artifacts, regex_flags) if "@" in text else []
        for result in found:
            result.analysis_explanation.textual_explanation = "an e-mail address"
        for match in _QUOTED.finditer(text) if '"@' in text else ():
            found.append(explained(self, "EMAIL_ADDRESS", *match.span(), 0.9, "an e-mail address"))
        for match in _SPELT.finditer(text) if _SPELT_MARK.search(text) else ():
            ending = re.split(r"\W+", match[0])[-1].lower()
            if _SPELT_MARK.search(match[0]) and ending in _endings():
                found.append(explained(self, "EMAIL_ADDRESS", *match.span(), 0.8, "an e-mail address, spelt out"))
        return list(found)

    def validate_result(self, pattern_text: str) -> bool | None:
        """True for a domain with a known ending; left undecided for any other."""
        if _suffixes()(pattern_text).fqdn:
            return True
        return True if _RESERVED.search(pattern_text) else None


_USUAL = frozenset(word_list("endings"))
_RUN_ON = frozenset(word_list("run_on"))
_FILES = frozenset({"md", "py", "sh", "zip", "mov", "rs", "pl", "ps", "cc", "so", "la", "id"})
"""Endings that are more often those of a file, or a word, than of an address without a path."""
_WHOLE = re.compile(r"(?i)\b(?:https?://|www\.)[^\s<>\"“”]+")
_HOST = re.compile(
    r"(?<![\w@.\-/])(?P<host>(?:[^\W_][\w-]{0,62}\.){1,8}(?P<ending>[^\W\d_]{2,18}))(?![\w@-]|\.\w)"
    r"(?P<port>:\d{2,5}\b)?(?P<path>[/?#][^\s<>\"“”]{0,2000})?"
)


class StrictUrlRecognizer(PlainRecognizer):
    """Web addresses: with a scheme, `www.` or a path, or ending in a usual domain that is no run-on sentence."""

    ENTITIES = ("URL",)
    GATE = re.compile(r"\w\.[^\W\d]|://")

    def hits(self, text: str) -> Iterator[Hit]:
        """Whole addresses first."""
        whole: list[tuple[int, int]] = []
        for match in _WHOLE.finditer(text):
            span = match.start(), match.start() + len(_closed(match[0]))
            if "." in match[0] or "localhost" in match[0]:
                whole.append(span)
                yield Hit(*span, "URL", 0.95, "a web address")
        for match in _HOST.finditer(text):
            if not any(s <= match.start() < e for s, e in whole) and _is_address(match):
                yield Hit(match.start(), match.start() + len(_closed(match[0])), "URL", 0.7, "a web address")


def _closed(surface: str) -> str:
    """Without the punctuation of the sentence around it."""
    return surface.rstrip(".,;:!?)]}'’")


def _is_address(match: re.Match[str]) -> bool:
    host, ending = match["host"], match["ending"]
    labels = host.lower().split(".")
    if ending.lower() not in _endings() or not (ending.islower() or host.isupper()) or host[0].isdecimal():
        return False
    low = ending.lower()
    plain = labels[-2] in everyday() or len(labels[-2]) < 2
    path = len((match["path"] or "").strip("/")) > 1 or match["port"] is not None
    if path:
        return not ((low in _RUN_ON or low in everyday()) and plain)
    if low in _RUN_ON or len(labels[0]) < 2:
        return False
    if low in _USUAL:
        return True
    return not (len(low) < 3 or low in _FILES or plain or low in everyday() or looks_english(labels[-2]))
