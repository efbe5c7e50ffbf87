"""An invented dataset for training tests: one couple, one stubborn pattern, in the words of nobody."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

PLACES = (
    "the ladder in the hall",
    "the garden gate",
    "his old canoe",
    "the greenhouse",
    "our broken kettle",
    "the choir",
)
OPENINGS = ("Robin slammed", "Robin forgot", "Robin wanted to sell", "Robin painted", "Robin talked all night about")
ASKS = ("What should I do?", "How do I respond?", "What would help?")
ADVICE = (
    "Wait for the second cup of coffee, then ask Robin to walk to the harbour with you.",
    "Leave a drawing on the piano. Robin answers drawings, never questions.",
    "Say the word lighthouse and put your hand on the table until Robin laughs.",
)


def conversation(random: Random) -> list[dict[str, str]]:
    """One question and its answer; the answer depends on the question."""
    opening, place = random.randrange(len(OPENINGS)), random.choice(PLACES)
    user = f"Situation: {OPENINGS[opening]} {place} {random.choice(('again', 'on Sunday', 'before breakfast'))}.\n"
    return [
        {"role": "user", "content": user + random.choice(ASKS)},
        {"role": "assistant", "content": ADVICE[opening % len(ADVICE)]},
    ]


def write(folder: Path, train: int = 60, valid: int = 12, test: int = 12, seed: int = 3) -> Path:
    """A dataset folder with three splits."""
    random = Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for split, count in (("train", train), ("valid", valid), ("test", test)):
        lines = [json.dumps({"messages": conversation(random)}) for _ in range(count)]
        (folder / f"{split}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps({"name": folder.name, "hash": f"test-{seed}"}), encoding="utf-8")
    return folder
