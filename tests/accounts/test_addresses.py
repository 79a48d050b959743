"""A member's e-mail address: optional, and nothing before it is confirmed."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from forum.accounts import operations, queries
from forum.accounts.models import Member
from forum.app import Forum
from forum.database import db, transaction
from forum.jobs import jobs_of
from tests.accounts.builders import PASSWORD, confirmed, letters, link_in, member, sign_in, without_tokens

ADDRESS = "wren@hill.example"


@pytest.fixture
def mail(app: Forum, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Forum:
    monkeypatch.setitem(app.config, "MAIL_SERVER", "localhost")
    monkeypatch.setitem(app.config, "MAIL_DEFAULT_SENDER", "forum@hill.example")
    monkeypatch.setattr(jobs_of(app), "put", lambda *_: None)
    with app.app_context():
        member("Wren")
    sign_in(client)
    return app


def add(client: FlaskClient, address: str, password: str = PASSWORD) -> int:
    return client.post("/account/email", data={"email": address, "password": password}).status_code


def wren(app: Forum) -> Member:
    with app.app_context():
        return queries.get_member_by_name("Wren")


def last_link(app: Forum) -> str:
    with app.app_context():
        return link_in(letters()[-1])


def test_an_address_counts_once_the_button_was_pressed(mail: Forum, client: FlaskClient) -> None:
    assert add(client, "Wren@Hill.example") == 303
    assert (wren(mail).email, wren(mail).pending_email) == (None, ADDRESS)
    path = last_link(mail)
    for _ in range(3):
        assert mail.test_client().get(path).status_code == 200
    assert wren(mail).email is None
    assert mail.test_client().post(path).status_code == 303
    assert (wren(mail).email, wren(mail).pending_email) == (ADDRESS, None)
    assert wren(mail).confirmed_at is not None
    assert mail.test_client().post(path).status_code == 404


def test_a_taken_address_gets_the_same_answer_and_its_owner_a_letter(mail: Forum, client: FlaskClient) -> None:
    with mail.app_context():
        confirmed("Robin", "robin@hill.example")
    pages = []
    for address in ("robin@hill.example", "free-@hill.example"):
        answer = client.post("/account/email", data={"email": address, "password": PASSWORD})
        page = without_tokens(client.get("/account/email").text.replace(address, ""))
        pages.append((answer.status_code, answer.location, page))
    assert pages[0] == pages[1]
    with mail.app_context():
        told, asked = letters()
        assert (told.recipient, asked.recipient) == ("robin@hill.example", "free-@hill.example")
        assert "/account/email/" not in told.body
        assert queries.get_member_by_name("Robin").email == "robin@hill.example"


def test_two_may_wait_for_one_address_and_the_first_to_confirm_has_it(mail: Forum, client: FlaskClient) -> None:
    add(client, ADDRESS)
    first = last_link(mail)
    with mail.app_context():
        robin = member("Robin").member
        with transaction():
            operations.add_address(robin, email=ADDRESS, password=PASSWORD)
    second = last_link(mail)
    assert client.post(first).status_code == 303
    assert client.post(second).status_code == 409
    with mail.app_context():
        assert queries.get_member_by_name("Robin").email is None


def test_a_newer_letter_ends_the_older_link(mail: Forum, client: FlaskClient) -> None:
    add(client, "one@hill.example")
    older = last_link(mail)
    add(client, "two@hill.example")
    assert client.get(older).status_code == 404
    assert client.post(older).status_code == 404
    assert client.post(last_link(mail)).status_code == 303
    assert wren(mail).email == "two@hill.example"


def test_the_old_address_is_told_of_the_new_one(mail: Forum, client: FlaskClient) -> None:
    add(client, ADDRESS)
    client.post(last_link(mail))
    add(client, "new@hill.example")
    client.post(last_link(mail))
    with mail.app_context():
        assert letters()[-1].recipient == ADDRESS


def test_an_address_is_forgotten_with_its_links(mail: Forum, client: FlaskClient) -> None:
    add(client, ADDRESS)
    path = last_link(mail)
    assert client.post("/account/email/remove").status_code == 303
    assert wren(mail).pending_email is None
    assert client.post(path).status_code == 404


def test_an_address_needs_the_password(mail: Forum, client: FlaskClient) -> None:
    assert add(client, ADDRESS, "not this") == 422
    assert wren(mail).pending_email is None


def test_a_confirming_form_from_elsewhere_changes_nothing(
    mail: Forum, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(client, ADDRESS)
    monkeypatch.setitem(mail.config, "WTF_CSRF_ENABLED", True)
    assert client.post(last_link(mail)).status_code == 400
    assert wren(mail).email is None


def test_without_mail_no_form_is_shown(app: Forum, client: FlaskClient) -> None:
    with app.app_context():
        member("Wren")
    sign_in(client)
    text = client.get("/account/email").text
    assert "does not send mail" in text
    assert 'name="email"' not in text
    assert add(client, ADDRESS) == 422


def test_no_letter_names_a_drug_a_condition_or_the_site(mail: Forum, client: FlaskClient) -> None:
    add(client, ADDRESS)
    client.post(last_link(mail))
    add(client, "new@hill.example")
    add(client, ADDRESS)
    with mail.app_context():
        robin = confirmed("Robin", "robin@hill.example")
        with transaction():
            operations.add_address(robin, email=ADDRESS, password=PASSWORD)
            operations.ask_for_reset(ADDRESS, address=None)
            operations.set_password(robin, new_password=PASSWORD)
        written = db.session.scalars(select(Member)).all() and letters()
        assert len({letter.subject for letter in written}) == 4
        for letter in written:
            words = f"{letter.subject}\n{letter.body}"
            assert not re.search(r"(?i)ldn|naltrexone|common room|patient|condition|dose|Wren|Robin", words), words
