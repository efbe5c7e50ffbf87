"""What Telegram itself says in a chat: who came and went, what was pinned, and calls."""

from __future__ import annotations

from typing import Any

from studio.core.records import MessageType
from studio.ingest.formats.telegram.media import joined

_CALLS = {"phone_call": "Call", "group_call": "Group call", "conference_call": "Group call"}
_DISCARDED = {"missed": "missed", "busy": "busy", "disconnect": "broken off"}
_SAID = {
    "create_group": "created the group “{title}” with {members}",
    "create_channel": "created the channel “{title}”",
    "edit_group_title": "named the group “{title}”",
    "edit_group_photo": "changed the group's picture",
    "delete_group_photo": "removed the group's picture",
    "invite_members": "invited {members}",
    "remove_members": "removed {members}",
    "join_group_by_link": "joined by a link from {inviter}",
    "join_group_by_request": "joined by request",
    "migrate_to_supergroup": "made the group a supergroup",
    "migrate_from_group": "made “{title}” a supergroup",
    "pin_message": "pinned a message",
    "clear_history": "cleared the history",
    "take_screenshot": "took a screenshot",
    "joined_telegram": "joined Telegram",
    "invite_to_group_call": "invited {members} to a call",
    "topic_created": "created the topic “{title}”",
    "set_messages_ttl": "changed when messages delete themselves",
    "topic_edit": "changed the topic",
    "send_webview_data": "sent data with “{text}”",
    "edit_chat_theme": "changed the chat's theme",
    "set_chat_wallpaper": "changed the chat's wallpaper",
    "set_same_chat_wallpaper": "took the same wallpaper",
    "suggest_profile_photo": "suggested a profile photo",
    "score_in_game": "scored in a game",
    "send_payment": "paid",
    "send_passport_values": "sent passport data",
    "send_star_gift": "sent a gift",
    "send_stars_gift": "sent a gift",
    "gift_premium": "gave Telegram Premium",
    "gift_credits": "gave stars",
    "gift_code_prize": "won a gift code",
    "giveaway_launch": "began a giveaway",
    "giveaway_results": "ended a giveaway",
    "boost_apply": "boosted the group",
    "proximity_reached": "came near",
    "group_call_scheduled": "planned a call",
    "requested_phone_number": "was asked for a phone number",
    "requested_peer": "shared a chat",
    "allow_sending_messages": "allowed messages from a bot",
    "attach_menu_bot_allowed": "allowed messages from a bot",
    "web_app_bot_allowed": "allowed messages from a bot",
    "paid_messages_refund": "paid messages back",
    "paid_messages_price_change": "changed the price of messages",
    "todo_completions": "ticked off tasks",
    "todo_append_tasks": "added tasks",
}
_OF_ONESELF = {"invite_members": "joined the group", "remove_members": "left the group"}


def said(raw: dict[str, Any], actor: str | None) -> tuple[MessageType, str]:
    """Kind and words of a service message.

    Raises:
        ValueError: it names no action.
    """
    action = raw.get("action")
    if action is None and isinstance(told := raw.get("information_text"), str):
        return "system", told
    if not isinstance(action, str) or not action:
        raise ValueError("it says no action")
    if action in _CALLS:
        return "call", _call(raw, _CALLS[action])
    members = raw.get("members")
    names = [name if isinstance(name, str) else "someone" for name in members] if isinstance(members, list) else []
    values = {"members": ", ".join(names) or "someone", "title": _text(raw, "title"), "text": _text(raw, "text")}
    if names == [actor] and action in _OF_ONESELF:
        return "system", f"{actor} {_OF_ONESELF[action]}"
    if action not in _SAID:
        what = _text(raw, "information_text") or action.replace("_", " ")
        return "system", f"{actor}: {what}" if actor else what
    phrase = _SAID[action].replace(" with {members}", " with {members}" if names else "")
    for key, value in (*values.items(), ("inviter", _text(raw, "inviter") or "someone")):
        phrase = phrase.replace(f"{{{key}}}", value)
    return "system", f"{actor} {phrase}" if actor else phrase


def _call(raw: dict[str, Any], what: str) -> str:
    seconds = raw.get("duration_seconds", raw.get("duration"))
    if isinstance(seconds, int) and not isinstance(seconds, bool) and seconds > 0:
        return f"{what}, {_length(seconds)}"
    discarded = _DISCARDED.get(_text(raw, "discard_reason"))
    return f"{what}, {discarded}" if discarded else what


def _length(seconds: int) -> str:
    hours, minutes = seconds // 3600, seconds // 60 % 60
    parts = ((hours, "h"), (minutes, "min"), (seconds % 60, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)


def _text(raw: dict[str, Any], key: str) -> str:
    value = raw.get(key)
    return joined(value) if isinstance(value, str | list) else ""
