"""Pages that show several areas at once: home, a condition, a topic, a member."""
