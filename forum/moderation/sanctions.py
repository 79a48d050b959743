"""The kinds of sanction, what each forbids, and their words for members and moderators."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import format_date
from flask_babel import gettext as _

from forum.conditions.models import Condition

__all__ = ["LIMIT_OF", "LONGEST", "Measure", "kind_words", "measure_words"]

LONGEST = timedelta(days=366)  # a year; what should last longer is decided again, by somebody who looks again

# What a sanction forbids, as a limit of accounts; a warning forbids nothing.
LIMIT_OF: dict[str, str | None] = {"warning": None, "limit": "held", "silence": "silenced", "suspension": "suspended"}


@dataclass(frozen=True, slots=True)
class Measure:
    """A sanction as it is chosen: which kind, until when, and for one condition or (None) for the whole site."""

    kind: str
    until: datetime | None
    condition: Condition | None = None


def kind_words(kind: str) -> str:
    """What a moderator chooses, and reads in the log."""
    words = {
        "warning": _("A warning"),
        "limit": _("A limit: what they write waits for a moderator"),
        "silence": _("A silence: they read, but do not write"),
        "suspension": _("A suspension of the account"),
    }
    return words.get(kind, kind)


def measure_words(kind: str, *, until: datetime | None, condition: str | None) -> str:
    """What a sanction means for the member, where it holds and when it ends by itself."""
    day = format_date(until, "d MMMM y") if until else ""
    where = _("about %(condition)s", condition=condition) if condition else _("in the forum")
    if kind == "warning":
        return _("This is a warning. It limits nothing, and it no longer counts from %(day)s on.", day=day)
    if kind == "limit":
        return _(
            "Until %(day)s a moderator reads what you write %(where)s before others do. It ends by itself.",
            day=day,
            where=where,
        )
    if kind == "silence":
        return _(
            "Until %(day)s you cannot write anything new %(where)s. You can still read, flag, write to us, and change"
            " or take back what is yours. It ends by itself.",
            day=day,
            where=where,
        )
    if until is None:
        return _("We have suspended your account.")
    return _(
        "We have suspended your account until %(day)s. Until then you can sign in to read why, to write to us, and to"
        " take or delete your data. It ends by itself.",
        day=day,
    )
