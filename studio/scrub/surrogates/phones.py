"""Telephone numbers nobody has: from the ranges set aside for fiction, else ones that cannot be dialled.

Ranges: 555-01xx (NANPA), Ofcom's for drama, Arcep 01 99 00 and 06 39 98, ComReg 020 91, PTS 070-1740 6, ACMA 5550,
Bundesnetzagentur 030 23125.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.scrub.surrogates.shapes import phone_like, shape_like

_EXTENSION = re.compile(r"(?i)(?:[\s,;]*(?:ext(?:ension)?\.?|x|#)\s*)(\d{1,6})$")
_SPREAD = 0x9E3779B97F4A7C15F39CC060
"""Far apart, so that the digits of one try are nothing like those of the next."""
_RANGES: tuple[tuple[int, str, str], ...] = (
    (1, r"(\d{3})\d{7}", r"\g<1>55501.."),
    (1, r"\d{7}", "55501.."),
    (44, r"7\d{9}", "7700900..."),
    (44, r"20\d{8}", "2079460..."),
    (44, r"131\d{7}", "1314960..."),
    (44, r"[12]\d{9}", "1632960..."),
    (33, r"[67]\d{8}", "63998...."),
    (33, r"\d{9}", "19900...."),
    (353, r"\d{9}", "2091....."),
    (46, r"7\d{8}", "7017406.."),
    (61, r"[2378]\d{8}", "25550...."),
    (49, r"[2-9]\d{9}", "3023125..."),
)
"""Country code, national number, and the range of the same length; dots are any digits."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number as written: what stands before the national number, that number, and an extension."""

    code: int | None
    """Country code; None for a number of no known country."""
    national: str
    """Digits of the national number."""

    @property
    def key(self) -> str:
        """The same for every way of writing the number."""
        return f"+{self.code}{self.national}" if self.code else self.national


def understood(surface: str, regions: tuple[str, ...]) -> Phone:
    """The number that is written, read as one of these regions where it has no country code."""
    import phonenumbers

    body = _EXTENSION.sub("", surface)
    digits = "".join(c for c in body if c.isdecimal())
    abroad = re.match(r"\s*\(?\s*(?:\+|00)", body) is not None
    possible: list[Phone] = []
    for region in (None,) if abroad else regions:
        try:
            number = phonenumbers.parse(re.sub(r"^\s*\(?\s*00", "+", body), region)
        except phonenumbers.NumberParseException:
            continue
        phone = Phone(number.country_code, phonenumbers.national_significant_number(number))
        if digits.endswith(phone.national) and (abroad or phonenumbers.is_valid_number(number)):
            return phone
        if digits.endswith(phone.national) and phonenumbers.is_possible_number(number):
            possible.append(phone)
    fits = [phone for phone in possible if phone.code != 1 or not digits.startswith("0")]
    return fits[0] if fits else Phone(None, digits)


def stand_in(phone: Phone, draw: int) -> str:
    """The digits of another national number of the same length."""
    noise = shape_like("5" * len(phone.national), draw)
    for code, pattern, reserved in _RANGES:
        found = re.fullmatch(pattern, phone.national) if code == phone.code else None
        if found is not None:
            made = found.expand(reserved)
            if phone.code == 1 and len(made) == 10:
                made = f"{2 + draw % 8}{noise[1:3]}" + made[3:]
            return "".join(n if c == "." else c for c, n in zip(made, noise, strict=True))
    if phone.code is None:
        return phone_like(phone.national, draw)
    return _undialled(phone, draw)


def _undialled(phone: Phone, draw: int) -> str:
    """A number of a country without such ranges that is in no use; its first digit stays where that can be."""
    import phonenumbers

    made = phone.national
    for n in range(60):
        rest = shape_like("5" * (len(phone.national) - 1), draw + n * _SPREAD)
        made = (phone.national[:1] if n < 30 else "0") + rest
        number = phonenumbers.PhoneNumber(country_code=phone.code, national_number=int(made))
        if not phonenumbers.is_valid_number(number):
            break
    return made


def written_like(surface: str, national: str, draw: int) -> str:
    """A national number written as another one is; what stands before it stays, an extension is another."""
    extension = _EXTENSION.search(surface)
    body, tail = (surface[: extension.start()], extension[0]) if extension else (surface, "")
    digits = sum(c.isdecimal() for c in body)
    source = iter(national)
    pieces: list[str] = []
    for char in body:
        if char.isdecimal():
            pieces.append(next(source, char) if digits <= len(national) else char)
            digits -= 1
        else:
            pieces.append(char)
    return "".join(pieces) + shape_like(tail, draw, letters=False)
