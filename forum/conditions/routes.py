"""Addresses of the conditions area."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from forum import web
from forum.conditions import operations
from forum.conditions.queries import get_condition

bp = Blueprint("conditions", __name__)


def back_to(slug: str) -> str:
    """Where the button stood."""
    return web.safe_next(request.form.get("next")) or f"/conditions/{slug}"


@bp.post("/conditions/<slug>/follow")
@web.members_only
def follow(slug: str) -> ResponseReturnValue:
    operations.follow(web.viewer(), condition=get_condition(slug))
    return web.see_other(back_to(slug))


@bp.post("/conditions/<slug>/unfollow")
@web.members_only
def unfollow(slug: str) -> ResponseReturnValue:
    operations.unfollow(web.viewer(), condition=get_condition(slug))
    return web.see_other(back_to(slug))
