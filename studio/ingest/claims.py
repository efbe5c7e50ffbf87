"""How much of a zip or folder is one format's own, and what of it is not."""

from __future__ import annotations

from collections.abc import Callable, Collection

from studio.ingest.files.tables import csv_members, header_and_row
from studio.ingest.importer import Export

_LEAST = 0.6


def tables_by_kind(export: Export, kind_of: Callable[[tuple[str, ...]], str]) -> dict[str, str]:
    """Member → what kind of table its columns make it, for those that a format knows."""
    kinds = {member: kind_of(header_and_row(export, member)[0]) for member in csv_members(export)}
    return {member: kind for member, kind in kinds.items() if kind}


def share(export: Export, ours: Collection[str]) -> float:
    """The share of members that a format of tables knows for its own.

    0 when there are tables of others among them, or too much else: then each file is better looked at alone.
    """
    members = export.members()
    if not ours or len(ours) < len(csv_members(export)) or len(ours) < _LEAST * len(members):
        return 0.0
    return len(ours) / len(members)


def strangers(export: Export, ours: Collection[str]) -> list[str]:
    """A sentence for the report about members that were not read; empty when there are none."""
    left = [member for member in export.members() if member not in ours]
    if not left:
        return []
    names = ", ".join(left[:5]) + (" …" if len(left) > 5 else "")
    return [f"Not read, as it is no table of this export: {names}."]
