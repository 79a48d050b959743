"""Becoming a member."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from forum.accounts import operations, queries
from forum.accounts.models import Attempt, Consent, Member, SignIn
from forum.accounts.refusals import NameTaken
from forum.app import Forum
from forum.database import db, transaction
from tests import factories
from tests.accounts.builders import PASSWORD, is_signed_in, member, registration

ROOT = Path(__file__).resolve().parents[2]


def members() -> int:
    return db.session.execute(select(func.count()).select_from(Member)).scalar_one()


def test_a_member_needs_a_name_and_a_password_and_no_address(app: Forum) -> None:
    with app.app_context():
        new = member("Wren")
        found = queries.get_member_by_name("wREN")
        assert (found.name, found.email) == ("Wren", None)
        assert {consent.kind for consent in found.consents} == {"rules", "health_data"}
        assert queries.own_voice(found.id).name == "Wren"
        assert found.recovery_hash is not None
        assert new.recovery_code not in found.recovery_hash


def test_registering_signs_in_and_shows_the_recovery_code_once(client: FlaskClient) -> None:
    answer = client.post("/account/register", data=registration("Wren", next="/rules"))
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert page.status_code == 200
    assert "<code>" in page.text
    assert 'href="/rules"' in page.text
    assert "<code>" not in client.get(answer.location).text
    assert is_signed_in(client)


@pytest.mark.parametrize("box", ["rules", "health_data"])
def test_each_box_is_needed_and_neither_is_ticked_beforehand(client: FlaskClient, box: str) -> None:
    assert "checked" not in client.get("/account/register").text
    data = registration("Wren")
    del data[box]
    answer = client.post("/account/register", data=data)
    assert answer.status_code == 422
    assert 'value="Wren"' in answer.text
    with client.application.app_context():
        assert members() == 0


def test_the_consents_are_recorded_with_the_version_that_was_shown(app: Forum, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        operations.load_rules()
    client.post("/account/register", data=registration("Wren"))
    with app.app_context():
        kept = {consent.kind: consent.version for consent in db.session.scalars(select(Consent))}
        assert kept == {"rules": queries.current_rules()[0].since.date().isoformat(), "health_data": "1"}


def test_the_rules_are_loaded_once_and_shown(app: Forum, client: FlaskClient) -> None:
    with app.app_context():
        with transaction():
            assert operations.load_rules() > 0
        with transaction():
            assert operations.load_rules() == 0
        rules = queries.current_rules()
    text = client.get("/account/register").text
    assert all(rule.title in text for rule in rules)


@pytest.mark.parametrize("name", ["Wren", "WREN", "wrеn", "admin", "Wr en", ""])
def test_a_name_that_is_taken_or_unfit_is_a_422_at_its_field(app: Forum, client: FlaskClient, name: str) -> None:
    with app.app_context():
        member("Wren")
    answer = client.post("/account/register", data=registration(name))
    assert answer.status_code == 422
    assert 'id="name-why"' in answer.text
    assert 'aria-describedby="name-hint name-why"' in answer.text
    assert PASSWORD not in answer.text


def test_a_look_alike_of_an_existing_name_is_refused(app: Forum, client: FlaskClient) -> None:
    with app.app_context():
        member("scope")
    assert client.post("/account/register", data=registration("ѕсоре")).status_code == 422  # Cyrillic throughout


@pytest.mark.parametrize("password", ["short", "password1234", "12345678", "qwertyuiop", "x" * 1001, "a" * 64])
def test_a_password_that_would_be_guessed_is_refused(client: FlaskClient, password: str) -> None:
    answer = client.post("/account/register", data=registration("Wren", password=password))
    assert answer.status_code == 422
    assert 'id="password-why"' in answer.text


def test_a_password_made_of_the_name_is_refused(client: FlaskClient) -> None:
    answer = client.post("/account/register", data=registration("Wintergreen", password="wintergreen1"))
    assert answer.status_code == 422


@pytest.mark.parametrize("password", ["żółte łąki i morze", "six blue herons " * 8, "!!  ?? ((  )) zx91"])
def test_any_letters_are_a_password(client: FlaskClient, password: str) -> None:
    assert client.post("/account/register", data=registration("Wren", password=password)).status_code == 303


def test_a_thousand_letters_are_hashed_whole_with_argon2id(tmp_path: Path) -> None:
    """In a process of its own: the tests' application keeps passwords as they are, for speed."""
    program = """
import sys
from forum.accounts import library, passwords
from forum.accounts.models import Member
from forum.app import create_app
app = create_app(instance_path=sys.argv[1])
with app.test_request_context():
    long = "six blue herons " * 62
    kept = Member(password=library.hash_password(long))
    assert kept.password.startswith("$argon2id$v=19$m=19456,t=2,p=1$"), kept.password
    assert passwords.complaint(long, name="") is None
    assert library.verify_password(kept, long)
    assert not library.verify_password(kept, long[:-1])
    assert not library.verify_password(None, long)
"""
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, check=True)


def test_two_who_want_the_same_name_at_once_get_one_account(app: Forum) -> None:
    answers: list[TestResponse] = []
    gate = threading.Barrier(2)

    def ask(name: str) -> None:
        browser = app.test_client()
        gate.wait()
        answers.append(browser.post("/account/register", data=registration(name)))

    threads = [threading.Thread(target=ask, args=(name,)) for name in ("Robin", "rObin")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    with app.app_context():
        assert members() == 1


def test_the_index_has_the_last_word_on_a_name(app: Forum, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        member("Robin")
        monkeypatch.setattr(queries, "is_name_taken", lambda *_: False)
        with pytest.raises(NameTaken), transaction():
            operations.create_member("robin", password=PASSWORD)
        assert members() == 1


def test_five_accounts_an_hour_from_one_address(
    app: Forum, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "RATE_FACTOR", 1.0)
    for number in range(5):
        name = f"Bird{'abcde'[number]}"
        assert app.test_client().post("/account/register", data=registration(name)).status_code == 303
    answer = client.post("/account/register", data=registration("Birdf"))
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    with app.app_context():
        assert members() == 5
        assert all("127" not in attempt.key for attempt in db.session.scalars(select(Attempt)))


def test_only_the_hash_of_a_sign_in_is_kept(app: Forum, client: FlaskClient) -> None:
    client.post("/account/register", data=registration("Wren"))
    with client.session_transaction() as session:
        token = session["sign_in"]
    with app.app_context():
        kept = db.session.scalars(select(SignIn)).one()
        assert token not in kept.token_hash


def test_a_member_does_not_register_again(app: Forum, client: FlaskClient) -> None:
    with app.app_context():
        member_id = factories.member().id
    factories.sign_in(client, member_id)
    assert client.get("/account/register").status_code == 303


def test_a_form_from_elsewhere_makes_no_account(
    app: Forum, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert client.post("/account/register", data=registration("Wren")).status_code == 400
    with app.app_context():
        assert members() == 0
