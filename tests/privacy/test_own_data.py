"""Agreement, export and leaving: a member's own data, and nobody else's."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from forum import clock, markup
from forum.accounts import operations as accounts
from forum.accounts import queries
from forum.accounts.models import Block, Consent, MailToken, Member, SignIn, Voice
from forum.app import Forum
from forum.conditions.models import Condition, Follow
from forum.database import Base, db, transaction
from forum.discussions.models import Draft, Post, Reaction, ReadMark, Revision, Submission, Topic
from forum.discussions.operations import recount_all
from forum.moderation.models import Case, ContactMessage, Decision, Flag
from forum.notifications.models import Notice
from forum.privacy import operations
from tests import factories
from tests.accounts.builders import PASSWORD, is_signed_in, member, sign_in

OTHERS = "a marten crossed the yard"  # stands in everything that others wrote
OWN = "the rain came from the west"


def text(topic: Topic, voice: Voice, number: int, words: str) -> Post:
    post = Post(
        topic_id=topic.id,
        number=number,
        voice_id=voice.id,
        body_markdown=words,
        body_html=f"<p>{words}</p>",
        markup_version=markup.VERSION,
    )
    db.session.add(post)
    db.session.flush()
    return post


def topic_of(voice: Voice, condition: Condition, title: str) -> Topic:
    topic = Topic(condition_id=condition.id, voice_id=voice.id, kind="story", title=title)
    db.session.add(topic)
    db.session.flush()
    return topic


def case_on(post: Post, author_id: int, **fields: Any) -> Case:
    case = Case(
        post_id=post.id,
        author_id=author_id,
        reason="other",
        severity=3,
        snapshot_markdown=post.body_markdown,
        snapshot_html=post.body_html,
        **fields,
    )
    db.session.add(case)
    db.session.flush()
    return case


def decision_on(case: Case, *, message: str, decided_by_id: int) -> None:
    moment = clock.now()
    db.session.add(
        Decision(
            case_id=case.id,
            verb="hide",
            message=message,
            note=f"{OTHERS}, a note",
            decided_by_id=decided_by_id,
            decided_at=moment,
            final_at=moment,
        )
    )


@pytest.fixture
def wren(app: Forum, client: FlaskClient) -> int:
    """Wren, who wrote and did a bit of everything beside Robin, who did the same."""
    with app.app_context():
        wren_id = member("Wren").member.id
        robin_id = member("Robin").member.id
        condition = factories.condition("fibromyalgia", name="Fibromyalgia")
        with transaction():
            voice, other = queries.own_voice(wren_id), queries.own_voice(robin_id)
            own_topic, their_topic = topic_of(voice, condition, f"{OWN}, a title"), topic_of(other, condition, OTHERS)
            own = text(own_topic, voice, 1, f"{OWN}, opening")
            reply = text(their_topic, voice, 2, f"{OWN}, reply")
            theirs = text(their_topic, other, 1, f"{OTHERS}, opening")
            answer = text(own_topic, other, 2, f"{OTHERS}, answer")
            db.session.add_all(
                [
                    Revision(
                        post_id=own.id,
                        number=1,
                        body_markdown=f"{OWN}, before",
                        body_html="<p></p>",
                        written_at=clock.now(),
                    ),
                    Revision(
                        post_id=theirs.id,
                        number=1,
                        body_markdown=f"{OTHERS}, before",
                        body_html="<p></p>",
                        written_at=clock.now(),
                    ),
                ]
            )
            for person, words, post in ((wren_id, OWN, theirs), (robin_id, OTHERS, own)):
                keep_things(person, words, post, condition)
            flagged = case_on(theirs, robin_id)
            db.session.add(Flag(case_id=flagged.id, flagger_id=wren_id, reason="other", note=OWN, seen_markdown=OTHERS))
            decision_on(flagged, message=f"{OTHERS}, to Robin", decided_by_id=wren_id)
            about = case_on(own, wren_id)
            db.session.add(Flag(case_id=about.id, flagger_id=robin_id, reason="other", note=OTHERS, seen_markdown=OWN))
            decision_on(about, message=f"{OWN}, to Wren", decided_by_id=robin_id)
            db.session.add(Block(blocker_id=robin_id, blocked_id=wren_id))
            recount_all()
        assert {reply.number, answer.number} == {2}
    sign_in(client)
    return wren_id


def keep_things(person: int, words: str, post: Post, condition: Condition) -> None:
    db.session.add_all(
        [
            Draft(member_id=person, place="condition/fibromyalgia/story", title=words, body_markdown=words),
            Reaction(member_id=person, post_id=post.id, kind="thank_you"),
            ReadMark(member_id=person, topic_id=post.topic_id, number=1),
            Submission(member_id=person, key=f"key-{person}", text_hash="x", post_id=post.id),
            Follow(member_id=person, condition_id=condition.id),
            Notice(member_id=person, kind="reply", path=f"/posts/{post.public_id}"),
            ContactMessage(member_id=person, body=words, about=words, reply_to=f"m{person}@hill.example"),
        ]
    )


def count(app: Forum, model: type[Base], **fields: object) -> int:
    with app.app_context():
        return db.session.execute(select(func.count()).select_from(model).filter_by(**fields)).scalar_one()


def export(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/account/data/export")
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.data)
    return found


def leave(client: FlaskClient, texts: str = "keep", password: str = PASSWORD) -> int:
    return client.post("/account/delete", data={"texts": texts, "password": password}).status_code


@pytest.mark.usefixtures("wren")
def test_the_export_holds_what_one_wrote_and_did(client: FlaskClient) -> None:
    found = export(client)
    assert found["account"]["name"] == "Wren"
    assert {consent["kind"] for consent in found["consents"]} == {"rules", "health_data"}
    assert [topic["title"] for topic in found["topics"]] == [f"{OWN}, a title"]
    assert {post["text"] for post in found["posts"]} == {f"{OWN}, opening", f"{OWN}, reply"}
    assert [each["text"] for post in found["posts"] for each in post["earlier_texts"]] == [f"{OWN}, before"]
    assert found["drafts"][0]["text"] == OWN
    assert found["reactions"][0]["kind"] == "thank_you"
    assert found["follows"][0]["condition"] == "Fibromyalgia"
    assert found["flags"][0]["note"] == OWN
    assert [decision["message"] for decision in found["decisions"]] == [f"{OWN}, to Wren"]
    assert found["messages_to_the_team"][0]["body"] == OWN
    assert len(found["notices"]) == len(found["sign_ins"]) == 1


@pytest.mark.usefixtures("wren")
def test_the_export_holds_nothing_of_anybody_else(client: FlaskClient) -> None:
    answer = client.get("/account/data/export")
    assert OTHERS not in answer.text
    assert "Robin" not in answer.text  # not even that Robin blocked Wren
    assert "password" not in answer.text.lower()


@pytest.mark.usefixtures("wren")
def test_the_export_is_a_download_that_nobody_keeps(client: FlaskClient) -> None:
    answer = client.get("/account/data/export")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.mimetype == "application/json"


@pytest.mark.parametrize("path", ["/account/data", "/account/data/export", "/account/delete"])
def test_a_visitor_is_asked_to_sign_in(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.location.startswith("/account/sign-in")


def test_consent_taken_back_hides_the_texts_and_given_again_shows_them(
    app: Forum, client: FlaskClient, wren: int
) -> None:
    assert "Take my agreement back" in client.get("/account/data").text
    before = stored(app)
    assert client.post("/account/data/consent/withdraw").status_code == 303
    with app.app_context():
        assert queries.own_voice(wren).withheld_at is not None
        assert not factories.viewer_for(wren).consented
        assert recount_all() == 0
    assert stored(app) != before
    assert client.post("/account/data/consent", data={}).status_code == 422
    assert client.post("/account/data/consent", data={"health_data": "y"}).status_code == 303
    with app.app_context():
        assert queries.own_voice(wren).withheld_at is None
        assert factories.viewer_for(wren).consented
        kept = db.session.scalars(select(Consent).where(Consent.member_id == wren, Consent.kind == "health_data")).all()
        assert sorted(consent.withdrawn_at is None for consent in kept) == [False, True]
        assert recount_all() == 0
    assert stored(app) == before


def stored(app: Forum) -> list[tuple[int, ...]]:
    """The counters of every topic and condition."""
    with app.app_context():
        topics = db.session.execute(select(Topic.replies_everyone, Topic.replies_members).order_by(Topic.id))
        conditions = db.session.execute(select(Condition.topics_everyone, Condition.topics_members))
        return [tuple(row) for row in (*topics, *conditions)]


def test_taking_consent_back_twice_is_harmless(app: Forum, wren: int) -> None:
    with app.app_context():
        for _ in range(2):
            with transaction():
                operations.withdraw_consent(queries.get_member(wren))
        for _ in range(2):
            with transaction():
                operations.give_consent(queries.get_member(wren))
    assert count(app, Consent, member_id=wren, kind="health_data") == 2


def test_leaving_empties_the_row_and_removes_what_was_private(app: Forum, client: FlaskClient, wren: int) -> None:
    with app.app_context(), transaction():
        found = queries.get_member(wren)
        found.email, found.confirmed_at, found.pending_email = "w@hill.example", clock.now(), "x@hill.example"
        db.session.add(MailToken(member_id=wren, purpose="reset", token_hash="h"))
        accounts.grant_role(found, role="editor")
        keys = found.fs_uniquifier, found.name_key, found.name_skeleton
    assert leave(client) == 303
    assert not is_signed_in(client)
    with app.app_context():
        row = queries.get_member(wren)
        emptied = (row.password, row.email, row.confirmed_at, row.pending_email, row.recovery_hash)
        assert emptied == (None, None, None, None, None)
        assert row.name == "former member"
        assert row.deleted_at is not None
        assert not row.active
        assert row.roles == []
        assert not {row.fs_uniquifier, row.name_key, row.name_skeleton} & set(keys)
    for model in (SignIn, MailToken, Draft, Reaction, ReadMark, Submission, Follow, Notice, ContactMessage):
        assert count(app, model, member_id=wren) == 0, model
    assert count(app, Block) == 0
    assert count(app, Draft) == count(app, Follow) == 1  # Robin's
    assert sign_in(app.test_client()).status_code == 422


def test_texts_left_behind_stand_under_former_member(app: Forum, client: FlaskClient, wren: int) -> None:
    before = stored(app)
    assert leave(client, "keep") == 303
    with app.app_context():
        voice = db.session.scalars(select(Voice).where(Voice.member_id == wren)).one()
        assert (voice.name, voice.is_former, voice.withheld_at) == ("former member", True, None)
    assert count(app, Post) == 4
    assert stored(app) == before


def test_texts_can_be_hidden_for_good(app: Forum, client: FlaskClient, wren: int) -> None:
    before = stored(app)
    assert leave(client, "hide") == 303
    with app.app_context():
        voice = db.session.scalars(select(Voice).where(Voice.member_id == wren)).one()
        assert voice.withheld_at is not None
        assert recount_all() == 0
    assert count(app, Post) == 4
    assert stored(app) != before


@pytest.mark.parametrize("data", [{"texts": "keep", "password": "not this"}, {"texts": "keep"}, {"password": PASSWORD}])
def test_nobody_leaves_without_password_and_choice(
    app: Forum, client: FlaskClient, wren: int, data: dict[str, str]
) -> None:
    assert client.post("/account/delete", data=data).status_code == 422
    assert client.get("/account/delete").status_code == 200
    with app.app_context():
        assert queries.get_member(wren).deleted_at is None


def test_the_last_admin_does_not_leave_a_site_without_one(app: Forum, client: FlaskClient, wren: int) -> None:
    with app.app_context(), transaction():
        accounts.grant_role(queries.get_member(wren), role="admin")
    assert leave(client) == 409
    assert is_signed_in(client)
    with app.app_context(), transaction():
        accounts.grant_role(queries.get_member_by_name("Robin"), role="admin")
    assert leave(client) == 303


def test_another_device_is_out_as_well_when_the_account_is_gone(app: Forum, client: FlaskClient, wren: int) -> None:
    other = app.test_client()
    sign_in(other)
    leave(client)
    assert not is_signed_in(other)
    assert client.get("/account/deleted").status_code == 200


@pytest.mark.usefixtures("wren")
def test_a_form_from_elsewhere_deletes_and_withdraws_nothing(
    app: Forum, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert leave(client) == 400
    assert client.post("/account/data/consent/withdraw").status_code == 400
    assert client.get("/account/delete").status_code == 200
    assert is_signed_in(client)


def test_a_suspended_member_takes_and_deletes_their_data(app: Forum, client: FlaskClient, wren: int) -> None:
    with app.app_context(), transaction():
        accounts.add_limit(queries.get_member(wren), kind="suspended", reason="r")
    assert client.get("/account/data").status_code == 200
    assert export(client)["limits"][0]["kind"] == "suspended"
    assert client.post("/account/data/consent/withdraw").status_code == 303
    assert leave(client) == 303


def test_an_erased_row_can_even_be_deleted_without_taking_texts(app: Forum, client: FlaskClient, wren: int) -> None:
    """The database keeps what others rely on, whoever deletes a member's row by hand."""
    leave(client)
    with app.app_context(), transaction():
        db.session.execute(delete(Member).where(Member.id == wren))
    assert count(app, Post) == 4
