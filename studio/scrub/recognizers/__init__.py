"""Recognisers: Presidio's, gated so that they only run where something could be, and those of our own."""
