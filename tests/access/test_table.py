"""Every endpoint, asked by everybody, answers as the table says."""

from collections.abc import Callable

import pytest

from forum.app import Forum
from tests.access.rows import REQUESTS, Ask
from tests.access.table import STATUSES
from tests.access.world import ROLES, World


def key(ask: Ask) -> str:
    return f"{ask.endpoint} {ask.method}"


def test_every_endpoint_is_in_the_table(app: Forum) -> None:
    methods = {
        f"{rule.endpoint} {method}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert methods == set(STATUSES)
    assert methods == {key(ask) for ask in REQUESTS}


@pytest.mark.parametrize("ask", REQUESTS, ids=key)
def test_everybody_gets_the_status_of_the_table(
    ask: Ask, app: Forum, world: World, fresh_world: Callable[[], None]
) -> None:
    got: list[int] = []
    values = world.values()
    form = {name: text.format(**values) for name, text in ask.form.items()}
    for role in ROLES:
        if ask.method != "GET" and got and got[-1] < 400:
            fresh_world()
        client = world.client(app, role)
        response = client.open(ask.path.format(**values), method=ask.method, data=form or None)
        response.close()
        got.append(response.status_code)
    assert dict(zip(ROLES, got, strict=True)) == dict(zip(ROLES, STATUSES[key(ask)], strict=True))
