"""What stands under a one-off name: no page of moderation tells whose it is, and asking leaves a line in the log."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from forum.accounts.queries import get_member
from forum.app import Forum
from forum.database import db, transaction
from forum.discussions.models import Topic
from forum.discussions.operations import post_reply, start_topic
from forum.discussions.queries import find_opening, get_topic
from forum.errors import NotAllowed, Refused
from forum.experiences.queries import get_experience
from forum.moderation import operations, queries
from forum.moderation.models import Action
from forum.notifications.models import Notice
from forum.privacy.operations import erase
from forum.viewers import Viewer
from tests import factories
from tests.discussions import texts
from tests.experiences import lives
from tests.moderation import scenes
from tests.statements import counted

ALIAS = "Amber Teasel 27"
NAME = "zebulon"
KINDS = ("topic", "post", "experience")
WHY = "She says that she is in danger; I want to compare with earlier texts."
Browser = Callable[[Viewer], FlaskClient]


@dataclass(frozen=True)
class Masked:
    """A case about something under a one-off name."""

    author: Viewer
    flagger: Viewer
    moderator: Viewer
    second: Viewer
    case: str
    rule: int


def flagged(kind: str, *, author: Viewer, flagger: Viewer, alias: str | None) -> str:
    """Something of this kind, flagged; the case."""
    assert author.id is not None
    if kind == "experience":
        voice = {"voice_id": lives.alias_voice(author.id, alias).id, "alias": alias} if alias else {}
        public_id = lives.experience(author.id, **voice).public_id
        with transaction():
            found = get_experience(flagger, public_id)
            return operations.flag_experience(found, viewer=flagger, reason="spam", note="").public_id
    if kind == "topic":
        return scenes.flag(flagger, written_by(author, alias=alias))
    return scenes.flag(flagger, written_by(author, alias=alias, topic=texts.new_topic(flagger, title="Slow days")))


def written_by(author: Viewer, *, alias: str | None, topic: Topic | None = None) -> str:
    """A reply in this topic, or the opening text of a new one."""
    key = secrets.token_hex(8)
    with transaction():
        if topic is not None:
            return post_reply(
                author, topic=get_topic(author, topic.public_id), body="A.", key=key, alias=alias
            ).public_id
        made = start_topic(
            author, condition=factories.condition(), kind="story", title="Slow days", body="A.", key=key, alias=alias
        )
        opening = find_opening(made)
        assert opening is not None
        return opening.public_id


@pytest.fixture(params=KINDS)
def masked(app: Forum, request: pytest.FixtureRequest) -> Masked:
    with app.app_context():
        author, flagger = factories.viewer(NAME), factories.viewer("flora")
        return Masked(
            author=author,
            flagger=flagger,
            moderator=factories.viewer("mona", roles=("moderator",)),
            second=factories.viewer("sven", roles=("moderator", "admin")),
            case=flagged(request.param, author=author, flagger=flagger, alias=ALIAS),
            rule=scenes.a_rule().id,
        )


@pytest.fixture
def client_of(app: Forum) -> Browser:
    """A browser in which this member is signed in."""

    def open_one(viewer: Viewer) -> FlaskClient:
        assert viewer.id is not None
        return factories.sign_in(app.test_client(), viewer.id)

    return open_one


def decide(masked: Masked, verb: str = "hide", *, message: str = "Please.") -> str:
    return scenes.decide(masked.moderator, masked.case, scenes.choice(verb, rule=masked.rule, message=message))


def reveal(viewer: Viewer, case: str, *, reason: str = WHY) -> None:
    with transaction():
        operations.reveal(queries.get_case(case), viewer=viewer, reason=reason)


def pages_of_moderation(client: FlaskClient, masked: Masked, *decisions: str) -> str:
    """Every page on which the case may be met, and the words that a decision would send."""
    case = f"/moderation/cases/{masked.case}"
    addresses = ["/moderation", case, "/moderation/log", f"/moderation/log?case={masked.case}"]
    addresses += [f"/decisions/{each}" for each in decisions]
    pages = [client.get(address) for address in addresses]
    shown = {"verb": "hide", "version": "1", "rule": str(masked.rule), "message": "Please.", "act": "show"}
    pages.append(client.post(case, data=shown))
    assert {page.status_code for page in pages} == {200}
    return "".join(page.text for page in pages)


def test_no_page_of_moderation_tells_whose_name_it_is(app: Forum, masked: Masked, client_of: Browser) -> None:
    client = client_of(masked.moderator)
    before = pages_of_moderation(client, masked)
    with app.app_context():
        decision = decide(masked)
    after = pages_of_moderation(client, masked, decision)
    for shown in (before, after, pages_of_moderation(client_of(masked.second), masked, decision)):
        assert NAME not in shown.casefold()
        assert "Here since" not in shown
        assert "Earlier decisions" not in shown
    assert ALIAS in before
    assert f"{ALIAS} will get exactly this" in before
    assert f"Hello {ALIAS}," in after


def test_a_member_page_lists_nothing_about_one_off_names(app: Forum, masked: Masked, client_of: Browser) -> None:
    with app.app_context():
        decide(masked, message="About the one-off name.")
        own = flagged("post", author=masked.author, flagger=masked.flagger, alias=None)
        scenes.decide(masked.moderator, own, scenes.choice("hide", rule=masked.rule, message="About the own name."))
    page = client_of(masked.moderator).get(f"/moderation/members/{NAME}").text
    assert "About the own name." in page
    assert "About the one-off name." not in page
    assert masked.case not in page
    assert "<dt>Posts</dt><dd>0</dd>" in page


def test_a_case_in_the_own_name_lists_nothing_about_one_off_names(
    app: Forum, masked: Masked, client_of: Browser
) -> None:
    with app.app_context():
        decide(masked, message="About the one-off name.")
        own = flagged("post", author=masked.author, flagger=masked.flagger, alias=None)
    page = client_of(masked.second).get(f"/moderation/cases/{own}").text
    assert f"The member {NAME}" in page
    assert "About the one-off name." not in page
    assert masked.case not in page


def test_the_log_of_a_member_holds_nothing_about_one_off_names(app: Forum, masked: Masked, client_of: Browser) -> None:
    with app.app_context():
        decide(masked)
        assert queries.log_page(masked.moderator, number=1, member=NAME).total == 0
        own = flagged("post", author=masked.author, flagger=masked.flagger, alias=None)
        scenes.decide(masked.moderator, own, scenes.choice("keep", message=""))
        assert queries.log_page(masked.moderator, number=1, member=NAME).total == 1
        assert queries.log_page(masked.second, number=1).total == 2
        assert [line.about for line in queries.log_page(masked.second, number=1).items] == [NAME, None]


def test_whoever_asks_says_why_and_sees_the_name_on_that_case_alone(
    app: Forum, masked: Masked, client_of: Browser
) -> None:
    client, address = client_of(masked.moderator), f"/moderation/cases/{masked.case}"
    assert "Who is behind this name?" in client.get(address).text
    for nothing in ("", "   "):
        refused = client.post(f"{address}/reveal", data={"reason": nothing})
        assert refused.status_code == 422
        assert "Say why you need to know." in refused.text
        assert NAME not in refused.text
    sent = client.post(f"{address}/reveal", data={"reason": WHY})
    assert sent.status_code == 303
    page = client.get(address).text
    assert f"it is {NAME}" in page
    assert f"/moderation/members/{NAME}" in page
    assert "Who is behind this name?" not in page
    for other in ("/moderation", "/moderation/log"):
        assert NAME not in client.get(other).text
    assert WHY in client.get("/moderation/log").text
    assert NAME not in client_of(masked.second).get(address).text


def test_the_member_reads_a_week_later_that_somebody_asked_and_why(
    app: Forum, masked: Masked, client_of: Browser
) -> None:
    with app.app_context():
        reveal(masked.moderator, masked.case)
        reveal(masked.moderator, masked.case)
        (notice,) = db.session.scalars(select(Notice).where(Notice.member_id == masked.author.id))
        (action,) = db.session.scalars(select(Action))
        assert (action.verb, action.reason, action.actor_id) == ("reveal", WHY, masked.moderator.id)
        assert notice.path == "/account/names-looked-at"
    client = client_of(masked.author)
    with scenes.later(days=6, hours=23):
        assert WHY not in client.get("/account/names-looked-at").text
        assert "/account/names-looked-at" not in client.get("/notifications").text
    with scenes.later(days=7, minutes=1):
        assert "/account/names-looked-at" in client.get("/notifications").text
        page = client.get("/account/names-looked-at").text
        assert WHY in page
        assert "mona" not in page
        assert "of yours</a>" in page
        assert WHY not in client_of(masked.flagger).get("/account/names-looked-at").text


def test_nobody_who_is_concerned_asks(app: Forum, client_of: Browser) -> None:
    with app.app_context():
        author = factories.viewer(NAME, roles=("moderator",))
        flagger = factories.viewer("flora", roles=("moderator",))
        case = flagged("post", author=author, flagger=flagger, alias=ALIAS)
        for concerned in (author, flagger):
            with pytest.raises(NotAllowed):
                reveal(concerned, case)
            with pytest.raises(NotAllowed):
                scenes.decide(concerned, case, scenes.choice("keep"))
    page = client_of(flagger).get(f"/moderation/cases/{case}").text
    assert "Show me the name" not in page
    assert NAME not in page
    assert client_of(author).get(f"/moderation/cases/{case}").status_code == 403
    assert case not in client_of(author).get("/moderation").text
    assert client_of(author).post(f"/moderation/cases/{case}/reveal", data={"reason": WHY}).status_code == 403
    assert client_of(flagger).post(f"/moderation/cases/{case}/reveal", data={"reason": WHY}).status_code == 403


def test_nobody_but_moderators_asks(masked: Masked, client_of: Browser) -> None:
    address = f"/moderation/cases/{masked.case}/reveal"
    assert client_of(masked.flagger).post(address, data={"reason": WHY}).status_code == 404
    assert client_of(masked.author).post(address, data={"reason": WHY}).status_code == 404


def test_there_is_no_name_to_see_where_there_is_no_one_off_name(app: Forum, client_of: Browser) -> None:
    with app.app_context():
        author, flagger = factories.viewer(NAME), factories.viewer("flora")
        case = flagged("experience", author=author, flagger=flagger, alias=None)
        moderator = factories.viewer("mona", roles=("moderator",))
        with pytest.raises(Refused):
            reveal(moderator, case)
    assert "Who is behind this name?" not in client_of(moderator).get(f"/moderation/cases/{case}").text


def test_when_the_account_is_gone_there_is_nobody_behind_the_name(
    app: Forum, masked: Masked, client_of: Browser
) -> None:
    with app.app_context():
        assert masked.author.id is not None
        with transaction():
            erase(get_member(masked.author.id))
        with pytest.raises(Refused):
            reveal(masked.moderator, masked.case)
    page = client_of(masked.moderator).get(f"/moderation/cases/{masked.case}").text
    assert "Show me the name" not in page
    assert "Here since" not in page


def test_a_case_under_a_one_off_name_costs_no_more_than_another(app: Forum, masked: Masked, client_of: Browser) -> None:
    client = client_of(masked.moderator)
    client.get("/moderation")
    with counted() as statements:
        assert client.get(f"/moderation/cases/{masked.case}").status_code == 200
    assert len(statements) <= 12
