"""What a frozen dataset says of itself: everything needed to make it again, and nothing a person wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from studio.core.errors import InputError

GateState = Literal["passed", "warned", "overridden", "refused"]

Ending = Literal["", "asked", "none", "taught"]
GapState = Literal["cant_tell", "fine", "amber", "red"]

MANIFEST_VERSION = "manifest.v1"


@dataclass(frozen=True, slots=True)
class GapMark:
    """What one gap check found when a dataset was built."""

    id: str
    """Of the check, such as `outcome_mix`."""
    state: GapState
    n: int
    """Labels or episodes it looked at."""
    attested: bool = False
    """The person said this is how it really is; what they wrote about it stays out of here."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing that had to be true before packing."""

    id: str
    """`reviewed`, `enough`, `apart`, `held_out`, `endings`, `weights`, `gaps`, `residual` or `remaining`."""
    state: GateState
    message: str
    fix: str = ""
    """What to do about it, when it did not pass."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """How long the training examples are."""

    method: str
    """How they were counted, such as `estimate: UTF-8 bytes / 4`."""
    train: int
    """All training examples together."""
    p50: int
    p95: int
    max: int


@dataclass(frozen=True, slots=True)
class Weights:
    """How often each outcome is repeated in training, and why. Situations are counted, never named."""

    method: str
    """`none` or `poststratify`."""
    audit: int = 0
    """Random-audit labels the target was read from."""
    target: dict[str, float] | None = None
    """Outcome → share among the random audit, one added to every count."""
    labelled: dict[str, float] | None = None
    """Outcome → share among the training episodes."""
    weights: dict[str, float] | None = None
    """Outcome → its episodes' mean weight; over all training episodes the mean is 1. No ratio to the audit above 4
    is used: those are cut off before the mean is made 1."""
    effective: float | None = None
    """Kish's effective sample size, (Σw)² / Σw²."""
    copies: dict[str, float] | None = None
    """Outcome → mean number of times an example of it stands in train.jsonl, 1..3."""
    margins: tuple[str, ...] = ()
    """What was made to agree with the audit: `outcome`, or `outcome` and `situation` (the trigger)."""
    situations: int = 0
    """Kinds of situation the weights tell apart; 0 with the outcome alone."""
    without_situations: str = ""
    """Why the outcome alone was used: `few_named` (few labels name a trigger), `thin` (few audit labels for each
    situation) or `lopsided`."""
    rounds: int = 0
    """Rounds of iterative proportional fitting."""
    converged: bool | None = None
    """False when it was stopped before both margins agreed with the audit; None with the outcome alone."""
    reached: dict[str, float] | None = None
    """Outcome → its expected share among the training episodes as repeated."""


@dataclass(frozen=True, slots=True)
class Override:
    """Text that went in without review."""

    why: str
    """The person's own words."""
    texts: int
    """How many texts were not reviewed."""
    unscanned: int = 0
    """Of them, those nobody has looked through with the present rules and people list."""
    surfaces: dict[str, int] = field(default_factory=dict)
    """Entity → different names, places, dates… in them that waited for a decision."""
    residual: str = ""
    """What was not measured of what slips through: `planted`, `looked` or `planted, looked`; empty when both were."""
    remaining: int = 0
    """Places where something that was decided to be replaced was still found in the files."""


@dataclass(frozen=True, slots=True)
class Rescan:
    """What a last look through the files of a dataset found; counts only."""

    hash: str
    """Of the dataset that was looked through."""
    engine: str
    """Rules and people list it was looked through with."""
    texts: int
    """Different texts in the files, the manifest and the system lines among them."""
    sought: int
    """Names, places, dates… decided to be replaced that were looked for in every form."""
    unsought: int
    """Others too short to be told from anything else, such as an age."""
    remaining: dict[str, int]
    """Entity → places where one of them still stands."""
    files: dict[str, int]
    """File → such places in it."""
    ordinary: int
    """Places where one of them stands that is an everyday word or a stand-in too, and is taken for that."""
    stand_ins: int
    """Sure findings of a look that knows no decision, which are stand-ins."""
    kept: int
    """Those which the person decided to keep."""
    unknown: dict[str, int]
    """Entity → those which are neither."""

    @property
    def clean(self) -> bool:
        """True when nothing that was to be replaced was found."""
        return not self.remaining


