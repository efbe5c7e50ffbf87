"""Talks: cut out of conversations, in three parts, in threads."""
