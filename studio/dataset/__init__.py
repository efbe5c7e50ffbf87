"""Room 6, pack: reviewed episodes become training examples."""
