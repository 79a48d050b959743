"""Measures the forum: `make bench`, or `python -m bench`. docs/performance.md says what and how."""
