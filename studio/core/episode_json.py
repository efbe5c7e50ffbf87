"""Episodes as the JSON of `schemas/episode.v1.json`, both ways."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, TypeVar

from studio.core.clock import iso
from studio.core.episode import DOMAINS, OUTCOMES, WHYS, Context, Episode, Labels
from studio.core.errors import InputError

REQUIRED = ("id", "domain", "started_at", "situation")
"""Keys no episode can do without."""

_LARGEST = sys.float_info.max
_RANGES = {"mood": (-1.0, 1.0), "readiness": (0.0, 100.0), "proxy_outcome": (-1.0, 1.0)}
_TEXTS = ("thread", "response", "outcome", "source")

ChoiceT = TypeVar("ChoiceT", bound=str)


def to_dict(episode: Episode) -> dict[str, Any]:
    """The episode as JSON values: every key, absent ones null; of the context only what is known."""
    values = asdict(episode)
    values["started_at"] = iso(episode.started_at)
    values["ended_at"] = iso(episode.ended_at)
    values["labelled_at"] = iso(episode.labelled_at)
    values["people"] = list(episode.people)
    values["context"] = {k: v for k, v in values["context"].items() if v not in (None, {})}
    values["labels"]["topics"] = list(episode.labels.topics)
    return {key: values[key] for key in _ORDER}


def from_dict(values: Mapping[str, Any]) -> Episode:
    """The episode that such JSON values tell.

    Raises:
        InputError: unknown keys, missing ones, or a value of a wrong kind; the message names them.
    """
    if not isinstance(values, Mapping):
        raise _bad("an episode is a JSON object")
    _only(values, _ORDER, "")
    if missing := [key for key in REQUIRED if values.get(key) in (None, "")]:
        raise _bad(f"missing: {', '.join(missing)}")
    began = _moment(values, "started_at")
    if began is None:
        raise _bad("missing: started_at")
    ended = _moment(values, "ended_at")
    if ended is not None and ended < began:
        raise _bad("ended_at is before started_at")
    texts = {key: _text(values, key) for key in _TEXTS}
    return Episode(
        id=_required(values, "id"),
        domain=_choice(values, "domain", DOMAINS) or "relationship",
        started_at=began,
        situation=_required(values, "situation"),
        ended_at=ended,
        context=_context(_mapping(values, "context")),
        people=_texts(values, "people"),
        labels=_labels(_mapping(values, "labels")),
        why_labelled=_choice(values, "why_labelled", WHYS),
        labelled_at=_moment(values, "labelled_at"),
        thread=texts["thread"],
        response=texts["response"],
        outcome=texts["outcome"],
        source=texts["source"],
    )


_ORDER = (
    "id", "domain", "started_at", "ended_at", "thread", "situation", "response", "outcome", "context", "source",
    "people", "labels", "why_labelled", "labelled_at",
)  # fmt: skip


def _context(values: Mapping[str, Any]) -> Context:
    _only(values, [f.name for f in fields(Context)], "context.")
    numbers = {key: _number(values, key) for key in _RANGES}
    return Context(
        started_by=_choice(values, "started_by", ("me", "other")),
        mood=numbers["mood"],
        readiness=numbers["readiness"],
        planned=_flag(values, "planned"),
        done=_flag(values, "done"),
        causes=_causes(_mapping(values, "causes")),
        words_me=_count(values, "words_me"),
        words_other=_count(values, "words_other"),
        proxy_outcome=numbers["proxy_outcome"],
    )


def _labels(values: Mapping[str, Any]) -> Labels:
    _only(values, [f.name for f in fields(Labels)], "labels.")
    return Labels(
        outcome=_choice(values, "outcome", OUTCOMES),
        topics=_texts(values, "topics"),
        trigger=_text(values, "trigger"),
        response_style=_text(values, "response_style"),
        what_helped=_text(values, "what_helped"),
        advice=_text(values, "advice"),
        better=_text(values, "better"),
        note=_text(values, "note"),
    )


def _bad(reason: str) -> InputError:
    return InputError(f"Not an episode: {reason}.", fix="See schemas/episode.v1.json.", code="bad_episode")


def _only(values: Mapping[str, Any], known: Any, prefix: str) -> None:
    unknown = [f"{prefix}{key}" for key in values if key not in known]
    if unknown:
        raise _bad(f"unknown {'key' if len(unknown) == 1 else 'keys'} {', '.join(unknown)}")


def _mapping(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = values.get(key)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise _bad(f"{key} is not an object")
    return value


def _sound(text: str, key: str) -> str:
    """The text, unless it holds half a surrogate pair, which no file can store."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _bad(f"{key} holds half a surrogate pair") from None
    return text


def _text(values: Mapping[str, Any], key: str) -> str | None:
    value = values.get(key)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise _bad(f"{key} is not text")
    return _sound(value, key)


def _required(values: Mapping[str, Any], key: str) -> str:
    value = _text(values, key)
    if value is None or not value.strip():
        raise _bad(f"{key} is blank")
    return value


def _texts(values: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = values.get(key)
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise _bad(f"{key} is not a list of texts")
    return tuple(_sound(item, key) for item in value)


def _choice(values: Mapping[str, Any], key: str, allowed: tuple[ChoiceT, ...]) -> ChoiceT | None:
    value = values.get(key)
    if value is None:
        return None
    for one in allowed:
        if value == one:
            return one
    raise _bad(f"{key} is {value!r}, not one of {', '.join(allowed)}")


def _flag(values: Mapping[str, Any], key: str) -> bool | None:
    value = values.get(key)
    if value is None or isinstance(value, bool):
        return value
    raise _bad(f"{key} is not true or false")


def _count(values: Mapping[str, Any], key: str) -> int | None:
    value = values.get(key)
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63):
        return value
    raise _bad(f"{key} is not a count")


def _number(values: Mapping[str, Any], key: str) -> float | None:
    value = values.get(key)
    if value is None:
        return None
    low, high = _RANGES[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise _bad(f"{key} is not a number from {low:g} to {high:g}")
    return float(value)


def _causes(values: Mapping[str, Any]) -> dict[str, bool | float]:
    for name, value in values.items():
        if not isinstance(value, bool | int | float) or not -_LARGEST <= value <= _LARGEST:
            raise _bad(f"causes.{name} is not true, false or a number")
        _sound(name, "causes")
    return dict(values)


def _moment(values: Mapping[str, Any], key: str) -> datetime | None:
    value = values.get(key)
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or moment.utcoffset() is None:
        raise _bad(f"{key} is not an ISO 8601 time with an offset")
    try:
        moment.astimezone(_EARLIEST.tzinfo)
    except OverflowError:
        raise _bad(f"{key} lies outside the calendar") from None
    if moment < _EARLIEST:
        raise _bad(f"{key} lies before 1900")
    return moment


_EARLIEST = datetime.fromisoformat("1900-01-01T00:00:00+00:00")
