"""A member's own data across the areas: consent, export, erasure."""
