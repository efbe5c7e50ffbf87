"""What a channel is called: by the export's head, by the file's name, or by the lists of a data package."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from studio.core.errors import InputError
from studio.ingest.files.json_fields import Fields
from studio.ingest.files.json_files import read_json
from studio.ingest.importer import Export

CHANNEL_FOLDER = re.compile(r"c?(\d{15,20})")
"""Name of a channel's folder in a data package."""
PART = re.compile(r"\s*\[part (\d{1,6})\]", re.IGNORECASE)
"""How the exporter numbers the parts of a long channel."""

_FILE_NAME = re.compile(r"(?P<title>.*?)\s*(?:\[(?P<id>\d{15,20})\])?(?:\s*\((?:after|before|\d).*?\))?\s*")


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel, a thread or a direct chat."""

    key: str
    """Its id, or the file's name where the export does not give one."""
    title: str
    person: str | None = None
    """Whom a direct chat is called after."""

    @property
    def order(self) -> tuple[int, str]:
        """Sorts channels by their ids, oldest channel first."""
        return (int(self.key) if self.key.isdecimal() and self.key.isascii() else 0, self.key)


def channel_of_head(value: Fields, path: PurePosixPath) -> Channel:
    """The channel as a file of the exporter begins with it: `Server #channel`, or the name of a direct chat."""
    guild, channel = value["guild"], value["channel"]
    name = channel["name"] if isinstance(channel["name"], str) else channel_of_name(path).title
    key = str(channel["id"])
    if str(guild.get("id")) == "0" or not isinstance(guild.get("name"), str):
        return Channel(key, name, name if "group" not in str(channel.get("type")).lower() else None)
    return Channel(key, f"{guild['name']} #{name}")


def channel_of_name(path: PurePosixPath) -> Channel:
    """The channel as the exporter puts it into a file's name: `Server - Category - channel [id] [part 2].csv`."""
    match = _FILE_NAME.fullmatch(PART.sub("", path.stem))
    title, key = (match["title"], match["id"]) if match else (path.stem, None)
    parts = [part.strip() for part in (title or path.stem).split(" - ")]
    if parts[0] == "Direct Messages" and len(parts) > 1:
        return Channel(key or path.stem, parts[-1], parts[-1])
    name = f"{parts[0]} #{parts[-1]}" if len(parts) > 1 and key else title or path.stem
    return Channel(key or PART.sub("", path.stem), name)


def channel_names(export: Export, members: Sequence[str]) -> dict[str, str]:
    """Channel id → title, from the package's `channel.json` files and its `index.json`."""
    found: dict[str, str] = {}
    for member in members:
        name = PurePosixPath(member).name
        if name not in ("channel.json", "index.json"):
            continue
        try:
            value = read_json(export, member, limit=16 << 20)
        except InputError:
            continue
        if not isinstance(value, dict):
            continue
        if name == "index.json":
            for key, title in value.items():
                if isinstance(title, str):
                    found.setdefault(key.removeprefix("c"), _index_title(title))
        elif isinstance(value.get("name"), str):
            guild = value.get("guild")
            server = guild.get("name") if isinstance(guild, dict) else None
            found[folder_id(export, member)] = f"{server} #{value['name']}" if server else value["name"]
    return found


def _index_title(title: str) -> str:
    person = title.removeprefix("Direct Message with ")
    if person != title:
        return re.sub(r"#\d{1,4}\Z", "", person)
    channel, _, server = title.rpartition(" in ")
    return f"{server} #{channel}" if channel else title


def folder_id(export: Export, member: str) -> str:
    """The channel's id as the folder of a data package gives it; the folder's name where that is none."""
    folder = PurePosixPath(export.path, member).parent.name if member else PurePosixPath(export.path).parent.name
    match = CHANNEL_FOLDER.fullmatch(folder) or CHANNEL_FOLDER.fullmatch(export.name)
    return match[1] if match else folder
