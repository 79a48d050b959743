"""No word of a text that somebody may not read reaches them, by any page of the forum."""

import io
import re
from itertools import product

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from werkzeug.test import TestResponse

from forum.app import Forum
from forum.database import db
from forum.discussions.models import Topic
from tests.access.rows import REQUESTS
from tests.access.world import READERS, ROLES, World

SEARCHES = (
    "/search?q=slow+month",
    "/search?q=title",
    '/search?q="some words"',
    "/search?q=house",
)
EXTRA = (
    "/latest?page=2",
    "/conditions/fibromyalgia?kind=story",
    "/conditions?q=fibro",
    "/moderation?reason=other",
    "/moderation/log?page=1",
    "/drafts?page=1",
)


def addresses(world: World) -> list[str]:
    """Every GET address of the table, for every text of the world where it asks for one."""
    found = [*SEARCHES, *EXTRA]
    values = world.values()
    topics, posts = world.topics.values(), world.posts.values()
    cases = [each for name, each in world.other.items() if name.startswith("case")]
    experiences = [each for name, each in world.other.items() if name.startswith("experience_")]
    for ask in REQUESTS:
        if ask.method != "GET":
            continue
        if "{topic}" in ask.path:
            found += [ask.path.replace("{topic}", each).format(**values) for each in topics]
            found += [f"/topics/{each}?quote={post}" for each, post in product(topics, posts)]
        elif re.search(r"\{(post|other|taken_back)\}", ask.path):
            found += [re.sub(r"\{(post|other|taken_back)\}", each, ask.path) for each in posts]
        elif re.search(r"\{case(_closed)?\}", ask.path):
            found += [re.sub(r"\{case(_closed)?\}", each, ask.path) for each in cases]
        elif "{experience}" in ask.path:
            found += [ask.path.replace("{experience}", each).format(**values) for each in experiences]
        elif "{summary_draft}" in ask.path:
            both = (values["summary_draft"], values["draft_approved"])
            found += [ask.path.format(**{**values, "summary_draft": each}) for each in both]
        elif "{challenge}" in ask.path:
            found += [ask.path.format(challenge=each) for name, each in values.items() if name.startswith("challenge")]
        elif "{slug}" in ask.path:
            found += [ask.path.format(slug=each) for each in world.slugs]
        else:
            found.append(ask.path.format(**values))
    return list(dict.fromkeys(found))


def words_of(response: TestResponse) -> str:
    """What a person would read of an answer, also of a PDF."""
    if response.mimetype != "application/pdf":
        return response.get_data(as_text=True)
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(response.get_data())).pages)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_reads_what_they_may_not(role: str, app: Forum, world: World) -> None:
    client = world.client(app, role)
    forbidden = [word for word, readers in READERS.items() if role not in readers]
    leaks = []
    seen = set()
    for address in addresses(world):
        response = client.get(address)
        assert response.status_code < 500, address
        text = (words_of(response) + str(response.headers)).lower()
        response.close()
        leaks += [(address, word) for word in forbidden if word in text]
        seen |= {word for word in READERS if word in text}
    assert leaks == []
    assert seen == {word for word, readers in READERS.items() if role in readers}


def test_counts_leave_out_what_is_not_open(app: Forum, world: World) -> None:
    with app.app_context():
        topic = db.session.scalars(select(Topic).where(Topic.public_id == world.topics["open"])).one()
        assert (topic.replies_everyone, topic.replies_members) == (4, 6)
    page = app.test_client().get("/conditions/fibromyalgia").get_data(as_text=True)
    assert "4 replies" in page
    assert "6 replies" not in page


@pytest.mark.parametrize("role", ROLES)
def test_a_search_by_the_member_finds_nothing_of_a_one_off_name(role: str, app: Forum, world: World) -> None:
    client = world.client(app, role)
    for question in ("author:canaryowner", "canaryaliasreply author:canaryowner"):
        found = client.get("/search", query_string={"q": question}).get_data(as_text=True)
        assert "canaryaliasstory" not in found
        assert "Amber Teasel" not in found
    if role != "suspended":
        assert "Amber Teasel 27" in client.get("/search?q=canaryaliasstory").get_data(as_text=True)
