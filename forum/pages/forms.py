"""Forms of the pages area."""

from datetime import datetime
from typing import cast

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField

from forum import clock
from forum.pages.reader import ENERGIES, THEMES

__all__ = ["DisplayForm", "SeenForm"]


def _(sentence: str) -> str:
    """A sentence that is translated when it is shown; typed as the text that it is then."""
    return cast(str, lazy_gettext(sentence))


THEME_WORDS = (_("As my device says"), _("Light"), _("Dark"))
ENERGY_WORDS = (_("Everything"), _("Energy saver: one column, no tints, the short version first"))


class DisplayForm(FlaskForm):
    theme = RadioField(_("Light or dark"), choices=[*zip(THEMES, THEME_WORDS, strict=True)])
    energy = RadioField(_("How much on a page"), choices=[*zip(ENERGIES, ENERGY_WORDS, strict=True)])


class SeenForm(FlaskForm):
    until = HiddenField()

    def seen_until(self) -> datetime:
        """The moment at which the list was made: what came later has not been seen. Now, if it cannot be read."""
        try:
            seen = datetime.fromisoformat(self.until.data or "")
        except ValueError:
            return clock.now()
        return min(seen, clock.now()) if seen.tzinfo else clock.now()
