"""Which format is it: a file, a zip or a folder, as a whole or member by member."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from studio.core.errors import InputError, StudioError
from studio.ingest.files.archive import ZipExport
from studio.ingest.files.container import AnyExport, FileExport, FolderExport, PartExport, open_export
from studio.ingest.importer import Importer
from studio.ingest.registry import importer_named, importers

SURE_ENOUGH = 0.5
"""A format is taken when its own estimate reaches this."""


@dataclass(frozen=True, slots=True)
class Found:
    """An export and the format that reads it."""

    importer: Importer
    export: AnyExport
    score: float


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a path holds."""

    found: tuple[Found, ...]
    skipped: tuple[str, ...] = ()
    """Members of a zip or folder that nothing reads, each with the reason."""


def recognise(path: Path, format_name: str | None = None) -> Recognised:
    """The exports at a path, each with its format.

    Args:
        path: A file, a zip or a folder.
        format_name: A format to use whatever the content looks like.

    Raises:
        InputError: nothing in it is recognised, or it is damaged.
        UsageError: no such format.
        StudioError: it cannot be read.
    """
    formats = [importer_named(format_name)] if format_name else importers()
    least = 0.0 if format_name else SURE_ENOUGH
    whole = open_export(path)
    if isinstance(whole, FileExport):
        if format_name:
            return Recognised((Found(formats[0], whole, 1.0),))
        best = _best(whole, formats, least)
        if best is None:
            raise _unknown(str(path))
        return Recognised((best,))
    if not whole.members():
        raise InputError(f"{path} is empty.", fix="Choose one that holds an export.", code="empty")
    found, skipped = _inside(whole, whole, formats, least)
    if not found:
        raise _unknown(str(path), skipped)
    return Recognised(tuple(found), tuple(skipped))


def _inside(
    whole: ZipExport | FolderExport, group: AnyExport, formats: Sequence[Importer], least: float
) -> tuple[list[Found], list[str]]:
    best = _best(group, formats, least)
    if best is not None:
        return _carve(whole, group, best, formats, least)
    found: list[Found] = []
    skipped: list[str] = []
    loose: dict[str, dict[str, Found]] = {}
    prefix = group.prefix if isinstance(group, PartExport) else ""
    for member, below in _levels(group.members()):
        if below:
            inner = PartExport(whole, [prefix + name for name in below], prefix=f"{prefix}{member}/")
            more, left = _inside(whole, inner, formats, least)
        else:
            more, left = _single(whole, prefix + member, formats, least)
            if len(more) == 1 and more[0].importer.KIND == "fitness" and not member.lower().endswith(".zip"):
                loose.setdefault(more[0].importer.NAME, {})[prefix + member] = more[0]
        found += more
        skipped += left
    return _together(whole, prefix, found, loose, least), skipped


def _together(
    whole: ZipExport | FolderExport,
    prefix: str,
    found: list[Found],
    loose: dict[str, dict[str, Found]],
    least: float,
) -> list[Found]:
    """Loose files of one fitness format as one export: they tell each other's days, and may repeat each other."""
    for ones in loose.values():
        first = next(iter(ones.values()))
        group = PartExport(whole, ones, prefix=prefix)
        if len(ones) > 1 and (score := _score(first.importer, group)) >= least:
            rest = [one for one in found if all(one is not other for other in ones.values())]
            found = [*rest, Found(first.importer, group, score)]
    return found


def _carve(
    whole: ZipExport | FolderExport, group: AnyExport, best: Found, formats: Sequence[Importer], least: float
) -> tuple[list[Found], list[str]]:
    """The group as one export, less what belongs to others: files claimed more surely, folders it knows nothing of.

    Below its root the files of a chat or fitness export are its own; a journal may hold other journals anywhere.
    """
    kind = best.importer.KIND
    rivals = [one for one in formats if one is not best.importer]
    strangers = [one for one in rivals if kind == "journal" or kind != one.KIND]
    suffixes = {suffix for importer in strangers for suffix in importer.EXTENSIONS}
    prefix = group.prefix if isinstance(group, PartExport) else ""
    members = group.members()
    taken: list[Found] = []
    skipped: list[str] = []
    for member in members:
        at_root = "/" not in member
        if not at_root and PurePosixPath(member).suffix.lower() not in suffixes:
            continue
        more, left = _single(whole, prefix + member, rivals if at_root else strangers, least)
        skipped += left if member.lower().endswith(".zip") else []
        alone = PartExport(whole, [prefix + member], alone=True)
        if more and (member.lower().endswith(".zip") or more[0].score > _score(best.importer, alone)):
            taken += more
            members = [name for name in members if name != member]
    for folder, below in _foreign_folders(whole, prefix, members, best.importer):
        more, left = _inside(whole, folder, rivals, least)
        if more:
            taken += more
            skipped += left
            members = [name for name in members if name not in below]
    if not taken:
        return [best], skipped
    rest = PartExport(whole, [prefix + name for name in members], prefix=prefix)
    if members and _score(best.importer, rest) >= max(least, 0.01):
        return [Found(best.importer, rest, best.score), *taken], skipped
    return taken, [f"{prefix}{name}: no format reads it" for name in members]


def _foreign_folders(
    whole: ZipExport | FolderExport, prefix: str, members: Sequence[str], importer: Importer
) -> Iterator[tuple[PartExport, set[str]]]:
    """Folders at the root of a claimed group in which its format sees nothing, with the members below."""
    for entry, below in _levels(members):
        part = PartExport(whole, [prefix + name for name in below], prefix=f"{prefix}{entry}/")
        if below and _score(importer, part) == 0:
            yield part, set(below)


def _single(
    whole: ZipExport | FolderExport, member: str, formats: Sequence[Importer], least: float
) -> tuple[list[Found], list[str]]:
    try:
        if member.lower().endswith(".zip"):
            if isinstance(whole, ZipExport):
                return [], [f"{member}: it is a zip inside a zip"]
            inner = open_export(whole.file(member))
            if not isinstance(inner, FileExport):
                return _inside(inner, inner, formats, least)
        best = _best(PartExport(whole, [member], alone=True), formats, least)
    except StudioError as problem:
        return [], [f"{member}: {problem.message}"]
    return ([best], []) if best else ([], [f"{member}: no format reads it"])


def _levels(members: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Names right here, each with the members below it when it is a folder."""
    folders: dict[str, list[str]] = {}
    for member in members:
        first, deeper, _ = member.partition("/")
        folders.setdefault(first, [])
        if deeper:
            folders[first].append(member)
    yield from folders.items()


def _best(export: AnyExport, formats: Sequence[Importer], least: float) -> Found | None:
    scored = [(_score(importer, export), n) for n, importer in enumerate(formats)]
    score, n = max(scored, key=lambda one: (one[0], -one[1]), default=(0.0, 0))
    return Found(formats[n], export, score) if score > 0 and score >= least else None


def _score(importer: Importer, export: AnyExport) -> float:
    return importer.sniff(export)


def _unknown(path: str, skipped: Sequence[str] = ()) -> InputError:
    inside = f" ({'; '.join(skipped[:3])}{' …' if len(skipped) > 3 else ''})" if skipped else ""
    kinds = ", ".join(f"{importer.LABEL} ({importer.NAME})" for importer in importers())
    return InputError(
        f"{path} was not recognised{inside}.",
        fix=f"What can be read: {kinds}. Name one with --format if you are sure.",
        code="not_recognised",
    )
