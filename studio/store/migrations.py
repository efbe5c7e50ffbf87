"""Named migrations, each in a transaction together with its record."""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from studio.core.errors import StudioError

Migration = Callable[[duckdb.DuckDBPyConnection], None]


def first_shape(connection: duckdb.DuckDBPyConnection) -> None:
    """The tables the first version ships with, one statement list per family."""
    from studio.store import (
        attestations,
        datasets,
        episodes,
        label_events,
        people,
        records,
        runs,
        scrub,
        sources,
        turns,
    )

    for family in (sources, people, records, episodes, label_events, scrub, attestations, datasets, runs, turns):
        for statement in family.DDL:
            connection.execute(statement)


def label_room(connection: duckdb.DuckDBPyConnection) -> None:
    """Drafts, suggestions, the codebook, plans; why an episode was cut as it is; what would have been better."""
    from studio.store import codebook, drafts, plans, suggestions
    from studio.store.label_events import CURRENT_FIELDS, CURRENT_LABELS

    connection.execute("ALTER TABLE episodes ADD COLUMN reasons VARCHAR[]")
    connection.execute("ALTER TABLE sessions ADD COLUMN cold INTEGER")
    connection.execute(CURRENT_FIELDS)
    connection.execute(CURRENT_LABELS)
    for family in (drafts, suggestions, codebook, plans):
        for statement in family.DDL:
            connection.execute(statement)


def gap_room(connection: duckdb.DuckDBPyConnection) -> None:
    """What the gap checks found at each look."""
    from studio.store.attestations import LOOKS_DDL

    for statement in LOOKS_DDL:
        connection.execute(statement)


def scrub_room(connection: duckdb.DuckDBPyConnection) -> None:
    """What scanning remembers from one time to the next."""
    from studio.store import scan_memory

    for statement in scan_memory.DDL:
        connection.execute(statement)


def scrub_review(connection: duckdb.DuckDBPyConnection) -> None:
    """Words that no rule found and that the person named."""
    from studio.store.decisions import TOLD_DDL

    for statement in TOLD_DDL:
        connection.execute(statement)


def forgetting_people(connection: duckdb.DuckDBPyConnection) -> None:
    """Who is kept out of later imports, what is stale, and which folders are still to be removed."""
    from studio.store import forgetting, forgotten, stale

    for family in (forgetting, forgotten, stale):
        for statement in family.DDL:
            connection.execute(statement)


def leaks_of_decisions(connection: duckdb.DuckDBPyConnection) -> None:
    """Lines that leaked, which go and come back with the decision about their words."""
    from studio.store.decisions import LEAKS_DDL

    for statement in LEAKS_DDL:
        connection.execute(statement)


MIGRATIONS: list[Migration] = [
    first_shape, label_room, gap_room, scrub_room, scrub_review, forgetting_people, leaks_of_decisions,
]  # fmt: skip
"""In order; a name is never changed once released."""


def migrate(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Bring a database to the present shape; returns the names of what was applied.

    Raises:
        StudioError: the file was written by a newer Studio.
    """
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migrations "
        "(name VARCHAR PRIMARY KEY, applied_at TIMESTAMP DEFAULT current_timestamp)"
    )
    done = {name for (name,) in connection.execute("SELECT name FROM migrations").fetchall()}
    unknown = done - {m.__name__ for m in MIGRATIONS}
    if unknown:
        raise StudioError(
            f"This home was written by a newer Studio (it knows “{min(unknown)}”).",
            fix="Install the newest Studio, or use another --home.",
            code="home_newer",
        )
    applied: list[str] = []
    for migration in MIGRATIONS:
        if migration.__name__ in done:
            continue
        connection.execute("BEGIN")
        try:
            migration(connection)
            connection.execute("INSERT INTO migrations (name) VALUES (?)", [migration.__name__])
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        applied.append(migration.__name__)
    return applied
