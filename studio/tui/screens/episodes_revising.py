"""What the keys of the room of episodes do to the chosen one; each is called in a thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studio.episodes.revise import extend, merge, split, trim
from studio.store import Store
from studio.store.label_events import LabelEvent
from studio.store.revisions import Side
from studio.tui.plain import one_line
from studio.tui.screens.episodes_reading import read_opened


@dataclass(frozen=True, slots=True)
class Revised:
    """What a key did to the episodes."""

    gone: Sequence[str]
    made: Sequence[str]
    """Ids; the first is the one to go on with."""
    said: str
    at: str | None = None
    """The record to stand on."""


def join(store: Store, episode_id: str, other: str) -> Revised:
    """Join it with another."""
    made = merge(store, episode_id, other)
    again = " Their outcomes differ: label the whole." if made.asks_again else ""
    return Revised(made.gone, (made.episode.id,), f"Two episodes are one now.{again}")


def take_apart(store: Store, episode_id: str, record: str) -> Revised:
    """Let a new one begin with a record."""
    made = split(store, episode_id, record)
    said = "One episode is two now; each is to be judged for itself."
    return Revised((made.gone,), (made.first.id, made.second.id), said)


def move_edge(store: Store, episode_id: str, side: Side, record: str) -> Revised:
    """Let it begin (`before`) or end with one of its records."""
    first, last = (record, None) if side == "before" else (None, record)
    made = trim(store, episode_id, first=first, last=last)
    return Revised((made.gone,), (made.episode.id,), "Trimmed; its labels stay.", at=record)


def take_in(store: Store, episode_id: str, side: Side, count: int) -> Revised:
    """Take in messages next to it."""
    made = extend(store, episode_id, side, count)
    opened = read_opened(store, made.episode.id)
    own = opened.own if opened else []
    at = own[0 if side == "before" else -1].record_id if own else None
    said = "Its neighbour gave them." if made.taken_from else f"It took in what came {side}."
    return Revised((made.gone, *made.taken_from), (made.episode.id, *made.shrunk), said, at=at)


def turned(store: Store, kind: str) -> Revised:
    """Undo or redo the last action of the label log, whatever room it was done in."""
    event = store.labels.undo() if kind == "undo" else store.labels.redo()
    if event is None:
        return Revised((), (), f"Nothing to {kind}.")
    done = "Taken back" if kind == "undo" else "Brought back"
    if event.kind == "revise":
        gone, made = event.value["gone"], event.value["made"]
        if kind == "undo":
            gone, made = made, gone
        return Revised(gone, made, f"{done}: {event.value['what']}.")
    return Revised((), (event.episode_id,), f"{done}: {_said(event)}.")


def _said(event: LabelEvent) -> str:
    if event.kind != "set":
        return event.kind
    value = ", ".join(event.value) if isinstance(event.value, list) else event.value
    what = (event.field or "").replace("_", " ")
    return f"{what} {'cleared' if value is None else one_line(str(value), 40)}"
