"""Whole runs on the toy: better than untuned, the validated adapter kept, and nothing lost however it ends."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from studio.core.blas import preload_environment
from studio.core.child import ChildProcess, Message
from studio.core.errors import InputError, StudioError, UsageError
from studio.core.paths import Home
from studio.core.progress import Stop
from studio.store import Store
from studio.train.spec import RunResult, RunSpec
from studio.train.supervisor import Supervisor, run_to_end
from tests.core.test_child import gone
from tests.train import lessons

pytestmark = pytest.mark.mlx

CONTRACT = {
    "run_id", "iterations", "best_iteration", "best_valid_loss", "base_valid_loss", "test_loss", "base_test_loss",
    "tokens_per_second", "padding_ratio", "peak_memory_bytes", "adapter_path", "stopped_by",
}  # fmt: skip


@dataclass
class Finished:
    """One finished run that several tests look at."""

    store: Store
    home: Home
    result: RunResult
    events: list[Message]

    def of(self, kind: str) -> list[Message]:
        return [event for event in self.events if event["event"] == kind]


@pytest.fixture(scope="module")
def finished(toy_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finished]:
    home = Home(tmp_path_factory.mktemp("finished")).create()
    (home.models / "tiny").symlink_to(toy_model, target_is_directory=True)
    shutil.copytree(toy_model.parent / "home" / "cache" / "blas", home.cache / "blas", dirs_exist_ok=True)
    lessons.write(home.datasets / "us", 48, 9, 7)
    events: list[Message] = []
    with Store(None) as store:
        result = run_to_end(store, home, RunSpec("us", "tiny", "quick", batch_size=5), events.append)
        yield Finished(store, home, result, events)


def judged(home: Home, adapter: Path, dataset: str = "us") -> dict[str, Any]:
    request = {"model": str(home.models / "tiny"), "adapter": str(adapter), "dataset": str(home.datasets / dataset)}
    with ChildProcess("tests.train.judge", environment=preload_environment(home), name="The judge") as judge:
        judge.send(request)
        return judge.receive(120)


def test_tuned_beats_untuned_on_what_it_never_saw(finished: Finished) -> None:
    result = finished.result
    assert result.test_loss is not None
    assert result.base_test_loss is not None
    assert result.test_loss < 0.9 * result.base_test_loss
    assert result.better is True
    assert result.stopped_by == "finished"


def test_every_example_counts_and_two_epochs_are_two_epochs(finished: Finished) -> None:
    (planned,) = finished.of("plan")
    assert (planned["train"], planned["valid"], planned["test"], planned["epochs"]) == (48, 9, 7, 2.0)
    assert finished.result.iterations == planned["iterations"] == finished.of("train")[-1]["iteration"]
    assert finished.result.padding_ratio >= 1.0
    assert finished.result.tokens_per_second > 0
    assert finished.result.peak_memory_bytes > 1 << 20


def test_the_kept_adapter_is_the_one_that_was_validated(finished: Finished) -> None:
    result = finished.result
    best = min(finished.of("valid"), key=lambda event: event["loss"])
    assert result.best_iteration == best["iteration"] == finished.of("checkpoint")[-1]["iteration"]
    verdict = judged(finished.home, Path(result.adapter_path))
    assert verdict["tuned_valid"] == pytest.approx(best["loss"], abs=2e-3)
    assert verdict["tuned_valid"] == pytest.approx(result.best_valid_loss, abs=2e-3)
    assert verdict["base_valid"] == pytest.approx(result.base_valid_loss, abs=2e-3)
    assert verdict["tuned_test"] == pytest.approx(result.test_loss, abs=2e-3)
    assert verdict["learned_is_completion"]
    assert verdict["head"] == "gathered_head"
    assert verdict["gathered"] == pytest.approx(verdict["whole"], rel=1e-4)
    assert verdict["small_batches"] == pytest.approx(verdict["base_valid"], abs=2e-3)
    assert verdict["no_examples"] is None


def test_the_run_is_recorded_with_the_keys_of_the_contract(finished: Finished) -> None:
    run = finished.store.runs.get(finished.result.run_id[:5])
    assert run is not None
    assert (run.state, run.usable, run.dataset, run.model) == ("done", True, "us", "tiny")
    assert run.result is not None
    assert set(run.result) == CONTRACT
    assert set(finished.of("done")[0]) == CONTRACT | {"event"}
    assert run.spec["files"].keys() == {"manifest.json", "train.jsonl", "valid.jsonl", "test.jsonl"}
    logged = [json.loads(line) for line in (run.path / "events.jsonl").read_text().splitlines()]
    assert logged == finished.events
    assert (run.adapter / "adapters.safetensors").stat().st_mode & 0o077 == 0
    config = json.loads((run.adapter / "adapter_config.json").read_text())
    assert config["fine_tune_type"] == "lora"
    assert config["lora_parameters"]["scale"] * config["lora_parameters"]["rank"] == 16.0
    assert finished.store.runs.newest_usable() == run


def test_losses_are_the_same_when_the_run_is_repeated(finished: Finished) -> None:
    again: list[Message] = []
    run_to_end(finished.store, finished.home, RunSpec("us", "tiny", "quick", batch_size=5, iterations=3), again.append)
    first = finished.of("train")[0]["loss"]
    # The warm-up is shorter in the shorter run, so only the first step sees the same weights.
    assert next(event["loss"] for event in again if event["event"] == "train") == pytest.approx(first, rel=1e-4)


def test_stopping_keeps_the_best(toy_home: Home, store: Store) -> None:
    lessons.write(toy_home.datasets / "us", 48, 6, 6)
    stop, events = Stop(), []

    def listen(event: Message) -> None:
        events.append(event)
        if event["event"] == "train":
            stop.set()

    result = run_to_end(store, toy_home, RunSpec("us", "tiny", "thorough", batch_size=2), listen, stop=stop)
    assert result.stopped_by == "user"
    assert result.iterations < events[0]["iterations"]
    assert [event["event"] for event in events[-2:]] == ["stopped", "done"]
    run = store.runs.get(result.run_id)
    assert run is not None
    assert (run.state, run.usable) == ("stopped", True)


def test_a_killed_worker_leaves_its_best_adapter(toy_home: Home, store: Store) -> None:
    lessons.write(toy_home.datasets / "us", 48, 6, 6)
    supervisor = Supervisor(store, toy_home)
    run_id = supervisor.start(RunSpec("us", "tiny", "thorough", batch_size=2))
    with pytest.raises(UsageError, match="still going on"):
        supervisor.start(RunSpec("us", "tiny"))
    for event in supervisor.events(run_id):
        if event["event"] == "checkpoint":
            os.kill(supervisor.pid(run_id), signal.SIGKILL)
    assert supervisor.wait(run_id, 30)
    failure = supervisor.failure(run_id)
    assert failure is not None
    assert "SIGKILL" in failure.message
    run = store.runs.get(run_id)
    assert run is not None
    assert (run.state, run.usable) == ("failed", True)
    assert run.result is not None
    assert judged(toy_home, run.adapter)["tuned_valid"] == pytest.approx(run.result["best_valid_loss"], abs=2e-3)


def test_a_killed_studio_takes_its_worker_along_and_loses_nothing(toy_home: Home) -> None:
    lessons.write(toy_home.datasets / "us", 48, 6, 6)
    command = [sys.executable, "-m", "studio", "--home", str(toy_home.root), "train", "us", "--model", "tiny"]
    with subprocess.Popen(
        [*command, "--preset", "thorough", "--batch-size", "2", "--json"], stdout=subprocess.PIPE, text=True
    ) as studio:
        assert studio.stdout is not None
        for line in studio.stdout:
            if json.loads(line)["event"] == "checkpoint":
                break
        workers = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(studio.pid)], capture_output=True, text=True, check=False
        ).stdout.split()
        studio.kill()
    assert all(gone(int(pid)) for pid in workers)
    with Store.open(toy_home) as store:
        Supervisor(store, toy_home)
        (run,) = store.runs.all()
        assert (run.state, run.usable) == ("interrupted", True)
        assert run.result is not None
        assert set(run.result) == CONTRACT


def test_without_a_validation_set_the_last_adapter_is_kept_and_it_says_so(toy_home: Home, store: Store) -> None:
    lessons.write(toy_home.datasets / "us", 9, 0, 0)
    events: list[Message] = []
    result = run_to_end(store, toy_home, RunSpec("us", "tiny", iterations=3), events.append)
    assert (result.best_valid_loss, result.test_loss, result.better) == (None, None, None)
    assert result.best_iteration == 3
    assert "no_valid" in [event.get("code") for event in events]


@pytest.mark.parametrize("kind", ["dora", "full"])
def test_other_kinds_of_tuning_load_in_stock_mlx_lm(toy_home: Home, store: Store, kind: Any) -> None:
    lessons.write(toy_home.datasets / "us", 9, 3, 3)
    spec = RunSpec("us", "tiny", iterations=2, type=kind, layers=2)
    result = run_to_end(store, toy_home, spec, lambda _: None)
    assert judged(toy_home, Path(result.adapter_path))["tuned_valid"] == pytest.approx(result.best_valid_loss, abs=2e-3)


def test_patience_ends_a_run_that_gets_worse(toy_home: Home, store: Store) -> None:
    lessons.write(toy_home.datasets / "us", 24, 4, 0)
    spec = RunSpec("us", "tiny", "thorough", batch_size=2, learning_rate=2.0, patience=1)
    events: list[Message] = []
    result = run_to_end(store, toy_home, spec, events.append)
    assert result.stopped_by in {"patience", "diverged"}
    valid = [event for event in events if event["event"] == "valid"]
    assert result.best_iteration == min(valid, key=lambda event: event["loss"])["iteration"]


def test_a_bad_line_is_named_and_nothing_is_kept(toy_home: Home, store: Store) -> None:
    dataset = lessons.write(toy_home.datasets / "us", 9, 3, 3)
    lines = (dataset / "valid.jsonl").read_text().splitlines()
    (dataset / "valid.jsonl").write_text("\n".join([lines[0], '{"messages": [{"role": "user"}]}', lines[1]]))
    with pytest.raises(InputError, match=r"us/valid\.jsonl:2"):
        run_to_end(store, toy_home, RunSpec("us", "tiny"), lambda _: None)
    (run,) = store.runs.all()
    assert (run.state, run.usable, run.result) == ("failed", False, None)


def test_a_broken_model_is_an_error_in_words(toy_home: Home, store: Store, toy_model: Path) -> None:
    lessons.write(toy_home.datasets / "us", 9, 3, 3)
    shutil.copytree(toy_model, toy_home.models / "broken")
    (toy_home.models / "broken" / "model.safetensors").write_bytes(b"\0" * 999)
    with pytest.raises(StudioError, match="training process failed"):
        run_to_end(store, toy_home, RunSpec("us", "broken"), lambda _: None)
    assert store.runs.all()[0].state == "failed"


@pytest.mark.parametrize("name", ["none", "..", ".hidden", "a/b", ""])
def test_a_dataset_that_is_not_there_is_refused(home: Home, store: Store, name: str) -> None:
    (home.models / "tiny").mkdir()
    for file in ("config.json", "model.safetensors", "tokenizer.json"):
        (home.models / "tiny" / file).write_text('{"model_type": "qwen3"}')
    with pytest.raises(InputError, match="no dataset"):
        Supervisor(store, home).start(RunSpec(name, "tiny"))
    assert store.runs.all() == []
