"""The ways in: home, conditions, one condition, the latest topics, a member."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum import web
from forum.accounts.queries import find_block, get_member_by_name
from forum.conditions.queries import all_conditions, get_condition, is_following, matching_name
from forum.discussions.queries import latest_stories, posts_of_member, topics_page
from forum.evidence.queries import pinned
from forum.experiences.queries import shared_by_member
from forum.experiences.queries.releases import current_figures
from forum.pages.disagreement import apart
from forum.pages.front import alphabetical, grouped, kind_choices, order_choices
from forum.pages.numbers import numbers_of
from forum.pages.routes.blueprint import bp
from forum.paging import page_number

__all__ = ["condition", "conditions", "home", "latest", "member"]

STORIES_AT_HOME = 5
LONGEST_NAME = 100  # characters that the finder reads


def chosen(name: str, choices: list[tuple[str, str]]) -> str:
    """The choice in the address; anything else means the first."""
    values = [value for value, _words in choices]
    asked = request.args.get(name, "")
    return asked if asked in values else values[0]


@bp.get("/")
def home() -> ResponseReturnValue:
    who = web.viewer()
    everything = all_conditions()
    stories = latest_stories(who, count=STORIES_AT_HOME)
    return render_template("pages/home.html", groups=grouped(everything), total=len(everything), stories=stories)


@bp.get("/conditions")
def conditions() -> ResponseReturnValue:
    text = request.args.get("q", "").strip()[:LONGEST_NAME]
    everything = all_conditions()
    found = matching_name(everything, text) if text else None
    if found and len(found) == 1:
        return redirect(url_for("pages.condition", slug=found[0].slug))
    return render_template("pages/conditions.html", text=text, found=found, everything=alphabetical(everything))


@bp.get("/conditions/<slug>")
def condition(slug: str) -> ResponseReturnValue:
    who, shown = web.viewer(), get_condition(slug)
    kind, order = chosen("kind", kind_choices()), chosen("order", order_choices())
    page = topics_page(
        who, condition_id=shown.id, kind=kind or None, order=order, number=page_number(request.args.get("page"))
    )
    figures, studies = current_figures(shown.id), pinned(shown)
    return render_template(
        "pages/condition.html",
        condition=shown,
        pinned=studies,
        numbers=numbers_of(figures) if figures else None,
        apart=apart(figures, studies.account) if figures and studies else None,
        page=page,
        kind=kind,
        kinds=kind_choices(),
        order=order,
        orders=order_choices(),
        is_following=who.id is not None and is_following(who.id, shown.id),
    )


@bp.get("/latest")
def latest() -> ResponseReturnValue:
    kind = chosen("kind", kind_choices())
    page = topics_page(web.viewer(), kind=kind or None, number=page_number(request.args.get("page")))
    return render_template("pages/latest.html", page=page, kind=kind, kinds=kind_choices())


@bp.get("/members/<name>")
def member(name: str) -> ResponseReturnValue:
    who, shown = web.viewer(), get_member_by_name(name)
    return render_template(
        "pages/member.html",
        member=shown,
        page=posts_of_member(who, shown.id, number=page_number(request.args.get("page"))),
        experiences=shared_by_member(who, shown.id),
        is_own=who.id == shown.id,
        is_blocked=who.id is not None and find_block(who.id, shown.id) is not None,
    )
