"""Ages, handles, account-like numbers and secrets: what only the words around it give away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.scrub.lexicon.lists import word_list
from studio.scrub.recognizers.base import Hit, PlainRecognizer

_AGE_END = (
    r"(?=\s*(?:[,.;!?)]|$|and\b|now\b|but\b|today\b|tomorrow\b|this\b|next\b|"
    r"years?\b|yrs?\b|yo\b|y/o\b|so\b|with\b|already\b|already\b))(?!\s*[.,]\d)"
)
_NOT_UNIT = (
    r"(?!\s*(?:min|mins|minutes?|hours?|hrs?|days?|weeks?|months?|kg|kgs|lbs?|"
    r"reps?|sets?|km|miles?|%|steps|metres|meters|st\b|pounds|kilos|x\b|x\d|"
    r"out of|/|:|-\d))"
)
_AGES: tuple[tuple[re.Pattern[str], float, str], ...] = (
    (re.compile(r"(?i)\b(\d{1,3})[\s-]*(?:years?|yrs?)[\s-]*old\b"), 0.9, "years old"),
    (re.compile(r"(?i)\b(\d{1,3})\s?(?:y/?o|yo)\b"), 0.85, "years old"),
    (
        re.compile(
            r"(?i)\b(?:aged?|age of|turn(?:s|ed|ing)?|birthday(?: is| was)? number)[:\s]+(\d{1,3})\b" + _NOT_UNIT
        ),
        0.8,
        "an age after a cue",
    ),
    (
        re.compile(
            r"(?i)\b(?:i['’]?m|i am|i was|he['’]?s|she['’]?s|they['’]?re|he is|she is|"
            r"he was|she was)\s+(?:only |just |almost |nearly |now |already )?(\d{1,"
            r"2})\b" + _NOT_UNIT + _AGE_END
        ),
        0.7,
        "an age after who it is",
    ),
    (
        re.compile(
            r"(?i)\b(?:son|daughter|sister|brother|mum|mom|dad|mother|father|nephew|"
            r"niece|wife|husband|partner|client|patient|grandma|grandpa)(?: is|,|['’]s|"
            r" was)? (\d{1,2})\b" + _NOT_UNIT + _AGE_END
        ),
        0.65,
        "an age after a kin word",
    ),
    (
        re.compile(
            r"\((\d{1,2})\s?[MFmf]\)|\b[MF](\d{2})\b(?=\s*[,.)]|\s+(?:here|and|with|"
            r"looking))|\b(\d{2})[MF]\b(?=[\s,.)]|$)"
        ),
        0.65,
        "an age and a sex",
    ),
    (re.compile(r"(?i)\b(?:year old|years? of age)[:\s]+(\d{1,3})\b"), 0.6, "an age"),
)


class AgeRecognizer(PlainRecognizer):
    """How old somebody is; durations, weights and counts are no ages."""

    ENTITIES = ("AGE",)
    GATE = re.compile(
        r"(?i)\d[ -]?(?:ye?a?rs?|y/?o)|\b(?:aged?|turn|birth|year)|\d\s?[mf]\b|\b[mf]\d|"
        r"(?:['’]?m|was|['’ ]s|['’]re| is|er|um|om|ad|on|nd|ew|ce|fe|nt|ma|pa),?\s"
        r"(?:only |just |almost |nearly |now |already )?\d"
    )

    def hits(self, text: str) -> Iterator[Hit]:
        """The number alone."""
        for pattern, score, why in _AGES:
            for match in pattern.finditer(text):
                group = next(n for n in range(1, (match.lastindex or 1) + 1) if match[n] is not None)
                if 0 < int(match[group]) < 120:
                    yield Hit(*match.span(group), "AGE", score, why)


_HANDLE = re.compile(
    r"(?<![\w@./:+-])@(?!(?:rpe|kg|lbs?|max|home|work|gym|the|my|all|here|everyone|"
    r"channel|bw|rm|amrap)\b)(?=[\w.]*[^\W\d_])[A-Za-z_][\w.-]{1,29}(?<![.-])",
    re.IGNORECASE,
)
_NAMED_HANDLE = re.compile(
    r"(?i)\b(?:insta(?:gram)?|ig|snap(?:chat)?|telegram|discord|twitter|tiktok|"
    r"skype|twitch|reddit|steam|psn|gamertag|user\s?name|handle|kik|venmo)(?:\s+(?:is|"
    r"handle|name|tag|user\s?name|at))*\s*[:=]?\s+(?-i:(?=[\w.#-]*[\d_.#])([A-Za-z][\w.\-]{2,"
    r"28}\w(?:#\d{4})?))"
)
_REDDIT = re.compile(r"(?<![\w/])/?u/[\w-]{3,20}\b")
_TAGGED = re.compile(r"\b[A-Za-z][\w.]{2,30}#\d{4}\b")


class HandleRecognizer(PlainRecognizer):
    """Names on networks: `@somebody`, `u/somebody`, `insta: some_body`."""

    ENTITIES = ("HANDLE",)
    GATE = re.compile(
        r"(?i)@|u/|#\d|\b(?:insta|ig|snap|telegram|discord|twitter|tiktok|skype|"
        r"twitch|reddit|steam|psn|gamertag|user|handle|kik|venmo)"
    )

    def hits(self, text: str) -> Iterator[Hit]:
        """Handles."""
        for match in _HANDLE.finditer(text):
            yield Hit(*match.span(), "HANDLE", 0.85, "a name on a network")
        for pattern, score in ((_REDDIT, 0.8), (_TAGGED, 0.75)):
            for match in pattern.finditer(text):
                yield Hit(*match.span(), "HANDLE", score, "a name on a network")
        for match in _NAMED_HANDLE.finditer(text):
            yield Hit(*match.span(1), "HANDLE", 0.75, "a name on a network, after a cue")


_STRONG = (
    r"account|acct|a/c|member(?:ship)?|policy|claim|invoice|booking|confirmation|"
    r"tracking|patient|customer|passport|driv(?:er'?s|ing) licen[cs]e|licen[cs]e "
    r"plate|licen[cs]e|"
    r"number plate|plate|vehicle reg(?:istration)?|registration|student|employee|"
    r"staff|serial|sort code|routing|tax|vat|nhs|mrn|imei|vin|loyalty|national "
    r"insurance|"
    r"social security|ssn|ni|bsb|swift|bic|tin|ein|nif|dni|pesel|bsn|steuer-?id|"
    r"insurance|visa|card|debit card|credit card|mastercard|amex|medical record|"
    r"record|chart|file"
)
_WEAK = (
    r"order|ref(?:erence)?|case|ticket|badge|locker|reg|id|po|receipt|transaction|"
    r"application|roll|flight|pnr|docket|parcel|device|session"
)
_NUMBER_WORD = r"(?:\s*(?:numbers?|no\.?|num\.?|nr\.?|#|id|code|plate|ref(?:erence)?))?"
_JOIN = r"(?:\s+(?:is|was|ends? in|ending(?: in)?|are))?\s*[:=#]?\s*(?:is\s+)?"
_VALUE = r"((?=[A-Za-z\-/ ]{0,8}\d)(?:[A-Z0-9]{1,6}[ -](?=[A-Z0-9-]*\d))*[A-Z0-9][A-Z0-9\-/]{2,28}[A-Z0-9])\b"
_STRONG_ID = re.compile(
    rf"(?<!\w)(?i:{_STRONG}){_NUMBER_WORD}(?i:{_JOIN}){_VALUE}".replace(_NUMBER_WORD, f"(?i:{_NUMBER_WORD})")
)
_WEAK_ID = re.compile(
    rf"(?<!\w)(?i:{_WEAK})(?i:\s*(?:numbers?|no\.?|num\.?|nr\.?|#|id|code|:))(?i:{_JOIN}){_VALUE}|"
    rf"(?<!\w)(?i:{_WEAK})\s+((?=[A-Z-]*\d)(?=\d*[A-Z-])[A-Z0-9][A-Z0-9\-]{{4,24}})\b"
)
_PLATE = re.compile(
    r"(?i:\b(?:plates?|reg|registration)(?:\s+(?:number|no\.?))?(?:\s+(?:is|was))?[:\s]+)"
    r"((?=[A-Z \-]{0,8}\d)[A-Z0-9]{1,4}(?:[ -][A-Z0-9]{1,4}){1,2})\b"
)
_BOOKING = re.compile(
    r"(?<!\w)(?i:booking|ref(?:erence)?|pnr|confirmation)(?i:\s+(?:number|no\.?|code|ref(?:erence)?))?"
    r"(?i:\s+(?:is|was))?[:\s]+((?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{6})\b"
)
_HASHED = re.compile(r"(?<!\w)#(\d{5,})\b")
_UK_PLATE = re.compile(r"\b[A-Z]{2}[05-7]\d\s?[A-Z]{3}\b")
_LONG = re.compile(r"(?<![\w.,+:/-])\d{10,}(?![\w.,:/-]\d|\w)")
_LETTERED = re.compile(r"(?<![\w-])[A-Z]{2,5}-\d{4,}(?:-\d+)*\b")
_YEARS = re.compile(r"(?:19|20)\d\d")


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
                if digits >= 2 and len(value) >= 4 and not _YEARS.fullmatch(value):
                    yield Hit(*match.span(group), "ID", score, why)
        for pattern, score, why in (
            (_UK_PLATE, 0.55, "a number plate"),
            (_LONG, 0.5, "a very long number"),
            (_LETTERED, 0.6, "letters and a number like a reference"),
        ):
            for match in pattern.finditer(text):
                yield Hit(*match.span(), "ID", score, why)
        for match in _BOOKING.finditer(text):
            yield Hit(*match.span(1), "ID", 0.7, "a booking code after a cue")
        for match in _PLATE.finditer(text):
            yield Hit(*match.span(1), "ID", 0.75, "a number plate after a cue")
        for match in _HASHED.finditer(text):
            yield Hit(*match.span(1), "ID", 0.55, "a number after #")


_WORD_SECRET = re.compile(
    r"(?i)\b(?:password|passwd|passphrase|pwd|pass\s?code|passwort|api[ -]?key|"
    r"secret key|access key|token|log\s?in|pw|wi-?fi(?: is| password| key| pass)?|"
    r"recovery (?:phrase|code)|security answer)"
    r"(?:\s+(?:for|to|on|of)\s+(?:the\s+|my\s+|our\s+)?[\w'’-]+(?:\s[\w'’-]+)?)?(?:\s+(?:is|"
    r"was|are|still|now|changed to))*\s*[:=]?\s*([\"'“‘][^\"'”’\n]{3,60}[\"'”’]|"
    r"[^\s,;]{4,64})"
)
_NUMBER_SECRET = re.compile(
    r"(?i)\b(?:pin(?:\s?(?:code|number))?|cvv2?|cvc|otp|2fa(?: code)?|(?:door|"
    r"gate|alarm|safe|lock|entry|security|access|verification|key|building|buzzer|"
    r"garage|voicemail|sim|one.time|bike) ?code|code|combination|combo|passcode|"
    r"key\s?safe)(?:['’]s)?"
    r"(?:\s+(?:for|to|on|of)\s+(?:the\s+|my\s+|our\s+)?[\w'’-]+(?:\s[\w'’-]+)?)?(?:\s+(?:is|"
    r"was|are|still|now|=))*\s*[:=]?\s*[#*]?((?=[A-Za-z]*\d)[A-Za-z0-9]{3,10}(?:[- "
    r"]\d{2,4}){0,3})[#*]?(?![\w%])"
)
_KEY = re.compile(
    r"\b(?:sk|pk|ghp|gho|xox[bap]|AKIA|AIza)[-_]?[A-Za-z0-9_\-]{14,}\b|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{4,}"
)


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


def _mixed(value: str) -> bool:
    inner_capital = any(c.isupper() for c in value[1:]) and any(c.islower() for c in value)
    return inner_capital or any(c.isdigit() for c in value) or any(not c.isalnum() and c not in "'’-./" for c in value)


_NO_SECRET = frozenset(word_list("no_secret"))


def _stated(match: re.Match[str], start: int) -> bool:
    """`password: bluebell`, `the password is bluebell` at the end of a sentence."""
    lead = match[0][: start - match.start()].rstrip().lower()
    value = match[1].rstrip(".!?)").lower()
    rest = match.string[match.end(1) : match.end(1) + 2]
    closes = not rest.strip() or match[1][-1:] in ".!?" or rest[0] in ",;\n"
    return (
        value not in _NO_SECRET
        and value.replace("-", "").isalpha()
        and (lead.endswith((":", "=")) or (lead.endswith((" is", " was")) and closes and "pass" in lead))
    )
