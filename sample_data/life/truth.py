"""What was planted, for tests to check against and for nobody's import."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from life.cast import FIRST_DAY, HER, LAST_DAY, ME, SILENT_MONTH, SURFACES
from life.scenes import Scene
from life.training import SHOULDER, Body
from life.whatsapp import NEW_PHONE

_DATE = re.compile(
    r"\b(?:the )?\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:January|February|March|April|May|June|July|August|September|"
    r"October|November|December)\b"
)


def share(count: int, total: int) -> float:
    """A share to three places."""
    return round(count / total, 3) if total else 0.0


def truth(scenes: Sequence[Scene], body: Body, made: Sequence[Mapping[str, object]], corpus: str) -> bytes:
    """The whole truth as JSON.

    Args:
        scenes: Every talk.
        body: Nights and training.
        made: The labels.
        corpus: Everything written, in which the surfaces are looked for.
    """
    messages = [line.text for scene in scenes for line in scene.lines]
    long = [text for text in messages if len(text) > 25]
    dates = sorted(set(_DATE.findall(corpus)))
    pii = [
        {"surface": surface, "entity": entity}
        for entity, surfaces in (*SURFACES.items(), ("DATE", dates))
        for surface in surfaces
        if re.search(rf"(?<!\w){re.escape(surface)}", corpus)
    ]
    spontaneous = [row for row in made if row["why"] == "spontaneous"]
    audit = [row for row in made if row["why"] == "audit"]
    outcomes = Counter(scene.outcome for scene in scenes)
    trained = Counter(session.outcome for session in body.sessions)
    document = {
        "me": ME,
        "partner": HER,
        "zone": "Europe/London",
        "first_day": FIRST_DAY.isoformat(),
        "last_day": LAST_DAY.isoformat(),
        "new_phone": NEW_PHONE.isoformat(),
        "counts": {
            "messages": len(messages), "scenes": len(scenes),
            "emotional": sum(bool(s.trigger) for s in scenes), "workouts": len(body.sessions),
            "nights": len(body.nights), "labels": len(made), "audit": len(audit),
        },
        "duplicate_share_over_25_chars": share(len(long) - len(set(long)), len(long)),
        "planted": {
            "silent_month": SILENT_MONTH,
            "messages_in_silent_month": sum(f"{line.at:%Y-%m}" == SILENT_MONTH for s in scenes for line in s.lines),
            "good_share_of_life": share(outcomes["good"] + trained["good"], len(scenes) + len(body.sessions)),
            "good_share_of_talks": share(outcomes["good"], len(scenes)),
            "good_share_of_training": share(trained["good"], len(body.sessions)),
            "good_share_of_spontaneous": share(sum(r["outcome"] == "good" for r in spontaneous), len(spontaneous)),
            "good_share_of_audit": share(sum(r["outcome"] == "good" for r in audit), len(audit)),
            "shoulder": [day.isoformat() for day in SHOULDER],
            "magnesium_with_long_sleep": _tangle(body),
            "recovery_after_close_lower": _mornings(body, close=True),
            "recovery_after_other_lower": _mornings(body, close=False),
            "good_share_by_response": _by_response(scenes),
        },
        "pii": pii,
        "scenes": [
            {"start": s.start.isoformat(), "end": s.end.isoformat(), "messages": len(s.lines), "name": s.name,
             "trigger": s.trigger or None, "response_style": s.style or None, "outcome": s.outcome} for s in scenes
        ],
        "training": [
            {"start": s.start.isoformat(), "focus": s.focus, "approach": s.approach, "outcome": s.outcome,
             "lower_within_48h": s.close, "recovery": body.nights[s.start.date()].recovery} for s in body.sessions
        ],
    }  # fmt: skip
    return _compact(document)


def _tangle(body: Body) -> dict[str, int]:
    pairs = Counter((n.magnesium, n.hours > 7) for n in body.nights.values())
    return {"both": pairs[True, True], "magnesium_only": pairs[True, False], "long_sleep_only": pairs[False, True],
            "neither": pairs[False, False]}  # fmt: skip


def _mornings(body: Body, *, close: bool) -> float:
    days = sorted(body.nights)
    after = [body.nights[days[days.index(s.start.date()) + 1]].recovery for s in body.sessions
             if s.focus in ("lower", "full_body") and s.close == close and s.start.date() != days[-1]]  # fmt: skip
    return round(sum(after) / len(after), 1)


def _by_response(scenes: Sequence[Scene]) -> dict[str, dict[str, int]]:
    styles = sorted({s.style for s in scenes if s.style})
    return {style: dict(sorted(Counter(s.outcome for s in scenes if s.style == style).items())) for style in styles}


def _compact(document: Mapping[str, object]) -> bytes:
    """JSON that reads well: lists of records one to a line."""
    parts = []
    for key, value in document.items():
        if isinstance(value, list):
            rows = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in value)
            parts.append(f' "{key}": [\n  {rows}\n ]')
        else:
            text = json.dumps(value, ensure_ascii=False, indent=1).replace("\n", "\n ")
            parts.append(f' "{key}": {text}')
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()
