"""Addresses of the search area."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import web
from forum.conditions.queries import all_conditions, matching_name
from forum.discussions.queries import is_public_id
from forum.extensions import limiter
from forum.search.language import LONGEST_QUERY, SHORTEST_QUERY, Query, parse
from forum.search.queries import found_page

bp = Blueprint("search", __name__)


def why_not(text: str, query: Query) -> str | None:
    """A sentence where there is nothing to look for."""
    if len(text) > LONGEST_QUERY:
        return _("That is more than we can look for: %(count)s characters at most.", count=LONGEST_QUERY)
    if len(text) < SHORTEST_QUERY:
        return _("Please type at least two letters.") if text else None
    if query.unwanted and not query.wanted:
        return _("Please add a word that should be there; -word only leaves texts out.")
    if not query.wanted:
        return _("These words are in nearly every text. Please add one that is less common.")
    return None


@bp.get("/search")
@limiter.limit(web.limit(30, "1 minute"))
def results() -> ResponseReturnValue:
    text = request.args.get("q", "").strip()
    after = request.args.get("after", "")
    query = parse(text)
    sentence = why_not(text, query)
    conditions = all_conditions()
    place = next((each for each in conditions if each.slug == request.args.get("in")), None)
    page = None
    if text and sentence is None:
        after_id = after if is_public_id(after) else None
        page = found_page(web.viewer(), query, condition_id=place.id if place else None, after=after_id)
    return render_template(
        "search/results.html",
        text=text[:LONGEST_QUERY],
        place=place.slug if place else "",
        conditions=sorted(conditions, key=lambda each: each.name.casefold()),
        sentence=sentence,
        matches=matching_name(conditions, text) if text and not after else [],
        page=page,
    )
