"""Frozen datasets, and the split every episode was given once and for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from studio.core.clock import now
from studio.store import stale

if TYPE_CHECKING:
    from studio.store.database import Store

DDL = [
    "CREATE TABLE datasets (name VARCHAR PRIMARY KEY, hash VARCHAR, path VARCHAR, utc TIMESTAMP, manifest VARCHAR)",
    "CREATE TABLE splits (episode_id VARCHAR PRIMARY KEY, split VARCHAR, thread VARCHAR, utc TIMESTAMP)",
]

SPLITS = ("train", "valid", "test")
"""From the least to the most strictly held out."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset that was built."""

    name: str
    hash: str
    path: str
    built_at: datetime
    """Aware, UTC."""
    manifest: str
    """The manifest as JSON text."""


class Datasets:
    """The `datasets` and `splits` tables."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[Dataset]:
        """Every dataset, the newest first."""
        sql = "SELECT name, hash, path, utc, manifest FROM datasets ORDER BY utc DESC, name"
        return [self._dataset(row) for row in self._store.rows(sql)]

    def get(self, name: str) -> Dataset | None:
        """The dataset of a name."""
        row = self._store.row("SELECT name, hash, path, utc, manifest FROM datasets WHERE name = ?", [name])
        return None if row is None else self._dataset(row)

    def count(self) -> int:
        """How many datasets there are."""
        return int(self._store.value("SELECT count(*) FROM datasets"))

    def record(
        self,
        dataset: Dataset,
        splits: Mapping[str, tuple[str, str | None]],
        *,
        publish: Callable[[], None],
    ) -> None:
        """Freeze new splits and record a dataset, in the transaction in which its folder appears under its name.

        Args:
            dataset: Replaces an earlier one of the same name.
            splits: Episode id → (split, thread) of episodes that have none yet; a split once given is never changed.
            publish: Moves the folder into place; if it raises, nothing is recorded.
        """
        moment = dataset.built_at.astimezone(UTC).replace(tzinfo=None)
        with self._store.transaction() as cursor:
            rows = [[episode_id, split, thread, moment] for episode_id, (split, thread) in splits.items()]
            if rows:
                cursor.executemany("INSERT INTO splits VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", rows)
            cursor.execute(
                "INSERT OR REPLACE INTO datasets VALUES (?, ?, ?, ?, ?)",
                [dataset.name, dataset.hash, dataset.path, moment, dataset.manifest],
            )
            stale.clear(cursor, "dataset", dataset.name)
            publish()

    def splits(self) -> dict[str, str]:
        """Episode id → `train`, `valid` or `test`, for every episode that was ever packed."""
        return dict(self._store.rows("SELECT episode_id, split FROM splits"))

    def split_threads(self) -> dict[str, str]:
        """Thread → the most strictly held-out split any episode of it was given."""
        strictest: dict[str, str] = {}
        for thread, split in self._store.rows("SELECT thread, split FROM splits WHERE thread IS NOT NULL"):
            if SPLITS.index(split) >= SPLITS.index(strictest.get(thread, "train")):
                strictest[thread] = split
        return strictest

    def inherit_split(self, episode_id: str, from_ids: Sequence[str], thread: str | None) -> None:
        """Give an episode the most strictly held-out split of those it was made from, unless it has one."""
        known = self.splits()
        given = [known[old] for old in from_ids if old in known]
        if not given:
            return
        split = max(given, key=SPLITS.index)
        with self._store.transaction() as cursor:
            cursor.execute(
                "INSERT INTO splits VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [episode_id, split, thread, now().replace(tzinfo=None)],
            )

    def _dataset(self, row: Sequence[Any]) -> Dataset:
        return Dataset(row[0], row[1], self._store.settled(row[2]), row[3].replace(tzinfo=UTC), row[4])
