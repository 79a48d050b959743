"""What the fields of all forms have in common: how words are taken, and how long they may be."""

from collections.abc import Callable

from wtforms import Field, Form
from wtforms.validators import ValidationError

from forum import markup

__all__ = ["as_written", "plain"]


def plain(longest: int) -> Callable[[Form, Field], None]:
    """A validator: as long as this at most, and nothing invisible in it."""

    def check(_form: Form, field: Field) -> None:
        reason = markup.problem(field.data or "", longest=longest)
        if reason:
            raise ValidationError(reason)

    return check


def as_written(text: str | None) -> str:
    """Line ends as LF, nothing around it; otherwise as typed."""
    return markup.clean_newlines(text or "").strip()
