"""What members type: topics, replies, changes, drafts. Every word stays in a form that fails."""

import secrets
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError

from forum import markup
from forum.accounts.aliases import is_suggestion, suggested_alias
from forum.discussions.models import REACTIONS
from forum.lazy import lazy as _l

__all__ = ["ChangeForm", "DraftForm", "ReactionForm", "ReplyForm", "SignedForm", "StoryForm", "TopicForm"]

LONGEST_TITLE = 200
LONGEST_GIST = 300
LONGEST_REASON = 200
LONGEST_KEY = 64
LONGEST_DRAFT = 100_000
LONGEST_DRAFT_LINE = 400


def new_key() -> str:
    """A random key: a form that carries it makes one post, however often it is sent."""
    return secrets.token_urlsafe(18)


def written(message: str) -> Any:  # Any: WTForms has no type for a validator
    """Refuse a field in which nothing stands but white space."""

    def check(_form: FlaskForm, field: Any) -> None:
        if not (field.data or "").strip():
            raise ValidationError(str(message))

    check.field_flags = {"required": True}  # type: ignore[attr-defined]  # where WTForms looks for them
    return check


def no_problem(longest: int) -> Any:  # Any: WTForms has no type for a validator
    """Refuse a text that is too long, or that could not be stored as it is."""

    def check(_form: FlaskForm, field: Any) -> None:
        reason = markup.problem(markup.clean_newlines(field.data or ""), longest=longest)
        if reason:
            raise ValidationError(reason)

    return check


def one_line(_form: FlaskForm, field: Any) -> None:
    """Refuse what an input of one line cannot hold."""
    if any(letter in (field.data or "") for letter in "\n\r\t"):
        raise ValidationError(_("Please write it in one line."))


def suggested(form: FlaskForm, field: Any) -> None:
    """Refuse another name that the forum has not thought of."""
    if field.data == "alias" and not is_suggestion(form["alias"].data or ""):
        raise ValidationError(_("Please take a name that is suggested here, or your own."))


def short(_form: FlaskForm, field: Any) -> None:
    """Refuse a key that is none of ours."""
    if len(field.data or "") > LONGEST_KEY or not (field.data or "").isprintable():
        raise ValidationError(_("This form is damaged. Please open the page again; your text is still here."))


class AskedFirst(FlaskForm):
    """`seen` names the nudges that stood on the page: nobody is asked them again."""

    seen = HiddenField()

    def seen_nudges(self) -> frozenset[str]:
        """The keys of the nudges that the author has read."""
        return frozenset((self.seen.data or "").split())

    def ask(self, keys: Iterable[str]) -> None:
        """The page asks these now; sent again, the form says so."""
        self.seen.data = " ".join(sorted({*keys, *self.seen_nudges()}))


class SentOnce(AskedFirst):
    key = HiddenField(validators=[short])

    def sent_key(self) -> str:
        """The key that the form carried, or a new one for a form without."""
        return self.key.data or new_key()


AUDIENCES = [("everyone", _l("Everyone, signed in or not")), ("members", _l("Members only"))]
VOICES = [("own", _l("My own name")), ("alias", _l("Another name"))]


class SignedForm(SentOnce):
    """A new text, for these readers, under this name: `alias` is the one-off name that was suggested."""

    audience = RadioField(_l("Who may read it?"), choices=AUDIENCES, default="everyone")
    voice = RadioField(_l("Under which name?"), [suggested], choices=VOICES, default="own")
    alias = HiddenField()

    def chosen_alias(self) -> str | None:
        """The one-off name to write under; None: the member's own."""
        return self.alias.data if self.voice.data == "alias" else None

    def suggest_another(self) -> None:
        """Choose another one-off name."""
        self.voice.data, self.alias.data = "alias", suggested_alias()


class ReplyForm(SignedForm):
    body = TextAreaField(
        _l("Write a reply"),
        [written(_l("There is nothing in your reply yet.")), no_problem(markup.LONGEST_BODY)],
        description=_l("Plain words are fine. You can change it later."),
    )


class TopicForm(SignedForm):
    title = StringField(
        _l("Title"),
        [written(_l("A title helps others to find it.")), no_problem(LONGEST_TITLE), one_line],
        description=_l("In a few words: what is it about?"),
    )
    body = TextAreaField(
        _l("Your text"),
        [written(_l("There is nothing in your text yet.")), no_problem(markup.LONGEST_BODY)],
        description=_l("Plain words are fine. You can change it later, and take it back."),
    )


def gist_field() -> TextAreaField:
    """A story in two lines."""
    return TextAreaField(
        _l("Your story in two lines"),
        [no_problem(LONGEST_GIST)],
        description=_l("It stands above the story and in lists. May stay empty."),
    )


class StoryForm(TopicForm):
    gist = gist_field()


class ChangeForm(AskedFirst):
    title = StringField(
        _l("Title"), [written(_l("A title helps others to find it.")), no_problem(LONGEST_TITLE), one_line]
    )
    body = TextAreaField(
        _l("Your text"), [written(_l("There is nothing in your text yet.")), no_problem(markup.LONGEST_BODY)]
    )
    gist = gist_field()
    audience = RadioField(_l("Who may read it?"), [Optional()], choices=AUDIENCES)
    reason = StringField(
        _l("Why did you change it?"),
        [no_problem(LONGEST_REASON), one_line],
        description=_l("May stay empty. Others see it beside what changed."),
    )


class DraftForm(FlaskForm):
    place = HiddenField()
    title = StringField(_l("Title"), [no_problem(LONGEST_DRAFT_LINE)])
    gist = TextAreaField(_l("Your story in two lines"), [no_problem(LONGEST_DRAFT_LINE)])
    body = TextAreaField(_l("Your text"), [no_problem(LONGEST_DRAFT)])
    audience = RadioField(_l("Who may read it?"), choices=AUDIENCES, default="everyone")
    voice = RadioField(_l("Under which name?"), [suggested], choices=VOICES, default="own")
    alias = HiddenField()

    def chosen_alias(self) -> str | None:
        """The one-off name to write under; None: the member's own."""
        return self.alias.data if self.voice.data == "alias" else None


class ReactionForm(FlaskForm):
    add = HiddenField()
    drop = HiddenField()

    def is_known(self) -> bool:
        """Whether one reaction that exists is to be added or dropped."""
        return bool(self.add.data) != bool(self.drop.data) and (self.add.data or self.drop.data) in REACTIONS
