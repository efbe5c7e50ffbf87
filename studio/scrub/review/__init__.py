"""What was found, grouped by surface, and what the person decides about it."""
