from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from studio.core.paths import Home
from studio.episodes.cutting import cut
from studio.label.journal import Journal
from studio.store import Store
from studio.store.migrations import MIGRATIONS, migrate

FIRST = (Path(__file__).parent / "first_home.sql").read_text(encoding="utf-8")
FIGHT, RENT, WALK = "e393d7df12b69fa8a", "e9e55d6fc5b44815d", "e89c05e3a0391d8d5"


@pytest.fixture
def first_home(home: Home) -> Home:
    """A home as the first version left it."""
    home.root.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(home.database) as connection:
        connection.execute(FIRST)
    return home


def shape(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str, str]]:
    sql = "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal"
    return set(connection.execute(sql).fetchall())


def test_an_old_home_gets_the_shape_of_a_new_one() -> None:
    with duckdb.connect(":memory:") as old, duckdb.connect(":memory:") as new:
        old.execute(FIRST)
        assert migrate(old) == [m.__name__ for m in MIGRATIONS[1:]]
        migrate(new)
        assert shape(old) == shape(new)


def test_what_was_said_in_an_old_home_stands_and_can_be_taken_back(first_home: Home) -> None:
    with Store.open(first_home) as store:
        fight, rent, walk = store.episodes.all()
        assert [fight.id, rent.id, walk.id] == [FIGHT, RENT, WALK]
        assert (fight.labels.outcome, fight.labels.topics, fight.labels.trigger) == ("good", ("partner",), "lateness")
        assert (fight.labels.advice, fight.labels.better, fight.why_labelled) == ("own it first", None, "audit")
        assert rent.labels.outcome == "bad"
        assert store.labels.standing(RENT).marks == {"flag": True}
        journal = Journal(store)
        journal.redo()
        assert store.labels.standing(WALK).marks == {"skip": True}
        for _ in range(3):
            journal.undo()
        assert store.labels.standing(WALK).marks == {}
        assert [e.labels.outcome for e in store.episodes.all()] == ["good", None, None]


def test_an_old_home_is_cut_and_labelled_on(first_home: Home) -> None:
    with Store.open(first_home) as store:
        assert cut(store).created == 0
        store.labels.set(FIGHT, {"better": "say it before seven"})
        store.drafts.keep(RENT, "advice", "ask fir")
        assert store.episodes.touched() == {FIGHT, RENT, WALK}
    with Store.open(first_home) as store:
        assert cut(store).total == 3
        fight = store.episodes.get(FIGHT)
        assert fight is not None
        assert (fight.labels.outcome, fight.labels.better) == ("good", "say it before seven")
        assert store.drafts.of(RENT) == {"advice": "ask fir"}
