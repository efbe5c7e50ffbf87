"""Commands about people: who is in the record, what else they are called, who they are to the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from studio.cli import people_forget
from studio.cli.people_listing import listed
from studio.cli.session import Group, Session, session
from studio.core.errors import UsageError

if TYPE_CHECKING:
    from studio.store import Store


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
    @click.argument("other", nargs=-1, required=True)
    @click.pass_context
    def merge(context: click.Context, kept: str, other: tuple[str, ...]) -> None:
        """Make KEPT and every OTHER one person, called KEPT; the role is kept."""
        _change(session(context), lambda store: store.people.merge(kept, *other))

    @people.command("apart")
    @click.argument("one")
    @click.argument("other")
    @click.pass_context
    def apart(context: click.Context, one: str, other: str) -> None:
        """Say that ONE and OTHER are two people; it is not suggested again that they are one."""
        _change(session(context), lambda store: store.people.part(one, other))

    people_forget.add(people)


def _change(here: Session, change: Callable[[Store], None]) -> None:
    with here.store() as store:
        change(store)
        value, human = listed(store)
    here.emit(value, human)


def _named(name: str) -> str:
    if not name.strip():
        raise UsageError("A name cannot be empty.", fix="Give at least one letter.", code="empty_name")
    return name.strip()
