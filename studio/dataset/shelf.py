"""The shelf: datasets that were built, read back and handed out in other formats."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core.errors import StudioError, UsageError
from studio.core.manifest import Manifest
from studio.core.paths import Home, write_private
from studio.dataset.folder import settle
from studio.dataset.formats import FORMATS, Format
from studio.store import Store
from studio.store.datasets import SPLITS


@dataclass(frozen=True, slots=True)
class Exported:
    """A dataset handed out."""

    format: str
    files: dict[str, int]
    """File path → lines."""


def manifest_of(store: Store, name: str) -> Manifest:
    """The manifest of a dataset.

    Raises:
        StudioError: no dataset of that name.
        InputError: its manifest cannot be read.
    """
    found = store.datasets.get(name)
    if found is None:
        names = [d.name for d in store.datasets.all()]
        fix = f"There are: {', '.join(names)}." if names else "Build one: studio dataset build NAME."
        raise StudioError(f"No dataset is called “{name}”.", fix=fix, code="not_found")
    return Manifest.from_json(found.manifest)


def examples(home: Home, name: str, split: str) -> Iterator[list[dict[str, str]]]:
    """The conversations of one side, as the model reads them.

    Raises:
        StudioError: the file is gone.
    """
    path = settle(home, name) / f"{split}.jsonl"
    try:
        with path.open(encoding="utf-8", errors="surrogatepass") as stream:
            for line in stream:
                yield json.loads(line)["messages"]
    except (OSError, ValueError, KeyError) as problem:
        raise StudioError(
            f"{path} cannot be read.", fix=f"Build it again: studio dataset build {name}.", code="dataset_gone"
        ) from problem


def format_of(name: str) -> Format:
    """The export format of a name.

    Raises:
        UsageError: there is none; the message says which there are.
    """
    for one in FORMATS:
        if name == one.NAME:
            return one
    raise UsageError(
        f"There is no format “{name}” yet.",
        fix=f"Formats: {', '.join(f.NAME for f in FORMATS)}.",
        code="unknown_format",
    )


def export(store: Store, home: Home, name: str, format_name: str, out: Path) -> Exported:
    """Write a dataset into a folder in another format; files there of the same names are replaced.

    Raises:
        UsageError: no such format.
        StudioError: no such dataset, or the folder cannot be written.
    """
    form = format_of(format_name)
    manifest_of(store, name)
    files: dict[str, int] = {}
    for split in SPLITS:
        lines = [_json(form.line(messages)) for messages in examples(home, name, split)]
        target = out / form.FILES[split]
        try:
            write_private(target, "".join(lines).encode("utf-8", "surrogatepass"))
        except OSError as problem:
            raise StudioError(
                f"{target} cannot be written: {problem.strerror or problem}.",
                fix="Give --out a folder you may write to.",
                code="unwritable",
            ) from problem
        files[str(target)] = len(lines)
    return Exported(form.NAME, files)


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
