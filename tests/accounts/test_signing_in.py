"""Signing in and out, devices, and the one door."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from flask_login import current_user
from sqlalchemy import select, update

from forum import clock
from forum.accounts import library, operations, queries
from forum.accounts.models import Attempt, Member, SignIn
from forum.app import Forum
from forum.database import db, transaction
from forum.extensions import network
from tests import factories
from tests.accounts.builders import OTHER_PASSWORD, PASSWORD, is_signed_in, member, sign_in, without_tokens

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def wren(app: Forum) -> int:
    with app.app_context():
        return member("Wren").member.id


def rows(app: Forum) -> list[SignIn]:
    with app.app_context():
        return list(db.session.scalars(select(SignIn).order_by(SignIn.id)))


@pytest.mark.usefixtures("wren")
def test_the_name_in_any_case_and_the_password_open_the_account(client: FlaskClient) -> None:
    answer = sign_in(client, "wREN")
    assert (answer.status_code, answer.location) == (303, "/")
    assert is_signed_in(client)


@pytest.mark.usefixtures("wren")
def test_a_wrong_password_and_an_unknown_name_are_answered_alike(app: Forum) -> None:
    answers = [sign_in(app.test_client(), name, "wrong guess 77") for name in ("Wren", "Nobo")]
    assert [answer.status_code for answer in answers] == [422, 422]
    one, other = (without_tokens(answer.text.replace("Wren", "Nobo")) for answer in answers)
    assert one == other
    headers = [{k: v for k, v in answer.headers if k != "Set-Cookie"} for answer in answers]
    assert headers[0] == headers[1]
    assert "wrong guess 77" not in one


def test_an_unknown_name_costs_a_hash_too(app: Forum, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    monkeypatch.setattr(library, "library_verify", lambda plain, _kept: hashed.append(plain) or False)
    with app.test_request_context():
        assert not library.verify_password(None, "anything")
    assert len(hashed) == 1


@pytest.mark.usefixtures("wren")
def test_signing_in_gives_a_new_session(app: Forum, client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    sign_in(client)
    with client.session_transaction() as session:
        assert "planted" not in session
        first = session["sign_in"]
    client.post("/account/sign-out")
    sign_in(client)
    with client.session_transaction() as session:
        assert session["sign_in"] != first


@pytest.mark.usefixtures("wren")
def test_the_cookie_is_out_of_reach_and_stays_only_when_asked(client: FlaskClient) -> None:
    cookie = sign_in(client).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie
    client.post("/account/sign-out")
    assert "Expires" in sign_in(client, stay="y").headers["Set-Cookie"]


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"]
)
@pytest.mark.usefixtures("wren")
def test_next_never_leaves_the_site(client: FlaskClient, place: str) -> None:
    page = client.get("/account/sign-in", query_string={"next": place}).text
    assert "evil" not in page
    assert "alert" not in page
    assert sign_in(client, next=place).location == "/"
    assert client.get("/account/sign-in", query_string={"next": place}).location == "/account"


@pytest.mark.usefixtures("wren")
def test_next_leads_back_to_where_one_was(client: FlaskClient) -> None:
    asked = client.get("/account/blocks")
    assert asked.status_code == 303
    assert 'value="/account/blocks"' in client.get(asked.location).text
    assert sign_in(client, next="/account/blocks").location == "/account/blocks"


def test_signing_out_ends_the_row_and_an_old_cookie_opens_nothing(app: Forum, client: FlaskClient, wren: int) -> None:
    sign_in(client)
    with client.session_transaction() as session:
        token = session["sign_in"]
    assert client.get("/account/sign-out").status_code == 405
    assert client.post("/account/sign-out").status_code == 303
    stolen = app.test_client()
    with stolen.session_transaction() as session:
        session["sign_in"] = token
    assert not is_signed_in(stolen)
    assert rows(app)[0].ended_at is not None


def test_an_ended_row_opens_nothing_by_any_door(app: Forum, client: FlaskClient, wren: int) -> None:
    """The library's own ways in: its session keys, a remember cookie, a token in a header or the address."""
    sign_in(client)
    with app.app_context():
        keys = db.session.scalars(select(Member)).one()
        uniquifier, token = keys.fs_uniquifier, keys.get_auth_token()
        with transaction():
            operations.end_all_sign_ins(keys)
    with client.session_transaction() as session:
        session |= {"_user_id": uniquifier, "_fresh": True, "_id": "x", "identity.id": uniquifier, "fs_paa": 1.0}
    client.set_cookie("remember_token", f"{uniquifier}|anything")
    for extra in ({}, {"Authentication-Token": token}, {"Authorization": "Basic V3Jlbjp4"}):
        assert client.get("/account", headers=extra).status_code == 303
    assert client.get("/account", query_string={"auth_token": token}).status_code == 303
    with app.test_request_context(headers={"Authentication-Token": token}):
        assert not current_user.is_authenticated


