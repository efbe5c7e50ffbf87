"""One export into the store: read, placed in time, and kept whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from studio.core.clock import now, zone
from studio.core.errors import InputError
from studio.core.ids import content_id
from studio.core.progress import Pace, Report, Stop
from studio.core.records import Measurements, Messages, Rejected, Skipped
from studio.core.settings import Settings
from studio.ingest.files.container import fingerprint
from studio.ingest.files.watched import Watched
from studio.ingest.identity import owner
from studio.ingest.importer import Facts, Item, ReadOptions
from studio.ingest.localise import Localiser, zone_for
from studio.ingest.rows import Rows
from studio.ingest.sniff import Found
from studio.store import Store
from studio.store.intake import Intake
from studio.store.replacing import stand_in
from studio.store.sources import Source

Start = Callable[[], "_Reading"]
"""Begins a pass over an export."""

_POLL_EVERY = 1024
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


@dataclass(slots=True)
class _Reading:
    """What one pass over an export gave."""

    rows: Rows
    intake: Intake
    rejects: list[Rejected]
    pseudo_rows: int
    facts: Facts

    def take(self, item: Item) -> None:
        """One thing an importer yielded."""
        if isinstance(item, Rejected):
            self.rejects.append(item)
        elif isinstance(item, Facts):
            self.facts = item
        elif isinstance(item, Skipped):
            self.pseudo_rows += 1
        elif isinstance(item, Messages | Measurements):
            self.rejects += self.rows.add_batch(item)
        elif refused := self.rows.add(item):
            self.rejects.append(refused)


def take(
    store: Store,
    found: Found,
    request: Request,
    settings: Settings,
    report: Report,
    stop: Stop | None,
    *,
    spare: Sequence[str] = (),
) -> Source:
    """Bring in one export; what was brought in before, unchanged, is not read again unless it is to be replaced.

    `spare` are the sources taken just before: an export does not replace what comes with it.

    Raises:
        InputError: nothing in it was usable, or it needs an answer.
        UsageError: no such zone.
        StoppedError: the person stopped it; nothing of this export is kept.
    """
    began = time.monotonic()
    export, importer = found.export, found.importer
    digest = fingerprint(export)
    before = store.sources.holding(importer.NAME, digest)
    if before is not None and not request.replace:
        return _again(store, replace(before, path=export.path), request, settings, began)
    zone_of_export, tz_source = zone_for(request.tz, settings)
    where = Localiser(zone_of_export)
    source_id = before.source_id if before else content_id("s", importer.NAME, digest)
    conversation = (before.conversation or "") if before else ""
    older = _older(store, importer.NAME, {source_id, *spare}) if request.replace else []
    with ExitStack() as open_intakes:

        def start() -> _Reading:
            open_intakes.close()
            intake = store.intake(source_id, beside=older)
            open_intakes.enter_context(intake)
            intake.clear([source_id] if request.replace and before else [])
            return _Reading(Rows(source_id, where, intake, conversation), intake, [], 0, Facts())

        reading = _read(found, start, request, settings, report, stop)
        rows, facts = reading.rows, reading.facts
        if not rows.records:
            raise _empty(export.path, reading)
        who = owner(
            list(rows.senders),
            said=request.me,
            settings_me=settings.me,
            known=store.people.me(),
            title_person=facts.title_person,
            export_me=facts.me,
        )
        tz = where.aware or where.name
        told = bool(where.aware) or (where.instants and not where.walls)
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
            tz_source="file" if told else tz_source,
            imported_at=now().replace(tzinfo=None),
            seconds=0.0,
            notes=tuple(note for note in (*facts.notes, _shown_in(where), who.note) if note),
        )
        if stop is not None:
            stop.check()
        return _keep(store, source, reading, who.name, older, began)


def _again(store: Store, before: Source, request: Request, settings: Settings, began: float) -> Source:
    """The source of an export that was brought in before: nothing is new, but who the person is may be."""
    who = owner(before.people, said=request.me, settings_me=settings.me, known=store.people.me(), title_person=None)
    if who.name is not None and who.name not in store.people.me():
        store.people.add([who.name], role="me")
    note = "It was brought in before, byte for byte; nothing was read again. --replace reads it anew."
    return replace(
        before, duplicates=before.records, seconds=round(time.monotonic() - began, 3), notes=(*before.notes, note)
    )


def _read(
    found: Found, start: Start, request: Request, settings: Settings, report: Report, stop: Stop | None
) -> _Reading:
    """One pass over an export; a date order the file cannot tell comes from the settings, and that is noted."""
    options = ReadOptions(request.date_order or "", request.unit or settings.unit)
    try:
        return _pass(found, start(), options, report, stop)
    except InputError as problem:
        if problem.code != "date_order" or request.date_order or not settings.date_order:
            raise
    reading = _pass(found, start(), ReadOptions(settings.date_order, options.unit), report, stop)
    note = f"The dates could be read two ways; your setting date_order = {settings.date_order} decided."
    reading.facts = replace(reading.facts, notes=(*reading.facts.notes, note))
    return reading


def _pass(found: Found, reading: _Reading, options: ReadOptions, report: Report, stop: Stop | None) -> _Reading:
    export = Watched(found.export)
    pace = Pace(report, export.total or None, f"Reading {found.export.name}")
    for n, item in enumerate(found.importer.read(export, options)):
        if n % _POLL_EVERY == 0 or isinstance(item, Messages | Measurements):
            if stop is not None:
                stop.check()
            pace.at(export.done)
        reading.take(item)
    reading.rows.flush()
    pace.at(export.total, force=True)
    return reading


def _keep(
    store: Store, source: Source, reading: _Reading, me: str | None, older: Sequence[str], began: float
) -> Source:
    """Write one source in one transaction; an export that adds nothing to a known one leaves its entry as it was."""
    rows = reading.rows
    with reading.intake.transaction() as cursor:
        known = store.sources.known(cursor, source.source_id)
        held = store.records.held(cursor, "workouts", rows.workouts_without_sets, beside=older)
        added = {
            table: store.records.insert(cursor, table, columns, beside=older)
            for table, columns in rows.tables().items()
        }
        new = sum(added.get(table, 0) for table in ("notes", "sets", "plans")) + reading.intake.written()
        new += len(rows.workouts_without_sets) - held
        if older:
            stand_in(store, cursor, source, sorted(rows.conversations), older)
        rejects = reading.rejects
        if (kept_out := store.forgotten.keep_out(cursor, source)) is not None:
            source, rejects = kept_out.source, [*rejects, *kept_out.rejects]
            new = max(0, new - len(kept_out.rejects))
        store.people.register(cursor, source.people)
        if me is not None:
            store.people.register(cursor, [me], role="me")
        source = replace(source, duplicates=source.records - new, seconds=round(time.monotonic() - began, 3))
        if new or not known:
            store.sources.add(cursor, source, rejects)
    return source


def _older(store: Store, format_name: str, spared: Collection[str]) -> list[str]:
    return [old.source_id for old in store.sources.all() if old.format == format_name and old.source_id not in spared]


def _shown_in(where: Localiser) -> str:
    told = f"The export says when, not where: its times are shown on the clock of {where.name}."
    return told if where.instants else ""


def _empty(path: str, reading: _Reading) -> InputError:
    if not reading.rejects:
        return InputError(f"{path} holds no record.", fix="Check that the right file was exported.", code="no_records")
    first = reading.rejects[0]
    why = first.reason.rstrip(".")
    return InputError(
        f"Nothing in {path} was usable: {len(reading.rejects)} refused, the first ({first.where}): {why}.",
        fix="Check that the right file was exported, whole.",
        code="no_records",
    )


def _aware(utc: datetime | None, tz: str) -> datetime | None:
    return None if utc is None else utc.replace(tzinfo=UTC).astimezone(zone(tz))
