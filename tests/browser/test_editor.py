"""An editor's evening: a new paper, the next version past a second editor, a challenge answered, a retraction."""

import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import people, seeing
from tests.browser.people import Site

pytestmark = pytest.mark.browser

# With scripts and without: each way has a summary of its own, since what it publishes stays.
PLACES = {True: ("gulf-war-illness", "Gulf War illness"), False: ("psoriatic-arthritis", "Psoriatic arthritis")}
FILE = """PMID- {pmid}
OWN - NLM
TI  - A made-up trial {mark} of low-dose naltrexone.
AU  - {mark} A
TA  - J Made Up
DP  - 2026 Oct
AID - 10.5555/{mark} [doi]
"""
RESULT = "Fatigue fell by 1.1 points on LDN and by 1.0 points on placebo."
ANSWER = (
    "\n\nIn a newer trial of [=%(key)s:people] people it fell by [=%(key)s:fall-ldn] and [=%(key)s:fall-placebo]"
    " [@%(key)s]."
)
PRINTED = "In a newer trial of 61 people it fell by 1.1 and 1.0"


def main_of(page: Page) -> Locator:
    return page.get_by_role("main")


def press(page: Page, words: str) -> None:
    """Follow the link or press the button of the page that says this."""
    either = main_of(page).get_by_role("link", name=words, exact=True)
    either.or_(main_of(page).get_by_role("button", name=words, exact=True)).first.click()


def sign(page: Page, button: str) -> None:
    """Declare interests, and sign."""
    page.get_by_label("Your interests").fill("None. I take LDN myself.")
    page.get_by_label("No", exact=True).check()
    seeing.assert_no_barriers(page)
    people.submit(page, button)


def bring(page: Page, condition: str) -> str:
    """Paste a file from PubMed, look, and save it for this condition; the key of the record."""
    mark = f"heron{secrets.token_hex(3)}"
    page.goto("/sources/import")
    page.get_by_label("Or its text, pasted").fill(FILE.format(mark=mark, pmid=secrets.randbelow(10**7) + 10**7))
    people.submit(page, "Look at it")
    page.get_by_label("Conditions that it is about").select_option(label=condition)
    people.submit(page, "Save what I chose")
    expect(main_of(page)).to_contain_text("it waits for an editor to say whether it changes the summary")
    return page.url.rsplit("/", 1)[1]


def read(page: Page, key: str) -> None:
    """Write down what the paper says."""
    page.goto(f"/sources/{key}/edit")
    page.get_by_label("Kind of study", exact=True).select_option(value="parallel RCT")
    page.get_by_label("People", exact=True).fill("61")
    page.get_by_label("Compared with").fill("placebo")
    page.get_by_label("What was found").fill(RESULT)
    page.get_by_label("Figures that summaries take from here").fill("fall-ldn = 1.1\nfall-placebo = 1.0")
    page.get_by_label("Result", exact=True).select_option(value="negative")
    page.get_by_label("What was seen").select_option(value="full")
    page.get_by_label("May summaries cite it?").select_option(value="yes")
    people.submit(page, "Save")
    expect(main_of(page)).to_contain_text(RESULT)


def write(page: Page, key: str) -> str:
    """Begin the next version from the desk, and say what the paper changes; the address of the draft."""
    page.goto("/editorial")
    asks = main_of(page).locator("form").filter(has=page.locator(f'input[value="{key}"]'))
    asks.get_by_role("button", name="It changes the summary: write a draft").click()
    answer = page.locator("[name=questions-0-answer]")
    answer.fill(answer.input_value() + ANSWER % {"key": key})
    page.get_by_label("What changed, and why").fill(f"A newer trial was added: {key}.")
    page.get_by_role("button", name="Save and look").first.click()
    expect(main_of(page)).to_contain_text("No reader sees this yet.")
    expect(main_of(page)).to_contain_text(PRINTED)
    return page.url


def pass_on(writer: Page, second: Page, draft: str) -> None:
    """The draft goes to the second editor, who approves it, and out."""
    press(writer, "Hand it over to another editor")
    sign(writer, "Sign and hand it over")
    second.goto(draft)
    seeing.assert_fits(second, 390)
    press(second, "Approve it")
    sign(second, "Sign and approve it")
    writer.goto(draft)
    press(writer, "Publish it")
    people.submit(writer, "Publish it")
    expect(main_of(writer)).to_contain_text("Reviewed by two people")


def test_a_paper_comes_in_and_goes_out(
    site: Site, open_browser: Callable[..., Page], admin: str, javascript: bool
) -> None:
    assert admin
    slug, condition = PLACES[javascript]
    here = f"/conditions/{slug}"
    names = people.add_member(site, "editor"), people.add_member(site, "editor"), people.add_member(site)
    writer, second, reader = (open_browser(width=width) for width in (1280, 390, 390))
    for page, name in zip((writer, second, reader), names, strict=True):
        people.sign_in(page, name)

    key = bring(writer, condition)
    reader.goto(f"{here}/evidence")
    expect(main_of(reader)).to_contain_text("newer publication is being looked at")
    read(writer, key)
    draft = write(writer, key)
    reader.reload()
    expect(main_of(reader)).not_to_contain_text(PRINTED)
    pass_on(writer, second, draft)

    reader.reload()
    expect(main_of(reader)).to_contain_text(PRINTED)
    expect(main_of(reader)).not_to_contain_text("newer publication is being looked at")
    seeing.assert_no_barriers(reader)
    press(reader, "What changed, and when")
    main_of(reader).get_by_role("link", name="Show the difference").first.click()
    expect(main_of(reader).locator("ins").filter(has_text="1.1").first).to_be_visible()
    seeing.assert_no_barriers(reader)
    seeing.assert_fits(reader, 390)

    reader.goto(challenge(reader, second, here))
    expect(main_of(reader)).to_contain_text("It says so in the record.")
    retract(writer, key)
    for path in (f"{here}/evidence", here):
        reader.goto(path)
        expect(main_of(reader)).to_contain_text("This summary is under review")
    writer.goto("/editorial")
    expect(main_of(writer)).to_contain_text(f"Say why it stands: {condition}")


def challenge(reader: Page, editor: Page, here: str) -> str:
    """A reader objects to the sentence, and the other editor answers; the address of the challenge."""
    reader.goto(f"{here}/evidence/challenge?part=q1")
    reader.get_by_label(PRINTED).check()
    reader.get_by_label("What is wrong with it?").fill("Is it not 1.2?")
    people.submit(reader, "Send the challenge")
    expect(main_of(reader)).to_contain_text("Is it not 1.2?")
    address = reader.url
    editor.goto(address)
    editor.get_by_label("The sentence stays, and the answer explains it").check()
    editor.get_by_label("Your answer").fill("It says so in the record.")
    people.submit(editor, "Send the answer")
    return address


def retract(page: Page, key: str) -> None:
    """Say that the paper was retracted."""
    page.goto(f"/sources/{key}/mark")
    page.get_by_label("Retracted").check()
    page.get_by_label("Day of the notice").fill("2026-11-20")
    page.get_by_label("What the notice says, and where it stands").fill("Made up, said its journal.")
    people.submit(page, "Save")
    expect(main_of(page)).to_contain_text("Retracted")
