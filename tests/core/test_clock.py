from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.clock import iso, lived_day, system_zone, zone, zone_name
from studio.core.errors import UsageError


@pytest.mark.parametrize(
    ("name", "minutes"),
    [("UTC+01:00", 60), ("UTC-05:00", -300), ("UTCZ", 0), ("-05:00", -300), ("GMT-5", -300), ("+0530", 330), ("Z", 0)],
)
def test_offsets_as_exports_write_them(name: str, minutes: int) -> None:
    assert zone(name).utcoffset(datetime(2025, 1, 1)) == timedelta(minutes=minutes)


@given(st.integers(-14 * 60, 14 * 60))
def test_an_offset_reads_back(minutes: int) -> None:
    from datetime import timezone

    there = timezone(timedelta(minutes=minutes))
    assert zone(zone_name(there)).utcoffset(None) == timedelta(minutes=minutes)


def test_an_iana_name_reads_back() -> None:
    assert zone_name(zone("Europe/Berlin")) == "Europe/Berlin"
    assert zone(system_zone()) is not None


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Europe/Berlin\x00", "+99:00"])
def test_an_unknown_zone_is_named(name: str) -> None:
    with pytest.raises(UsageError) as raised:
        zone(name)
    assert raised.value.code == "bad_zone"


def test_a_small_hour_belongs_to_the_evening_before() -> None:
    assert lived_day(datetime(2025, 3, 2, 1, 30, tzinfo=UTC)) == date(2025, 3, 1)
    assert lived_day(datetime(2025, 3, 2, 4, 0, tzinfo=UTC)) == date(2025, 3, 2)


def test_iso_carries_the_offset() -> None:
    assert iso(datetime(2025, 7, 1, 12, tzinfo=zone("Europe/London"))) == "2025-07-01T12:00:00+01:00"
    assert iso(None) is None
