"""Forgets somebody in a home and stands still at a given moment, to be killed there."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

from studio.core.paths import Home
from studio.scrub.forgetting import forget
from studio.store import Store
from tests.scrub.farewell import SETTINGS


def _stand_still(*_: Any, **__: Any) -> None:
    print("here", flush=True)
    time.sleep(600)


if __name__ == "__main__":
    home = Home(Path(sys.argv[1]))
    with Store.open(home) as store:
        where = "_rewrite_rest" if sys.argv[2] == "inside" else "Forgetting.finish"
        with patch(f"studio.store.forgetting.{where}", _stand_still):
            forget(store, home, SETTINGS, "Quillon Ferrow", delete=True)
