"""The parts of a decision that say what is arranged: which of them count, its verb says."""

import re
from collections.abc import Sequence

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, SelectField, StringField
from wtforms.validators import ValidationError

from forum.conditions.models import Condition
from forum.fields import as_written, plain
from forum.lazy import lazy as _l
from forum.moderation.operations import Plan

__all__ = ["LONGEST_CONTENT_NOTE", "ArrangingForm"]

LONGEST_CONTENT_NOTE = 200  # as the column
LONGEST_TITLE = 120
DAYS = {"3": _l("3 days"), "1": _l("1 day"), "7": _l("7 days"), "14": _l("14 days")}
MINUTES = {
    "10": _l("10 minutes"),
    "30": _l("30 minutes"),
    "120": _l("2 hours"),
    "0": _l("No wait"),
}
ADDRESS = re.compile(r"(?:.*/topics/)?([a-z0-9]+)(?:-[^/]*)?")  # an address of a topic, or its public id
# Which fields there are for what a case is about.
FIELDS_OF = {
    "post": ("days", "content_note", "new_title", "with_following"),
    "topic": ("days", "content_note", "minutes", "move_to", "other"),
    "experience": ("days",),
}


class ArrangingForm(FlaskForm):
    """A day, a note, a pace, a place: fields that are there only where the case has a verb for them."""

    days = SelectField(_l("To be changed within"), choices=list(DAYS.items()), default="3")
    content_note = StringField(
        _l("The note before the text"),
        description=_l("What it tells of, in a few words. The text opens with a press."),
        filters=[as_written],
        validators=[plain(LONGEST_CONTENT_NOTE)],
    )
    minutes = SelectField(_l("Between two replies of one member"), choices=list(MINUTES.items()), default="10")
    move_to = SelectField(_l("The condition to which it moves"), default="")
    other = StringField(
        _l("The address of the topic in which it goes on"),
        filters=[as_written],
        validators=[plain(LONGEST_TITLE * 4)],
    )
    new_title = StringField(_l("The title of the new topic"), filters=[as_written], validators=[plain(LONGEST_TITLE)])
    with_following = BooleanField(_l("With the replies that follow it"))

    def offer_places(self, kind: str, conditions: Sequence[Condition]) -> None:
        """Keep the fields that this kind of thing has a use for."""
        kept = FIELDS_OF.get(kind, ())
        for name in [each for fields in FIELDS_OF.values() for each in fields if each not in kept]:
            if name in self:
                delattr(self, name)
        if "move_to" in self:
            self.move_to.choices = [("", _("Choose one")), *((each.slug, each.name) for each in conditions)]

    def validate_content_note(self, field: Field) -> None:
        """A note has words."""
        if self["verb"].data == "content_note" and not field.data:
            raise ValidationError(_("Write the note that stands before the text."))

    def validate_move_to(self, field: Field) -> None:
        """A topic moves somewhere."""
        if self["verb"].data == "move" and not field.data:
            raise ValidationError(_("Choose the condition to which the topic moves."))

    def validate_other(self, field: Field) -> None:
        """A topic goes on in another one."""
        if self["verb"].data in {"duplicate", "merge"} and not ADDRESS.fullmatch(field.data or ""):
            raise ValidationError(_("Copy the address of the other topic here."))

    def validate_new_title(self, field: Field) -> None:
        """A topic has a title."""
        if self["verb"].data == "split" and not field.data:
            raise ValidationError(_("Write the title of the new topic."))

    def plan(self, conditions: Sequence[Condition]) -> Plan:
        """What was chosen, for the operation."""

        def said(name: str) -> str:
            return (self[name].data or "") if name in self else ""

        found = ADDRESS.fullmatch(said("other"))
        return Plan(
            condition=next((each for each in conditions if each.slug == said("move_to")), None),
            other=found[1] if found else "",
            minutes=int(said("minutes") or 0),
            note=said("content_note"),
            days=int(said("days") or 0),
            title=said("new_title"),
            with_following=bool("with_following" in self and self.with_following.data),
        )
