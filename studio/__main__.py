"""Entry point of the `studio` command."""

from __future__ import annotations

import io
import os
import sys


def main() -> None:
    """Run the command line; what it writes is for its owner alone (umask 077), what it prints is UTF-8."""
    os.umask(0o077)
    sys.meta_path.insert(0, _WithoutPandas)
    from studio.cli.screens import run_screens, wants_screens

    arguments = sys.argv[1:]
    if wants_screens(arguments):
        sys.exit(run_screens(arguments))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    from studio.cli.main import run

    sys.exit(run(arguments))


class _WithoutPandas:
    """Where pandas is installed, DuckDB and Arrow load it only to ask whether a value is one of its: 1 s, 70 MB."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        """Nothing, and for pandas not even a look at the disk."""
        if name == "pandas":
            raise ModuleNotFoundError("Studio does without pandas", name=name)


if __name__ == "__main__":
    main()
