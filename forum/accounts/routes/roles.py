"""Who is a moderator, an editor or an admin."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.accounts import operations, policies, queries
from forum.accounts.forms import RoleForm
from forum.accounts.routes.blueprint import bp
from forum.errors import NotAllowed
from forum.web import members_only, see_other, viewer


def only_admins() -> None:
    """Raise NotAllowed for everybody else."""
    if not policies.can_grant_roles(viewer()):
        raise NotAllowed


@bp.get("/admin/members")
@members_only
def roles() -> ResponseReturnValue:
    only_admins()
    name = request.args.get("name", "").strip()
    member = queries.find_member(name) if name else None
    return render_template(
        "accounts/roles.html",
        asked=name,
        member=member,
        changes=queries.role_changes(member.id) if member else [],
        team=queries.members_with_roles(),
    )


@bp.post("/admin/members/<name>/grant")
@members_only
def grant_role(name: str) -> ResponseReturnValue:
    only_admins()
    member, form = queries.get_member_by_name(name), RoleForm()
    if not form.validate():
        raise NotAllowed
    operations.grant_role(member, role=form.role.data, by_id=viewer().id)
    flash(_("%(name)s has this role from now on.", name=member.name))
    return see_other(url_for(".roles", name=member.name))


@bp.post("/admin/members/<name>/revoke")
@members_only
def revoke_role(name: str) -> ResponseReturnValue:
    only_admins()
    member, form = queries.get_member_by_name(name), RoleForm()
    if not form.validate():
        raise NotAllowed
    operations.revoke_role(member, role=form.role.data, by_id=viewer().id)
    flash(_("%(name)s does not have this role any more.", name=member.name))
    return see_other(url_for(".roles", name=member.name))
