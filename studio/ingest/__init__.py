"""Room 1, bring in: exports become records, and every line that was not taken is kept with its reason."""
