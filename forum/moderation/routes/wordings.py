"""The words that the team sends again and again: for each rule, and replies."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import web
from forum.errors import NotAllowed, Refused
from forum.moderation import operations, policies, queries
from forum.moderation.forms.team import ReplyForm, RuleWordsForm
from forum.moderation.models import Wording
from forum.moderation.routes.blueprint import bp

__all__ = [
    "add_reply",
    "change_reply",
    "change_rule_words",
    "new_reply",
    "reply",
    "retire_reply",
    "rule_words",
    "wordings",
]


def only_team() -> None:
    """Raise NotAllowed for everybody else."""
    if not policies.can_read_log(web.viewer()):
        raise NotAllowed(_("This is for moderators and admins."))


def only_admins() -> None:
    """Raise NotAllowed for everybody else."""
    if not policies.can_word_rules(web.viewer()):
        raise NotAllowed(_("Admins write the words for a rule."))


@bp.get("/moderation/words")
@web.members_only
def wordings() -> ResponseReturnValue:
    only_team()
    rules, replies = queries.rules_and_replies()
    return render_template("moderation/wordings.html", rules=rules, replies=replies)


def rule_page(
    number: int, form: RuleWordsForm | None = None, *, status: int = 200, refusal: str | None = None
) -> ResponseReturnValue:
    """The words of a rule in all their versions, and the form for admins."""
    rule, wording = queries.get_current_rule(number), queries.find_rule_wording(number)
    versions = queries.versions_of(wording)
    form = form or RuleWordsForm(formdata=None, data={"body": versions[0].body if versions else ""})
    form.seen.data = str(wording.version if wording else 0)
    return render_template(
        "moderation/rule_words.html",
        rule=rule,
        versions=versions,
        form=form,
        refusal=refusal,
        can_change=policies.can_word_rules(web.viewer()),
    ), status


@bp.get("/moderation/words/rules/<int(max=99999):number>")
@web.members_only
def rule_words(number: int) -> ResponseReturnValue:
    only_team()
    return rule_page(number)


@bp.post("/moderation/words/rules/<int(max=99999):number>")
@web.members_only
def change_rule_words(number: int) -> ResponseReturnValue:
    only_admins()
    rule, form = queries.get_current_rule(number), RuleWordsForm()
    if not form.validate():
        return rule_page(number, form, status=422)
    try:
        operations.change_rule_words(rule, viewer=web.viewer(), seen=form.version, body=form.body.data or "")
    except Refused as refusal:
        return rule_page(number, form, status=409, refusal=refusal.reason)
    flash(_("Saved. Letters that went out keep the words that they had."))
    return web.see_other(url_for(".rule_words", number=number))


def reply_page(
    wording: Wording | None, form: ReplyForm | None = None, *, status: int = 200, refusal: str | None = None
) -> ResponseReturnValue:
    """A reply in all its versions, or a new one, and the form."""
    versions = queries.versions_of(wording)
    newest = {"title": versions[0].title, "body": versions[0].body} if versions else {}
    form = form or ReplyForm(formdata=None, data=newest)
    form.seen.data = str(wording.version if wording else 0)
    return render_template(
        "moderation/reply.html", wording=wording, versions=versions, form=form, refusal=refusal
    ), status


@bp.get("/moderation/words/replies/new")
@web.members_only
def new_reply() -> ResponseReturnValue:
    only_team()
    return reply_page(None)


@bp.post("/moderation/words/replies/new")
@web.members_only
@web.often(30, "hour")
def add_reply() -> ResponseReturnValue:
    only_team()
    form = ReplyForm()
    if not form.validate():
        return reply_page(None, form, status=422)
    operations.add_reply(web.viewer(), title=form.title.data or "", body=form.body.data or "")
    flash(_("Saved. Every moderator can start a letter from it now."))
    return web.see_other(url_for(".wordings", _anchor="replies"))


@bp.get("/moderation/words/replies/<public_id>")
@web.members_only
def reply(public_id: str) -> ResponseReturnValue:
    only_team()
    return reply_page(queries.get_reply(public_id))


@bp.post("/moderation/words/replies/<public_id>")
@web.members_only
@web.often(60, "hour")
def change_reply(public_id: str) -> ResponseReturnValue:
    only_team()
    wording, form = queries.get_reply(public_id), ReplyForm()
    if not form.validate():
        return reply_page(wording, form, status=422)
    title, body = form.title.data or "", form.body.data or ""
    try:
        operations.change_reply(wording, viewer=web.viewer(), seen=form.version, title=title, body=body)
    except Refused as refusal:
        return reply_page(wording, form, status=409, refusal=refusal.reason)
    flash(_("Saved. Letters that went out keep the words that they had."))
    return web.see_other(url_for(".reply", public_id=public_id))


@bp.post("/moderation/words/replies/<public_id>/retire")
@web.members_only
def retire_reply(public_id: str) -> ResponseReturnValue:
    only_team()
    operations.retire_reply(queries.get_reply(public_id), viewer=web.viewer())
    flash(_("Put away. Its versions are kept."))
    return web.see_other(url_for(".wordings", _anchor="replies"))
