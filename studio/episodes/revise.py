"""Episodes made by hand: joined, taken apart, begun or ended elsewhere, with what the person said about them.

Ids come from the records, so joining what was split (or extending what was trimmed) gives the first ids back. Every
revision is one action of the label log: `studio label undo` takes it back, together with the labels that went along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from studio.core.episode import Episode, Labels
from studio.core.errors import StudioError, UsageError
from studio.core.ids import content_id
from studio.episodes.carrying import all_carried, carried, marks, take_drafts, united
from studio.episodes.rebuilt import Rebuilt, of_records, records_in_order
from studio.episodes.revised_reasons import edges_moved, in_brief, joined
from studio.store import Store
from studio.store.label_events import Given, Mark
from studio.store.revisions import Revision, Side

MOST_LINES = 500
"""Lines one extension may take in."""


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


@dataclass(frozen=True, slots=True)
class Trimmed:
    """One episode that begins or ends elsewhere now."""

    episode: Episode
    gone: str
    taken_from: tuple[str, ...]
    """Ids of neighbours that gave some or all of their records."""
    shrunk: tuple[str, ...] = ()
    """Ids of what is left of those neighbours."""


def find(store: Store, episode_id: str) -> Episode:
    """The episode of an id or of a prefix that only one has.

    Raises:
        UsageError: none, or several; says what there is.
    """
    asked = episode_id.encode("utf-8", "replace").decode()[:200]
    found = store.episodes.get(asked)
    if found is not None:
        return found
    near = store.episodes.like(asked)
    fix = f"The nearest of {store.episodes.count():,}: {', '.join(near)}." if near else "Cut some: studio episodes cut."
    raise UsageError(f"No single episode has the id “{asked[:80]}”.", fix=fix, code="not_found")


def merge(store: Store, one: str, other: str, *, sitting: str = "") -> Joined:
    """Make two episodes of one domain a single one, cut anew from the records of both.

    Fields labelled in only one are kept, topics are united, and of two different texts the earlier episode's stands;
    two different outcomes leave the outcome open. The joined episode is held out from training if either was.

    Raises:
        UsageError: an id is unknown, the same episode twice, or two domains.
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
    made_id, old = made.episode.id, [first.id, second.id]
    like = first if first.labels.labelled else second
    given = carried(store, made_id, united(first.labels, second.labels), store.labels.standing(like.id))
    along = marks(store, old, [made_id])
    _apply(store, "merge", old, [made], given, sitting, reasons=joined(store, made, first, second), along=along)
    take_drafts(store, old, made_id)
    outcomes = {e.labels.outcome for e in (first, second)} - {None}
    return Joined(find(store, made_id), (first.id, second.id), len(outcomes) > 1)


def split(store: Store, episode_id: str, at: str, *, sitting: str = "") -> Halves:
    """Take an episode apart before one of its records.

    The earlier half keeps the labels but the outcome and, if it has no response any more, the response style; the
    later half keeps the topics. Both outcomes are open: each half is to be judged for itself. Both stay in the split
    the whole was in.

    Args:
        store: Read and written.
        episode_id: An id or a prefix.
        at: Id (or a prefix of it) of the message or workout the second half begins with.
        sitting: In which it was done.

    Raises:
        UsageError: no such episode, no such record in it, or the record is the first one.
        StudioError: its records were taken out of the store.
    """
    whole = find(store, episode_id)
    own = records_in_order(store, whole)
    place = _place(whole, own, at)
    if place == 0:
        raise UsageError("Nothing would come before that record.", fix="Name a later one.", code="empty_half")
    first, second = of_records(store, whole, own[:place]), of_records(store, whole, own[place:])
    kept = replace(whole.labels, outcome=None)
    if first.episode.response is None:
        kept = replace(kept, response_style=None)
    like = store.labels.standing(whole.id)
    given = carried(store, first.episode.id, kept, like)
    given += carried(store, second.episode.id, Labels(topics=whole.labels.topics), like)
    reasons = edges_moved(store, first, whole.id, own[:place], ends=True)
    reasons |= edges_moved(store, second, whole.id, own[place:], begins=True)
    along = marks(store, [whole.id], [first.episode.id, second.episode.id])
    _apply(store, "split", [whole.id], [first, second], given, sitting, reasons=reasons, along=along)
    take_drafts(store, [whole.id], first.episode.id)
    return Halves(find(store, first.episode.id), find(store, second.episode.id), whole.id)


def trim(
    store: Store, episode_id: str, *, first: str | None = None, last: str | None = None, sitting: str = ""
) -> Trimmed:
    """Let an episode begin or end elsewhere among its own records; what is cut off belongs to no episode.

    All labels stay, the outcome too: the person has it before their eyes.

    Args:
        store: Read and written.
        episode_id: An id or a prefix.
        first: Id (or a prefix) of the record to begin with; None leaves the beginning.
        last: Id (or a prefix) of the record to end with; None leaves the end.
        sitting: In which it was done.

    Raises:
        UsageError: no such episode or record, nothing to cut off, or the end lies before the beginning.
        StudioError: its records were taken out of the store.
    """
    whole = find(store, episode_id)
    own = records_in_order(store, whole)
    begin = 0 if first is None else _place(whole, own, first)
    end = len(own) - 1 if last is None else _place(whole, own, last)
    if own and begin > end:
        raise UsageError("It would end before it begins.", fix="Name a later end.", code="empty_half")
    if (begin, end) == (0, len(own) - 1):
        raise UsageError("There is nothing to cut off there.", fix="Name a record inside it.", code="nothing_to_trim")
    kept = own[begin : end + 1]
    made = of_records(store, whole, kept)
    reasons = edges_moved(store, made, whole.id, kept, begins=begin > 0, ends=end < len(own) - 1)
    return _moved(store, "trim", whole, [made], (), sitting, reasons)


