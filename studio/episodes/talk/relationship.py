"""Episodes out of conversations: one per talk in which both spoke."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from studio.core.clock import lived_day
from studio.core.episode import Context, Episode
from studio.core.errors import StudioError
from studio.core.ids import content_id
from studio.core.progress import Pace, Report, Stop, silent
from studio.episodes.talk.beside import NotesByDay
from studio.episodes.talk.lines import I_START, line, transcript, words
from studio.episodes.talk.parts import VOICE, Parts, divide
from studio.episodes.talk.proxy import proxy_outcome
from studio.episodes.talk.sessions import as_session
from studio.episodes.talk.talks import Talk, talks
from studio.episodes.talk.threads import Threads, find_threads, neighbours
from studio.episodes.talk.tone import Tone, tone
from studio.episodes.talk.wording import WordUse
from studio.store import Store
from studio.store.episodes import EpisodeWithEvidence, Evidence, Session
from studio.store.nights import Nights
from studio.store.records import StoredMessage, StoredNote

SCHEME = "relationship"
BORROWED_LINES = 3
"""Lines taken from the next talk when nothing followed in this one."""
BORROW_WITHIN = timedelta(hours=24)
MOST_REASONS = 4
HEATED = 2.0
"""Heat of a talk from which on a note that names somebody in it may be about it."""


@dataclass(frozen=True, slots=True)
class Talks:
    """Everything cut out of the conversations of a store."""

    sessions: tuple[Session, ...]
    episodes: tuple[EpisodeWithEvidence, ...]
    threads: dict[str, str]
    """Message id → thread of the session it is in."""
    reasons: dict[str, list[str]]
    """Episode id → why it was cut as it is."""


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

    def called(self, people: Sequence[str]) -> list[str]:
        """Every name these people go by."""
        return [*people, *(alias for alias, name in self.names.items() if name in people)]


def cut_talks(store: Store, gap_minutes: int, *, report: Report = silent, stop: Stop | None = None) -> Talks:
    """Sessions and episodes out of every conversation.

    Raises:
        StudioError: nobody is known to be the person themself.
    """
    cast = Cast.of(store)
    notes = NotesByDay(store.records.notes())
    nights = Nights(store)
    pace = Pace(report, None, "Reading conversations")
    runs = talks(store.records.messages(), gap_minutes, pace=pace, stop=stop)
    parts = [divide(run.messages, cast.me, run.tones) for run in runs]
    after = neighbours(runs)
    lends = [
        p is not None and not p.outcome and bool(_borrowed(run.messages, later.messages if later else None))
        for run, p, later in zip(runs, parts, after, strict=True)
    ]
    threads = find_threads(runs, lends)
    use = WordUse(run.words for run in runs)
    pace = Pace(report, len(runs), "Cutting episodes")
    found: list[EpisodeWithEvidence] = []
    reasons: dict[str, list[str]] = {}
    for n, (run, part, later) in enumerate(zip(runs, parts, after, strict=True)):
        if part is not None:
            day = lived_day(run.messages[0].sent_at)
            names = cast.called(cast.others(run.messages))
            about = notes.about(day, names, run.words, use, cold=run.heat >= HEATED)
            episode, evidence = story(
                run.messages,
                part,
                cast,
                notes,
                thread=threads.ids[n],
                after=later.messages if later else None,
                nights=nights,
                about=[note for note, _ in about],
                tones=run.tones,
            )
            found.append((episode, evidence))
            reasons[episode.id] = _reasons(run, part, threads.reasons.get(n), about)
        pace.at(n + 1)
        if stop:
            stop.check()
    return Talks(
        tuple(as_session(run.messages, gap_minutes, run.cold_lines) for run in runs),
        tuple(found),
        _of_messages(runs, threads),
        reasons,
    )


def story(
    messages: Sequence[StoredMessage],
    parts: Parts,
    cast: Cast,
    notes: NotesByDay,
    *,
    thread: str,
    after: Sequence[StoredMessage] | None = None,
    nights: Nights | None = None,
    about: Sequence[StoredNote] | None = None,
    tones: Sequence[Tone] | None = None,
) -> EpisodeWithEvidence:
    """The episode that these messages and parts make.

    Args:
        messages: Of one conversation, in order.
        parts: Situation, response and outcome of them.
        cast: Who is who.
        notes: For mood, and as evidence beside the talk.
        thread: The thread it belongs to.
        after: The next talk, from which a missing outcome may be borrowed.
        nights: Measured nights; the one after the talk is evidence beside it.
        about: The notes about it; None takes those `notes` tells without knowing how common words are.
        tones: Of each message, where they are known already.
    """
    first, last = messages[0], messages[-1]
    day = lived_day(first.sent_at)
    borrowed = _borrowed(messages, after) if not parts.outcome else ()
    outcome = transcript(parts.outcome, cast.me, cast.names) or "\n".join(
        f"({_later(last, m)}) {line(m, cast.me, cast.names)}" for m in borrowed
    )
    mine = [m for m in messages if m.sender in cast.me]
    others = [m for m in messages if m.sender not in cast.me]
    opener = next((m for m in messages if m.type in VOICE), first)
    people = cast.others(messages)
    proxy = proxy_outcome(messages, cast.me, tones)
    episode = Episode(
        id=content_id("e", SCHEME, *(m.id for m in messages)),
        domain="relationship",
        started_at=first.sent_at,
        ended_at=last.sent_at,
        thread=thread,
        situation=transcript(parts.situation, cast.me, cast.names) or I_START,
        response=transcript(parts.response, cast.me, cast.names) or None,
        outcome=outcome or None,
        context=Context(
            started_by="me" if opener.sender in cast.me else "other",
            mood=notes.mood(day),
            words_me=words(mine),
            words_other=words(others),
            proxy_outcome=proxy,
        ),
        source=first.source_id,
        people=people,
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
    if about is None:
        about = [note for note, _ in notes.about(day, cast.called(people), cold=_heat(messages, tones) >= HEATED)]
    evidence += [Evidence(note.id, "context") for note in about]
    if nights is not None and (night := nights.after(day)) is not None:
        evidence += [Evidence(record, "context") for record in night.records]
    return episode, evidence


def _reasons(run: Talk, parts: Parts, takes_up: str | None, about: Sequence[tuple[StoredNote, str]]) -> list[str]:
    """Why an episode is as it is, the most telling first kept, in the order of the talk."""
    noted = next((f"the note of {n.written_at.day} {n.written_at:%b} may be about it: {why}" for n, why in about), "")
    ranked = [run.begins, parts.why, takes_up or "", run.goes_on, run.ends, noted]
    kept = [reason for reason in ranked if reason][:MOST_REASONS]
    order = [run.begins, takes_up, run.goes_on, parts.why, run.ends, noted]
    return [reason for reason in order if reason and reason in kept]


def _heat(messages: Sequence[StoredMessage], tones: Sequence[Tone] | None) -> float:
    heard = tones if tones is not None else [tone(m.text) for m in messages if m.text and m.type != "call"]
    return sum(cold for _, cold in heard if cold >= 1)


def _of_messages(runs: Sequence[Talk], threads: Threads) -> dict[str, str]:
    return {m.id: thread for run, thread in zip(runs, threads.ids, strict=True) for m in run.messages}


def _borrowed(messages: Sequence[StoredMessage], after: Sequence[StoredMessage] | None) -> tuple[StoredMessage, ...]:
    last = messages[-1]
    if not after or after[0].conversation != last.conversation or after[0].sent_at - last.sent_at > BORROW_WITHIN:
        return ()
    return tuple(after[:BORROWED_LINES])


def _later(last: StoredMessage, message: StoredMessage) -> str:
    return "later that day" if lived_day(message.sent_at) == lived_day(last.sent_at) else "next day"
