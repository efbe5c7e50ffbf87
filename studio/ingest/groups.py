"""Groups of files: whether a format's own lie together in a folder of the group."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import commonpath, dirname


def lies_deeper(ours: Sequence[str], members: Sequence[str]) -> bool:
    """Whether all of a format's files lie in one folder of a group and others outside it.

    Then the group is not the format's: the walk comes to that folder, and asks again.
    """
    folders = {dirname(name) for name in ours}
    common = "" if "" in folders else commonpath(folders)
    return bool(common) and any(not name.startswith(f"{common}/") for name in members)
