"""The one room that speaks SQL: everything a person brought in, said and decided, in one DuckDB file."""

from studio.store.database import Store

__all__ = ["Store"]
