"""Whether a text is a note: prose, and neither a chat, a table nor markup; dates make it surer."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from studio.ingest.formats.notes.content import start_of
from studio.ingest.importer import Export
from studio.ingest.values.dates import find_date
from studio.ingest.values.markdown import dated_sections, front_matter, heading_date

SUFFIXES = (".md", ".markdown", ".txt", ".docx")
NO_NOTE = 0.2
"""Below this a text is something else."""

_LEFT_OUT = {"templates", "template", "attachments", "assets", "trash"}
_DATA = {".csv", ".tsv", ".json", ".jsonl", ".zip", ".xml", ".db", ".sqlite", ".fit", ".gpx", ".tcx", ".html"}
_MEDIA = {
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".heic", ".svg", ".pdf", ".mp3", ".m4a", ".wav", ".ogg", ".mp4", ".mov",
    ".webm", ".canvas", ".base",
}  # fmt: skip
_ABOUT = {"readme", "license", "licence", "changelog", "contributing"}
_MESSAGE = re.compile(
    r"[\u200e\u200f\ufeff]*\[?[\u200e\ufeff]*\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}\.?[,،]?\s.{0,20}?\d{1,2}[:.]\d{2}"
    r".{0,14}?(?:\]|\s[-–])\s?[^:\n]{1,60}:\s"
)
_LOOKED_AT = 60
"""How many texts of a folder are opened."""


def is_note(member: str) -> bool:
    """Whether a member of a zip or folder is a text of the person's own: no README, template, attachment or trash."""
    return is_text(member) and not is_about(member) and not left_out(member)


def is_text(member: str) -> bool:
    """Whether a member is Markdown or plain text, by its name."""
    return _suffix(member) in SUFFIXES


def is_about(member: str) -> bool:
    """Whether a member, by its name, tells about the folder it lies in."""
    return PurePosixPath(member).stem.casefold() in _ABOUT


def left_out(member: str) -> bool:
    """Whether a member lies in a folder whose files are not the person's notes."""
    folders = member.split("/")[:-1]
    return any(folder.startswith(".") or folder.casefold() in _LEFT_OUT for folder in folders)


def score_text(name: str, text: str) -> float:
    """0..1 for one text; undated prose in a `.txt` gets 0.3, so that whoever knows more about it goes first."""
    lines = [line for line in text.split("\n")[:200] if line.strip()]
    if not lines or not is_text(name):
        return 0.0
    if is_chat(lines) or _is_table(lines) or is_about(name):
        return 0.05
    plain = _suffix(name) in (".txt", ".docx")
    if plain and re.match(r"[{<]|\[[\s{\[\"]", lines[0]):
        return 0.1
    matter = front_matter(text)
    if matter.fields:
        return 0.9
    if dated_sections(matter.body, "dmy")[1]:
        return 0.85
    dated = find_date(PurePosixPath(name).stem, "dmy") or heading_date(matter.body, "dmy")
    return (0.7 if dated else 0.6) - (0.1 if plain and dated else 0.3 if plain else 0.0)


def score_folder(export: Export) -> float:
    """0..1 for a zip or folder: what its texts get, by their share; under 0.5 when other data has its own folder."""
    members = [member for member in export.members() if not left_out(member)]
    texts = [member for member in members if is_text(member) and not is_about(member)]
    scores = {member: score_text(member, start_of(export, member, 16384)) for member in texts[:_LOOKED_AT]}
    ours = {member for member in texts if scores.get(member, 1.0) >= NO_NOTE}
    if not any(score >= NO_NOTE for score in scores.values()):
        return 0.0
    strays = set(texts) - ours
    others = [name for name in members if name in strays or not (is_text(name) or _suffix(name) in _MEDIA)]
    data = [name for name in others if name in strays or _suffix(name) in _DATA]
    homes = {name.partition("/")[0] for name in ours}
    apart = any("/" in name and name.partition("/")[0] not in homes for name in data)
    share = len(ours) / (len(ours) + len(others))
    return min(0.4 if apart else 0.9, share * (0.3 + max(scores.values()) / 1.5))


def _suffix(member: str) -> str:
    return PurePosixPath(member).suffix.lower()


def is_chat(lines: list[str]) -> bool:
    """Whether lines are an exported chat: a date, a time, a name and a colon, again and again."""
    messages = sum(bool(_MESSAGE.match(line[:200])) for line in lines)
    return messages > 0 and messages * 5 >= len(lines) and (messages >= 3 or messages * 2 >= len(lines))


def _is_table(lines: list[str]) -> bool:
    """Whether every line has the same number of separators, and more than one."""
    counts = [{line.count(separator) for line in lines[:20]} for separator in ",;\t"]
    return len(lines) > 1 and any(len(count) == 1 and min(count) >= 2 for count in counts)
