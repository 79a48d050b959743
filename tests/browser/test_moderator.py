"""A moderator's evening: made by the admin, decides a case, undoes it, decides again; and what everybody reads then."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from forum.accounts.queries import get_member_by_name
from forum.conditions.queries import get_condition
from forum.database import db, transaction
from forum.moderation.models import Decision
from forum.notifications.models import Notice
from forum.viewers import Viewer
from tests import factories
from tests.browser import people, seeing
from tests.browser.people import Site
from tests.discussions import texts

pytestmark = pytest.mark.browser

WORDS = "Take 4.5 mg tonight"
RULE = "2. Share, do not prescribe"
MESSAGE = "Could you tell what you did yourself?"
CHOICE = "Hide it; the author may change it and ask again"


def viewer_called(name: str) -> Viewer:
    """A member as the operations see them."""
    return factories.viewer_for(get_member_by_name(name).id)


def write_texts(site: Site, author: str) -> str:
    """A topic of somebody else with a reply by the author; its address."""
    asker = people.add_member(site)
    with site.app.app_context():
        condition = get_condition("fibromyalgia")
        topic = texts.new_topic(viewer_called(asker), condition=condition, title="Nights", body="How do you sleep?")
        texts.reply(viewer_called(author), topic, body=f"{WORDS}, says {author}.")
        return f"/topics/{topic.public_id}"


def let_half_a_minute_pass(site: Site) -> None:
    """Nothing can be undone any more, and everybody is told."""
    earlier = timedelta(seconds=31)
    with site.app.app_context(), transaction():
        for decision in db.session.query(Decision).filter(Decision.undone_at.is_(None)):
            decision.final_at -= earlier
        db.session.execute(update(Notice).values(visible_from=Notice.created_at))


def grant_the_role(admin: Page, name: str) -> None:
    """The admin makes a member a moderator on the page of roles."""
    admin.get_by_role("link", name="Who is a moderator, an editor or an admin").click()
    admin.get_by_label("Name of a member").fill(name)
    people.submit(admin, "Find")
    people.submit(admin, "Make moderator")
    expect(admin.get_by_text("Is moderator")).to_be_visible()


def open_case(moderator: Page, author: str) -> None:
    """From any page to the case about the author's text."""
    moderator.get_by_role("link", name="Moderation", exact=True).click()
    moderator.get_by_role("row").filter(has_text=author).get_by_role("link").click()
    expect(moderator.get_by_role("heading", level=1)).to_have_text("Tells others what to take")
    expect(moderator.get_by_role("main")).to_contain_text("It frightened me.")


def decide_undo_and_decide(moderator: Page) -> None:
    """Hidden, shown again before anybody knew, and hidden with other words."""
    people.decide(moderator, CHOICE, rule=RULE, message="Too hasty.")
    expect(moderator.get_by_text("You decided: hidden. Nobody has been told yet.")).to_be_visible()
    people.submit(moderator, "Undo")
    expect(moderator.get_by_role("button", name="Undo")).to_have_count(0)
    people.decide(moderator, CHOICE, rule=RULE, message=MESSAGE)
    expect(moderator.get_by_text("You decided: hidden. Nobody has been told yet.")).to_be_visible()


def decide_too_late(second: Page, faster: str) -> None:
    """The second of two moderators is told what the first one did, and loses no word."""
    with second.expect_response(lambda answer: answer.request.method == "POST") as answer:
        people.decide(second, "Keep it", rule=RULE, message="I would keep it.")
    assert answer.value.status == 409
    expect(second.get_by_role("alert")).to_contain_text(f"{faster} was faster and has decided: hidden.")
    expect(second.get_by_label("What you want to say")).to_have_value("I would keep it.")
    seeing.assert_no_barriers(second)


def read_the_letter(author: Page) -> None:
    """The author reads the text, the rule and the reason."""
    author.goto("/notifications")
    author.get_by_role("link", name="The moderation team decided about something of yours").click()
    letter = author.get_by_role("main")
    for words in (WORDS, "Share, do not prescribe", MESSAGE):
        expect(letter).to_contain_text(words)
    expect(letter.get_by_role("link", name="Change it and ask again")).to_be_visible()
    expect(letter).not_to_contain_text("Too hasty.")
    seeing.assert_no_barriers(author)


def test_a_flag_is_decided_and_everybody_is_told_the_right_thing(
    site: Site, admin: str, open_browser: Callable[..., Page], javascript: bool
) -> None:
    width = 1280 if javascript else 390
    author, flagger, moderator = (people.add_member(site) for _each in range(3))
    topic = write_texts(site, author)

    flagging, writing, deciding, late = (open_browser(width=width) for _each in range(4))
    people.sign_in(flagging, flagger, then=topic)
    people.flag(flagging, WORDS, reason="Tells others what to take", note="It frightened me.")
    people.sign_in(writing, author)

    granting = open_browser(width=width)
    people.sign_in(granting, admin)
    grant_the_role(granting, moderator)
    people.sign_in(deciding, moderator)
    people.sign_in(late, people.add_member(site, "moderator"))
    open_case(deciding, author)
    open_case(late, author)

    decide_undo_and_decide(deciding)
    decide_too_late(late, moderator)
    writing.goto("/notifications")
    expect(writing.get_by_role("link", name="The moderation team decided")).to_have_count(0)
    let_half_a_minute_pass(site)
    read_the_letter(writing)

    flagging.goto("/notifications")
    flagging.get_by_role("link", name="What you flagged has been looked at").click()
    expect(flagging.get_by_role("heading", level=1)).to_have_text("What became of your flag")
    seeing.assert_no_barriers(flagging)

    visitor = open_browser(width=width)
    visitor.goto(topic)
    expect(visitor.get_by_text("A reply that cannot be read here.")).to_be_visible()
    expect(visitor.get_by_role("main")).not_to_contain_text(WORDS)
