"""Which unlabelled episodes a fix asks for first."""
