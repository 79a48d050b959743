"""The topic about a summary: begun once, like any other topic, and shown to nobody who may not read it."""

import threading

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from forum import clock
from forum.accounts.models import Block, Consent, Limit, Voice
from forum.app import Forum
from forum.database import db, transaction
from forum.discussions import ports
from forum.discussions.models import Draft, Post, Topic
from forum.evidence import queries
from forum.evidence.models import Summary
from forum.evidence.talk.operations import AlreadyStarted, start_talk
from forum.moderation.screening import ModeratorsScreening
from tests import factories

FM = "/conditions/fibromyalgia/evidence"
TALK = f"{FM}/talk"
WORDS = "What does “no clear difference” mean for me? <b>x</b>"
BEGIN = f'<a href="{TALK}">Talk about this summary</a>'


@pytest.fixture
def member_id(site: Forum) -> int:
    with site.app_context():
        return factories.member("Talkative").id


@pytest.fixture
def member(site: Forum, member_id: int) -> FlaskClient:
    return factories.sign_in(site.test_client(), member_id)


def another(site: Forum, **fields: object) -> FlaskClient:
    with site.app_context():
        return factories.sign_in(site.test_client(), factories.member(**fields).id)


def bound() -> Topic:
    key = db.session.scalars(select(Summary.talk_topic_id).where(Summary.talk_topic_id.is_not(None))).one()
    return db.session.get_one(Topic, key)


def set_state(site: Forum, **fields: object) -> None:
    with site.app_context(), transaction():
        for name, value in fields.items():
            setattr(bound(), name, value)


def topics() -> int:
    return db.session.scalar(select(func.count()).select_from(Topic)) or 0


def test_a_member_begins_it_and_everyone_finds_it_with_its_replies(
    site: Forum, member: FlaskClient, client: FlaskClient
) -> None:
    assert BEGIN in client.get(FM).text
    asked = member.get(TALK).text
    assert "an editor has to answer" in asked
    answer = member.post(TALK, data={"body": WORDS})
    assert answer.status_code == 303
    topic = client.get(answer.location).text
    assert "Talk about the summary: Fibromyalgia" in topic
    assert "About the summary:" in topic
    assert f'href="{FM}"' in topic
    text = client.get(FM).text
    assert f'<a href="{answer.location}">Talk about this summary</a> (0 replies)' in text
    public_id = answer.location.rsplit("/", 1)[1].split("-")[0]
    another(site).post(f"/topics/{public_id}/replies", data={"body": "I wondered, too."})
    assert "Talk about this summary</a> (1 reply)" in client.get(FM).text
    assert member.get(TALK).location == answer.location
    assert BEGIN.replace("fibromyalgia", "pots") in client.get("/conditions/pots/evidence").text


def test_whoever_may_not_write_there_may_not_begin_it(site: Forum, client: FlaskClient, member_id: int) -> None:
    assert client.post(TALK, data={"body": WORDS}).status_code == 303
    with site.app_context(), transaction():
        limit = {"kind": "silenced", "reason": "A while.", "member_id": member_id, "starts_at": clock.now()}
        db.session.add(Limit(**limit))
    silenced = factories.sign_in(site.test_client(), member_id)
    assert silenced.get(TALK).status_code == 403
    assert silenced.post(TALK, data={"body": WORDS}).status_code == 403
    with site.app_context():
        other = factories.member()
        db.session.execute(delete(Consent).where(Consent.member_id == other.id, Consent.kind == "health_data"))
        db.session.commit()
        other_id = other.id
    assert factories.sign_in(site.test_client(), other_id).post(TALK, data={"body": WORDS}).status_code == 403
    with site.app_context():
        assert topics() == 0


def test_what_is_typed_wrongly_stays(site: Forum, member: FlaskClient) -> None:
    assert member.post(TALK, data={"body": "  "}).status_code == 422
    long = member.post(TALK, data={"body": "many words " * 5000})
    assert long.status_code == 422
    assert "many words many words" in long.text
    named = member.post(TALK, data={"body": WORDS, "voice": "alias", "alias": "Somebody I invented"})
    assert named.status_code == 422
    assert "mean for me? &lt;b&gt;" in named.text
    assert member.get("/conditions/nowhere/evidence/talk").status_code == 404


def test_whoever_comes_second_keeps_their_words_and_is_shown_the_way(site: Forum, member: FlaskClient) -> None:
    other = another(site)
    assert "What would you like to say or ask?" in other.get(TALK).text
    location = member.post(TALK, data={"body": WORDS}).location
    late = other.post(TALK, data={"body": "My own words about it."})
    assert late.status_code == 409
    assert "My own words about it." in late.text
    assert f'href="{location}"' in late.text
    with site.app_context():
        assert topics() == 1


