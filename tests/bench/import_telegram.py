"""Telegram: an account of `STUDIO_BENCH_TELEGRAM_MB` MiB (1024) into a new home, and the most memory that takes."""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, TextIO

from tests.bench import Row
from tests.bench.import_health import spent

MEMORY = 500
"""Most MiB that an import of any size may take."""
PARSING = 25.0
"""Least MB of the export read per second of CPU, on one core."""

_CHATS = 40
_OWNER = ("Ben Ode", 5550199)
_ZONE = timezone(timedelta(hours=2))
_WORDS = """we talked again about dinner and tomorrow please don't be late ok yes no maybe love you home work 😀 schön
привет the bus was full sorry about that did you call the landlord he said perhaps on Thursday"""
_READ = """
import sys
from pathlib import Path
from studio.ingest.files.container import open_export
from studio.ingest.formats import telegram
from studio.ingest.importer import ReadOptions
for item in telegram.read(open_export(Path(sys.argv[1])), ReadOptions()):
    pass
"""


def rows() -> list[Row]:
    """Peak memory of a whole import, and how fast the reader alone is."""
    size = int(os.environ.get("STUDIO_BENCH_TELEGRAM_MB", "1024"))
    code = Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory() as folder:
        export = write_account(Path(folder) / "result.json", size << 20)
        command = [sys.executable, "-m", "studio", "--home", f"{folder}/home", "import", str(export), "--json"]
        whole = spent(command, code)
        alone = spent([sys.executable, "-c", _READ, str(export)], code)
    speed = size * 1.048576 / alone.cpu_seconds
    return [
        Row(f"Telegram, {size:,} MiB, peak memory", whole.peak_mib, None, MEMORY / whole.peak_mib, 1.0, "MiB"),
        Row(f"Telegram, {size:,} MiB, read on one core", speed, None, speed / PARSING, 1.0, "MB/s"),
    ]


def write_account(path: Path, size: int) -> Path:
    """An account of so many bytes, indented as the desktop app does it: chats of two, replies, reactions, media."""
    chance = random.Random(11)
    personal = {"user_id": _OWNER[1], "first_name": "Ben", "last_name": "Ode"}
    with path.open("w", encoding="utf-8") as out:
        out.write(f'{{\n "about": "Your data.",\n "personal_information": {json.dumps(personal)},\n')
        out.write(' "chats": {\n  "about": "All chats.",\n  "list": [')
        for number in range(_CHATS):
            head = {"name": f"Friend {number % 30}", "type": "personal_chat", "id": 5560000 + number}
            out.write(f'{"," * bool(number)}\n   {json.dumps(head)[:-1]},\n    "messages": [')
            _write_messages(out, chance, (f"Friend {number % 30}", 5560000 + number), size // _CHATS)
            out.write("\n    ]\n   }")
        out.write("\n  ]\n }\n}\n")
    return path


def _write_messages(out: TextIO, chance: random.Random, friend: tuple[str, int], size: int) -> None:
    words = _WORDS.split()
    moment, written, key = datetime(2019, 3, 1, 8, tzinfo=UTC), 0, 0
    while written < size:
        key += 1
        moment += timedelta(seconds=chance.choice((5, 20, 40, 200, 4000)))
        name, account = chance.choice((_OWNER, friend))
        text = " ".join(chance.choices(words, k=chance.randint(1, 20)))
        shown = f"{moment.astimezone(_ZONE):%Y-%m-%dT%H:%M:%S}"
        message: dict[str, Any] = {
            "id": key, "type": "message", "date": shown, "date_unixtime": str(int(moment.timestamp())), "from": name,
            "from_id": f"user{account}",
        }  # fmt: skip
        if key % 7 == 0:
            message["reply_to_message_id"] = key - 1
        if key % 25 == 0:
            message |= {"photo": "(File not included. Change data exporting settings to download.)", "width": 800}
        message |= {"text": text, "text_entities": [{"type": "plain", "text": text}]}
        if key % 11 == 0:
            recent = [{"from": friend[0], "from_id": f"user{friend[1]}", "date": shown}]
            message["reactions"] = [{"type": "emoji", "count": 1, "emoji": "❤", "recent": recent}]
        lines = json.dumps(message, ensure_ascii=False, indent=1).replace("\n", "\n     ")
        written += out.write(f"{',' * (key > 1)}\n     {lines}")
