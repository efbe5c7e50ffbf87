"""People: names as exported, their aliases, and who they are to the person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from studio.core.clock import now
from studio.core.errors import StudioError

if TYPE_CHECKING:
    import duckdb

    from studio.store.database import Store

DDL = [
    "CREATE TABLE people (name VARCHAR PRIMARY KEY, role VARCHAR, consent VARCHAR, added_at TIMESTAMP)",
    "CREATE TABLE aliases (alias VARCHAR PRIMARY KEY, name VARCHAR)",
    "CREATE TABLE apart (one VARCHAR, other VARCHAR, said_at TIMESTAMP, PRIMARY KEY (one, other))",
]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the record."""

    name: str
    role: str | None
    """`me`, `partner`, `friend`, `therapist`, … free text; None until said."""
    aliases: tuple[str, ...]
    consent: str | None = None
    messages: int = 0
    """How many they wrote, under any of their names, where they were counted."""


class People:
    """The `people`, `aliases` and `apart` tables."""

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

    def counted(self) -> list[Person]:
        """Everybody, by name, with how many messages they wrote."""
        wrote: dict[str, int] = dict(self._store.records.senders())
        return [
            replace(one, messages=sum(wrote.get(name, 0) for name in (one.name, *one.aliases))) for one in self.all()
        ]

    def known(self, name: str) -> Person:
        """Somebody by name or alias.

        Raises:
            StudioError: nobody of that name.
        """
        main = self._known(name)
        return next(one for one in self.all() if one.name == main)

    def resolve(self, name: str) -> str:
        """The person's main name for a name or alias; the name itself when unknown."""
        known = self._store.value("SELECT name FROM aliases WHERE alias = ?", [name])
        return str(known) if known is not None else name

    def main_names(self) -> dict[str, str]:
        """Alias → main name, for every alias."""
        return dict(self._store.rows("SELECT alias, name FROM aliases"))

    def me(self) -> frozenset[str]:
        """Every name the person themself goes by in the record."""
        return frozenset(n for p in self.all() if p.role == "me" for n in (p.name, *p.aliases))

    def add(self, names: Iterable[str], *, role: str | None = None) -> None:
        """Add people who are not there yet; a role given overrides none, never another role."""
        with self._store.transaction() as cursor:
            self.register(cursor, names, role=role)

    def register(self, cursor: duckdb.DuckDBPyConnection, names: Iterable[str], *, role: str | None = None) -> None:
        """`add` inside the caller's transaction."""
        aliases: dict[str, str] = dict(cursor.execute("SELECT alias, name FROM aliases").fetchall())
        mains = list(dict.fromkeys(aliases.get(name, name) for name in names))
        if mains:
            cursor.execute(
                "INSERT INTO people SELECT unnest(?::VARCHAR[]), ?, NULL, ? ON CONFLICT (name) DO UPDATE "
                "SET role = coalesce(people.role, excluded.role)",
                [mains, role, now().replace(tzinfo=None)],
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
        """Say that somebody also goes by another name; a person of that name becomes one with them.

        Raises:
            StudioError: nobody of that name.
        """
        main = self._known(name)
        if alias == main:
            return
        if self._store.value("SELECT count(*) FROM people WHERE name = ?", [alias]):
            self.merge(main, alias)
            return
        with self._store.transaction() as cursor:
            cursor.execute("INSERT OR REPLACE INTO aliases VALUES (?, ?)", [alias, main])

    def merge(self, kept: str, *others: str) -> None:
        """Make several names one person, under the first name; all of them or none.

        The first role said of any of them is kept, and being the person themself before any other.

        Raises:
            StudioError: nobody of one of the names.
        """
        aliases: dict[str, str] = dict(self._store.rows("SELECT alias, name FROM aliases"))
        there = {one.name: one for one in self.all()}
        mains = [aliases.get(name, name) for name in (kept, *others)]
        main = mains[0] if mains[0] in there else self._known(kept)
        gone = [name if name in there else self._known(other) for name, other in zip(mains[1:], others, strict=True)]
        gone = [name for name in dict.fromkeys(gone) if name != main]
        if not gone:
            return
        said = [there[name] for name in (main, *gone)]
        roles = [one.role for one in said if one.role]
        role = "me" if "me" in roles else next(iter(roles), None)
        consent = next((one.consent for one in said if one.consent), None)
        with self._store.transaction() as cursor:
            those = "(SELECT unnest(?::VARCHAR[]))"
            cursor.execute("UPDATE people SET role = ?, consent = ? WHERE name = ?", [role, consent, main])
            cursor.execute(f"UPDATE aliases SET name = ? WHERE name IN {those}", [main, gone])
            cursor.execute("INSERT OR REPLACE INTO aliases SELECT unnest(?::VARCHAR[]), ?", [gone, main])
            cursor.execute(f"DELETE FROM people WHERE name IN {those}", [gone])

    def part(self, one: str, other: str) -> None:
        """Say that two names are two people, so that it is not suggested again that they are one.

        Raises:
            StudioError: nobody of one of the names, or both are one person already.
        """
        mains = sorted((self._known(one), self._known(other)))
        if mains[0] == mains[1]:
            raise StudioError(
                f"“{one}” and “{other}” are one person already.",
                fix="Take them off the list and add them again to part them.",
                code="one_person",
            )
        with self._store.transaction() as cursor:
            moment = now().replace(tzinfo=None)
            cursor.execute("INSERT OR IGNORE INTO apart VALUES (?, ?, ?)", [*mains, moment])

    def apart(self) -> list[tuple[str, str]]:
        """Pairs that the person said are two, each under the main name of today."""
        sql = """SELECT coalesce(a.name, one), coalesce(b.name, other) FROM apart
            LEFT JOIN aliases a ON a.alias = one LEFT JOIN aliases b ON b.alias = other ORDER BY 1, 2"""
        return [(one, other) for one, other in self._store.rows(sql) if one != other]

    def forget(self, name: str) -> None:
        """Take somebody off the list, with their aliases; their records stay (see `Store.forgetting`).

        Raises:
            StudioError: nobody of that name.
        """
        main = self._known(name)
        with self._store.transaction() as cursor:
            cursor.execute("DELETE FROM aliases WHERE name = ?", [main])
            cursor.execute("DELETE FROM people WHERE name = ?", [main])
            cursor.execute("DELETE FROM apart WHERE one = ? OR other = ?", [main, main])

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
