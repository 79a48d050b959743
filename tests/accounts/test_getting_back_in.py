"""A new password with a recovery code, or by mail."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select, update
from sqlalchemy.engine import Engine

from forum import clock
from forum.accounts import operations
from forum.accounts.models import MailToken, Member
from forum.app import Forum
from forum.database import db, transaction
from forum.jobs import jobs_of
from tests.accounts.builders import (
    OTHER_PASSWORD,
    PASSWORD,
    confirmed,
    is_signed_in,
    letters,
    link_in,
    member,
    sign_in,
    without_tokens,
)

ADDRESS = "wren@hill.example"


@pytest.fixture
def mail(app: Forum, monkeypatch: pytest.MonkeyPatch) -> Forum:
    monkeypatch.setitem(app.config, "MAIL_SERVER", "localhost")
    monkeypatch.setitem(app.config, "MAIL_DEFAULT_SENDER", "forum@hill.example")
    monkeypatch.setattr(jobs_of(app), "put", lambda *_: None)
    return app


@pytest.fixture
def statements(app: Forum) -> Iterator[list[str]]:
    """What is sent to the database, in order."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)


def by_code(client: FlaskClient, name: str, code: str) -> int:
    data = {"name": name, "code": code, "new_password": OTHER_PASSWORD}
    return client.post("/account/reset", data=data).status_code


def ask(client: FlaskClient, address: str) -> None:
    assert client.post("/account/reset/mail", data={"by_mail-email": address}).status_code == 303


def test_name_and_code_set_a_new_password_and_end_every_sign_in(app: Forum, client: FlaskClient) -> None:
    with app.app_context():
        code = member("Wren").recovery_code
    elsewhere = app.test_client()
    sign_in(elsewhere)
    typed = code.upper().replace("-", " ").replace("0", "O").replace("1", "L")
    assert by_code(client, "wren", typed) == 303
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert sign_in(app.test_client(), password=OTHER_PASSWORD).status_code == 303
    assert "<code>" in client.get("/account/recovery-code").text


def test_a_code_works_once(app: Forum, client: FlaskClient) -> None:
    with app.app_context():
        code = member("Wren").recovery_code
    assert by_code(app.test_client(), "Wren", code) == 303
    assert by_code(client, "Wren", code) == 422


def test_a_wrong_code_and_an_unknown_name_are_answered_alike(app: Forum) -> None:
    with app.app_context():
        member("Wren")
    data = {"code": "0000-0000-0000-0000-0000", "new_password": OTHER_PASSWORD}
    one, other = (app.test_client().post("/account/reset", data=data | {"name": name}) for name in ("Wren", "Nobo"))
    assert one.status_code == other.status_code == 422
    assert without_tokens(one.text.replace("Wren", "Nobo")) == without_tokens(other.text)


def test_codes_cannot_be_tried_for_long(app: Forum, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "RATE_FACTOR", 1.0)
    with app.app_context():
        code = member("Wren").recovery_code
    assert [by_code(client, "Wren", "0" * 20) for _ in range(10)] == [422] * 10
    assert by_code(client, "Wren", code) == 429


def test_a_new_code_needs_the_password_and_ends_the_old_one(app: Forum, client: FlaskClient) -> None:
    with app.app_context():
        old = member("Wren").recovery_code
    sign_in(client)
    assert client.post("/account/recovery", data={"password": "not this"}).status_code == 422
    answer = client.post("/account/recovery", data={"password": PASSWORD})
    assert answer.status_code == 303
    assert "<code>" in client.get(answer.location).text
    assert by_code(app.test_client(), "Wren", old) == 422


def test_a_mailed_link_opens_a_page_and_its_form_sets_the_password_once(mail: Forum, client: FlaskClient) -> None:
    with mail.app_context():
        confirmed("Wren", ADDRESS)
    ask(client, "Wren@Hill.example")
    with mail.app_context():
        path = link_in(letters()[-1])
    for _ in range(3):
        assert client.get(path).status_code == 200  # looking changes nothing
    assert sign_in(mail.test_client()).status_code == 303
    ask(client, ADDRESS)  # signing in ended the first link
    with mail.app_context():
        path = link_in(letters()[-1])
    assert client.post(path, data={"new_password": "short"}).status_code == 422
    assert client.post(path, data={"new_password": OTHER_PASSWORD}).status_code == 303
    assert is_signed_in(client)
    assert client.get(path).status_code == 404
    assert client.post(path, data={"new_password": PASSWORD}).status_code == 404
    assert sign_in(mail.test_client(), password=OTHER_PASSWORD).status_code == 303


