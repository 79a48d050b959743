"""Every page of the forum in a browser: no barriers, nothing too wide, no complaints, nothing from elsewhere."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.access.rows import REQUESTS
from tests.access.table import STATUSES
from tests.access.world import ROLES, World, make_world
from tests.browser import people, seeing
from tests.browser.people import Site

pytestmark = pytest.mark.browser

NO_PAGES = {  # what machines ask for, downloads, and ways to other pages
    "pages.healthz",
    "pages.readyz",
    "pages.metrics",
    "pages.robots",
    "pages.sitemap",
    "pages.favicon",
    "static",
    "privacy.export",
    "pages.sheet_pdf",
    "pages.release_file",
    "pages.newest_file",
    "moderation.transparency_file",
    "evidence.citation",
    "evidence.feed",
    "evidence.feed_one",
    "pages.post",
    "accounts.reset_by_mail",
}
COLOURS = (
    "color-contrast",
    "link-in-text-block",
)  # the rules by which the dark theme could fail where the light does not
MOST_SEEN_BY = ("author", "moderator", "admin", "visitor", "member")  # who finds most on a page, first
OFTEN = {
    "pages.home",
    "pages.condition",
    "pages.topic",
    "pages.member",
    "search.results",
}  # as several people
FURTHER = [
    ("visitor", "/nothing-here"),
    ("visitor", "/conditions?q=no+such+condition"),
    ("visitor", "/search"),
    ("visitor", "/search?q=nosuchword"),
    ("visitor", "/latest?kind=question"),
    ("visitor", "/conditions/lupus"),
    ("member", "/moderation"),
    ("member", "/drafts"),
    ("member", "/notifications"),
    ("silenced", "/topics/{topic}"),
    ("suspended", "/"),
    ("suspended", "/account/standing"),
    ("author", "/topics/{topic}?quote={other}"),
    ("moderator", "/moderation/cases/{case_closed}"),
    ("moderator", "/moderation/cases/{case_risk}"),
    ("moderator", "/moderation/cases/{case_held}"),
    ("moderator", "/moderation/log?member=nobody"),
    ("admin", "/admin/members?name=moderator_of_the_house"),
]


def pages() -> list[tuple[str, str]]:
    """Who looks at which address: every page as whoever finds most on it, and some as others too."""
    found = []
    for ask in REQUESTS:
        if ask.method != "GET" or ask.endpoint in NO_PAGES:
            continue
        statuses = dict(zip(ROLES, STATUSES[f"{ask.endpoint} GET"], strict=True))
        seen_by = [role for role in MOST_SEEN_BY if statuses[role] == 200] or ["visitor"]
        found += [(role, ask.path) for role in (seen_by if ask.endpoint in OFTEN else seen_by[:1])]
    return [*found, *FURTHER]


@pytest.fixture(scope="session")
def world(site: Site, admin: str) -> World:
    """A small forum with a text in every state. The set-up link comes first: it is gone once there is an admin."""
    with site.app.app_context():
        return make_world()


@pytest.fixture(scope="session")
def complaints() -> list[str]:
    """What the pages of this file complain about."""
    return []


@pytest.fixture(scope="session")
def open_as(browser: Browser, site: Site, world: World, complaints: list[str]) -> Iterator[Callable[[str], Page]]:
    """The browser of somebody in this role, signed in; always the same one."""
    opened: dict[str, Page] = {}

    def open_one(role: str) -> Page:
        if role not in opened:
            context = browser.new_context(base_url=site.address, color_scheme="light")
            sign_in(context, site, world, role)
            opened[role] = context.new_page()
            opened[role].set_default_timeout(20_000)
            seeing.listen(opened[role], complaints, address=site.address)
        return opened[role]

    yield open_one
    for page in opened.values():
        page.context.close()


def sign_in(context: BrowserContext, site: Site, world: World, role: str) -> None:
    """Carry the cookie of a signed-in client into the browser."""
    client = world.client(site.app, role)
    cookie = client.get_cookie(site.app.config["SESSION_COOKIE_NAME"])
    if cookie is not None:
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site.address}])


@pytest.fixture
def look(open_as: Callable[[str], Page], complaints: list[str]) -> Iterator[Callable[[str], Page]]:
    """Somebody's browser; what its pages complain about fails the test at its end."""
    complaints.clear()
    yield open_as
    assert complaints == []


def assert_good(page: Page) -> None:
    """One heading, a language, a way past the navigation; for every reader, in both themes, on both widths."""
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("html")).to_have_attribute("lang", "en-GB")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_class("skip")
    seeing.assert_fits(page, 390, 1280)
    seeing.assert_no_barriers(page)
    page.emulate_media(color_scheme="dark")
    seeing.assert_no_barriers(page, *COLOURS)
    page.emulate_media(color_scheme="light")


@pytest.mark.parametrize(("role", "path"), pages())
def test_every_page_is_good(look: Callable[[str], Page], world: World, role: str, path: str) -> None:
    page = look(role)
    page.goto(path.format(**world.values()))
    assert_good(page)


@pytest.mark.parametrize(
    ("role", "path", "button"),
    [
        ("visitor", "/account/register", "Make an account"),
        ("visitor", "/account/sign-in", "Sign in"),
        ("visitor", "/contact", "Send"),
        ("member", "/conditions/{slug}/ask", "Post your question"),
        ("member", "/account/password", "Change password"),
        ("member", "/posts/{post}/flag", "Send the flag"),
        ("moderator", "/moderation/cases/{case}", "Decide and send"),
        ("moderator", "/moderation/cases/{case_held}", "Note it"),
    ],
)
def test_a_form_that_is_sent_empty_says_so_where_it_is_read(
    look: Callable[[str], Page], world: World, *, role: str, path: str, button: str
) -> None:
    page = look(role)
    page.goto(path.format(**world.values()))
    people.submit(page, button)
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("[aria-invalid], fieldset.wrong").first).to_have_attribute(
        "aria-describedby", re.compile("-why")
    )
    seeing.assert_fits(page, 390, 1280)
    seeing.assert_no_barriers(page)


def test_the_skip_link_leads_past_the_navigation(look: Callable[[str], Page], world: World) -> None:
    page = look("moderator")
    page.goto("/conditions/fibromyalgia")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").locator(":focus")).to_have_text("Share your experience")


def test_a_barrier_would_be_seen(look: Callable[[str], Page]) -> None:
    page = look("visitor")
    page.goto("/account/sign-in")
    page.evaluate("for (const label of document.querySelectorAll('label')) label.remove()")
    with pytest.raises(AssertionError, match="label"):
        seeing.assert_no_barriers(page)
