"""Conversations as Messenger and Instagram export them: one shape, two brands."""
