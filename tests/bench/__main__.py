"""Run one benchmark or all, and print one JSON object last."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any

from studio.core.matrix_threads import keep_to_one
from tests.bench import Row

NAMES = tuple(
    name
    for name in ("import", "label", "gaps", "scrub", "train", "chat", "start")
    if (Path(__file__).parent / f"{'imports' if name == 'import' else name}.py").exists()
)


def machine() -> dict[str, Any]:
    """What the figures were measured on, and how busy it was."""
    load = os.getloadavg()[0]
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load_1min": round(load, 2),
    }


def rows_of(name: str) -> list[Row]:
    """The rows of one benchmark."""
    module = importlib.import_module(f"tests.bench.{'imports' if name == 'import' else name}")
    found = module.rows()
    return [row if isinstance(row, Row) else Row(**{k: v for k, v in row.items() if k != "holds"}) for row in found]


def main() -> int:
    """Print a table on stderr and the JSON object on stdout."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("name", choices=[*NAMES, "all"])
    parser.add_argument("--json", action="store_true", help="only the JSON object")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    keep_to_one()
    rows: list[Row] = []
    for name in NAMES if asked.name == "all" else (asked.name,):
        for row in rows_of(name):
            rows.append(row)
            if not asked.json:
                peer = f" against {row.peer:.4g}" if row.peer is not None else ""
                verdict = "holds" if row.holds else "MISSED"
                text = f"{row.what}: {row.ours:.4g}{peer} {row.unit} · ratio {row.ratio:.2f}, target {row.target:g}"
                sys.stderr.write(f"{text}: {verdict}\n")
    listed = [{**asdict(row), "holds": row.holds} for row in rows]
    sys.stdout.write(json.dumps({"name": asked.name, "machine": machine(), "rows": listed}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
