"""`--replace`: a new export stands in for an earlier one of the same thing, and for nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from studio.core.paths import Home
from studio.core.settings import Settings
from studio.ingest.pipeline import bring_in
from studio.store import Store
from studio.store.sources import Source

UTC = Settings(tz="UTC", unit="kg")
STRONG = "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE\n"


def log(path: Path, *days: int, exercise: str = "Squat") -> Path:
    rows = "".join(f"2024-05-{day:02d} 10:00:00,Legs,1h,{exercise},{n},80,5,,,,,\n" for day in days for n in (1, 2))
    path.write_text(STRONG + rows)
    return path


def chat(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"13/05/2024, 14:{n:02d} - Jo: {line}\n" for n, line in enumerate(lines)))
    return path


def bring(store: Store, home: Home, *paths: Path, **said: Any) -> list[Source]:
    return bring_in(store, home, list(paths), settings=UTC, **said)


def held(store: Store) -> list[tuple[str, int]]:
    return [(Path(source.path).name, source.records) for source in store.sources.all()]


def test_files_that_come_together_do_not_replace_each_other(store: Store, home: Home, tmp_path: Path) -> None:
    paths = [log(tmp_path / "may.csv", 1, 2), log(tmp_path / "june.csv", 3), chat(tmp_path / "a.txt", "hi")]
    paths.append(chat(tmp_path / "WhatsApp Chat with Bo.txt", "ho"))
    bring(store, home, *paths)
    before = list(store.records.listing(None, None, None))
    bring(store, home, *paths, replace=True)
    assert sorted(held(store)) == [("WhatsApp Chat with Bo.txt", 1), ("a.txt", 1), ("june.csv", 2), ("may.csv", 4)]
    after = list(store.records.listing(None, None, None))
    assert sorted(r.get("id", r.get("workout_id", "")) for r in after) == sorted(
        r.get("id", r.get("workout_id", "")) for r in before
    )


def test_a_longer_log_takes_the_place_of_the_shorter_one(store: Store, home: Home, tmp_path: Path) -> None:
    bring(store, home, log(tmp_path / "old.csv", 1, 2, 3))
    bring(store, home, log(tmp_path / "new.csv", 2, 3, 4), replace=True)
    assert held(store) == [("new.csv", 6)]
    assert store.records.counts()["sets"] == 6


def test_another_log_stays(store: Store, home: Home, tmp_path: Path) -> None:
    bring(store, home, log(tmp_path / "mine.csv", 1, 2, 3, 4))
    bring(store, home, log(tmp_path / "other.csv", 4, 5), replace=True)
    assert held(store) == [("mine.csv", 6), ("other.csv", 4)]
    assert store.records.counts()["sets"] == 10
    assert store.records.counts()["workouts"] == 5


def test_of_a_chat_the_conversation_goes_and_others_stay(store: Store, home: Home, tmp_path: Path) -> None:
    bring(store, home, chat(tmp_path / "WhatsApp Chat with Bo.txt", "one", "two"))
    bring(store, home, chat(tmp_path / "WhatsApp Chat with Cy.txt", "three"))
    newer = tmp_path / "again"
    newer.mkdir()
    bring(store, home, chat(newer / "WhatsApp Chat with Bo.txt", "one", "TWO", "three"), replace=True)
    assert held(store) == [("WhatsApp Chat with Cy.txt", 1), ("WhatsApp Chat with Bo.txt", 3)]
    texts = {r["text"] for r in store.records.listing(None, "message", None) if r["conversation"] == "Bo"}
    assert texts == {"one", "TWO", "three"}
