"""From a path to the store: recognise, read, place in time, and keep all of an export or nothing of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePath

from studio.core.clock import now, zone
from studio.core.errors import InputError, StoppedError, StudioError
from studio.core.ids import content_id
from studio.core.paths import Home
from studio.core.progress import Pace, Report, Stop, silent
from studio.core.records import Rejected, Skipped
from studio.core.settings import Settings
from studio.ingest.container import fingerprint
from studio.ingest.identity import owner
from studio.ingest.importer import Facts, ReadOptions
from studio.ingest.localise import Localiser, zone_for
from studio.ingest.rows import Rows
from studio.ingest.sniff import Found, recognise
from studio.store import Store
from studio.store.sources import Source

_POLL_EVERY = 2048
"""Items between two looks at whether to stop."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the person said about what they bring in; empty and None mean not said."""

    format_name: str | None = None
    me: str | None = None
    tz: str | None = None
    date_order: str | None = None
    unit: str | None = None
    replace: bool = False


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
                sources.append(_take(store, found, request, settings, report, stop))
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


@dataclass(slots=True)
class _Reading:
    """What one pass over an export gave."""

    rows: Rows
    rejects: list[Rejected]
    pseudo_rows: int
    facts: Facts


def _take(
    store: Store, found: Found, request: Request, settings: Settings, report: Report, stop: Stop | None
) -> Source:
    began = time.monotonic()
    export, importer = found.export, found.importer
    digest = fingerprint(export)
    before = store.sources.holding(importer.NAME, digest)
    zone_of_export, tz_source = zone_for(request.tz, settings)
    where = Localiser(zone_of_export)
    source_id = before.source_id if before else content_id("s", importer.NAME, digest)
    conversation = (before.conversation or "") if before else ""
    reading = _read(found, Rows(source_id, where, conversation), request, settings, report, stop)
    rows, facts = reading.rows, reading.facts
    if not rows.records:
        raise _empty(export.path, reading)
    who = owner(
        list(rows.senders),
        said=request.me,
        settings_me=settings.me,
        known=store.people.me(),
        title_person=facts.title_person,
    )
    tz = where.aware or where.name
    source = Source(
        source_id=source_id,
        path=export.path,
        format=importer.NAME,
        kind=importer.KIND,
        file_hash=digest,
        conversation=conversation or facts.conversation,
        records=rows.records,
        pseudo_rows=reading.pseudo_rows,
        rejected=len(reading.rejects),
        duplicates=0,
        people=tuple(sorted(rows.senders, key=lambda name: (-rows.senders[name], name))),
        first_at=_aware(rows.first, tz),
        last_at=_aware(rows.last, tz),
        tz=tz,
        tz_source="file" if where.aware else tz_source,
        imported_at=now().replace(tzinfo=None),
        seconds=0.0,
        notes=tuple(note for note in (*facts.notes, who.note) if note),
    )
    if stop is not None:
        stop.check()
    return _keep(store, source, reading, who.name, request.replace, began)


def _read(
    found: Found,
    rows: Rows,
    request: Request,
    settings: Settings,
    report: Report,
    stop: Stop | None,
) -> _Reading:
    """One pass over an export; a date order the file cannot tell comes from the settings, and that is noted."""
    options = ReadOptions(request.date_order or "", request.unit or settings.unit)
    try:
        return _pass(found, rows, options, report, stop)
    except InputError as problem:
        if problem.code != "date_order" or request.date_order or not settings.date_order:
            raise
    reading = _pass(found, rows, ReadOptions(settings.date_order, options.unit), report, stop)
    note = f"The dates could be read two ways; your setting date_order = {settings.date_order} decided."
    reading.facts = replace(reading.facts, notes=(*reading.facts.notes, note))
    return reading


def _pass(found: Found, rows: Rows, options: ReadOptions, report: Report, stop: Stop | None) -> _Reading:
    reading = _Reading(rows, [], 0, Facts())
    pace = Pace(report, None, f"Reading {found.export.name}")
    for n, item in enumerate(found.importer.read(found.export, options)):
        if n % _POLL_EVERY == 0:
            if stop is not None:
                stop.check()
            pace.at(n)
        if isinstance(item, Rejected):
            reading.rejects.append(item)
        elif isinstance(item, Facts):
            reading.facts = item
        elif isinstance(item, Skipped):
            reading.pseudo_rows += 1
        elif refused := rows.add(item):
            reading.rejects.append(refused)
    pace.at(rows.records, force=True)
    return reading


def _keep(store: Store, source: Source, reading: _Reading, me: str | None, replacing: bool, began: float) -> Source:
    """Write one source in one transaction; a source brought in again unchanged keeps its first entry."""
    rows = reading.rows
    with store.transaction() as cursor:
        known = store.sources.get(source.source_id) is not None
        if replacing:
            for old in _superseded(store, source):
                store.records.remove(cursor, old.source_id)
                store.sources.remove(cursor, old.source_id)
            known = False
        held = store.records.held(cursor, "workouts", rows.workouts_without_sets)
        added = {table: store.records.insert(cursor, table, columns) for table, columns in rows.tables().items()}
        new = sum(added.get(table, 0) for table in ("messages", "notes", "sets", "measurements"))
        new += len(rows.workouts_without_sets) - held
        store.people.register(cursor, source.people)
        if me is not None:
            store.people.register(cursor, [me], role="me")
        source = replace(source, duplicates=source.records - new, seconds=round(time.monotonic() - began, 3))
        if new or not known:
            store.sources.add(cursor, source, reading.rejects)
    return source


def _superseded(store: Store, source: Source) -> list[Source]:
    """Earlier sources that a new export of the same thing stands in for."""
    same = [old for old in store.sources.all() if old.format == source.format]
    if source.kind == "chat":
        return [old for old in same if old.conversation == source.conversation]
    if source.kind == "journal":
        return [old for old in same if PurePath(old.path).name == PurePath(source.path).name]
    return same


def _empty(path: str, reading: _Reading) -> InputError:
    if not reading.rejects:
        return InputError(f"{path} holds no record.", fix="Check that the right file was exported.", code="no_records")
    first = reading.rejects[0]
    return InputError(
        f"Nothing in {path} was usable: {len(reading.rejects)} refused, the first ({first.where}): {first.reason}.",
        fix="Check that the right file was exported, whole.",
        code="no_records",
    )


def _aware(utc: datetime | None, tz: str) -> datetime | None:
    return None if utc is None else utc.replace(tzinfo=UTC).astimezone(zone(tz))
