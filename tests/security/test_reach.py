"""Nothing tells of what somebody may not read (P05), and what changes about somebody holds at once (P06, P07)."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, update

from forum import clock
from forum.accounts.models import Limit, Member, SignIn, member_role
from forum.database import db, transaction
from forum.discussions import places
from forum.discussions.models import Draft, Topic
from forum.notifications.models import Notice
from tests.access.rows import REQUESTS
from tests.access.test_canary import addresses, words_of
from tests.access.world import READERS, STATES
from tests.security.conftest import House

NO_ONE = "zzzzzzzzzzzz"  # a public id that nothing has
VARIES = re.compile(r'value="[^"]{20,}"|/(topics|posts)/[0-9a-z-]+|topic/[0-9a-z]+|(topics|posts)%2F[0-9a-z-]+')


def test_who_is_blocked_meets_neither_the_words_nor_the_name(house: House) -> None:
    client = house.client("blocked")
    met = []
    for address in addresses(house.world):
        # The sitemap is the visitors' one for everybody; the others hold the words that are looked for themselves.
        if address == "/sitemap.xml" or any(word in address for word in ("author_of_the_house", "plainreply")):
            continue
        answer = client.get(address)
        text = (words_of(answer) + str(answer.headers)).lower()
        met += [(address, word) for word in ("canaryopen", "plainreply", "author_of_the_house") if word in text]
    assert met == []


def asked_of(kind: str, public_id: str, house: House) -> list[tuple[str, str, dict[str, str]]]:
    """Every request of the table that names a text, with this one in its place."""
    values = house.world.values()
    names = {"topic": ("topic",), "post": ("post", "other", "taken_back")}[kind]
    here = values | dict.fromkeys(names, public_id)
    found = []
    for ask in REQUESTS:
        spelled = ask.path + "".join(ask.form.values())
        if any(f"{{{name}}}" in spelled for name in names):
            form = {name: text.format(**here) for name, text in ask.form.items()}
            found.append((ask.method, ask.path.format(**here), form))
    return found


@pytest.mark.parametrize("role", ["visitor", "member", "blocked"])
def test_what_one_may_not_read_is_answered_like_what_is_not_there(role: str, house: House) -> None:
    house.app.config["WTF_CSRF_ENABLED"] = False
    try:
        client, told = house.client(role), []
        for kind, hidden in (
            *(("topic", house.world.topics[state]) for state in STATES),
            *(("post", house.world.posts[state]) for state in (*STATES, "withheld")),
        ):
            for there, nowhere in zip(asked_of(kind, hidden, house), asked_of(kind, NO_ONE, house), strict=True):
                one, other = (
                    client.open(path, method=method, data=form or None) for method, path, form in (there, nowhere)
                )
                pages = [VARIES.sub("", each.text) for each in (one, other)]
                if one.status_code != other.status_code or pages[0] != pages[1]:
                    told.append((*there[:2], one.status_code, other.status_code))
        assert told == []
    finally:
        house.app.config["WTF_CSRF_ENABLED"] = True


@pytest.mark.parametrize("role", ["member", "editor", "blocked"])
def test_notices_and_drafts_tell_no_title_of_what_is_not_readable(role: str, house: House) -> None:
    key, world = house.world.members[role], house.world
    with house.app.app_context(), transaction():
        for path in [f"/posts/{each}" for each in world.posts.values()] + [
            f"/topics/{t}" for t in world.topics.values()
        ]:
            db.session.add(Notice(member_id=key, kind="reply", path=path, visible_from=clock.ago(minutes=1)))
        for topic in world.topics.values():
            db.session.add(Draft(member_id=key, place=places.of_topic(topic), body_markdown="mine"))
        for post in world.posts.values():
            db.session.add(Draft(member_id=key, place=places.of_post(post), body_markdown="mine"))
        authors = update(Topic).where(Topic.state == "open", Topic.public_id != world.topics["alias"])
        db.session.execute(authors.values(title="Title canaryopen"))
    client = house.client(role)
    text = "".join(client.get(path).text for path in ("/notifications", "/notifications?page=2", "/drafts")).lower()
    assert [word for word, readers in READERS.items() if word in text and role not in readers] == []
    assert ("canaryopen" in text) is (role != "blocked")


def suspend(member_id: int) -> None:
    db.session.add(Limit(member_id=member_id, kind="suspended", reason="A sentence."))


def demote(member_id: int) -> None:
    db.session.execute(delete(member_role).where(member_role.c.member_id == member_id))


def sign_out(member_id: int) -> None:
    db.session.execute(update(SignIn).where(SignIn.member_id == member_id).values(ended_at=clock.now()))


def switch_off(member_id: int) -> None:
    db.session.execute(update(Member).where(Member.id == member_id).values(active=False))


def erase(member_id: int) -> None:
    db.session.execute(update(Member).where(Member.id == member_id).values(deleted_at=clock.now()))


CHANGES: list[tuple[str, str, Callable[[int], None], int]] = [
    ("moderator", "/moderation", demote, 403),
    ("moderator", "/moderation/log", demote, 403),
    ("moderator", "/moderation", suspend, 403),
    ("admin", "/admin/members", demote, 403),
    ("member", "/latest", suspend, 403),
    ("member", "/account/security", suspend, 403),
    ("member", "/account", sign_out, 303),
    ("member", "/account", switch_off, 303),
    ("member", "/account", erase, 303),
    ("moderator", "/moderation/cases/{case}", sign_out, 303),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda each: f"{each[0]} {each[2].__name__} {each[1]}")
def test_what_changes_about_somebody_holds_from_their_next_request_on(
    change: tuple[str, str, Callable[[int], None], int], house: House
) -> None:
    role, _path, act, status = change
    client, path = house.client(role), change[1].format(**house.world.values())
    assert client.get(path).status_code == 200
    with house.app.app_context(), transaction():
        act(house.world.members[role])
    assert client.get(path).status_code == status


def test_a_copied_cookie_is_worth_nothing_after_signing_out(house: House) -> None:
    client = house.client("member")
    page = client.get("/account/settings").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    cookie = client.get_cookie("__Host-forum")
    assert token is not None
    assert cookie is not None
    client.post("/account/sign-out", data={"csrf_token": token[1]})
    thief = house.client("visitor")
    thief.set_cookie("__Host-forum", cookie.value, secure=True)
    assert thief.get("/account").status_code == 303
    with house.app.app_context():
        left = select(SignIn).where(SignIn.member_id == house.world.members["member"], SignIn.ended_at.is_(None))
        assert db.session.scalars(left).all() == []
