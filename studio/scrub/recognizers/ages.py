"""How old somebody is: in digits, in words, or as a decade of life."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from studio.scrub.ages import DECADE, NUMBER_WORDS, age_in
from studio.scrub.lexicon.lists import word_list
from studio.scrub.lexicon.words import EXERCISE, STAYS, everyday
from studio.scrub.recognizers.base import Hit, PlainRecognizer
from studio.scrub.tokens import words

_END = (
    r"(?=\s*(?:[,.;:!?)\n…–—]|-\s|$|(?:and|now|but|today|tomorrow|this|next|years?|yrs?|yo|y/o|so|with|already|ffs|lol|"
    r"haha|or|when|who|which|still|just|bro|old|married|divorced|single|going|turning|in (?:jan|feb|mar|apr|may|jun|"
    r"jul|aug|sep|oct|nov|dec|a week|a month)\w*|on \w+day|yesterday|last|soon|because|while|he|she|we|they)\b))"
    r"(?!\s*[.,:]\d)(?!,?\s*\d+\s?(?:kg|lb|x|reps|km|min))"
)
_NOT_UNIT = (
    r"(?!\s*(?:min|mins|minutes?|hours?|hrs?|days?|weeks?|months?|kg|kgs|lbs?|"
    r"reps?|sets?|km|miles?|%|steps|metres|meters|st\b|pounds|kilos|x\b|x\d|pages?|corners?|degrees|times|points?|"
    r"out of|/|:|-\d|in a row))"
)
_SOFT = r"(?:(?:only|just|almost|nearly|now|already|both|about|around|like|barely|over|under|not even|still)\s+)?"
_KIN = (
    r"son|daughter|sister|brother|mum|mom|dad|mother|father|nephew|niece|wife|husband|partner|client|patient|grandma|"
    r"grandpa|nan|gran|baby|twins?|kids?|boys?|girls?|boyfriend|girlfriend|cousin|aunt|uncle|resident|participant|"
    r"caller|student|applicant|child|eldest|oldest|youngest|elder|little one|middle one|"
    r"toddler|stepson|stepdaughter|fiancée?|pt|ct"
)
_NUMBER = rf"(\d{{1,3}}|{NUMBER_WORDS})"

_LEADS = frozenset(word_list("age_leads"))
"""Words right before the number of an age after who it is."""
_KIN_LEADS = _LEADS | frozenset(_KIN.replace("s?", "").replace("e?", "").split("|")) | {
    "twins", "kids", "boys", "girls", "turned", "hit", "and", "fiancée",
}  # fmt: skip
_AGES: tuple[tuple[tuple[str, ...] | frozenset[str], re.Pattern[str], float, str, int], ...] = (
    (("year", "yr"), re.compile(rf"(?i)\b{_NUMBER}[\s-]*(?:years?|yrs?)[\s-]*(?:old\b|of age\b)"), 0.9, "years old", 1),
    (("year", "yr"), re.compile(r"(?i)\b(\d{1,3})[\s-]*(?:year|yr)s?[\s-]*olds?\b"), 0.9, "years old", 1),
    (("yo", "y/o"), re.compile(r"(?i)\b(\d{1,3})[\s-]?(?:y/?o|yo)\b"), 0.85, "years old", 1),
    (
        ("aged",),
        re.compile(rf"(?i)(?<!\bi )(?<!\bhas )(?<!\bwas )\baged[:\s]+{_NUMBER}\b(?!\s*months)" + _NOT_UNIT),
        0.8, "an age after a cue", 1,
    ),
    (("aged",), re.compile(rf"(?i)\bwas aged[:\s]+{_NUMBER}\b" + _NOT_UNIT), 0.8, "an age after a cue", 1),
    (
        ("age", "birthday"),
        re.compile(r"(?i)\b(?:age(?: of| is)?|birthday(?: is| was)? number)[:\s]+(\d{1,3})\b" + _NOT_UNIT),
        0.8, "an age after a cue", 1,
    ),
    (
        ("turn", "hit"),
        re.compile(rf"(?i)\b(?:turn(?:s|ed|ing)?|just hit)\s+{_SOFT}{_NUMBER}\b" + _NOT_UNIT + _END),
        0.8, "an age after a cue", 1,
    ),
    (
        _LEADS,
        re.compile(
            rf"(?i)\b(?:i['’]?m|i am|i was|(?:we|they|us|them)(?:['’]?re| are| were|['’]ll be))\s+"
            rf"{_SOFT}(\d{{2}})\b" + _NOT_UNIT + _END
        ),
        0.7, "an age after who it is", 13,
    ),
    (
        _LEADS,
        re.compile(
            rf"(?i)\b(?:(?:he|she|who)(?:['’]?s| is| was)|(?:i|he|she|who)(?:['’]ll| will) be)"
            rf"\s+{_SOFT}(\d{{1,2}})\b" + _NOT_UNIT + _END
        ),
        0.7, "an age after who it is", 1,
    ),
    (
        _LEADS,
        re.compile(r"(?i)\b(?:when|since|by the time) (?:i|he|she|we|they) (?:was|were) (\d{1,2})\b" + _NOT_UNIT),
        0.7, "an age after who it is", 3,
    ),
    (
        _KIN_LEADS,
        re.compile(
            rf"(?i)\b(?:{_KIN})(?: is| are|,|['’]s| was| were| just turned| just hit)?\s{_SOFT}(\d{{1,2}})\b"
            + _NOT_UNIT + _END
        ),
        0.65, "an age after a kin word", 1,
    ),
    (
        _KIN_LEADS,
        re.compile(rf"(?i)\b(?:{_KIN})(?: are| were) \d{{1,2}},? (?:and|&) (\d{{1,2}})\b" + _NOT_UNIT),
        0.65, "an age", 1,
    ),
    (
        _KIN_LEADS,
        re.compile(r"(?i)\b(?:boy|girl|child|kid|lad|man|woman) of (\d{1,2})\b" + _NOT_UNIT),
        0.6, "an age", 1,
    ),
    (("(",), re.compile(rf"(?i)\b(?:{_KIN}) \((\d{{1,2}})\)"), 0.7, "an age in brackets", 1),
    (
        ("m", "f"),
        re.compile(
            r"\((\d{1,2})\s?[MFmf]\)|\b[MF](\d{2})\b(?=\s*[,.)]|\s+(?:here|and|with|looking))|"
            r"\b(\d{2})[MF]\b(?=[\s,.)]|$)"
        ),
        0.65, "an age and a sex", 1,
    ),
    (("old", "age"), re.compile(r"(?i)\b(?:year old|years? of age)[:\s]+(\d{1,3})\b"), 0.6, "an age", 1),
)  # fmt: skip
"""(parts of words of which one must be there, or words of which one stands before a number; pattern; score; why; the
youngest it may be)."""
_NAMED = re.compile(r"(?<![\w-])([A-ZÀ-Þ][\w'’-]+), (\d{2})(?=, |\.(?:\s|$)|,$)")
_IN_DECADE = re.compile(rf"(?i)\bin (?:his|her|their|my|your|our) ({DECADE})\b(?!\s+(?:album|music|hit|phase))")


class AgeRecognizer(PlainRecognizer):
    """How old somebody is; durations, weights and counts are no ages."""

    ENTITIES = ("AGE",)
    GATE = re.compile(r"\d")
    SAID = ("year", "aged", "turn", "in his ", "in her ", "in their ", "in my ", "in your ", "in our ")
    """What a text without digits must hold."""

    def may(self, text: str) -> bool:
        """Only texts with a digit, or with words that an age in words stands beside."""
        if super().may(text):
            return True
        low = text.lower()
        return any(said in low for said in self.SAID)

    def hits(self, text: str) -> Iterator[Hit]:
        """The number alone."""
        low, found = text.lower(), words(text)
        leads = {a.low for a, b in pairwise(found) if b.text.isdecimal() and len(b.text) < 4}
        for needed, pattern, score, why, youngest in _AGES:
            if isinstance(needed, frozenset):
                worth = not needed.isdisjoint(leads)
            else:
                worth = any(word in low for word in needed)
            for match in pattern.finditer(text) if worth else ():
                group = next(n for n in range(1, (match.lastindex or 1) + 1) if match[n] is not None)
                age = age_in(match[group])
                if age is not None and youngest <= age < 120:
                    yield Hit(*match.span(group), "AGE", score, why)
        for match in _NAMED.finditer(text):
            low = match[1].lower()
            if low not in STAYS and low not in EXERCISE and low not in everyday():
                yield Hit(*match.span(2), "AGE", 0.55, "an age after a name")
        for match in _IN_DECADE.finditer(text):
            yield Hit(*match.span(1), "AGE", 0.6, "a decade of life")
