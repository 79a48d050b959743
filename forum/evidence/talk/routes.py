"""Where members begin to talk about a summary."""

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from forum import web
from forum.accounts.aliases import is_suggestion, suggested_alias
from forum.accounts.refusals import AliasTaken
from forum.discussions import places
from forum.discussions.addresses import topic_path
from forum.discussions.forms import new_key
from forum.discussions.policies import why_not_post_in
from forum.discussions.ports import Nudge, Nudged
from forum.discussions.queries import find_draft
from forum.discussions.refusals import not_allowed
from forum.discussions.signing import Signing
from forum.errors import Refused
from forum.evidence import queries as evidence
from forum.evidence.models import Summary
from forum.evidence.talk import operations, queries
from forum.evidence.talk.forms import TalkForm

bp = Blueprint("talk", __name__)


def get_for_writer(slug: str) -> Summary:
    """The summary. Raises NotFound, and NotAllowed with the reason for a member who may not write there now."""
    summary = evidence.find_summary(slug)
    word = why_not_post_in(web.viewer(), summary.condition_id)
    if word:
        raise not_allowed(word)
    return summary


def begun(summary: Summary) -> TalkForm:
    """The form with this member's draft, and a new key."""
    draft = find_draft(web.viewer().id or 0, places.of_talk(summary.condition.slug))
    words: dict[str, str | None] = {"key": new_key()}
    if draft is not None:
        words |= {"body": draft.body_markdown, "audience": draft.audience, "alias": draft.alias}
        words["voice"] = "alias" if draft.alias else "own"
    return TalkForm(formdata=None, data=words)


def page(
    summary: Summary,
    form: TalkForm,
    *,
    status: int = 200,
    refusal: Refused | None = None,
    nudges: tuple[Nudge, ...] = (),
) -> ResponseReturnValue:
    """The form with every word; a refused one gets a new key, as its old one may stand for another text."""
    alias = form.alias.data or ""
    signing = Signing(
        own=web.viewer().name or "",
        alias=alias if is_suggestion(alias) else suggested_alias(),
        audience=form.audience.data or "everyone",
        is_alias=form.voice.data == "alias",
        why=" ".join(form.voice.errors),
    )
    if refusal:
        form.key.data = new_key()
    return render_template(
        "evidence/talk/begin.html",
        condition=summary.condition,
        place=places.of_talk(summary.condition.slug),
        form=form,
        signing=signing,
        nudges=nudges,
        refusal=refusal.reason if refusal else None,
        there=refusal.path if isinstance(refusal, operations.AlreadyStarted) else None,
    ), status


@bp.get("/conditions/<slug>/evidence/talk")
@web.members_only
def ask(slug: str) -> ResponseReturnValue:
    talk = queries.find_talk(web.viewer(), evidence.find_summary(slug))
    if talk is not None:
        return redirect(talk.path)
    summary = get_for_writer(slug)
    return page(summary, begun(summary))


@bp.post("/conditions/<slug>/evidence/talk")
@web.members_only
@web.often(20, "1 hour")
def begin(slug: str) -> ResponseReturnValue:
    summary, form = get_for_writer(slug), TalkForm()
    if not form.validate():
        return page(summary, form, status=422)
    try:
        topic = operations.start_talk(
            summary,
            viewer=web.viewer(),
            body=form.body.data or "",
            key=form.sent_key(),
            audience=form.audience.data,
            alias=form.chosen_alias(),
            seen=form.seen_nudges(),
        )
    except Nudged as asked:
        form.ask(each.key for each in asked.nudges)
        return page(summary, form, status=422, nudges=tuple(asked.nudges))
    except Refused as refusal:
        if isinstance(refusal, AliasTaken):
            form.suggest_another()
        return page(summary, form, status=409, refusal=refusal)
    return web.see_other(topic_path(topic.public_id, topic.title))
