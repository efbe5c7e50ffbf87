"""Presidio's pattern recognisers, each behind a gate, and stricter where they are too eager."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from studio.scrub.lexicon.lists import word_list
from studio.scrub.presidio import (
    AnalysisExplanation,
    CreditCardRecognizer,
    CryptoRecognizer,
    EmailRecognizer,
    EntityRecognizer,
    IbanRecognizer,
    IpRecognizer,
    MacAddressRecognizer,
    NhsRecognizer,
    PhoneRecognizer,
    RecognizerResult,
    UkNinoRecognizer,
    UkPostcodeRecognizer,
    UrlRecognizer,
    UsSsnRecognizer,
    UuidRecognizer,
)

_SEVEN_DIGITS = re.compile(r"\d(?:[\s().+/\-]{0,3}\d){6}")
_NINE_DIGITS = re.compile(r"\d(?:[\s.\-]?\d){8}")
_TWELVE_DIGITS = re.compile(r"\d(?:[ -]?\d){11}")
_IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}[ -]?[A-Za-z0-9]{4}")
_NINO = re.compile(r"[A-Za-z]{2}[ -]?\d{2}[ -]?\d{2}")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
_IP = re.compile(r"\d\.\d{1,3}\.\d|[\da-fA-F]*:[\da-fA-F]*:")
_MAC = re.compile(r"[\da-fA-F]{2}[:.-][\da-fA-F]{2}")
_UUID = re.compile(r"[\da-fA-F]{8}-[\da-fA-F]{4}-")
_CRYPTO = re.compile(r"\b(?:bc1|[13])[A-Za-z0-9]{25}")
_DOTTED = re.compile(r"\w\.[^\W\d]")
_UNBROKEN = re.compile(r"\S{300}")
"""A run so long that Presidio's own pattern would need time that grows with its square."""
_WHOLE_URL = re.compile(r"(?i)\b(?:https?://|www\.)[^\s<>\"“”]+")


@cache
def _suffixes() -> Any:
    """The public suffix list bundled with tldextract: nothing is fetched."""
    import tldextract

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


class OfflineEmailRecognizer(EmailRecognizer):
    """E-mail addresses; the domain is checked against the bundled suffix list, reserved test domains included."""

    def may(self, text: str) -> bool:
        """Only texts with an @."""
        return "@" in text

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: Any = None, regex_flags: int | None = None
    ) -> list[RecognizerResult]:
        """What was found."""
        found = super().analyze(text, entities, nlp_artifacts, regex_flags)
        for result in found:
            result.analysis_explanation.textual_explanation = "an e-mail address"
        return list(found)

    def validate_result(self, pattern_text: str) -> bool | None:
        """True for a domain with a known ending; left undecided for any other."""
        if _suffixes()(pattern_text).fqdn:
            return True
        return True if re.search(r"\.(?:test|example|invalid|local|localhost|internal|onion)$", pattern_text) else None


_ENDINGS = frozenset(word_list("endings"))
_RUN_ON = frozenset(word_list("run_on"))


class StrictUrlRecognizer(UrlRecognizer):
    """Web addresses: with a scheme, `www.` or a path, or ending in a usual domain that is no run-on sentence."""

    def may(self, text: str) -> bool:
        """Only texts with a letter after a dot."""
        return _DOTTED.search(text) is not None

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: Any = None, regex_flags: int | None = None
    ) -> list[RecognizerResult]:
        """What was found, whole addresses first."""
        found: list[RecognizerResult] = []
        for match in _WHOLE_URL.finditer(text):
            end = match.end() - (len(match[0]) - len(match[0].rstrip(".,;:!?)]}'’")))
            if "." in match[0] or "localhost" in match[0]:
                found.append(_plain(self, "URL", match.start(), end, 0.95, "a web address"))
        if not _UNBROKEN.search(text):
            for result in super().analyze(text, entities, nlp_artifacts, regex_flags):
                if self._strict(text, result) and not any(f.start <= result.start < f.end for f in found):
                    found.append(_plain(self, "URL", result.start, result.end, 0.7, "a web address"))
        return found

    @staticmethod
    def _strict(text: str, result: RecognizerResult) -> bool:
        surface = text[result.start : result.end]
        if result.start and text[result.start - 1] in "@.":
            return False
        host, slash, _ = surface.partition("/")
        labels = host.lower().split(".")
        ending = labels[-1]
        if slash and len(ending) > 1 and not host[0].isdigit():
            return ending in _ENDINGS or ending not in _RUN_ON
        return ending in _ENDINGS and ending not in _RUN_ON and len(labels[0]) > 1 and not host[0].isdigit()


