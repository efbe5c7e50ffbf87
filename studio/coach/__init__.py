"""Room 8, talk: answers from the tuned model, citing episodes."""
