"""Which of the people in a chat is the person themself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from studio.core.errors import InputError


@dataclass(frozen=True, slots=True)
class Owner:
    """Who the person is in one chat."""

    name: str | None
    """Their name in this chat, or None while it is not known."""
    note: str = ""
    """How that was found, for the import report; empty when it was said."""


def owner(
    senders: Collection[str],
    *,
    said: str | None,
    settings_me: str,
    known: Collection[str],
    title_person: str | None,
    export_me: str | None = None,
) -> Owner:
    """Find the person among the senders of a chat.

    Args:
        senders: Names as the export gives them.
        said: `--me`, the first that counts.
        settings_me: The setting `me`, the second.
        known: Names the record already knows as the person's own, the third.
        export_me: The sender that the export itself calls its owner, the fourth.
        title_person: Whom the export is named after: in a chat of two, the person is the other one.

    Raises:
        InputError: the name given with `--me` is nobody's in this chat, and nobody's known so far.
    """
    if not senders:
        return Owner(None)
    if said:
        if said in senders:
            return Owner(said)
        alike = [name for name in senders if name.casefold() == said.casefold()]
        if len(alike) == 1:
            return Owner(alike[0])
        if export_me in senders:
            return Owner(export_me, f"Nobody here is called {said}; the export itself calls you {export_me}.")
        if said not in known:
            raise InputError(
                f"Nobody in this chat is called “{said}”.",
                fix=f"Say --me with one of: {', '.join(sorted(senders)) or 'nobody wrote anything'}.",
                code="me",
            )
    if settings_me in senders:
        return Owner(settings_me)
    mine = [name for name in senders if name in known]
    if mine:
        return Owner(mine[0])
    if export_me in senders:
        return Owner(export_me)
    if title_person in senders and len(senders) == 2:
        other = next(name for name in senders if name != title_person)
        return Owner(other, f"You were taken to be {other}, since the export is named after {title_person}.")
    if export_me:
        return Owner(None, f"You wrote nothing here yourself: the export calls you {export_me}.")
    return Owner(None, f"Who you are here is not known yet: say --me with one of {', '.join(sorted(senders)[:6])}.")
