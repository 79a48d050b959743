"""Notes of moderators: for moderators, and for whom they are about, without anybody else in them."""

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from forum.accounts.queries import get_member
from forum.app import Forum
from forum.database import db, transaction
from forum.errors import Refused
from forum.moderation import operations, queries
from forum.moderation.models import Action, Note
from forum.privacy.operations import erase
from forum.privacy.queries.notes import LEFT_OUT, notes_about, without
from forum.viewers import Viewer
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes
from tests.moderation.test_aliases import flagged as flagged_under
from tests.moderation.test_everybody import client_of as client_in
from tests.statements import counted

Browser = Callable[[Viewer], FlaskClient]
ALIAS = "Amber Teasel 27"
WORDS = "Was asked twice to leave doses out."


@pytest.fixture
def client_of(app: Forum) -> Browser:
    return lambda viewer: client_in(app, viewer)


def note_on(viewer: Viewer, case: str, words: str = WORDS) -> None:
    with transaction():
        operations.note_on_case(queries.get_case(case), viewer=viewer, words=words)


def note_about(viewer: Viewer, member: Viewer, words: str = WORDS) -> None:
    assert member.id is not None
    with transaction():
        operations.note_on_member(get_member(member.id), viewer=viewer, words=words)


def test_a_note_is_written_by_the_forms_and_read_by_the_others(
    app: Forum, scene: scenes.Scene, client_of: Browser
) -> None:
    with app.app_context():
        case = scenes.flag(scene.flagger, scene.post)
    mona, sven = client_of(scene.moderator), client_of(scene.second)
    assert mona.post(f"/moderation/cases/{case}/notes", data={"words": WORDS}).status_code == 303
    assert mona.post("/moderation/members/ada/notes", data={"words": "Wrote to us in May."}).status_code == 303
    page = sven.get(f"/moderation/cases/{case}").text
    assert WORDS in page
    assert "Wrote to us in May." in page
    member = sven.get("/moderation/members/ada").text
    assert "Wrote to us in May." in member
    assert WORDS not in member
    for path in (f"/moderation/cases/{case}/notes", "/moderation/members/ada/notes"):
        empty = sven.post(path, data={"words": "  "})
        assert empty.status_code == 422
        assert "Write what they should know." in empty.text
    long = sven.post("/moderation/members/ada/notes", data={"words": "x" * 2001})
    assert long.status_code == 422
    assert "x" * 2001 in long.text