def test_the_library_knows_the_member_of_the_row(app: Forum, client: FlaskClient, wren: int) -> None:
    sign_in(client)
    with client:
        client.get("/account")
        assert current_user.id == wren


def test_the_library_serves_no_address_and_no_command(app: Forum) -> None:
    assert not [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security.")]
    assert not {"users", "roles"} & set(app.cli.commands)


@pytest.mark.parametrize("path", ["/login", "/logout", "/register", "/reset", "/confirm", "/change", "/verify"])
def test_the_librarys_usual_addresses_are_not_there(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, json={"username": "Wren", "password": PASSWORD}).status_code == 404


@pytest.mark.usefixtures("wren")
def test_json_is_no_way_to_sign_in(client: FlaskClient) -> None:
    answer = client.post("/account/sign-in", json={"name": "Wren", "password": PASSWORD})
    assert answer.status_code in (303, 422)
    assert b"token" not in answer.data.replace(b"csrf_token", b"")


def test_each_device_is_listed_and_can_be_ended(app: Forum, client: FlaskClient, wren: int) -> None:
    client.post("/account/sign-in", data={"name": "Wren", "password": PASSWORD}, headers={"User-Agent": FIREFOX})
    other = app.test_client()
    sign_in(other)
    assert "Firefox, Linux" in client.get("/account/security").text
    other_id = rows(app)[1].id
    assert client.post(f"/account/security/{other_id}/end").status_code == 303
    assert not is_signed_in(other)
    assert is_signed_in(client)


def test_nobody_ends_the_device_of_another(app: Forum, client: FlaskClient, wren: int) -> None:
    sign_in(client)
    with app.app_context():
        stranger = factories.member("stranger").id
    browser = factories.sign_in(app.test_client(), stranger)
    assert browser.post(f"/account/security/{rows(app)[0].id}/end").status_code == 404
    assert is_signed_in(client)


@pytest.mark.usefixtures("wren")
def test_all_others_can_be_ended_at_once(app: Forum, client: FlaskClient) -> None:
    others = [app.test_client() for _ in range(3)]
    for browser in (client, *others):
        sign_in(browser)
    assert client.post("/account/security/end-others").status_code == 303
    assert is_signed_in(client)
    assert not any(is_signed_in(browser) for browser in others)


@pytest.mark.usefixtures("wren")
def test_a_new_password_ends_every_other_sign_in(app: Forum, client: FlaskClient) -> None:
    other = app.test_client()
    sign_in(client)
    sign_in(other)
    with client.session_transaction() as session:
        before = session["sign_in"]
    answer = client.post("/account/password", data={"password": PASSWORD, "new_password": OTHER_PASSWORD})
    assert answer.status_code == 303
    assert is_signed_in(client)
    assert not is_signed_in(other)
    with client.session_transaction() as session:
        assert session["sign_in"] != before
    assert sign_in(app.test_client()).status_code == 422
    assert sign_in(app.test_client(), password=OTHER_PASSWORD).status_code == 303


@pytest.mark.usefixtures("wren")
def test_a_password_is_not_changed_without_the_old_one(app: Forum, client: FlaskClient) -> None:
    sign_in(client)
    answer = client.post("/account/password", data={"password": "not this", "new_password": OTHER_PASSWORD})
    assert answer.status_code == 422
    assert 'id="password-why"' in answer.text
    assert sign_in(app.test_client()).status_code == 303


def test_ten_wrong_tries_for_a_name_close_it_for_a_while(
    app: Forum, client: FlaskClient, wren: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "RATE_FACTOR", 1.0)
    for _ in range(10):
        assert sign_in(client, password="wrong guess").status_code == 422
    answer = sign_in(client)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
    with app.app_context():
        kept = list(db.session.scalars(select(Attempt)))
        assert len(kept) == 20  # per name and per address, though every request was refused
        assert all("wren" not in attempt.key for attempt in kept)
        with transaction():
            db.session.execute(update(Attempt).values(at=clock.ago(minutes=16)))
    assert sign_in(client).status_code == 303


def test_an_unknown_name_is_closed_just_the_same(
    app: Forum, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "RATE_FACTOR", 1.0)
    codes = [sign_in(client, "Nobo", "wrong guess").status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]


def test_an_address_is_limited_whatever_it_claims_to_be(
    app: Forum, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "RATE_FACTOR", 1.0)
    codes = [
        client.post(
            "/account/sign-in",
            data={"name": f"Nobody{number}", "password": "x"},
            headers={"X-Forwarded-For": f"10.0.0.{number}"},
        ).status_code
        for number in range(26)
    ]
    assert codes == [422] * 25 + [429]


def test_an_ipv6_household_counts_as_one(app: Forum) -> None:
    assert network("2001:db8:1:2:aaaa::1") == network("2001:db8:1:2:bbbb::2")
    assert network("2001:db8:1:2::1") != network("2001:db8:1:3::1")


def test_the_hour_of_use_is_kept_after_a_look_but_not_ahead_of_one(app: Forum, client: FlaskClient, wren: int) -> None:
    sign_in(client)
    long_ago = clock.now() - timedelta(hours=5)

    def used_at_after(**headers: str) -> timedelta:
        with app.app_context(), transaction():
            db.session.execute(update(SignIn).values(used_at=long_ago))
        client.get("/account", headers={name.replace("_", "-"): value for name, value in headers.items()})
        return rows(app)[0].used_at - long_ago

    assert used_at_after() > timedelta(hours=4)
    assert used_at_after(Sec_Purpose="prefetch") < timedelta(seconds=1)


@pytest.mark.usefixtures("wren")
def test_a_sign_in_nobody_used_for_long_is_over(app: Forum, client: FlaskClient) -> None:
    sign_in(client, stay="y")
    with app.app_context(), transaction():
        db.session.execute(update(SignIn).values(used_at=clock.ago(days=91)))
    assert not is_signed_in(client)


def test_a_role_holds_from_the_next_request_and_no_longer_than_it_is_held(
    app: Forum, client: FlaskClient, wren: int
) -> None:
    sign_in(client)
    assert client.get("/admin/members").status_code == 403
    with app.app_context(), transaction():
        operations.grant_role(queries.get_member(wren), role="admin")
        operations.grant_role(factories.member("second"), role="admin")
    assert client.get("/admin/members").status_code == 200
    with app.app_context(), transaction():
        operations.revoke_role(queries.get_member(wren), role="admin")
    assert client.get("/admin/members").status_code == 403


@pytest.mark.usefixtures("wren")
def test_a_form_from_elsewhere_signs_nobody_in(
    app: Forum, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert sign_in(client).status_code == 400
    assert not is_signed_in(client)
