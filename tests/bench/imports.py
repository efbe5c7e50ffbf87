"""Bringing in large exports, beside the peers that only parse them: WhatsApp, Apple Health, Telegram."""

from __future__ import annotations

from tests.bench import Row, import_health, import_telegram, import_whatsapp


def rows() -> list[Row]:
    """Speed of WhatsApp and Apple Health, memory of Apple Health and Telegram."""
    return [*import_whatsapp.rows(), *import_health.rows(), *import_telegram.rows()]
