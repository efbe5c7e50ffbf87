"""Handles and account-like numbers: what only the words around them give away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.scrub.lexicon.lists import word_list
from studio.scrub.lexicon.words import STAYS, everyday, looks_english
from studio.scrub.recognizers.base import Hit, PlainRecognizer
from studio.scrub.tokens import words

_HANDLE = re.compile(
    r"(?<![\w@./:+-])@(?!(?:rpe|kg|lbs?|max|home|work|gym|the|my|all|here|everyone|"
    r"channel|bw|rm|amrap)\b)(?=[\w.]*[^\W\d_])[A-Za-z_][\w.-]{1,29}(?<![.-])",
    re.IGNORECASE,
)
_NAMED_HANDLE = re.compile(
    r"(?i)\b(?:insta(?:gram)?|ig|snap(?:chat)?|telegram|discord|twitter|tiktok|"
    r"skype|twitch|reddit|steam|psn|gamertag|user\s?name|handle|kik|venmo)(?:\s+(?:is|"
    r"handle|name|tag|user\s?name|at)\b){0,4}\s{0,2}[:=]?\s{1,2}(?-i:(?=[\w.#-]*[\d_.#])([A-Za-z][\w.\-]{2,"
    r"28}\w(?:#\d{4})?))"
)
_NETWORK = (
    r"insta(?:gram)?|ig|snap(?:chat)?|telegram|discord|twitter|tiktok|skype|twitch|reddit|steam|psn|gamertag|"
    r"user\s?name|handle|kik|venmo|threads|bluesky|mastodon"
)
_NETWORKS = frozenset(word_list("networks"))


def _on_network(text: str) -> bool:
    return any(word.low in _NETWORKS for word in words(text))


_STATED_HANDLE = re.compile(
    rf"(?i)\b(?:{_NETWORK})(?:\s(?:me|us|him|her|them))?"
    r"(?:(?P<sure>\s{1,2}(?:user\s?name|handle|name|tag|id|at|as)(?:\s{1,2}is)?\s?:?\s{1,2}|\s?[:=]\s{0,2})|"
    r"\s{1,2}(?:-|is)\s{1,2})@?(?P<name>[a-z][\w.\-]{3,28}\w)(?=\s{0,2}(?:$|[\n,;!?)]|\.(?:\s|$)|\band\b|\bon\b|\bif\b))"
)
_REDDIT = re.compile(r"(?<![\w/])/?u/[\w-][\w.-]{1,19}\w")
_TAGGED = re.compile(r"\b[A-Za-z][\w.]{2,30}#\d{4}\b")


class HandleRecognizer(PlainRecognizer):
    """Names on networks: `@somebody`, `u/somebody`, `insta: some_body`."""

    ENTITIES = ("HANDLE",)

    def may(self, text: str) -> bool:
        """Only texts with a mark of one, or the name of a network."""
        return "@" in text or "u/" in text or "#" in text or _on_network(text)

    def hits(self, text: str) -> Iterator[Hit]:
        """Handles."""
        for match in _HANDLE.finditer(text) if "@" in text else ():
            yield Hit(*match.span(), "HANDLE", 0.85, "a name on a network")
        for mark, pattern, score in (("u/", _REDDIT, 0.8), ("#", _TAGGED, 0.75)):
            for match in pattern.finditer(text) if mark in text else ():
                yield Hit(*match.span(), "HANDLE", score, "a name on a network")
        if not _on_network(text):
            return
        for match in _NAMED_HANDLE.finditer(text):
            yield Hit(*match.span(1), "HANDLE", 0.75, "a name on a network, after a cue")
        for match in _STATED_HANDLE.finditer(text):
            name = match["name"].lower()
            if name not in STAYS and not (name in everyday() if match["sure"] else looks_english(name)):
                yield Hit(*match.span("name"), "HANDLE", 0.65 if match["sure"] else 0.5, "after the name of a network")


_STRONG = (
    r"account|acct|a/c|member(?:ship)?|policy|claim|invoice|booking|confirmation|"
    r"tracking|patient|customer|passport|driv(?:er'?s|ing) licen[cs]e|licen[cs]e "
    r"plate|licen[cs]e|"
    r"number plate|plate|vehicle reg(?:istration)?|registration|student|employee|"
    r"staff|serial|sort code|routing|tax(?: id)?|vat|nhs|mrn|imei|vin|loyalty|national "
    r"insurance|"
    r"social security|ssn|ni|bsb|swift|bic|tin|ein|nif|dni|pesel|bsn|steuer-?id|"
    r"insurance|visa|card|debit card|credit card|mastercard|amex|medical record|"
    r"record|chart|file|dl|driver['’]?s? id|identity card|id card|resident permit|green card|"
    r"dni|nie|nif|pesel|bsn|pps|ppsn|codice fiscale|personnummer|aadhaar|pan card|tfn|medicare|cpf|"
    r"health (?:card|insurance)|prescription|referral|incident|crime|reservation|enrol?lment|candidate|"
    r"beneficiary|subscriber|docket|ahv|avs|svnr"
)
_WEAK = (
    r"order|ref(?:erence)?|case|ticket|badge|locker|reg|id|po|receipt|transaction|"
    r"application|roll|flight|pnr|docket|parcel|device|session"
)
_NUMBER_WORD = r"(?:\s{0,2}(?:numbers?|no\.?|num\.?|nr\.?|#|id|code|plate|ref(?:erence)?))?"
_JOIN = r"(?:\s{1,2}(?:is|was|ends? in|ending(?: in)?|are))?\s{0,2}[:=#]?\s{0,2}(?:is\s{1,2})?"
_VALUE = (
    r"((?=[A-Za-z\-/ ]{0,8}\d)(?:[A-Z0-9]{1,6}[ -](?=[A-Z0-9-]*\d))*[A-Z0-9][A-Z0-9\-/]{2,28}[A-Z0-9]"
    r"|\d{2,6}(?:[ -]\d{2,6}){1,5}(?:[ -][A-Z0-9]{1,3})?)\b"
)
_ANY_JOIN = f"(?i:{_JOIN})"
_STRONG_ID = re.compile(
    rf"(?<!\w)(?i:{_STRONG}){_NUMBER_WORD}(?i:{_JOIN}){_VALUE}".replace(_NUMBER_WORD, f"(?i:{_NUMBER_WORD})")
)
_WEAK_ID = re.compile(
    rf"(?<!\w)(?i:{_WEAK})(?i:\s{{0,2}}(?:numbers?|no\.?|num\.?|nr\.?|#|id|code|:))(?i:{_JOIN}){_VALUE}|"
    rf"(?<!\w)(?i:{_WEAK})\s+((?=[A-Z-]*\d)(?=\d*[A-Z-])[A-Z0-9][A-Z0-9\-]{{4,24}}|\d{{6,20}})\b"
)
_ANY_NUMBER = re.compile(
    rf"(?<!\w)(?!(?i:phone|mobile|cell|tel|telephone|fax|whatsapp|room|house|page|lap|set|version|model))"
    rf"[A-Za-z]{{3,14}}(?i:\s+(?:numbers?|no\.|nr\.?|id)(?:\s+(?:they|he|she|you|i|we)\s+[a-z]+(?:\s+[a-z]+)?)?){_ANY_JOIN}{_VALUE}"
)
"""`… number 4412 987` after any word."""
_PLATE = re.compile(
    r"(?i:\b(?:plates?|reg|registration)(?:\s+(?:number|no\.?))?(?:\s+(?:is|was))?[:\s]+)"
    r"((?=[A-Z \-]{0,8}\d)[A-Z0-9]{1,4}(?:[ -][A-Z0-9]{1,4}){1,2}|(?=\d*[A-Z])(?=[A-Z]*\d)[A-Z0-9]{5,8})\b"
)
_BOOKING = re.compile(
    r"(?<!\w)(?i:booking|ref(?:erence)?|pnr|confirmation)(?i:\s+(?:number|no\.?|code|ref(?:erence)?))?"
    r"(?i:\s+(?:is|was))?[:\s]+((?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{6})\b"
)
_HASHED = re.compile(r"(?<!\w)#(\d{5,})\b")
_UK_PLATE = re.compile(r"\b[A-Z]{2}[05-7]\d\s?[A-Z]{3}\b")
_LONG = re.compile(r"(?<![\w.,+:/-])\d{10,}(?![\w.,:/-]\d|\w)")
_LETTERED = re.compile(r"(?<![\w-])[A-Z]{2,5}-\d{4,}(?:-\d+)*\b")
_YEARS = re.compile(r"(?:19|20)\d\d(?:[-/ ](?:19|20)?\d\d)?")
_COUNTS = re.compile(r"\d{1,3}[ -/]\d{1,3}|(?:\d{1,3}[ -/]){2}\d")
"""Ranges and counts, such as `10-15` or `8 8 6`: too short to be somebody's number."""


