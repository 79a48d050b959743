"""No page asks the database more than twelve things, whoever looks at it."""

import pytest

from forum.app import Forum
from tests.access.rows import REQUESTS, Ask
from tests.access.world import ROLES, World
from tests.statements import counted

MOST = 12
# A file with everything a member has, read from every area; nobody waits for it as for a page.
NOT_A_PAGE = {"privacy.export"}
PAGES = [ask for ask in REQUESTS if ask.method == "GET" and ask.endpoint not in NOT_A_PAGE]


@pytest.mark.parametrize("ask", PAGES, ids=lambda ask: ask.endpoint)
def test_a_page_needs_at_most_twelve_statements(ask: Ask, app: Forum, world: World) -> None:
    path = ask.path.format(**world.values())
    spent = {}
    for role in ROLES:
        client = world.client(app, role)
        with counted() as statements:
            client.get(path).close()
        spent[role] = len(statements)
    assert {role: number for role, number in spent.items() if number > MOST} == {}
