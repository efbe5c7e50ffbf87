"""Commands: models, train, runs."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from studio.cli.session import Command, Group, Session
from studio.core.errors import UsageError

if TYPE_CHECKING:
    from studio.core.child import Message
    from studio.store.runs import Run
    from studio.train.models import BaseModel
    from studio.train.spec import RunSpec

_YES = click.option("--yes", is_flag=True, help="Fetch without asking again.")


def register(app: Group) -> None:
    """Add the commands to the tree."""
    app.add_command(models)
    app.add_command(train)
    app.add_command(runs)


@click.group(cls=Group)
def models() -> None:
    """Base models: what is here, the toy, and what to add."""


@models.command("list")
@click.pass_obj
def list_models(here: Session) -> None:
    """Show the base models on this machine.

    JSON: [{"name", "path", "bytes", "parameters", "bits", "architecture", "toy"}].
    """
    from studio.train.models import list_models as listing

    found = listing(here.home)
    lines = [f"{m.name:<44} {_size(m.bytes):>9}  {m.architecture}{'  a toy' if m.toy else ''}" for m in found]
    here.emit([_model(m) for m in found], "\n".join(lines) or "No model yet. Make the toy: studio models tiny")


@models.command("add")
@click.argument("id_or_path")
@_YES
@click.pass_obj
def add_model(here: Session, id_or_path: str, yes: bool) -> None:
    """Make a model folder known, or fetch a Hugging Face id such as mlx-community/Qwen3-0.6B-8bit.

    Fetching is the only time Studio uses the network; it says what, from where and how much, and asks first.
    JSON: {"name", "path", "bytes", "parameters", "bits", "architecture", "toy"}.
    """
    from studio.train.models import add_folder, looks_remote

    folder = Path(id_or_path).expanduser()
    if not folder.is_dir() and looks_remote(id_or_path):
        model = _fetch(here, id_or_path, yes)
    else:
        model = add_folder(here.home, folder)
    here.emit(_model(model), f"{model.name} is ready: {_size(model.bytes)}, {model.architecture}.")


@models.command("tiny")
@click.option("--out", type=click.Path(path_type=Path), help="Folder to make it in; default: the home's models/tiny.")
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same toy.")
@click.pass_obj
def tiny(here: Session, out: Path | None, seed: int) -> None:
    """Make the toy: a tiny model trained on the spot on invented text, to try every room without a download.

    JSON: {"name", "path", "bytes", "parameters", "bits", "architecture", "toy"}.
    """
    from studio.train.models import resolve
    from studio.train.toy import make_toy

    folder = make_toy(here.home, out, seed=seed, report=here.report())
    here.done()
    model = resolve(here.home, str(folder))
    here.emit(_model(model), f"The toy is ready in {folder}. It speaks in sentences and knows nothing.")


@models.command("plan")
@click.argument("model")
@click.option("--dataset", required=True, help="Name of a packed dataset.")
@click.option("--preset", default="standard", show_default=True, help="quick, standard or thorough.")
@click.option("--layers", type=int, help="Blocks to adapt, from the top; default: all.")
@click.option("--batch-size", default=6, show_default=True, help="Examples per step, on average.")
@click.pass_obj
def plan_run(here: Session, model: str, dataset: str, preset: str, layers: int | None, batch_size: int) -> None:
    """Estimate memory and time of a run, with the assumptions they rest on.

    JSON: {"model", "parameters", "examples", "tokens_per_epoch", "epochs", "padding_ratio", "weights_bytes",
    "adapter_bytes", "activations_bytes", "head_bytes", "total_bytes", "memory_bytes", "seconds", "tokens_per_second",
    "fits", "assumptions"}.
    """
    from studio.train.supervisor import Supervisor

    spec = _spec(dataset=dataset, model=model, preset=preset, layers=layers, batch_size=batch_size)
    with here.store() as store:
        needed = Supervisor(store, here.home).plan(spec)
    verdict = "fits" if needed.fits else "does not fit"
    here.emit(
        needed.as_dict(),
        f"{needed.model}: {needed.examples} examples, {needed.tokens_per_epoch:,} tokens × {needed.epochs:g} epochs\n"
        f"memory   {_size(needed.total_bytes)} of {_size(needed.memory_bytes)}: {verdict}\n"
        f"time     about {_minutes(needed.seconds)} at {needed.tokens_per_second:,.0f} tokens/s\n"
        "assuming " + "; ".join(needed.assumptions) + ".",
    )


@click.command(cls=Command)
@click.argument("dataset")
@click.option("--model", required=True, help="tiny, a name from `studio models list`, a folder, or a Hugging Face id.")
@click.option("--preset", default="standard", show_default=True, help="quick, standard or thorough: 2, 3 or 5 epochs.")
@click.option("--iters", type=int, help="Steps, instead of the preset's epochs.")
@click.option("--batch-size", default=6, show_default=True, help="Examples per step, on average.")
@click.option("--rank", default=8, show_default=True, help="Rank of the adapter.")
@click.option("--lr", type=float, help="Effective learning rate: optimiser's rate × adapter's scale.")
@click.option("--layers", type=int, help="Blocks to adapt, from the top; default: all.")
@click.option("--type", "kind", default="lora", show_default=True, help="lora, dora or full.")
@click.option(
    "--patience", default=4, show_default=True, help="Validations without progress before it stops; 0: never."
)
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same batches.")
@click.option("--allow-stale", is_flag=True, help="Train on a dataset though somebody in it was forgotten.")
@_YES
@click.pass_obj
def train(
    here: Session, dataset: str, model: str, preset: str, iters: int | None, batch_size: int, rank: int,
    lr: float | None, layers: int | None, kind: str, patience: int, seed: int, allow_stale: bool, yes: bool,
) -> None:  # fmt: skip
    """Teach a model what is in a packed dataset; the adapter with the best held-out loss is kept.

    Ctrl+C finishes the step, keeps the best and exits with 130. JSON lines:
    {"event": "plan|train|valid|checkpoint|warning|stopped|done", ...}; done: {"run_id", "iterations", "best_iteration",
    "best_valid_loss", "base_valid_loss", "test_loss", "base_test_loss", "tokens_per_second", "padding_ratio",
    "peak_memory_bytes", "adapter_path", "stopped_by"}.
    """
    from studio.train.supervisor import run_to_end

    spec = _spec(
        dataset=dataset, model=model, preset=preset, iterations=iters, batch_size=batch_size, rank=rank,
        learning_rate=lr, layers=layers, type=kind, patience=patience, seed=seed,
    )  # fmt: skip
    _obtain(here, model, yes)
    with here.store() as store:
        told = here.line if here.json else _Narrator(here).tell
        result = run_to_end(store, here.home, spec, told, allow_stale=allow_stale)
    here.done()
    if result.stopped_by == "user":
        raise click.exceptions.Exit(130)


@click.group(cls=Group)
def runs() -> None:
    """Training runs: what was taught, how it ended, and what to do with it."""


@runs.command("list")
@click.pass_obj
def list_runs(here: Session) -> None:
    """Show every run, the newest first.

    JSON: [{"id", "dataset", "model", "state", "usable", "started_at", "ended_at", "adapter_path", "spec", "result",
    "stale"}]; stale says why a run is not asked unless it is named and allowed.
    """
    from studio.train.history import settle_interrupted

    with here.store() as store:
        settle_interrupted(store)
        found, stale = store.runs.all(), store.stale.reasons("run")
    lines = [
        f"{run.id}  {run.state:<11} {run.dataset:<16} {run.model:<24} {_losses(run)}{_stale(stale.get(run.id))}"
        for run in found
    ]
    here.emit(
        [{**_run(run), "stale": stale.get(run.id)} for run in found],
        "\n".join(lines) or "No run yet. Start one: studio train NAME --model tiny",
    )


@runs.command("show")
@click.argument("run_id", metavar="ID")
@click.pass_obj
def show_run(here: Session, run_id: str) -> None:
    """Show one run: what was asked, how it went, every held-out loss.

    JSON: as in `runs list`, and "events": [...].
    """
    from studio.train.history import find, past_events, settle_interrupted

    with here.store() as store:
        settle_interrupted(store)
        run = find(store, run_id)
        stale = store.stale.reason("run", run.id)
    events = list(past_events(run))
    curve = [
        f"  step {e['iteration']:>5}   {e['loss']:.4f}{'  kept' if e['best'] else ''}"
        for e in events
        if e["event"] == "valid"
    ]
    human = [
        f"{run.id}: {run.model} on {run.dataset}, {run.state}{_stale(stale)}",
        _losses(run),
        *curve,
        f"  {run.adapter}",
    ]
    here.emit({**_run(run), "stale": stale, "events": events}, "\n".join(human))


@runs.command("stop")
@click.argument("run_id", metavar="ID")
@click.pass_obj
def stop_run(here: Session, run_id: str) -> None:
    """Ask a run, also one of another Studio, to finish its step, keep its best and end.

    JSON: {"run_id"}.
    """
    from studio.train.history import ask_to_stop

    stopped = ask_to_stop(here.home, run_id)
    here.emit({"run_id": stopped}, f"{stopped} was asked to stop; it keeps its best adapter.")


@runs.command("delete")
@click.argument("run_id", metavar="ID")
@click.pass_obj
def delete_run(here: Session, run_id: str) -> None:
    """Forget a run and remove its adapter.

    JSON: {"run_id"}.
    """
    from studio.train.history import delete, find, settle_interrupted

    with here.store() as store:
        settle_interrupted(store)
        run = find(store, run_id)
        delete(store, run)
    here.emit({"run_id": run.id}, f"{run.id} is gone.")


@runs.command("fuse")
@click.argument("run_id", metavar="ID")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="New folder for the fused model.")
@click.pass_obj
def fuse_run(here: Session, run_id: str, out: Path) -> None:
    """Write base and adapter as one model folder that needs no adapter.

    JSON: {"run_id", "path"}.
    """
    from studio.train.history import find, fuse

    with here.store() as store:
        run = find(store, run_id)
    folder = fuse(here.home, run, out)
    here.emit({"run_id": run.id, "path": str(folder)}, f"The fused model is in {folder}.")


def _spec(**values: Any) -> RunSpec:
    from studio.train.spec import RunSpec

    return RunSpec(**values)


def _obtain(here: Session, name: str, yes: bool) -> None:
    """Fetch a model that was named by its hub id and is not here yet."""
    from studio.train.models import looks_remote, resolve

    try:
        resolve(here.home, name)
    except Exception:
        if not looks_remote(name) or Path(name).expanduser().exists():
            raise
        _fetch(here, name, yes)


def _fetch(here: Session, name: str, yes: bool) -> BaseModel:
    from studio.train.models import HUB, fetch, look_up

    may_ask = sys.stdin.isatty() and sys.stderr.isatty()
    if not yes and not may_ask:
        raise UsageError(
            f"{name} is not on this machine; fetching it would contact {HUB}.",
            fix="Say --yes if that is meant, or copy the folder here and use: studio models add FOLDER",
            code="download_not_confirmed",
        )
    here.say(f"Asking {HUB} for the size of {name}: only this name is sent.")
    remote = look_up(name)
    here.say(f"{remote.name}: {remote.files} files, {_size(remote.bytes)}, from {HUB} into {here.home.models}.")
    if not yes and not click.confirm("Fetch it?", err=True):
        raise UsageError("Nothing was fetched.", fix="", code="download_not_confirmed")
    model = fetch(here.home, remote, here.report())
    here.done()
    return model


def _model(model: BaseModel) -> dict[str, Any]:
    return {
        "name": model.name,
        "path": str(model.path),
        "bytes": model.bytes,
        "parameters": model.parameters,
        "bits": model.bits,
        "architecture": model.architecture,
        "toy": model.toy,
    }


def _run(run: Run) -> dict[str, Any]:
    from studio.core.clock import iso

    values = asdict(run)
    values.update(path=str(run.path), started_at=iso(run.started_at), ended_at=iso(run.ended_at))
    return {**values, "usable": run.usable, "adapter_path": str(run.adapter) if run.usable else None}


def _stale(reason: str | None) -> str:
    return f"\n  ▲ stale: {reason}" if reason else ""


def _losses(run: Run) -> str:
    result = run.result or {}
    best, base = result.get("best_valid_loss"), result.get("base_valid_loss")
    if best is None or base is None:
        return "no held-out loss"
    verdict = "better than untuned" if best < base else "not better than untuned"
    return f"held-out loss {base:.3f} → {best:.3f}, {verdict}"


class _Narrator:
    """Tells a person how a run goes, a line per validation."""

    def __init__(self, here: Session) -> None:
        from studio.core.progress import Step

        self._here = here
        self._report = here.report()
        self._step = Step

    def tell(self, event: Message) -> None:
        """Say one event."""
        match event["event"]:
            case "plan":
                base = event["base_valid_loss"]
                to_beat = f"; the untuned model's held-out loss is {base:.3f}" if base is not None else ""
                self._here.say(
                    f"{event['train']} examples, {event['iterations']} steps at {event['learning_rate']:.1e}{to_beat}."
                )
            case "train":
                loss = "not a number" if event["loss"] is None else f"{event['loss']:.3f}"
                what = f"loss {loss} · {event['tokens_per_second']:,.0f} tokens/s"
                self._report(self._step(event["iteration"], event["iterations"], what, event["seconds_left"]))
            case "valid":
                kept = "kept" if event["best"] else "not better"
                self._here.say(f"step {event['iteration']:>5}  held-out loss {event['loss']:.4f}  {kept}")
            case "warning":
                self._here.say(f"▲ {event['message']}")
            case "done":
                self._here.emit({}, _summary(event))


def _summary(done: Message) -> str:
    from studio.train.spec import RunResult

    result = RunResult.from_event(done)
    tuned, base = result.test_loss, result.base_test_loss
    measured = "test"
    if tuned is None or base is None:
        tuned, base, measured = result.best_valid_loss, result.base_valid_loss, "validation"
    if tuned is None or base is None:
        verdict = "There was nothing held out, so nobody knows whether it is better than the untuned model."
    else:
        verdict = f"Held-out {measured} loss {base:.3f} untuned → {tuned:.3f} tuned: "
        verdict += "better." if result.better else "tuned is not better. That is a result."
    speed = f"{result.tokens_per_second:,.0f} tokens/s, {_size(result.peak_memory_bytes)} at most"
    return f"{verdict}\nRun {result.run_id}, {speed}."


def _size(count: float) -> str:
    return f"{count / 2**30:.1f} GB" if count >= 2**30 else f"{count / 2**20:.0f} MB"


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
