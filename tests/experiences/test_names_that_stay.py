"""An experience keeps the name under which it was known, also when sharing it stops: its address would tell both."""

import re

import pytest
from flask.testing import FlaskClient

from forum.app import Forum
from forum.database import db
from forum.experiences.models import Experience
from forum.moderation.models import Case
from tests import factories
from tests.experiences.test_sharing import EVERYONE, FACTS, SHARE

ALIAS = "Amber Teasel 27"
UNDER = {"own": EVERYONE, "alias": EVERYONE | {"voice": "alias", "alias": ALIAS}}


@pytest.fixture
def me(app: Forum) -> int:
    with app.app_context():
        factories.condition("fibromyalgia", name="Fibromyalgia")
        return factories.member("quiet_heron").id


@pytest.fixture
def member(app: Forum, me: int) -> FlaskClient:
    return factories.sign_in(app.test_client(), me)


def share_under(member: FlaskClient, name: str) -> None:
    member.post(f"{SHARE}/facts", data=FACTS)
    assert member.post(f"{SHARE}/readers", data=UNDER[name]).status_code == 303
    assert member.post(f"{SHARE}/look", data={}).status_code == 303


def address(app: Forum) -> str:
    with app.app_context():
        return f"/experiences/{db.session.query(Experience).one().public_id}"


@pytest.mark.parametrize(("first", "then"), [("alias", "own"), ("own", "alias")])
def test_an_address_never_stands_under_two_names(app: Forum, member: FlaskClient, first: str, then: str) -> None:
    share_under(member, first)
    path, visitor = address(app), app.test_client()
    before = visitor.get(path).text
    assert (ALIAS in before, "quiet_heron" in before) == (first == "alias", first == "own")
    member.post(f"{SHARE}/stop")
    assert visitor.get(path).status_code == 404
    page = member.get(f"{SHARE}/readers").text
    assert "A new name for it would give away both." in page
    assert not re.search(r'type="radio"[^>]+name="voice"|name="voice"[^>]+type="radio"', page)
    share_under(member, then)
    after = visitor.get(path).text
    assert (ALIAS in after, "quiet_heron" in after) == (ALIAS in before, "quiet_heron" in before)


def test_whoever_wants_another_name_deletes_it_and_begins_anew(app: Forum, member: FlaskClient) -> None:
    share_under(member, "alias")
    path = address(app)
    member.post(f"{SHARE}/stop")
    member.post(f"{SHARE}/delete")
    share_under(member, "own")
    assert address(app) != path
    assert app.test_client().get(path).status_code == 404
    assert "quiet_heron" in app.test_client().get(address(app)).text


def test_what_a_case_is_about_keeps_its_name_also_when_it_was_deleted(app: Forum, member: FlaskClient, me: int) -> None:
    share_under(member, "alias")
    with app.app_context():
        told = db.session.query(Experience).one()
        case = Case(
            reason="other", severity=1, snapshot_markdown="", snapshot_html="", experience_id=told.id, author_id=me
        )
        db.session.add(case)
        db.session.commit()
    path = address(app)
    member.post(f"{SHARE}/stop")
    member.post(f"{SHARE}/delete")
    share_under(member, "own")
    assert address(app) == path
    page = app.test_client().get(path).text
    assert (ALIAS in page, "quiet_heron" in page) == (True, False)
