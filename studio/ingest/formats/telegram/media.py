"""What a Telegram message carries besides words, in words where there are any."""

from __future__ import annotations

from typing import Any

MEDIA = frozenset(
    {
        "photo", "file", "media_type", "sticker_emoji", "poll", "location_information", "place_name",
        "contact_information", "contact_vcard", "game_title", "invoice_information", "giveaway_information",
        "giveaway_results", "paid_stars_amount", "todo_list", "story", "dice",
    }
)  # fmt: skip
"""Keys of which any makes a message one with media."""


def joined(text: Any) -> str:
    """Words of a text that is one string or a list of strings and marked-up parts.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(text, str):
        return text
    if text is None:
        return ""
    if not isinstance(text, list):
        raise ValueError("its text is no text")
    parts = [part.get("text") if isinstance(part, dict) else part for part in text]
    words = [part for part in parts if isinstance(part, str)]
    if len(words) != len(parts):
        raise ValueError("a part of its text is no text")
    return "".join(words)


def described(raw: dict[str, Any]) -> str | None:
    """A sticker's emoji, a poll's question and answers, a place or a contact; None for what only a file would tell."""
    if isinstance(emoji := raw.get("sticker_emoji"), str) and emoji:
        return emoji
    for key, describe in _DESCRIBED.items():
        if isinstance(value := raw.get(key), dict) and (text := describe(value)):
            return _place(raw, text) if key == "location_information" else text
    if title := _text(raw, "game_title"):
        return ": ".join(part for part in (title, _text(raw, "game_description")) if part)
    return _place(raw, "") or None


def _poll(poll: dict[str, Any]) -> str:
    answers = poll.get("answers")
    lines = [joined(poll.get("question"))]
    for answer in answers if isinstance(answers, list) else []:
        if isinstance(answer, dict):
            chosen = " ✓" if answer.get("chosen") is True else ""
            votes = answer.get("voters")
            count = f" ({votes})" if isinstance(votes, int) and votes else ""
            lines.append(f"- {joined(answer.get('text'))}{count}{chosen}")
    return "\n".join(lines).strip()


def _contact(contact: dict[str, Any]) -> str:
    name = " ".join(part for part in (_text(contact, "first_name"), _text(contact, "last_name")) if part)
    return ", ".join(part for part in (name, _text(contact, "phone_number")) if part)


def _location(place: dict[str, Any]) -> str:
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if isinstance(latitude, int | float) and isinstance(longitude, int | float):
        return f"{latitude}, {longitude}"
    return ""


def _place(raw: dict[str, Any], where: str) -> str:
    named = ", ".join(part for part in (_text(raw, "place_name"), _text(raw, "address")) if part)
    return f"{named} ({where})" if named and where else named or where


def _invoice(invoice: dict[str, Any]) -> str:
    return ": ".join(part for part in (_text(invoice, "title"), _text(invoice, "description")) if part)


def _tasks(tasks: dict[str, Any]) -> str:
    answers = tasks.get("answers", tasks.get("items"))
    texts = [joined(one.get("text")) for one in answers if isinstance(one, dict)] if isinstance(answers, list) else []
    return "\n".join([joined(tasks.get("title")), *(f"- {text}" for text in texts)]).strip()


def _text(raw: dict[str, Any], key: str) -> str:
    value = raw.get(key)
    return value if isinstance(value, str) else ""


_DESCRIBED = {
    "poll": _poll,
    "contact_information": _contact,
    "location_information": _location,
    "invoice_information": _invoice,
    "todo_list": _tasks,
}
