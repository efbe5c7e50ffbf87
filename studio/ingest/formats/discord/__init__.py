"""Discord: what DiscordChatExporter writes (JSON, CSV), and the data package that Discord itself sends.

Exporter files hold one channel each, a long one in parts. The package holds only what the person wrote themself.
"""

from __future__ import annotations

from collections.abc import Iterator

from studio.core.errors import InputError
from studio.core.records import Message, Rejected, Skipped
from studio.ingest.formats.discord.chat_csv import read_csv
from studio.ingest.formats.discord.chat_json import Senders, read_json_chat
from studio.ingest.formats.discord.files import File, find, likelihood
from studio.ingest.formats.discord.package import owner_of, read_package_channel
from studio.ingest.importer import Export, ExportKind, Facts, ReadOptions
from studio.ingest.values.titles import distinct

NAME = "discord.v1"
LABEL = "Discord"
KIND: ExportKind = "chat"
EXTENSIONS = (".json", ".csv", ".zip", ".html")
HOW_TO_EXPORT = (
    "Export the channels with DiscordChatExporter in the format JSON (a long channel may come in parts); or, for your "
    "own messages only, in Discord choose User Settings → Data & Privacy → Request all of my Data and give the zip."
)
READS = (
    "Messages with replies, reactions, edits, calls, media marks, server lines, of JSON and CSV; own messages of the "
    "data package."
)
LEAVES_OUT = "Files, avatars, roles, embeds beside words; of the package all but messages; HTML and TXT exports."


def sniff(export: Export) -> float:
    """Sure by the exporter's JSON head or CSV header, or by the channel folders of a data package."""
    return likelihood(export)


def read(export: Export, options: ReadOptions) -> Iterator[Message | Rejected | Skipped | Facts]:
    """Messages channel by channel, in the order of the files.

    Raises:
        InputError: it is an HTML export (`html_export`), a date can be read two ways (`date_order`), or nothing in it
            is Discord's.
    """
    files = find(export)
    if not files.known:
        if files.pages:
            raise InputError(
                f"{export.name} is an export as an HTML page, which is made for looking at.",
                fix="Export the channel again with DiscordChatExporter in the format JSON.",
                code="html_export",
            )
        raise InputError(f"{export.name} holds no Discord messages.", fix=HOW_TO_EXPORT, code="not_recognised")
    for member in files.pages:
        yield Rejected(member, "it is an HTML page; export the channel as JSON instead", "")
    titles = distinct({file.channel.key: file.channel.title for file in files.known})
    senders = Senders()
    me = owner_of(export) if any(file.kind == "package" for file in files.known) else None
    for file in sorted(files.known, key=lambda file: (file.channel.order, file.first, file.part, file.member)):
        title = titles[file.channel.key]
        if file.kind == "json":
            yield from read_json_chat(export, file.member, title, senders)
        elif file.kind == "csv":
            yield from read_csv(export, file.member, title, senders, options.date_order)
        else:
            yield from read_package_channel(export, file.member, title, me or "Me")
    only = next(iter(titles.values())) if len(titles) == 1 else None
    package = any(file.kind == "package" for file in files.known)
    yield Facts(
        conversation=only,
        title_person=senders.called(files.known[0].channel.person) if only else None,
        notes=_notes(files.known, files.left_out),
        me=(me or "Me") if package else None,
    )


def _notes(known: tuple[File, ...], left_out: tuple[str, ...]) -> tuple[str, ...]:
    notes: list[str] = []
    if any(file.kind == "package" for file in known):
        notes.append("Discord's data package holds your own messages only, not what others wrote.")
    if left_out:
        some = ", ".join(left_out[:3]) + (f" and {len(left_out) - 3} more" if len(left_out) > 3 else "")
        notes.append(f"These files hold no messages and were left out: {some}.")
    return tuple(notes)
