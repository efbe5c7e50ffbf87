"""Titles of several conversations in one export, kept apart."""

from __future__ import annotations

from collections.abc import Mapping


def distinct(titles: Mapping[str, str]) -> dict[str, str]:
    """Chat id → title, where the second chat of the same title is called “Title (2)”, in the order of their ids."""
    given = set(titles.values())
    taken: set[str] = set()
    named: dict[str, str] = {}
    counts: dict[str, int] = {}
    for chat in sorted(titles):
        title = name = titles[chat]
        while name in taken or (name != title and name in given):
            counts[title] = counts.get(title, 1) + 1
            name = f"{title} ({counts[title]})"
        taken.add(name)
        named[chat] = name
    return named


def joined(names: list[str], *, most: int = 6) -> str:
    """Participants as a title: the first few names, and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
