"""What Signal itself notes in a chat: calls, changes of a group, timers, safety numbers."""

from __future__ import annotations

import re

from studio.core.records import MessageType
from studio.ingest.files.json_fields import Fields, flag_of, list_of, object_of, text_of
from studio.ingest.formats.signal.people import People, inner, number_text

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_STATES = {"NOT_ACCEPTED": "not taken", "MISSED": "missed", "MISSED_NOTIFICATION_PROFILE": "missed"}
_GROUP_STATES = {"DECLINED": "declined", "MISSED": "missed", "MISSED_NOTIFICATION_PROFILE": "missed"}
_SIMPLE = {
    "JOINED_SIGNAL": "joined Signal", "IDENTITY_UPDATE": "safety number changed",
    "IDENTITY_VERIFIED": "safety number marked as verified", "IDENTITY_DEFAULT": "safety number no longer verified",
    "CHANGE_NUMBER": "changed their phone number", "END_SESSION": "secure session reset",
    "CHAT_SESSION_REFRESH": "chat session refreshed", "BAD_DECRYPT": "a message could not be delivered",
    "REPORTED_SPAM": "reported as spam", "MESSAGE_REQUEST_ACCEPTED": "message request accepted",
}  # fmt: skip


def updated(update: Fields, people: People, *, outgoing: bool) -> tuple[MessageType, str] | None:
    """Kind and words of an update; None for one that says nothing.

    Raises:
        ValueError: a field is of a wrong type.
    """
    if "individualCall" in update:
        return "call", _call(inner(update, "individualCall"), outgoing=outgoing)
    if "groupCall" in update:
        return "call", _group_call(inner(update, "groupCall"))
    if "groupChange" in update:
        changes = list_of(inner(update, "groupChange"), "updates")
        said = [_change(object_of(change, "an update"), people) for change in changes]
        return "system", "; ".join(said) or "the group changed"
    if "simpleUpdate" in update:
        kind = text_of(inner(update, "simpleUpdate"), "type") or "UNKNOWN"
        return None if kind == "UNKNOWN" else ("system", _SIMPLE.get(kind, kind.replace("_", " ").lower()))
    if "profileChange" in update:
        change = inner(update, "profileChange")
        before, after = text_of(change, "previousName") or "?", text_of(change, "newName") or "?"
        return "system", f"profile name changed from {before} to {after}"
    if "expirationTimerChange" in update:
        return "system", _timer(inner(update, "expirationTimerChange"))
    if "pollTerminate" in update:
        return "system", f"poll ended: {text_of(inner(update, 'pollTerminate'), 'question') or ''}".rstrip(": ")
    name = next(iter(update), "")
    return ("system", _words(name)) if name else None


def _call(call: Fields, *, outgoing: bool) -> str:
    kind = "video call" if text_of(call, "type") == "VIDEO_CALL" else "voice call"
    made = "Outgoing" if outgoing or text_of(call, "direction") == "OUTGOING" else "Incoming"
    state = _STATES.get(text_of(call, "state") or "")
    return f"{made} {kind}, {state}" if state else f"{made} {kind}"


def _group_call(call: Fields) -> str:
    begun, ended = int(number_text(call, "startedCallTimestamp")), int(number_text(call, "endedCallTimestamp"))
    state = _GROUP_STATES.get(text_of(call, "state") or "")
    if state:
        return f"Group call, {state}"
    minutes, seconds = divmod(max(0, ended - begun) // 1000 if begun and ended else 0, 60)
    length = " ".join(part for part in (f"{minutes} min" * bool(minutes), f"{seconds} s" * bool(seconds)) if part)
    return f"Group call, {length}" if length else "Group call"


def _change(change: Fields, people: People) -> str:
    name = next(iter(change), "")
    if not name:
        return "the group changed"
    told = inner(change, name)
    if name == "groupNameUpdate":
        return f"group named “{text_of(told, 'newGroupName') or ''}”"
    if name == "groupExpirationTimerUpdate":
        return _timer(told)
    if name == "groupDescriptionUpdate":
        return f"group description: {text_of(told, 'newDescription') or 'removed'}"
    if name == "groupAvatarUpdate":
        return "group picture removed" if flag_of(told, "wasRemoved") else "group picture changed"
    who = next(
        (text_of(told, key) for key in ("newMemberAci", "removedAci", "memberAci", "aci") if told.get(key)), None
    )
    words = _words(name.removesuffix("Update"))
    return f"{words}: {people.mentioned(who)}" if who else words


def _timer(change: Fields) -> str:
    seconds = int(number_text(change, "expiresInMs")) // 1000
    return f"disappearing messages after {seconds} s" if seconds else "disappearing messages off"


def _words(name: str) -> str:
    return _CAMEL.sub(" ", name).lower()
