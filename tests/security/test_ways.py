"""Ways out (P11), the host (P12), limits (P10), and what a request may cost (P14)."""

import time
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from forum import web
from forum.app import Forum
from forum.extensions import network
from tests import factories
from tests.accounts.builders import PASSWORD, member
from tests.security.conftest import House

ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "https://evil.example",
    "https:evil.example",
    "HTTPS:/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    "",
    "/\u2028/evil.example\r\nSet-Cookie: a=b",
    "http:///evil.example",
    "//evil.example/%2f..",
]
HERE = ["/", "/latest?page=2#post-3", "/topics/abc-a-title", "/search?q=a%20b", "/%2f/evil.example"]


@pytest.mark.parametrize("text", ELSEWHERE)
def test_no_next_leads_elsewhere(text: str, house: House) -> None:
    assert web.safe_next(text) is None
    client = house.client("member")
    answer = client.get("/account/sign-in", query_string={"next": text})
    assert answer.headers["Location"] == "/account"


@pytest.mark.parametrize("text", HERE)
def test_a_next_of_ours_is_followed(text: str, house: House) -> None:
    assert web.safe_next(text) == text
    assert house.client("member").get("/account/sign-in", query_string={"next": text}).headers["Location"] == text


def test_signing_in_and_blocking_lead_nowhere_else_either(site: Callable[..., Forum]) -> None:
    app = site(WTF_CSRF_ENABLED=False)
    with app.app_context():
        key = member("Wren").member.id
    form = {"name": "Wren", "password": PASSWORD, "next": "//evil.example"}
    assert app.test_client().post("/account/sign-in", data=form).headers["Location"] == "/"
    client = factories.sign_in(app.test_client(), key)
    for act in ("block", "unblock"):
        answer = client.post(f"/members/author_of_the_house/{act}", data={"next": "/\\evil.example"})
        assert answer.headers["Location"] == "/account/blocks"


def test_the_host_of_a_request_gets_into_no_link(site: Callable[..., Forum]) -> None:
    app = site()
    client = app.test_client()
    for headers in (
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example"},
        {"Forwarded": "host=evil.example"},
        {"X-Forwarded-Prefix": "//evil.example"},
        {"X-Original-Url": "//evil.example"},
    ):
        for path in ("/", "/rules", "/sitemap.xml", "/robots.txt", "/conditions/fibromyalgia", "/nowhere", "/posts/x"):
            answer = client.get(path, headers=headers)
            assert "evil.example" not in answer.text + str(answer.headers), (path, headers)


def test_a_foreign_host_is_refused_in_production(site: Callable[..., Forum]) -> None:
    client = site(PRODUCTION=True).test_client()
    for host in ("evil.example", "forum.example.org.evil.example", "forum.example.org@evil.example", ""):
        assert client.get("/rules", headers={"Host": host}).status_code == 400, host
    for host in ("forum.example.org", "forum.example.org:443", "localhost:8000"):
        assert client.get("/rules", headers={"Host": host}).status_code == 200, host


def until_too_many(client: FlaskClient, path: str, most: int, form: dict[str, str], **sent: object) -> int | None:
    """Which try was the first that was too many."""
    for count in range(1, most + 2):
        answer = client.post(path, data=form, **sent) if form else client.get(path, **sent)
        if answer.status_code == 429:
            assert int(answer.headers["Retry-After"]) >= 1
            assert "<h1" in answer.text
            return count
        assert answer.status_code < 429, answer.status_code
    return None


LIMITED: list[tuple[str, str, dict[str, str], int]] = [
    ("visitor", "/account/sign-in", {"name": "nobody", "password": "not this one"}, 10),
    ("visitor", "/account/reset", {"name": "nobody", "code": "x", "new_password": "four words in a row"}, 10),
    ("visitor", "/contact", {"about": "a", "body": "Some words."}, 5),
    ("visitor", "/search?q=month", {}, 30),
    ("member", "/account/data/export", {}, 10),
    ("member", "/account/password", {"password": "not this one", "new_password": "four words in a row"}, 10),
    ("member", "/account/delete", {"password": "not this one", "texts": "keep"}, 10),
    ("member", "/conditions/fibromyalgia/share/story", {"title": "One", "body": ""}, 60),
    ("member", "/conditions/fibromyalgia/ask", {"title": "", "body": ""}, 20),
    ("member", "/topics/{topic}/replies", {"body": ""}, 60),
    ("member", "/preview", {"body": "x", "place": "topic/{topic}"}, 120),
    ("author", "/posts/{post}/edit", {"body": ""}, 60),
    ("member", "/posts/{post}/reactions", {"add": "thank_you"}, 120),
    ("member", "/posts/{post}/flag", {"reason": ""}, 30),
    ("member", "/topics/{topic}/flag", {"reason": ""}, 30),
    ("member", "/members/author_of_the_house/flag", {"reason": ""}, 30),
]


