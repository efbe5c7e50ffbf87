"""Why an episode lies as it does once its edges were moved by hand."""

from __future__ import annotations

from collections.abc import Sequence

from studio.core.episode import Episode
from studio.episodes.rebuilt import Rebuilt
from studio.store import Store

BEGINS = ("begins", "you made it begin", "goes on")
"""How sentences about an episode's beginning begin."""
ENDS = ("ends", "you made it end")
"""How sentences about its end begin."""
BRIEF = 40
"""Characters quoted of a line at most."""


def edges_moved(
    store: Store, made: Rebuilt, old_id: str, own: Sequence[str], *, begins: bool = False, ends: bool = False
) -> dict[str, list[str]]:
    """New id → what the old episode's reasons say of the edges that stay, the new one's, and the edges that moved.

    Args:
        store: Read.
        made: The new one.
        old_id: Of the episode it was made of.
        own: Its records, in order.
        begins: Whether its beginning was moved.
        ends: Whether its end was moved.
    """
    stay = (*(() if begins else BEGINS), *(() if ends else ENDS))
    told = [reason for reason in store.episodes.reasons(old_id) if reason.lower().startswith(stay)]
    told += made.reasons
    if begins:
        told.append(f"you made it begin {_with(store, made.episode, own[0])}")
    if ends:
        told.append(f"you made it end {_with(store, made.episode, own[-1])}")
    return {made.episode.id: told}


def joined(store: Store, made: Rebuilt, first: Episode, second: Episode) -> dict[str, list[str]]:
    """New id → why it begins as the first did, is told as it is, was joined, and ends as the second did."""
    begins = [reason for reason in store.episodes.reasons(first.id) if reason.lower().startswith(BEGINS)]
    ends = [reason for reason in store.episodes.reasons(second.id) if reason.lower().startswith(ENDS)]
    why = f"you joined two: {first.started_at:%d %b %H:%M} and {second.started_at:%d %b %H:%M}"
    return {made.episode.id: [*begins, *made.reasons, why, *ends]}


def in_brief(text: str) -> str:
    """A text's beginning on one line, to be quoted."""
    flat = " ".join(text.split())
    return flat if len(flat) <= BRIEF else f"{flat[: BRIEF - 1].rstrip()}…"


def _with(store: Store, episode: Episode, record: str) -> str:
    if episode.domain == "fitness":
        return "with another workout"
    texts = [m.text for m in store.records.messages_by_id([record])]
    return f"with “{in_brief(texts[0])}”" if texts and texts[0] else "with another message"
