"""Regions: what a setting such as `phone_regions = ["GB", "IE"]` turns on, in one table.

A region decides which telephone numbers are found without a country code, which national numbers and postcodes are
found without a word in front, and what a locale means. Numbers of every other region are found where they carry a
country code, or where a word such as “phone”, “passport” or “PESEL” stands in front.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from studio.core.errors import StudioError, UsageError
from studio.core.settings import Settings
from studio.scrub import check_digits as checks
from studio.scrub.calendar import Order


@dataclass(frozen=True, slots=True)
class NationalNumber:
    """A number that a state gives to a person or a car."""

    pattern: str
    why: str
    valid: Callable[[str], bool] | None = None
    """Whether its check digits hold; None for numbers without any."""
    score: float = 0.7


@dataclass(frozen=True, slots=True)
class Region:
    """What is looked for because somebody lives there."""

    name: str
    numbers: tuple[NationalNumber, ...] = ()
    postcode: str = ""
    """Pattern of postcodes that cannot be taken for anything else; empty where they are digits alone."""


def _number(pattern: str, why: str, valid: Callable[[str], bool] | None = None, score: float = 0.7) -> NationalNumber:
    return NationalNumber(pattern, why, valid, score)


REGIONS: dict[str, Region] = {
    "US": Region(
        "United States", (_number(r"9\d\d-\d\d-\d{4}", "a US taxpayer number (ITIN)", checks.taxpayer),)
    ),
    "GB": Region("United Kingdom"),
    "IE": Region(
        "Ireland",
        (_number(r"\d{7}\s?[A-W][A-IW]?", "an Irish PPS number", checks.irish),),
        r"(?:[AC-FHKNPRTV-Y]\d\d|D6W) ?[\dAC-FHKNPRTV-Y]{4}",
    ),
    "DE": Region(
        "Germany",
        (
            _number(r"\d{2} ?\d{3} ?\d{3} ?\d{3}", "a German tax number", checks.german, 0.6),
            _number(r"[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,4}[EH]?", "a German number plate", None, 0.55),
        ),
    ),
    "AT": Region("Austria"),
    "CH": Region("Switzerland", (_number(r"756\.?\d{4}\.?\d{4}\.?\d\d", "a Swiss AHV number", checks.swiss, 0.8),)),
    "FR": Region(
        "France",
        (
            _number(
                r"[12] ?\d\d ?\d\d ?(?:\d\d|2[AB]) ?\d{3} ?\d{3} ?\d\d",
                "a French social security number", checks.french, 0.8,
            ),
            _number(r"[A-HJ-NP-TV-Z]{2}-\d{3}-[A-HJ-NP-TV-Z]{2}", "a French number plate", None, 0.6),
        ),
    ),
    "BE": Region(
        "Belgium", (_number(r"\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}", "a Belgian national number", checks.belgian),)
    ),
    "ES": Region(
        "Spain",
        (
            _number(r"\d{8}[- ]?[A-HJ-NP-TV-Z]", "a Spanish DNI", checks.spanish, 0.8),
            _number(r"[XYZ][- ]?\d{7}[- ]?[A-HJ-NP-TV-Z]", "a Spanish NIE", checks.spanish, 0.8),
        ),
    ),
    "PT": Region("Portugal"),
    "IT": Region(
        "Italy",
        (
            _number(
                r"(?i:[A-Z]{6} ?\d{2}[A-EHLMPRST]\d{2} ?[A-Z]\d{3}[A-Z])",
                "an Italian codice fiscale", checks.italian, 0.85,
            ),
        ),
    ),
    "NL": Region(
        "Netherlands",
        (_number(r"\d{9}|\d{4}\.\d{2}\.\d{3}", "a Dutch BSN", checks.dutch, 0.55),),
        r"[1-9]\d{3} ?(?!SA|SD|SS|KG|KM|IU|ML|MG|LB|AM|PM|MB|GB|TB|HZ|UK|US|EU|OK|CM|MM)[A-Z]{2}",
    ),
    "SE": Region("Sweden", (_number(r"(?:19|20)?\d{6}[-+]\d{4}", "a Swedish personnummer", checks.personnummer, 0.8),)),
    "NO": Region("Norway"),
    "DK": Region("Denmark", (_number(r"[0-3]\d[01]\d{3}-\d{4}", "a Danish CPR number", None, 0.6),)),
    "FI": Region("Finland", (_number(r"[0-3]\d[01]\d{3}[-+A]\d{3}[0-9A-Y]", "a Finnish identity code", None, 0.7),)),
    "PL": Region("Poland", (_number(r"\d{11}", "a Polish PESEL", checks.polish, 0.6),)),
    "CA": Region(
        "Canada",
        (_number(r"\d{3}[- ]\d{3}[- ]\d{3}", "a Canadian SIN", checks.luhn, 0.6),),
        r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d",
    ),
    "AU": Region(
        "Australia", (_number(r"\d{3} \d{3} \d{3}", "an Australian tax file number", checks.australian, 0.6),)
    ),
    "NZ": Region("New Zealand"),
    "IN": Region(
        "India",
        (
            _number(r"[2-9]\d{3} \d{4} \d{4}", "an Indian Aadhaar number", checks.verhoeff, 0.8),
            _number(r"[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]", "an Indian PAN", None, 0.75),
        ),
    ),
}  # fmt: skip
"""ISO code → what is found there besides telephone numbers; other codes turn on telephone numbers alone."""

_OWN = {"en": "US", "sv": "SE", "da": "DK", "cs": "CZ", "el": "GR", "uk": "UA", "nb": "NO", "et": "EE", "sl": "SI"}
_WITH = {"IE": ("IE", "GB")}
"""Regions whose people use another's numbers every day."""


