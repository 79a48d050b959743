"""Words around somebody who may be at risk: what a message can begin with, and what the steps of a case are called."""

from dataclasses import dataclass

from flask_babel import gettext as _

__all__ = ["Opening", "openings", "step_words"]


@dataclass(frozen=True, slots=True)
class Opening:
    """Words that a message can begin with. They are a start: nobody gets them without words of the moderator's own."""

    key: str
    title: str
    words: str


def openings(name: str) -> list[Opening]:
    """What is offered, for somebody known by this name; none of them says what is wrong with whom."""
    hello = _("Hello %(name)s,", name=name) if name else _("Hello,")
    who = _("I am one of the people who look after this forum.")
    offered = (
        ("worried", _("We read you, and we think of you"), _("I read what you wrote, and I thought of you.")),
        ("how", _("How are you today?"), _("I wanted to ask how you are today.")),
        ("nothing_wrong", _("You did nothing wrong"), _("You did nothing wrong by writing it.")),
    )
    return [Opening(key, title, f"{hello}\n\n{who} {words}") for key, title, words in offered]


def step_words(kind: str) -> str:
    """What was done, as a moderator reads it in a case."""
    words = {
        "taken": _("Looks after it from now on"),
        "taken_over": _("Went on in place of another moderator"),
        "handed_over": _("Gave it back to all moderators"),
        "returned": _("Back to all: who looked after it is no moderator any more"),
        "note": _("Noted"),
        "message": _("Wrote to them, as the team"),
        "answer": _("They answered"),
        "taken_back": _("The author took the text back. They may still be at risk"),
        "alarm": _("Nobody had taken it on in time: all moderators and admins were told"),
        "reminder": _("A day later: asked to look once more"),
        "closed": _("Closed"),
        "reopened": _("Opened again"),
        "ordinary": _("Made an ordinary case"),
    }
    return words[kind]
