"""Markdown and plain-text notes: a journal folder with front matter, therapy notes, or one file of dated sections.

A note's date comes from its front matter, else its file name, its folder, its first dated heading, and at last from
the file's modification time; which of them it was stays with the note.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from studio.core.errors import InputError
from studio.core.records import Note, Rejected, Skipped
from studio.ingest.files.access import nfc
from studio.ingest.formats.notes.content import read_content, start_of
from studio.ingest.formats.notes.date import DateSource, bad_dates, date_values, written
from studio.ingest.formats.notes.docx import is_unpacked
from studio.ingest.formats.notes.inline import only_tags, with_inline
from studio.ingest.formats.notes.sniff import is_chat, is_note, is_text, score_folder, score_text
from studio.ingest.formats.notes.title import name_title, says_more
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions
from studio.ingest.values.dates import common_order, undecided
from studio.ingest.values.markdown import (
    Section,
    dated_sections,
    first_heading,
    front_matter,
    mood,
    scalars,
    tags,
    titles,
)

NAME = "notes.v1"
LABEL = "Notes (Markdown, plain text or Word)"
KIND: ExportKind = "journal"
EXTENSIONS = (".md", ".markdown", ".txt", ".docx")
HOW_TO_EXPORT = (
    "Give the folder the notes lie in, such as an Obsidian vault, or any folder of .md, .txt or .docx files. Apple "
    "Notes, Notion, Bear and Joplin export Markdown from their File or Share menu; one text with a dated heading per "
    "entry works too."
)
READS = "Text, title, tags, mood and date from front matter, name, folder or heading."
LEAVES_OUT = "Attachments, templates, drawings."

_ASK_ORDER = "Say --date-order dmy (day first) or --date-order mdy (month first)."
_SAID = {
    "bad": "{n} with a date in the front matter that is none: the next best date was taken.",
    "month": "{n} with only a year and month, from the folder: dated on the first of it.",
    "mtime": "{n} without any date: dated by when the file last changed.",
    "export": "{n} without any date: dated by when the document was first saved.",
}


def sniff(export: Export) -> float:
    """How sure these are notes: by what the texts hold; a chat or a table in a `.txt` is left to others."""
    if is_unpacked(export):
        return max(0.6, score_text(export.name, start_of(export, "", 0)))
    if export.members() == [""]:
        return score_text(export.name, start_of(export, "", 65536))
    return score_folder(export)


def read(export: Export, options: ReadOptions) -> Iterator[Note | Rejected | Skipped | Facts]:
    """Notes in the order of the members, sections in the order of the file.

    Raises:
        InputError: the one file there is is no text, or its dates could be read two ways (`date_order`).
    """
    everything = [""] if is_unpacked(export) else export.members()
    members = [member for member in everything if not member or is_note(member)]
    heads = (title for member in members for title in titles(start_of(export, member, 1 << 20)))
    reader = _Reader(export, options.date_order or common_order(heads))
    for member in everything:
        if not member or is_note(member):
            yield from reader.file(member)
        elif is_text(member):
            yield Skipped(nfc(member), "it is about the folder, or lies among templates, attachments or deleted notes")
    counts = ((_SAID[what], n) for what, n in reader.counts.items())
    counted = tuple(said.format(n="1 note" if n == 1 else f"{n} notes") for said, n in counts)
    yield Facts(notes=(*reader.remarks, *counted))


class _Reader:
    """Reads the notes of one export, and gathers what the import report should say of them."""

    def __init__(self, export: Export, order: str) -> None:
        self.remarks: list[str] = []
        self.counts: Counter[str] = Counter()
        self._export = export
        self._order = order
        self._created: datetime | None = None

    def file(self, member: str) -> Iterator[Note | Rejected | Skipped]:
        """The notes of one file."""
        path = nfc(member or self._export.name)
        try:
            content = read_content(self._export, member, where=path)
        except InputError as error:
            if not member:
                raise
            yield Rejected(path, error.message, "")
            return
        text = content.text
        self._created = content.created
        if content.note:
            self.remarks.append(content.note)
        if member and is_chat([line for line in text.split("\n")[:200] if line.strip()]):
            yield Skipped(path, "it looks like an exported chat: import it on its own")
            return
        matter = front_matter(text)
        if matter.problem:
            self.remarks.append(f"{path}: {matter.problem}.")
        shift = text.count("\n", 0, len(text) - len(matter.body))
        before, sections = dated_sections(matter.body, self._order)
        if sections:
            yield from self._preamble(member, path, matter.fields, before, sections[0])
            for section in sections:
                yield self._section(f"{path}:{section.line + shift}", matter.fields, section)
        else:
            yield self._note(member, path, matter.fields, matter.body)

    def _preamble(
        self, member: str, path: str, fields: dict[str, Any], before: str, first: Section
    ) -> Iterator[Note | Rejected | Skipped]:
        """What stands above the first dated heading: the file's own title, or a note."""
        lines = [line.strip() for line in before.split("\n") if line.strip()]
        if all(len(line) <= 80 and (n == 0 or line.startswith("#")) for n, line in enumerate(lines)):
            if lines:
                yield Skipped(path, "the title of the file")
        else:
            yield self._note(member, path, fields, before, fallback=first)

    def _section(self, where: str, fields: dict[str, Any], section: Section) -> Note | Skipped:
        rest = section.title[: section.date.start] + section.title[section.date.end :]
        title = section.title if says_more(rest) else None
        text = section.text or title or ""
        if not text:
            return Skipped(where, "a heading without a text")
        return Note(
            section.date.at,
            title,
            text,
            tags(only_tags(fields, section.text), section.text),
            mood({}, section.text),
            "heading",
        )

    def _note(
        self, member: str, path: str, fields: dict[str, Any], body: str, fallback: Section | None = None
    ) -> Note | Rejected | Skipped:
        fields = with_inline(fields, body)
        said = next((text.strip() for text in scalars(fields.get("title")) if text.strip()), "")
        heading, below = ("", body) if said else first_heading(body)
        name = PurePosixPath(path).stem
        text, feeling = below.strip("\n"), mood(fields, body)
        text = text if text.strip() else heading
        if not text.strip() and feeling is None:
            return Skipped(path, "a note without a text")
        modified = self._created or self._export.modified(member)
        date = written(path, fields, body, order=self._order, modified=modified)
        at = date.at if date else None
        source: DateSource = date.source if date else "mtime"
        unsaid = source in ("mtime", "export")
        if unsaid and fallback is not None:
            at, source = fallback.date.at, "heading"
        elif unsaid and not self._order:
            for said_date in (*date_values(fields), *titles(body)):
                if undecided(said_date):
                    return self._ambiguous(member, path, said_date)
        if at is None:
            return Rejected(path, "no date in it, in its name or its folder", text[:500])
        self._count(source, month_only=bool(date and date.month_only), bad=bool(bad_dates(fields, self._order)))
        return Note(at, said or heading or name_title(name), text, tags(fields, body), feeling, source)

    def _count(self, source: DateSource, *, month_only: bool, bad: bool) -> None:
        self.counts.update(
            what
            for what, so in (
                ("bad", bad),
                ("month", month_only),
                ("mtime", source == "mtime"),
                ("export", source == "export"),
            )
            if so
        )

    def _ambiguous(self, member: str, path: str, text: str) -> Rejected:
        reason = f"“{text[:80]}” could be day or month first"
        if not member:
            raise InputError(f"{path}: {reason}.", fix=_ASK_ORDER, code="date_order")
        return Rejected(path, f"{reason}. {_ASK_ORDER}", text)
