"""Facebook Messenger: the account download as JSON, and the download of end-to-end encrypted chats."""

from __future__ import annotations

from collections.abc import Iterator

from studio.ingest.importer import Export, ExportKind, ReadOptions
from studio.ingest.meta.files import likelihood
from studio.ingest.meta.threads import Item, read_threads

NAME = "messenger.v1"
LABEL = "Facebook Messenger"
KIND: ExportKind = "chat"
EXTENSIONS = (".json", ".zip", ".html")
HOW_TO_EXPORT = (
    "At accountscenter.facebook.com choose Your information and permissions → Export your information → Create export, "
    "your Facebook profile, Export to device; customise it to Messages only, pick All time and the format JSON, and "
    "give the zip; for encrypted chats choose at messenger.com Settings → Privacy & safety → End-to-end encrypted "
    "chats → Message storage → Download secure storage data."
)
READS = "Messages of every thread with reactions, calls, media, edited and unsent marks, lines about the chat."
LEAVES_OUT = "The pictures and files themselves, texts of shared posts, HTML downloads, settings beside the threads."

NOBODY = "Facebook user"
"""Who wrote a message whose sender the export has blanked."""


def sniff(export: Export) -> float:
    """Sure by the shape of a thread; which of Meta's two apps it is, paths and content tell."""
    return likelihood(export, "messenger")


def read(export: Export, options: ReadOptions) -> Iterator[Item]:
    """Messages thread by thread, oldest first.

    Raises:
        InputError: it is the HTML download (`html_export`), or holds no conversation.
    """
    yield from read_threads(export, nobody=NOBODY, how_to=HOW_TO_EXPORT)
