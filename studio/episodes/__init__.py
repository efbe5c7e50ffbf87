"""Room 2, cut: sessions out of messages, episodes out of sessions, training days out of workouts."""
