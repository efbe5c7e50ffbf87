"""Text of the same shape: capitals, digits and punctuation where they were."""

from __future__ import annotations

import re


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


def digits_like(like: str, fake: str) -> str:
    """The digits of a stand-in put into the punctuation of another writing of the same number."""
    if like.isalpha() or sum(c.isdigit() for c in like) != sum(c.isdigit() for c in fake):
        return fake
    if re.sub(r"\d", "0", like) == re.sub(r"\d", "0", fake) or any(c.isalpha() for c in like):
        return fake
    digits = iter(c for c in fake if c.isdigit())
    return "".join(next(digits) if c.isdigit() else c for c in like)


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
