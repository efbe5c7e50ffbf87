"""The talking process: loads one base and at most one adapter, and answers over a private pipe."""