class StrictIpRecognizer(IpRecognizer):
    """Addresses with four octets that are no version, no score and no set of reps; IPv6 with several groups."""

    def may(self, text: str) -> bool:
        """Only texts with dotted digits or colons between hex digits."""
        return _IP.search(text) is not None

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: Any = None, regex_flags: int | None = None
    ) -> list[RecognizerResult]:
        """What was found."""
        kept = []
        for result in super().analyze(text, entities, nlp_artifacts, regex_flags):
            surface = text[result.start : result.end]
            before = text[max(0, result.start - 24) : result.start].lower()
            if ":" in surface:
                if surface.count(":") >= 4 and len(surface) > 8:
                    kept.append(_plain(self, "IP_ADDRESS", result.start, result.end, 0.7, "a network address"))
                continue
            octets = surface.split("/")[0].split(".")
            cued = re.search(r"\b(?:ip|address|server|host|router|login|from|ping|ssh)\b", before) is not None
            if before.endswith(("v", "version ", "v.")) or (not cued and max(map(len, octets)) < 3):
                continue
            kept.append(
                _plain(self, "IP_ADDRESS", result.start, result.end, 0.85 if cued else 0.6, "a network address")
            )
        return kept


class RegionalPhoneRecognizer(PhoneRecognizer):
    """Telephone numbers of the regions in the settings, and of any region when written with a country code."""

    def __init__(self, regions: tuple[str, ...]) -> None:
        super().__init__(supported_regions=regions or ("US",), leniency=1)
        self.name = "PhoneRecognizer"

    def may(self, text: str) -> bool:
        """Only texts with seven digits close together."""
        return _SEVEN_DIGITS.search(text) is not None

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        """What was found, each number once."""
        import phonenumbers

        found: dict[tuple[int, int], RecognizerResult] = {}
        for region in self.supported_regions:
            for match in phonenumbers.PhoneNumberMatcher(text, region, leniency=1):
                surface = text[match.start : match.end]
                valid = phonenumbers.is_valid_number(match.number)
                digits = sum(c.isdigit() for c in surface)
                if not surface.startswith(("+", "(", "00")) and (digits < 9 or (surface.isdigit() and not valid)):
                    near = text[max(0, match.start - 30) : match.end + 12].lower()
                    if not _PHONE_CUE.search(near):
                        continue
                if _NOT_A_PHONE.search(text[max(0, match.start - 24) : match.start].lower()) or _DATE_LIKE.match(
                    surface
                ):
                    continue
                score = 0.85 if valid else 0.6
                key = (match.start, match.end)
                if key not in found or found[key].score < score:
                    found[key] = _plain(self, "PHONE_NUMBER", *key, score, f"a telephone number ({region})")
        for shaped in _SHAPED_PHONE.finditer(text):
            surface = shaped[0].rstrip(" .-")
            span = (shaped.start(), shaped.start() + len(surface))
            if any(s < span[1] and span[0] < e for s, e in found) or not _shaped(text, surface, span[0]):
                continue
            found[span] = _plain(self, "PHONE_NUMBER", *span, 0.65, "the shape of a telephone number")
        return list(found.values())


