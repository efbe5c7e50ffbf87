"""What the person suspects matters: which of it always came together."""