@pytest.mark.parametrize("limited", LIMITED, ids=lambda each: f"{each[0]} {each[1]}")
def test_nothing_that_costs_or_hurts_can_be_done_without_end(
    limited: tuple[str, str, dict[str, str], int], site: Callable[..., Forum], house: House
) -> None:
    role, path, form, most = limited
    app = site(WTF_CSRF_ENABLED=False, RATE_FACTOR=1.0)
    values = house.world.values()
    client = house.world.client(app, role)
    form = {name: text.format(**values) for name, text in form.items()}
    assert until_too_many(client, path.format(**values), most, form) == most + 1


def test_whoever_knows_a_password_cannot_have_it_checked_without_end(site: Callable[..., Forum]) -> None:
    app = site(WTF_CSRF_ENABLED=False, RATE_FACTOR=0.1)  # 6 an hour
    with app.app_context():
        member("Wren")
    form = {"name": "Wren", "password": PASSWORD}
    answers = [app.test_client().post("/account/sign-in", data=form).status_code for _each in range(7)]
    assert answers == [303] * 6 + [429]


def test_a_made_up_address_dodges_no_limit(site: Callable[..., Forum]) -> None:
    app = site(WTF_CSRF_ENABLED=False, RATE_FACTOR=0.2)  # 6 searches a minute
    client = app.test_client()
    for number in range(6):
        made_up = {"X-Forwarded-For": f"198.51.100.{number}", "X-Real-IP": f"10.0.0.{number}"}
        client.get("/search?q=month", headers=made_up)
    assert client.get("/search?q=month", headers={"X-Forwarded-For": "198.51.100.99"}).status_code == 429


def test_a_proxy_that_is_trusted_says_who_it_is_and_no_client_does(site: Callable[..., Forum]) -> None:
    app = site(WTF_CSRF_ENABLED=False, RATE_FACTOR=0.2, TRUSTED_PROXIES=1)
    client = app.test_client()
    for number in range(6):
        client.get("/search?q=month", headers={"X-Forwarded-For": f"10.9.9.{number}, 198.51.100.7"})
    assert client.get("/search?q=month", headers={"X-Forwarded-For": "10.9.9.99, 198.51.100.7"}).status_code == 429
    assert client.get("/search?q=month", headers={"X-Forwarded-For": "198.51.100.8"}).status_code == 200


def test_one_household_is_one_address() -> None:
    assert network("2001:db8:1:2:aaaa::1") == network("2001:db8:1:2:bbbb::2") != network("2001:db8:1:3::1")
    assert network("::ffff:192.0.2.1") == network("192.0.2.1") != network("::ffff:192.0.2.2")


def test_a_limit_of_requests_counts_a_household_once(site: Callable[..., Forum]) -> None:
    app = site(RATE_FACTOR=0.2)
    client = app.test_client()
    answers = [
        client.get("/search?q=month", environ_base={"REMOTE_ADDR": f"2001:db8:1:2::{number}"}).status_code
        for number in range(1, 9)
    ]
    assert answers == [200] * 6 + [429] * 2
    assert client.get("/search?q=month", environ_base={"REMOTE_ADDR": "2001:db8:1:3::1"}).status_code == 200


REAL_HASHES = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": [],
}
PARTS = {"content_type": "multipart/form-data; boundary=x"}
ACCENTS = "a" + "\u0300\u0316" * 100_000


@pytest.mark.parametrize(
    "form",
    [
        {"name": ACCENTS, "password": ACCENTS},
        {"name": ACCENTS, "code": ACCENTS, "new_password": ACCENTS},
        {"name": "\ufdfa" * 150_000, "password": "\ufdfa" * 150_000, "new_password": "\ufdfa" * 150_000, "code": "x"},
        {"name": "a" * 400_000, "new_password": "abcabc" * 60_000, "password": "abcabc" * 5_000, "code": "1" * 9_000},
    ],
)
def test_no_name_and_no_password_takes_long_to_refuse(form: dict[str, str], site: Callable[..., Forum]) -> None:
    bounds = {"MAX_CONTENT_LENGTH": None, "MAX_FORM_MEMORY_SIZE": None}
    client = site(WTF_CSRF_ENABLED=False, **REAL_HASHES, **bounds).test_client()
    for path in ("/account/sign-in", "/account/reset", "/account/register"):
        begin = time.process_time()
        assert client.post(path, data=form).status_code == 422
        assert time.process_time() - begin < 2


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": {"theme": "x" * 1_100_000}}, 413),
        ({"data": b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n' * 300, **PARTS}, 413),
        ({"data": b"x" * 1_100_000, "content_type": "application/json"}, 413),
        ({"data": b"[" * 900_000, "content_type": "application/json"}, 400),
        ({"data": b"--x\r\n" * 100_000, **PARTS}, 400),
    ],
)
def test_a_request_is_bounded(sent: dict[str, object], status: int, house: House) -> None:
    begin = time.process_time()
    answer = house.client("visitor").post("/display", **sent)
    assert answer.status_code == status
    assert time.process_time() - begin < 2
