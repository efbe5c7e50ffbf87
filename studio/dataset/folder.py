"""A dataset's folder: appears whole under its name, and a kill in between leaves the earlier one to be found."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from studio.core.paths import Home, write_private


class Draft:
    """A folder in the making, beside the one it will stand in for.

    Args:
        home: Where datasets lie.
        name: The dataset.
    """

    def __init__(self, home: Home, name: str) -> None:
        settle(home, name)
        mark = secrets.token_hex(4)
        self.target = home.datasets / name
        self._draft = home.datasets / f".{name}.{mark}.new"
        self._retired = home.datasets / f".{name}.{mark}.old"

    def write(self, contents: Mapping[str, bytes]) -> None:
        """Write every file, readable by the owner alone.

        Raises:
            OSError: the disk refuses.
        """
        for file_name, content in contents.items():
            write_private(self._draft / file_name, content)

    def publish(self) -> None:
        """Put it in place of an earlier one.

        Raises:
            OSError: the disk refuses; the earlier one is back in its place.
        """
        if self.target.exists():
            self.target.rename(self._retired)
        try:
            self._draft.rename(self.target)
        except OSError:
            if self._retired.exists():
                self._retired.rename(self.target)
            raise

    def clear(self) -> None:
        """Take away what is left over."""
        shutil.rmtree(self._draft, ignore_errors=True)
        if self.target.exists():
            shutil.rmtree(self._retired, ignore_errors=True)


def settle(home: Home, name: str) -> Path:
    """The folder of a dataset, with whatever a killed build left behind put right."""
    target = home.datasets / name
    ours = re.compile(rf"\.{re.escape(name)}\.[0-9a-f]{{8}}\.(?:new|old)")
    for left in sorted(home.datasets.iterdir() if home.datasets.is_dir() else ()):
        if not ours.fullmatch(left.name):
            continue
        if left.suffix == ".old" and not target.exists():
            left.rename(target)
        else:
            shutil.rmtree(left, ignore_errors=True)
    return target
