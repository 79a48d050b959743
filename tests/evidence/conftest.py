"""The evidence of a new site, loaded as a new site loads it."""

import pytest

from forum.app import Forum
from forum.conditions.operations import load_conditions
from forum.database import transaction
from forum.evidence.operations import load_starter


@pytest.fixture
def with_conditions(app: Forum) -> Forum:
    """A site with its conditions and no evidence yet."""
    with app.app_context(), transaction():
        load_conditions()
    return app


@pytest.fixture
def site(with_conditions: Forum) -> Forum:
    """A site with its conditions and its evidence."""
    with with_conditions.app_context(), transaction():
        load_starter()
    return with_conditions
