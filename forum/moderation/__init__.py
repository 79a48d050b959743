"""Flags, cases, decisions, sanctions, rules and the log."""
