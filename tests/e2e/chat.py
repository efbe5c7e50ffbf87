"""A small invented chat: fourteen evenings, each with both voices and a silence of hours around it."""

from __future__ import annotations

from datetime import datetime, timedelta

FIRST = datetime(2025, 3, 3, 19, 0)

OPENINGS = (
    "you said seven. it is nine",
    "the rent bounced again. did you move it",
    "the dishes are still there, third day",
    "could you put the phone down at dinner",
    "your mother asked about Easter again",
    "I am so tired I could cry",
    "we said no plans on Sunday",
)

ANSWERS = (
    ("I know. I'm sorry, the tram stopped in Otley", "I feel bad about it. Can I cook tomorrow to make it up?"),
    ("You always start when I come in", "fine, whatever"),
    ("Give me twenty minutes, then I'll listen", "ok I'm back. tell me"),
)

ENDINGS = (
    ("ok. thank you for saying that", "come here then"),
    ("don't bother", "I'm going to bed"),
    ("hm. ok", "we'll see"),
)


def android_chat(evenings: int = 14, *, partner: str = "Ingrid", me: str = "Tom Hale") -> str:
    """The export's text, day-month-year."""
    lines = [f"03/03/25, 18:00 - Messages and calls are end-to-end encrypted. {partner} and you only."]
    for evening in range(evenings):
        at = FIRST + timedelta(days=2 * evening, minutes=7 * evening)
        said = [
            (partner, OPENINGS[evening % len(OPENINGS)]),
            (partner, f"that is {evening + 2} times now"),
            *((me, text) for text in ANSWERS[evening % 3]),
            *((partner, text) for text in ENDINGS[evening % 3]),
        ]
        if evening % 4 == 0:
            said.insert(2, (me, "Birgit said you would be cross"))
        for minute, (who, text) in enumerate(said):
            moment = at + timedelta(minutes=2 * minute)
            lines.append(f"{moment:%d/%m/%y, %H:%M} - {who}: {text}")
    return "\n".join(lines) + "\n"
