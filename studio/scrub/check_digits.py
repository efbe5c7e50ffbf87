"""Check digits and letters of national numbers: what tells a number of somebody from any number."""

from __future__ import annotations

_VERHOEFF_TURN: tuple[tuple[int, ...], ...] = ((0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 5, 7, 6, 2, 8, 3, 0, 9, 4))
_DIHEDRAL = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_FISCAL_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
_SPANISH = "TRWAGMYFPDXBNJZSQVHLCKE"
_IRISH = "WABCDEFGHIJKLMNOPQRSTUV"


def _digits(value: str) -> list[int]:
    return [int(c) for c in value if c.isdecimal()]


def _weighted(digits: list[int], weights: tuple[int, ...]) -> int:
    return sum(d * w for d, w in zip(digits, weights, strict=True))


def luhn(value: str) -> bool:
    """Luhn's sum over all digits, as cards (ISO/IEC 7812-1, Annex B) and the Canadian SIN have it."""
    total = 0
    for place, digit in enumerate(reversed(_digits(value))):
        total += sum(divmod(digit * 2, 10)) if place % 2 else digit
    return total % 10 == 0


def personnummer(value: str) -> bool:
    """Swedish: Luhn over the last ten digits, of which the first six are a day (of a coordination number too)."""
    digits = _digits(value)[-10:]
    month, day = digits[2] * 10 + digits[3], digits[4] * 10 + digits[5]
    return 1 <= month <= 12 and 1 <= day % 60 <= 31 and luhn("".join(map(str, digits)))


def verhoeff(value: str) -> bool:
    """Verhoeff's scheme over all digits, as the Indian Aadhaar has it."""
    turns = list(_VERHOEFF_TURN)
    while len(turns) < 8:
        turns.append(tuple(turns[-1][turns[1][i]] for i in range(10)))
    check = 0
    for place, digit in enumerate(reversed(_digits(value))):
        check = int(_DIHEDRAL[check][turns[place % 8][digit]])
    return check == 0


def spanish(value: str) -> bool:
    """DNI and NIE: the letter is the number modulo 23; X, Y, Z stand for 0, 1, 2."""
    compact = value.upper().replace("-", "").replace(" ", "")
    number = compact[:-1].translate(str.maketrans("XYZ", "012"))
    return number.isdecimal() and _SPANISH[int(number) % 23] == compact[-1]


def irish(value: str) -> bool:
    """PPS number: weights 8 to 2 over the digits, 9 for a second letter, modulo 23."""
    compact = value.upper().replace(" ", "")
    total = _weighted(_digits(compact)[:7], (8, 7, 6, 5, 4, 3, 2))
    if len(compact) == 9 and compact[8] != "W":
        total += 9 * (ord(compact[8]) - 64)
    return _IRISH[total % 23] == compact[7]


def italian(value: str) -> bool:
    """Codice fiscale: places weighted as odd and even, the last letter is the sum modulo 26."""
    compact = value.upper().replace(" ", "")
    total = 0
    for place, char in enumerate(compact[:15]):
        number = int(char) if char.isdecimal() else ord(char) - 65
        total += _FISCAL_ODD[number] if place % 2 == 0 else number
    return chr(65 + total % 26) == compact[15]


def dutch(value: str) -> bool:
    """BSN: weights 9 to 2 and -1, divisible by 11."""
    return _weighted(_digits(value), (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def polish(value: str) -> bool:
    """PESEL: weights 1 3 7 9 repeated, divisible by 10; digits three to six are a month and a day."""
    digits = _digits(value)
    month, day = (digits[2] * 10 + digits[3]) % 20, digits[4] * 10 + digits[5]
    return 1 <= month <= 12 and 1 <= day <= 31 and _weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def german(value: str) -> bool:
    """Steuer-ID: ISO 7064 MOD 11,10; the first digit is not 0."""
    digits = _digits(value)
    product = 10
    for digit in digits[:10]:
        total = (digit + product) % 10 or 10
        product = total * 2 % 11
    return digits[0] != 0 and (11 - product) % 10 == digits[10]


def french(value: str) -> bool:
    """NIR with its key: 97 less the number modulo 97; 2A and 2B count as 19 and 18."""
    compact = value.upper().replace(" ", "").replace("2A", "19", 1).replace("2B", "18", 1)
    return compact.isdecimal() and len(compact) == 15 and 97 - int(compact[:13]) % 97 == int(compact[13:])


def australian(value: str) -> bool:
    """Tax file number: weights 1 4 3 7 5 8 6 9 10, divisible by 11."""
    return _weighted(_digits(value), (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0


def belgian(value: str) -> bool:
    """Rijksregisternummer: 97 less the first nine digits modulo 97, a 2 in front for those born from 2000 on."""
    digits = "".join(map(str, _digits(value)))
    return int(digits[9:]) in {97 - int(lead + digits[:9]) % 97 for lead in ("", "2")}


def swiss(value: str) -> bool:
    """AHV number: the check digit of an EAN-13 that begins with 756."""
    digits = _digits(value)
    return _weighted(digits, (1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1)) % 10 == 0


def taxpayer(value: str) -> bool:
    """US ITIN: the two digits in the middle are of the ranges given out."""
    middle = int("".join(map(str, _digits(value)))[3:5])
    return 50 <= middle <= 65 or 70 <= middle <= 88 or (90 <= middle <= 99 and middle != 93)


_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27,
    "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24,
    "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TR": 26, "UA": 29, "XK": 20,
}  # fmt: skip
"""Country → characters of its accounts, from the IBAN registry."""


def is_iban(value: str) -> bool:
    """The length of its country (ISO 13616), and ISO 7064 MOD 97-10 with the first four characters moved behind."""
    compact = value.upper()
    if not 15 <= len(compact) <= 34 or _IBAN_LENGTHS.get(compact[:2], len(compact)) != len(compact):
        return False
    return iban_remainder(compact) == 1


def iban_remainder(compact: str) -> int:
    """The remainder modulo 97 that is 1 for an IBAN, of capitals and digits without spaces."""
    return int("".join(str(int(c, 36)) for c in compact[4:] + compact[:4])) % 97
