"""Commands about people: who is in the record, what else they are called, who they are to the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from studio.cli.session import Group, Session, session
from studio.core.errors import UsageError

if TYPE_CHECKING:
    from studio.store import Store
    from studio.store.people import Person


def register(app: Group) -> None:
    """Add the commands to the tree."""

    @app.group("people", cls=Group, invoke_without_command=True)
    @click.pass_context
    def people(context: click.Context) -> None:
        """Who is in the record; the role `me` is you."""
        if context.invoked_subcommand is None:
            _change(session(context), lambda store: None)

    _add_changes(people)


def _add_changes(people: click.Group) -> None:
    @people.command("add")
    @click.argument("name")
    @click.option("--role", metavar="ROLE", help="Such as me, partner, friend, therapist.")
    @click.pass_context
    def add(context: click.Context, name: str, role: str | None) -> None:
        """Add somebody who is not in any export."""
        _change(session(context), lambda store: store.people.add([_named(name)], role=role))

    @people.command("alias")
    @click.argument("name")
    @click.argument("alias")
    @click.pass_context
    def alias(context: click.Context, name: str, alias: str) -> None:
        """Say that NAME also goes by ALIAS."""
        _change(session(context), lambda store: store.people.alias(name, _named(alias)))

    @people.command("role")
    @click.argument("name")
    @click.argument("role")
    @click.pass_context
    def role(context: click.Context, name: str, role: str) -> None:
        """Say who NAME is to you; `me` is you."""
        _change(session(context), lambda store: store.people.set_role(name, _named(role)))

    @people.command("merge")
    @click.argument("kept")
    @click.argument("other")
    @click.pass_context
    def merge(context: click.Context, kept: str, other: str) -> None:
        """Make KEPT and OTHER one person, called KEPT."""
        _change(session(context), lambda store: store.people.merge(kept, other))

    @people.command("forget")
    @click.argument("name")
    @click.pass_context
    def forget(context: click.Context, name: str) -> None:
        """Take NAME off the list, aliases and all; what they wrote stays."""
        _change(session(context), lambda store: store.people.forget(name))


def _change(here: Session, change: Callable[[Store], None]) -> None:
    with here.store() as store:
        change(store)
        found = store.people.all()
    human = "\n".join(_line(person) for person in found)
    listed = [{"name": p.name, "role": p.role, "aliases": list(p.aliases), "consent": p.consent} for p in found]
    here.emit({"people": listed}, human or "Nobody yet: bring in a chat, or studio people add NAME.")


def _line(person: Person) -> str:
    role = f" ({person.role})" if person.role else ""
    aliases = f", also {', '.join(person.aliases)}" if person.aliases else ""
    return f"{person.name}{role}{aliases}"


def _named(name: str) -> str:
    if not name.strip():
        raise UsageError("A name cannot be empty.", fix="Give at least one letter.", code="empty_name")
    return name.strip()
