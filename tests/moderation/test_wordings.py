"""Words that the team sends again and again: kept in versions, offered with a rule or as a reply."""

import html
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from forum.accounts.models import Rule
from forum.app import Forum
from forum.database import db, transaction
from forum.errors import Refused
from forum.moderation import operations, queries
from forum.moderation.models import Decision, Wording, WordingVersion
from forum.viewers import Viewer
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes
from tests.moderation.test_everybody import client_of as client_in

Browser = Callable[[Viewer], FlaskClient]
FIRST = "Could you say what you did yourself?\n\nThen it can be read again."
SECOND = "Please put it as your own experience."
REPLY = "Thank you for telling us."


@pytest.fixture
def client_of(app: Forum) -> Browser:
    return lambda viewer: client_in(app, viewer)


@pytest.fixture
def admin(app: Forum) -> Viewer:
    with app.app_context():
        return factories.viewer("anna", roles=("admin",))


def word_rule(admin: Viewer, rule: int, body: str, *, seen: int) -> None:
    with transaction():
        found = db.session.get(Rule, rule)
        assert found is not None
        operations.change_rule_words(found, viewer=admin, seen=seen, body=body)


def write_reply(viewer: Viewer, *, body: str = REPLY) -> str:
    with transaction():
        return operations.add_reply(viewer, title="Thanks", body=body).public_id


def message_in(page: str) -> str:
    """What stands in the letter's field."""
    start = page.index('name="message"')
    return html.unescape(page[page.index(">", start) + 1 : page.index("</textarea>", start)]).strip().replace("\r", "")


def test_every_version_is_kept_and_the_newest_is_offered(app: Forum, scene: scenes.Scene, admin: Viewer) -> None:
    with app.app_context():
        word_rule(admin, scene.rule, FIRST, seen=0)
        word_rule(admin, scene.rule, SECOND, seen=1)
        word_rule(admin, scene.rule, SECOND, seen=2)  # nothing new: no version
        assert queries.offered_words().by_rule == {3: SECOND}
        kept = queries.versions_of(queries.find_rule_wording(3))
        assert [(each.number, each.body, each.by) for each in kept] == [(2, SECOND, "anna"), (1, FIRST, "anna")]
        assert scenes.verbs() == ["write_words", "write_words"]


def test_words_of_a_rule_hold_for_its_next_version(app: Forum, scene: scenes.Scene, admin: Viewer) -> None:
    with app.app_context():
        word_rule(admin, scene.rule, FIRST, seen=0)
        db.session.execute(Rule.__table__.update().values(is_current=False))
        db.session.add(Rule(number=3, version=2, title="Say what you did", body="Anew.", is_current=True))
        db.session.commit()
        assert [each.words.body for each in queries.rules_and_replies()[0] if each.words] == [FIRST]


def test_empty_words_offer_nothing(app: Forum, scene: scenes.Scene, admin: Viewer) -> None:
    with app.app_context():
        word_rule(admin, scene.rule, FIRST, seen=0)
        word_rule(admin, scene.rule, "", seen=1)
        assert queries.offered_words().by_rule == {}


def test_the_second_of_two_who_change_words_is_told(app: Forum, scene: scenes.Scene, admin: Viewer) -> None:
    with app.app_context():
        word_rule(admin, scene.rule, FIRST, seen=0)
        with pytest.raises(Refused):
            word_rule(admin, scene.rule, SECOND, seen=0)


def test_many_who_write_the_first_words_at_once_make_one_version(
    app: Forum, scene: scenes.Scene, admin: Viewer
) -> None:
    refused = texts.run_at_once(app, lambda n: word_rule(admin, scene.rule, f"Words {n}", seen=0), count=4)
    assert len(refused) == 3
    assert all(isinstance(each, Refused) for each in refused)
    with app.app_context():
        assert len(db.session.scalars(select(Wording)).all()) == 1
        assert len(db.session.scalars(select(WordingVersion)).all()) == 1


