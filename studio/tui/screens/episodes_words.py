"""What the room of episodes says in words."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from textual.content import Content

from studio.core.clock import lived_day
from studio.episodes.talk.sessions import GapChoice, spell_minutes
from studio.tui.plain import one_line
from studio.tui.screens.episodes_reading import Listing, Opened
from studio.tui.theme import QUIET
from studio.tui.widgets.episode_list import JUDGED

KINDS = {"relationship": "talks", "fitness": "training days"}


def gap_words(listing: Listing, gap: GapChoice, *, by_hand: bool) -> Content:
    """How many episodes there are, and the silence that ends a talk."""
    kinds = Counter(line.domain for line in listing.lines)
    labelled = sum(line.judged is not None for line in listing.lines)
    counted = ", ".join(f"{kinds[domain]:,} {words}" for domain, words in KINDS.items())
    told = Content.assemble(f" {len(listing.lines):,} episodes", (f" · {counted} · {labelled:,} labelled", QUIET))
    if listing.conversations:
        told = Content.assemble(
            told,
            "\n ",
            (f"{spell_minutes(gap.minutes)} of silence", "$text-accent bold"),
            f" end a talk: {listing.sessions(gap.minutes):,} sessions. ",
            (gap.why, QUIET),
        )
    if by_hand and listing.lines:
        told = Content.assemble(told, ("  ● press c to cut again", "$text-warning"))
    return told


def head_words(opened: Opened) -> Content:
    """How it was judged, with whom, which of its thread, and why it was cut as it is."""
    episode = opened.episode
    pieces = [JUDGED.get(episode.labels.outcome or "", "not labelled"), one_line(", ".join(episode.people), 40)]
    told = " · ".join(piece for piece in (*pieces, thread_words(opened)) if piece)
    reasons = " · ".join(one_line(reason) for reason in opened.reasons)
    return Content.assemble((told, QUIET), *(("\n", (reasons, "$text-accent")) if reasons else ()))


def thread_words(opened: Opened) -> str:
    """`3 of 4 · same conflict since Sunday`; empty for an episode that is alone in its thread."""
    ids = [episode_id for episode_id, _ in opened.thread]
    if len(ids) < 2 or opened.episode.id not in ids:
        return ""
    place = f"{ids.index(opened.episode.id) + 1} of {len(ids)}"
    first, here = lived_day(opened.thread[0][1]), lived_day(opened.episode.started_at)
    last = lived_day(opened.thread[-1][1])
    if first == last:
        return f"{place} that day"
    what = "same conflict" if opened.episode.domain == "relationship" else "same days"
    if here == first:
        return f"{place} · {what} until {_day(opened.thread[-1][1], opened.episode.started_at)}"
    return f"{place} · {what} since {_day(opened.thread[0][1], opened.episode.started_at)}"


def _day(moment: datetime, seen_from: datetime) -> str:
    near = abs((lived_day(seen_from) - lived_day(moment)).days) < 7
    return f"{moment:%A}" if near else f"{moment.day} {moment:%b}"
