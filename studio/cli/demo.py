"""Commands: demo."""

from __future__ import annotations

from studio.cli.session import Group


def register(app: Group) -> None:
    """Add the commands to the tree."""
