"""Moderating on the keyboard alone, and on a phone: the keys do what they say, and nothing is decided by mistake."""

import re
from collections.abc import Callable, Mapping

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from forum.accounts.operations import make_moderator_of
from forum.accounts.queries import get_member_by_name
from forum.conditions.models import Condition
from forum.conditions.queries import get_condition
from forum.database import db, transaction
from forum.discussions.models import Post
from forum.discussions.queries import get_post
from forum.moderation import operations
from forum.moderation.models import Case, Decision
from tests import factories
from tests.browser import people, seeing
from tests.browser.people import Site
from tests.browser.test_keyboard import tab_to
from tests.discussions import texts

pytestmark = pytest.mark.browser

REASONS = (*("harassment", "spam", "unsafe_instruction", "other", "misleading"), *("sourcing", "private_details"))
LETTER = re.compile(r"You decided: (kept|hidden)")


def a_desk(site: Site, slug: str, count: int) -> tuple[str, dict[str, str]]:
    """A moderator of this condition alone, and so many cases in it; which words are to be kept or hidden."""
    author, flagger, moderator = (people.add_member(site) for _each in range(3))
    wanted: dict[str, str] = {}
    with site.app.app_context():
        place: Condition = get_condition(slug)
        with transaction():
            make_moderator_of(get_member_by_name(moderator), conditions={place.id: place.name})
        writes, flags = (factories.viewer_for(get_member_by_name(name).id) for name in (author, flagger))
        topic = texts.new_topic(flags, condition=place, title="Nights", body="How do you sleep?").public_id
        for number in range(count):
            verb = "hide" if number % 3 == 2 else "keep"
            words = f"Text {number} by {author}, to {verb}."
            post = texts.reply(writes, topic, body=words).public_id
            with transaction():
                reason = REASONS[number % len(REASONS)]
                operations.flag_text(get_post(flags, post), viewer=flags, reason=reason, note="")
            wanted[words] = verb
    return moderator, wanted


def decided(site: Site, wanted: Mapping[str, str]) -> dict[str, list[str]]:
    """What was decided on each of these texts and not undone."""
    with site.app.app_context():
        query = (
            select(Post.body_markdown, Decision.verb)
            .join(Case, Case.post_id == Post.id)
            .join(Decision, Decision.case_id == Case.id)
            .where(Post.body_markdown.in_(wanted), Decision.undone_at.is_(None))
        )
        found: dict[str, list[str]] = {}
        for words, verb in db.session.execute(query):
            found.setdefault(words, []).append(verb)
        return found


