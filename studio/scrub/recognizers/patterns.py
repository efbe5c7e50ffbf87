"""Presidio's pattern recognisers, each behind a gate, and stricter where they are too eager."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from studio.scrub.check_digits import is_iban
from studio.scrub.presidio import (
    CreditCardRecognizer,
    CryptoRecognizer,
    IpRecognizer,
    MacAddressRecognizer,
    NhsRecognizer,
    RecognizerResult,
    UkNinoRecognizer,
    UkPostcodeRecognizer,
    UsSsnRecognizer,
    UuidRecognizer,
)
from studio.scrub.recognizers.base import Hit, PlainRecognizer, explained
from studio.scrub.recognizers.national import NationalRecognizer
from studio.scrub.recognizers.phones import RegionalPhoneRecognizer
from studio.scrub.recognizers.web import OfflineEmailRecognizer, StrictUrlRecognizer

_NINE_DIGITS = re.compile(r"\d(?:[\s.\-]?\d){8}")
_TWELVE_DIGITS = re.compile(r"\d(?:[ -]?\d){11}")
_IBAN = re.compile(r"(?<![^\W_])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{1,4}){2,9}(?![^\W_])")
_NINO = re.compile(r"[A-Za-z]{2}[ -]?\d{2}[ -]?\d{2}")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
_IP = re.compile(r"\d\.\d{1,3}\.\d|[\da-fA-F]{0,4}:[\da-fA-F]{0,4}:")
_MAC = re.compile(r"[\da-fA-F]{2}[:.-][\da-fA-F]{2}")
_UUID = re.compile(r"[\da-fA-F]{8}-[\da-fA-F]{4}-")
_CRYPTO = re.compile(r"\b(?:bc1|[13])[A-Za-z0-9]{25}")


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
                brief = "::" in surface and len(surface) > 5 and re.search(r"[a-fA-F]", surface) is not None
                if (surface.count(":") >= 4 and len(surface) > 8) or brief:
                    kept.append(explained(self, "IP_ADDRESS", result.start, result.end, 0.7, "a network address"))
                continue
            octets = surface.split("/")[0].split(".")
            cued = re.search(r"\b(?:ip|address|server|host|router|login|from|ping|ssh)\b", before) is not None
            usual = octets[0] in {"10", "172", "192"} and min(map(len, octets)) > 1
            if before.endswith(("v", "version ", "v.")) or not (cued or usual or max(map(len, octets)) > 2):
                continue
            kept.append(
                explained(self, "IP_ADDRESS", result.start, result.end, 0.85 if cued else 0.6, "a network address")
            )
        return kept


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


class IbanNumberRecognizer(PlainRecognizer):
    """Bank accounts of any country, in small letters too; the check digits must hold (ISO 7064 MOD 97-10)."""

    ENTITIES = ("ID",)
    GATE = re.compile(r"\b[A-Za-z]{2}\d{2}[ -]?[A-Za-z0-9]{4}")

    def hits(self, text: str) -> Iterator[Hit]:
        """The longest run of groups whose check digits hold."""
        for match in _IBAN.finditer(text):
            for size in range(len(match[0]), 14, -1):
                compact = re.sub(r"[ -]", "", match[0][:size])
                whole = not match[0][size : size + 1].isalnum() and match[0][size - 1].isalnum()
                if whole and is_iban(compact):
                    yield Hit(match.start(), match.start() + size, "ID", 0.95, "a bank account (IBAN)")
                    break


def pattern_recognizers(regions: tuple[str, ...]) -> list[Any]:
    """Presidio's recognisers for what has a shape of its own, and those for the numbers of some regions."""
    found = [
        OfflineEmailRecognizer(),
        StrictUrlRecognizer(),
        RegionalPhoneRecognizer(regions),
        StrictIpRecognizer(),
        _gated(CreditCardRecognizer, _TWELVE_DIGITS, "a card number"),
        IbanNumberRecognizer(),
        _gated(MacAddressRecognizer, _MAC, "a device address"),
        _gated(UuidRecognizer, _UUID, "a unique id"),
        _gated(CryptoRecognizer, _CRYPTO, "a wallet address"),
        NationalRecognizer(regions),
    ]
    if "US" in regions:
        found.append(_gated(UsSsnRecognizer, _NINE_DIGITS, "a US social security number"))
    if "GB" in regions:
        found.append(_gated(UkNinoRecognizer, _NINO, "a UK national insurance number"))
        found.append(_gated(NhsRecognizer, _NINE_DIGITS, "an NHS number"))
        found.append(_gated(UkPostcodeRecognizer, _POSTCODE, "a UK postcode", 0.6))
    return found
