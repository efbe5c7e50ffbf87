"""Text of the same shape: capitals, digits and punctuation where they were."""

from __future__ import annotations

import re

from studio.scrub.check_digits import iban_remainder, luhn


def shape_like(like: str, draw: int, *, letters: bool = True) -> str:
    """Digits for digits and, unless told otherwise, letters for letters, in the same case; the rest stays.

    Args:
        like: The original.
        draw: A large random number; its digits in other bases make the new text.
        letters: Whether letters are replaced too.
    """
    seed = draw
    made: list[str] = []
    for n, char in enumerate(like):
        seed = (seed * 6364136223846793005 + 1442695040888963407 + draw + n) % (1 << 96)
        value = seed >> 40
        if char.isdigit():
            made.append(
                str(1 + value % 9) if char != "0" and (n == 0 or not like[n - 1].isdigit()) else str(value % 10)
            )
        elif letters and char.isalpha():
            made.append(chr((65 if char.isupper() else 97) + value % 26))
        else:
            made.append(char)
    return "".join(made)


def refitted(like: str, fake: str) -> str:
    """The letters and digits of a stand-in put into the punctuation of another writing of the same number."""
    source = [c for c in fake if c.isalnum()]
    if len(source) != sum(c.isalnum() for c in like):
        return fake
    rest = iter(source)
    return "".join(next(rest) if c.isalnum() else c for c in like)


def phone_like(like: str, draw: int) -> str:
    """A telephone number of the same shape, from the ranges set aside for fiction in the US and the UK."""
    digits = re.sub(r"\D", "", like)
    new = shape_like(digits, draw)
    national = len(digits) - 10
    if like.lstrip().startswith("+44") and len(digits) == 12:
        new = "447700900" + new[-3:]
    elif like.lstrip().startswith("+") and not like.lstrip().startswith("+1"):
        new = digits[:2] + new[2:]
    elif len(digits) == 11 and digits.startswith("0"):
        new = "07700900" + new[-3:]
    elif len(digits) == 10 or (len(digits) == 11 and digits.startswith("1")):
        new = digits[:national] + f"{2 + draw % 8}{new[-9:-7]}" + "55501" + new[-2:]
    source = iter(new)
    return "".join(next(source) if c.isdigit() else c for c in like)


_HEX = frozenset("0123456789abcdef")
_IPV4 = re.compile(r"(\d{1,3}\.){3}\d{1,3}")
_IPV6 = re.compile(r"(?=.*:.*:)[0-9a-fA-F:]+")
_HEXED = re.compile(r"(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SOCIAL = re.compile(r"\d{3}([- ])\d{2}\1\d{4}")
_ACCOUNT = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9 ]{8,40}")


def id_like(like: str, draw: int) -> str:
    """A number of the same kind that is nobody's.

    A card or an IBAN fails its check, an internet address is one set aside for documentation (RFC 5737, 3849), an
    American social security number begins with 9, which none does.
    """
    if _IPV4.fullmatch(like):
        return f"{('192.0.2', '198.51.100', '203.0.113')[draw % 3]}.{1 + (draw >> 8) % 254}"
    if _HEXED.fullmatch(like):
        return hex_like(like, draw)
    if _IPV6.fullmatch(like):
        return f"2001:db8::{draw % 0xFFFF:x}"
    made = shape_like(like, draw)
    if _SOCIAL.fullmatch(like):
        return f"9{made[1:4]}{draw % 5}{made[5:]}"
    digits = re.sub(r"\D", "", made)
    if _ACCOUNT.fullmatch(like):
        made = like[:2] + made[2:]
        return made if iban_remainder(made.replace(" ", "")) != 1 else _next_digit(made)
    return _next_digit(made) if 12 <= len(digits) <= 19 and luhn(digits) else made


def hex_like(like: str, draw: int) -> str:
    """Hexadecimal digits for hexadecimal digits, in the same case; the rest stays."""
    made = []
    for n, char in enumerate(like):
        digit = f"{(draw * 2654435761 + n * 40503 >> (n % 29)) % 16:x}"
        made.append((digit.upper() if like.isupper() else digit) if char.lower() in _HEX else char)
    return "".join(made)


def _next_digit(text: str) -> str:
    """The text with its last digit one up."""
    at = max(n for n, c in enumerate(text) if c.isdecimal())
    return text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
