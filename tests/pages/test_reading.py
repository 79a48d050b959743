"""Pages to read, how they are displayed, how moments are written, and what machines ask for."""

import re
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest
from babel import Locale
from flask.testing import FlaskClient

from forum.accounts.operations.rules import load_rules
from forum.app import Forum, create_app
from forum.cli.retention import KEPT
from forum.database import db, transaction
from forum.discussions.models import Topic
from forum.evidence.safety import crisis_lines, safety_facts
from forum.pages.formats import day, moment, number
from tests import factories
from tests.conftest import SETTINGS
from tests.discussions.texts import new_topic
from tests.statements import counted


def test_the_rules_are_those_in_force(client: FlaskClient, app: Forum) -> None:
    with app.app_context(), transaction():
        load_rules()
    shown = client.get("/rules").text
    assert 'id="rule-1"' in shown
    assert "No selling and no sourcing" in shown


def test_safety_and_crisis_pages_show_every_line_with_its_source(client: FlaskClient) -> None:
    shown = client.get("/safety").text
    assert all(f'id="{fact.id}"' in shown for fact in safety_facts())
    shown = client.get("/crisis").text
    assert all(f'id="{line.id}"' in shown for line in crisis_lines())


def order_of_lines(page: str) -> list[str]:
    """The crisis lines of a page, as they stand on it."""
    return re.findall(r'<div class="notice care" id="([^"]+)"', page)


@pytest.mark.parametrize(
    ("timezone", "first"),
    [
        ("Europe/Dublin", ["uk-ireland-samaritans", "eu-112"]),
        ("Europe/Berlin", ["eu-112"]),
        ("America/Toronto", ["us-canada-911", "canada-988"]),
        ("US/Eastern", ["us-988", "us-poison-help", "us-canada-911"]),
        ("Europe/Oslo", []),
        ("UTC", []),
    ],
)
def test_the_lines_where_a_member_is_come_first_and_no_line_is_missing(
    app: Forum, timezone: str, first: list[str]
) -> None:
    with app.app_context():
        who = factories.member(timezone=timezone).id
    client = factories.sign_in(app.test_client(), who)
    lines = order_of_lines(client.get("/crisis").text)
    assert lines[: len(first)] == first
    assert sorted(lines) == sorted(line.id for line in crisis_lines())
    assert ("Where you are, by your time zone" in client.get("/crisis").text) is bool(first)


def test_a_visitor_chooses_a_country_and_nothing_else(client: FlaskClient) -> None:
    assert order_of_lines(client.get("/crisis?country=GB").text)[:2] == ["uk-ireland-samaritans", "uk-999-111"]
    plain = order_of_lines(client.get("/crisis").text)
    assert order_of_lines(client.get("/crisis?country=<b>").text) == plain
    assert order_of_lines(client.get("/crisis?country=NO").text) == plain


def test_countries_of_lines_are_countries() -> None:
    known = {code for code in Locale("en").territories if len(code) == 2}
    assert all(set(line.countries) <= known and line.countries for line in crisis_lines())


def test_the_privacy_notice_names_the_spans_that_are_kept(client: FlaskClient) -> None:
    shown = client.get("/privacy").text
    assert f"signed out: {KEPT['ended sign-in'].days} days" in shown
    assert f"not used: {KEPT['unused sign-in'].days} days" in shown
    assert f"Notices and drafts: {KEPT['notice'].days} days" in shown
    assert KEPT["notice"] == KEPT["draft"]
    assert f"could not be sent: {KEPT['letter'].days} days" in shown
    assert f"makes one post: {KEPT['submission'].days} days" in shown
    assert KEPT["sent letter"].days == 1
    assert KEPT["attempt"].days == 2


@pytest.mark.parametrize("path", ["/rules", "/safety", "/crisis", "/privacy", "/about"])
def test_a_visitors_page_may_be_kept_and_a_members_may_not(client: FlaskClient, app: Forum, path: str) -> None:
    assert client.get(path).headers["Cache-Control"].startswith("public")
    with app.app_context():
        key = factories.member().id
    answer = factories.sign_in(client, key).get(path)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_visitor_chooses_dark_and_the_energy_saver(client: FlaskClient) -> None:
    assert "data-theme" not in client.get("/").text
    assert client.post("/display", data={"theme": "dark", "energy": "low"}).status_code == 303
    shown = client.get("/").text
    assert '<html lang="en-GB" data-theme="dark" data-energy="low">' in shown
    assert '<ul class="topics">' not in shown
    assert "/latest?kind=story" in shown
    assert "<aside" not in shown
    assert "Do not take LDN as well" in shown
    assert client.post("/display", data={"theme": "device", "energy": "full"}).status_code == 303
    assert "data-theme" not in client.get("/").text


