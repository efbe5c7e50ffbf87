"""What may have slipped through, measured and shown."""
