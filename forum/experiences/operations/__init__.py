"""What members do with their experiences, and how numbers are made of them: one verb, one function."""
