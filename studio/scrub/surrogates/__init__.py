"""What stands in for a name, a place, a number or a date."""
