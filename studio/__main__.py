"""Entry point of the `studio` command."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line; what it writes is for its owner alone (umask 077)."""
    os.umask(0o077)
    from studio.cli.screens import run_screens, wants_screens

    arguments = sys.argv[1:]
    if wants_screens(arguments):
        sys.exit(run_screens(arguments))
    from studio.cli.main import run

    sys.exit(run(arguments))


if __name__ == "__main__":
    main()
