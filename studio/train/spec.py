"""What a training run is asked to do: presets by epochs, never raw iterations unless the person says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from studio.core.errors import UsageError

Preset = Literal["quick", "standard", "thorough"]
FineTune = Literal["lora", "dora", "full"]

EPOCHS: dict[Preset, int] = {"quick": 2, "standard": 3, "thorough": 5}
"""Times each example is read at most; patience ends a run earlier."""

VALIDATIONS: dict[Preset, int] = {"quick": 2, "standard": 4, "thorough": 4}
"""Looks at the held-out loss per epoch."""


@dataclass(frozen=True, slots=True)
class RunSpec:
    """One run as asked for; None means the default for the model and the data."""

    dataset: str
    """Name of a packed dataset."""
    model: str
    """`tiny`, a name from `studio models list`, or a folder."""
    preset: Preset = "standard"
    iterations: int | None = None
    """Steps; overrides the preset's epochs."""
    batch_size: int = 6
    """Examples per step, on average."""
    rank: int = 8
    learning_rate: float | None = None
    """Effective: the optimiser's rate times the adapter's scale, so that it means the same at every rank."""
    layers: int | None = None
    """Blocks adapted, counted from the top; None for all."""
    type: FineTune = "lora"
    patience: int = 4
    """Validations without a better loss before it stops; 0 never stops early."""
    seed: int = 7

    def __post_init__(self) -> None:
        """Refuse what cannot be meant.

        Raises:
            UsageError: a value is out of its range.
        """
        _between("--iters", self.iterations, 1, 1_000_000)
        _between("--batch-size", self.batch_size, 1, 1024)
        _between("--rank", self.rank, 1, 512)
        _between("--lr", self.learning_rate, 1e-9, 10.0)
        _between("--layers", self.layers, 1, 1000)
        _between("--patience", self.patience, 0, 1000)
        if self.preset not in get_args(Preset):
            raise UsageError(f"There is no preset “{self.preset}”.", fix=f"Choose one of {', '.join(EPOCHS)}.")
        if self.type not in get_args(FineTune):
            raise UsageError(f"There is no type “{self.type}”.", fix="Choose lora, dora or full.")

    def as_dict(self) -> dict[str, Any]:
        """JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> RunSpec:
        """The spec back from JSON values; keys it does not know are left out."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended: the keys of the `done` event."""

    run_id: str
    iterations: int
    best_iteration: int
    """Steps taken when the kept adapter was validated."""
    best_valid_loss: float | None
    """Nats per completion token, all validation examples; None without a validation set."""
    base_valid_loss: float | None
    test_loss: float | None
    base_test_loss: float | None
    tokens_per_second: float
    """Real tokens, padding not counted, validation time not counted."""
    padding_ratio: float
    peak_memory_bytes: int
    adapter_path: str
    stopped_by: str
    """`finished`, `patience`, `user` or `diverged`."""

    @classmethod
    def from_event(cls, event: Mapping[str, Any]) -> RunResult:
        """The result out of a `done` event."""
        return cls(**{field.name: event[field.name] for field in fields(cls)})

    @property
    def better(self) -> bool | None:
        """Whether tuning lowered the held-out loss; None when that was not measured."""
        if self.test_loss is not None and self.base_test_loss is not None:
            return self.test_loss < self.base_test_loss
        if self.best_valid_loss is not None and self.base_valid_loss is not None:
            return self.best_valid_loss < self.base_valid_loss
        return None


def _between(option: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not low <= value <= high:
        raise UsageError(f"{option} {value} is out of range.", fix=f"Give a number from {low:g} to {high:g}.")
