"""New sources about a condition, until an editor says whether its summary changes."""