_PHONE_CUE = re.compile(
    r"\b(?:phone|call|ring|text|tel|telephone|mobile|cell|number|whatsapp|landline|office|fax|sms|reach|dial|num)\b|☎|📞"
)
_NOT_A_PHONE = re.compile(
    r"(?:account|acct|order|invoice|tracking|claim|member|policy|card|ssn|iban|"
    r"ref|reference|booking|patient|routing)\b[^.]{0,14}$"
)
_DATE_LIKE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:\D|$)")
_SHAPED_PHONE = re.compile(
    r"(?<![\w.+/-])(?:\+\d{1,3}[ .\-]?(?:\(0\)[ ]?)?(?:\(?\d{1,5}\)?[ .\-]?){2,"
    r"5}\d|\(?0\d{2,4}\)?[ .\-]?\d{3,4}[ .\-]?\d{3,4}|\(\d{3}\)[ .\-]?\d{3}[ "
    r".\-]\d{4}|\d{3}[ .\-]\d{3}[ .\-]\d{4}|\d{3}-\d{4})(?![\w/]|[.,:-]\d)"
)


def _shaped(text: str, surface: str, start: int) -> bool:
    """Whether digits of a telephone number's shape are one: seven need a cue, and no other kind may fit."""
    digits = sum(c.isdigit() for c in surface)
    before = text[max(0, start - 30) : start].lower()
    if _NOT_A_PHONE.search(before) or _DATE_LIKE.match(surface) or digits > 15:
        return False
    return digits >= 9 or _PHONE_CUE.search(before) is not None


def _plain(recognizer: EntityRecognizer, entity: str, start: int, end: int, score: float, why: str) -> RecognizerResult:
    return RecognizerResult(
        entity_type=entity,
        start=start,
        end=end,
        score=score,
        analysis_explanation=AnalysisExplanation(
            recognizer=recognizer.name, original_score=score, textual_explanation=why
        ),
        recognition_metadata={
            RecognizerResult.RECOGNIZER_NAME_KEY: recognizer.name,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: recognizer.id,
        },
    )


def _gated(base: type[Any], gate: re.Pattern[str], why: str, least: float = 0.0) -> Any:
    """An instance of a Presidio recogniser that only runs where `gate` matches, and explains itself."""

    class Gated(base):
        def may(self, text: str) -> bool:
            return gate.search(text) is not None

        def analyze(
            self, text: str, entities: list[str], nlp_artifacts: Any = None, regex_flags: int | None = None
        ) -> list[RecognizerResult]:
            found = super().analyze(text, entities, nlp_artifacts, regex_flags)
            for result in found:
                result.score = max(result.score, least)
                result.analysis_explanation.textual_explanation = why
            return list(found)

    Gated.__name__ = f"Gated{base.__name__}"
    return Gated()


def pattern_recognizers(regions: tuple[str, ...]) -> list[Any]:
    """Presidio's recognisers for what has a shape of its own."""
    return [
        OfflineEmailRecognizer(),
        StrictUrlRecognizer(),
        RegionalPhoneRecognizer(regions),
        StrictIpRecognizer(),
        _gated(CreditCardRecognizer, _TWELVE_DIGITS, "a card number"),
        _gated(IbanRecognizer, _IBAN, "a bank account (IBAN)"),
        _gated(UsSsnRecognizer, _NINE_DIGITS, "a US social security number"),
        _gated(UkNinoRecognizer, _NINO, "a UK national insurance number"),
        _gated(NhsRecognizer, _NINE_DIGITS, "an NHS number"),
        _gated(UkPostcodeRecognizer, _POSTCODE, "a UK postcode", 0.6),
        _gated(MacAddressRecognizer, _MAC, "a device address"),
        _gated(UuidRecognizer, _UUID, "a unique id"),
        _gated(CryptoRecognizer, _CRYPTO, "a wallet address"),
    ]
