"""Words that tell names and places from everything else, loaded from packages already installed."""
