"""Episodes out of conversations: one per session in which both spoke."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta

from studio.core.clock import lived_day
from studio.core.episode import Context, Episode
from studio.core.errors import StudioError
from studio.core.ids import content_id
from studio.core.progress import Pace, Report, Stop, silent
from studio.episodes.beside import NotesByDay
from studio.episodes.lines import I_START, line, transcript, words
from studio.episodes.parts import VOICE, Parts, divide, voices
from studio.episodes.proxy import proxy_outcome
from studio.episodes.sessions import as_session, stretches
from studio.store import Store
from studio.store.episodes import EpisodeWithEvidence, Evidence, Session
from studio.store.records import StoredMessage

SCHEME = "relationship"
BORROWED_LINES = 3
"""Lines taken from the next talk when nothing followed in this one."""
BORROW_WITHIN = timedelta(hours=24)
SAME_THREAD_WITHIN = timedelta(hours=6)
"""Talks of neighbouring days that begin closer than this are one thread."""


@dataclass(frozen=True, slots=True)
class Talks:
    """Everything cut out of the conversations of a store."""

    sessions: tuple[Session, ...]
    episodes: tuple[EpisodeWithEvidence, ...]
    threads: dict[str, str]
    """Message id → thread of the session it is in."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is who in the conversations."""

    me: frozenset[str]
    names: dict[str, str]
    """Name as exported → main name, where they differ."""

    @classmethod
    def of(cls, store: Store) -> Cast:
        """The cast of a store.

        Raises:
            StudioError: nobody is known to be the person themself.
        """
        me = store.people.me()
        if not me:
            names = [name for name, _ in store.records.senders()][:6]
            raise StudioError(
                f"I do not know which of these is you: {', '.join(names)}.",
                fix="Say it once: studio people role NAME me.",
                code="who_am_i",
            )
        return cls(me, {alias: p.name for p in store.people.all() for alias in p.aliases})

    def others(self, messages: Sequence[StoredMessage]) -> tuple[str, ...]:
        """Main names of everybody else who speaks, in order of appearance."""
        seen = (m.sender for m in messages if m.sender is not None and m.sender not in self.me)
        return tuple(dict.fromkeys(self.names.get(name, name) for name in seen))


def cut_talks(store: Store, gap_minutes: int, *, report: Report = silent, stop: Stop | None = None) -> Talks:
    """Sessions and episodes out of every conversation.

    Raises:
        StudioError: nobody is known to be the person themself.
    """
    cast = Cast.of(store)
    notes = NotesByDay(store.records.notes())
    pace = Pace(report, None, "Reading conversations")
    runs: list[list[StoredMessage]] = []
    read = 0
    for stretch in stretches(store.records.messages(), gap_minutes):
        runs.append(stretch)
        read += len(stretch)
        pace.at(read)
        if stop:
            stop.check()
    threads = _threads(runs, cast.me)
    pace = Pace(report, len(runs), "Cutting episodes")
    found: list[EpisodeWithEvidence] = []
    for n, run in enumerate(runs):
        after = runs[n + 1] if n + 1 < len(runs) else None
        if made := exchange(run, cast, notes, thread=threads[n], after=after):
            found.append(made)
        pace.at(n + 1)
        if stop:
            stop.check()
    return Talks(
        tuple(as_session(run, gap_minutes) for run in runs),
        tuple(found),
        {m.id: threads[n] for n, run in enumerate(runs) for m in run},
    )


def exchange(
    messages: Sequence[StoredMessage],
    cast: Cast,
    notes: NotesByDay,
    *,
    thread: str,
    after: Sequence[StoredMessage] | None = None,
) -> EpisodeWithEvidence | None:
    """The episode of one session, or None when it has only one voice.

    Args:
        messages: The session's spoken messages, in order.
        cast: Who is who.
        notes: For mood, and as evidence beside the talk.
        thread: The thread it belongs to.
        after: The next session of the store, from which a missing outcome may be borrowed.
    """
    parts = divide(messages, cast.me)
    if parts is None:
        return None
    return story(messages, parts, cast, notes, thread=thread, after=after)


def story(
    messages: Sequence[StoredMessage],
    parts: Parts,
    cast: Cast,
    notes: NotesByDay,
    *,
    thread: str,
    after: Sequence[StoredMessage] | None = None,
) -> EpisodeWithEvidence:
    """The episode that these messages and parts make."""
    first, last = messages[0], messages[-1]
    day = lived_day(first.sent_at)
    borrowed = _borrowed(messages, after) if not parts.outcome else ()
    outcome = transcript(parts.outcome, cast.me) or "\n".join(
        f"({_later(last, m)}) {line(m, cast.me)}" for m in borrowed
    )
    mine = [m for m in messages if m.sender in cast.me]
    others = [m for m in messages if m.sender not in cast.me]
    opener = next((m for m in messages if m.type in VOICE), first)
    episode = Episode(
        id=content_id("e", SCHEME, *(m.id for m in messages)),
        domain="relationship",
        started_at=first.sent_at,
        ended_at=last.sent_at,
        thread=thread,
        situation=transcript(parts.situation, cast.me) or I_START,
        response=transcript(parts.response, cast.me) or None,
        outcome=outcome or None,
        context=Context(
            started_by="me" if opener.sender in cast.me else "other",
            mood=notes.mood(day),
            words_me=words(mine),
            words_other=words(others),
            proxy_outcome=proxy_outcome(messages),
        ),
        source=first.source_id,
        people=cast.others(messages),
    )
    evidence = [
        Evidence(m.id, part)
        for part, group in (
            ("situation", parts.situation),
            ("response", parts.response),
            ("outcome", parts.outcome),
            ("context", borrowed),
        )
        for m in group
    ]
    evidence += [Evidence(note.id, "context") for note in notes.around(day)]
    return episode, evidence


def thread_id(conversation: str, day: date) -> str:
    """The thread that begins in a conversation on a lived day."""
    return content_id("t", conversation, day.isoformat())


def _borrowed(messages: Sequence[StoredMessage], after: Sequence[StoredMessage] | None) -> tuple[StoredMessage, ...]:
    last = messages[-1]
    if not after or after[0].conversation != last.conversation or after[0].sent_at - last.sent_at > BORROW_WITHIN:
        return ()
    return tuple(after[:BORROWED_LINES])


def _later(last: StoredMessage, message: StoredMessage) -> str:
    return "later that day" if lived_day(message.sent_at) == lived_day(last.sent_at) else "next day"


def _threads(runs: Sequence[Sequence[StoredMessage]], me: Set[str]) -> list[str]:
    """The thread of each session: its conversation and lived day, or that of the session it carries on."""
    threads: list[str] = []
    for n, run in enumerate(runs):
        first = run[0]
        day = lived_day(first.sent_at)
        before = runs[n - 1] if n else None
        carries_on = False
        if before is not None and before[0].conversation == first.conversation:
            days = (day - lived_day(before[0].sent_at)).days
            near = first.sent_at - before[0].sent_at < SAME_THREAD_WITHIN
            carries_on = days == 0 or (days == 1 and near) or _lends(before, run, me)
        threads.append(threads[-1] if carries_on else thread_id(first.conversation, day))
    return threads


def _lends(before: Sequence[StoredMessage], run: Sequence[StoredMessage], me: Set[str]) -> bool:
    """Whether the earlier session borrows its outcome from the later one, so that both hold the same words."""
    if not _borrowed(before, run) or not all(voices(before, me)):
        return False
    parts = divide(before, me)
    return parts is not None and not parts.outcome
