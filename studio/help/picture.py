"""Draw `home.svg`, the picture in the README, from the sample life: `python -m studio.help.picture [HOME]`.

Without a home, the demo makes one first.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from studio.core.paths import Home
from studio.core.settings import load_settings
from studio.store import Store
from studio.store.overview import overview
from studio.tui.app import StudioApp

SIZE = (132, 18)
PICTURE = Path(__file__).with_name("home.svg")


async def draw(home: Home) -> None:
    """Photograph the home screen of a home."""
    with Store.open(home) as store:
        app = StudioApp(home, load_settings(home), store, overview(store))
        async with app.run_test(size=SIZE) as pilot:
            while app.gap_report is None:
                await pilot.pause(0.1)
            await pilot.pause(0.5)
            PICTURE.write_text(app.export_screenshot(title="studio"), encoding="utf-8")


def main() -> None:
    """Make the home if none is given, then draw."""
    if len(sys.argv) > 1:
        asyncio.run(draw(Home(Path(sys.argv[1]))))
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "us")
        subprocess.run([sys.executable, "-m", "studio", "demo", "--headless", "--home", str(home.root)], check=True)
        asyncio.run(draw(home))


if __name__ == "__main__":
    main()
