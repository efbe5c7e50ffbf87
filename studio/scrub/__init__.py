"""Room 5, scrub: what identifies people, found, reviewed and replaced."""
