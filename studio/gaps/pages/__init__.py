"""The report as a file: its summary, tables and pictures."""
