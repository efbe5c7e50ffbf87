"""The written contracts say what the code does."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest

from studio.core.episode import Context, Episode, Labels
from studio.core.episode_json import REQUIRED, from_dict, to_dict
from studio.core.errors import InputError
from studio.core.manifest import Manifest
from studio.core.paths import Home, shipped
from studio.core.schemas import as_text, schemas
from studio.dataset.build import build
from studio.store import Store
from tests.dataset.packed import START, lived, review

FULL = Episode("e1", "fitness", START, "x", context=Context("me", 0.1, 5.0, True, False, {"a": True}, 1, 2, 0.3))


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_written_schema_is_the_generated_one(name: str) -> None:
    path = shipped("schemas") / name
    assert path.read_text(encoding="utf-8") == as_text(schemas()[name]), "write it again: python -m studio.core.schemas"


def test_nothing_else_lies_among_the_schemas() -> None:
    assert sorted(path.name for path in shipped("schemas").iterdir()) == sorted(schemas())


def test_the_episode_schema_has_exactly_the_keys_that_are_written_and_taken() -> None:
    schema = schemas()["episode.v1.json"]
    written = to_dict(FULL)
    assert schema["properties"].keys() == written.keys()
    assert tuple(schema["required"]) == ("id", "domain", "started_at", "situation")
    assert set(schema["required"]) == set(REQUIRED)
    assert schema["$defs"]["Context"]["properties"].keys() == written["context"].keys()
    assert schema["$defs"]["Labels"]["properties"].keys() == {f.name for f in fields(Labels)}


@pytest.mark.parametrize("part", ["Context", "Labels", ""])
def test_what_the_schema_closes_the_import_refuses(part: str) -> None:
    schema = schemas()["episode.v1.json"]
    assert (schema["$defs"][part] if part else schema)["additionalProperties"] is False
    values: dict[str, Any] = to_dict(FULL)
    (values[part.lower()] if part else values)["surprise"] = 1
    with pytest.raises(InputError, match="surprise"):
        from_dict(values)


@pytest.mark.parametrize(("key", "bound"), [("mood", 1), ("readiness", 100), ("proxy_outcome", 1), ("words_me", None)])
def test_bounds_of_the_schema_are_those_of_the_import(key: str, bound: float | None) -> None:
    option = schemas()["episode.v1.json"]["$defs"]["Context"]["properties"][key]["anyOf"][0]
    assert option.get("maximum") == bound
    beyond = option["minimum"] - 1 if bound is None else bound + 1
    with pytest.raises(InputError, match=key):
        from_dict({**to_dict(FULL), "context": {key: beyond}})


def test_a_written_manifest_has_exactly_the_keys_of_its_schema(store: Store, home: Home) -> None:
    lived(store, 10)
    review(store)
    build(store, home, "us")
    written = json.loads((home.datasets / "us" / "manifest.json").read_text(encoding="utf-8"))
    schema = schemas()["manifest.v1.json"]
    assert schema["properties"].keys() == written.keys() == {f.name for f in fields(Manifest)}
    for part, kind in (("tokens", "Tokens"), ("weights", "Weights")):
        assert schema["$defs"][kind]["properties"].keys() == written[part].keys()
