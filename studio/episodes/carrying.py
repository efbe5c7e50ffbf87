"""What was said about an episode, going along to the one made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from studio.core.episode import LABEL_FIELDS, WHYS, Labels, Why
from studio.store import Store
from studio.store.label_events import CARRIED, Given, Mark, Standing


def united(first: Labels, second: Labels) -> Labels:
    """What both say: the first's where it speaks, topics of both, and the outcome only where they do not differ."""
    values = {name: getattr(first, name) or getattr(second, name) for name in LABEL_FIELDS}
    values["topics"] = tuple(dict.fromkeys((*first.topics, *second.topics)))
    if first.outcome and second.outcome and first.outcome != second.outcome:
        values["outcome"] = None
    return Labels(**values)


def carried(store: Store, episode_id: str, labels: Labels, like: Standing) -> list[Given]:
    """Labels for a new episode, with the reason and moment of the old; one the person labelled keeps its own."""
    if store.labels.standing(episode_id).own:
        return []
    return all_carried(store, episode_id, labels, like)


def all_carried(store: Store, episode_id: str, labels: Labels, like: Standing) -> list[Given]:
    """As `carried`, in place of whatever the new episode said before."""
    wanted: dict[str, Any] = {k: list(v) if k == "topics" else v for k, v in asdict(labels).items()}
    wanted = {name: value or None for name, value in wanted.items()}
    stands = store.labels.standing(episode_id).values
    values = {name: value for name, value in wanted.items() if value is not None or name in stands}
    if not values:
        return []
    why: Why = next((w for w in WHYS if w == like.why), "spontaneous")
    chance = like.inclusion_prob if labels.outcome else None
    return [Given(episode_id, values, why, chance, CARRIED, like.scheme, at=like.at)]


def marks(
    store: Store, old: Sequence[str], new: Sequence[str], kinds: Sequence[Mark] = ("flag",)
) -> list[tuple[Mark, str, bool | str]]:
    """Marks of the old episodes that the new ones do not have yet; a flag keeps its reason."""
    found: list[tuple[Mark, str, bool | str]] = []
    stood = [store.labels.standing(i).marks for i in old]
    for kind in kinds:
        values = [given[kind] for given in stood if kind in given]
        if values:
            value = next((v for v in values if isinstance(v, str)), True)
            found += [(kind, i, value) for i in new if kind not in store.labels.standing(i).marks]
    return found


def take_drafts(store: Store, old: Sequence[str], new: str) -> None:
    """Show text begun for the old episodes with the new one too, where nothing was begun there."""
    begun: Mapping[str, str] = store.drafts.of(new)
    for episode_id in old:
        for field, text in store.drafts.of(episode_id).items():
            if field not in begun:
                store.drafts.keep(new, field, text)