@dataclass(frozen=True, slots=True)
class TemplateMark:
    """Which template made the examples of a view."""

    name: str
    hash: str
    ending: Ending = ""
    """`asked`: how it ended stands in the prompt, so that how common endings are need not be learned. `none`: neither
    what was done nor what followed is learned. `taught`: one of them is, without being told how it ended. Empty in
    manifests that did not say."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A frozen dataset's account of itself; the same inputs give the same manifest, byte for byte."""

    name: str
    hash: str
    """Over the example files and the provenance."""
    train: int
    """Lines of train.jsonl, repeated ones counted."""
    valid: int
    test: int
    episodes: int
    """Labelled episodes that made at least one example."""
    views: tuple[str, ...]
    seed: int
    fractions: dict[str, float]
    """`valid` and `test`, as asked for."""
    excluded: dict[str, int]
    """Reason → how many examples (or episodes, for reasons before a view) are not in."""
    tokens: Tokens
    gates: tuple[Gate, ...]
    weights: Weights
    system: dict[str, str]
    """Domain → the system line in front of every example, which the coach speaks too."""
    templates: dict[str, TemplateMark]
    """View → template."""
    files: dict[str, str]
    """File name → BLAKE2b-128 of its bytes."""
    source_hash: str
    """Over the ids, texts and labels of the episodes it was made from."""
    engine: str
    """The scrubbing engine that read the texts; empty when none did."""
    splits: dict[str, tuple[str, ...]]
    """Split → episode ids."""
    unreviewed: Override | None = None
    ask: dict[str, str] = field(default_factory=dict)
    """Domain → how a situation was put when advice was taught, `{situation}` in it; the coach asks the same way."""
    gaps: tuple[GapMark, ...] = ()
    """Every gap check as it stood at the build; empty when they were not asked."""
    audited: dict[str, int] = field(default_factory=dict)
    """Split → episodes in it that were labelled in a random audit; empty where nobody counted."""
    rescan: Rescan | None = None
    """The last look through the files; None when nobody looked."""
    version: str = MANIFEST_VERSION

    def as_dict(self) -> dict[str, Any]:
        """JSON values."""
        return asdict(self)

    def as_json(self) -> str:
        """The file's content, keys in order."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> Manifest:
        """The manifest of a file.

        Raises:
            InputError: not a manifest this Studio can read.
        """
        try:
            values = json.loads(text)
            return _manifest(values)
        except (ValueError, TypeError, KeyError, AttributeError) as problem:
            raise InputError(
                f"The manifest cannot be read: {type(problem).__name__}.",
                fix="Build the dataset again.",
                code="bad_manifest",
            ) from problem


def _manifest(values: Mapping[str, Any]) -> Manifest:
    parts = dict(values)
    parts["tokens"] = Tokens(**parts["tokens"])
    parts["gates"] = tuple(Gate(**gate) for gate in parts["gates"])
    weights = parts["weights"]
    parts["weights"] = Weights(**{**weights, "margins": tuple(weights.get("margins", ()))})
    parts["gaps"] = tuple(GapMark(**mark) for mark in parts.get("gaps", ()))
    parts["templates"] = {view: TemplateMark(**mark) for view, mark in parts["templates"].items()}
    parts["splits"] = {split: tuple(ids) for split, ids in parts["splits"].items()}
    parts["views"] = tuple(parts["views"])
    parts["unreviewed"] = Override(**parts["unreviewed"]) if parts.get("unreviewed") else None
    parts["rescan"] = Rescan(**parts["rescan"]) if parts.get("rescan") else None
    return Manifest(**parts)
