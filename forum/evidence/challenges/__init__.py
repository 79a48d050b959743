"""What readers object to in a summary, and what editors answer."""
