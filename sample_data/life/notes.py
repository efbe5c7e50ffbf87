"""His therapy notes in one file, and his journal as a folder of Markdown with front matter."""

from __future__ import annotations

from datetime import datetime

from life.teller import Frame, Teller
from life.words import WORDS


def therapy() -> bytes:
    """The notes as he wrote them, session under session."""
    return (WORDS / "therapy.lines").read_bytes()


def journal(teller: Teller) -> dict[str, bytes]:
    """File name → journal entry; tags, mood and title may each be absent."""
    files: dict[str, bytes] = {}
    for entry in (WORDS / "journal.lines").read_text(encoding="utf-8").split("=== ")[1:]:
        head, _, text = entry.partition("\n")
        day, tags, mood, title = (part.strip() for part in head.split("|"))
        front = [f"date: {day}"]
        if tags:
            front.append(f"tags: [{tags}]")
        if mood:
            front.append(f"mood: {mood}/5")
        lines = ["---", *front, "---", ""]
        if title:
            lines += [f"# {title}", ""]
        lines.append(teller.fill(text.strip(), Frame(datetime.fromisoformat(day))))
        files[f"{day}.md"] = ("\n".join(lines) + "\n").encode()
    return files
