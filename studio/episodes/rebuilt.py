"""Episodes made anew from records that are named one by one, and not found by a cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from studio.core.episode import Episode
from studio.core.errors import StudioError
from studio.core.ids import content_id
from studio.episodes.cutting import own_records
from studio.episodes.talk.beside import NotesByDay
from studio.episodes.talk.parts import Parts, divide
from studio.episodes.talk.relationship import Cast, story
from studio.episodes.training.days import Diary, tell_day
from studio.episodes.training.history import day_of
from studio.store import Store
from studio.store.episodes import Evidence
from studio.store.records import StoredMessage, StoredWorkout


def records_in_order(store: Store, episode: Episode) -> list[str]:
    """The records that belong to an episode alone, in order of time; empty when it was brought in without any.

    Raises:
        StudioError: some were taken out of the store.
    """
    own = own_records(episode.domain, store.episodes.evidence(episode.id))
    if episode.domain == "fitness" or not own:
        return own
    messages = store.records.messages_by_id(own)
    _all_there(own, messages)
    return [m.id for m in messages]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """An episode made of named records."""

    episode: Episode
    evidence: Sequence[Evidence]
    reasons: Sequence[str]
    """Why it is told as it is, but for its edges."""


def of_records(store: Store, like: Episode, ids: Sequence[str], *, also: Sequence[Episode] = ()) -> Rebuilt:
    """The episode that messages or workouts make, in the thread of another.

    What lay beside the old ones (notes, the night after) comes along, and so does what is known to have followed, as
    long as the end is the same.

    Args:
        store: Read.
        like: The episode it is made of.
        ids: Its records.
        also: Others it is made of.

    Raises:
        StudioError: some were taken out of the store.
    """
    if like.domain == "fitness":
        diary = Diary.of(store)
        wanted = set(ids)
        workouts: list[StoredWorkout] = [w for w in diary.workouts if w.id in wanted]
        _all_there(ids, workouts)
        told = tell_day(day_of(workouts[0]), workouts, diary)
        return Rebuilt(told.episode, told.evidence, told.reasons)
    cast = Cast.of(store)
    messages: list[StoredMessage] = store.records.messages_by_id(ids)
    _all_there(ids, messages)
    parts = divide(messages, cast.me) or _one_voice(messages, cast)
    beside = [e for old in (like, *also) for e in store.episodes.evidence(old.id) if e.part == "context"]
    said = store.records.messages_by_id([e.record_id for e in beside])
    followed = [m for m in said if m.sent_at >= messages[-1].sent_at and m.id not in set(ids)]
    same_end = any(old.ended_at == messages[-1].sent_at for old in (like, *also))
    thread = like.thread or content_id("t", like.id)
    episode, evidence = story(
        messages,
        parts,
        cast,
        NotesByDay(store.records.notes()),
        thread=thread,
        after=followed if same_end else None,
        about=(),
    )
    spoken = {m.id for m in said}
    along = list(dict.fromkeys(e for e in beside if e.record_id not in spoken))
    return Rebuilt(episode, [*evidence, *along], [parts.why] if parts.why else [])


def _one_voice(messages: Sequence[StoredMessage], cast: Cast) -> Parts:
    """Parts of a talk in which only one side speaks: theirs is a situation, mine a response."""
    if all(m.sender in cast.me for m in messages):
        return Parts((), tuple(messages), ())
    return Parts(tuple(messages), (), ())


def _all_there(ids: Sequence[str], found: Sequence[Any]) -> None:
    if len(found) != len(set(ids)):
        raise StudioError(
            "Some records of this episode are no longer in the store.",
            fix="Bring the export in again: studio import PATH.",
            code="records_gone",
        )
