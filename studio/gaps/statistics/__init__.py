"""Intervals, areas under curves and shifts that more than one check reads."""