def test_nobody_notes_on_their_own(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    client = client_of(scene.moderator)
    assert client.post("/moderation/members/mona/notes", data={"words": WORDS}).status_code == 403
    with app.app_context():
        own = texts.reply(scene.moderator, scene.topic, body="Mine.").public_id
        case = scenes.flag(scene.flagger, own)
    assert client.post(f"/moderation/cases/{case}/notes", data={"words": WORDS}).status_code == 403
    assert client_of(scene.author).post(f"/moderation/cases/{case}/notes", data={"words": WORDS}).status_code == 404


def test_the_log_says_that_there_is_a_note_and_not_what_it_says(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        note_on(scene.moderator, scenes.flag(scene.flagger, scene.post))
        note_about(scene.moderator, scene.author)
        lines = list(db.session.scalars(select(Action).order_by(Action.id)))
        assert [(line.verb, line.reason, line.details) for line in lines] == [("note", "", {})] * 2
        assert [line.about for line in queries.log_page(scene.second, number=1, member="ada").items] == ["ada", "ada"]


def test_a_moderator_reads_nowhere_that_there_is_a_note_on_them(
    app: Forum, scene: scenes.Scene, client_of: Browser
) -> None:
    with app.app_context():
        note_about(scene.moderator, scene.second, words="canary")
        assert queries.log_page(scene.second, number=1).items == []
        assert len(queries.log_page(scene.moderator, number=1).items) == 1


def test_a_note_on_a_member_is_not_on_what_stands_under_a_one_off_name(
    app: Forum, scene: scenes.Scene, client_of: Browser
) -> None:
    with app.app_context():
        author = factories.viewer("zebulon")
        hidden = flagged_under("post", author=author, flagger=scene.flagger, alias=ALIAS)
        shown = scenes.flag(scene.flagger, texts.reply(author, scene.topic, body="Mine.").public_id)
        note_about(scene.moderator, author, words="about the member")
        note_on(scene.moderator, hidden, words="about the alias")
    client = client_of(scene.second)
    page = client.get(f"/moderation/cases/{hidden}").text
    assert "about the alias" in page
    assert "about the member" not in page
    assert "zebulon" not in page
    for path in (f"/moderation/cases/{shown}", "/moderation/members/zebulon"):
        page = client.get(path).text
        assert "about the member" in page
        assert "about the alias" not in page
    log = client.get("/moderation/log?member=zebulon").text
    assert hidden not in log
    assert "moderator" in log


def test_the_member_gets_the_notes_without_names(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    with app.app_context():
        flagged_under("post", author=scene.other, flagger=scene.flagger, alias=ALIAS)
        note_on(
            scene.moderator,
            scenes.flag(scene.flagger, scene.post),
            words=f"FLORA and {ALIAS} flagged Ada; Florals are fine. Mona wrote to ada@example.org.",
        )
        note_about(scene.second, scene.author)
        note_about(scene.second, scene.other, words="canary about otto")
    for path in ("/account/standing", "/account/decisions", "/account/data"):
        assert WORDS not in client_of(scene.author).get(path).text
    told = json.loads(client_of(scene.author).get("/account/data/export").text)["moderators_notes"]
    assert [each["note"] for each in told] == [
        f"{LEFT_OUT} and {LEFT_OUT} flagged Ada; Florals are fine. {LEFT_OUT} wrote to {LEFT_OUT}.",
        WORDS,
    ]
    assert [each["about"] for each in told] == ["something of yours that moderators looked at", "you"]
    assert all(len(each["day"]) == len("2026-10-14") for each in told)
    assert set(told[0]) == {"about", "note", "day"}


def test_names_are_left_out_whole() -> None:
    assert without("Ann and Anna, anna-lena", ["Ann", "Anna"]) == f"{LEFT_OUT} and {LEFT_OUT}, {LEFT_OUT}-lena"
    assert without("a (b+c) d", ["(b+c)"]) == f"a {LEFT_OUT} d"
    assert without("", []) == ""


def test_notes_on_a_member_are_gone_with_the_account(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = scenes.flag(scene.flagger, scene.post)
        note_on(scene.moderator, case, words="kept with the case")
        note_about(scene.moderator, scene.author)
        note_about(scene.author, scene.other, words="by somebody who leaves")
        assert scene.author.id is not None
        with transaction():
            erase(get_member(scene.author.id))
        assert list(db.session.scalars(select(Note.body).order_by(Note.id))) == [
            "kept with the case",
            "by somebody who leaves",
        ]
        with pytest.raises(Refused):
            note_about(scene.moderator, scene.author)
        assert len(notes_about(scene.author.id)) == 1


def test_leaving_and_noting_at_once_leaves_no_note(app: Forum, scene: scenes.Scene) -> None:
    assert scene.author.id is not None
    key = scene.author.id

    def work(number: int) -> None:
        if number:
            note_about(scene.moderator, scene.author)
            return
        with transaction():
            erase(get_member(key))

    failed = texts.run_at_once(app, work, count=4)
    assert all(isinstance(each, Refused) for each in failed)
    with app.app_context():
        assert list(db.session.scalars(select(Note))) == []


def test_the_panel_says_how_flags_ended(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    with app.app_context():
        for verb in ("hide", "keep", None):
            post = texts.reply(scene.other, scene.topic, body=f"Reply {verb}").public_id
            case = scenes.flag(scene.author, post)
            if verb:
                scenes.decide(scene.moderator, case, scenes.choice(verb, rule=scene.rule))
        scenes.flag(scene.author, texts.reply(scene.second, scene.topic, body="Mine.").public_id)
        case = scenes.flag(scene.flagger, scene.post)
    with scenes.later(seconds=31):
        mona, sven = client_of(scene.moderator), client_of(scene.second)
        for path in ("/moderation/members/ada", f"/moderation/cases/{case}"):
            assert "4 (1 acted on, 1 left as it was, 2 undecided)" in mona.get(path).text
            # One of them is about sven's own text: who flagged it is not for sven.
            assert "3 (1 acted on, 1 left as it was, 1 undecided)" in sven.get(path).text


def test_pages_cost_the_same_with_many_notes(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    with app.app_context():
        case = scenes.flag(scene.flagger, scene.post)
    client, spent = client_of(scene.second), []
    for _turn in range(2):
        for path in ("/moderation/members/ada", f"/moderation/cases/{case}"):
            with counted() as statements:
                client.get(path)
            spent.append(len(statements))
        with app.app_context():
            for _number in range(5):
                note_on(scene.moderator, case)
                note_about(scene.moderator, scene.author)
    assert spent[:2] == spent[2:]
    assert max(spent) <= 12
