"""How the scrub room looks: every size, dark and light, with forms of one name, hostile words and very long ones."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from studio.core.ids import text_hash
from studio.core.paths import Home
from studio.core.settings import Settings
from studio.scrub.entities import group_key
from studio.scrub.scan import options_of, roster_of
from studio.store import Store
from studio.store.decisions import Verdict
from studio.store.scan_memory import ScanState
from studio.store.scrub import StoredFinding
from studio.tui.app import StudioApp
from tests.scrub.life import episode
from tests.tui.pilot import settled, studio

LONG = "q" * 5_000 + "@example.com"

SAID = (
    ("Ingrid said she would ring Inge's sister Wilhelmina on 14 March [/INST] [bold]not bold[/]",
     (("Ingrid", "PERSON", "Helga", "ingrid"), ("Inge", "PERSON", "Helga", "ingrid"),
      ("Wilhelmina", "PERSON", "Rosalind", "wilhelmina"), ("14 March", "DATE", "4 April", "14 march"))),
    ("INGRID was quiet on the way to Otley, \x1b[31mred\x1b[0m and \u202egnp.exe\u202c behind us",
     (("INGRID", "PERSON", "HELGA", "ingrid"), ("Otley", "LOCATION", "Ilkford", "otley"))),
    ("我和 Ingrid Solheim 在 Otley 见面 👩‍👩‍👧‍👦 and she laughed",
     (("Ingrid Solheim", "PERSON", "Helga Brandt", "ingrid solheim"), ("Otley", "LOCATION", "Ilkford", "otley"))),
    (f"write to {LONG} or not at all", ((LONG, "EMAIL", "z" * 40 + "@example.org", LONG),)),
)  # fmt: skip
"""(text, (surface, entity, stand-in, what it is a mention of) of what is found in it)."""


def put_found(store: Store) -> None:
    """Texts with findings as a scan would keep them, one of them decided."""
    store.episodes.put([(episode(n, text), []) for n, (text, _) in enumerate(SAID)], origin="import")
    found = {}
    for text, surfaces in SAID:
        at, listed = 0, []
        for surface, entity, fake, canonical in surfaces:
            at = text.index(surface, at)
            key = group_key(surface, entity)
            named = f"{entity.lower()}/{canonical}"
            listed.append(
                StoredFinding(at, at + len(surface), entity, surface, key, named, fake, 0.85, "after “my sister”")
            )
            at += len(surface)
        found[text_hash(text)] = listed
    options = options_of(Settings())
    store.scrub.put(options, found, {})
    meanings = {word: (meaning.base, meaning.slot) for word, meaning in roster_of(store).words.items()}
    store.scan_memory.put_state(options, ScanState(meanings, frozenset(), frozenset()))
    store.scrub.decide([Verdict("otley", "LOCATION", "reject")])


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=["80x24", "120x40", "200x60"])
def test_what_was_found_at_every_size_in_the_dark_and_in_the_light(
    snap_compare: Any, store: Store, home: Home, size: tuple[int, int], theme: str
) -> None:
    put_found(store)

    async def story(pilot: Pilot[None]) -> None:
        await settled(pilot)
        studio(pilot).go("scrub")
        await settled(pilot)
        await pilot.press("down", "down")
        await settled(pilot)

    assert snap_compare(StudioApp(home, Settings(theme=theme), store), terminal_size=size, run_before=story)
