"""A tired person's way: from the condition to a shared experience, with one thumb, interrupted, on any browser."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import people, seeing
from tests.browser.people import Site

pytestmark = pytest.mark.browser

MOST_TAPS = 25
LONGEST = 240  # seconds, of the program's part: typing is the person's
SHARE = "/conditions/fibromyalgia/share"


class Thumb:
    """A person who taps, and types what is no choice; counts the taps."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.taps = 0

    def tap(self, target: Locator) -> None:
        target.click()
        self.taps += 1

    def choose(self, words: str, *, group: str) -> None:
        self.tap(self.page.get_by_role("group", name=group).get_by_label(words, exact=True))

    def write(self, label: str, words: str) -> None:
        """Tap into a field and type."""
        self.tap(self.page.get_by_label(label, exact=True))
        self.page.keyboard.type(words)

    def press(self, words: str) -> None:
        self.tap(self.page.get_by_role("main").get_by_role("button", name=words, exact=True))


@pytest.fixture
def phone(open_browser: Callable[..., Page], site: Site) -> Page:
    page = open_browser(width=390, height=844)
    people.sign_in(page, people.add_member(site), then="/conditions/fibromyalgia")
    return page


def tell_the_facts(thumb: Thumb) -> None:
    thumb.choose("Taking it", group="Where are you with LDN now?")
    thumb.write("When did it start?", "March 2026")
    thumb.write("Dose 1, in mg", "0.5")
    thumb.write("Dose 2, in mg", "1,5")
    thumb.write("Dose 2, from", "4/2026")
    thumb.write("Dose 3, in mg", "4.5")
    thumb.write("Dose 3, from", "june 26")
    thumb.write("Which complaint was it to help?", "Pain")
    thumb.choose("A little better", group="Since starting LDN, this complaint is …")


def test_three_dose_steps_are_shared_with_few_taps(phone: Page) -> None:
    began = time.monotonic()
    thumb = Thumb(phone)
    thumb.tap(phone.get_by_role("link", name="Share your experience"))
    tell_the_facts(thumb)
    thumb.tap(phone.get_by_role("checkbox", name="Vivid dreams"))
    thumb.choose("No", group="Did you take opioid medicines at that time?")
    seeing.assert_no_barriers(phone)
    thumb.press("Save and go on")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your story")
    seeing.assert_no_barriers(phone)
    thumb.press("Save and go on")
    thumb.choose("Yes, count it", group="May it be counted in the numbers?")
    seeing.assert_no_barriers(phone)
    thumb.press("Save and go on")
    expect(phone.get_by_role("main")).to_contain_text("4.5 mg")
    seeing.assert_no_barriers(phone)
    thumb.press("Share it")
    expect(phone.get_by_text("It is shared.")).to_be_visible()
    assert thumb.taps < MOST_TAPS
    assert time.monotonic() - began < LONGEST


def test_an_interruption_loses_nothing_and_another_browser_goes_on(
    site: Site, open_browser: Callable[..., Page], javascript: bool
) -> None:
    name = people.add_member(site)
    first = open_browser(width=390, height=844)
    people.sign_in(first, name, then=SHARE)
    thumb = Thumb(first)
    tell_the_facts(thumb)
    first.get_by_label("Dose 3, in mg").fill("4,")
    if javascript:
        expect(first.get_by_text("Draft saved at")).to_be_visible()
    else:
        people.submit(first, "Keep it and come back later")
        expect(first.get_by_text("What you typed is kept as it is.")).to_be_visible()
    first.context.close()

    second = open_browser(width=390, height=844)
    people.sign_in(second, name, then=SHARE)
    expect(second.get_by_label("Dose 3, in mg")).to_have_value("4,")
    expect(second.get_by_label("Dose 3, from")).to_have_value("june 26")
    people.submit(second, "Save and go on")
    expect(second.get_by_role("alert")).to_contain_text("Please write a number, such as 4.5.")
    seeing.assert_no_barriers(second)
    second.get_by_label("Dose 3, in mg").fill("4500 mg")
    people.submit(second, "Save and go on")
    expect(second.get_by_role("alert")).to_contain_text("Did you mean 4.5?")
    second.get_by_label("Dose 3, in mg").fill("4.5")
    people.submit(second, "Add another dose")
    second.get_by_label("Dose 4, in mg").fill("0")
    second.get_by_label("Dose 4, from").fill("August 2026")
    people.submit(second, "Save and go on")
    expect(second.get_by_role("heading", level=1)).to_have_text("Your story")
    second.context.close()

    third = open_browser()
    people.sign_in(third, name, then=SHARE)
    expect(third.get_by_role("heading", level=1)).to_have_text("Your story")
    people.submit(third, "Save and go on")
    people.submit(third, "Suggest another name")
    expect(third.get_by_label("Another name: ")).to_be_checked()
    people.submit(third, "Save and go on")
    people.submit(third, "Share it")
    expect(third.get_by_text("It is shared.")).to_be_visible()
    expect(third.get_by_role("main")).not_to_contain_text(name)


def test_what_is_not_asked_for_is_away_and_opioids_show_the_box(phone: Page) -> None:
    phone.goto(SHARE)
    box = phone.get_by_role("heading", name="Taking an opioid? Do not take LDN as well.")
    expect(box).to_be_hidden()
    expect(phone.get_by_label("Since when paused, stopped or finished?")).to_be_hidden()
    expect(phone.get_by_label("Vivid dreams: How bad was it?")).to_be_hidden()
    phone.get_by_role("group", name="opioid").get_by_label("Yes").check()
    expect(box).to_be_visible()
    phone.get_by_label("Stopped", exact=True).check()
    expect(phone.get_by_label("Since when paused, stopped or finished?")).to_be_visible()
    phone.get_by_role("checkbox", name="Vivid dreams").check()
    expect(phone.get_by_label("Vivid dreams: How bad was it?")).to_be_visible()
    phone.get_by_label("Thinking about it").check()
    expect(phone.get_by_label("Dose 1, in mg")).to_be_hidden()
    seeing.assert_fits(phone, 320, 390)


def test_enter_in_a_dose_goes_on_and_adds_no_row(phone: Page) -> None:
    phone.goto(SHARE)
    phone.get_by_label("Taking it", exact=True).check()
    phone.get_by_label("Dose 1, from").fill("March 2026")
    phone.get_by_label("Dose 1, in mg").fill("1")
    phone.get_by_label("Dose 1, in mg").press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your story")
