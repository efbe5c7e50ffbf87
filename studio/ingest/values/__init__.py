"""What apps write: dates, numbers, units, names of measures, sets, Markdown."""
