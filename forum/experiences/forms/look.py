"""The last step: what of it to share, when there is more than one thing."""

from wtforms import BooleanField, HiddenField

from forum.discussions.forms import SentOnce
from forum.experiences.forms.fields import sentence

__all__ = ["LookForm"]


class LookForm(SentOnce):
    """`both` stands in a form that lets the member choose; without it everything that can be is shared."""

    both = HiddenField()
    facts = BooleanField(sentence("The facts"))
    story = BooleanField(sentence("The story"))

    def chosen(self, *, facts: bool, story: bool) -> tuple[bool, bool]:
        """Whether to share the facts and the story, of what can be shared."""
        if not self.both.data:
            return facts, story
        return facts and bool(self.facts.data), story and bool(self.story.data)
