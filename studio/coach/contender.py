"""Who answers: a base model, perhaps with the adapter of a run on it, and the system line it was taught with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from studio.coach.prompts import SYSTEM
from studio.core.errors import StudioError
from studio.core.paths import Home

if TYPE_CHECKING:
    from studio.store import Store
    from studio.store.runs import Run


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

    def system(self, domain: str | None) -> str:
        """The system line for questions of a domain; of the first domain taught when none is known."""
        lines = dict(self.systems)
        return lines.get(domain or "") or next(iter(lines.values()), SYSTEM)


def contender(store: Store, home: Home, run_id: str | None = None) -> Contender:
    """The named run, else the newest that left an adapter, else a base model of the home.

    Raises:
        StudioError: no such run, it left no adapter, or there is no model at all.
    """
    run = store.runs.newest_usable() if run_id is None else _named(store, run_id)
    if run is not None:
        if not (run.model_path / "config.json").exists():
            raise StudioError(
                f"Run {run.id} was taught on {run.model}, whose folder {run.model_path} is gone.",
                fix="Put the model back, or choose another run: studio runs list.",
                code="model_gone",
            )
        return Contender(run.model_path, run.adapter, run.id, _systems(store, run))
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


def _systems(store: Store, run: Run) -> tuple[tuple[str, str], ...]:
    """The system lines in the dataset's manifest; none when the dataset is gone."""
    dataset = store.datasets.get(run.dataset)
    if dataset is None:
        return ()
    try:
        manifest = json.loads((Path(dataset.path) / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    lines = manifest.get("system")
    return tuple(sorted(lines.items())) if isinstance(lines, dict) else ()
