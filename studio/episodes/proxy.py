"""A rough guess at how a talk ended, from the words of its last lines: it screens, it never decides."""

from __future__ import annotations

import re
from collections.abc import Sequence

from studio.store.records import StoredMessage

LAST_LINES = 6
"""How many lines at the end are read."""

_WARM = re.compile(
    r"\b(?:thanks|(?<!no )thank you|thx|love(?: you)?|sorry|glad|appreciate|understand|makes sense|good night|"
    r"goodnight|sleep well|miss you|hug|kiss|happy|great|lovely|sweet|perfect|proud|deal|agreed|you'?re right|"
    r"danke|lieb|gracias|te quiero|merci)\b|[❤😘🥰😍😊🙂😄🤗💕💖💛💙👍🙏]|\bx{2,}\b|(?:^|\s)[:;]-?[)D*]",
    re.I,
)
_COLD = re.compile(
    r"\b(?:whatever|forget it|leave me alone|don'?t care|hate|never listen|you never|you always|always you|fed up|"
    r"tired of|sick of|ridiculous|unfair|angry|furious|upset|hurt|crying|shut up|stop it|not talking|i'?m done|"
    r"no point|useless|can we not|leave it|not now|lonely|give up|no thank you|i don'?t want|your fault|nevermind|"
    r"never mind)\b|\bfine\.|\bseriously\?|[😡🤬🙄😠😤💔😢😭]|\?{2,}|!{3,}|(?:^|\s):-?\(",
    re.I,
)


def proxy_outcome(messages: Sequence[StoredMessage]) -> float | None:
    """-1..1 from warm and cold words in the last lines, later lines counting more; None when there are neither.

    With w and c the weighted counts of warm and cold words: (w - c) / (w + c + 1).
    """
    last = [m.text for m in messages if m.text and m.type in ("text", "reaction")][-LAST_LINES:]
    warm = cold = 0.0
    for place, text in enumerate(last, start=1):
        weight = place / len(last)
        warm += weight * len(_WARM.findall(text))
        cold += weight * len(_COLD.findall(text))
    if not warm and not cold:
        return None
    return round((warm - cold) / (warm + cold + 1), 3)
