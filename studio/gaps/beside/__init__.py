"""What an episode carries beside its story, and whether the outcome can be guessed from that."""
