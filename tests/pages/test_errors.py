"""What readers get when something is not there, not theirs, not now, or broken."""

import logging
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from forum import web
from forum.accounts.models import Limit
from forum.app import Forum, create_app
from forum.database import db
from forum.errors import NotAllowed, Refused, TooMany
from forum.extensions import limiter
from tests import factories
from tests.conftest import SETTINGS

WORDS = "my secret illness"


@pytest.fixture
def broken(app: Forum, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forum]:
    """Another application on the same database, outside of testing, with addresses that fail."""
    settings = SETTINGS | {"TESTING": False, "DATABASE_URL": app.config["DATABASE_URL"], "WTF_CSRF_ENABLED": True}
    made = create_app(settings, instance_path=str(tmp_path_factory.mktemp("broken")))

    def fail(kind: str) -> str:
        if kind == "refused":
            raise Refused("It is locked.")
        if kind == "not-allowed":
            raise NotAllowed("Only editors.")
        if kind == "too-many":
            raise TooMany("Wait a little.", retry_after=77)
        if kind == "sql":
            for _twice in range(2):
                db.session.execute(text("INSERT INTO role (name) VALUES (:words)"), {"words": WORDS})
        raise RuntimeError("nobody thought of it")

    made.add_url_rule("/fail/<kind>", "fail", fail, methods=["GET", "POST"])
    made.add_url_rule("/often", "often", limiter.limit("1 per minute")(lambda: "ok"))
    made.add_url_rule("/where", "where", lambda: web.viewer().name or "visitor", methods=["GET", "POST"])
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("refused", 409, "It is locked."),
        ("not-allowed", 403, "Only editors."),
        ("too-many", 429, "Wait a little."),
        ("other", 500, "Something went wrong on our side."),
        ("sql", 500, "Something went wrong on our side."),
    ],
)
def test_each_failure_has_its_status_and_a_page(broken: Forum, kind: str, status: int, words: str) -> None:
    answer = broken.test_client().get(f"/fail/{kind}")
    assert answer.status_code == status
    assert words in answer.text
    assert "<nav" in answer.text
    assert (answer.headers.get("Retry-After") == "77") is (status == 429)
    assert "nobody thought of it" not in answer.text


def test_htmx_gets_the_sentence_alone(broken: Forum) -> None:
    answer = broken.test_client().get("/fail/refused", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "It is locked." in answer.text
    assert "<html" not in answer.text


def test_a_limit_of_requests_says_when_to_come_back(broken: Forum) -> None:
    limiter.reset()
    client = broken.test_client()
    assert client.get("/often").status_code == 200
    answer = client.get("/often")
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 61


def test_an_expired_form_hands_back_every_word_and_no_password(broken: Forum) -> None:
    sent = {"title": "Eight months", "body": "\nIt was <slow>.\n" * 40, "password": "correct horse battery staple"}
    answer = broken.test_client().post("/where", data=sent)
    assert answer.status_code == 400
    assert "It was &lt;slow&gt;." in answer.text
    assert "Eight months" in answer.text
    assert "correct horse" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_wrong_method_says_which_are_right(client: FlaskClient) -> None:
    answer = client.delete("/display")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert "<nav" in answer.text


def test_a_form_that_is_too_large_is_told_so(client: FlaskClient) -> None:
    answer = client.post("/display", data={"theme": "x" * 1_200_000})
    assert answer.status_code == 413
    assert "larger than the forum accepts" in answer.text


def test_a_suspended_member_is_shown_the_way_to_the_reason(client: FlaskClient, app: Forum) -> None:
    with app.app_context():
        member = factories.member()
        db.session.add(Limit(member_id=member.id, kind="suspended", reason="A sentence."))
        db.session.commit()
        key = member.id
    answer = factories.sign_in(client, key).get("/latest")
    assert answer.status_code == 403
    assert "/account/standing" in answer.text
    for open_page in ("/rules", "/safety", "/crisis", "/privacy", "/about", "/display"):
        assert client.get(open_page).status_code == 200


def test_a_database_error_is_logged_without_anybodys_words(broken: Forum, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        broken.test_client().post("/fail/sql?q=diagnosis")
        broken.test_client().get("/fail/sql?q=diagnosis")
    assert "fail" in caplog.text
    assert WORDS not in caplog.text
    assert "diagnosis" not in caplog.text


def test_without_a_database_there_is_still_a_page(app: Forum, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("gone")
    url = f"sqlite:///{folder / 'no' / 'such' / 'folder.sqlite3'}"
    if not app.config["DATABASE_URL"].startswith("sqlite"):
        url = "postgresql+psycopg://postgres@127.0.0.1:1/postgres"
    made = create_app(SETTINGS | {"TESTING": False, "DATABASE_URL": url}, instance_path=str(folder))
    client = made.test_client()
    with client.session_transaction() as session:
        session[factories.SESSION_KEY] = "a token that has to be looked up"
    for path in ("/rules", "/conditions", "/nothing-here"):
        answer = client.get(path)
        assert answer.status_code in {503, 404}
        assert "<h1>" in answer.text
        assert "Sign in" in answer.text
    assert client.get("/rules").headers["Retry-After"] == "30"
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
