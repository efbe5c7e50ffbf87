"""Names where nobody looks, in file names, titles, front matter, workouts and labels, reach no file and no model."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studio.cli.main import run
from studio.coach.retrieve import index
from studio.coach.session import CoachSession
from studio.core.paths import Home
from studio.store import Store
from studio.store.label_events import Given
from studio.train.spec import RunSpec
from studio.train.supervisor import run_to_end

CANARIES = {
    "sender": "Quorvina",
    "their other name": "Zindelle",
    "chat file": "Ashgrovely",
    "group title": "Brindlewock",
    "note file": "Melthorpa",
    "note title": "Vexleyan",
    "note tag": "drunstanna",
    "front matter": "Oslerbina",
    "workout name": "Gorvanine",
    "workout note": "Harkwellio",
    "set note": "Pellwickson",
    "label note": "Yarmundo",
    "label advice": "Tessalyne",
    "label what helped": "Ovidanka",
    "label better": "Wrenlowski",
    "label topic": "cridmoorian",
    "label trigger": "fumbaldry",
    "attested gap": "Nettlebrok",
    "thread of an imported episode": "Skelfanger",
    "id of an imported episode": "Tumbelina",
}
"""Where a name was put → the name, which stands nowhere else."""

START = datetime(2024, 3, 4, 19, 30)
NOISE = (
    "river", "lantern", "pocket", "marble", "thunder", "velvet", "orchard", "compass", "saffron", "meadow", "copper",
    "whistle", "harbor", "feather",
)  # fmt: skip


def chat(title: str, sender: str, first: int) -> str:
    """An Android export: a talk every second evening, none like another."""
    lines = []
    for n in range(first, first + 9):
        at = START + timedelta(days=2 * n)
        for m, text in enumerate(
            (
                f"you forgot the {NOISE[n % 14]} and the {NOISE[(n * 3 + 1) % 14]} again",
                f"I know, sorry about the {NOISE[(n * 5 + 2) % 14]}, it was number {n} this month",
                f"ok {NOISE[(n * 7 + 3) % 14]} is fine, come home and we talk about {n + 3} other things",
            )
        ):
            who = "Tom Hale" if m == 1 else sender
            lines.append(f"{at + timedelta(minutes=m):%d/%m/%Y, %H:%M} - {who}: {text}")
    return "\n".join(lines) + "\n"


def write_exports(root: Path) -> None:
    """A chat, a group, a journal and a training log, each with names around the text."""
    root.mkdir()
    (root / f"WhatsApp Chat with {CANARIES['chat file']}.txt").write_text(
        chat("", f"{CANARIES['sender']} Marsh", 0), encoding="utf-8"
    )
    opened = f'04/03/2024, 09:00 - Tom Hale created group "{CANARIES["group title"]} crew"\n'
    (root / f"WhatsApp Chat with {CANARIES['group title']} crew.txt").write_text(
        opened + chat("", f"{CANARIES['sender']} Marsh", 10), encoding="utf-8"
    )
    notes = root / "notes"
    notes.mkdir()
    for n in range(3):
        (notes / f"2024-05-0{n + 1} {CANARIES['note file']}.md").write_text(
            f"---\ntitle: Talk about {CANARIES['note title']}\ntags: [{CANARIES['note tag']}]\n"
            f"client: {CANARIES['front matter']}\ndate: 2024-05-0{n + 1}\n---\n"
            f"We said that {NOISE[n]} comes first and {NOISE[n + 4]} later. I felt calm.\n",
            encoding="utf-8",
        )
    rows = ['"Workout #";"Date";"Workout Name";"Duration (sec)";"Exercise Name";"Set Order";"Weight (kg)";"Reps";"RPE";'
            '"Distance (meters)";"Seconds";"Notes";"Workout Notes"']  # fmt: skip
    for n in range(6):
        at = START + timedelta(days=3 * n)
        rows += [
            f'"{n + 1}";"{at:%Y-%m-%d %H:%M:%S}";"Push with {CANARIES["workout name"]}";"3600";"Bench Press (Barbell)";'
            f'"{s}";"{60 + n}.0";"{5 + s}";"";"";"";"{CANARIES["set note"]} said go";'
            f'"{CANARIES["workout note"]} spotted me"'
            for s in (1, 2, 3)
        ]
    (root / "strong.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (root / "more.jsonl").write_text(
        "".join(
            json.dumps({
                "id": f"{CANARIES['id of an imported episode']}-{n}",
                "domain": "relationship",
                "started_at": f"2024-07-{n + 1:02d}T19:00:00+00:00",
                "thread": CANARIES["thread of an imported episode"],
                "situation": f"we fought about the {NOISE[n]} and the {NOISE[n + 5]}, it was loud",
                "response": f"I left the room for {n + 4} minutes and came back with {NOISE[n + 2]}",
                "outcome": f"we laughed about {NOISE[n + 7]} in the end",
            }) + "\n"
            for n in range(6)
        ),
        encoding="utf-8",
    )  # fmt: skip


def call(home: Home, *arguments: str, code: int = 0) -> None:
    assert run(["--home", str(home.root), *arguments]) == code, arguments


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Home:
    root = tmp_path_factory.mktemp("canaries")
    home = Home(root / "home")
    write_exports(root / "exports")
    call(home, "import", str(root / "exports"), "--me", "Tom Hale", "--date-order", "dmy", "--tz", "UTC")
    call(home, "people", "alias", f"{CANARIES['sender']} Marsh", CANARIES["their other name"])
    for scheme in ("relationship", "fitness"):
        call(home, "episodes", "cut", "--scheme", scheme)
    call(home, "episodes", "import", str(root / "exports" / "more.jsonl"))
    with Store.open(home) as store:
        store.labels.set_many([
            Given(
                one.id,
                {
                    "outcome": ("good", "bad", "mixed")[n % 3],
                    "note": f"Told {CANARIES['label note']} about it",
                    "advice": f"Call {CANARIES['label advice']} first, then {NOISE[n % 14]} {n}",
                    "what_helped": f"{CANARIES['label what helped']} came by with {NOISE[n % 14]}",
                    "better": f"Ask {CANARIES['label better']} before {n}",
                    "topics": [CANARIES["label topic"]],
                    "trigger": CANARIES["label trigger"],
                },
                why="spontaneous",
                at=START.replace(tzinfo=UTC) + timedelta(days=400),
            )
            for n, one in enumerate(store.episodes.all())
        ])  # fmt: skip
    call(home, "gaps", "attest", "time", "--note", f"{CANARIES['attested gap']} was away")
    call(home, "scrub", "scan")
    call(home, "scrub", "accept-all", "--above", "0")
    return home


def left_in(*folders: Path) -> dict[str, list[str]]:
    """Where a name was put → files that hold it, in any capitals, by content or by name."""
    found: dict[str, list[str]] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            content = path.read_bytes().lower() if path.is_file() else b""
            for place, name in CANARIES.items():
                if name.lower().encode() in content or name.lower() in path.name.lower():
                    found.setdefault(place, []).append(str(path.relative_to(folder.parent)))
    return found


def test_every_name_was_really_brought_in(lived: Home) -> None:
    with Store.open(lived) as store:
        held = " ".join(
            str(row)
            for table in ("messages", "notes", "workouts", "sets", "episodes", "label_events", "people", "aliases",
                          "attestations", "sources")
            for row in store.rows(f"SELECT * FROM {table}")
        ).lower()  # fmt: skip
    assert {place for place, name in CANARIES.items() if name.lower() not in held} <= {
        "front matter",
        "note file",
    }


def test_no_dataset_and_no_export_holds_one(lived: Home, tmp_path: Path) -> None:
    call(lived, "dataset", "build", "us", "--view", "advice", "--view", "predict", "--view", "pattern")
    for form in ("mlx", "openai", "completions"):
        call(lived, "dataset", "export", "us", "--format", form, "--out", str(tmp_path / form))
    assert (lived.datasets / "us" / "train.jsonl").stat().st_size > 5_000
    assert left_in(lived.datasets, tmp_path) == {}


def test_a_template_that_names_somebody_is_refused(
    lived: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template = tmp_path / "mine.toml"
    template.write_text(
        f'name = "mine.v1"\nview = "mine"\n[system]\nrelationship = "You know {CANARIES["sender"]}."\n'
        '[relationship]\nprompt = "{situation}"\ncompletion = "{advice}"\n',
        encoding="utf-8",
    )
    call(lived, "dataset", "build", "named", "--template", str(template), code=4)
    assert "still stands there" in capsys.readouterr().err
    assert not (lived.datasets / "named").exists()


def test_what_the_coach_is_shown_holds_none(lived: Home) -> None:
    with Store.open(lived) as store, CoachSession(store, lived) as coach:
        hits = [hit.episode for hit in index(store).nearest(" ".join([*NOISE, *CANARIES.values()]), 50)]
        shown = [coach._told(e) for e in hits] + [coach._shot(e) for e in hits]
    assert sum(one is not None for one in shown) > 20
    told = " ".join(map(str, shown)).lower()
    assert {place for place, name in CANARIES.items() if name.lower() in told} == set()


@pytest.mark.mlx
def test_a_run_holds_none(lived: Home, toy_model: Path) -> None:
    if not (lived.datasets / "us").exists():
        call(lived, "dataset", "build", "us")
    (lived.models / "tiny").symlink_to(toy_model, target_is_directory=True)
    with Store.open(lived) as store:
        result = run_to_end(store, lived, RunSpec("us", "tiny", "quick", iterations=2), lambda _: None)
    assert Path(result.adapter_path).exists()
    assert any(path.is_file() for path in lived.runs.rglob("*"))
    assert left_in(lived.runs) == {}
