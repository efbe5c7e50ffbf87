"""Kinds of situation, and which of them labels hardly show."""
