"""The readers step: who may see it, under which name, and whether it is counted in the numbers."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from forum.accounts.aliases import is_suggestion, suggested_alias
from forum.experiences.forms.fields import ChoiceField, complain, sentence

__all__ = ["ReadersForm", "readers_form"]

AUDIENCES = {"everyone": sentence("Everyone, signed in or not"), "members": sentence("Members only")}
VOICES = {"own": sentence("My own name"), "alias": sentence("Another name, for this alone")}
COUNTED = {"yes": sentence("Yes, count it"), "no": sentence("No, do not count it")}


class ReadersForm(FlaskForm):
    """One-off names are suggested by the forum; nobody is counted who has not said so."""

    audience = ChoiceField(sentence("Who may see it?"), choices=AUDIENCES, default="everyone")
    voice = ChoiceField(sentence("Under which name?"), choices=VOICES, default="own")
    alias = HiddenField()
    counted = ChoiceField(sentence("May it be counted in the numbers?"), choices=COUNTED)

    def validate(self, extra_validators: Any = None) -> bool:  # Any: as WTForms
        """Each field by itself, then that the other name is one of the forum's own."""
        fine: bool = super().validate(extra_validators)
        if self.voice.chosen == "alias" and not is_suggestion(self.alias.data or ""):
            complain(self.voice, _("Please take a name that is suggested here, or your own."))
        return fine and not any(field.errors for field in self)

    def chosen_alias(self) -> str | None:
        """The one-off name; None: the member's own."""
        return self.alias.data if self.voice.chosen == "alias" else None

    def words(self) -> dict[str, str]:
        """What stands in the form, for a draft."""
        named = {"audience": self.audience, "voice": self.voice, "alias": self.alias, "counted": self.counted}
        return {name: str(field.data) for name, field in named.items() if field.data and field.data != "None"}


def readers_form(words: Mapping[str, str], *, known_as: str | None = None) -> ReadersForm:
    """The form with these words in it. It always suggests another name; `known_as` is the one it has already."""
    kept = dict(words)
    suggestion = known_as or kept.get("alias", "")
    kept["alias"] = suggestion if is_suggestion(suggestion) else suggested_alias()
    form: ReadersForm = ReadersForm(formdata=MultiDict({"audience": "everyone", "voice": "own"} | kept))
    return form
