from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from studio.core.episode import Episode
from studio.core.errors import HomeBusyError, StudioError
from studio.core.paths import Home
from studio.store import Store
from studio.store.migrations import MIGRATIONS, migrate

HOLD = """
import sys
from pathlib import Path
from studio.core.paths import Home
from studio.store import Store
with Store.open(Home(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_second_process_is_told_who_holds_the_home(home: Home) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(HomeBusyError) as raised:
            Store.open(home)
        assert str(holder.pid) in raised.value.message
        assert raised.value.exit_code == 5
        told = subprocess.run(
            [sys.executable, "-m", "studio", "--home", str(home.root), "status", "--json"],
            capture_output=True,
            check=False,
        )
        assert told.returncode == 5
        assert b'"home_busy"' in told.stdout
    finally:
        holder.stdin.close()
        holder.wait(timeout=20)
        holder.stdout.close()
    Store.open(home).close()


def test_files_are_for_their_owner_alone(home: Home) -> None:
    with Store.open(home) as store:
        store.people.add(["Jo"])
        for path in home.root.glob("studio.duckdb*"):
            assert path.stat().st_mode & 0o077 == 0, path


def test_a_file_that_is_no_store_is_named(home: Home) -> None:
    home.database.write_bytes(b"not a database, but long enough to look like a file " * 400)
    with pytest.raises(StudioError) as raised:
        Store.open(home)
    assert str(home.database) in raised.value.message


def test_migrations_are_recorded_once() -> None:
    connection = duckdb.connect(":memory:")
    assert migrate(connection) == [m.__name__ for m in MIGRATIONS]
    assert migrate(connection) == []


def test_a_migration_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("CREATE TABLE half (x INTEGER)")
        raise RuntimeError("power cut")

    monkeypatch.setattr("studio.store.migrations.MIGRATIONS", [*MIGRATIONS, broken])
    connection = duckdb.connect(":memory:")
    with pytest.raises(RuntimeError, match="power cut"):
        migrate(connection)
    tables = {name for (name,) in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()}
    assert "half" not in tables
    assert "episodes" in tables


def test_a_home_of_a_newer_studio_is_refused() -> None:
    connection = duckdb.connect(":memory:")
    migrate(connection)
    connection.execute("INSERT INTO migrations (name) VALUES ('from_the_future')")
    with pytest.raises(StudioError, match="newer Studio") as raised:
        migrate(connection)
    assert raised.value.code == "home_newer"


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    def fail_inside() -> None:
        with store.transaction() as cursor:
            cursor.execute("INSERT INTO people VALUES ('Jo', NULL, NULL, NULL)")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_inside()
    assert store.people.all() == []


def test_readers_and_writers_in_many_threads(tmp_path: Path) -> None:
    with Store.open(Home(tmp_path / "home")) as store:
        wrong: list[Exception] = []

        def work(number: int) -> None:
            try:
                for n in range(10):
                    store.episodes.put(
                        [(Episode(f"e{number}-{n}", "relationship", datetime(2025, 1, 1, tzinfo=UTC), "x"), ())],
                        origin="import",
                    )
                    store.episodes.count()
                    store.labels.set(f"e{number}-{n}", {"outcome": "good"})
            except Exception as problem:
                wrong.append(problem)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert len(store.episodes.all(labelled=True)) == 60
