"""Nouns and laws that every room shares; imports nothing of ours and nothing heavy."""
