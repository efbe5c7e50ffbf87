"""Who answers: a base model, perhaps with the adapter of a run on it, and the system line it was taught with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from studio.coach.prompts import QUESTION, SYSTEM, Template
from studio.core.errors import GateError, InputError, StudioError
from studio.core.manifest import Manifest
from studio.core.paths import Home

if TYPE_CHECKING:
    from studio.store import Store
    from studio.store.runs import Run


SITUATION = "{situation}"


@dataclass(frozen=True, slots=True)
class Contender:
    """One that can be asked."""

    model: Path
    """Folder of the base."""
    adapter: Path | None
    """Folder of the adapter; None for the base alone."""
    run_id: str | None
    systems: tuple[tuple[str, str], ...] = ()
    """Domain → system line of the dataset it was taught with."""
    asks: tuple[tuple[str, str], ...] = ()
    """Domain → how a situation was put when it was taught, with `{situation}` in it."""

    @property
    def reads_examples(self) -> bool:
        """False for the toy: a million weights lose the thread over worked examples; they are only cited."""
        try:
            config = json.loads((self.model / "config.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return True
        return not config.get("studio_toy")

    def template(self, domain: str | None) -> Template:
        """How to put a question of a domain (of the first one taught when none is known): the way it was taught."""
        systems, asks = dict(self.systems), dict(self.asks)
        system = systems.get(domain or "") or next(iter(systems.values()), SYSTEM)
        ask = asks.get(domain or "") or next(iter(asks.values()), SITUATION)
        return Template(system, ask.replace(SITUATION, QUESTION))


def contender(store: Store, home: Home, run_id: str | None = None, *, allow_stale: bool = False) -> Contender:
    """The named run, else the newest that left an adapter and is not stale, else a base model of the home.

    Raises:
        StudioError: no such run, it left no adapter, or there is no model at all.
        GateError: the named run is stale and that was not allowed.
    """
    run = store.runs.newest_usable() if run_id is None else _named(store, run_id)
    if run is not None and not allow_stale and (reason := store.stale.reason("run", run.id)):
        raise GateError(
            f"Run {run.id} is stale. {reason}",
            fix="Build the dataset again and train anew, or delete the run: studio runs delete ID.",
            code="stale",
        )
    if run is not None:
        if not (run.model_path / "config.json").exists():
            raise StudioError(
                f"Run {run.id} was taught on {run.model}, whose folder {run.model_path} is gone.",
                fix="Put the model back, or choose another run: studio runs list.",
                code="model_gone",
            )
        return Contender(run.model_path, run.adapter, run.id, *_taught(store, run))
    bases = sorted(folder for folder in home.models.glob("*") if (folder / "config.json").exists())
    if not bases:
        raise StudioError(
            "There is no model to ask yet.",
            fix="Make a toy here and now (studio models tiny), or add a base: studio models add ID_OR_PATH.",
            code="no_model",
        )
    return Contender(bases[0], None, None)


def _named(store: Store, run_id: str) -> Run:
    run = store.runs.get(run_id)
    if run is None:
        raise StudioError(f"There is no run “{run_id}”.", fix="See: studio runs list.", code="not_found")
    if not run.usable:
        raise StudioError(
            f"Run {run.id} ended ({run.state}) before it had an adapter to keep.",
            fix="Choose another run (studio runs list), or train again.",
            code="no_adapter",
        )
    return run


def _taught(store: Store, run: Run) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """System lines and ways of asking in the dataset's manifest; none when the dataset is gone."""
    dataset = store.datasets.get(run.dataset)
    try:
        manifest = Manifest.from_json((Path(dataset.path) / "manifest.json").read_bytes()) if dataset else None
    except (OSError, InputError):
        manifest = None
    if manifest is None:
        return (), ()
    return tuple(sorted(manifest.system.items())), tuple(sorted(manifest.ask.items()))
