"""Room 7, teach: LoRA in a child process."""
