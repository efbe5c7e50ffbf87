"""Episodes in and out as JSON lines, labels and all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from studio.core.clock import now
from studio.core.episode import LABEL_FIELDS, Episode
from studio.core.episode_json import from_dict, to_dict
from studio.core.errors import InputError, StudioError
from studio.core.paths import write_private
from studio.store import Store
from studio.store.label_events import Given


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was not taken."""

    line: int
    """1-based."""
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import brought."""

    added: int
    updated: int
    """Imported before, and different now."""
    unchanged: int
    labelled: int
    """Episodes that got labels from the file which they did not have."""
    rejected: tuple[BadLine, ...]


def import_episodes(store: Store, path: Path) -> ImportReport:
    """Bring in the episodes of a JSONL file; good lines are kept, bad ones reported.

    Labels in the file become label events with their reason and moment; what is labelled so already is not labelled
    again. An episode that was cut here keeps its text and its records.

    Raises:
        InputError: the file cannot be read, or none of its lines is an episode.
    """
    episodes, rejected = read_lines(path)
    if not episodes:
        detail = f" (line {rejected[0].line}: {rejected[0].reason})" if rejected else ""
        raise InputError(
            f"{path} holds no episode{detail}.",
            fix="One JSON object a line, as in schemas/episode.v1.json.",
            code="no_episodes",
        )
    known = {e.id: e for e in store.episodes.all()}
    origins, names = store.episodes.origins(), store.people.main_names()
    put = [
        e
        for e in episodes
        if e.id not in known or (origins[e.id] == "import" and _story(e, names) != _story(known[e.id], names))
    ]
    added = store.episodes.put([(e, ()) for e in put], origin="import")
    store.people.add(name for e in put for name in e.people if name not in store.people.me())
    given = [g for e in episodes if (g := _given(e, known.get(e.id)))]
    if given:
        store.labels.set_many(given)
    return ImportReport(added, len(put) - added, len(episodes) - len(put), len(given), tuple(rejected))


def export_episodes(store: Store, path: Path) -> int:
    """Write every episode, in order of time, as JSON lines into a private file; returns how many.

    Raises:
        StudioError: the file cannot be written.
    """
    lines = [json.dumps(to_dict(e), ensure_ascii=False) + "\n" for e in store.episodes.all()]
    try:
        write_private(path, "".join(lines).encode("utf-8", "surrogatepass"))
    except OSError as problem:
        raise StudioError(
            f"{path} cannot be written: {problem.strerror or problem}.",
            fix="Give a file in a folder you may write to.",
            code="unwritable",
        ) from problem
    return len(lines)


def read_lines(path: Path) -> tuple[list[Episode], list[BadLine]]:
    """The episodes of a JSONL file, the last of each id, and the lines that are none.

    Raises:
        InputError: the file cannot be read.
    """
    found: dict[str, Episode] = {}
    rejected: list[BadLine] = []
    for number, raw in _raw_lines(path):
        try:
            episode = from_dict(_object(raw))
        except InputError as problem:
            rejected.append(BadLine(number, problem.message.removeprefix("Not an episode: ")))
            continue
        if episode.id in found:
            rejected.append(BadLine(number, f"the id {episode.id} came before in this file"))
            continue
        found[episode.id] = episode
    return list(found.values()), rejected


def _raw_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as stream:
            for number, raw in enumerate(stream, start=1):
                line = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
                if line.strip():
                    yield number, line
    except OSError as problem:
        raise InputError(
            f"{path} cannot be read: {problem.strerror or problem}.",
            fix="Give a JSONL file of episodes.",
            code="unreadable",
        ) from problem


def _object(raw: bytes) -> Mapping[str, Any]:
    try:
        value = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise InputError("not UTF-8.", code="bad_episode") from None
    except (json.JSONDecodeError, RecursionError, ValueError) as problem:
        where = f" at column {problem.colno}" if isinstance(problem, json.JSONDecodeError) else ""
        raise InputError(f"not JSON{where}.", code="bad_episode") from None
    if not isinstance(value, Mapping):
        raise InputError("not a JSON object.", code="bad_episode")
    return value


def _story(episode: Episode, names: Mapping[str, str]) -> Sequence[Any]:
    """Everything of an episode but its labels; people by their main names of today."""
    people = tuple(dict.fromkeys(names.get(name, name) for name in episode.people))
    return (
        episode.domain, episode.started_at, episode.ended_at, episode.thread, episode.situation, episode.response,
        episode.outcome, episode.context, episode.source, people,
    )  # fmt: skip


def _given(episode: Episode, known: Episode | None) -> Given | None:
    """The labels of the file that the store does not have yet."""
    had = asdict(known.labels) if known else {}
    wanted = asdict(episode.labels)
    values = {
        name: list(wanted[name]) if name == "topics" else wanted[name]
        for name in LABEL_FIELDS
        if wanted[name] not in (None, ()) and wanted[name] != had.get(name)
    }
    if not values:
        return None
    return Given(
        episode.id, values, why=episode.why_labelled or "spontaneous", at=episode.labelled_at or now(), sitting="import"
    )
