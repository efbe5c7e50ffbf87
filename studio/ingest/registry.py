"""Every format there is: ours, and those that other packages offer under the entry point `studio.formats`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from studio.core.errors import InputError, StudioError, UsageError
from studio.core.records import (
    Measurement,
    Measurements,
    Message,
    Messages,
    Note,
    PlannedSet,
    Rejected,
    Skipped,
    Workout,
)
from studio.ingest.importer import Export, Facts, Importer, Item, ReadOptions

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "studio.formats"
"""Entry point group; each entry names a module that satisfies `Importer`."""

_YIELDED = (Message, Note, Workout, Measurement, PlannedSet, Messages, Measurements, Rejected, Skipped, Facts)
_NEEDED = ("NAME", "LABEL", "KIND", "EXTENSIONS", "HOW_TO_EXPORT", "READS", "LEAVES_OUT", "sniff", "read")


class Guarded:
    """A format of another package: whatever breaks in it is said in words, and breaks nothing else.

    Args:
        importer: The module the entry point names.
        package: Who offers it.
    """

    def __init__(self, importer: Importer, package: str) -> None:
        self._importer = importer
        self.package = package
        self.NAME = importer.NAME
        self.LABEL = importer.LABEL
        self.KIND = importer.KIND
        self.EXTENSIONS = tuple(importer.EXTENSIONS)
        self.HOW_TO_EXPORT = importer.HOW_TO_EXPORT
        self.READS = importer.READS
        self.LEAVES_OUT = importer.LEAVES_OUT

    def sniff(self, export: Export) -> float:
        """The format's own estimate; 0 when it breaks."""
        try:
            return min(max(float(self._importer.sniff(export)), 0.0), 1.0)
        except Exception:
            return 0.0

    def read(self, export: Export, options: ReadOptions) -> Iterator[Item]:
        """What the format reads.

        Raises:
            InputError: the format broke.
        """
        try:
            for item in self._importer.read(export, options):
                if not isinstance(item, _YIELDED):
                    raise TypeError(f"it yielded a {type(item).__name__}")
                yield item
        except StudioError:
            raise
        except Exception as problem:
            why = f"{type(problem).__name__}: {problem}"
            raise InputError(
                f"The format {self.NAME} of {self.package} broke on {export.name}: {why}.",
                fix=f"Tell the makers of {self.package}; nothing of this export was kept.",
                code="format_broke",
            ) from problem


def importers() -> list[Importer]:
    """Ours in the order they are offered, then those of other packages."""
    return [*_ours(), *_offered()[0]]


def plugin_warnings() -> list[str]:
    """A sentence for every offered format that could not be used."""
    return list(_offered()[1])


def importer_named(name: str) -> Importer:
    """The format of an id such as `whatsapp.v1`, or of its first part.

    Raises:
        UsageError: there is none.
    """
    for importer in importers():
        if name in (importer.NAME, importer.NAME.partition(".")[0]):
            return importer
    names = ", ".join(importer.NAME for importer in importers())
    raise UsageError(f"No format is called “{name}”.", fix=f"There are: {names}.", code="no_such_format")


def _ours() -> list[Importer]:
    from studio.ingest.formats import IMPORTERS

    return IMPORTERS


@cache
def _offered() -> tuple[tuple[Importer, ...], tuple[str, ...]]:
    from importlib.metadata import entry_points

    taken = {importer.NAME for importer in _ours()}
    found: list[Importer] = []
    warnings: list[str] = []
    for entry in entry_points(group=GROUP):
        importer, problem = _load(entry)
        if importer is not None and importer.NAME in taken:
            problem = f"its id {importer.NAME} is taken"
        if importer is None or problem:
            warnings.append(f"The format “{entry.name}” of {_package(entry)} is left out: {problem}.")
            continue
        taken.add(importer.NAME)
        found.append(Guarded(importer, _package(entry)))
    return tuple(found), tuple(warnings)


def _load(entry: EntryPoint) -> tuple[Importer | None, str]:
    try:
        module = entry.load()
    except Exception as problem:
        return None, f"it cannot be loaded ({type(problem).__name__}: {problem})"
    missing = [name for name in _NEEDED if not hasattr(module, name)]
    return (None, f"it has no {', '.join(missing)}") if missing else (module, "")


def _package(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist is not None else entry.value
