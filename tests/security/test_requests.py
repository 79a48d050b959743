"""What a request may change (P03), and the headers and cookies of every answer (P02, P16)."""

import re
import sqlite3
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from forum.app import Forum
from tests import factories
from tests.access.rows import REQUESTS
from tests.access.world import ROLES
from tests.security.conftest import House

LOOKS = [ask for ask in REQUESTS if ask.method == "GET"]
CHANGES = [ask for ask in REQUESTS if ask.method != "GET"]
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
ALL_ANSWERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
# What is written after a look, on purpose (docs/architecture.md): a read mark, and the hour of a sign-in's last use.
WRITTEN_AFTER_A_LOOK = {"read_mark", "sign_in"}


def rows(house: House) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with sqlite3.connect(house.file) as file:
        names = [row[0] for row in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: file.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
    file.close()
    return found


def changed(before: dict[str, list[tuple[object, ...]]], after: dict[str, list[tuple[object, ...]]]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def browsers(house: House) -> dict[str, FlaskClient]:
    return {role: house.client(role) for role in ROLES}


def wrong_headers(answer: object) -> list[str]:
    """What is missing in the head of an answer, or is there twice."""
    headers = answer.headers  # type: ignore[attr-defined]
    wrong = [name for name, value in ALL_ANSWERS.items() if headers.getlist(name) != [value]]
    policies = headers.getlist("Content-Security-Policy")
    policy = dict(part.strip().split(" ", 1) for part in policies[0].split(";")) if len(policies) == 1 else {}
    wrong += [name for name, value in POLICY.items() if policy.get(name) != value]
    wrong += [each for each in ("unsafe", "http:", "https:", "*", "data:") if each in str(policy)]
    if "Cache-Control" not in headers or "camera=()" not in headers.get("Permissions-Policy", ""):
        wrong.append("Cache-Control or Permissions-Policy")
    for cookie in headers.getlist("Set-Cookie"):
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        is_session = cookie.startswith("__Host-forum=")
        if not {"secure", "httponly", "samesite=lax", "path=/"} <= parts or not (
            is_session or cookie.startswith("display=")
        ):
            wrong.append(cookie.split("=")[0])
        if any(part.startswith("domain") for part in parts):
            wrong.append("a domain")
    return wrong


def test_a_look_changes_nothing_and_every_answer_has_its_headers(house: House) -> None:
    clients, values = browsers(house), house.world.values()
    before, wrong = rows(house), []
    for ask in LOOKS:
        path = ask.path.format(**values)
        for (role, client), method in ((each, method) for each in clients.items() for method in ("GET", "HEAD")):
            answer = client.open(path, method=method)
            what = (method, path, role, answer.status_code)
            if answer.status_code >= 500 or wrong_headers(answer):
                wrong.append((*what, wrong_headers(answer)))
            shared = "public" in answer.headers["Cache-Control"]
            if shared and ("Set-Cookie" in answer.headers or "csrf_token" in answer.text):
                wrong.append((*what, ["somebody's own page is kept by caches"]))
            if (
                role != "visitor"
                and path not in ("/robots.txt", "/static/css/forum.css")
                and (answer.headers["Cache-Control"] != "no-store")
            ):
                wrong.append((*what, ["a member's page is kept"]))
    assert wrong == []
    assert changed(before, rows(house)) <= WRITTEN_AFTER_A_LOOK


def test_a_form_without_its_token_is_refused_and_changes_nothing(house: House) -> None:
    clients, values = browsers(house), house.world.values()
    before, taken = rows(house), []
    for ask in CHANGES:
        path = ask.path.format(**values)
        form = {name: text.format(**values) for name, text in ask.form.items()}
        for role, client in clients.items():
            for sent in ({"data": form}, {"json": form}, {"data": form | {"csrf_token": "junk"}}):
                answer = client.post(path, headers={"HX-Request": "true", "X-CSRFToken": ""}, **sent)
                if answer.status_code != 400 or wrong_headers(answer):
                    taken.append((ask.endpoint, role, answer.status_code, wrong_headers(answer)))
    assert taken == []
    assert changed(before, rows(house)) == set()


def test_a_token_is_worth_nothing_in_another_session(house: House) -> None:
    member, other = house.client("member"), house.client("editor")
    token = TOKEN.search(other.get("/account/settings").text)
    own = TOKEN.search(member.get("/account/settings").text)
    assert token is not None
    assert own is not None
    form = {"timezone": "Europe/Oslo"}
    assert member.post("/account/settings", data=form | {"csrf_token": token[1]}).status_code == 400
    before = rows(house)
    assert member.post("/account/settings", data=form | {"csrf_token": own[1]}).status_code == 303
    assert changed(before, rows(house)) == {"member"}


def test_a_token_from_before_signing_in_is_worth_nothing_after_it(house: House) -> None:
    client = house.client("visitor")
    token = TOKEN.search(client.get("/account/sign-in").text)
    assert token is not None
    factories.sign_in(client, house.world.members["member"])
    with client.session_transaction(base_url="https://localhost") as session:
        kept = session.get("csrf_token")
    assert kept is None or house.client("member").post("/drafts", data={"csrf_token": token[1]}).status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/no-such-page", 404),
        ("GET", "/static/no-such-file.css", 404),
        ("GET", "/static/css/", 404),
        ("PUT", "/rules", 405),
        ("DELETE", "/static/css/forum.css", 405),
        ("POST", "/display", 413),
        ("GET", "/static/css/forum.css", 200),
        ("OPTIONS", "/rules", 200),
    ],
)
def test_the_answers_to_what_goes_wrong_have_their_headers_too(
    house: House, method: str, path: str, status: int
) -> None:
    body = {"theme": "x" * 1_200_000} if status == 413 else None
    answer = house.client("visitor").open(path, method=method, data=body)
    assert answer.status_code == status
    assert wrong_headers(answer) == []


