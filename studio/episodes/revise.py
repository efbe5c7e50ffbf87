"""Joining two episodes and taking one apart, with what the person said about them.

Ids come from the records, so joining what was split (or splitting what was joined) gives the first ids back, and with
them the labels given then. Labels carried over are new events; the old ones stay with the old ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from studio.core.clock import lived_day, now
from studio.core.episode import LABEL_FIELDS, Episode, Labels
from studio.core.errors import StudioError, UsageError
from studio.core.ids import content_id
from studio.episodes.beside import NotesByDay
from studio.episodes.cutting import own_records
from studio.episodes.fitness import Diary, training_day
from studio.episodes.parts import Parts, divide
from studio.episodes.relationship import Cast, story
from studio.store import Store
from studio.store.episodes import EpisodeWithEvidence
from studio.store.label_events import Given
from studio.store.records import StoredMessage, StoredWorkout


@dataclass(frozen=True, slots=True)
class Joined:
    """Two episodes made one."""

    episode: Episode
    gone: tuple[str, str]
    asks_again: bool
    """Both had an outcome and they differ: nobody has judged the whole yet."""


@dataclass(frozen=True, slots=True)
class Halves:
    """One episode made two."""

    first: Episode
    second: Episode
    gone: str


def find(store: Store, episode_id: str) -> Episode:
    """The episode of an id or of a prefix that only one has.

    Raises:
        StudioError: none, or several.
    """
    found = store.episodes.get(episode_id)
    if found is None:
        raise StudioError(
            f"No single episode has the id “{episode_id}”.", fix="See them all: studio episodes list.", code="not_found"
        )
    return found


def merge(store: Store, one: str, other: str) -> Joined:
    """Make two episodes of one domain a single one, cut anew from the records of both.

    Fields labelled in only one are kept, topics are united, and of two different texts the earlier episode's stands;
    two different outcomes leave the outcome open. The joined episode is held out from training if either was.

    Raises:
        StudioError: an id is unknown.
        UsageError: the same episode twice, or two domains.
    """
    first, second = sorted((find(store, one), find(store, other)), key=lambda e: (e.started_at, e.id))
    if first.id == second.id:
        raise UsageError("An episode cannot be joined to itself.", fix="Name two.", code="same_episode")
    if first.domain != second.domain:
        raise UsageError(
            f"{first.id} is about {first.domain}, {second.id} about {second.domain}: they cannot be one.",
            fix="Join episodes of one kind.",
            code="two_domains",
        )
    made = _rejoined(store, first, second) or _appended(store, first, second)
    episode = made[0]
    store.datasets.inherit_split(episode.id, [first.id, second.id], episode.thread)
    _carry(store, episode.id, _united(first.labels, second.labels), first if first.labels.labelled else second)
    _carry_marks(store, [first.id, second.id], [episode.id])
    store.episodes.exchange([first.id, second.id], [made], origin="merge")
    outcomes = {e.labels.outcome for e in (first, second)} - {None}
    return Joined(find(store, episode.id), (first.id, second.id), len(outcomes) > 1)


def split(store: Store, episode_id: str, at: str) -> Halves:
    """Take an episode apart before one of its records.

    The earlier half keeps the labels but the outcome and, if it has no response any more, the response style; the
    later half keeps the topics. Both outcomes are open: each half is to be judged for itself. Both stay in the split
    the whole was in.

    Args:
        store: Read and written.
        episode_id: An id or a prefix.
        at: Id (or a prefix of it) of the message or workout the second half begins with.

    Raises:
        StudioError: no such episode, or no such record in it.
        UsageError: the record is the first one.
    """
    whole = find(store, episode_id)
    own = own_records(whole.domain, store.episodes.evidence(whole.id))
    places = [n for n, record in enumerate(own) if record.startswith(at)] if at else []
    if len(places) != 1:
        raise StudioError(
            f"No single record of {whole.id} has the id “{at}”.",
            fix=f"See its records: studio episodes show {whole.id}." if own else "It was brought in without records.",
            code="not_found",
        )
    if places[0] == 0:
        raise UsageError("Nothing would come before that record.", fix="Name a later one.", code="empty_half")
    first = _of_records(store, whole, own[: places[0]])
    second = _of_records(store, whole, own[places[0] :])
    for half in (first[0], second[0]):
        store.datasets.inherit_split(half.id, [whole.id], half.thread)
    kept = replace(whole.labels, outcome=None)
    if first[0].response is None:
        kept = replace(kept, response_style=None)
    _carry(store, first[0].id, kept, whole)
    _carry(store, second[0].id, Labels(topics=whole.labels.topics), whole)
    _carry_marks(store, [whole.id], [first[0].id, second[0].id])
    store.episodes.exchange([whole.id], [first, second], origin="split")
    return Halves(find(store, first[0].id), find(store, second[0].id), whole.id)


def _rejoined(store: Store, first: Episode, second: Episode) -> EpisodeWithEvidence | None:
    """The episode that the records of both make, or None when one has no records."""
    records = [own_records(e.domain, store.episodes.evidence(e.id)) for e in (first, second)]
    if not all(records):
        return None
    return _of_records(store, first, [*records[0], *records[1]])


def _appended(store: Store, first: Episode, second: Episode) -> EpisodeWithEvidence:
    """The first episode with everything of the second as what followed."""
    texts = (first.outcome, second.situation, second.response, second.outcome)
    episode = replace(
        first,
        id=content_id("e", "merge", first.id, second.id),
        ended_at=second.ended_at or second.started_at,
        outcome="\n".join(text for text in texts if text),
        people=tuple(dict.fromkeys((*first.people, *second.people))),
    )
    return episode, [*store.episodes.evidence(first.id), *store.episodes.evidence(second.id)]


def _of_records(store: Store, like: Episode, ids: Sequence[str]) -> EpisodeWithEvidence:
    """The episode that messages or workouts make.

    Raises:
        StudioError: the records were taken out of the store.
    """
    if like.domain == "fitness":
        diary = Diary.of(store)
        wanted = set(ids)
        workouts: list[StoredWorkout] = [w for w in diary.workouts if w.id in wanted]
        _all_there(ids, workouts)
        return training_day(lived_day(workouts[0].started_at), workouts, diary)
    cast = Cast.of(store)
    messages: list[StoredMessage] = store.records.messages_by_id(ids)
    _all_there(ids, messages)
    parts = divide(messages, cast.me) or _one_voice(messages, cast)
    thread = like.thread or content_id("t", like.id)
    return story(messages, parts, cast, NotesByDay(store.records.notes()), thread=thread)


def _one_voice(messages: Sequence[StoredMessage], cast: Cast) -> Parts:
    """Parts of a half in which only one side speaks: theirs is a situation, mine a response."""
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


def _united(first: Labels, second: Labels) -> Labels:
    """What both say: the first's where it speaks, topics of both, and the outcome only where they do not differ."""
    values = {name: getattr(first, name) or getattr(second, name) for name in LABEL_FIELDS}
    values["topics"] = tuple(dict.fromkeys((*first.topics, *second.topics)))
    if first.outcome and second.outcome and first.outcome != second.outcome:
        values["outcome"] = None
    return Labels(**values)


def _carry(store: Store, episode_id: str, labels: Labels, like: Episode) -> None:
    """Record labels for a new episode as they were given to the old one; an id with a past of its own keeps that."""
    values = {k: list(v) if k == "topics" else v for k, v in asdict(labels).items() if v not in (None, ())}
    if values and not store.labels.history(episode_id):
        why, at = like.why_labelled or "spontaneous", like.labelled_at or now()
        store.labels.set_many([Given(episode_id, values, why=why, at=at, sitting="revise")])


def _carry_marks(store: Store, old: Sequence[str], new: Sequence[str]) -> None:
    if not store.labels.flagged().isdisjoint(old):
        for episode_id in set(new) - store.labels.flagged():
            store.labels.mark("flag", episode_id)
