"""Trimming, extending and joining the episode in view."""

from __future__ import annotations

from studio.core.episode import Episode
from studio.core.errors import UsageError
from studio.episodes.rebuilt import records_in_order
from studio.episodes.revise import extend, merge, trim
from studio.store import Store

REVISED: dict[str, str] = {
    "begin_later": "Leaving out the first line",
    "end_earlier": "Leaving out the last line",
    "begin_earlier": "Taking in one line before",
    "end_later": "Taking in one line after",
    "join": "Joining it with the next one",
}
"""What is done → how it is called while it is done."""

REVISED_TO: dict[str, str] = {
    "begin_later": "left out the first line",
    "end_earlier": "left out the last line",
    "begin_earlier": "took in one line before",
    "end_later": "took in one line after",
    "join": "joined with the next one",
}
"""What is done → how it is told once it is."""


def revise(store: Store, episode: Episode, how: str, sitting: str) -> tuple[list[str], str]:
    """Change where an episode begins or ends by one record, or join it with the next of its kind.

    Returns:
        Ids of the episodes that are gone, and the id of the one in their place.

    Raises:
        StudioError: it has no records, nothing would be left, or there is nothing to take in; the message says which.
    """
    if how in ("begin_earlier", "end_later"):
        extended = extend(store, episode.id, "before" if how == "begin_earlier" else "after", sitting=sitting)
        return [episode.id, *extended.taken_from], extended.episode.id
    if how == "join":
        following = store.revisions.following(episode.id)
        if following is None:
            raise UsageError("No episode of its kind comes after this one.", fix="Join it with an earlier one.")
        joined = merge(store, episode.id, following, sitting=sitting)
        return list(joined.gone), joined.episode.id
    own = records_in_order(store, episode)
    if len(own) < 2:
        raise UsageError("Only one record is left, or none is known: nothing to leave out.", fix="u takes back.")
    trimmed = (
        trim(store, episode.id, first=own[1], last=None, sitting=sitting)
        if how == "begin_later"
        else trim(store, episode.id, first=None, last=own[-2], sitting=sitting)
    )
    return [episode.id], trimmed.episode.id
