"""The codebook: schemes a person can write, their revisions, and what values mean to the person."""
