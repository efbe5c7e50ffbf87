from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.errors import InputError
from studio.core.paths import Home
from studio.core.records import PlannedSet, Rejected, Skipped
from studio.core.settings import Settings
from studio.ingest.formats import plan
from studio.ingest.formats.plan.rows import UNNAMED
from studio.ingest.importer import Facts, ReadOptions
from studio.ingest.pipeline import bring_in
from studio.ingest.sniff import SURE_ENOUGH
from studio.store import Store
from tests.ingest.memory import MemoryExport

HEADER = "date,session,exercise,sets,reps,weight (kg),rpe,minutes,distance (km),notes"


def read(*rows: str, header: str = HEADER, unit: str = "") -> list[Any]:
    text = "\n".join([header, *rows]) + "\n"
    return list(plan.read(MemoryExport("plan.csv", text.encode()), ReadOptions(unit=unit)))


def only(row: str, header: str = HEADER, unit: str = "") -> PlannedSet:
    found: PlannedSet = read(row, header=header, unit=unit)[0]
    return found


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("3,5,100,8,,,", {"sets": 3, "reps": 5, "weight_kg": 100.0, "rpe": 8.0}),
        ("3,8-12,,,,,", {"sets": 3, "reps": 8, "note": "reps: 8-12"}),
        ("1,5+,60,,,,", {"sets": 1, "reps": 5, "weight_kg": 60.0, "note": "reps: 5+"}),
        ("3,AMRAP,BW,,,,", {"sets": 3, "note": "reps: AMRAP; BW"}),
        ("3x5,,100,,,,", {"sets": 3, "reps": 5, "weight_kg": 100.0}),
        (",4 × 6,80%,,,,easy", {"sets": 4, "reps": 6, "note": "80%; easy"}),
        ("3,45s,,,,,", {"sets": 3, "seconds": 45.0}),
        ("3,30-45s,,,,,", {"sets": 3, "seconds": 30.0, "note": "reps: 30-45s"}),
        ("3,30 sec – 45 sec,,,,,", {"sets": 3, "seconds": 30.0, "note": "reps: 30 sec – 45 sec"}),
        ("3,8 each leg,,,,,", {"sets": 3, "reps": 8, "note": "reps: 8 each leg"}),
        ("3,8-10/side,,,,,", {"sets": 3, "reps": 8, "note": "reps: 8-10/side"}),
        (",,,,45 min,,", {"seconds": 2700.0}),
        (",,100lb,@9,,,", {"weight_kg": pytest.approx(45.359237), "rpe": 9.0}),
        (",,,,35,5,", {"seconds": 2100.0, "distance_m": 5000.0}),
        (",,,,,,", {}),
    ],
)
def test_what_a_row_can_plan(cells: str, expected: dict[str, Any]) -> None:
    one = only(f"2026-03-02,Lower,Squat,{cells}")
    told = {name: getattr(one, name) for name in PlannedSet.__dataclass_fields__ if getattr(one, name) is not None}
    assert told == {"day": date(2026, 3, 2), "name": "Lower", "exercise": "Squat", **expected}


def test_a_blank_date_or_session_is_that_of_the_row_above() -> None:
    items = read("2026-03-02,Push,Dip,3,8,,,,,", ",,Row,3,8,,,,,", "2026-03-04,,Run,,,,,30,,")
    assert [(one.day.day, one.name, one.exercise) for one in items[:3]] == [
        (2, "Push", "Dip"), (2, "Push", "Row"), (4, UNNAMED, "Run"),
    ]  # fmt: skip


def test_a_session_may_be_known_by_its_name_only_and_rest_is_no_session() -> None:
    items = read("2026-03-02,Push", "2026-03-03,Rest day", header="date,session")
    assert items[0] == PlannedSet(date(2026, 3, 2), "Push")
    assert isinstance(items[1], Skipped)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("soon,Push,Dip,3,8,,,,,", "is not a date"),
        ("2026-03-02,,,3,8,,,,,", "neither a session nor an exercise"),
        ("2026-03-02,Push,Dip,some,8,,,,,", "is not a number of sets"),
        ("2026-03-02,Push,Dip,3,8 or so,,,,,", "is not a number of reps"),
        ("2026-03-02,Push,Dip,3,8,heavy,,,,", "is not a weight"),
        ("2026-03-02,Push,Dip,3,8,,12,,,", "out of range"),
        (",,Dip,3,8,,,,,", "no date"),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_row(row: str, reason: str) -> None:
    refused = read(row)[0]
    assert isinstance(refused, Rejected)
    assert (refused.where, refused.raw) == ("plan.csv:2", row)
    assert reason in refused.reason


def test_weights_without_a_unit_are_asked_about() -> None:
    header, row = "date,exercise,sets,reps,weight", "2026-03-02,Dip,3,8,20"
    with pytest.raises(InputError) as caught:
        read(row, header=header)
    assert caught.value.code == "unit_unknown"
    assert only(row, header, "lb").weight_kg == pytest.approx(9.0718474)
    assert only("2026-03-02,Dip,3,8,20", "date,exercise,sets,reps,weight_kg").weight_kg == 20.0


@pytest.mark.parametrize(
    ("name", "header", "claimed"),
    [
        ("plan.csv", "date,exercise,sets,reps", True),
        ("sheet.csv", "date,exercise,sets,reps", False),
        ("sheet.csv", "date,exercise,planned sets,planned reps", True),
        ("sheet.csv", "date,session", True),
        ("plan.csv", "date,exercise,mood,weather,sets", False),
    ],
)
def test_a_table_that_could_be_a_log_is_no_plan_unless_it_says_so(name: str, header: str, claimed: bool) -> None:
    export = MemoryExport(name, f"{header}\n2026-03-02,Dip,3,8\n".encode())
    assert (plan.sniff(export) >= SURE_ENOUGH) is claimed


def test_a_plan_is_kept_once_and_a_changed_one_stands_in_for_it(home: Home, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"

    def bring(*rows: str, replace: bool = False) -> tuple[int, int, int]:
        path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        (source,) = bring_in(store, home, [path], tz="Europe/Berlin", settings=Settings(), replace=replace)
        return source.records, source.duplicates, source.rejected

    push, legs = "2026-03-02,Push,Dip,3,8,20,,,,", "2026-03-04,Legs,Squat,3,5,100,,,,"
    assert bring(push, legs, "2026-03-05,Legs,Squat,odd,5,,,,,") == (2, 0, 1)
    assert bring(push, legs, "2026-03-05,Legs,Squat,odd,5,,,,,") == (2, 2, 1)
    assert bring(push, legs.replace("100", "105"), replace=True) == (2, 0, 0)
    assert [(one.day.day, one.exercise, one.weight_kg) for one in store.plans.all()] == [
        (2, "Dip", 20.0), (4, "Squat", 105.0),
    ]  # fmt: skip
    assert [one["exercise"] for one in store.records.listing(None, "plan", None)] == ["Dip", "Squat"]
    assert len(store.sources.all()) == 1


@given(st.text(max_size=60))
def test_any_row_gives_a_plan_or_a_reject(row: str) -> None:
    with suppress(InputError):
        for item in read(row.encode("utf-8", "replace").decode()):
            assert isinstance(item, PlannedSet | Skipped | Facts) or item.reason
