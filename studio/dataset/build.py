"""Building: a plan that every gate lets through becomes a folder that is whole or not there."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from studio.core.clock import now
from studio.core.episode_json import to_dict
from studio.core.errors import GateError, StudioError, UsageError
from studio.core.ids import text_hash, unnamed
from studio.core.manifest import GapMark, Manifest, Rescan, TemplateMark, Tokens
from studio.core.paths import Home
from studio.core.progress import Report, silent
from studio.dataset.folder import Draft
from studio.dataset.gates import remaining
from studio.dataset.plan import Plan, Wish, draw_up
from studio.dataset.render import Example
from studio.dataset.templates import VIEWS
from studio.dataset.weights import copies
from studio.store import Store
from studio.store.datasets import SPLITS, Dataset

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

Looker = Callable[[str, Mapping[str, bytes]], Rescan]
"""A last look through the files: given the dataset's hash and each file's bytes, what is left that should not be."""

BYTES_PER_TOKEN = 4
"""What the estimate divides by; a model's own tokenizer is not asked, because no model is named yet."""


def build(
    store: Store,
    home: Home,
    name: str,
    *,
    views: Sequence[str] = VIEWS,
    template: Path | None = None,
    seed: int = 13,
    valid: float = 0.15,
    test: float = 0.15,
    weights: str = "none",
    allow_unreviewed: str | None = None,
    gaps: Sequence[GapMark] = (),
    look: Looker | None = None,
    report: Report = silent,
) -> Manifest:
    """Freeze a dataset under a name: `train.jsonl`, `valid.jsonl`, `test.jsonl` and `manifest.json`, MLX chat lines.

    Only labelled episodes, only scrubbed and reviewed text. The same inputs give the same bytes; a dataset of the same
    name is replaced whole. Sides given to episodes are remembered for every later build. The manifest keeps the gap
    checks as the caller found them; they warn, never refuse, and do not enter the hash. Before anything is written
    `look` goes through the files as they are going to be, and refuses where something to be replaced is left.

    Raises:
        UsageError: a bad name, fraction, weighting or override.
        InputError: a template cannot be used.
        GateError: a gate refuses; the message says what is missing.
        StudioError: the folder cannot be written.
    """
    check_name(name)
    wish = Wish(tuple(views), template, seed, valid, test, weights, allow_unreviewed)
    return freeze(store, home, name, draw_up(store, wish, gaps=gaps, report=report), look)


def freeze(store: Store, home: Home, name: str, plan: Plan, look: Looker | None = None) -> Manifest:
    """Write a plan, after a last look through what would be written.

    Raises:
        GateError: a gate refuses.
        StudioError: the folder cannot be written.
    """
    check_name(name)
    if (gate := plan.refused) is not None:
        raise GateError(gate.message, fix=gate.fix, code=f"gate_{gate.id}")
    contents = _contents(plan)
    manifest = _manifest(store, name, plan, contents)
    if look is not None:
        manifest = _looked_through(manifest, contents, plan, look)
    contents["manifest.json"] = manifest.as_json().encode("utf-8", "surrogatepass")
    draft = Draft(home, name)
    try:
        draft.write(contents)
        record = Dataset(name, manifest.hash, str(draft.target), now(), manifest.as_json())
        store.datasets.record(record, plan.assignment.fresh, publish=draft.publish)
    except OSError as problem:
        raise StudioError(
            f"The dataset {name} cannot be written: {problem.strerror or problem}.",
            fix="Check the home's rights and the disk's free space.",
            code="unwritable",
        ) from problem
    finally:
        draft.clear()
    return manifest


def _looked_through(made: Manifest, contents: Mapping[str, bytes], plan: Plan, look: Looker) -> Manifest:
    """The manifest with what a last look found, itself looked through too.

    Raises:
        GateError: something that was to be replaced is left, and nobody let it in.
    """
    mark = look(made.hash, {**contents, "manifest.json": made.as_json().encode("utf-8", "surrogatepass")})
    gate = remaining(mark, plan.wish.allow_unreviewed)
    if gate.state == "refused":
        raise GateError(gate.message, fix=gate.fix, code=f"gate_{gate.id}")
    let_in = made.unreviewed
    if gate.state == "overridden" and plan.wish.allow_unreviewed:
        let_in = replace(
            let_in or plan.holes.override(plan.wish.allow_unreviewed), remaining=sum(mark.remaining.values())
        )
    return replace(made, gates=(*made.gates, gate), unreviewed=let_in, rescan=mark)


