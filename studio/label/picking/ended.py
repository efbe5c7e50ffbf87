"""What is said when a queue has nothing more to offer: how much was done, what is left, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.label.picking.queue import Queue

_LAST = {
    "relabel": "Nothing else was labelled a week ago or longer.",
    "set_aside": "These were all you had set aside.",
    "flagged": "These were all you had flagged.",
    "stale": "No label made under an older scheme is left here.",
    "begun": "No text you began waits any more.",
    "picks": "These were all that were asked for.",
}


def ended(queue: Queue) -> str:
    """Two or three plain sentences."""
    if not queue.total:
        return "There is no episode here."
    counts = (
        (queue.set_aside, "set aside"),
        (queue.held_back, "held back as near copies"),
        (queue.flagged, "flagged"),
    )
    more = "".join(f", {n:,} {what}" for n, what in counts if n)
    told = f"{queue.labelled:,} of {queue.total:,} are labelled{more}."
    if queue.mode in _LAST:
        told = f"{_LAST[queue.mode]} {told}"
        if queue.left:
            return f"{told} Go on with the mixed queue."
    if queue.set_aside and queue.mode != "set_aside":
        return f"{told} Choose the ones set aside to see them again."
    if queue.flagged and queue.mode != "flagged":
        return f"{told} Choose the flagged ones to look at them again."
    return f"{told} Look at the gaps next."
