"""A home may be renamed, copied or restored elsewhere: its runs and datasets are found where they lie now."""

from __future__ import annotations

from pathlib import Path

from studio.core.paths import Home
from studio.store import Store


def test_runs_and_datasets_follow_their_home(tmp_path: Path) -> None:
    first = Home(tmp_path / "first").create()
    for folder in (first.runs / "r1" / "adapter", first.models / "tiny", first.datasets / "us"):
        folder.mkdir(parents=True)
    (first.runs / "r1" / "adapter" / "adapters.safetensors").write_bytes(b"x")
    with Store.open(first) as store:
        spec = {"model_path": str(first.models / "tiny")}
        store.runs.start("r1", "us", "tiny", first.runs / "r1", spec)
        store.runs.end("r1", "done", {})
        with store.transaction() as cursor:
            cursor.execute(
                "INSERT INTO datasets VALUES ('us', 'h', ?, now()::TIMESTAMP, '{}')", [str(first.datasets / "us")]
            )
    second = Home(first.root.rename(tmp_path / "second"))
    with Store.open(second) as store:
        run = store.runs.newest_usable()
        assert run is not None
        assert run.path == second.runs / "r1"
        assert run.model_path == second.models / "tiny"
        dataset = store.datasets.get("us")
        assert dataset is not None
        assert Path(dataset.path) == second.datasets / "us"


def test_what_is_gone_is_named_where_it_was(store: Store) -> None:
    assert store.settled("/nowhere/runs/r1") == "/nowhere/runs/r1"
