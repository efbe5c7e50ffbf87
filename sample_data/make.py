"""Makes the invented life beside this file: `python make.py` writes it, `python make.py --check` tells of drift."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from life import notes, words
from life.chance import Chance
from life.days import Planner
from life.labels import labels
from life.scenes import Playwright
from life.strong import strong_csv
from life.teller import Teller
from life.training import Body
from life.truth import truth
from life.whatsapp import NEW_PHONE, android_text, ios_zip
from life.whoop import whoop_zip

HERE = Path(__file__).resolve().parent
SEED = 45


def make() -> dict[str, bytes]:
    """Every file, by its path in this folder."""
    chance = Chance(SEED)
    slots = words.slots()
    teller = Teller(chance, slots)
    quarrels = words.situations(slots)
    play = Playwright(teller, chance, words.pools("answers.lines", "replies.lines"), quarrels, slots)
    scenes = Planner(chance, play, quarrels, words.scripts(), words.anchors()).live()
    lines = [line for scene in scenes for line in scene.lines]
    pools = words.pools("advice.lines", "training.lines")
    evenings = {s.start.date() for s in scenes if s.trigger and s.outcome == "bad" and s.end.hour >= 18}
    chance = Chance(SEED + 1)
    body = Body(chance, evenings, pools)
    body.live()
    files = {
        "whatsapp/WhatsApp Chat - Ingrid.zip": ios_zip([n for n in lines if n.at < NEW_PHONE], chance),
        "whatsapp/WhatsApp Chat with Ingrid.txt": android_text([n for n in lines if n.at >= NEW_PHONE]),
        "notes/Therapy notes.md": notes.therapy(),
        "strong/strong.csv": strong_csv(body.sessions, chance),
        "whoop/whoop.zip": whoop_zip(body, chance),
    }
    files |= {f"notes/journal/{name}": content for name, content in notes.journal(teller).items()}
    made = labels(scenes, body.sessions, teller, Chance(SEED + 2), pools)
    files["labels/labels.jsonl"] = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in made).encode()
    written = b"\n".join(content for name, content in files.items() if name.startswith(("whatsapp", "notes", "labels")))
    files["truth.json"] = truth(scenes, body, made, written.decode("utf-8", "replace"))
    return files


def main(arguments: list[str]) -> int:
    """Write, or with `--check` compare; 1 when something differs."""
    files = make()
    if "--check" in arguments:
        drifted = [name for name, content in files.items() if _on_disk(name) != content]
        for name in drifted:
            sys.stderr.write(f"{name} is not what make.py makes; run python make.py\n")
        return 1 if drifted else 0
    for name, content in files.items():
        path = HERE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    sys.stdout.write(f"{len(files)} files, {sum(map(len, files.values())):,} bytes\n")
    return 0


def _on_disk(name: str) -> bytes | None:
    path = HERE / name
    return path.read_bytes() if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
