"""A question under another name for members, on a phone, with and without JavaScript."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from forum.accounts.aliases import is_suggestion
from tests.browser import people, seeing
from tests.browser.people import Site


def test_a_question_is_asked_and_answered_under_other_names(
    site: Site, open_browser: Callable[..., Page], admin: str
) -> None:
    assert admin
    asker, answerer = people.add_member(site), people.add_member(site)
    page = open_browser(width=390, height=844)
    people.sign_in(page, asker, then="/conditions/fibromyalgia/ask?kind=question")
    page.get_by_label("Title").fill("Night or morning?")
    page.get_by_label("Your text").fill("When do you take it?")
    page.get_by_text("Who may read it, and under which name").click()
    first = page.locator("[name=alias]").input_value()
    people.submit(page, "Suggest a different name")
    expect(page.get_by_label("Another name")).to_be_checked()
    seeing.assert_no_barriers(page)
    alias = page.locator("[name=alias]").input_value()
    assert is_suggestion(alias)
    assert alias != first
    expect(page.get_by_label("Title")).to_have_value("Night or morning?")
    expect(page.get_by_label("Your text")).to_have_value("When do you take it?")
    page.get_by_label("Members only").check()
    people.submit(page, "Post your question")
    expect(page.get_by_role("main")).to_contain_text("Only members can read this topic.")
    expect(page.get_by_role("main")).to_contain_text(f"{alias} (you)")
    topic = page.url

    reader = open_browser(width=390, height=844)
    people.sign_in(reader, answerer, then=topic)
    assert asker not in reader.content()
    reader.get_by_label("Write a reply").fill("In the morning.")
    reader.get_by_text("Under which name").first.click()
    reader.get_by_label("Another name").check()
    seeing.assert_no_barriers(reader)
    people.submit(reader, "Post reply")
    expect(people.own_post(reader, "In the morning.")).to_contain_text("(you)")
    expect(reader.get_by_text(re.compile(r"You write here as \w+ \w+ \d\d\."))).to_be_visible()

    page.goto(topic)
    assert answerer not in page.content()


def test_enter_in_the_title_does_not_suggest_a_name(site: Site, open_browser: Callable[..., Page], admin: str) -> None:
    assert admin
    page = open_browser(width=390, height=844)
    people.sign_in(page, people.add_member(site), then="/conditions/fibromyalgia/ask?kind=question")
    page.get_by_label("Title").fill("Night or morning?")
    page.get_by_label("Title").press("Enter")
    expect(page.get_by_role("heading", name="One thing to check")).to_be_visible()
    assert "/preview" not in page.url
