"""From paths to the store: recognise what lies there, take each export whole, and say what was left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.core.errors import InputError, StoppedError, StudioError
from studio.core.paths import Home
from studio.core.progress import Report, Stop, silent
from studio.core.settings import Settings
from studio.ingest.localise import zone_for
from studio.ingest.sniff import recognise
from studio.ingest.taking import Request, take
from studio.store import Store
from studio.store.sources import Source


@dataclass(frozen=True, slots=True)
class Refusal:
    """A path, or an export inside it, that could not be brought in."""

    path: str
    problem: StudioError


@dataclass(frozen=True, slots=True)
class Haul:
    """What came of bringing in some paths."""

    sources: tuple[Source, ...]
    refused: tuple[Refusal, ...]
    skipped: tuple[str, ...]
    """Members of zips and folders that no format reads, each with the reason."""


def bring_in(
    store: Store,
    home: Home,
    paths: Sequence[Path],
    *,
    format_name: str | None = None,
    me: str | None = None,
    tz: str | None = None,
    date_order: str | None = None,
    unit: str | None = None,
    replace: bool = False,
    settings: Settings,
    report: Report = silent,
    stop: Stop | None = None,
) -> list[Source]:
    """Bring in files, zips and folders; what is refused is left out as long as anything is usable.

    Args:
        store: Where records go.
        home: The home of that store.
        paths: Exports, or folders of exports.
        format_name: A format to use whatever the content looks like.
        me: The person's own name in the chat.
        tz: Zone of exports that carry none.
        date_order: `dmy`, `mdy` or `ymd`, for dates that cannot tell.
        unit: `kg` or `lb`, for training logs that do not say.
        replace: Take out earlier exports of the same chat first.
        settings: Stand in for what is not said.
        report: Told how many items were read.
        stop: Polled; what was finished before stays.

    Returns:
        A source per export, also for one that added nothing.

    Raises:
        InputError: nothing in any path was usable.
        UsageError: no such zone or format.
        StudioError: the only path may not be read.
        StoppedError: the person stopped it.
    """
    request = Request(format_name, me, tz, date_order, unit, replace)
    haul = gather(store, paths, request, settings=settings, report=report, stop=stop)
    if not haul.sources:
        raise nothing_usable(haul)
    return list(haul.sources)


def gather(
    store: Store,
    paths: Sequence[Path],
    request: Request,
    *,
    settings: Settings,
    report: Report = silent,
    stop: Stop | None = None,
) -> Haul:
    """`bring_in` with what was refused and skipped beside what was taken.

    Raises:
        UsageError: no such zone or format.
        StoppedError: the person stopped it.
    """
    zone_for(request.tz, settings)
    sources: list[Source] = []
    refused: list[Refusal] = []
    skipped: list[str] = []
    for path in paths:
        try:
            recognised = recognise(path.expanduser().absolute(), request.format_name)
        except InputError as problem:
            refused.append(Refusal(str(path), problem))
            continue
        except StudioError as problem:
            if problem.exit_code != 1:
                raise
            refused.append(Refusal(str(path), problem))
            continue
        skipped += recognised.skipped
        for found in recognised.found:
            try:
                spare = [source.source_id for source in sources]
                sources.append(take(store, found, request, settings, report, stop, spare=spare))
            except StoppedError:
                raise
            except StudioError as problem:
                refused.append(Refusal(found.export.path, problem))
    return Haul(tuple(sources), tuple(refused), tuple(skipped))


def nothing_usable(haul: Haul) -> StudioError:
    """The error for a haul without sources: the one refusal, or a sentence about all of them."""
    if len(haul.refused) == 1:
        return haul.refused[0].problem
    reasons = " ".join(dict.fromkeys(refusal.problem.message for refusal in haul.refused))
    fixes = " ".join(dict.fromkeys(refusal.problem.fix for refusal in haul.refused if refusal.problem.fix))
    codes = {refusal.problem.code for refusal in haul.refused}
    code = codes.pop() if len(codes) == 1 else "nothing_usable"
    return InputError(f"Nothing could be brought in. {reasons}".strip(), fix=fixes, code=code)