def test_a_reply_that_was_put_away_is_not_offered(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        kept = write_reply(scene.moderator)
        for _twice in range(2):
            with transaction():
                operations.retire_reply(queries.get_reply(kept), viewer=scene.second)
        assert queries.replies() == []
        assert scenes.verbs() == ["write_words", "retire_words"]
        with pytest.raises(Refused), transaction():
            operations.change_reply(
                queries.get_reply(kept), viewer=scene.moderator, seen=1, title="Thanks", body="Again."
            )


def test_an_empty_letter_is_filled_from_the_rule(
    app: Forum, scene: scenes.Scene, admin: Viewer, client_of: Browser
) -> None:
    with app.app_context():
        word_rule(admin, scene.rule, FIRST, seen=0)
        case = scenes.flag(scene.flagger, scene.post)
    client, sent = client_of(scene.moderator), {"verb": "hide", "rule": str(scene.rule), "version": "1"}
    page = client.post(f"/moderation/cases/{case}", data=sent | {"act": "show", "message": ""}).text
    assert message_in(page) == FIRST
    assert "<p>Could you say what you did yourself?</p>" in page
    page = client.post(f"/moderation/cases/{case}", data=sent | {"act": "decide", "message": ""})
    assert page.status_code == 422
    assert message_in(page.text) == FIRST
    with app.app_context():
        assert scenes.decisions() == []
    typed = client.post(f"/moderation/cases/{case}", data=sent | {"act": "show", "message": "My own words."}).text
    assert message_in(typed) == "My own words."


def test_other_words_take_the_place_of_what_was_offered_and_not_of_what_was_typed(
    app: Forum, scene: scenes.Scene, admin: Viewer, client_of: Browser
) -> None:
    with app.app_context():
        word_rule(admin, scene.rule, FIRST, seen=0)
        reply, case = write_reply(scene.moderator), scenes.flag(scene.flagger, scene.post)
    client = client_of(scene.moderator)
    sent = {"verb": "hide", "rule": str(scene.rule), "reply": reply, "version": "1", "act": "show"}
    assert message_in(client.post(f"/moderation/cases/{case}", data=sent | {"message": FIRST}).text) == REPLY
    mine = f"{FIRST} Please."
    assert message_in(client.post(f"/moderation/cases/{case}", data=sent | {"message": mine}).text) == mine


def test_keeping_tells_nobody_unless_a_reply_was_chosen(
    app: Forum, scene: scenes.Scene, admin: Viewer, client_of: Browser
) -> None:
    with app.app_context():
        word_rule(admin, scene.rule, FIRST, seen=0)
        reply, case = write_reply(scene.moderator), scenes.flag(scene.flagger, scene.post)
    client = client_of(scene.moderator)
    sent = {"verb": "keep", "rule": str(scene.rule), "version": "1", "message": ""}
    page = client.post(f"/moderation/cases/{case}", data=sent | {"act": "show"}).text
    assert "The author is told nothing." in page
    page = client.post(f"/moderation/cases/{case}", data=sent | {"act": "decide", "reply": reply})
    assert page.status_code == 422
    assert message_in(page.text) == REPLY


def test_a_decision_keeps_the_words_that_it_sent(
    app: Forum, scene: scenes.Scene, admin: Viewer, client_of: Browser
) -> None:
    with app.app_context():
        word_rule(admin, scene.rule, FIRST, seen=0)
        case = scenes.flag(scene.flagger, scene.post)
        made = scenes.decide(scene.moderator, case, scenes.choice("hide", rule=scene.rule, message=FIRST))
        word_rule(admin, scene.rule, SECOND, seen=1)
        assert db.session.scalars(select(Decision.message)).one() == FIRST
    with scenes.later(seconds=31):
        letter = client_of(scene.author).get(f"/decisions/{made}").text
    assert "Then it can be read again." in letter
    assert SECOND not in letter


def test_words_are_written_by_the_forms(app: Forum, scene: scenes.Scene, admin: Viewer, client_of: Browser) -> None:
    team, head = client_of(scene.moderator), client_of(admin)
    assert team.post("/moderation/words/rules/3", data={"body": FIRST, "seen": "0"}).status_code == 403
    assert "Admins write these words" in team.get("/moderation/words/rules/3").text
    assert head.post("/moderation/words/rules/3", data={"body": FIRST, "seen": "0"}).status_code == 303
    late = head.post("/moderation/words/rules/3", data={"body": SECOND, "seen": "0"})
    assert late.status_code == 409
    assert SECOND in late.text
    assert 'value="1"' in late.text
    assert head.get("/moderation/words/rules/77").status_code == 404
    empty = team.post("/moderation/words/replies/new", data={"title": " ", "body": REPLY, "seen": "0"})
    assert empty.status_code == 422
    assert REPLY in empty.text
    assert (
        team.post("/moderation/words/replies/new", data={"title": "A", "body": REPLY, "seen": "x"}).status_code == 422
    )
    assert (
        team.post("/moderation/words/replies/new", data={"title": "A", "body": REPLY, "seen": "0"}).status_code == 303
    )
    page = team.get("/moderation/words").text
    assert REPLY in page
    assert "Could you say what you did yourself?" in page


def test_the_words_that_come_with_the_program_are_loaded_once(app: Forum, admin: Viewer, scene: scenes.Scene) -> None:
    with app.app_context():
        word_rule(admin, scene.rule, FIRST, seen=0)
        with transaction():
            assert operations.load_words() == 9
        assert queries.offered_words().by_rule[3] == FIRST
        assert len(queries.replies()) == 3
        with transaction():
            for each in queries.replies():
                operations.retire_reply(queries.get_reply(each.public_id), viewer=scene.moderator)
        with transaction():
            assert operations.load_words() == 0
        assert queries.replies() == []
