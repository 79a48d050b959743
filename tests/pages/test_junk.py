"""Nothing that a client sends is our fault: junk to every address is answered below 500."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from forum.app import Forum
from tests import factories

JUNK = (
    "%00",
    "%ff%fe",
    "%C3%28",
    "..%2f..%2fetc",
    "9" * 40,
    "-1",
    "x" * 3_000,
    quote("\u202e\u540d\u524d\U0001f600"),
    "%0d%0aSet-Cookie:a=b",
    "';--",
    "{{7*7}}",
)
QUERIES = (
    "?page=99999999999999999999&q=%00&kind[]=x",
    "?page=-1&q=%ff%fe&next=//evil.example&after=%00",
    "?page=1e9&q=" + "%22" * 300 + "&in=%F0%9F%98%80&kind=%00",
    "?" + "&".join(f"a{n}=1" for n in range(500)),
    "?page=999999&after=zzzzzzzzzzzz&order=x&kind=x&condition=x",
)
FORMS = (
    {"body": "\0", "title": "\0", "name": "\0", "q": "\0", "reason": "\0", "note": "\0", "key": "\0"},
    {"body": b"\xff\xfe", "title": b"\xff\xfe", "name": b"\xff", "password": b"\xff\xfe", "key": b"\xff"},
    {
        "body": "x" * 30_000,
        "title": "x" * 30_000,
        "name": "x" * 30_000,
        "password": "x" * 30_000,
        "email": "x" * 30_000,
    },
    {
        "until": "9999-12-31T23:59:59+00:00",
        "version": "9" * 40,
        "page": "9" * 40,
        "kind": "x",
        "verb": "x",
        "rule": "-1",
    },
    {"until": "junk", "version": "1e400", "days": "99999999999", "choice": "\ud83d".encode("utf-16", "surrogatepass")},
)
HEADERS = (
    {"Cookie": "forum=" + "A" * 3_000 + "; display=\xff.\xff"},
    {"Cookie": "forum=.eJw.\xff; display=" + "." * 500},
    {"Accept-Language": "\xff;q=9", "User-Agent": "\xff" * 400, "HX-Request": "\xff", "Referer": "\xff://"},
    {"Content-Type": "multipart/form-data; boundary="},
    {"X-Forwarded-For": "\xff, 1.2.3.4,,", "Forwarded": "for=;;;", "If-Modified-Since": "never", "Range": "bytes=9-1"},
    {"Authorization": "Bearer \xff", "If-None-Match": "\xff"},
)


def paths(rule: Rule, junk: str) -> Iterator[str]:
    """The address of a rule with junk in every place; without places, the address itself."""
    path = "".join(text if not is_dynamic else junk for is_dynamic, text in rule._trace)
    yield path.removeprefix("|")


@pytest.fixture(params=["visitor", "moderator"])
def anyone(request: pytest.FixtureRequest, app: Forum) -> FlaskClient:
    """A browser of a visitor, and of a member with every role."""
    client = app.test_client()
    if request.param == "visitor":
        return client
    with app.app_context():
        key = factories.member(roles=("moderator", "editor", "admin")).id
    return factories.sign_in(client, key)


def rules(app: Forum) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "accounts.sign_out"]


def answered(client: FlaskClient, method: str, path: str, **sent: object) -> str | None:
    """What went wrong, if anything did."""
    try:
        answer = client.open(path, method=method, **sent)
    except Exception as error:  # noqa: BLE001 - whatever it is, the test says where
        return f"{method} {path[:80]} {str(sent)[:80]} -> {type(error).__name__}: {str(error)[:120]}"
    return None if answer.status_code < 500 else f"{method} {path[:80]} {str(sent)[:80]} -> {answer.status_code}"


def test_junk_in_paths_and_queries(app: Forum, anyone: FlaskClient) -> None:
    failed = []
    for rule in rules(app):
        for junk in JUNK if rule.arguments else ("",):
            failed += [answered(anyone, "GET", path) for path in paths(rule, junk)]
        failed += [answered(anyone, "GET", path + query) for query in QUERIES for path in paths(rule, "x")]
    assert "\n".join(filter(None, failed)) == ""


def test_junk_in_forms(app: Forum, anyone: FlaskClient) -> None:
    with app.app_context():
        factories.condition("x")
    failed = []
    for rule in rules(app):
        if "POST" not in (rule.methods or ()):
            continue
        failed += [answered(anyone, "POST", path, data=form) for form in FORMS for path in paths(rule, "x")]
        failed += [answered(anyone, "POST", path, data=b"\xff\x00" * 50) for path in paths(rule, "x")]
        failed += [answered(anyone, "POST", path, json={"a": [1]}) for path in paths(rule, "x")]
    assert "\n".join(filter(None, failed)) == ""


def test_junk_in_headers_and_wrong_methods(app: Forum, anyone: FlaskClient) -> None:
    failed = []
    for rule in rules(app):
        for path in paths(rule, "x"):
            failed += [
                answered(anyone, method, path) for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE")
            ]
            for headers in HEADERS:
                failed.append(answered(anyone, "GET", path, headers=headers))
                if "POST" in (rule.methods or ()):
                    failed.append(answered(anyone, "POST", path, headers=headers))
    assert "\n".join(filter(None, failed)) == ""
