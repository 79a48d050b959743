"""What a moderator sets for their own sake, the day's end, stepping back and coming back."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import clock, web
from forum.errors import NotAllowed
from forum.moderation import operations, policies, queries
from forum.moderation.forms.desk import CareForm
from forum.moderation.routes.blueprint import bp
from forum.moderation.routes.queue import only_moderators

__all__ = ["care", "come_back", "go_on", "save_care", "step_back"]


def only_caring() -> None:
    """Raise NotAllowed for who is no moderator, at work or not."""
    if not policies.can_care(web.viewer()):
        raise NotAllowed(_("This is for moderators."))


def show(form: CareForm, *, status: int = 200) -> ResponseReturnValue:
    """The page of the settings, with the numbers that only the moderator sees."""
    viewer, moment = web.viewer(), clock.now()
    return render_template(
        "moderation/care.html",
        form=form,
        heavy=queries.heavy_counts(viewer, at=moment),
        bearing=queries.bearing_of(viewer, at=moment),
        at_work=queries.moderators_at_work(),
    ), status


def filled() -> CareForm:
    """The form with what is set."""
    topics = queries.spared_topics(web.viewer().id)
    bearing, places = queries.bearing_of(web.viewer(), at=clock.now()), queries.conditions_by_slug()
    keys = {topic.condition_id for topic in topics}
    return CareForm(
        formdata=None,
        reasons=[topic.reason for topic in topics if topic.reason],
        conditions=[slug for slug, (key, _name) in places.items() if key in keys],
        covers_words=bearing.covers_words,
        daily_cap=bearing.daily_cap,
    ).offer(places)


@bp.get("/moderation/care")
@web.members_only
def care() -> ResponseReturnValue:
    only_caring()
    return show(filled())


@bp.post("/moderation/care")
@web.members_only
def save_care() -> ResponseReturnValue:
    only_caring()
    places = queries.conditions_by_slug()
    form = CareForm().offer(places)
    if not form.validate():
        return show(form, status=422)
    operations.set_care(
        web.viewer(),
        reasons=form.reasons.data or [],
        conditions=[places[slug][0] for slug in form.conditions.data or []],
        covers_words=form.covers_words.data,
        daily_cap=form.daily_cap.data,
    )
    flash(_("Kept. Only you see it."))
    return web.see_other(url_for(".care"))


@bp.post("/moderation/care/go-on")
@web.members_only
def go_on() -> ResponseReturnValue:
    only_moderators()
    operations.go_on(web.viewer())
    return web.see_other(url_for(".queue"))


@bp.post("/moderation/care/step-back")
@web.members_only
def step_back() -> ResponseReturnValue:
    only_caring()
    operations.step_back(web.viewer())
    flash(_("You have stepped back. Nobody calls you, and what you had is with the others. Thank you for all of it."))
    return web.see_other(url_for(".care"))


@bp.post("/moderation/care/come-back")
@web.members_only
def come_back() -> ResponseReturnValue:
    only_caring()
    operations.come_back(web.viewer())
    flash(_("You are a moderator again."))
    return web.see_other(url_for(".queue"))
