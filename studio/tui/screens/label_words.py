"""What the label screen says around the evidence: the top line, titles, the trail, and what to do when it is empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from textual.content import Content

from studio.core.errors import StudioError
from studio.label.picking.queue import Mode, Queue
from studio.label.sitting import Sitting
from studio.label.views import View
from studio.tui.plain import one_line
from studio.tui.screens.label_modes import MODE_WORDS
from studio.tui.theme import QUIET

OUTCOME_MARKS = {"good": "▲", "mixed": "◆", "bad": "▼", "unknown": "?"}
"""Shape first; the colour only repeats it."""
_OUTCOME_STYLES = {"good": "$text-success", "mixed": "$text-warning", "bad": "$text-error", "unknown": QUIET}


def audit_words(queue: Queue, drawn: Sequence[str]) -> str:
    """`random audit 12/30 · 2 set aside`: how many of those drawn at random are labelled."""
    done = sum(queue.is_labelled(one) for one in drawn)
    aside = sum(queue.is_skipped(one) and not queue.is_labelled(one) for one in drawn)
    return f"random audit {done}/{len(drawn)}" + (f" · {aside} set aside" if aside else "")


def top_line(sat: Sitting | None, mode: Mode, width: int, drawn: Sequence[str] = ()) -> list[Content]:
    """How it is chosen, how far it is, why this one; and on the right what can be undone, flags, this sitting.

    Args:
        sat: The sitting; None while it is being read.
        mode: How the next ones are chosen.
        width: Cells.
        drawn: All of the random audit that these belong to, labelled or not; empty for anything else.
    """
    if sat is None:
        return [Content.styled("Looking through your episodes …", QUIET)]
    queue, pick = sat.queue, sat.pick
    left = audit_words(queue, drawn) if drawn else f"{MODE_WORDS[mode]} · {queue.labelled:,} of {queue.total:,}"
    flag = "⚑ " if pick and queue.is_flagged(pick.episode_id) else ""
    aside = "(set aside) " if pick and queue.is_skipped(pick.episode_id) else ""
    because = f"{flag}{aside}because: {one_line(pick.because)}" if pick else ""
    right = f"⟲ {sat.undo_depth:,} undo  ⚑ {queue.flagged:,} · {_sitting(sat)}"
    inner = max(20, width - 2)
    if width < 100:
        room = inner - len(right)
        first = one_line(left, room - 2).ljust(room) + right if room >= 12 else one_line(left, inner)
        return [Content(first), Content.styled(because[:inner], "$text-accent")]
    room = inner - len(left) - len(right) - 5
    shown = one_line(because, max(10, room))
    pad = " " * max(2, inner - len(left) - 3 - len(shown) - len(right))
    line = Content.assemble(left, " · ", Content.styled(shown, "$text-accent"), pad, Content.styled(right, QUIET))
    return [line]


def _sitting(sat: Sitting) -> str:
    """`12/30 now · 9 s`; without a target how many today."""
    stats = sat.stats
    count = f"{stats.labelled:,}/{stats.target:,} now" if stats.target else f"{sat.today:,} today"
    mark = "✓ " if stats.reached else ""
    return f"{mark}{count}" + (f" · {sat.pace:.0f} s" if sat.pace is not None else "")


def reached_words(sat: Sitting, keys: Mapping[str, str]) -> str:
    """What is said once when a sitting reached its target."""
    stats = sat.stats
    pace = f", {stats.median:.0f} s each" if stats.median is not None else ""
    return (
        f"✓ {stats.labelled:,} labelled in {max(1, round(stats.minutes))} min{pace}; {sat.queue.left:,} left. "
        f"Enough for one sitting: Esc leaves, any key goes on, {keys.get('label.target', 'T')} sets another number."
    )


def evidence_title(view: View, width: int) -> Content:
    """`Thu 14 Mar 2024 21:04–21:31 · WhatsApp · 4th time of 6`."""
    episode = view.episode
    began, ended = episode.started_at, episode.ended_at
    text = f"{began:%a} {began.day} {began:%b %Y %H:%M}"
    if ended is not None and ended != began:
        text += f"–{_end(began, ended)}"
    if view.source:
        text += f" · {one_line(view.source, 24)}"
    if view.place is not None and view.place.of > 1:
        text += f" · {ordinal(view.place.nth)} of {view.place.of}"
        text += " times" if len(text) + 6 <= width else ""
    return Content(one_line(text, max(20, width)))


def _end(began: datetime, ended: datetime) -> str:
    return f"{ended:%H:%M}" if began.date() == ended.date() else f"{ended.day} {ended:%b %H:%M}"


def ordinal(n: int) -> str:
    """1st, 2nd, 3rd, 4th, …, 11th, …, 21st."""
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def foot_lines(sat: Sitting, keys: Mapping[str, str]) -> list[Content]:
    """What is suggested and why, and beneath it what was done last and the keys of context."""
    return [_suggested(sat, keys), _last(sat, keys)]


def _suggested(sat: Sitting, keys: Mapping[str, str]) -> Content:
    found = sat.suggestions
    if found:
        take = keys.get("label.take", "Enter")
        told = ", ".join(f"{one_line(s.value.replace('_', ' '), 24)} {s.score:.0%}" for s in found)
        why = one_line(max(found, key=lambda s: s.score).because, 120)
        return Content.assemble(
            Content.styled(f"≈ {take} takes {told}", "$text-warning"), Content.styled(f" · {why}", QUIET)
        )
    if sat.held_back and sat.labels.get("outcome") is None:
        return Content.styled("No suggestion here, on purpose: ? says why.", QUIET)
    return Content("")


def _last(sat: Sitting, keys: Mapping[str, str]) -> Content:
    before, after, find = keys.get("label.before", ","), keys.get("label.after", "."), keys.get("label.find", "/")
    trim = " ".join((keys.get("label.begin_later", "["), keys.get("label.end_earlier", "]")))
    around = f"{before} {after} before, after · {find} find · {trim} trim · {keys.get('label.join', 'm')} join"
    change = sat.last
    if change is None:
        return Content(around)
    said = one_line(change.said.replace("_", " "), 24)
    if change.kind in ("undo", "redo"):
        said = f"{'taken back' if change.kind == 'undo' else 'brought back'}: {said}"
    elif change.kind == "flag" and change.said == "flagged":
        said = f"flagged: {keys.get('label.flag', '!')} again says why"
    elif change.kind in ("set", "revise"):
        said = f"last: {said}"
    return Content(f"{said} · {around}")


def trail_words(sat: Sitting, before: int, after: int, width: int) -> list[Content]:
    """The last picks with what was said, the one in view, and the next ones."""
    lines = []
    for step in sat.trail(before, after):
        episode = sat.began(step.pick.episode_id)
        when = f"{episode.started_at.day:>2} {episode.started_at:%b}" if episode else "      "
        words = one_line(episode.told, max(4, width - 11)) if episode else "…"
        unsaid = "–" if sat.queue.is_skipped(step.pick.episode_id) else "·" if step.seen else " "
        mark = OUTCOME_MARKS.get(step.outcome or "", unsaid)
        style = _OUTCOME_STYLES.get(step.outcome or "", QUIET)
        here = "▸" if step.here else " "
        body = Content.styled(f"{when} {words}", "bold" if step.here else "" if step.seen else QUIET)
        lines.append(Content.assemble(Content(here), Content.styled(mark, style), " ", body))
    return lines


def empty_words(sat: Sitting | None, mode: Mode, trouble: StudioError | None, keys: Mapping[str, str]) -> Content:
    """What to do when there is nothing in view."""
    if trouble is not None:
        return Content(f"▲ {one_line(trouble.message)}\n\n{one_line(trouble.fix)}")
    if sat is None:
        return Content("Looking through your episodes …")
    queue, other = sat.queue, keys.get("label.mode", "M")
    if not queue.total:
        return Content("Nothing to label yet.\n\nCut episodes first: press g c (or Esc, then 2).")
    if mode == "relabel" and sat.position <= 1:
        return Content(
            f"Nothing to read again yet: a label rests a week first.\n\nPress {other} for another way of choosing."
        )
    back, undo = keys.get("label.back", "b"), keys.get("label.undo", "u")
    return Content(f"{queue.ended}\n\n{other} another way of choosing · {back} back · {undo} undo · g w to weigh them")
