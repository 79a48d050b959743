"""Where members read what was decided about them and theirs."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from forum import clock, web
from forum.errors import NotFound
from forum.moderation import policies, queries
from forum.moderation.routes.blueprint import bp
from forum.paging import page_number

__all__ = ["letter", "letters", "looks", "standing"]


@bp.get("/decisions/<public_id>")
@web.members_only
def letter(public_id: str) -> ResponseReturnValue:
    decision = queries.get_decision(public_id)
    if not policies.can_read_letter(web.viewer(), decision.case, decision, at=clock.now()):
        raise NotFound
    page = queries.letter_page(web.viewer(), decision, at=clock.now())
    return render_template("moderation/letter.html", page=page, public_id=public_id)


@bp.get("/account/standing")
@web.members_only
def standing() -> ResponseReturnValue:
    member_id = web.viewer().id
    assert member_id is not None
    return render_template("moderation/standing.html", page=queries.standing_of(member_id, at=clock.now()))


@bp.get("/account/decisions")
@web.members_only
def letters() -> ResponseReturnValue:
    member_id = web.viewer().id
    assert member_id is not None
    page = queries.letters_page(member_id, at=clock.now(), number=page_number(request.args.get("page")))
    return render_template("moderation/letters.html", page=page)


@bp.get("/account/names-looked-at")
@web.members_only
def looks() -> ResponseReturnValue:
    member_id = web.viewer().id
    assert member_id is not None
    return render_template(
        "moderation/looks.html",
        looks=queries.looks_at(member_id, at=clock.now()),
        emails=queries.email_looks_at(member_id, at=clock.now()),
    )
