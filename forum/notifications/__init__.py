"""A post office: it knows addresses, not contents."""