def check_name(name: str) -> None:
    """Refuse a name that is no good folder name.

    Raises:
        UsageError: it is empty, too long, or has other characters than letters, digits, dot, dash and underscore.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"“{name}” cannot name a dataset.",
            fix="Use up to 64 letters, digits, dots, dashes and underscores, beginning with a letter or digit.",
            code="bad_name",
        )


def _contents(plan: Plan) -> dict[str, bytes]:
    """File name → bytes: the three sides in a seeded order, and where each line came from."""
    seed = plan.wish.seed
    provenance: list[str] = []
    contents: dict[str, bytes] = {}
    for split in SPLITS:
        rows: list[tuple[bytes, Example, int]] = []
        for one in plan.examples[split]:
            key = f"{one.view}\x1f{one.episode_id}"
            many = copies(plan.repeats.get(one.episode_id, 1.0), key, seed) if split == "train" else 1
            rows += [(_order(seed, f"{key}\x1f{copy}"), one, copy) for copy in range(many)]
        rows.sort(key=lambda row: row[0])
        contents[f"{split}.jsonl"] = _lines([one.line for _, one, _ in rows])
        provenance += [
            json.dumps(
                {
                    "file": f"{split}.jsonl",
                    "line": n,
                    "episode": unnamed(one.episode_id),
                    "view": one.view,
                    "copy": copy,
                }
            )
            for n, (_, one, copy) in enumerate(rows, start=1)
        ]
    contents["provenance.jsonl"] = _lines(provenance)
    return contents


def _manifest(store: Store, name: str, plan: Plan, contents: Mapping[str, bytes]) -> Manifest:
    hashes = {
        file_name: hashlib.blake2b(content, digest_size=16).hexdigest() for file_name, content in contents.items()
    }
    lines = {split: contents[f"{split}.jsonl"].count(b"\n") for split in SPLITS}
    sides = plan.assignment.sides
    return Manifest(
        name=name,
        hash=text_hash(*(f"{file_name} {digest}" for file_name, digest in sorted(hashes.items()))),
        train=lines["train"],
        valid=lines["valid"],
        test=lines["test"],
        episodes=len(plan.episodes),
        views=tuple(plan.templates),
        seed=plan.wish.seed,
        fractions={"valid": plan.wish.valid, "test": plan.wish.test},
        excluded=dict(plan.excluded),
        tokens=estimate(plan.examples["train"]),
        gates=plan.gates,
        weights=plan.weights,
        system=_systems(plan),
        ask=_asks(plan),
        templates={view: TemplateMark(t.name, t.hash, t.ending) for view, t in plan.templates.items()},
        files=hashes,
        source_hash=text_hash(*(json.dumps(to_dict(e), sort_keys=True) for e in plan.episodes)),
        engine=store.scrub.engine(),
        splits={split: tuple(sorted(unnamed(e.id) for e in plan.episodes if sides[e.id] == split)) for split in SPLITS},
        unreviewed=plan.unreviewed,
        gaps=plan.gaps,
        audited={
            split: sum(sides[e.id] == split and e.why_labelled == "audit" for e in plan.episodes) for split in SPLITS
        },
    )


def estimate(examples: Sequence[Example]) -> Tokens:
    """Tokens of the training examples, each once, estimated from their bytes."""
    sizes = sorted(-(-one.size // BYTES_PER_TOKEN) for one in examples)
    method = f"estimate: UTF-8 bytes / {BYTES_PER_TOKEN}"
    if not sizes:
        return Tokens(method, 0, 0, 0, 0)
    return Tokens(method, sum(sizes), _quantile(sizes, 0.5), _quantile(sizes, 0.95), sizes[-1])


def _quantile(ordered: Sequence[int], share: float) -> int:
    """The smallest value that at least this share does not exceed."""
    return ordered[max(0, -(-int(share * 100) * len(ordered) // 100) - 1)]


def _systems(plan: Plan) -> dict[str, str]:
    domains = {e.domain for e in plan.episodes}
    found: dict[str, str] = {}
    for template in plan.templates.values():
        for domain, part in template.domains.items():
            if domain in domains:
                found.setdefault(domain, part.system)
    return dict(sorted(found.items()))


def _asks(plan: Plan) -> dict[str, str]:
    """How the advice view puts a situation; nothing for domains it was not built for."""
    template = plan.templates.get("advice")
    if template is None:
        return {}
    found: dict[str, str] = {}
    for domain in sorted({e.domain for e in plan.episodes} & template.domains.keys()):
        put = template.domains[domain].prompt.fill(lambda place: "{situation}" if place == "situation" else None)
        if isinstance(put, str) and "{situation}" in put:
            found[domain] = put
    return found


def _lines(rows: Sequence[str]) -> bytes:
    return "".join(f"{row}\n" for row in rows).encode("utf-8", "surrogatepass")


def _order(seed: int, key: str) -> bytes:
    return hashlib.blake2b(f"{seed}\x1forder\x1f{key}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
