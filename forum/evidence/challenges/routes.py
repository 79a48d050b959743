"""Where readers object to a sentence, and editors answer."""

from dataclasses import replace

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import web
from forum.errors import NotFound, Refused, TooMany
from forum.evidence import queries as evidence
from forum.evidence.challenges import operations, policies, queries
from forum.evidence.challenges.forms import AnswerForm, ChallengeForm
from forum.evidence.challenges.models import Challenge
from forum.evidence.challenges.sentences import part_of, parts_of
from forum.evidence.shapes import SummaryPage
from forum.extensions import limiter
from forum.paging import page_number

bp = Blueprint("challenges", __name__)


def form_page(
    page: SummaryPage, form: ChallengeForm, *, part: str | None, status: int = 200, refusal: str | None = None
) -> ResponseReturnValue:
    """The form, with the sentences of one part of the page, or of all."""
    everything = parts_of(page.account)
    parts = part_of(everything, part)
    form.number.data = str(page.number)
    is_narrow = len(parts) < len(everything)
    may = policies.can_challenge(web.viewer())
    given = {"page": page, "form": form, "parts": parts, "is_narrow": is_narrow, "may": may, "refusal": refusal}
    return render_template("evidence/challenges/challenge.html", **given), status


@bp.get("/conditions/<slug>/evidence/challenge")
@web.members_only
def ask(slug: str) -> ResponseReturnValue:
    page, form = evidence.summary_page(slug, web.viewer()), ChallengeForm(formdata=None)
    form.offer(parts_of(page.account), page.account)
    return form_page(page, form, part=request.args.get("part"))


@bp.post("/conditions/<slug>/evidence/challenge")
@web.members_only
@limiter.limit(web.limit(20, "hour"))
def send(slug: str) -> ResponseReturnValue:
    form = ChallengeForm()
    number = form.number.data or ""
    if not (number.isascii() and number.isdigit() and len(number) <= 6):
        raise NotFound
    page = evidence.revision_page(slug, int(number), web.viewer())
    form.offer(parts_of(page.account), page.account)
    if not form.validate():
        return form_page(page, form, part=request.args.get("part"), status=422)
    try:
        made = operations.challenge(
            queries.summary_of(slug),
            viewer=web.viewer(),
            number=page.number,
            sentence=form.sentence,
            words=form.words.data or "",
            is_personal=form.is_personal.data,
        )
    except TooMany as refusal:
        return form_page(page, form, part=request.args.get("part"), status=429, refusal=refusal.reason)
    flash(_("Thank you. The editors are told, and you are told when one of them has answered."))
    return web.see_other(url_for(".challenge", public_id=made.public_id))


@bp.get("/conditions/<slug>/evidence/challenges")
def listed(slug: str) -> str:
    summary = queries.summary_of(slug)
    page = queries.challenges_page(web.viewer(), summary, number=page_number(request.args.get("page")))
    return render_template(
        "evidence/challenges/list.html", page=page, condition=summary.condition, waiting=queries.count_open(summary.id)
    )


def show(found: Challenge, form: AnswerForm, *, status: int = 200, unsent: str = "") -> ResponseReturnValue:
    """One challenge, with the form below it for an editor who may answer; `unsent` is an answer that came too late."""
    viewer = web.viewer()
    may = found.state == "open" and policies.can_answer(viewer, found)
    each = queries.shown(viewer, found)
    if queries.is_taken_back(viewer, found):
        each = replace(each, words="")
    given = {"each": each, "form": form if may else None, "unsent": unsent}
    return render_template("evidence/challenges/one.html", **given), status


@bp.get("/challenges/<public_id>")
def challenge(public_id: str) -> ResponseReturnValue:
    found = queries.get_challenge(web.viewer(), public_id)
    return show(found, AnswerForm(formdata=None, is_personal=found.is_personal))


@bp.post("/challenges/<public_id>/answer")
@web.members_only
@limiter.limit(web.limit(60, "hour"))
def answer(public_id: str) -> ResponseReturnValue:
    found, form = queries.get_challenge(web.viewer(), public_id), AnswerForm()
    if policies.can_answer(web.viewer(), found) and not form.validate():
        return show(found, form, status=422)
    try:
        operations.answer(
            found,
            viewer=web.viewer(),
            outcome=form.outcome.data,
            words=form.answer.data or "",
            is_personal=form.is_personal.data,
        )
    except Refused:
        return show(found, form, status=409, unsent=form.answer.data or "")
    flash(_("The answer is sent, and whoever asked is told."))
    return web.see_other(url_for(".challenge", public_id=public_id))


@bp.get("/editorial/challenges")
@web.members_only
def desk() -> str:
    if not policies.can_see_desk(web.viewer()):
        raise NotFound
    page = queries.desk_page(web.viewer(), number=page_number(request.args.get("page")))
    return render_template("evidence/challenges/desk.html", page=page)
