"""The time: the only place that asks the machine for it."""

from datetime import UTC, datetime, timedelta

__all__ = ["ago", "ahead", "now"]


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def ago(**span: float) -> datetime:
    """The moment that lies `span` (keywords of timedelta) before now."""
    return now() - timedelta(**span)


def ahead(**span: float) -> datetime:
    """The moment that lies `span` (keywords of timedelta) after now."""
    return now() + timedelta(**span)
