"""Cards beside citations, words and mentions: by pointer and by keyboard, dismissed, never in the way of the link."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from forum.accounts.queries import get_member_by_name
from forum.conditions.queries import get_condition
from forum.database import transaction
from forum.discussions.operations import start_topic
from tests import factories
from tests.browser import people, seeing
from tests.browser.people import Site

pytestmark = pytest.mark.browser

FM = "/conditions/fibromyalgia"


with_scripts = pytest.mark.parametrize("javascript", [True])
without_scripts = pytest.mark.parametrize("javascript", [False])


@pytest.fixture
def page(open_browser: Callable[..., Page]) -> Page:
    """A visitor's browser on the summary about fibromyalgia."""
    page = open_browser()
    page.goto(f"{FM}/evidence")
    return page


def card(page: Page) -> Locator:
    return page.get_by_role("tooltip")


def citation(page: Page) -> Locator:
    return page.locator('.lead a[href^="#source-"]').first


def assert_beside(page: Page, link: Locator) -> None:
    """The card is wholly in the window's width, and the link can still be seen and pressed."""
    shown, of = card(page).bounding_box(), link.bounding_box()
    assert shown is not None
    assert of is not None
    width = (page.viewport_size or {"width": 0})["width"]
    assert shown["x"] >= 0
    assert shown["x"] + shown["width"] <= width
    assert shown["y"] >= of["y"] + of["height"] or shown["y"] + shown["height"] <= of["y"]


@with_scripts
@pytest.mark.parametrize("width", [390, 1280])
def test_a_citation_shows_its_record_while_the_pointer_is_there(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    link = citation(page)
    link.hover()
    expect(card(page)).to_contain_text("people.")
    expect(card(page)).to_contain_text("What was found:")
    expect(link).to_have_attribute("aria-describedby", "near")
    assert_beside(page, link)
    seeing.assert_no_barriers(page)
    card(page).hover()
    page.wait_for_timeout(600)
    expect(card(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(card(page)).to_have_count(0)
    expect(link).not_to_have_attribute("aria-describedby", "near")
    link.hover()
    expect(card(page)).to_be_visible()
    page.locator("h1").hover()
    expect(card(page)).to_have_count(0)


@with_scripts
def test_the_keyboard_shows_it_too_and_escape_leaves_the_focus(page: Page) -> None:
    link = citation(page)
    page.locator('a[href="#questions"]').focus()
    for _press in range(40):
        page.keyboard.press("Tab")
        if page.locator(":focus").evaluate("it => it.matches('.term')"):
            break
    word = page.locator(":focus")
    expect(card(page)).to_be_visible()
    assert_beside(page, word)
    page.keyboard.press("Escape")
    expect(card(page)).to_have_count(0)
    assert word.evaluate("it => it === document.activeElement")
    page.keyboard.press("Tab")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#source-*")


@with_scripts
def test_a_word_shows_what_it_means_and_leads_to_the_glossary(page: Page) -> None:
    word = page.locator("a.term").first
    name = str(word.get_attribute("data-card")).removeprefix("word-")
    word.hover()
    expect(card(page)).to_have_text(page.locator(f"#word-{name}").inner_text().replace("\n", " "), use_inner_text=True)
    seeing.assert_no_barriers(page)
    word.click()
    page.wait_for_url(f"**/glossary#{name}")
    expect(page.locator(f"#{name}")).to_be_in_viewport()


def test_a_finger_follows_the_link_at_its_first_tap(site: Site, browser: Browser) -> None:
    context = browser.new_context(base_url=site.address, has_touch=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{FM}/evidence")
    word = page.locator("a.term").first
    word.tap()
    page.wait_for_url("**/glossary#*")
    page.goto(FM)
    page.locator('#studies .lead a[href^="#source-"]').first.tap()
    page.wait_for_url("**#source-*")
    expect(card(page)).to_have_count(0)
    context.close()


@without_scripts
def test_without_scripts_each_link_leads_where_it_says(open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    page.goto(f"{FM}/evidence")
    page.locator("a.term").first.click()
    page.wait_for_url("**/glossary#*")


@with_scripts
def test_a_publication_in_a_topic_shows_its_record(site: Site, open_browser: Callable[..., Page]) -> None:
    name = people.add_member(site)
    with site.app.test_request_context(method="POST"), transaction():
        topic = start_topic(
            factories.viewer_for(get_member_by_name(name).id),
            condition=get_condition("fibromyalgia"),
            kind="discussion",
            title="A paper",
            body="Has anybody read PMID 23359310?",
            key="a-paper",
        )
        public_id = topic.public_id
    page = open_browser()
    page.goto(f"/topics/{public_id}")
    link = page.locator('.body a[href^="/sources/"]')
    link.hover()
    expect(card(page)).to_contain_text("Younger J and others, 2013")
    expect(card(page)).to_contain_text("people.")
    expect(card(page).locator("a")).to_have_count(0)
    assert_beside(page, link)
    link.click()
    page.wait_for_url("**/sources/younger-2013-fm-rct")
