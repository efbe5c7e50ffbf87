"""Panels that open beside any screen."""