def extend(store: Store, episode_id: str, side: Side, count: int = 1, *, sitting: str = "") -> Trimmed:
    """Take in the messages of the same conversation just before or after an episode.

    A neighbouring episode they belong to shrinks, or goes away with its last message. All labels stay.

    Args:
        store: Read and written.
        episode_id: An id or a prefix.
        side: Where to take them from.
        count: How many; fewer when the conversation holds no more.
        sitting: In which it was done.

    Raises:
        UsageError: no such episode, not a talk with messages, a count below one, or nothing lies there.
        StudioError: the messages belong to a labelled episode, or records were taken out of the store.
    """
    whole = find(store, episode_id)
    if not 1 <= count <= MOST_LINES:
        raise UsageError(f"{count} lines cannot be taken in.", fix=f"Give 1 to {MOST_LINES}.", code="bad_count")
    own = records_in_order(store, whole)
    if whole.domain != "relationship" or not own:
        raise UsageError(
            "Only a talk with messages can take in more of them.", fix="Join two episodes.", code="no_messages"
        )
    found = store.revisions.beside(own[0 if side == "before" else -1], side, count)
    more = [message for message in found if message not in own]
    if not more:
        raise UsageError(f"No message of this conversation comes {side} it.", code="nothing_there")
    owners = store.revisions.owners(more)
    neighbours = list(dict.fromkeys(owners[message] for message in more if message in owners))
    for neighbour in neighbours:
        _untouched(store, neighbour, side)
    wanted = [*more, *own] if side == "before" else [*own, *more]
    made = [of_records(store, whole, wanted)]
    reasons = edges_moved(store, made[0], whole.id, wanted, begins=side == "before", ends=side == "after")
    for neighbour in neighbours:
        theirs = find(store, neighbour)
        left = [record for record in records_in_order(store, theirs) if record not in set(more)]
        if left:
            shrunk = of_records(store, theirs, left)
            made.append(shrunk)
            reasons |= edges_moved(store, shrunk, neighbour, left, begins=side == "after", ends=side == "before")
    return _moved(store, "extend", whole, made, neighbours, sitting, reasons)


def _moved(
    store: Store,
    what: Revision,
    whole: Episode,
    made: Sequence[Rebuilt],
    neighbours: Sequence[str],
    sitting: str,
    reasons: dict[str, list[str]],
) -> Trimmed:
    """Put an episode with other edges in place of the old one; neighbours that gave messages go, smaller ones come."""
    episode = made[0].episode
    given = all_carried(store, episode.id, whole.labels, store.labels.standing(whole.id))
    gone = [whole.id, *neighbours]
    along = marks(store, [whole.id], [episode.id], ("flag", "skip"))
    along += marks(store, neighbours, [one.episode.id for one in made[1:]], ("flag", "skip"))
    _apply(store, what, gone, made, given, sitting, reasons=reasons, along=along)
    take_drafts(store, [whole.id], episode.id)
    return Trimmed(find(store, episode.id), whole.id, tuple(neighbours), tuple(one.episode.id for one in made[1:]))


def _apply(
    store: Store,
    what: Revision,
    gone: Sequence[str],
    made: Sequence[Rebuilt],
    given: Sequence[Given],
    sitting: str,
    *,
    reasons: dict[str, list[str]],
    along: Sequence[tuple[Mark, str, bool | str]],
) -> None:
    """Write it, each new episode held out of training as strictly as those it was made of."""
    for one in made:
        store.datasets.inherit_split(one.episode.id, gone, one.episode.thread)
    added = [(one.episode, one.evidence) for one in made]
    store.revisions.apply(what, gone, added, given, what, sitting, marks=along, reasons=reasons)


def _place(whole: Episode, own: Sequence[str], record: str) -> int:
    places = [n for n, one in enumerate(own) if one.startswith(record)] if record else []
    if len(places) != 1:
        raise UsageError(
            f"No single record of {whole.id} has the id “{record[:80]}”.",
            fix=f"It has {len(own):,}: studio episodes show {whole.id}." if own else "It has no records of its own.",
            code="not_found",
        )
    return places[0]


def _untouched(store: Store, neighbour: str, side: Side) -> None:
    if store.labels.standing(neighbour).values:
        theirs = find(store, neighbour)
        raise StudioError(
            f"The message {side} it belongs to the episode of {theirs.started_at:%a %d %b %H:%M}, which you labelled "
            f"(“{in_brief(theirs.situation)}”).",
            fix="Join the two, or take that label back first.",
            code="labelled_neighbour",
        )


def _rejoined(store: Store, first: Episode, second: Episode) -> Rebuilt | None:
    """The episode that the records of both make, or None when one has no records."""
    records = [records_in_order(store, e) for e in (first, second)]
    if not all(records):
        return None
    return of_records(store, first, [*records[0], *records[1]], also=[second])


def _appended(store: Store, first: Episode, second: Episode) -> Rebuilt:
    """The first episode with everything of the second as what followed."""
    texts = (first.outcome, second.situation, second.response, second.outcome)
    episode = replace(
        first,
        id=content_id("e", "merge", first.id, second.id),
        ended_at=second.ended_at or second.started_at,
        outcome="\n".join(text for text in texts if text),
        people=tuple(dict.fromkeys((*first.people, *second.people))),
    )
    evidence = [*store.episodes.evidence(first.id), *store.episodes.evidence(second.id)]
    return Rebuilt(episode, evidence, ())
