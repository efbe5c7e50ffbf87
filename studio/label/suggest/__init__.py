"""Suggestions and drafts, where they come from and how good they were."""