class IdRecognizer(PlainRecognizer):
    """Account-like numbers by the word in front of them; number plates; very long numbers."""

    ENTITIES = ("ID",)
    GATE = re.compile(
        r"\d[A-Z\d/\-]{3,}|[A-Z/\-]\d+[A-Z\d/\- ]*\d|"
        r"\d[A-Z]{1,3}\d|\d{2,}[ -]\d{2,}|\d[ -]\d{3,}|\d [A-Z]{2}|[A-Z]\d[A-Z]|[A-Z]{5}\d|\d[A-Z]{5}"
    )

    def hits(self, text: str) -> Iterator[Hit]:
        """The value alone."""
        for pattern, score, why in ((_STRONG_ID, 0.8, "a number after a cue"), (_WEAK_ID, 0.7, "a number after a cue")):
            for match in pattern.finditer(text):
                group = 1 if match[1] else 2
                value = match[group]
                digits = sum(c.isdigit() for c in value)
                if digits >= 2 and len(value) >= 4 and not (_YEARS.fullmatch(value) or _COUNTS.fullmatch(value)):
                    yield Hit(*match.span(group), "ID", score, why)
        for pattern, score, why in (
            (_UK_PLATE, 0.55, "a number plate"),
            (_LONG, 0.5, "a very long number"),
            (_LETTERED, 0.6, "letters and a number like a reference"),
        ):
            for match in pattern.finditer(text):
                yield Hit(*match.span(), "ID", score, why)
        for match in _ANY_NUMBER.finditer(text):
            value = match[1]
            digits = sum(c.isdigit() for c in value)
            if digits >= 5 or (digits >= 2 and len(value) >= 5 and digits < sum(c.isalnum() for c in value)):
                yield Hit(*match.span(1), "ID", 0.6, "a number after the word for one")
        for match in _BOOKING.finditer(text):
            yield Hit(*match.span(1), "ID", 0.7, "a booking code after a cue")
        for match in _PLATE.finditer(text):
            yield Hit(*match.span(1), "ID", 0.75, "a number plate after a cue")
        for match in _HASHED.finditer(text):
            yield Hit(*match.span(1), "ID", 0.55, "a number after #")
