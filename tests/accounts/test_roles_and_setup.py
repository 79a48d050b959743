"""Roles, and the first admin of a site."""

import threading

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from forum.accounts import operations, queries
from forum.accounts.models import RoleChange
from forum.app import Forum
from forum.database import db, transaction
from forum.errors import Refused
from tests import factories
from tests.accounts.builders import member, registration


@pytest.fixture
def admin(app: Forum, client: FlaskClient) -> FlaskClient:
    with app.app_context():
        member_id = factories.member("Alder", roles=("admin",)).id
    return factories.sign_in(client, member_id)


def roles_of(app: Forum, name: str) -> set[str]:
    with app.app_context():
        return {role.name for role in queries.get_member_by_name(name).roles}


def test_an_admin_finds_a_member_and_gives_a_role_that_leaves_a_trail(app: Forum, admin: FlaskClient) -> None:
    with app.app_context():
        wren = factories.member("Wren").id
    assert "Wren" in admin.get("/admin/members?name=wren").text
    assert admin.post("/admin/members/Wren/grant", data={"role": "moderator"}).status_code == 303
    assert admin.post("/admin/members/Wren/grant", data={"role": "moderator"}).status_code == 303
    assert roles_of(app, "Wren") == {"moderator"}
    assert admin.post("/admin/members/Wren/revoke", data={"role": "moderator"}).status_code == 303
    assert roles_of(app, "Wren") == set()
    with app.app_context():
        trail = db.session.scalars(select(RoleChange).where(RoleChange.member_id == wren).order_by(RoleChange.id)).all()
        assert [change.granted for change in trail] == [True, False]
        assert {change.by_id for change in trail} == {queries.get_member_by_name("Alder").id}
    page = admin.get("/admin/members?name=Wren").text
    assert "Granted: moderator" in page
    wrens = factories.sign_in(app.test_client(), wren)
    assert "by Alder" in wrens.get("/account").text


@pytest.mark.parametrize("roles", [(), ("moderator",), ("editor",)])
def test_nobody_else_reaches_the_roles(app: Forum, client: FlaskClient, roles: tuple[str, ...]) -> None:
    with app.app_context():
        member_id = factories.member("Wren", roles=roles).id
    factories.sign_in(client, member_id)
    assert client.get("/admin/members").status_code == 403
    assert client.post("/admin/members/Wren/grant", data={"role": "admin"}).status_code == 403
    assert roles_of(app, "Wren") == set(roles)


def test_a_role_that_does_not_exist_is_not_given(app: Forum, admin: FlaskClient) -> None:
    with app.app_context():
        factories.member("Wren")
    assert admin.post("/admin/members/Wren/grant", data={"role": "owner"}).status_code == 403
    assert admin.post("/admin/members/Nobody/grant", data={"role": "admin"}).status_code == 404
    with app.app_context(), pytest.raises(Refused):
        operations.grant_role(queries.get_member_by_name("Wren"), role="owner")


def test_the_last_admin_stays(app: Forum, admin: FlaskClient) -> None:
    assert admin.post("/admin/members/Alder/revoke", data={"role": "admin"}).status_code == 409
    assert roles_of(app, "Alder") == {"admin"}


def test_two_admins_who_remove_each_other_at_once_leave_one(app: Forum) -> None:
    with app.app_context():
        names = [factories.member(name, roles=("admin",)).name for name in ("Alder", "Birch")]
    gate = threading.Barrier(2)

    def remove(name: str) -> None:
        with app.app_context():
            gate.wait()
            try:
                with transaction():
                    operations.revoke_role(queries.get_member_by_name(name), role="admin")
            except Refused:
                pass
            db.session.remove()

    threads = [threading.Thread(target=remove, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert queries.admin_count() == 1


def link(app: Forum) -> str:
    with app.app_context(), transaction():
        return f"/account/setup/{operations.make_setup_link()}"


def test_the_setup_link_makes_the_first_admin_once(app: Forum, client: FlaskClient) -> None:
    path = link(app)
    assert client.get(path).status_code == 200
    answer = client.post(path, data=registration("Alder"))
    assert answer.status_code == 303
    assert "<code>" in client.get(answer.location).text
    assert client.get("/admin/members").status_code == 200
    assert roles_of(app, "Alder") == {"admin"}
    visitor = app.test_client()
    assert visitor.get(path).status_code == 404
    assert visitor.post(path, data=registration("Birch")).status_code == 404
    with app.app_context(), pytest.raises(Refused):
        operations.make_setup_link()


def test_any_admin_uses_every_setup_link_up(app: Forum, client: FlaskClient) -> None:
    path = link(app)
    with app.app_context():
        factories.member("Alder", roles=("admin",))
    assert client.get(path).status_code == 404
    assert client.post(path, data=registration("Birch")).status_code == 404


def test_a_form_that_fails_does_not_use_the_link_up(app: Forum, client: FlaskClient) -> None:
    path = link(app)
    with app.app_context():
        member("Alder")
    assert client.post(path, data=registration("alder")).status_code == 422
    assert client.post(path, data=registration("Birch", password="short")).status_code == 422
    assert client.post(path, data=registration("Birch")).status_code == 303


def test_two_who_use_the_link_at_once_make_one_admin(app: Forum) -> None:
    path = link(app)
    codes: list[int] = []
    gate = threading.Barrier(2)

    def ask(name: str) -> None:
        browser = app.test_client()
        gate.wait()
        codes.append(browser.post(path, data=registration(name)).status_code)

    threads = [threading.Thread(target=ask, args=(name,)) for name in ("Alder", "Birch")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [303, 404]
    with app.app_context():
        assert queries.admin_count() == 1


def test_only_the_hash_of_the_link_is_kept(app: Forum, client: FlaskClient) -> None:
    path = link(app)
    with app.app_context():
        kept = db.session.connection().exec_driver_sql("SELECT token_hash FROM setup_link").scalar_one()
    assert kept not in path
    assert client.get("/account/setup/guessed").status_code == 404
