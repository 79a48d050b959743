"""What people do in a browser, step by step, and members who are there before a test begins."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from forum.accounts import operations
from forum.app import Forum
from forum.database import transaction

__all__ = [
    "PASSWORD",
    "Site",
    "add_member",
    "decide",
    "fill_in_account",
    "flag",
    "fresh_name",
    "own_post",
    "sign_in",
    "submit",
]

PASSWORD = "a quiet place for a slow heron"


@dataclass(frozen=True)
class Site:
    """A running site: its address, its folder, and an application on the same database."""

    address: str
    folder: Path
    app: Forum


def fresh_name() -> str:
    """A name that nobody on the site has."""
    return f"heron{secrets.token_hex(4)}"


def add_member(site: Site, *roles: str) -> str:
    """The name of a new member with these roles, who has PASSWORD."""
    name = fresh_name()
    with site.app.app_context(), transaction():
        member = operations.create_member(name, password=PASSWORD).member
        for role in roles:
            operations.grant_role(member, role=role)
    return name


def submit(page: Page, words: str) -> None:
    """Press the button of the page that says this."""
    page.get_by_role("main").get_by_role("button", name=words, exact=True).click()


def fill_in_account(page: Page, name: str) -> None:
    """A name, a password, the rules and the agreement."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("I have read the rules").check()
    page.get_by_label("I agree that what I write here about my health").check()


def sign_in(page: Page, name: str, *, then: str = "/account") -> None:
    """Sign in, and go on to a page."""
    page.goto("/account/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    submit(page, "Sign in")
    expect(page.get_by_role("navigation", name="You")).to_contain_text(name)
    page.goto(then)


def own_post(page: Page, words: str) -> Locator:
    """The text on a topic page that holds these words."""
    return page.get_by_role("article").filter(has_text=words)


def flag(page: Page, words: str, *, reason: str, note: str) -> None:
    """Flag the text that holds these words."""
    own_post(page, words).get_by_role("link", name="Flag").click()
    page.get_by_label(reason).check()
    page.get_by_label("What should we know?").fill(note)
    submit(page, "Send the flag")


def decide(page: Page, choice: str, *, rule: str, message: str) -> None:
    """Choose, say why, and send."""
    page.get_by_label(choice).check()
    page.get_by_label("Which rule is it about?").select_option(label=rule)
    page.get_by_label("What you want to say").fill(message)
    submit(page, "Decide and send")
