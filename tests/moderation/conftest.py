"""What most tests of moderation begin with."""

import pytest

from forum.app import Forum
from tests.moderation import scenes


@pytest.fixture
def scene(app: Forum) -> scenes.Scene:
    """A topic with a post, and those who flag and decide."""
    with app.app_context():
        return scenes.a_scene()
