"""`studio people forget`: what holds somebody, listed first, then taken out for good."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from studio.cli.people_listing import listed
from studio.cli.session import Session, session
from studio.core.errors import UsageError

if TYPE_CHECKING:
    from studio.scrub.forgetting import Farewell, Mentions
    from studio.store import Store

WORDS = {
    "messages": "messages they wrote",
    "mentions": "messages that name them",
    "notes": "notes that name them",
    "entries": "lines of training and measuring that name them",
    "episodes": "episodes cut from these",
    "labels": "labels of those episodes",
    "episodes_changed": "episodes that stay, without the name",
    "drafts": "texts begun on those episodes",
    "suggestions": "suggestions for those episodes",
    "turns": "questions and answers about them",
    "findings": "findings of the scrubber",
    "decisions": "decisions about their name",
    "surrogates": "stand-ins for them",
    "lessons": "lists of names learned",
    "rejects": "lines that were not read",
    "sources": "exports named after them, or listing them",
}
"""What holds a person, in the order it is told."""


def add(people: click.Group) -> None:
    """Add the command to its group."""

    @people.command("forget")
    @click.argument("name")
    @click.option("--dry-run", "--list", "only_list", is_flag=True, help="List what would go, and change nothing.")
    @click.option("--yes", is_flag=True, help="Do not ask in a terminal whether this is meant; it cannot be undone.")
    @click.option(
        "--keep-mentions",
        type=click.Choice(["someone", "surrogate"]),
        is_flag=False,
        flag_value="someone",
        help="Keep texts that name them, with “someone” (or a stand-in) in place of the name; else such texts go.",
    )
    @click.option("--delete", is_flag=True, help="Delete datasets and runs made from them; else they are marked stale.")
    @click.option("--off-list", is_flag=True, help="Only take NAME off the list; everything else stays.")
    @click.pass_context
    def forget(
        context: click.Context,
        name: str,
        only_list: bool,
        yes: bool,
        keep_mentions: Mentions | None,
        delete: bool,
        off_list: bool,
    ) -> None:
        """Take NAME out of the whole record: what they wrote, what names them, and what was made of it.

        In a terminal it lists what would go and asks, unless only the list of people knows them or --yes is said; a
        script is taken at its word, so look first with --list. Later imports keep them out. JSON: people, suggestions,
        and "forgotten": {"name", "names", "words", "everyday", "shared", "mentions", "done", "counts", "ids",
        "datasets", "runs", "left"}.
        """
        here = session(context)
        with here.store() as store:
            if off_list:
                store.people.forget(name)
                _told(here, store, None, done=True)
                return
            from studio.scrub.forgetting import forget as run
            from studio.scrub.forgetting import look

            mentions: Mentions = keep_mentions or "remove"
            found = look(store, here.home, here.settings, name, mentions)
            if not only_list:
                if not yes and not found.holdings.nothing:
                    here.say("\n".join(lines(found, delete)))
                    _ask(found.name)
                found = run(store, here.home, here.settings, name, mentions, delete=delete)
                store.checkpoint()
            _told(here, store, found, done=not only_list, delete=delete)


def _ask(name: str) -> None:
    """Ask whether it is meant, where somebody can answer.

    Raises:
        UsageError: it is not.
    """
    if sys.stdin.isatty() and sys.stderr.isatty() and not click.confirm(f"Forget {name} for good?", err=True):
        raise UsageError("Nobody was forgotten.", fix="See --keep-mentions, --delete and --off-list.", code="not_meant")


def _told(here: Session, store: Store, found: Farewell | None, *, done: bool, delete: bool = False) -> None:
    value, human = listed(store)
    if found is not None:
        value["forgotten"] = _as_dict(found, done)
        human = "\n".join(lines(found, delete, done=done))
    here.emit(value, human)


def lines(found: Farewell, delete: bool, *, done: bool = False) -> list[str]:
    """What holds a person, a line each, and what becomes of it."""
    goes = {
        "remove": "Texts that name them go.",
        "someone": "In texts that name them “someone” stands instead.",
        "surrogate": "In texts that name them a stand-in stands instead.",
    }
    said = [f"{found.name} is forgotten:" if done else f"Forgetting {found.name} would take out:"]
    said += [f"{count:>8,}  {WORDS[what]}" for what in WORDS if (count := found.holdings.counts.get(what, 0))]
    if len(said) == 1:
        said = [f"{found.name} is off the list." if done else f"Only the list of people knows {found.name}."]
    said.append(f"{goes[found.mentions]} Words that name them: {', '.join(found.words) or 'none'}.")
    if found.everyday:
        said.append(
            f"Everyday words too ({', '.join(found.everyday)}): found by the words around them; "
            "later imports know the person by what they wrote alone."
        )
    if found.shared:
        said.append(f"Somebody else goes by {', '.join(found.shared)} too: texts with no other word of theirs stay.")
    fate = "deleted" if delete else "stale"
    made = (("dataset", found.holdings.datasets), ("run", found.holdings.runs))
    said += [f"{fate}: {kind} {name}. {reason}" for kind, those in made for name, reason in those.items()]
    said += [f"Still to be removed at the next start: {path}" for path in found.left]
    if done and found.holdings.counts.get("episodes"):
        said.append("Next: studio episodes cut, then studio scrub scan.")
    said.append("Copies exported elsewhere, and the export files themselves, are yours to delete.")
    return said


def _as_dict(found: Farewell, done: bool) -> dict[str, Any]:
    holdings = found.holdings
    return {
        "name": found.name,
        "names": list(found.names),
        "words": list(found.words),
        "everyday": list(found.everyday),
        "shared": list(found.shared),
        "mentions": found.mentions,
        "done": done,
        "counts": dict(holdings.counts),
        "ids": {what: list(ids) for what, ids in holdings.ids.items()},
        "datasets": dict(holdings.datasets),
        "runs": dict(holdings.runs),
        "left": list(found.left),
    }