@pytest.mark.parametrize("end", ["newer link", "password", "address", "sign-in", "time", "deletion"])
def test_a_mailed_link_dies(mail: Forum, client: FlaskClient, end: str) -> None:
    with mail.app_context():
        confirmed("Wren", ADDRESS)
    ask(client, ADDRESS)
    with mail.app_context():
        path = link_in(letters()[-1])
        wren = db.session.scalars(select(Member)).one()
        with transaction():
            if end == "newer link":
                operations.ask_for_reset(ADDRESS, address="10.0.0.1")
            elif end == "password":
                operations.set_password(wren, new_password=OTHER_PASSWORD)
            elif end == "address":
                operations.remove_address(wren)
            elif end == "sign-in":
                operations.sign_in("Wren", password=PASSWORD, address="10.0.0.1", device="")
            elif end == "time":
                db.session.execute(update(MailToken).values(created_at=clock.ago(minutes=61)))
            else:
                operations.erase_member(wren)
    assert client.get(path).status_code == 404
    assert client.post(path, data={"new_password": OTHER_PASSWORD}).status_code == 404


def test_known_unknown_and_unconfirmed_addresses_are_answered_alike(mail: Forum) -> None:
    with mail.app_context():
        confirmed("Wren", ADDRESS)
        waiting = member("Robin").member
        with transaction():
            waiting.pending_email = "robin@hill.example"
    answers = []
    for address in (ADDRESS, "nobody@hill.example", "robin@hill.example"):
        answer = mail.test_client().post("/account/reset/mail", data={"by_mail-email": address})
        answers.append((answer.status_code, answer.text, sorted(answer.headers)))
    assert answers[0] == answers[1] == answers[2]
    with mail.app_context():
        assert [letter.recipient for letter in letters()] == [ADDRESS]


def test_an_unknown_address_costs_as_many_statements_and_jobs(
    mail: Forum, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail.app_context():
        confirmed("Wren", ADDRESS)
    jobs: list[str] = []
    monkeypatch.setattr(jobs_of(mail), "put", lambda name, _key: jobs.append(name))
    costs = []
    for address in (ADDRESS, "nobody@hill.example"):
        statements.clear()
        jobs.clear()
        ask(mail.test_client(), address)
        costs.append((len(statements), list(jobs)))
    assert costs[0] == costs[1]


def test_links_are_built_from_the_origin_never_from_the_host(mail: Forum, client: FlaskClient) -> None:
    with mail.app_context():
        confirmed("Wren", ADDRESS)
    data = {"by_mail-email": ADDRESS}
    client.post("/account/reset/mail", data=data, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    with mail.app_context():
        body = letters()[-1].body
    assert "evil" not in body
    assert f"{mail.config['ORIGIN']}/account/reset/" in body


def test_letters_can_be_asked_for_five_times_in_half_an_hour(
    mail: Forum, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(mail.config, "RATE_FACTOR", 1.0)
    for _ in range(5):
        ask(client, "nobody@hill.example")
    answer = client.post("/account/reset/mail", data={"by_mail-email": "nobody@hill.example"})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]


def test_without_mail_the_page_says_so(client: FlaskClient) -> None:
    text = client.get("/account/reset").text
    assert "does not send mail" in text
    assert 'name="by_mail-email"' not in text


@pytest.mark.parametrize("address", ["", "a@b.org, c@d.org", "no address", "a@b.org\nBcc: c@d.org"])
def test_anything_but_one_address_is_refused(mail: Forum, client: FlaskClient, address: str) -> None:
    assert client.post("/account/reset/mail", data={"by_mail-email": address}).status_code == 422
    with mail.app_context():
        assert letters() == []