def test_a_choice_that_is_none_is_refused(client: FlaskClient) -> None:
    assert client.post("/display", data={"theme": "pink", "energy": "full"}).status_code == 422
    client.set_cookie("display", "pink.<script>")
    assert "data-theme" not in client.get("/").text


def test_moments_are_written_in_the_readers_zone(app: Forum) -> None:
    at = datetime(2026, 11, 8, 23, 30, tzinfo=UTC)
    with app.app_context():
        key = factories.member(timezone="Europe/Berlin").id
        odd = factories.member(timezone="Nowhere/Land").id
    assert moment(at) == "8 November 2026, 23:30 UTC"
    with app.test_request_context():
        assert moment(at) == "8 November 2026, 23:30 UTC"
        assert day(at) == "8 November 2026"
        assert day(date(2026, 5, 1)) == "1 May 2026"
        assert number(12345) == "12,345"
    client = app.test_client()
    for member_id, written in ((key, "00:30 CET"), (odd, "23:30 UTC")):
        cookie = factories.sign_in(client, member_id).get_cookie("forum")
        assert cookie is not None
        with app.test_request_context(headers={"Cookie": f"forum={cookie.value}"}):
            assert moment(at).endswith(written)


def test_health_takes_no_statement_and_readiness_knows_the_migrations(client: FlaskClient) -> None:
    with counted() as seen:
        assert client.get("/healthz").text == "ok\n"
    assert seen == []
    found = client.get("/readyz").json or {}
    assert (found["database"], found["migrations"]) == ("reachable", "current")
    assert "warning" in found
    far = client.get("/readyz", environ_base={"REMOTE_ADDR": "192.0.2.1"}).json
    assert far == {"database": "reachable", "migrations": "current"}


def test_counts_are_for_this_machine_or_the_token(app: Forum, tmp_path: object) -> None:
    client = app.test_client()
    client.get("/search?q=diagnosis")
    shown = client.get("/metrics").text
    assert 'endpoint="search.results"' in shown
    assert "diagnosis" not in shown
    assert client.get("/metrics", headers={"X-Forwarded-For": "1.2.3.4"}).status_code == 404
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 404
    assert (
        client.get(
            "/metrics", environ_base={"REMOTE_ADDR": "192.0.2.1"}, headers={"Authorization": "Bearer "}
        ).status_code
        == 404
    )
    other = create_app(
        SETTINGS | {"METRICS_TOKEN": "let-me-see", "DATABASE_URL": "sqlite://"}, instance_path=str(tmp_path)
    )
    far = {"REMOTE_ADDR": "192.0.2.1"}
    asked = other.test_client().get("/metrics", environ_base=far, headers={"Authorization": "Bearer let-me-see"})
    assert asked.status_code == 200
    asked = other.test_client().get("/metrics", environ_base=far, headers={"Authorization": "Bearer let-me-in"})
    assert asked.status_code == 404


def test_the_sitemap_lists_what_everyone_may_read_and_nothing_else(client: FlaskClient, app: Forum) -> None:
    with app.app_context():
        author = factories.viewer()
        here = factories.condition("here")
        shown = new_topic(author, condition=here, title="Open").public_id
        states = {"state": "hidden"}, {"state": "held"}, {"audience": "members"}
        kept = [new_topic(author, condition=here, title="Not open").public_id for _each in states]
        for public_id, fields in zip(kept, states, strict=True):
            db.session.query(Topic).filter_by(public_id=public_id).update(fields)
        db.session.commit()
    text = client.get("/sitemap.xml").text
    found = [element.text or "" for element in ET.fromstring(text).iter() if element.tag.endswith("loc")]
    assert f"http://localhost:8000/topics/{shown}-open" in found
    assert "http://localhost:8000/conditions/here" in found
    assert not any(public_id in text for public_id in kept)


def test_robots_are_kept_from_pages_about_people(client: FlaskClient) -> None:
    shown = client.get("/robots.txt").text
    for path in ("/account", "/members/", "/moderation", "/search"):
        assert f"Disallow: {path}\n" in shown
    assert "Sitemap: http://localhost:8000/sitemap.xml" in shown


def test_old_browsers_find_the_icon(client: FlaskClient) -> None:
    assert "favicon.svg" in (client.get("/favicon.ico").location or "")
