"""Who and what a Slack export is about: users, channels, groups and direct chats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from studio.core.errors import InputError
from studio.ingest.files.json_files import read_json
from studio.ingest.importer import Export
from studio.ingest.values.titles import distinct, joined

USERS = ("users.json", "org_users.json")
CHATS = ("channels.json", "groups.json", "dms.json", "mpims.json")
"""Side files that list conversations; groups are private channels, mpims direct chats of several."""


@dataclass(frozen=True, slots=True)
class Index:
    """What the side files say."""

    people: Mapping[str, str] = field(default_factory=dict)
    """User id → name, no two alike."""
    channels: Mapping[str, str] = field(default_factory=dict)
    """Channel id → name."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Folder → title of its conversation, no two alike."""
    in_all: str = ""
    """The one person who is in every direct chat, where there are several; empty when there is none."""
    problems: tuple[str, ...] = ()
    """Sentences about side files that could not be read."""


def index(export: Export, folders: set[str]) -> Index:
    """Read the side files; what is missing or damaged in them is done without."""
    problems: list[str] = []
    members = set(export.members())
    listed = {name: list(_listed(export, name, problems)) for name in (*USERS, *CHATS) if name in members}
    people = _people([user for name in USERS for user in listed.get(name, ())])
    channels: dict[str, str] = {}
    titles = {folder: folder for folder in folders}
    direct: list[set[str]] = []
    for kind in CHATS:
        for chat in listed.get(kind, ()):
            own, name = said(chat, "id"), said(chat, "name")
            if name and kind != "mpims.json":
                channels[own] = name
            if kind not in ("dms.json", "mpims.json"):
                continue
            ids = texts(chat.get("members"))
            direct.append(set(ids))
            if ids and (folder := own if own in folders else name) in folders:
                titles[folder] = joined([people.get(one, one) for one in dict.fromkeys(ids)])
    common = set.intersection(*direct) if len(direct) > 1 else set()
    in_all = people.get(common.pop(), "") if len(common) == 1 else ""
    return Index(people, channels, distinct(titles), in_all, tuple(problems))


def said(fields: Mapping[str, Any], name: str) -> str:
    """A text field, or empty where it is absent or something else."""
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def texts(value: object) -> list[str]:
    """The texts in a list; none where it is something else."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def called(user: Mapping[str, Any]) -> str:
    """A user's full name, else the one they chose to be shown by, else their handle."""
    profile = user.get("profile")
    shown = profile if isinstance(profile, dict) else {}
    names = (said(shown, "real_name"), said(user, "real_name"), said(shown, "display_name"), said(user, "display_name"))
    return next((name for name in names if name.strip()), said(user, "name"))


def _people(users: list[dict[str, Any]]) -> dict[str, str]:
    named = {own: called(user) or own for user in users if (own := said(user, "id"))}
    handles = {said(user, "id"): said(user, "name") for user in users}
    often = Counter(named.values())
    return {own: f"{name} ({handles[own] or own})" if often[name] > 1 else name for own, name in named.items()}


def _listed(export: Export, member: str, problems: list[str]) -> Iterator[dict[str, Any]]:
    try:
        whole = read_json(export, member)
    except InputError as problem:
        problems.append(problem.message)
        return
    for one in whole if isinstance(whole, list) else []:
        if isinstance(one, dict):
            yield one
