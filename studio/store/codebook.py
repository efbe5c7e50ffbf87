"""The codebook: schemes as they were when labels were given, and the person's own line on what a value means."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.store.database import Store

DDL = [
    "CREATE SEQUENCE value_rule_seq",
    """CREATE TABLE value_rules (seq BIGINT DEFAULT nextval('value_rule_seq'), utc TIMESTAMP, domain VARCHAR,
        field VARCHAR, value VARCHAR, text VARCHAR)""",
    """CREATE TABLE scheme_revisions (name VARCHAR, revision INTEGER, domain VARCHAR, utc TIMESTAMP, hash VARCHAR,
        toml VARCHAR)""",
]


class Codebook:
    """The `value_rules` and `scheme_revisions` tables, append-only."""

    def __init__(self, store: Store) -> None:
        self._store = store
