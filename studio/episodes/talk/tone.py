"""How warm or cold a line is, by the words and signs people use for it in four languages."""

from __future__ import annotations

import re

from studio.episodes.talk.wording import Phrases, phrase_list, tokens

_WEIGHTS = {
    "mild": 0.5, "apologies": 0.5, "laughter": 0.75, "accepting": 1.0, "warm": 1.0, "cold": -1.0, "blunt": -2.0,
}  # fmt: skip
_TONE = Phrases({phrase: weight for name, weight in _WEIGHTS.items() for phrase in phrase_list(name)})
_SIGNS = re.compile(
    r"(?P<warm>[❤😘🥰😍😊🙂😄🤗💕💖💛💙👍🙏♥]|(?:^|\s)[:;]-?[)D*])|(?P<laugh>[😂🤣😅])|"
    r"(?P<cold>[😡🤬🙄😠😤💔😢😭😒]|\?{2,}|(?:^|\s):-?[(/])|(?P<loud>!{3,})"
)
_SIGN_WEIGHTS = {"warm": 1.0, "laugh": 0.75, "cold": -1.0, "loud": -0.5}
_PLAIN_SIGNS = ("??", "!!!", ":", ";")
"""What every sign of `_SIGNS` in plain ASCII holds."""
_DRY = re.compile(r"^\s*(?:fine|great|sure|right|wow|ok(?:ay)?|k|gut|schön|vale|bien|bon|d'accord)\s*\.+\s*$", re.I)


Tone = tuple[float, float]
"""(warm, cold), each 0 or more."""
NEUTRAL: Tone = (0.0, 0.0)


def tone(text: str, words: list[str] | None = None) -> Tone:
    """The tone of a line: a plain word counts 1, a blunt one 2, a mild one a half.

    Args:
        text: The line.
        words: Its `tokens`, where they are known already.
    """
    words = tokens(text) if words is None else words
    warm = cold = 0.0
    for _, weight in _TONE.found(words):
        if weight > 0:
            warm += weight
        else:
            cold -= weight
    if not text.isascii() or any(sign in text for sign in _PLAIN_SIGNS):
        for sign in _SIGNS.finditer(text):
            weight = _SIGN_WEIGHTS[sign.lastgroup or "loud"]
            if weight > 0:
                warm += weight
            else:
                cold -= weight
    if len(text) < 16 and _DRY.match(text):
        cold += 1.0
    return (warm, cold) if warm or cold else NEUTRAL
