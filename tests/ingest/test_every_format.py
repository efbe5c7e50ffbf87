"""What holds for every format: golden output, claims its own and nobody else's, and damage is never a traceback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.core.errors import StudioError
from studio.core.records import Measurements, Messages, Workout
from studio.ingest.importer import Facts, Importer
from studio.ingest.registry import importers
from studio.ingest.sniff import SURE_ENOUGH
from tests.ingest.memory import MemoryExport
from tests.ingest.samples import OPTIONS, Sample, samples

ALL = samples()
EVERY = 64
"""Bytes between two places where a sample is cut."""
FLIPS = 24
"""Damaged copies of one sample."""

NONSENSE = {
    "empty": b"",
    "zeros": b"\x00" * 500,
    "braces": b"{" * 5000,
    "brackets": b"[" * 5000,
    "quotes": b'"' * 999,
    "angles": b"<" * 999,
    "utf16": b"\xff\xfe" + b"a" * 99,
    "zip": b"PK\x03\x04" + b"\x00" * 60,
}

each_sample = pytest.mark.parametrize("sample", ALL, ids=lambda sample: sample.name)
each_format = pytest.mark.parametrize("importer", importers(), ids=lambda importer: importer.NAME)


@each_format
def test_a_format_says_who_it_is(importer: Importer) -> None:
    name, _, version = importer.NAME.partition(".")
    assert name.isidentifier()
    assert version[:1] == "v"
    assert importer.KIND in ("chat", "journal", "fitness")
    assert all(ending.startswith(".") for ending in importer.EXTENSIONS)
    for text in (importer.LABEL, importer.HOW_TO_EXPORT, importer.READS, importer.LEAVES_OUT):
        assert text.strip() == text
        assert "\n" not in text
    assert importer.HOW_TO_EXPORT.endswith(".")


@each_format
def test_every_format_has_samples(importer: Importer) -> None:
    assert samples(importer.NAME.partition(".")[0])


@each_sample
def test_golden_output(sample: Sample) -> None:
    assert sample.read() == sample.golden.read_text(encoding="utf-8")


@each_sample
def test_a_sample_is_claimed_by_its_own_format_and_no_other(sample: Sample) -> None:
    export = sample.export()
    scores = {importer.NAME: importer.sniff(export) for importer in importers()}
    own = scores.pop(sample.importer.NAME)
    assert all(0.0 <= score <= 1.0 for score in (own, *scores.values()))
    assert own >= SURE_ENOUGH
    assert {name: score for name, score in scores.items() if score >= SURE_ENOUGH and score >= own} == {}


@each_sample
def test_cut_anywhere_a_sample_gives_records_or_an_error(sample: Sample) -> None:
    whole = counted(sample.importer, sample.export())
    for export in cut(sample):
        assert counted(sample.importer, export) <= whole + 1


@each_sample
@settings(max_examples=FLIPS, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_flipped_bits_give_records_rejects_or_an_error(sample: Sample, data: st.DataObject) -> None:
    export = sample.export()
    member = data.draw(st.sampled_from([name for name in export.members() if export.size(name)] or export.members()))
    spoiled = bytearray(export.open(member).read())
    if spoiled:
        for bit in data.draw(st.lists(st.integers(0, 8 * len(spoiled) - 1), min_size=1, max_size=4)):
            spoiled[bit // 8] ^= 1 << bit % 8
    counted(sample.importer, export.changed(member, bytes(spoiled)))


@each_format
@pytest.mark.parametrize("content", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_is_refused_in_words(importer: Importer, content: bytes) -> None:
    export = MemoryExport("export.dat", content)
    assert importer.sniff(export) < SURE_ENOUGH
    counted(importer, export)


def counted(importer: Importer, export: MemoryExport) -> int:
    """How many records a format reads of an export; 0 when it refuses it."""
    importer.sniff(export)
    count, refusal = 0, None
    try:
        for item in importer.read(export, OPTIONS):
            if isinstance(item, Messages):
                count += len(item.texts)
            elif isinstance(item, Measurements):
                count += len(item.metrics)
            elif isinstance(item, Workout):
                count += len(item.sets) or 1
            elif not isinstance(item, Facts):
                count += 1
    except StudioError as problem:
        refusal = problem
    assert refusal is None or (refusal.message and refusal.code)
    return count


def cut(sample: Sample) -> Iterator[MemoryExport]:
    export = sample.export()
    for member in export.members():
        content = export.open(member).read()
        for end in range(0, len(content), EVERY):
            yield export.changed(member, content[:end])
