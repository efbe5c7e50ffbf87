"""Looking for words in the texts of episodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.store.database import Store


def episodes_with(store: Store, words: str) -> frozenset[str]:
    """Ids of the episodes whose situation or response has every one of these words, capitals and accents aside."""
    sought = words.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").split()
    if not sought:
        return frozenset()
    text = "strip_accents(lower(situation || ' ' || coalesce(response, '')))"
    holds = " AND ".join(f"contains({text}, strip_accents(lower(?)))" for _ in sought[:20])
    return frozenset(row[0] for row in store.rows(f"SELECT id FROM episodes WHERE {holds}", sought[:20]))
