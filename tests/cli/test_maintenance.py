"""`flask maintenance`: the page, recounting, rendering, forgetting."""

from pathlib import Path

import pytest
from sqlalchemy import text

from forum import clock, markup
from forum.accounts.models import Attempt, SignIn
from forum.app import Forum
from forum.cli import invented, seeding
from forum.database import db
from forum.discussions.models import Post, Revision
from tests import factories


def run(app: Forum, *words: str) -> str:
    done = app.test_cli_runner().invoke(args=["maintenance", *words])
    assert done.exit_code == 0, done.output
    return str(done.output)


@pytest.fixture
def filled(app: Forum) -> Forum:
    """A forum with some posts."""
    with app.app_context():
        conditions = [factories.condition()]
        voices = seeding.seed_members(invented.names(4, seed=1), password_hash="x", joined_at=clock.ago(days=9))
        writer = invented.Writer(seed=1)
        seeding.seed_topics(
            seeding.Plan(topics=3, posts=12, until=clock.now(), days=5),
            conditions=conditions,
            voices=voices,
            title=lambda kind, about: writer.title(kind, about=about),
            text=lambda _: writer.text(),
        )
    return app


def test_the_page_stands_before_everything_but_health_and_style(app: Forum) -> None:
    client = app.test_client()
    run(app, "on")
    try:
        answer = client.get("/conditions")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")
        assert "Back soon" in answer.text
        assert "no-store" in answer.headers["Cache-Control"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert client.post("/account/sign-in").status_code == 503
        assert client.get("/healthz").status_code == 200
        with client.get("/static/css/forum.css") as style:
            assert style.status_code == 200
        assert client.head("/").data == b""
    finally:
        run(app, "off")
    assert client.get("/healthz").status_code == 200
    assert client.get("/nothing").status_code == 404
    assert not (Path(app.instance_path) / "maintenance").exists()


def test_switching_it_off_twice_is_harmless(app: Forum) -> None:
    run(app, "off")
    run(app, "off")


def test_recounting_finds_nothing_after_seeding_and_mends_what_is_wrong(filled: Forum) -> None:
    assert "counted right" in run(filled, "recount")
    with filled.app_context():
        db.session.execute(text("UPDATE topic SET replies_everyone = 99 WHERE id = (SELECT min(id) FROM topic)"))
        db.session.execute(text("UPDATE condition SET topics_members = 0"))
        db.session.commit()
    assert "Mended: 2" in run(filled, "recount")
    assert "counted right" in run(filled, "recount")


def test_texts_of_older_rules_are_rendered_again(filled: Forum) -> None:
    with filled.app_context():
        db.session.execute(text("UPDATE post SET markup_version = 0, body_html = 'old' WHERE number = 1"))
        post = db.session.query(Post).filter_by(number=1).first()
        assert post
        db.session.add(
            Revision(post_id=post.id, number=1, body_markdown="**was**", body_html="old", written_at=clock.now())
        )
        db.session.commit()
    assert "3 posts, 1 earlier" in run(filled, "render")
    with filled.app_context():
        for post in db.session.query(Post):
            assert (post.body_html, post.markup_version) == (markup.render(post.body_markdown), markup.VERSION)
        revision = db.session.query(Revision).one()
        assert revision.body_html == "<p><strong>was</strong></p>\n"
    assert "0 posts, 0 earlier" in run(filled, "render")


def test_what_is_past_its_time_is_deleted_and_the_rest_is_kept(app: Forum) -> None:
    with app.app_context():
        member = factories.member()
        db.session.add_all(
            [
                Attempt(kind="sign_in", key="a", at=clock.ago(days=3)),
                Attempt(kind="sign_in", key="b", at=clock.ago(minutes=1)),
                SignIn(member_id=member.id, token_hash="a", ended_at=clock.ago(days=31)),
                SignIn(member_id=member.id, token_hash="b", ended_at=clock.ago(days=1)),
                SignIn(member_id=member.id, token_hash="c", used_at=clock.ago(days=91)),
                SignIn(member_id=member.id, token_hash="d"),
            ]
        )
        db.session.commit()
    assert "Deleted: 3 rows" in run(app, "forget")
    with app.app_context():
        assert [attempt.key for attempt in db.session.query(Attempt)] == ["b"]
        assert sorted(each.token_hash for each in db.session.query(SignIn)) == ["b", "d"]
