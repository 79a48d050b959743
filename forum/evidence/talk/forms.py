"""What members type to begin the talk about a summary."""

from wtforms import TextAreaField

from forum import markup
from forum.discussions.forms import SignedForm, no_problem, written
from forum.lazy import lazy as _l

__all__ = ["TalkForm"]


class TalkForm(SignedForm):
    """The opening text, and, as everywhere, who may read it and under which name it stands."""

    body = TextAreaField(
        _l("What would you like to say or ask?"),
        [written(_l("There is nothing in your text yet.")), no_problem(markup.LONGEST_BODY)],
        description=_l("Plain words are fine. You can change it later, and take it back."),
    )
