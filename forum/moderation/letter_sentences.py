"""What letters say of decisions that arrange something, and of appeals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

__all__ = ["Again", "what_became_of_appeal", "what_was_arranged"]


@dataclass(frozen=True, slots=True)
class Again:
    """What an appeal changed: the verb that took the place of the first one, and whether a sanction ended by it."""

    instead: str
    lifted: bool


def what_became_of_appeal(verb: str, again: Again, thing: str) -> str:
    """The same of a letter about an appeal: who looked again, and what holds now."""
    sentences = [
        _("You appealed against our decision about %(thing)s.", thing=thing),
        _("Somebody who had not made it looked again."),
    ]
    if verb == "uphold":
        return " ".join([*sentences, _("The decision stands.")])
    if verb == "reverse":
        sentences.append(_("The decision was wrong, and we are sorry."))
        sentences.append(_("It is undone, with everything that followed from it."))
    else:
        now = {
            "keep": _("We have changed it: what you wrote can be read like any other again."),
            "lock": _("We have changed it: it can be read again, but nobody can reply to it."),
            "hide": _("We have changed it: it is hidden, and you can change it and ask us to look again."),
        }
        sentences.append(now.get(again.instead, _("We have changed it.")))
    if again.lifted:
        sentences.append(_("The sanction that came with it has ended and no longer counts."))
    return " ".join(sentences)


def what_was_arranged(verb: str, plan: Mapping[str, Any], thing: str) -> str:
    """The same of a decision that lets the text stay and arranges something about it."""
    if verb == "ask_edit":
        day = format_date(date.fromisoformat(plan["day"]), "d MMMM y")
        return _("We have looked at %(thing)s. It stays; please change it until %(day)s.", thing=thing, day=day)
    if verb == "slow":
        return ngettext(
            "We let %(thing)s go slowly for now: a minute lies between two replies of one member.",
            "We let %(thing)s go slowly for now: %(num)s minutes lie between two replies of one member.",
            plan["minutes"],
            thing=thing,
        )
    sentences = {
        "content_note": _("We have put a note before %(thing)s: “%(note)s”. It opens with a press."),
        "move": _("We have moved %(thing)s to %(condition)s, where more people look for it."),
        "duplicate": _("We have closed %(thing)s. It leads to “%(other)s” now, which is about the same."),
        "merge": _(
            "We have closed %(thing)s. It leads to “%(other)s” now, which is about the same; its replies are there."
        ),
        "split": _("We have made %(thing)s the beginning of a topic of its own, “%(title)s”."),
    }
    return sentences[verb] % ({"thing": thing} | dict(plan)) if verb in sentences else ""
