"""Room 4, weigh: what was not logged, one file per check."""