def test_so_have_those_of_a_failure_a_limit_and_a_foreign_host(site: Callable[..., Forum]) -> None:
    app = site(PRODUCTION=True, RATE_FACTOR=0.1)

    def fail() -> str:
        raise RuntimeError("nobody thought of it")

    app.add_url_rule("/fail", "fail", fail)
    client = app.test_client()
    failed = client.get("/fail")
    foreign = client.get("/rules", headers={"Host": "evil.example"})
    many = [client.get("/search?q=words") for _each in range(4)][-1]
    assert (failed.status_code, foreign.status_code, many.status_code) == (500, 400, 429)
    assert int(many.headers["Retry-After"]) >= 1
    for answer in (failed, foreign, many):
        assert wrong_headers(answer) == []
        assert "nobody thought of it" not in answer.text
        assert "Traceback" not in answer.text


def test_without_https_the_cookie_has_a_plain_name_and_the_log_says_so(
    site: Callable[..., Forum], caplog: pytest.LogCaptureFixture
) -> None:
    app = site(PRODUCTION=True, ORIGIN="http://localhost:8000")
    assert "cookies go unprotected" in caplog.text
    answer = app.test_client().get("/account/sign-in")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("forum=")
    assert "HttpOnly" in cookie
    assert "Secure" not in cookie
    assert "Strict-Transport-Security" not in answer.headers


def test_a_site_with_members_runs_no_debugger_and_says_no_version(site: Callable[..., Forum]) -> None:
    app = site(PRODUCTION=True)
    assert not app.debug
    assert not app.config["PROPAGATE_EXCEPTIONS"]
    client = app.test_client()
    for path in ("/console", "/.git/config", "/instance/secrets.json", "/wsgi.py", "/static/../wsgi.py", "/metrics"):
        assert client.get(path).status_code == 404, path
    seen = "".join(f"{client.get(path).headers}{client.get(path).text}" for path in ("/about", "/readyz", "/nowhere"))
    assert not re.search(r"(?i)(werkzeug|flask|python|gunicorn|sqlite|postgresql)[/ ]\d", seen)


def test_the_counts_need_their_token_whatever_stands_before_the_server(site: Callable[..., Forum]) -> None:
    with_token = site(PRODUCTION=True, METRICS_TOKEN="a-token").test_client()
    assert with_token.get("/metrics").status_code == 404
    assert with_token.get("/metrics", headers={"Authorization": "Bearer b-token"}).status_code == 404
    assert with_token.get("/metrics", headers={"Authorization": "Bearer a-token"}).status_code == 200
    at_home = site(PRODUCTION=False).test_client()
    assert at_home.get("/metrics").status_code == 200
    for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "X-Forwarded-Proto"):
        assert at_home.get("/metrics", headers={name: "127.0.0.1"}).status_code == 404, name
