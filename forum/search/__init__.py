"""Finding texts: one query language, two engines."""
