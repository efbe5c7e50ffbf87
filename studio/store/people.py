"""People: names as exported, their aliases, and who they are to the person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.core.clock import now
from studio.core.errors import StudioError

if TYPE_CHECKING:
    import duckdb

    from studio.store.database import Store

DDL = [
    "CREATE TABLE people (name VARCHAR PRIMARY KEY, role VARCHAR, consent VARCHAR, added_at TIMESTAMP)",
    "CREATE TABLE aliases (alias VARCHAR PRIMARY KEY, name VARCHAR)",
]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the record."""

    name: str
    role: str | None
    """`me`, `partner`, `friend`, `therapist`, … free text; None until said."""
    aliases: tuple[str, ...]
    consent: str | None = None


class People:
    """The `people` and `aliases` tables."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[Person]:
        """Everybody, by name."""
        aliases: dict[str, list[str]] = {}
        for alias, name in self._store.rows("SELECT alias, name FROM aliases ORDER BY alias"):
            aliases.setdefault(name, []).append(alias)
        return [
            Person(name, role, tuple(aliases.get(name, ())), consent)
            for name, role, consent in self._store.rows("SELECT name, role, consent FROM people ORDER BY name")
        ]

    def resolve(self, name: str) -> str:
        """The person's main name for a name or alias; the name itself when unknown."""
        known = self._store.value("SELECT name FROM aliases WHERE alias = ?", [name])
        return str(known) if known is not None else name

    def me(self) -> frozenset[str]:
        """Every name the person themself goes by in the record."""
        return frozenset(n for p in self.all() if p.role == "me" for n in (p.name, *p.aliases))

    def add(self, names: Iterable[str], *, role: str | None = None) -> None:
        """Add people who are not there yet; a role given overrides none, never another role."""
        with self._store.transaction() as cursor:
            self.register(cursor, names, role=role)

    def register(self, cursor: duckdb.DuckDBPyConnection, names: Iterable[str], *, role: str | None = None) -> None:
        """`add` inside the caller's transaction."""
        moment = now().replace(tzinfo=None)
        for name in dict.fromkeys(names):
            known = cursor.execute("SELECT name FROM aliases WHERE alias = ?", [name]).fetchone()
            cursor.execute(
                "INSERT INTO people VALUES (?, ?, NULL, ?) ON CONFLICT (name) DO UPDATE "
                "SET role = coalesce(people.role, excluded.role)",
                [known[0] if known else name, role, moment],
            )

    def set_role(self, name: str, role: str | None) -> None:
        """Say who somebody is; `me` marks the person themself, None takes the role away.

        Raises:
            StudioError: nobody of that name.
        """
        main = self._known(name)
        with self._store.transaction() as cursor:
            cursor.execute("UPDATE people SET role = ? WHERE name = ?", [role, main])

    def alias(self, name: str, alias: str) -> None:
        """Say that somebody also goes by another name.

        Raises:
            StudioError: nobody of that name.
        """
        main = self._known(name)
        with self._store.transaction() as cursor:
            cursor.execute("INSERT OR REPLACE INTO aliases VALUES (?, ?)", [alias, main])

    def merge(self, kept: str, other: str) -> None:
        """Make two names one person, under the first name.

        Raises:
            StudioError: nobody of one of the names.
        """
        main, gone = self._known(kept), self._known(other)
        if main == gone:
            return
        with self._store.transaction() as cursor:
            cursor.execute("UPDATE aliases SET name = ? WHERE name = ?", [main, gone])
            cursor.execute("INSERT OR REPLACE INTO aliases VALUES (?, ?)", [gone, main])
            cursor.execute(
                "UPDATE people SET role = coalesce(role, (SELECT role FROM people WHERE name = ?)) WHERE name = ?",
                [gone, main],
            )
            cursor.execute("DELETE FROM people WHERE name = ?", [gone])

    def forget(self, name: str) -> None:
        """Take somebody off the list, with their aliases; their records stay.

        Raises:
            StudioError: nobody of that name.
        """
        main = self._known(name)
        with self._store.transaction() as cursor:
            cursor.execute("DELETE FROM aliases WHERE name = ?", [main])
            cursor.execute("DELETE FROM people WHERE name = ?", [main])

    def _known(self, name: str) -> str:
        main = self.resolve(name)
        if self._store.value("SELECT count(*) FROM people WHERE name = ?", [main]):
            return main
        names = [p.name for p in self.all()]
        raise StudioError(
            f"Nobody is called “{name}”.",
            fix=f"Known: {', '.join(names)}." if names else "Bring in a chat, or add them: studio people add NAME.",
            code="not_found",
        )