def test_the_same_form_sent_twice_is_one_topic(site: Forum, member: FlaskClient) -> None:
    first, again = [member.post(TALK, data={"body": WORDS, "key": "one-key"}) for _ in range(2)]
    assert (first.status_code, first.location) == (again.status_code, again.location)
    other = member.post(TALK, data={"body": "Other words under the same key.", "key": "one-key"})
    assert other.status_code == 409
    assert "Other words under the same key." in other.text
    with site.app_context():
        assert topics() == 1


def test_of_two_at_once_one_begins_it(site: Forum) -> None:
    with site.app_context():
        ids = [factories.member().id for _ in range(2)]
    start, results = threading.Barrier(2), []

    def begin(member_id: int) -> None:
        with site.test_request_context(method="POST"):
            viewer, summary = factories.viewer_for(member_id), queries.find_summary("fibromyalgia")
            start.wait()
            try:
                with transaction():
                    given = {"key": f"key-{member_id}", "audience": "everyone", "alias": None}
                    start_talk(summary, viewer=viewer, body=WORDS, **given)  # type: ignore[arg-type]
                results.append("begun")
            except AlreadyStarted:
                results.append("told")

    threads = [threading.Thread(target=begin, args=(each,)) for each in ids]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(results) == ["begun", "told"]
    with site.app_context():
        assert topics() == 1


@pytest.mark.parametrize("state", ["held", "hidden", "removed", "taken_back"])
def test_a_topic_that_is_not_open_is_not_told_of_and_gives_its_place(
    site: Forum, member: FlaskClient, client: FlaskClient, state: str
) -> None:
    location = member.post(TALK, data={"body": WORDS}).location
    set_state(site, state=state)
    other = another(site)
    for each in (client, other):
        text = each.get(FM).text
        assert BEGIN in text
        assert location not in text
    new = other.post(TALK, data={"body": "A second beginning."})
    assert new.status_code == 303
    assert new.location != location
    assert new.location in client.get(FM).text


def test_visitors_are_not_told_of_a_topic_for_members(site: Forum, member: FlaskClient, client: FlaskClient) -> None:
    location = member.post(TALK, data={"body": WORDS, "audience": "members"}).location
    assert location not in client.get(FM).text
    assert BEGIN in client.get(FM).text
    assert location in another(site).get(FM).text
    assert client.get(TALK).location.startswith("/account/sign-in")


def test_a_block_is_not_told_of_and_takes_the_topic_from_nobody(
    site: Forum, member: FlaskClient, member_id: int, client: FlaskClient
) -> None:
    location = member.post(TALK, data={"body": WORDS}).location
    with site.app_context():
        blocked = factories.member()
        db.session.add(Block(blocker_id=member_id, blocked_id=blocked.id))
        db.session.commit()
        browser = factories.sign_in(site.test_client(), blocked.id)
    assert location not in browser.get(FM).text
    own = browser.post(TALK, data={"body": "I ask on my own."})
    assert own.status_code == 303
    assert location in client.get(FM).text


def test_who_takes_back_the_agreement_is_not_shown(site: Forum, member: FlaskClient, member_id: int) -> None:
    location = member.post(TALK, data={"body": WORDS}).location
    with site.app_context(), transaction():
        db.session.scalars(select(Voice).where(Voice.member_id == member_id)).one().withheld_at = clock.now()
    other = another(site)
    assert location not in other.get(FM).text
    assert other.post(TALK, data={"body": "Once more."}).status_code == 303


def test_a_first_text_that_is_held_is_read_by_moderators_first(site: Forum, client: FlaskClient) -> None:
    usual = ports.screening()
    ports.bind(ModeratorsScreening(first_posts=2))
    try:
        newcomer = another(site)
        location = newcomer.post(TALK, data={"body": WORDS}).location
    finally:
        ports.bind(usual)
    with site.app_context():
        assert bound().state == "held"
    assert location not in client.get(FM).text
    assert location in newcomer.get(FM).text


def test_a_draft_is_kept_here_and_no_other_draft_is_lost(site: Forum, member: FlaskClient, member_id: int) -> None:
    member.post("/drafts", data={"place": "condition/fibromyalgia/discussion", "title": "T", "body": "An older text."})
    member.post("/drafts", data={"place": "talk/fibromyalgia", "body": "Half a thought"})
    assert "Half a thought" in member.get(TALK).text
    drafts = member.get("/drafts").text
    assert "Talk about the summary: Fibromyalgia" in drafts
    assert f'href="{TALK}"' in drafts
    shown = member.post("/preview", data={"place": "talk/fibromyalgia", "body": WORDS})
    assert f'action="{TALK}"' in shown.text
    member.post(TALK, data={"body": WORDS})
    with site.app_context():
        left = select(Draft.place).where(Draft.member_id == member_id)
        assert list(db.session.scalars(left)) == ["condition/fibromyalgia/discussion"]
        assert db.session.scalar(select(func.count()).select_from(Post)) == 1
