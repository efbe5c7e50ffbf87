"""The headless twin of every screen, one module per command group."""