def switch_keys_on(page: Page) -> None:
    """By Tab and Enter, as everything here."""
    tab_to(page, page.locator("[data-keys] summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Use single keys on this device"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Use single keys on this device")).to_have_attribute("aria-pressed", "true")


def press_and_wait(page: Page, key: str) -> None:
    """A key that leads to a page."""
    with page.expect_navigation():
        page.keyboard.press(key)
    page.wait_for_load_state("load")


def decide_by_keys(page: Page, wanted: Mapping[str, str]) -> str:
    """Read the case and decide it; the words it was about. Keeping takes two presses, hiding some more."""
    text = page.locator("section[aria-labelledby=text]").inner_text()
    words = next(each for each in wanted if each in text)
    if wanted[words] == "keep":
        page.keyboard.press("e")
        press_and_wait(page, "Enter")
    else:
        page.keyboard.press("h")
        page.keyboard.press("Tab")
        page.keyboard.type("2")
        expect(page.get_by_label("What you want to say")).not_to_have_value("")  # the words of the rule
        page.keyboard.press("Shift+Tab")
        press_and_wait(page, "Enter")
    expect(page.get_by_role("heading", name=LETTER)).to_be_visible()
    return words


@pytest.mark.parametrize("javascript", [True])  # the keys are a script
def test_ten_mixed_cases_are_decided_by_keys_and_none_wrongly(
    site: Site, open_browser: Callable[..., Page], *, javascript: bool
) -> None:
    moderator, wanted = a_desk(site, "psoriasis", 10)
    page = open_browser()
    people.sign_in(page, moderator, then="/moderation")
    switch_keys_on(page)
    page.keyboard.press("j")
    press_and_wait(page, "o")
    seen = []
    for place in range(10):
        seen.append(decide_by_keys(page, wanted))
        press_and_wait(page, "n")
        assert place == 9 or "/moderation/cases/" in page.url
    assert sorted(seen) == sorted(wanted)
    assert decided(site, wanted) == {words: [verb] for words, verb in wanted.items()}
    expect(page.get_by_role("main")).to_contain_text("Nothing waits.")


@pytest.mark.parametrize("javascript", [True])
def test_every_key_does_what_it_says_and_none_works_while_one_types(
    site: Site, open_browser: Callable[..., Page], *, javascript: bool
) -> None:
    moderator, wanted = a_desk(site, "gulf-war-illness", 3)
    page = open_browser()
    people.sign_in(page, moderator, then="/moderation")
    page.keyboard.press("j")
    expect(page.locator("[data-key-row][aria-current]")).to_have_count(0)  # off until they are switched on
    switch_keys_on(page)
    rows = page.locator("[data-key-row]")
    for key, at in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1), ("k", 0), ("k", 0)):
        page.keyboard.press(key)
        expect(rows.nth(at)).to_have_attribute("aria-current", "true")
    press_and_wait(page, "c")
    expect(page.get_by_text("You have this case.")).to_be_visible()
    page.keyboard.press("d")
    expect(page.get_by_label("Keep it")).to_be_focused()
    page.get_by_label("A note for moderators").focus()
    page.keyboard.type("n e h d u c")
    expect(page.get_by_label("A note for moderators")).to_have_value("n e h d u c")
    assert decided(site, wanted) == {}
    page.get_by_label("Keep it").focus()
    page.keyboard.press("e")
    press_and_wait(page, "Enter")
    assert len(decided(site, wanted)) == 1
    press_and_wait(page, "u")
    assert decided(site, wanted) == {}
    here = page.url
    press_and_wait(page, "n")
    assert "/moderation/cases/" in page.url
    assert page.url != here


@pytest.mark.parametrize("javascript", [True])
def test_a_wave_of_spam_is_ticked_and_removed_by_keys(
    site: Site, open_browser: Callable[..., Page], *, javascript: bool
) -> None:
    moderator, wanted = a_desk(site, "osteoarthritis", 9)  # two of them are spam
    page = open_browser()
    people.sign_in(page, moderator, then="/moderation?reason=spam")
    switch_keys_on(page)
    for _row in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    press_and_wait(page, "b")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 cases, decided with one press")
    seeing.assert_no_barriers(page)
    page.keyboard.press("d")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Which rule is it about?")).to_be_focused()
    page.keyboard.type("2")
    tab_to(page, page.get_by_role("button", name="Decide all that are ticked"))
    press_and_wait(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 cases decided")
    assert list(decided(site, wanted).values()) == [["remove"], ["remove"]]
    press_and_wait(page, "u")
    assert decided(site, wanted) == {}


def test_a_case_is_decided_on_a_phone(site: Site, open_browser: Callable[..., Page], *, javascript: bool) -> None:
    moderator, wanted = a_desk(site, "hailey-hailey-disease", 2)
    page = open_browser(width=390)
    people.sign_in(page, moderator, then="/moderation")
    for path in ("/moderation", "/moderation?reason=spam", "/moderation/views?reason=spam", "/moderation/care"):
        page.goto(path)
        seeing.assert_fits(page, 390)
        seeing.assert_no_barriers(page)
    page.goto("/moderation")
    page.get_by_role("row").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Your decision")).to_be_visible()
    seeing.assert_fits(page, 390)
    text = page.locator("section[aria-labelledby=text]").inner_text()
    words = next(each for each in wanted if each in text)
    page.get_by_label("Keep it").check()
    people.submit(page, "Decide and send")
    expect(page.get_by_role("heading", name="You decided: kept.")).to_be_visible()
    seeing.assert_fits(page, 390)
    page.goto("/moderation")
    page.get_by_label("Tick case").first.check()
    people.submit(page, "Look at the ticked ones together")
    expect(page.get_by_role("heading", name="Your decision on all of them")).to_be_visible()
    seeing.assert_fits(page, 390)
    seeing.assert_no_barriers(page)
    assert decided(site, wanted) == {words: ["keep"]}
