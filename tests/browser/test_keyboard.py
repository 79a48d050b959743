"""A story told without a mouse: Tab, Enter and Space, and always visible where one is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import people
from tests.browser.people import Site

pytestmark = pytest.mark.browser

OUTLINE = "([it]) => parseFloat(getComputedStyle(it).outlineWidth) > 0 && getComputedStyle(it).outlineStyle != 'none'"
FARTHEST = 60  # presses of Tab to anything on these pages


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until it has the focus, which is seen at every step."""
    for _press in range(FARTHEST):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() == 0:
            continue  # on the way round, through the browser's own buttons
        assert focused.evaluate_all(OUTLINE), f"no outline: {focused.evaluate('it => it.outerHTML')}"
        if wanted.evaluate("it => it === document.activeElement"):
            return
    pytest.fail(f"Tab does not lead to {wanted}")


@pytest.mark.parametrize("javascript", [True])  # whether an element has the focus is asked by a script
def test_a_story_is_told_by_keyboard_alone(site: Site, open_browser: Callable[..., Page], *, javascript: bool) -> None:
    name = people.add_member(site)
    page = open_browser()
    page.goto("/conditions/fibromyalgia")
    tab_to(page, page.get_by_role("link", name="Share your experience"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")

    tab_to(page, page.get_by_label("Name"))
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(people.PASSWORD)
    tab_to(page, page.get_by_label("Keep me signed in"))
    page.keyboard.press("Space")
    expect(page.get_by_label("Keep me signed in")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What you took, and what happened")

    tab_to(page, page.get_by_role("link", name="Your story"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your story")
    tab_to(page, page.get_by_label("Your story", exact=True))
    page.keyboard.type("It took until spring.")
    tab_to(page, page.get_by_role("button", name="Save and go on"))
    page.keyboard.press("Space")
    expect(page.get_by_role("alert")).to_be_focused()

    tab_to(page, page.get_by_role("alert").get_by_role("link", name="Title"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Title")).to_be_focused()
    page.keyboard.type("Until spring")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who may see it")
    tab_to(page, page.get_by_role("radio", name="Everyone, signed in or not"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("A last look")
    tab_to(page, page.get_by_role("button", name="Share it"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Until spring")
    expect(page.get_by_role("article").first).to_contain_text("It took until spring.")
