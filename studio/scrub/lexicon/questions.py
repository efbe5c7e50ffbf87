"""Questions whose answer is a secret."""

from __future__ import annotations

import re

SECRET_WORDS = (
    r"\b(?:password|passwd|passphrase|pwd|pass\s?code|passwort|mot de passe|contraseña|wachtwoord|api[ -]?key|"
    r"secret key|access key|token|log\s?in(?!\s(?:password|pw|pass|pin|code))|"
    r"pw|pass(?=\s*[:=])|wi-?fi(?: is| password| key| pass)?|"
    r"recovery (?:phrase|code)|security answer)"
)
"""Pattern of the words in front of a secret made of letters."""
OF_WHAT = (
    r"(?:\s+(?:for|to|on|of)\s+(?:the\s+|my\s+|our\s+)?"
    r"[\w'’-]{1,30}(?![\w'’-])(?:\s[\w'’-]{1,30}(?![\w'’-]))?)?"
)
"""Pattern of `for the portal`, and of nothing."""
ASKED = rf"(?:{SECRET_WORDS}|\b(?:pin|code|combo|combination)\b){OF_WHAT}(?:\s+again|\s+please)?\s?\?+"
"""Pattern of a question for a secret, up to its end."""
_ASKED = re.compile(rf"(?i){ASKED}\s*$")


def asks(text: str) -> bool:
    """True for a text that ends with a question for a secret: what is said next may be one."""
    return "?" in text[-8:] and _ASKED.search(text) is not None
