"""Bringing in large exports, beside the peers that only parse them: WhatsApp, Apple Health, Telegram."""

from __future__ import annotations

from tests.bench import Row, import_health, import_telegram, import_whatsapp


def rows() -> list[Row]:
    """Speed of WhatsApp and Apple Health, memory of Apple Health and Telegram."""
    # A child is born with the peak memory of its parent: what measures memory goes first.
    return [*import_health.rows(), *import_telegram.rows(), *import_whatsapp.rows()]
