"""The crisis gate: some questions are never left to a model trained on one person's fights.

Deterministic, offline and deliberately narrow. It looks for danger to life, violence at home, and acute harm, in
English and a few other languages; it never judges tone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Danger = Literal["suicide", "violence", "emergency"]

_PATTERNS: tuple[tuple[Danger, str], ...] = (
    (
        "suicide",
        r"\b(?:kill(?:ing)? my ?self|end(?:ing)? (?:my|it) (?:life|all)|suicid\w*|want(?:ed)? to die|wanna die|"
        r"don'?t want to (?:live|be alive|wake up)|better off (?:dead|without me)|hurt(?:ing)? my ?self|"
        r"self[- ]harm\w*|cut(?:ting)? my ?self|umbringen|selbstmord|suizid\w*|suicidarme|quitarme la vida|"
        r"me tuer|suicider)\b",
    ),
    (
        "violence",
        r"\b(?:(?:he|she|they|partner|husband|wife|boyfriend|girlfriend) (?:hit|hits|punched|kicked|choked|beat|"
        r"beats|strangled|slapped|threatened to kill|raped) me\b(?! (?:up|at|to|by|that|like|with)\b)|"
        r"(?:choked|choking|strangled|strangling|raped) me\b|threatened to (?:kill|hurt) me|"
        r"(?:hitting|hits|beats) me\b(?! (?:up|at|to|by|that|like)\b)|"
        r"afraid (?:he|she|they)(?:'ll| will| might| is going to) (?:hurt|kill|hit)|"
        r"i (?:hit|punched|choked|slapped|strangled) (?:him|her|them|my (?:partner|wife|husband|kid|child|son|"
        r"daughter))\b(?! (?:up|with)\b)|(?:want to|going to|gonna) (?:kill|hurt|hit) (?:him|her|them)\b|"
        r"schlägt mich|geschlagen hat|me pega|il me frappe)",
    ),
    (
        "emergency",
        r"\b(?:chest pain|can'?t breathe|cannot breathe|passed out|fainted (?:during|after|while)|overdos\w*|"
        r"coughing (?:up )?blood|numb (?:arm|face)|took (?:too many|all (?:the|my)) pills)\b",
    ),
)

_COMPILED = tuple((danger, re.compile(pattern, re.IGNORECASE)) for danger, pattern in _PATTERNS)

_ANSWERS: dict[Danger, str] = {
    "suicide": (
        "I am not the right one for this, and it matters too much. If you might act on it, call your local emergency "
        "number now (112 in Europe, 911 in North America, 000 in Australia), or a crisis line: 988 in the US and "
        "Canada, 116 123 in the UK and Ireland, 0800 111 0 111 in Germany. Tell one person near you today. "
        "I have not asked any model about this."
    ),
    "violence": (
        "Nobody should be hurt at home, and advice learned from old arguments could make this worse. If anyone is in "
        "danger now, call your local emergency number (112, 911, 000). A helpline can think it through with you in "
        "confidence: 1-800-799-7233 in the US, 0808 2000 247 in the UK, 116 016 in Germany. "
        "I have not asked any model about this."
    ),
    "emergency": (
        "This may need a doctor, not a coach. Call your local emergency number (112, 911, 000) if it is happening now, "
        "and stop training until somebody has looked at it. I have not asked any model about this."
    ),
}


@dataclass(frozen=True, slots=True)
class Gate:
    """What the gate said."""

    danger: Danger
    answer: str


def crisis(text: str) -> Gate | None:
    """The gate's answer when a text speaks of danger, else None."""
    for danger, pattern in _COMPILED:
        if pattern.search(text):
            return Gate(danger, _ANSWERS[danger])
    return None
