"""Which conditions a moderator looks after; an admin says so."""

from collections.abc import Mapping

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import web
from forum.accounts.operations import make_moderator_of
from forum.accounts.policies import can_grant_roles
from forum.accounts.queries import get_member_by_name
from forum.errors import NotAllowed
from forum.moderation import queries
from forum.moderation.forms.desk import ScopeForm
from forum.moderation.routes.blueprint import bp

__all__ = ["save_scope", "scope"]


def only_admins() -> None:
    """Raise NotAllowed for everybody else."""
    if not can_grant_roles(web.viewer()):
        raise NotAllowed(_("This is for admins."))


def show(name: str, form: ScopeForm, *, status: int = 200) -> ResponseReturnValue:
    """The page with the choice."""
    return render_template("moderation/scope.html", name=name, form=form), status


def offered(choices: Mapping[str, tuple[int, str]]) -> list[tuple[str, str]]:
    """The conditions as a form shows them."""
    return [(slug, name) for slug, (_key, name) in choices.items()]


@bp.get("/admin/members/<name>/moderation")
@web.members_only
def scope(name: str) -> ResponseReturnValue:
    only_admins()
    member = get_member_by_name(name)
    keys = {each.condition_id for each in member.only_conditions}
    choices = queries.conditions_by_slug()
    form = ScopeForm(
        formdata=None,
        where="some" if keys else "all",
        conditions=[slug for slug, (key, _name) in choices.items() if key in keys],
    ).offer(offered(choices))
    return show(member.name, form)


@bp.post("/admin/members/<name>/moderation")
@web.members_only
def save_scope(name: str) -> ResponseReturnValue:
    only_admins()
    member, choices = get_member_by_name(name), queries.conditions_by_slug()
    form = ScopeForm().offer(offered(choices))
    if not form.validate():
        return show(member.name, form, status=422)
    chosen = dict(choices[slug] for slug in form.conditions.data or []) if form.where.data == "some" else {}
    make_moderator_of(member, conditions=chosen, by_id=web.viewer().id)
    flash(_("%(name)s moderates as you chose, from the next page on.", name=member.name))
    return web.see_other(url_for("accounts.roles", name=member.name))
