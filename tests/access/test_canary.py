"""No word of a text that somebody may not read reaches them, by any page of the forum."""

import re
from itertools import product

import pytest
from sqlalchemy import select

from forum.app import Forum
from forum.database import db
from forum.discussions.models import Topic
from tests.access.rows import REQUESTS
from tests.access.world import READERS, ROLES, World

SEARCHES = ("/search?q=slow+month", "/search?q=title", '/search?q="some words"', "/search?q=house")
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
    cases = [world.other[name] for name in ("case", "case_closed", "case_contact")]
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
        else:
            found.append(ask.path.format(**values))
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("role", ROLES)
def test_nobody_reads_what_they_may_not(role: str, app: Forum, world: World) -> None:
    client = world.client(app, role)
    forbidden = [word for word, readers in READERS.items() if role not in readers]
    leaks = []
    seen = set()
    for address in addresses(world):
        response = client.get(address)
        assert response.status_code < 500, address
        text = (response.get_data(as_text=True) + str(response.headers)).lower()
        response.close()
        leaks += [(address, word) for word in forbidden if word in text]
        seen |= {word for word in READERS if word in text}
    assert leaks == []
    assert seen == {word for word, readers in READERS.items() if role in readers}


def test_counts_leave_out_what_is_not_open(app: Forum, world: World) -> None:
    with app.app_context():
        topic = db.session.scalars(select(Topic).where(Topic.public_id == world.topics["open"])).one()
        assert (topic.replies_everyone, topic.replies_members) == (3, 4)
    page = app.test_client().get("/conditions/fibromyalgia").get_data(as_text=True)
    assert "3 replies" in page
    assert "4 replies" not in page
