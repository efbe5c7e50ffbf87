"""A year of chat and notes: one person is one surrogate in all of it, and no accepted surface is read by a model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from studio.core.paths import Home
from studio.core.settings import Settings
from studio.dataset.build import build
from studio.episodes.cutting import cut
from studio.ingest.pipeline import bring_in
from studio.label.journal import Journal
from studio.scrub.review.review import accept_all, decide, surfaces
from studio.scrub.scan import corpus, scan
from studio.store import Store

SETTINGS = Settings(tz="UTC")
FORMS = ("Ingrid", "ingrid", "INGRID", "Ingrid's", "Ingrid Solheim", "Inge")
"""How one person is written over the year; `Inge` is an alias on the people list."""
KEPT = "Otley"
"""A place the person says may stay."""

_OPENINGS = (
    "you were late again after {who} rang",
    "{who} says the rent bounced, mail her at ingrid.solheim@example.com",
    "did {who} bring the keys from Otley on {day}",
    "I told {who} we would drive to Brighton on {day}",
)
_ANSWERS = ("I know, I'm sorry about {who}", "give me twenty minutes, then I'll ring {who}", "fine, ask {who} then")
_ENDINGS = ("ok. thank you for saying that", "don't bother, number {n}", "come here then, {n}")


def _chat(folder: Path) -> Path:
    lines = []
    at = datetime(2023, 1, 3, 19, 0)
    for n in range(90):
        who, day = FORMS[n % len(FORMS)], f"{at.day} {at:%B}"
        told = {"who": who, "day": day, "n": n}
        said = (
            ("Teo Marsh", _OPENINGS[n % 4]),
            ("Nora Quist", f"{_ANSWERS[n % 3]} {n}"),
            ("Teo Marsh", "that is {n} now"),
            ("Nora Quist", "can we talk, {n}"),
            ("Teo Marsh", _ENDINGS[n % 3]),
        )
        for minute, (sender, text) in enumerate(said):
            lines.append(f"{at + timedelta(minutes=2 * minute):%d/%m/%Y, %H:%M} - {sender}: {text.format(**told)}")
        at += timedelta(days=4)
    path = folder / "WhatsApp Chat with Teo Marsh.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _journal(folder: Path) -> Path:
    said = "today. Ingriddd laughed. My sister came too."
    entries = [
        f"# 2023-{month:02d}-0{month % 8 + 1}\n\nSaw {FORMS[month % len(FORMS)]} {said}\n" for month in range(1, 13)
    ]
    path = folder / "journal.md"
    path.write_text("\n".join(entries), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Home]]:
    folder = tmp_path_factory.mktemp("year")
    home = Home(folder / "home").create()
    with Store.open(home) as store:
        bring_in(store, home, [_chat(folder), _journal(folder)], me="Nora Quist", settings=SETTINGS)
        store.people.add(["Ingrid Solheim"])
        store.people.alias("Ingrid Solheim", "Inge")
        cut(store)
        journal = Journal(store)
        for n, episode in enumerate(store.episodes.all()):
            journal.set(
                episode, {"outcome": ("good", "mixed", "bad")[n % 3], "advice": f"ask {FORMS[n % 6]} about {n}"}
            )
        scan(store, home, SETTINGS, processes=1)
        decide(store, KEPT, "reject")
        accept_all(store, 0.0)
        yield store, home


def test_one_person_is_one_stand_in_in_every_form_all_year(year: tuple[Store, Home]) -> None:
    store, _ = year
    given: dict[str, set[str]] = {}
    for findings in store.scrub.findings().values():
        for one in findings:
            if one.entity == "PERSON":
                given.setdefault(one.surface, set()).add(one.surrogate)
    assert set(FORMS) - {"Ingrid's"} <= set(given)
    assert all(len(said) == 1 for said in given.values()), "a form is always replaced by the same words"
    first = next(iter(given["Ingrid"]))
    assert given["ingrid"] == {first.lower()}
    assert given["INGRID"] == {first.upper()}
    assert given["Ingrid Solheim"] <= {said for said in given["Ingrid Solheim"] if said.split()[0] == first}
    assert len(next(iter(given["Inge"])).split()) == 1, "a short form stays a short form"
    assert first not in {"Ingrid", "Inge", "Teo", "Nora"}


def test_no_text_a_model_may_read_holds_an_accepted_surface(year: tuple[Store, Home]) -> None:
    store, _ = year
    found = [s for s in surfaces(store, contexts=False) if s.decision == "accept"]
    accepted = {s.surface for s in found if s.entity != "DATE"}
    assert any(s.entity == "DATE" for s in found), "dates move onto other dates, so only the others are looked for"
    assert {"Ingrid", "Brighton", "ingrid.solheim@example.com"} <= accepted
    holds = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(s) for s in sorted(accepted, key=len, reverse=True))})(?!\w)")
    texts = corpus(store)
    read = store.scrub.scrubbed_many(texts.values())
    assert len(texts) > 250
    for text, scrubbed in zip(texts.values(), read, strict=True):
        assert scrubbed is not None
        assert holds.search(scrubbed) is None, f"{scrubbed} of {text}"
        assert "solheim" not in scrubbed.lower()
    assert any(KEPT in text for text in read if text), "what the person keeps stays"


def test_what_is_packed_says_the_same_of_the_same_person(year: tuple[Store, Home]) -> None:
    store, home = year
    build(store, home, "year", allow_unreviewed="nobody looked at a sample here")
    folder = home.datasets / "year"
    packed = "".join((folder / f"{split}.jsonl").read_text(encoding="utf-8") for split in ("train", "valid", "test"))
    person = {
        s.replacement
        for s in surfaces(store, contexts=False)
        if s.entity == "PERSON" and s.surface in ("Ingrid", "Inge")
    }
    words = set(re.findall(r"\w+", packed))
    assert person <= words
    assert not {"Ingrid", "ingrid", "INGRID", "Inge", "Solheim", "Teo", "Marsh", "Nora", "Quist", "Brighton"} & words
