"""What the room of episodes shows, read off the event loop: the list, and the chosen episode with its records."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from studio.core.episode import Episode
from studio.episodes.talk.sessions import GapChoice, learn_gap
from studio.store import Store
from studio.store.episodes import EpisodeLine, EvidenceLine, own_parts
from studio.store.reading import EvidenceReader
from studio.store.revisions import Side
from studio.tui.widgets.record_list import Entry

AROUND = 4
"""Messages shown before and after a talk."""

HEADS = {"situation": "What led up to it", "response": "What I did", "outcome": "What followed"}


@dataclass(frozen=True, slots=True)
class Listing:
    """The list, and the silences that cut it."""

    lines: Sequence[EpisodeLine]
    silences: Sequence[float]
    """Seconds, in order."""
    conversations: int
    learned: GapChoice

    @classmethod
    def read(cls, store: Store) -> Listing:
        """Read it from a store."""
        silences = sorted(store.episodes.silences())
        return cls(store.episodes.lines(), silences, len(store.records.conversations()), learn_gap(silences))

    def sessions(self, minutes: int) -> int:
        """How many sessions a threshold would make."""
        return self.conversations + len(self.silences) - bisect_right(self.silences, minutes * 60)


@dataclass(frozen=True, slots=True)
class Opened:
    """The chosen episode."""

    episode: Episode
    entries: Sequence[Entry]
    reasons: Sequence[str]
    thread: Sequence[tuple[str, datetime]]
    """(id, aware beginning) of every episode of its thread."""

    @property
    def own(self) -> list[Entry]:
        """The records that are its own."""
        return [e for e in self.entries if e.standing == "own"]


def read_opened(store: Store, episode_id: str) -> Opened | None:
    """One episode as the room shows it; None if it is gone."""
    episode = store.episodes.get(episode_id)
    if episode is None:
        return None
    names = {alias: person.name for person in store.people.all() for alias in person.aliases}
    me = store.people.me()
    lines = store.episodes.evidence_lines(episode.id)
    own = [line for line in lines if line.part in own_parts(episode.domain) and line.kind in ("message", "workout")]
    shown = [_own(line, names, me) for line in own]
    if episode.domain == "relationship" and own:
        entries = [
            *_around(store, own[0].record_id, "before", names, me),
            *_with_heads(shown, [line.part for line in own]),
            *_around(store, own[-1].record_id, "after", names, me),
        ]
    else:
        texts = (("situation", episode.situation), ("response", episode.response), ("outcome", episode.outcome))
        entries = [Entry(None, None, None, text or "not known", "told", head=HEADS[part]) for part, text in texts]
        entries += _headed(shown, "Came from")
    beside = [
        Entry(None, line.at, line.speaker, line.text, "beside")
        for line in EvidenceReader(store).lines(episode)
        if line.at is not None and line.part not in (*HEADS, "context")
    ]
    entries += _headed(beside, "Beside it")
    thread = store.episodes.thread_times(episode.thread) if episode.thread else []
    return Opened(episode, entries, store.episodes.reasons(episode.id), thread)


def as_line(episode: Episode) -> EpisodeLine:
    """An episode as the list shows it."""
    began = episode.started_at.replace(tzinfo=None)
    return EpisodeLine(episode.id, began, episode.domain, episode.labels.outcome, episode.told)


def _own(line: EvidenceLine, names: Mapping[str, str], me: frozenset[str]) -> Entry:
    who = line.who or ""
    text = line.text if line.text is not None else "" if line.kind == "workout" else "(no text)"
    return Entry(line.record_id, line.at, names.get(who, who), text, "own", who in me)


def _around(store: Store, message_id: str, side: Side, names: Mapping[str, str], me: frozenset[str]) -> list[Entry]:
    found = store.records.messages_by_id(store.revisions.beside(message_id, side, AROUND))
    entries = [
        Entry(m.id, m.sent_at, names.get(m.sender or "", m.sender), m.text or f"({m.type})", side, m.sender in me)
        for m in found
    ]
    return _headed(entries, "Before it" if side == "before" else "After it")


def _headed(entries: list[Entry], head: str) -> list[Entry]:
    return [replace(entries[0], head=head), *entries[1:]] if entries else []


def _with_heads(entries: Sequence[Entry], parts: Sequence[str]) -> list[Entry]:
    """The head of a part above its first record."""
    before = [None, *parts]
    return [
        replace(entry, head=HEADS[part]) if part != was and part in HEADS else entry
        for entry, part, was in zip(entries, parts, before, strict=False)
    ]
