"""One-off names: kept within a topic, and tied to nobody, whatever one looks at."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from forum.accounts import aliases
from forum.accounts.bylines import byline
from forum.accounts.models import Block, Voice
from forum.accounts.names import UnfitName, prepared_name
from forum.accounts.operations import erase_member, make_alias, part_from_aliases, withhold_texts
from forum.accounts.queries import get_member
from forum.accounts.refusals import AliasTaken
from forum.app import Forum
from forum.conditions.models import Follow
from forum.database import db, transaction
from forum.discussions.models import Draft, Post, Topic
from forum.discussions.operations import hold_topic, recount_all, release_topic, start_topic
from forum.discussions.queries import (
    find_voice_in,
    get_post,
    get_topic,
    posts_of_member,
    quotation,
    topic_page,
    topics_page,
)
from forum.errors import NotFound, Refused
from forum.search.language import parse
from forum.search.queries import found_page
from forum.viewers import VISITOR, Viewer
from tests import factories
from tests.discussions.texts import WRITERS, new_topic, post_called, reply, run_at_once, told, topic_called
from tests.statements import counted

ALIAS, SECOND = "Amber Teasel 27", "Quiet Otter 81"
NAME = "marlow_fern"


@pytest.fixture
def context(app: Forum) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def author(app: Forum) -> Viewer:
    with app.app_context():
        return factories.viewer(NAME)


@pytest.fixture
def other(app: Forum) -> Viewer:
    with app.app_context():
        return factories.viewer("pale_kettle")


def browser(app: Forum, viewer: Viewer) -> FlaskClient:
    return factories.sign_in(app.test_client(), viewer.id or 0)


def block(one: Viewer, another: Viewer) -> None:
    db.session.add(Block(blocker_id=one.id, blocked_id=another.id))
    db.session.commit()


def names_in(topic: str) -> list[str]:
    query = select(Voice.name).join(Post, Post.voice_id == Voice.id).join(Topic).where(Topic.public_id == topic)
    return list(db.session.scalars(query.order_by(Post.number)))


# --- The names


def test_a_suggested_name_is_one_that_can_be_sent_back() -> None:
    names = {aliases.suggested_alias() for _ in range(200)}
    assert len(names) > 190
    assert all(aliases.is_suggestion(name) for name in names)


@pytest.mark.parametrize(
    "name",
    ["", "bob", "Amber Teasel", "amber teasel 27", "Amber Teasel 7", "Amber Teasel 027", "Amber Teasel 27 ", "A B C D"],
)
def test_a_name_that_was_not_suggested_is_none(name: str) -> None:
    assert not aliases.is_suggestion(name)


def test_no_word_stands_twice_among_the_names() -> None:
    words = [*aliases.FIRST_WORDS, *aliases.SECOND_WORDS]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("name", ["AmberTeasel27", "Amber-Teasel-27", "amber_teasel_99", "Arnber.Teasel.27"])
def test_nobody_registers_a_name_that_looks_like_a_one_off_name(name: str) -> None:
    with pytest.raises(UnfitName):
        prepared_name(name)


def test_other_names_with_such_words_can_be_had() -> None:
    assert [prepared_name(name) for name in ("AmberTeasel", "Amber27", "Teasel-Amber-27x")]


@pytest.mark.usefixtures("context")
def test_an_alias_that_somebody_bears_is_refused(author: Viewer, other: Viewer) -> None:
    new_topic(author, alias=ALIAS)
    with pytest.raises(AliasTaken):
        new_topic(other, alias=ALIAS)
    db.session.rollback()
    factories.member("quietotter81")
    with pytest.raises(Refused):
        new_topic(other, alias=SECOND)


@pytest.mark.usefixtures("context")
def test_an_alias_that_was_never_suggested_is_a_mistake_in_the_program(author: Viewer) -> None:
    with pytest.raises(ValueError, match="Doctor"):
        make_alias(author.id or 0, name="Doctor Who 12")


# --- One voice in a topic


@pytest.mark.usefixtures("context")
def test_a_topic_and_its_authors_replies_stand_under_the_alias(author: Viewer) -> None:
    topic = new_topic(author, alias=ALIAS)
    reply(author, topic)
    reply(author, topic, alias=SECOND)
    assert names_in(topic.public_id) == [ALIAS, ALIAS, ALIAS]
    voice = db.session.scalars(select(Voice).where(Voice.is_alias)).one()
    assert (voice.member_id, voice.topic_id, voice.is_former) == (author.id, topic.id, False)


@pytest.mark.usefixtures("context")
def test_whoever_wrote_under_their_own_name_cannot_take_another_there(author: Viewer) -> None:
    topic = new_topic(author)
    with pytest.raises(Refused):
        reply(author, topic.public_id, alias=ALIAS)
    db.session.rollback()
    assert names_in(topic.public_id) == [NAME]
    assert not db.session.scalars(select(Voice).where(Voice.is_alias)).all()


@pytest.mark.usefixtures("context")
def test_a_voice_is_kept_when_its_texts_were_taken_back(author: Viewer, other: Viewer) -> None:
    topic = new_topic(other).public_id
    post = reply(author, topic, alias=ALIAS)
    with transaction():
        post_called(post.public_id).state = "taken_back"
    reply(author, topic)
    assert names_in(topic) == ["pale_kettle", ALIAS, ALIAS]


@pytest.mark.usefixtures("context")
def test_each_topic_has_an_alias_of_its_own(author: Viewer) -> None:
    one, two = new_topic(author, alias=ALIAS), new_topic(author)
    three = new_topic(author, alias=SECOND)
    found = [find_voice_in(each.id, author.id or 0) for each in (one, two, three)]
    assert [voice.name for voice in found if voice] == [ALIAS, NAME, SECOND]
    assert find_voice_in(one.id, factories.member().id) is None


@pytest.mark.parametrize("same_form", [True, False])
def test_replies_at_once_make_one_alias(app: Forum, author: Viewer, other: Viewer, *, same_form: bool) -> None:
    with app.app_context():
        topic = new_topic(other).public_id
    names = [ALIAS, SECOND, *(f"Calm Moth {number}" for number in range(10, 20))]

    def answer(number: int) -> None:
        if same_form:
            reply(author, topic, alias=ALIAS, key="one-form")
        else:
            reply(author, topic, body=f"Word {number}", alias=names[number])

    assert run_at_once(app, answer) == []
    with app.app_context():
        spoken = [name for name in names_in(topic) if name != "pale_kettle"]
        assert len(spoken) == (1 if same_form else WRITERS)
        assert len(set(spoken)) == 1
        assert db.session.scalar(select(func.count()).select_from(Voice).where(Voice.is_alias)) == 1


def test_own_name_and_alias_at_once_make_one_voice(app: Forum, author: Viewer, other: Viewer) -> None:
    with app.app_context():
        topic = new_topic(other).public_id

    def answer(number: int) -> None:
        reply(author, topic, body=f"Word {number}", alias=ALIAS if number % 2 else None)

    failures = run_at_once(app, answer)
    assert all(isinstance(failure, Refused) for failure in failures)
    with app.app_context():
        assert len(set(names_in(topic)) - {"pale_kettle"}) == 1


@pytest.mark.usefixtures("context")
def test_the_same_form_sent_again_makes_one_alias(author: Viewer) -> None:
    condition = factories.condition()
    first, again = (new_topic(author, condition=condition, alias=ALIAS, key="k").public_id for _ in range(2))
    assert first == again
    assert names_in(first) == [ALIAS]


@pytest.mark.usefixtures("context")
def test_a_form_sent_again_under_another_name_is_not_taken_for_the_first(author: Viewer, other: Viewer) -> None:
    topic = new_topic(other).public_id
    reply(author, topic, alias=ALIAS, key="one")
    with pytest.raises(Refused):
        reply(author, topic, key="one")


@pytest.mark.usefixtures("context")
def test_an_alias_made_before_its_topic_is_taken_into_it(author: Viewer, other: Viewer) -> None:
    with transaction():
        voice = make_alias(author.id or 0, name=ALIAS)
        made = start_topic(
            author, condition=factories.condition(), kind="story", title="T", body="B", key="k", voice=voice
        )
        assert (voice.topic_id, made.voice_id) == (made.id, voice.id)
    with pytest.raises(ValueError, match=str(voice.id)), transaction():
        start_topic(other, condition=factories.condition(), kind="story", title="T", body="B", key="l", voice=voice)


@pytest.mark.usefixtures("context")
def test_an_announcement_stands_under_its_own_name() -> None:
    with pytest.raises(Refused):
        new_topic(factories.viewer(roles=("admin",)), kind="announcement", alias=ALIAS)


# --- Nothing ties it to the member


@pytest.mark.usefixtures("context")
def test_an_alias_leads_nowhere_for_anybody(author: Viewer, other: Viewer) -> None:
    moderator = factories.viewer(roles=("moderator",))
    topic = new_topic(author, alias=ALIAS)
    for viewer in (VISITOR, other, author, moderator):
        above = byline(topic.voice, viewer)
        assert (above.name, above.page_of, above.is_own) == (ALIAS, None, viewer is author)


def test_no_page_of_others_holds_the_name(app: Forum, author: Viewer, other: Viewer) -> None:
    """The name is looked for in the whole answer, headers, links and attributes included."""
    with app.app_context():
        condition = factories.condition("fibromyalgia")
        story = new_topic(author, condition=condition, alias=ALIAS, body="A heron stood there.", gist="In two lines.")
        topic = new_topic(other, condition=condition)
        post = reply(author, topic, alias=SECOND, body="Another heron.").public_id
        paths = [
            *("/", "/latest", "/conditions/fibromyalgia", "/search?q=heron", "/sitemap.xml", "/notifications"),
            *(f"/topics/{each.public_id}-{'-'.join(each.title.lower().split())}" for each in (story, topic)),
            *(f"/posts/{post}", f"/posts/{post}/history", f"/posts/{post}/flag", f"/topics/{story.public_id}/flag"),
            f"/topics/{topic.public_id}-eight-months?quote={post}",
            *("/account/blocks", "/members/pale_kettle"),
        ]
    for client in (app.test_client(), browser(app, other)):
        seen = ""
        for path in paths:
            answer = client.get(path)
            assert answer.status_code < 500
            assert NAME not in answer.text + str(answer.headers), path
            seen += answer.text
        assert ALIAS in seen
        assert SECOND in seen
        assert not re.search(r"/members/(Amber|Quiet)", seen)


def test_the_members_page_lists_nothing_said_under_an_alias(app: Forum, author: Viewer, other: Viewer) -> None:
    with app.app_context():
        new_topic(author, alias=ALIAS, title="Heron story")
        reply(author, new_topic(other, title="Heron question"), alias=SECOND)
        new_topic(author, title="Open words")
        moderator = factories.viewer(roles=("moderator",))
        for viewer in (VISITOR, other, author, moderator):
            titles = [post.topic_title for post in posts_of_member(viewer, author.id or 0, number=1).items]
            assert titles == ["Open words"]
    for client in (app.test_client(), browser(app, other), browser(app, author)):
        page = client.get(f"/members/{NAME}").text
        assert "Open words" in page
        assert not any(word in page for word in ("Heron", ALIAS, SECOND))


@pytest.mark.parametrize("verb", ["", "/flag", "/block"])
def test_an_alias_has_no_page_and_cannot_be_blocked(app: Forum, author: Viewer, other: Viewer, verb: str) -> None:
    with app.app_context():
        new_topic(author, alias=ALIAS)
    for path in (f"/members/{ALIAS}{verb}", f"/members/{ALIAS.replace(' ', '')}{verb}"):
        client = browser(app, other)
        assert (client.post(path) if verb == "/block" else client.get(path)).status_code == 404


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("blocks", ["author blocks", "reader blocks", "nobody blocks"])
def test_a_block_changes_nothing_that_the_blocked_see_of_an_alias(author: Viewer, other: Viewer, blocks: str) -> None:
    condition = factories.condition()
    db.session.add(Follow(member_id=other.id, condition_id=condition.id))
    db.session.commit()
    if blocks != "nobody blocks":
        block(*((author, other) if blocks == "author blocks" else (other, author)))
    theirs = new_topic(other, condition=condition, alias="Calm Moth 10").public_id
    story = new_topic(author, condition=condition, alias=ALIAS, body="A heron.").public_id
    post = reply(author, theirs, alias=SECOND, body="A heron.").public_id
    assert [kind for kind, _path in told(other.id)] == ["new_topic", "reply"]
    assert [row.author.name for row in topics_page(other).items if row.public_id == story] == [ALIAS]
    assert len(found_page(other, parse("heron")).items) == 2
    assert [each.byline.name for each in topic_page(other, theirs, number=1).posts if each.byline] == [
        *("Calm Moth 10", SECOND)
    ]
    assert get_post(other, post).voice.name == SECOND
    assert SECOND in quotation(other, topic_called(theirs).id, post).words
    assert [row.unread for row in topics_page(other).items] == [None, None]


@pytest.mark.usefixtures("context")
def test_a_held_topic_under_an_alias_is_told_to_blocked_followers_too(author: Viewer, other: Viewer) -> None:
    condition = factories.condition()
    db.session.add(Follow(member_id=other.id, condition_id=condition.id))
    db.session.commit()
    block(author, other)
    moderator = factories.viewer(roles=("moderator",))
    topic = new_topic(author, condition=condition, alias=ALIAS).public_id
    before = told(other.id)
    with transaction():
        hold_topic(topic_called(topic), by=moderator, reason="r")
    with transaction():
        release_topic(topic_called(topic), by=moderator)
    assert told(other.id)[: len(before)] == before
    assert ("new_topic", f"/topics/{topic}") == (told(other.id)[-1][0], told(other.id)[-1][1][: 8 + len(topic)])


@pytest.mark.usefixtures("context")
def test_under_the_own_name_a_block_still_keeps_apart(author: Viewer, other: Viewer) -> None:
    block(author, other)
    condition = factories.condition()
    db.session.add(Follow(member_id=other.id, condition_id=condition.id))
    db.session.commit()
    topic = new_topic(author, condition=condition).public_id
    theirs = new_topic(factories.viewer(), condition=condition, alias=ALIAS).public_id
    reply(other, theirs, alias=SECOND)
    reply(author, theirs, body=f"> So.\n>\n> \u2013 {SECOND}\n\nYes.")
    assert [path for _kind, path in told(other.id) if topic in path] == []
    assert [kind for kind, _path in told(other.id)] == ["new_topic"]
    with pytest.raises(NotFound):
        get_topic(other, topic)


@pytest.mark.usefixtures("context")
def test_whoever_writes_under_an_alias_hears_of_replies_and_quotations(author: Viewer, other: Viewer) -> None:
    story = new_topic(author, alias=ALIAS)
    reply(other, story)
    theirs = new_topic(other)
    reply(author, theirs, alias=SECOND)
    words = quotation(other, theirs.id, db.session.scalars(select(Post.public_id).where(Post.number == 2)).all()[-1])
    reply(other, theirs, body=f"{words.words}\n\nYes.")
    assert [kind for kind, _path in told(author.id)] == ["reply", "quote"]


@pytest.mark.usefixtures("context")
def test_quoting_the_own_name_of_an_alias_tells_nobody(author: Viewer, other: Viewer) -> None:
    """Otherwise who guesses a name could see, by what happens next, whether the guess was right."""
    topic = new_topic(other).public_id
    reply(author, topic, alias=ALIAS)
    third = factories.viewer()
    reply(third, topic, body=f"> So.\n>\n> \u2013 {NAME.replace('_', chr(92) + '_')}\n\nIs it you?")
    assert told(author.id) == []


@pytest.mark.usefixtures("context")
def test_an_alias_keeps_its_name_when_its_member_leaves_and_leads_to_nobody(author: Viewer, other: Viewer) -> None:
    story = new_topic(author, alias=ALIAS).public_id
    open_words = new_topic(author).public_id
    reply(author, new_topic(other), alias=SECOND)
    with transaction():
        member = get_member(author.id or 0)
        erase_member(member)
        part_from_aliases(member)
    assert names_in(story) == [ALIAS]
    assert names_in(open_words) == ["former member"]
    tied = select(Voice.member_id, Voice.is_former).where(Voice.is_alias)
    assert [tuple(row) for row in db.session.execute(tied)] == [(None, False), (None, False)]
    assert byline(topic_called(story).voice, other).page_of is None
    with transaction():
        assert recount_all() == 0


@pytest.mark.usefixtures("context")
def test_texts_under_an_alias_are_withheld_with_all_others(author: Viewer, other: Viewer) -> None:
    story = new_topic(author, alias=ALIAS).public_id
    with transaction():
        withhold_texts(get_member(author.id or 0))
    assert topics_page(other).items == []
    assert [row.public_id for row in topics_page(author).items] == [story]


# --- Through the browser


def form_of(page: str) -> dict[str, str]:
    """What the hidden fields and the text box of the last form hold."""
    hidden = [tag for tag in re.findall(r"<input [^>]*>", page) if 'type="hidden"' in tag]
    fields = {name: value for tag in hidden for name, value in [(attribute(tag, "name"), attribute(tag, "value"))]}
    return {name: value for name, value in fields.items() if name in ("key", "alias", "place")}


def attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else ""


def test_a_question_is_asked_under_another_name(app: Forum, author: Viewer) -> None:
    with app.app_context():
        factories.condition("fibromyalgia")
    client = browser(app, author)
    page = client.get("/conditions/fibromyalgia/ask").text
    assert "My own name, marlow_fern" in page
    sent = form_of(page) | {"title": "When?", "body": "Evening?", "voice": "alias", "audience": "everyone"}
    assert aliases.is_suggestion(sent["alias"])
    answer = client.post("/conditions/fibromyalgia/ask", data=sent)
    assert answer.status_code == 303
    shown = app.test_client().get(answer.location).text
    assert sent["alias"] in shown
    assert NAME not in shown
    mine = client.get(answer.location).text
    assert f"You write here as {sent['alias']}." in mine
    assert 'name="voice"' not in mine


def test_another_name_keeps_every_word(app: Forum, author: Viewer) -> None:
    with app.app_context():
        factories.condition("fibromyalgia")
    client = browser(app, author)
    sent = form_of(client.get("/conditions/fibromyalgia/ask").text)
    words = {"title": "My title", "body": "My words", "audience": "members", "voice": "own", "another": "1"}
    page = client.post("/preview", data=sent | words)
    assert page.status_code == 200
    again = form_of(page.text)
    assert again["alias"] != sent["alias"]
    assert aliases.is_suggestion(again["alias"])
    assert again["key"] == sent["key"]
    assert 'value="My title"' in page.text
    assert "My words</textarea>" in page.text
    assert re.search(r'value="members" checked', page.text)
    assert re.search(r'name="voice" value="alias" checked', page.text)
    with app.app_context():
        assert db.session.scalars(select(Topic)).all() == []


def test_another_name_for_a_reply_keeps_every_word(app: Forum, author: Viewer, other: Viewer) -> None:
    with app.app_context():
        topic = new_topic(other).public_id
    client = browser(app, author)
    page = client.get(f"/topics/{topic}-eight-months").text
    words = {"body": "My reply", "voice": "alias", "another": "1"}
    shown = client.post("/preview", data=form_of(page) | words).text
    assert "My reply</textarea>" in shown
    answer = client.post(f"/topics/{topic}/replies", data=form_of(shown) | {"body": "My reply", "voice": "alias"})
    assert answer.status_code == 303
    with app.app_context():
        assert names_in(topic) == ["pale_kettle", form_of(shown)["alias"]]


@pytest.mark.parametrize("alias", ["", "pale_kettle", "Doctor Who 12", "A" * 5000, "Amber\x00Teasel 27", "<b>x</b>"])
def test_a_name_that_was_not_suggested_comes_back_with_every_word(
    app: Forum, author: Viewer, other: Viewer, alias: str
) -> None:
    with app.app_context():
        topic = new_topic(other).public_id
    answer = browser(app, author).post(
        f"/topics/{topic}/replies", data={"body": "My words", "voice": "alias", "alias": alias}
    )
    assert answer.status_code == 422
    assert "My words</textarea>" in answer.text
    assert "Please take a name that is suggested here" in answer.text
    assert aliases.is_suggestion(form_of(answer.text)["alias"])
    assert "<details open>" in answer.text


def test_a_name_that_was_taken_meanwhile_is_replaced(app: Forum, author: Viewer, other: Viewer) -> None:
    with app.app_context():
        topic = new_topic(other, alias=ALIAS).public_id
    client = browser(app, author)
    answer = client.post(f"/topics/{topic}/replies", data={"body": "My words", "voice": "alias", "alias": ALIAS})
    assert answer.status_code == 409
    assert "My words</textarea>" in answer.text
    sent = form_of(answer.text) | {"body": "My words", "voice": "alias"}
    assert sent["alias"] != ALIAS
    assert client.post(f"/topics/{topic}/replies", data=sent).status_code == 303


def test_a_form_without_a_name_means_the_own_one(app: Forum, author: Viewer, other: Viewer) -> None:
    with app.app_context():
        topic = new_topic(other).public_id
    data = {"body": "My words", "alias": ALIAS}
    assert browser(app, author).post(f"/topics/{topic}/replies", data=data).status_code == 303
    with app.app_context():
        assert names_in(topic) == ["pale_kettle", NAME]


@pytest.mark.parametrize("field", ["voice", "audience"])
def test_a_choice_that_there_is_not_comes_back(app: Forum, author: Viewer, other: Viewer, field: str) -> None:
    with app.app_context():
        topic = new_topic(other).public_id
    client = browser(app, author)
    for path, place in ((f"/topics/{topic}/replies", ""), ("/drafts", f"topic/{topic}")):
        answer = client.post(path, data={"body": "My words", "place": place, field: "nobody"})
        assert answer.status_code == 422
        assert "My words</textarea>" in answer.text


def test_a_draft_keeps_name_and_readers(app: Forum, author: Viewer, other: Viewer) -> None:
    with app.app_context():
        topic = new_topic(other).public_id
    client = browser(app, author)
    place = f"topic/{topic}"
    data = {"place": place, "body": "So far", "audience": "members", "voice": "alias", "alias": ALIAS}
    assert client.post("/drafts", data=data).status_code == 204
    for path in (f"/topics/{topic}-eight-months", f"/topics/{topic}/replies"):
        page = client.get(path).text
        assert form_of(page)["alias"] == ALIAS
        assert re.search(r'name="voice" value="alias" checked', page)
        assert re.search(r'name="audience" value="members" checked', page)
    assert f"To be posted as {ALIAS}" in client.get("/drafts").text
    assert client.post("/drafts", data=data | {"voice": "own", "audience": "everyone"}).status_code == 204
    with app.app_context():
        draft = db.session.scalars(select(Draft)).one()
        assert (draft.alias, draft.audience) == (None, "everyone")


def test_the_topic_page_of_a_member_asks_as_often_as_before(app: Forum, author: Viewer, other: Viewer) -> None:
    with app.app_context():
        topic = new_topic(other, kind="question").public_id
        reply(author, topic, alias=ALIAS)
    client = browser(app, author)
    path = f"/topics/{topic}-eight-months"
    client.get(path)
    with counted() as seen:
        assert f"You write here as {ALIAS}." in client.get(path).text
    assert len(seen) <= 5
