"""What decides what a scan finds, as one name: the rules, the people list, and the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studio.core.errors import StudioError
from studio.core.ids import text_hash
from studio.core.paths import Home
from studio.core.settings import Settings, load_settings

if TYPE_CHECKING:
    from studio.store.database import Store

RULES = "scrub.v2"
"""Version of the rules."""

_UNREADABLE = "unread"
"""In place of settings that cannot be read: no text was scanned under these."""


class InForce:
    """What is in force now; looked up again only when something of it has changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._people: tuple[Any, str] | None = None
        self._settings: tuple[Any, str] | None = None

    def name(self) -> str:
        """Rules, people list and settings; a text that was scanned under another name counts as not scanned."""
        return f"{RULES}.{self._who()}.{self._set()}."

    def _who(self) -> str:
        sql = """SELECT (SELECT count(*) FROM messages), (SELECT max(rowid) FROM messages),
            (SELECT list(name ORDER BY name) FROM people),
            (SELECT list(alias || chr(31) || name ORDER BY alias) FROM aliases)"""
        row = self._store.row(sql)
        if self._people is None or self._people[0] != row:
            assert row is not None
            senders = sorted(name for name, _ in self._store.records.senders())
            self._people = row, text_hash(*(row[2] or ()), "|", *(row[3] or ()), "|", *senders)[:12]
        return self._people[1]

    def _set(self) -> str:
        """Regions, locale and order of dates, as the settings file has them."""
        path = self._store.path
        if path is None:
            return _short(Settings())
        home = Home(path.parent)
        try:
            seen = home.settings.stat()
            stamp = seen.st_mtime_ns, seen.st_size, seen.st_ino
        except OSError:
            stamp = None
        if self._settings is None or self._settings[0] != stamp:
            try:
                self._settings = stamp, _short(load_settings(home))
            except (StudioError, OSError, UnicodeDecodeError):
                self._settings = stamp, _UNREADABLE
        return self._settings[1]


def _short(settings: Settings) -> str:
    return text_hash(settings.locale, settings.date_order, *settings.phone_regions)[:8]
