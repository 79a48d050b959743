"""Members' numbers: their page, in short on the page of the condition, how they were counted, releases and files."""

import re

import pytest
from flask.testing import FlaskClient

from forum.app import Forum
from forum.experiences.figures import Figures
from tests import factories
from tests.pages.releases import DAY, RICH, release

HONEST = (
    "241 members chose to report. This is not a trial. People with good results report more often. "
    "It cannot tell you what will happen to you."
)
PLACES = ("", "/experiences", "/experiences/counted", f"/experiences/releases/{DAY}")


@pytest.fixture
def rich(app: Forum) -> str:
    """The path of a condition with everything to show."""
    return with_release(app, RICH)


def with_release(app: Forum, figures: Figures | None, **fields: object) -> str:
    """The path of a condition with this release."""
    with app.app_context():
        condition = factories.condition()
        if figures:
            release(condition, figures, **fields)
        return f"/conditions/{condition.slug}"


def words(page: str) -> str:
    """What a page says: without tags, white space as single blanks."""
    body = page.split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", body)).replace("&#39;", "'")


def test_the_honest_sentence_comes_before_every_number(client: FlaskClient, rich: str) -> None:
    for path in (rich, f"{rich}/experiences", f"{rich}/experiences/releases/{DAY}"):
        shown = words(client.get(path).text)
        assert HONEST in shown
        before = shown.split(HONEST)[0].split("not a study")[-1]
        assert re.search(r"\d", before) is None


def test_the_order_never_changes(client: FlaskClient, rich: str) -> None:
    page = client.get(f"{rich}/experiences").text
    headings = re.findall(r"<h[234][^>]*>([^<]+)", page.split("<main", 1)[1])
    assert headings == [
        "What members report",
        "Who is counted",
        "Since starting LDN",
        "The same answers in one group",
        "The dose they take, or took last",
        "When they first noticed a change",
        "Still taking it",
        "Stopped, and why",
        "Side effects",
        "What studies say",
        "The experiences themselves",
    ]
