"""Studio: your own exports, turned into a coach that knows you, on your own machine."""

__version__ = "0.1.0"
