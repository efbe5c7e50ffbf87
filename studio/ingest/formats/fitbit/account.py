"""The table of fitbit.com: sections one under another, each with a title, a header and a row a day or a night."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from studio.core.errors import InputError
from studio.core.records import Measurement, Rejected, Skipped
from studio.ingest.files.tables import number
from studio.ingest.formats.fitbit.entries import unit_of
from studio.ingest.formats.fitbit.sections import TITLES, Line, lines_of_table
from studio.ingest.formats.fitbit.series import day_span
from studio.ingest.importer import Export, ReadOptions
from studio.ingest.values.dates import common_order, find_date, undecided
from studio.ingest.values.units import KILOGRAMS, METRES

_COUNTS = {
    "calories in": ("food.energy", "kcal", 1.0, None),
    "calories burned": ("day.energy", "kcal", 1.0, None),
    "activity calories": ("move.energy", "kcal", 1.0, None),
    "steps": ("move.steps", "count", 1.0, None),
    "floors": ("move.floors", "count", 1.0, None),
    "minutes sedentary": ("move.sedentary", "s", 60.0, None),
    "minutes lightly active": ("move.active", "s", 60.0, "light"),
    "minutes fairly active": ("move.active", "s", 60.0, "moderate"),
    "minutes very active": ("move.active", "s", 60.0, "very"),
    "minutes asleep": ("sleep.asleep", "s", 60.0, None),
    "minutes awake": ("sleep.awake", "s", 60.0, None),
    "time in bed": ("sleep.in_bed", "s", 60.0, None),
    "minutes rem sleep": ("sleep.rem", "s", 60.0, None),
    "minutes light sleep": ("sleep.light", "s", 60.0, None),
    "minutes deep sleep": ("sleep.deep", "s", 60.0, None),
}
_BESIDE = {"kg": METRES["km"], "lb": METRES["mi"]}
_GROUPED = re.compile(r"\d{1,3}(?:[.,'\s]\d{3})+")


def read_account(
    export: Export, member: str, options: ReadOptions, notes: list[str]
) -> Iterator[Measurement | Rejected | Skipped]:
    """A measurement for every number of every section.

    Raises:
        InputError: damaged, or the order of its dates or its units have to be said.
    """
    where = member or export.name
    lines = list(lines_of_table(export, member))
    order = _order(lines, where, options)
    unit = _unit(lines, where, options, notes)
    for line in lines:
        place = f"{where}:{line.number}"
        if line.section not in TITLES:
            yield Skipped(place, "a line of the food log, whose sums stand under Foods")
            continue
        try:
            if any(line.cells[len(line.columns) :]):
                raise ValueError(f"{len(line.cells)} values for {len(line.columns)} columns")
            yield from _row(line, place, order, unit)
        except (ValueError, OverflowError) as problem:
            yield Rejected(place, str(problem), line.raw[:2000])


def _row(line: Line, place: str, order: str, unit: str) -> Iterator[Measurement | Skipped]:
    if line.section == "sleep":
        start, end = _at(line.cell("start time"), order), _at(line.cell("end time"), order)
        if end < start:
            raise ValueError(f"it ends at {end:%Y-%m-%d %H:%M}, before it starts")
        day = end.date()
    else:
        day = _at(line.cell("date"), order).date()
        start, end = day_span(day)
    factors = {
        "weight": ("body.weight", "kg", KILOGRAMS.get(unit)),
        "distance": ("move.distance", "m", _BESIDE.get(unit)),
    }
    found = []
    for column, text in zip(line.columns, line.cells, strict=False):
        if column in _COUNTS:
            metric, of, factor, note = _COUNTS[column]
            value = _count(text)
        elif column in {"weight", "distance", "bmi", "fat"}:
            metric, of, given = factors.get(
                column, ("body.bmi", "kg/m2", 1.0) if column == "bmi" else ("body.fat", "%", 1.0)
            )
            factor, note, value = given or 0.0, None, number(text)
        else:
            continue
        if value is None or not factor or (value == 0 and line.section in {"body", "foods"}):
            continue
        found.append(Measurement(metric, start, end, value * factor, of, "Fitbit", day, note))
    moved = any(one.value for one in found if one.metric not in {"day.energy", "move.sedentary"})
    if line.section == "activities" and not moved:
        yield Skipped(place, "a day on which the device was not worn")
    elif not found:
        yield Skipped(place, "nothing was measured")
    else:
        yield from found


def _order(lines: Sequence[Line], where: str, options: ReadOptions) -> str:
    """The order of day and month, for dates such as `01/02/2019`."""
    texts = [line.cell("date") or line.cell("start time") for line in lines]
    order = common_order(texts) or options.date_order
    if not order and any(undecided(text) for text in texts):
        raise InputError(
            f"The dates in {where} can be read two ways.",
            fix="Say --date-order dmy or --date-order mdy.",
            code="date_order",
        )
    return order


def _unit(lines: Sequence[Line], where: str, options: ReadOptions, notes: list[str]) -> str:
    """`kg` or `lb`; distances are taken to be in kilometres or miles beside them."""
    weights = [(line.cell("weight"), line.cell("bmi")) for line in lines if line.section == "body"]
    ratios = []
    for weight, bmi in weights:
        try:
            if (value := number(weight)) and (index := number(bmi)):
                ratios.append(value / index)
        except ValueError:
            continue
    if unit := unit_of(ratios):
        notes.append(f"Weights are in {unit}, as the body mass index tells; distances were read in the unit beside it.")
        return unit
    given = [weight for weight, _ in weights] + [line.cell("distance") for line in lines]
    if not options.unit and any(digit in "123456789" for text in given for digit in text):
        raise InputError(
            f"{where} gives weights or distances without a unit.",
            fix="Say --unit kg (and kilometres) or --unit lb (and miles), whichever Fitbit was set to.",
            code="unit_unknown",
        )
    return options.unit


def _at(text: str, order: str) -> datetime:
    found = find_date(text, order)
    if found is None or found.start != 0 or found.end != len(text):
        raise ValueError(f"“{text}” is not a date")
    return found.at


def _count(text: str) -> float | None:
    """A whole number, whichever sign groups its thousands; None for a blank."""
    if text.casefold() in {"n/a", "-"}:
        return None
    return float(re.sub(r"\D", "", text)) if _GROUPED.fullmatch(text) else number(text)
