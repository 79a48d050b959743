"""The topic in which members talk about a summary."""
