"""The queue, the next case of it, and what waits because nobody may decide it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import clock, web
from forum.errors import NotAllowed
from forum.moderation import policies, queries
from forum.moderation.forms.filters import FILTERS, VIEW_WORDS, narrowing_of
from forum.moderation.routes.blueprint import bp
from forum.paging import page_number

__all__ = ["next_case", "queue", "waiting"]


def only_moderators() -> None:
    """Raise NotAllowed for everybody else."""
    if not policies.can_moderate(web.viewer()):
        raise NotAllowed(_("This is for moderators."))


@bp.get("/moderation")
@web.members_only
def queue() -> ResponseReturnValue:
    if web.viewer().is_away:
        return redirect(url_for(".care"), code=302)
    only_moderators()
    bearing = queries.bearing_of(web.viewer(), at=clock.now())
    if bearing.is_enough:
        return render_template("moderation/enough.html", bearing=bearing)
    narrowing = narrowing_of(request.args)
    number = page_number(request.args.get("page"))
    own = queries.saved_views(web.viewer().id)
    saved = {view.public_id: narrowing_of(view.filters) for view in own}
    found = queries.queue_page(web.viewer(), narrowing, at=clock.now(), number=number, saved=saved)
    return render_template(
        "moderation/queue.html",
        queue=found,
        chosen=narrowing.chosen,
        filters=FILTERS,
        views=VIEW_WORDS,
        bearing=bearing,
        own=[(view, saved[view.public_id].chosen) for view in own],
    )


@bp.get("/moderation/next")
@web.members_only
def next_case() -> ResponseReturnValue:
    only_moderators()
    if queries.bearing_of(web.viewer(), at=clock.now()).is_enough:
        return redirect(url_for(".queue"), code=302)
    after = request.args.get("after")
    found = queries.find_next_case(web.viewer(), at=clock.now(), after=after)
    return redirect(url_for(".case", public_id=found) if found else url_for(".queue"), code=302)


@bp.get("/moderation/waiting")
@web.members_only
def waiting() -> ResponseReturnValue:
    if not policies.can_read_log(web.viewer()):
        raise NotAllowed(_("This is for moderators and admins."))
    return render_template(
        "moderation/waiting.html",
        count=queries.cases_without_moderator(web.viewer()),
        risks=queries.risks_waiting(web.viewer(), at=clock.now()),
        at_work=queries.moderators_at_work(),
    )
