"""Blocks between members, limits set by moderation, and what a member sets for themselves."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import aliased

from forum import clock
from forum.accounts import operations, queries
from forum.accounts.models import Block, Limit, Member, Voice
from forum.app import Forum
from forum.database import db, transaction
from forum.errors import Refused
from tests import factories


@pytest.fixture
def wren(app: Forum, client: FlaskClient) -> int:
    with app.app_context():
        member_id = factories.member("Wren").id
        factories.member("Robin")
    factories.sign_in(client, member_id)
    return member_id


def test_a_block_holds_both_ways_and_binds_nobody_else(app: Forum) -> None:
    with app.app_context():
        one, other, third = (factories.viewer(name) for name in ("one", "other", "third"))
        with transaction():
            for _ in range(2):  # twice is harmless
                operations.block_member(one, member=queries.get_member(other.id or 0))
        author = aliased(Voice)

        def hidden_from(viewer_id: int | None) -> set[str]:
            query = select(author.name).where(queries.blocked_either_way(viewer_id, author.member_id))
            return set(db.session.scalars(query))

        assert hidden_from(one.id) == {"other"}
        assert hidden_from(other.id) == {"one"}
        assert hidden_from(third.id) == hidden_from(None) == set()
        with transaction():
            for _ in range(2):
                operations.unblock_member(one, member=queries.get_member(other.id or 0))
        assert hidden_from(one.id) == set()


def test_nobody_blocks_themselves(app: Forum) -> None:
    with app.app_context():
        one = factories.viewer("one")
        with pytest.raises(Refused):
            operations.block_member(one, member=queries.get_member(one.id or 0))


def test_blocking_and_unblocking_by_the_pages(app: Forum, client: FlaskClient, wren: int) -> None:
    assert client.get("/members/Robin/block").status_code == 405
    assert client.post("/members/robin/block", data={"next": "/rules"}).location == "/rules"
    assert "Robin" in client.get("/account/blocks").text
    assert client.post("/members/Robin/block", data={"next": "https://evil.example"}).location == "/account/blocks"
    assert client.post("/members/Robin/unblock").status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Block)).all() == []
    assert client.post("/members/Nobody/block").status_code == 404
    assert client.post("/members/Wren/block").status_code == 409


def test_a_limit_holds_until_it_ends_or_is_lifted(app: Forum) -> None:
    with app.app_context():
        member = factories.member("Wren")
        with transaction():
            operations.add_limit(member, kind="silenced", reason="r", until=clock.now() + timedelta(days=1))
            lifted = operations.add_limit(member, kind="suspended", reason="r")
        assert factories.viewer_for(member.id).is_suspended
        with transaction():
            operations.lift_limit(db.session.get_one(Limit, lifted.id))
        found = factories.viewer_for(member.id)
        assert found.is_limited("silenced")
        assert not found.is_suspended


def test_a_suspended_member_reads_why_and_until_when(app: Forum, client: FlaskClient, wren: int) -> None:
    assert "No limits" in client.get("/account/standing").text
    with app.app_context(), transaction():
        member = queries.get_member(wren)
        operations.add_limit(member, kind="suspended", reason="Selling tablets.", until=clock.now() + timedelta(days=7))
    page = client.get("/account/standing")
    assert page.status_code == 200
    assert "Selling tablets." in page.text
    assert client.get("/account").status_code == 403
    assert client.post("/account/sign-out").status_code == 303


def test_a_time_zone_is_kept_and_a_made_up_one_is_not(app: Forum, client: FlaskClient, wren: int) -> None:
    assert client.post("/account/settings", data={"timezone": "Europe/Lisbon"}).status_code == 303
    assert client.post("/account/settings", data={"timezone": "Europe/Nowhere"}).status_code == 422
    with app.app_context():
        assert queries.get_member(wren).timezone == "Europe/Lisbon"


@pytest.mark.parametrize("name", ["%00", "a%00b", "%F0%9F%A6%86", "x" * 500, "..%5c", "%C3%28"])
def test_a_strange_name_in_an_address_is_no_server_error(client: FlaskClient, wren: int, name: str) -> None:
    assert client.post(f"/members/{name}/block").status_code in (400, 404, 405)


def test_a_deleted_member_is_found_by_nobody(app: Forum) -> None:
    with app.app_context():
        factories.member("Gone", deleted_at=clock.now())
        assert queries.find_member("Gone") is None
        assert db.session.scalars(select(Member)).one().deleted_at is not None
