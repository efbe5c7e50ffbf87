"""The written contracts, as JSON Schema generated from the nouns; `python -m studio.core.schemas` writes them."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from studio.core import episode, manifest
from studio.core.paths import shipped

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_RANGES = {
    "mood": (-1, 1),
    "readiness": (0, 100),
    "proxy_outcome": (-1, 1),
    "words_me": (0, None),
    "words_other": (0, None),
}
"""Bounds of numbers in an episode's context, as `episode_json` enforces them."""


def schemas() -> dict[str, dict[str, Any]]:
    """File name → JSON Schema of every written contract."""
    return {"episode.v1.json": episode_schema(), "manifest.v1.json": manifest_schema()}


def episode_schema() -> dict[str, Any]:
    """An episode, as `studio episodes import` takes it and `export` writes it."""
    from pydantic import TypeAdapter

    return _written(TypeAdapter(episode.Episode).json_schema(), "episode.v1", Path(episode.__file__))


def manifest_schema() -> dict[str, Any]:
    """A dataset's `manifest.json`."""
    from pydantic import TypeAdapter

    return _written(TypeAdapter(manifest.Manifest).json_schema(), "manifest.v1", Path(manifest.__file__))


def as_text(schema: dict[str, Any]) -> str:
    """A schema as its file holds it."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def write(folder: Path) -> list[Path]:
    """Write every schema into a folder; returns the files."""
    written = []
    for name, schema in schemas().items():
        path = folder / name
        path.write_text(as_text(schema), encoding="utf-8")
        written.append(path)
    return written


def _written(schema: dict[str, Any], title: str, source: Path) -> dict[str, Any]:
    """The schema with its name, closed objects, descriptions out of the docstrings, and bounds."""
    told = _docstrings(source)
    for name, part in _objects(schema):
        part["additionalProperties"] = False
        if (about := told.get((name, ""))) is not None:
            part["description"] = about
        for key, value in part["properties"].items():
            if (about := told.get((name, key))) is not None:
                value["description"] = about
            if name == "Episode" and key in ("id", "situation"):
                value["minLength"] = 1
            if name == "Context" and key in _RANGES:
                _bound(value, *_RANGES[key])
    return {"$schema": DRAFT, "$id": f"{title}.json", **schema, "title": title}


def _objects(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for part in (schema, *schema.get("$defs", {}).values()):
        if "properties" in part:
            yield part["title"], part


def _bound(value: dict[str, Any], low: float, high: float | None) -> None:
    for option in value.get("anyOf", [value]):
        if option.get("type") in ("number", "integer"):
            option["minimum"] = low
            if high is not None:
                option["maximum"] = high


def _docstrings(source: Path) -> dict[tuple[str, str], str]:
    """(class, field) → docstring under the field; (class, "") → the class's own."""
    found: dict[tuple[str, str], str] = {}
    for node in ast.parse(source.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.ClassDef):
            continue
        if (about := ast.get_docstring(node)) is not None:
            found[node.name, ""] = " ".join(about.split())
        for field, after in zip(node.body, node.body[1:], strict=False):
            if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
                continue
            if (
                isinstance(after, ast.Expr)
                and isinstance(after.value, ast.Constant)
                and isinstance(after.value.value, str)
            ):
                found[node.name, field.target.id] = " ".join(after.value.value.split())
    return found


if __name__ == "__main__":
    write(shipped("schemas"))
