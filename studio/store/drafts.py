"""Text begun and not yet kept: it survives a crash as the labels do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.core.clock import now

if TYPE_CHECKING:
    from studio.store.database import Store

DDL = ["CREATE TABLE drafts (episode_id VARCHAR, field VARCHAR, text VARCHAR, utc TIMESTAMP)"]


class Drafts:
    """The `drafts` table: at most one text for each field of an episode."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, episode_id: str) -> dict[str, str]:
        """Field → text begun for one episode."""
        return dict(self._store.rows("SELECT field, text FROM drafts WHERE episode_id = ?", [episode_id]))

    def episodes(self) -> list[str]:
        """Ids of the episodes where a text waits, the latest first."""
        sql = "SELECT episode_id FROM drafts GROUP BY 1 ORDER BY max(utc) DESC, 1"
        return [row[0] for row in self._store.rows(sql)]

    def count(self) -> int:
        """How many texts wait."""
        return int(self._store.value("SELECT count(*) FROM drafts"))

    def keep(self, episode_id: str, field: str, text: str) -> None:
        """Put a draft in place of the last one; empty text takes it away."""
        with self._store.transaction() as cursor:
            cursor.execute("DELETE FROM drafts WHERE episode_id = ? AND field = ?", [episode_id, field])
            if text:
                clean = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
                moment = now().replace(tzinfo=None)
                cursor.execute("INSERT INTO drafts VALUES (?, ?, ?, ?)", [episode_id, field, clean, moment])

    def drop(self, episode_id: str, field: str) -> None:
        """Take a draft away."""
        self.keep(episode_id, field, "")
