"""What to label next, and why that one."""
