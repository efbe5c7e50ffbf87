"""Training runs: what was asked for, where it lies, how it ended."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from studio.core.clock import now
from studio.store import stale

if TYPE_CHECKING:
    from studio.store.database import Store

DDL = [
    """CREATE TABLE runs (id VARCHAR PRIMARY KEY, dataset VARCHAR, model VARCHAR, state VARCHAR, path VARCHAR,
        started_utc TIMESTAMP, ended_utc TIMESTAMP, spec VARCHAR, result VARCHAR)""",
]

RunState = Literal["running", "done", "stopped", "failed", "interrupted"]
"""`stopped` by the person or by patience keeps its best adapter; `interrupted`: the studio died with it."""

_COLUMNS = "id, dataset, model, state, path, started_utc, ended_utc, spec, result"


@dataclass(frozen=True, slots=True)
class Run:
    """One training run."""

    id: str
    dataset: str
    model: str
    """The base as it was named when the run was started."""
    state: RunState
    path: Path
    """Folder of the run: spec.json, events.jsonl, adapter/."""
    started_at: datetime
    """Aware, UTC."""
    ended_at: datetime | None
    spec: dict[str, Any]
    """What was asked for; `model_path` is the folder of the base."""
    result: dict[str, Any] | None
    """The keys of the `done` event; fewer when the run did not get that far."""

    @property
    def adapter(self) -> Path:
        """Folder of the best adapter, in mlx-lm's own format."""
        return self.path / "adapter"

    @property
    def model_path(self) -> Path:
        """Folder of the base model."""
        return Path(self.spec["model_path"])

    @property
    def usable(self) -> bool:
        """True when there is an adapter to talk to."""
        return (self.adapter / "adapters.safetensors").exists()


class Runs:
    """The `runs` table."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def start(self, run_id: str, dataset: str, model: str, path: Path, spec: Mapping[str, Any]) -> Run:
        """Record a run that begins now."""
        began = now().replace(microsecond=0)
        row = [run_id, dataset, model, "running", str(path), began.replace(tzinfo=None), None, _json(spec), None]
        with self._store.transaction() as cursor:
            cursor.execute(f"INSERT INTO runs ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        return Run(run_id, dataset, model, "running", path, began, None, dict(spec), None)

    def end(self, run_id: str, state: RunState, result: Mapping[str, Any] | None) -> None:
        """Record how a run ended."""
        with self._store.transaction() as cursor:
            cursor.execute(
                "UPDATE runs SET state = ?, ended_utc = ?, result = ? WHERE id = ?",
                [state, now().replace(tzinfo=None, microsecond=0), None if result is None else _json(result), run_id],
            )

    def all(self) -> list[Run]:
        """Every run, the newest first."""
        sql = f"SELECT {_COLUMNS} FROM runs ORDER BY started_utc DESC, id"
        return [self._run(row) for row in self._store.rows(sql)]

    def get(self, run_id: str) -> Run | None:
        """One run by id, or by a prefix of it that only one has."""
        rows = self._store.rows(f"SELECT {_COLUMNS} FROM runs WHERE starts_with(id, ?)", [run_id])
        exact = [row for row in rows if row[0] == run_id]
        chosen = exact or rows
        return self._run(chosen[0]) if len(chosen) == 1 else None

    def newest_usable(self) -> Run | None:
        """The newest run that left an adapter, is not being trained now and is not stale."""
        refused = self._store.stale.reasons("run")
        there = (run for run in self.all() if run.id not in refused)
        return next((run for run in there if run.state != "running" and run.usable), None)

    def delete(self, run_id: str) -> None:
        """Forget a run (its folder is the caller's)."""
        with self._store.transaction() as cursor:
            cursor.execute("DELETE FROM runs WHERE id = ?", [run_id])
            stale.clear(cursor, "run", run_id)

    def _run(self, row: tuple[Any, ...]) -> Run:
        spec = json.loads(row[7])
        if "model_path" in spec:
            spec["model_path"] = self._store.settled(spec["model_path"])
        ended = row[6].replace(tzinfo=UTC) if row[6] else None
        return Run(
            row[0], row[1], row[2], row[3], Path(self._store.settled(row[4])), row[5].replace(tzinfo=UTC), ended,
            spec, json.loads(row[8]) if row[8] else None,
        )  # fmt: skip


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(dict(value), ensure_ascii=False)
