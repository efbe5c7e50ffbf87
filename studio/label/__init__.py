"""Room 3, label: what next, which scheme, and what was said."""
