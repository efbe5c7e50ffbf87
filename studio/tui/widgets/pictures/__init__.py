"""Pictures of findings in text, one module per kind; shape and figures carry the meaning, colour only repeats it."""
