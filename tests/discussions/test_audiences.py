"""Who may read a text: as it is written, and changed later; in every list, and in what the counters say."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from forum import clock
from forum.app import Forum
from forum.conditions.models import Follow
from forum.database import db, transaction
from forum.discussions.models import Draft, Post, Revision, Topic
from forum.discussions.operations import (
    change_post_audience,
    change_topic_audience,
    edit_post,
    hide_post,
    lock_topic,
    recount_all,
)
from forum.discussions.queries import (
    drafts_of,
    get_post,
    get_topic,
    history_page,
    latest_stories,
    place_of_post,
    posts_of_member,
    quotation,
    topic_page,
    topics_page,
)
from forum.errors import NotFound, Refused
from forum.pages.queries import inbox_page, sitemap_entries
from forum.search.language import parse
from forum.search.queries import found_page
from forum.viewers import VISITOR, Viewer
from tests import factories
from tests.discussions.texts import new_topic, post_called, reply, told, topic_called

WORD = "canaryheron"


@pytest.fixture
def in_app(app: Forum) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def author(app: Forum) -> Viewer:
    with app.app_context():
        return factories.viewer("marlow_fern")


@pytest.fixture
def other(app: Forum) -> Viewer:
    with app.app_context():
        return factories.viewer("pale_kettle")


def browser(app: Forum, viewer: Viewer) -> FlaskClient:
    return factories.sign_in(app.test_client(), viewer.id or 0)


def shown(viewer: Viewer, topic: str) -> list[int]:
    """The numbers of the texts of a topic that this viewer reads."""
    return [post.number for post in topic_page(viewer, topic, number=1).posts if post.public_id is not None]


def narrow(topic: str) -> None:
    with transaction():
        change_topic_audience(topic_called(topic), audience="members")


def widen(topic: str) -> None:
    with transaction():
        change_topic_audience(topic_called(topic), audience="everyone")


def counters(topic: str) -> tuple[int, int, int, int]:
    found = topic_called(topic)
    return found.replies_everyone, found.replies_members, found.last_number_everyone, found.last_number_members


# --- As it is written


@pytest.mark.usefixtures("in_app")
def test_a_topic_for_members_is_read_and_counted_by_members_alone(author: Viewer, other: Viewer) -> None:
    topic = new_topic(author, audience="members", gist=f"About {WORD}")
    assert shown(other, topic.public_id) == [1]
    with pytest.raises(NotFound):
        topic_page(VISITOR, topic.public_id, number=1)
    assert (topic.condition.topics_everyone, topic.condition.topics_members) == (0, 1)
    assert [topics_page(viewer).total for viewer in (VISITOR, other)] == [0, 1]


@pytest.mark.usefixtures("in_app")
def test_every_reply_in_a_topic_for_members_is_for_members(author: Viewer, other: Viewer) -> None:
    topic = new_topic(author, audience="members").public_id
    assert reply(other, topic, audience="everyone").audience == "members"
    assert counters(topic) == (0, 1, 0, 2)


@pytest.mark.usefixtures("in_app")
def test_a_reply_for_members_keeps_its_number_and_is_a_placeholder_for_visitors(author: Viewer, other: Viewer) -> None:
    topic = new_topic(author).public_id
    reply(other, topic, audience="members", body=WORD)
    reply(author, topic)
    assert (shown(VISITOR, topic), shown(author, topic)) == ([1, 3], [1, 2, 3])
    assert counters(topic) == (1, 2, 3, 3)
    assert [post.is_for_members for post in topic_page(author, topic, number=1).posts] == [False, True, False]
    assert [row.replies for viewer in (VISITOR, author) for row in topics_page(viewer).items] == [1, 2]


@pytest.mark.usefixtures("in_app")
def test_an_audience_that_there_is_not_is_a_mistake_in_the_program(author: Viewer) -> None:
    with pytest.raises(ValueError, match="nobody"):
        new_topic(author, audience="nobody")
    db.session.rollback()
    topic = new_topic(author)
    with pytest.raises(ValueError, match="nobody"):
        reply(author, topic, audience="nobody")
    db.session.rollback()
    with pytest.raises(ValueError, match="nobody"):
        change_topic_audience(topic_called(topic.public_id), audience="nobody")


@pytest.mark.usefixtures("in_app")
def test_a_form_sent_again_for_others_is_not_taken_for_the_first(author: Viewer) -> None:
    """Whoever goes back to keep a text for members must not be told that all went well."""
    condition = factories.condition()
    new_topic(author, condition=condition, key="one")
    with pytest.raises(Refused):
        new_topic(author, condition=condition, key="one", audience="members")


# --- Changed later


@pytest.mark.usefixtures("in_app")
def test_a_narrowed_topic_takes_its_replies_along_and_a_widened_one_returns_them(author: Viewer, other: Viewer) -> None:
    topic = new_topic(author).public_id
    reply(other, topic)
    reply(other, topic, audience="members")
    before = counters(topic)
    narrow(topic)
    assert (topic_called(topic).audience, post_called(first_of(topic)).audience) == ("members", "members")
    assert shown(other, topic) == [1, 2, 3]
    with pytest.raises(NotFound):
        topic_page(VISITOR, topic, number=1)
    reply(other, topic, body="Written for members.")
    assert (topic_called(topic).condition.topics_everyone, topic_called(topic).condition.topics_members) == (0, 1)
    widen(topic)
    assert shown(VISITOR, topic) == [1, 2]
    assert counters(topic) == (before[0], before[1] + 1, before[2], 4)
    assert topic_called(topic).condition.topics_everyone == 1
    with transaction():
        assert recount_all() == 0


def first_of(topic: str) -> str:
    query = select(Post.public_id).join(Topic).where(Topic.public_id == topic, Post.number == 1)
    return db.session.scalars(query).one()


@pytest.mark.usefixtures("in_app")
def test_one_reply_is_narrowed_and_widened(author: Viewer, other: Viewer) -> None:
    topic = new_topic(author).public_id
    post = reply(other, topic).public_id
    for audience, numbers in (("members", [1]), ("members", [1]), ("everyone", [1, 2])):
        with transaction():
            change_post_audience(post_called(post), audience=audience)
        assert shown(VISITOR, topic) == numbers
        assert counters(topic)[0] == len(numbers) - 1
        with transaction():
            assert recount_all() == 0


@pytest.mark.usefixtures("in_app")
def test_a_reply_cannot_be_wider_than_its_topic(author: Viewer, other: Viewer) -> None:
    topic = new_topic(author, audience="members").public_id
    post = reply(other, topic).public_id
    with pytest.raises(Refused), transaction():
        change_post_audience(post_called(post), audience="everyone")


@pytest.mark.usefixtures("in_app")
def test_in_a_locked_topic_readers_can_become_fewer_but_not_more(author: Viewer) -> None:
    topic = new_topic(author).public_id
    with transaction():
        lock_topic(topic_called(topic), reason="r")
    narrow(topic)
    with pytest.raises(NotFound):
        get_topic(VISITOR, topic)
    with pytest.raises(Refused):
        widen(topic)
    with transaction():
        post = post_called(first_of(topic))
        edit_post(author, post=post, body=post.body_markdown, audience="members")


@pytest.mark.usefixtures("in_app")
def test_what_stood_there_for_members_is_not_shown_to_everyone_later(author: Viewer, other: Viewer) -> None:
    """The history of a text is read by whoever reads the text: widening must not open what was meant for fewer."""
    topic = new_topic(
        author, audience="members", title=f"{WORD} one", gist=f"{WORD} two", body=f"{WORD} three"
    ).public_id
    post = first_of(topic)
    with transaction():
        edit_post(author, post=post_called(post), body="Plain.", title="Plain", gist="Plain", audience="everyone")
    page = history_page(VISITOR, post, number="")
    assert (page.edits, page.hidden, page.changes) == (1, 1, [])
    assert history_page(other, post, number="").changes == []
    own = history_page(author, post, number="")
    assert [piece.text.strip() for piece in own.gist_pieces if piece.kind == "gone"] == [f"{WORD} two"]
    assert db.session.scalars(select(Revision.is_withheld)).all() == [True]
    with transaction():
        edit_post(author, post=post_called(post), body="Plainer.")
    assert len(history_page(VISITOR, post, number="").changes) == 1


@pytest.mark.usefixtures("in_app")
def test_words_written_into_a_narrowed_topic_stay_for_members_when_it_is_widened(author: Viewer, other: Viewer) -> None:
    topic = new_topic(author).public_id
    post = reply(other, topic, body="Before.").public_id
    narrow(topic)
    with transaction():
        edit_post(other, post=post_called(post), body=WORD)
    widen(topic)
    assert shown(VISITOR, topic) == [1]
    with pytest.raises(NotFound):
        get_post(VISITOR, post)


@pytest.mark.usefixtures("in_app")
def test_a_change_of_readers_alone_is_no_revision_and_leaves_the_state(author: Viewer) -> None:
    topic = new_topic(author).public_id
    moderator = factories.viewer(roles=("moderator",))
    with transaction():
        hide_post(post_called(first_of(topic)), by=moderator, reason="r")
    with transaction():
        post = post_called(first_of(topic))
        edit_post(author, post=post, body=post.body_markdown, audience="members")
    post = post_called(first_of(topic))
    assert (post.edits, post.edited_at, post.state, post.audience) == (0, None, "hidden", "members")


# --- Everywhere that a topic could be seen through


@pytest.mark.parametrize("how", ["written for members", "narrowed later"])
def test_no_way_leads_visitors_to_a_topic_for_members(app: Forum, author: Viewer, other: Viewer, how: str) -> None:
    with app.app_context():
        condition = factories.condition("fibromyalgia")
        audience = "members" if how == "written for members" else "everyone"
        made = new_topic(
            author,
            condition=condition,
            title=f"{WORD} title",
            gist=f"{WORD} gist",
            body=f"A marsh, {WORD}",
            audience=audience,
        )
        topic, path = made.public_id, f"/topics/{made.public_id}"
        post = reply(other, topic, body=f"{WORD} in a marsh").public_id
        first = first_of(topic)
        if how == "narrowed later":
            narrow(topic)
        assert topics_page(VISITOR, condition_id=condition.id).items == []
        assert topics_page(VISITOR, kind="story").total == 0
        assert latest_stories(VISITOR, count=9) == []
        assert [entry for entry in sitemap_entries() if topic in entry.path] == []
        assert found_page(VISITOR, parse(WORD)).items == ()
        for member in (author, other):
            assert posts_of_member(VISITOR, member.id or 0, number=1).items == []
        for public_id in (post, first):
            for read in (get_post, place_of_post):
                with pytest.raises(NotFound):
                    read(VISITOR, public_id)
        assert len(found_page(other, parse(WORD)).items) == 2
        assert len(posts_of_member(author, other.id or 0, number=1).items) == 1
    visitor = app.test_client()
    for each in (path, f"{path}-{WORD}-title", f"/posts/{post}", f"/posts/{post}/history", f"/posts/{first}/history"):
        assert visitor.get(each).status_code == 404
    for each in (
        *("/", "/latest", "/latest?kind=story", "/conditions/fibromyalgia", "/sitemap.xml", "/search?q=marsh"),
        *("/members/marlow_fern", "/members/pale_kettle", "/conditions/fibromyalgia?order=newest"),
    ):
        assert not re.search(f"{WORD}|{topic}|{post}", visitor.get(each).text), each
    assert f"{WORD} gist" in browser(app, other).get("/latest").text


@pytest.mark.usefixtures("in_app")
def test_members_hear_of_a_topic_for_members_and_see_its_title(author: Viewer, other: Viewer) -> None:
    condition = factories.condition()
    db.session.add(Follow(member_id=other.id, condition_id=condition.id))
    db.session.commit()
    topic = new_topic(author, condition=condition, title=WORD, audience="members")
    reply(other, topic)
    assert [[kind for kind, _path in told(each.id)] for each in (author, other)] == [["reply"], ["new_topic"]]
    assert [line.title for line in inbox_page(other, at=clock.now(), number=1).items] == [WORD]


@pytest.mark.usefixtures("in_app")
def test_a_members_page_holds_a_reply_for_members_for_members_alone(author: Viewer, other: Viewer) -> None:
    reply(other, new_topic(author), audience="members", body=WORD)
    assert posts_of_member(VISITOR, other.id or 0, number=1).items == []
    assert [post.excerpt for post in posts_of_member(author, other.id or 0, number=1).items] == [WORD]
    assert found_page(VISITOR, parse(WORD)).items == ()


# --- Through the browser


def checked(page: str, name: str) -> str:
    """Which choice of this group is chosen on the page."""
    tags = [tag for tag in re.findall(r"<input [^>]*>", page) if f'name="{name}"' in tag and " checked" in tag]
    found = [re.search(r'value="(\w+)"', tag) for tag in tags]
    assert len(found) == 1
    assert found[0] is not None
    return found[0][1]


def test_a_question_and_a_reply_are_kept_for_members(app: Forum, author: Viewer, other: Viewer) -> None:
    with app.app_context():
        factories.condition("fibromyalgia")
    client = browser(app, author)
    assert checked(client.get("/conditions/fibromyalgia/ask").text, "audience") == "everyone"
    sent = {"title": "When?", "body": "Evening?", "audience": "members"}
    path = client.post("/conditions/fibromyalgia/ask", data=sent).location
    assert app.test_client().get(path).status_code == 404
    page = browser(app, other).get(path).text
    assert "Only members can read this topic." in page
    assert 'name="robots" content="noindex"' in page
    assert 'name="audience"' not in page
    assert 'name="voice"' in page


def test_a_reply_for_members_is_marked_and_quoted_for_members(app: Forum, author: Viewer, other: Viewer) -> None:
    with app.app_context():
        topic = new_topic(author).public_id
    path = f"/topics/{topic}-eight-months"
    assert browser(app, other).post(f"/topics/{topic}/replies", data={"body": WORD, "audience": "members"}).location
    with app.app_context():
        post = db.session.scalars(select(Post.public_id).where(Post.number == 2)).one()
        assert quotation(VISITOR, topic_called(topic).id, post).words == ""
    client = browser(app, author)
    assert "for members only" in client.get(path).text
    assert checked(client.get(path).text, "audience") == "everyone"
    assert checked(client.get(f"{path}?quote={post}").text, "audience") == "members"
    visitor = app.test_client().get(path).text
    assert WORD not in visitor
    assert "A reply that cannot be read here." in visitor


def test_the_author_changes_who_may_read(app: Forum, author: Viewer, other: Viewer) -> None:
    with app.app_context():
        topic = new_topic(author, gist="Two lines.").public_id
        first, post = first_of(topic), reply(other, topic).public_id
    client, path = browser(app, author), f"/topics/{topic}-eight-months"
    page = client.get(f"/posts/{first}/edit").text
    assert checked(page, "audience") == "everyone"
    sent = {"title": "Eight months", "body": "It was slow.", "gist": "Two lines."}
    assert client.post(f"/posts/{first}/edit", data=sent | {"audience": "members"}).status_code == 303
    assert app.test_client().get(path).status_code == 404
    theirs = browser(app, other)
    assert 'name="audience"' not in theirs.get(f"/posts/{post}/edit").text
    assert theirs.post(f"/posts/{first}/edit", data=sent | {"audience": "everyone"}).status_code == 403
    assert checked(client.get(f"/posts/{first}/edit").text, "audience") == "members"
    assert client.post(f"/posts/{first}/edit", data=sent).status_code == 303  # a form without the choice changes none
    assert app.test_client().get(path).status_code == 404
    assert client.post(f"/posts/{first}/edit", data=sent | {"audience": "nobody"}).status_code == 422
    assert client.post(f"/posts/{first}/edit", data=sent | {"audience": "everyone"}).status_code == 303
    assert app.test_client().get(path).status_code == 200


def test_a_draft_of_a_change_never_opens_a_text(app: Forum, author: Viewer) -> None:
    with app.app_context():
        first = first_of(new_topic(author, audience="members").public_id)
        db.session.add(Draft(member_id=author.id, place=f"post/{first}", body_markdown="So far", audience="everyone"))
        db.session.commit()
    page = browser(app, author).get(f"/posts/{first}/edit").text
    assert "So far</textarea>" in page
    assert checked(page, "audience") == "members"


# --- A story in two lines


def test_the_gist_stands_above_the_story_and_in_lists(app: Forum, author: Viewer) -> None:
    with app.app_context():
        condition = factories.condition("fibromyalgia")
        topic = new_topic(author, condition=condition, gist=" Slow,\n & then <better>. ").public_id
        assert topic_called(topic).gist == "Slow, & then <better>."
    for path in ("/", "/latest", "/conditions/fibromyalgia", f"/topics/{topic}-eight-months"):
        assert "Slow, &amp; then &lt;better&gt;." in app.test_client().get(path).text, path
    page = app.test_client().get(f"/topics/{topic}-eight-months").text
    assert '<p class="lead">Slow,' in page
    assert '<meta name="description" content="Slow, &amp; then &lt;better&gt;.">' in page


def test_the_gist_is_changed_and_its_history_kept(app: Forum, author: Viewer, other: Viewer) -> None:
    with app.app_context():
        topic = new_topic(author, gist="Old lines.").public_id
        first, post = first_of(topic), reply(author, topic).public_id
        question = first_of(new_topic(other, kind="question").public_id)
    client = browser(app, author)
    assert "Old lines.</textarea>" in client.get(f"/posts/{first}/edit").text
    assert 'name="gist"' not in client.get(f"/posts/{post}/edit").text
    assert 'name="gist"' not in browser(app, other).get(f"/posts/{question}/edit").text
    sent = {"title": "Eight months", "body": "It was slow.", "gist": "New\r\nlines."}
    assert client.post(f"/posts/{first}/edit", data=sent).status_code == 303
    with app.app_context():
        assert topic_called(topic).gist == "New lines."
    history = client.get(f"/posts/{first}/history").text
    assert "<del>Old </del>" in history
    assert "<ins>New </ins>" in history
    assert client.post(f"/posts/{first}/edit", data=sent | {"gist": "a" * 301}).status_code == 422


@pytest.mark.usefixtures("in_app")
def test_a_draft_row_tells_readers_and_gist(author: Viewer) -> None:
    condition = factories.condition("fibromyalgia")
    place = f"condition/{condition.slug}/story"
    fields = {"body_markdown": "", "gist": "Two lines", "audience": "members"}
    db.session.add(Draft(member_id=author.id, place=place, **fields))
    db.session.commit()
    assert [(row.gist, row.audience, row.alias) for row in drafts_of(author)] == [("Two lines", "members", None)]
