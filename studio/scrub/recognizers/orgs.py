"""Employers, schools, clinics and clubs, by their last word or the words in front."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.scrub.lexicon.lists import word_list
from studio.scrub.lexicon.words import STAYS, everyday
from studio.scrub.recognizers.base import Hit, PlainRecognizer

KIND_WORDS = frozenset(word_list("kind_words"))
"""Words that say what kind of place it is; they stay in a surrogate."""

_LAST = (
    r"(?:Pty Ltd|Ltd|Limited|S\.?A\.?(?:S\.?)?|SARL|B\.?V\.?|N\.V\.|AB|ApS|Oyj?|S\.?p\.?A\.?|S\.?r\.?l\.?|S\.L\.|"
    r"e\.V\.|Inc|LLC|LLP|GmbH|AG|PLC|plc|Corp|Corporation|Company|Logistics|"
    r"Bank|University|College|School|Academy|Hospital|Clinic|Practice|Surgery|"
    r"Nursery|Kindergarten|Preschool|"
    r"Gym|Fitness|Club|CrossFit|Studios?|Church|Chapel|Mosque|Synagogue|Cent(?:re|"
    r"er)|Group|Consulting|Consultants|Partners|Solutions|Systems|Technologies|"
    r"Foundation|Trust|Council|"
    r"Institute|Services|Labs|Laboratories|Agency|Associates|Barbell|Yoga|Pilates|"
    r"Credit Union|Middle School|Parish|Temple|Physio(?:therapy)?|Rehab|Veterinary|Vets|"
    r"Athletics|Dental|Medical Cent(?:re|er)|Health(?:care)?|Therapy|Counsell?ing|"
    r"Pharmacy|Motors|Airlines|Industries|"
    r"Insurance|Capital|Ventures|Bakery|Caf[eé]|Infirmary|Hospice|Library|Museum|"
    r"Theatre|Society|Union|Federation|Association|Primary|Elementary|Runners|"
    r"Harriers|Strength|Hotel)"
)
_WORD = r"[A-ZÀ-Þ][\w'’.&-]{0,30}"
_NAMED = re.compile(
    rf"(?<![\w@])(?:{_WORD}\s+(?:(?:of|and|&|the|for|de)\s+)?){{1,4}}{_LAST}(?!\w)(?:\s+{_LAST}(?!\w)){{0,3}}(?:\s+of\s+{_WORD}(?:\s{_WORD})?)?"
)
_UNIVERSITY = re.compile(
    rf"\b(?:University|College|School|Bank|Church|Institute|Ministry|Department)\s+of\s+(?:the\s+)?{_WORD}(?:\s{_WORD}){{0,2}}"
)
_CROSSFIT = re.compile(rf"\bCrossFit\s+{_WORD}(?:\s{_WORD})?")
_WORK = re.compile(
    rf"(?i:\b(?:work(?:s|ed|ing)?|jobs?|start(?:s|ed|ing)?|employed|interview(?:s|"
    rf"ed|ing)?|intern(?:s|ed|ing|ship)?|contract(?:s|ed|or)?|consult(?:s|ed|"
    rf"ing)?|hired|role|position|shift|desk|team|department|"
    rf"teach(?:es|ing)?|taught|stud(?:y|ies|ied|ying)|enrolled|graduated|fired|"
    rf"laid off|offer|manager|nurse|engineer|apprentice(?:ship)?|gig|career|degree|"
    rf"boss|colleagues?)(?:\s+(?:a|an|new|job|my|the|on|as|shift|there|full.time|"
    rf"part.time|tomorrow|back)){{0,3}}\s+(?:at|for|with|from|by)\s+(?:the\s+)?)((?!I\b){_WORD}(?:\s(?:&\s|"
    rf"and\s|of\s)?{_WORD}){{0,3}})"
)
_KIND_THEN_NAME = re.compile(
    rf"\b(?:nursery|school|gym|clinic|hospital|surgery|practice|company|firm|"
    rf"employer|startup|start-up|agency|bank|college|university|uni|kindergarten|"
    rf"daycare|charity|studio|box|club|team|pub|restaurant|café|cafe)(?:,\s+|"
    rf"\s+called\s+|\s+named\s+)((?!I\b){_WORD}(?:\s(?:&\s|of\s)?{_WORD}){{0,3}})"
)
_LABELLED = re.compile(
    rf"(?i:\b(?:employer|company|organi[sz]ation|workplace|school|university|college|church|parish|gym|clinic|hospital|"
    rf"practice|surgery|firm|works at|working at))\s?[:=]\s*({_WORD}(?:\s(?:&\s|and\s|of\s)?{_WORD}){{0,3}})"
)
_PLACED = re.compile(r"(?:\b(?:at|for|with|from|by|called|named)|[,:=])\s+(?:the\s+)?[A-ZÀ-Þ]")


class OrgRecognizer(PlainRecognizer):
    """Organisations that place a person: who they work for, where they study, train and are treated."""

    ENTITIES = ("ORG",)
    GATE = re.compile(r"[A-ZÀ-Þ]")

    def hits(self, text: str) -> Iterator[Hit]:
        """Organisation names, without an article in front."""
        for pattern, score, why in (
            (_NAMED, 0.7, "an organisation by its last word"),
            (_UNIVERSITY, 0.7, "an organisation by its first word"),
            (_CROSSFIT, 0.7, "a gym"),
        ):
            for match in pattern.finditer(text):
                start = _trimmed(text, match.start(), match.end())
                if _names_something(text[start : match.end()]):
                    yield Hit(start, match.end(), "ORG", score, why)
        for pattern, score, why in (
            (_WORK, 0.65, "named as a place of work or study"),
            (_KIND_THEN_NAME, 0.6, "named after what kind of place it is"),
            (_LABELLED, 0.65, "named after what kind of place it is"),
        ):
            for match in pattern.finditer(text) if _PLACED.search(text) else ():
                start, end = match.span(1)
                end -= len(text[start:end]) - len(text[start:end].rstrip(".'’-"))
                if text[start:end].endswith(("'s", "’s")):
                    end -= 2
                first = text[start:end].split()[0].lower() if start < end else ""
                if first and first not in STAYS and not (first in everyday() and " " not in text[start:end]):
                    yield Hit(start, end, "ORG", score, why)


def _trimmed(text: str, start: int, end: int) -> int:
    """Past everyday words in front, such as `The` or a verb that opens the sentence."""
    while True:
        first, _, rest = text[start:end].partition(" ")
        if not rest or not rest[:1].isupper():
            return start
        low = first.lower().rstrip(".,")
        opens = (
            start == 0 or text[start - 1] in '\n"“(' or text[max(0, start - 2) : start].strip() in {".", "!", "?", ":"}
        )
        if (
            low in {"the", "a", "an", "my", "our", "at", "in", "from", "i"}
            or low in STAYS
            or (opens and low in everyday() and len(rest.split()) > 1)
        ):
            start += len(first) + 1
        else:
            return start


def _names_something(surface: str) -> bool:
    """True when more is said than what kind of place it is."""
    pieces = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", surface)
    distinct = [p for p in pieces if p.lower() not in KIND_WORDS and p.lower() not in STAYS]
    return bool(distinct) or pieces[0].lower() in {"st", "saint"}