def regions_of(settings: Settings) -> tuple[str, ...]:
    """The regions in the settings; those of the locale where only that was set.

    Raises:
        StudioError: one of them is no region.
    """
    from phonenumbers import SUPPORTED_REGIONS

    if settings.phone_regions == Settings().phone_regions and settings.locale != Settings().locale:
        return of_locale(settings.locale)[0]
    regions = tuple(region.upper() for region in settings.phone_regions)
    wrong = [region for region in regions if region not in SUPPORTED_REGIONS]
    if wrong:
        raise StudioError(
            f"The settings name “{wrong[0]}” among the phone_regions, which is no region I know.",
            fix=f"Use codes of two letters, such as {', '.join(REGIONS)}.",
            code="bad_settings",
        )
    return regions


def order_of(settings: Settings) -> Order:
    """What `03/04/2024` means to the person: as set, else as in their locale."""
    if settings.date_order:
        return "mdy" if settings.date_order == "mdy" else "dmy"
    return "dmy" if settings.locale == Settings().locale else of_locale(settings.locale)[1]


def numbers_of(regions: Iterable[str]) -> tuple[tuple[re.Pattern[str], NationalNumber], ...]:
    """The national numbers of some regions, with their compiled patterns."""
    return tuple(
        (re.compile(rf"(?<![\w.+/-])(?:{number.pattern})(?![\w/]|[.,-]\d)"), number)
        for code in regions
        if code in REGIONS
        for number in REGIONS[code].numbers
    )


def postcodes_of(regions: Iterable[str]) -> re.Pattern[str] | None:
    """The postcodes of some regions that are found without a town beside them, or None where there are none."""
    patterns = [REGIONS[code].postcode for code in regions if code in REGIONS and REGIONS[code].postcode]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?![\w-])") if patterns else None


def of_locale(locale: str) -> tuple[tuple[str, ...], Order]:
    """The regions of a locale such as `en_GB`, and what `03/04/2024` means there.

    Raises:
        UsageError: it is no locale, or its region is unknown.
    """
    from phonenumbers import SUPPORTED_REGIONS

    match = re.fullmatch(r"([A-Za-z]{2,3})(?:[_-]([A-Za-z]{2}))?(?:\.[\w-]+)?", locale)
    if match is None:
        raise UsageError(f"“{locale}” is no locale.", fix="Such as en_US, en_GB or de_DE.", code="bad_locale")
    language, region = match[1].lower(), (match[2] or "").upper()
    if not region:
        region = _OWN.get(language, language.upper())
    regions = ("US", "GB") if locale.lower() == "en" else _WITH.get(region, (region,))
    if not set(regions) <= SUPPORTED_REGIONS:
        raise UsageError(f"“{locale}” names no region I know.", fix="Such as en_US, en_GB or de_DE.", code="bad_locale")
    return regions, "mdy" if region == "US" and locale.lower() != "en" else "dmy"
