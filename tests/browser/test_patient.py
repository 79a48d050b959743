"""A patient's way: find a condition, read the evidence, make an account, tell a story, and talk with others."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import people, seeing
from tests.browser.people import Site

pytestmark = pytest.mark.browser

STORY = "The first month was **slow**, and I nearly stopped."


def find_fibromyalgia(page: Page) -> None:
    """From the home page to the condition, by a nickname of it."""
    page.goto("/")
    page.get_by_label("Find your condition").fill("fibro")
    people.submit(page, "Find")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fibromyalgia")


def read_the_trials(page: Page) -> None:
    """The pinned summary: the bottom line at once, the trials too on a wide screen, one press away on a phone."""
    studies = page.get_by_role("region", name="What studies say")
    expect(studies).to_contain_text("low-dose naltrexone")
    trials = studies.get_by_role("table").filter(has_text="What was found")
    fold = studies.get_by_text("Show the questions and the")
    if fold.is_visible():
        expect(trials).to_be_hidden()
        fold.click()
    expect(trials).to_be_visible()
    for name in ("Younger J and others, 2013", "Bested K and others, 2023"):
        expect(trials.get_by_role("rowheader", name=name)).to_be_visible()


def make_an_account(page: Page, name: str) -> None:
    """Without an e-mail address; first without the agreement, which does not work."""
    page.get_by_role("link", name="Make an account").click()
    people.fill_in_account(page, name)
    page.get_by_label("I agree that what I write here about my health").uncheck()
    people.submit(page, "Make an account")
    expect(page.get_by_role("alert")).to_contain_text("One thing to check")
    expect(page.get_by_label("Name")).to_have_value(name)
    people.fill_in_account(page, name)
    people.submit(page, "Make an account")
    expect(page.get_by_role("heading", name="Your recovery code")).to_be_visible()
    expect(page.locator("code")).to_have_text(str(page.locator("code").text_content()))
    seeing.assert_no_barriers(page)
    page.get_by_role("link", name="Back to where you were").click()


def tell_a_story(page: Page, title: str) -> None:
    """Without facts, and first without a title: every word is still there."""
    page.get_by_role("link", name="Your story").click()
    page.get_by_label("Your story", exact=True).fill(STORY)
    people.submit(page, "Save and go on")
    expect(page.get_by_role("alert")).to_contain_text("A title helps others to find it.")
    expect(page.get_by_label("Your story", exact=True)).to_have_value(STORY)
    seeing.assert_no_barriers(page)
    page.get_by_label("Title").fill(title)
    people.submit(page, "Save and go on")
    people.submit(page, "Save and go on")
    people.submit(page, "Share it")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("article").locator("strong")).to_have_text("slow")


def answer_it(page: Page, title: str) -> None:
    """React, quote, look at the preview, and reply."""
    story = people.own_post(page, "The first month was slow")
    story.get_by_role("button", name="Same here").click()
    expect(story.get_by_role("button", name="Same here")).to_have_attribute("aria-pressed", "true")
    story.get_by_role("link", name="Quote").click()
    box = page.get_by_label("Write a reply")
    expect(box).to_have_value(re.compile(r"^> The first month was \*\*slow\*\*, and I nearly stopped\."))
    box.fill(f"{box.input_value()}What kept you going?")
    people.submit(page, "Preview")
    expect(page.locator(".preview blockquote")).to_contain_text("The first month was slow")
    people.submit(page, "Post reply")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(people.own_post(page, "What kept you going?").locator("blockquote")).to_contain_text("slow")


def change_it(page: Page, title: str) -> None:
    """Read the reply from the inbox, change the story with a reason, and look at what changed."""
    page.goto("/notifications")
    page.get_by_role("link", name=title).first.click()
    page.get_by_role("article").first.get_by_role("link", name="Edit").click()
    page.get_by_label("Your text").fill("The first month was quiet, and I nearly stopped.")
    page.get_by_label("Why did you change it?").fill("The right word")
    people.submit(page, "Save the change")
    page.get_by_role("link", name="see what changed").click()
    expect(page.get_by_role("main")).to_contain_text("Reason: The right word")
    expect(page.locator("del")).to_contain_text(["slow"])
    expect(page.locator("ins")).to_contain_text(["quiet"])


@pytest.mark.parametrize(("width", "at_risk"), [(390, True), (1280, False)])
def test_a_patient_reads_tells_and_is_answered(
    site: Site, open_browser: Callable[..., Page], *, width: int, at_risk: bool
) -> None:
    name = people.fresh_name()
    title = f"Eight months of {name}"
    patient = open_browser(width=width)
    find_fibromyalgia(patient)
    read_the_trials(patient)
    patient.get_by_role("link", name="Share your experience").click()
    make_an_account(patient, name)
    tell_a_story(patient, title)
    story = patient.url

    other = open_browser(width=width)
    people.sign_in(other, people.add_member(site), then=story)
    answer_it(other, title)
    change_it(patient, title)

    reason = "I am worried that somebody is at risk" if at_risk else "Makes a health claim that misleads"
    people.flag(other, "The first month was", reason=reason, note="Please look at it.")
    expect(other.get_by_role("heading", level=1)).to_have_text("Thank you. A moderator will look at it.")
    lines = other.get_by_role("heading", name="Help that can be reached now")
    expect(lines).to_have_count(1 if at_risk else 0)
    seeing.assert_no_barriers(other)


def test_a_draft_outlives_the_browser(site: Site, open_browser: Callable[..., Page], javascript: bool) -> None:
    name = people.add_member(site)
    page = open_browser(width=390)
    people.sign_in(page, name, then="/conditions/fibromyalgia/share/story")
    page.get_by_label("Title").fill("A long winter")
    page.get_by_label("Your story", exact=True).fill("I began in November.")
    if javascript:
        expect(page.get_by_text("Draft saved at")).to_be_visible()
    else:
        people.submit(page, "Keep it and come back later")
    page.context.close()

    elsewhere = open_browser()
    people.sign_in(elsewhere, name, then="/drafts")
    expect(elsewhere.get_by_role("heading", name="Story about Fibromyalgia")).to_be_visible()
    elsewhere.get_by_role("link", name="Go on writing").click()
    expect(elsewhere.get_by_label("Title")).to_have_value("A long winter")
    expect(elsewhere.get_by_label("Your story", exact=True)).to_have_value("I began in November.")
    people.submit(elsewhere, "Save and go on")
    people.submit(elsewhere, "Save and go on")
    people.submit(elsewhere, "Share it")
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("A long winter")
    elsewhere.goto("/drafts")
    expect(elsewhere.get_by_text("There is nothing here.")).to_be_visible()
