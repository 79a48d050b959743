"""A moderator's own views of the queue: saved, counted, renamed, deleted, taken along and erased."""

import pytest

from forum import clock
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.database import db, transaction
from forum.discussions.models import Post
from forum.errors import NotFound, Refused
from forum.moderation import operations, queries
from forum.moderation.forms.filters import VIEW_WORDS, narrowing_of, words_of
from forum.moderation.models import SavedView
from forum.moderation.queries import VIEWS, Narrowing
from forum.privacy.operations import erase
from forum.privacy.queries import export_of
from forum.viewers import Viewer
from tests.discussions import texts
from tests.moderation import scenes
from tests.moderation.scenes import browser
from tests.statements import counted


def save(viewer: Viewer, name: str, **filters: str) -> str:
    with transaction():
        return operations.save_view(viewer, name=name, filters=filters).public_id


def names(viewer: Viewer) -> list[str]:
    return [view.name for view in queries.saved_views(viewer.id)]


def test_a_view_is_saved_from_the_queue_and_stands_beside_the_others_with_its_count(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        scenes.flag(scene.flagger, scene.post, reason="spam")
    mona = browser(app, scene.moderator)
    queue = mona.get("/moderation?reason=spam&kind=post").text
    assert 'href="/moderation/views?reason=spam&amp;kind=post"' in queue
    page = mona.get("/moderation/views?reason=spam&kind=post").text
    assert "Reason: Spam · Kind: Posts" in page
    sent = {"name": "Spam <posts>", "reason": "spam", "kind": "post", "nonsense": "x"}
    answer = mona.post("/moderation/views", data=sent)
    assert answer.status_code == 303
    assert answer.location.endswith("/moderation?reason=spam&kind=post")
    queue = mona.get("/moderation").text
    assert "Spam &lt;posts&gt; (1)" in queue
    assert "Spam &lt;posts&gt;" not in browser(app, scene.second).get("/moderation").text


def test_a_name_is_needed_is_ones_own_once_and_what_was_typed_stays(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        save(scene.second, "Spam", reason="spam")
    mona = browser(app, scene.moderator)
    assert mona.post("/moderation/views", data={"name": "Nothing"}).status_code == 422
    empty = mona.post("/moderation/views", data={"name": " ", "reason": "spam"})
    assert empty.status_code == 422
    assert '<input type="hidden" name="reason" value="spam">' in empty.text
    long = mona.post("/moderation/views", data={"name": "x" * 61, "reason": "spam"})
    assert long.status_code == 422
    assert "x" * 61 in long.text
    assert mona.post("/moderation/views", data={"name": "Spam", "reason": "spam"}).status_code == 303
    again = mona.post("/moderation/views", data={"name": "Spam", "reason": "other"})
    assert again.status_code == 409
    assert "You have a view of this name already." in again.text
    assert '<input type="hidden" name="reason" value="other">' in again.text


def test_views_are_renamed_and_deleted_by_their_owner_alone(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        one, other = save(scene.moderator, "One", reason="spam"), save(scene.moderator, "Other", kind="post")
    mona, sven = browser(app, scene.moderator), browser(app, scene.second)
    assert sven.post(f"/moderation/views/{one}/rename", data={"name": "Mine"}).status_code == 404
    assert sven.post(f"/moderation/views/{one}/delete").status_code == 404
    taken = mona.post(f"/moderation/views/{one}/rename", data={"name": "Other"})
    assert taken.status_code == 409
    assert mona.post(f"/moderation/views/{one}/rename", data={"name": ""}).status_code == 422
    assert mona.post(f"/moderation/views/{one}/rename", data={"name": "First"}).status_code == 303
    assert mona.post(f"/moderation/views/{other}/delete").status_code == 303
    with app.app_context():
        assert names(scene.moderator) == ["First"]


def test_twenty_views_are_the_most(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        for number in range(operations.MOST_VIEWS):
            save(scene.moderator, f"View {number}", reason="spam")
        with pytest.raises(Refused, match="20 views"):
            save(scene.moderator, "One more", reason="spam")


def test_all_views_are_counted_in_one_statement(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        scenes.flag(scene.flagger, scene.post, reason="spam")
        saved: dict[str, Narrowing] = {}
        takes = []
        for number in (0, 20):
            saved = {f"v{each}": narrowing_of({"reason": "spam", "author": "new"}) for each in range(number)}
            with counted() as statements:
                page = queries.queue_page(scene.moderator, Narrowing(), at=clock.now(), number=1, saved=saved)
            takes.append(len(statements))
        assert takes[0] == takes[1]
        assert {page.counts[key] for key in saved} == {1}


def test_held_texts_have_a_view_whatever_they_were_flagged_for_since(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        held = texts.reply(scene.author, scene.topic, body="Look here.")
        case = scenes.flag(scene.flagger, held.public_id, reason="sourcing")
        scenes.flag(scene.flagger, scene.post)
        db.session.get_one(Post, held.id).state = "held"
        db.session.commit()
        page = queries.queue_page(scene.moderator, Narrowing(view="held"), at=clock.now(), number=1)
        assert [row.public_id for row in page.page.items] == [case]
        assert page.counts["held"] == 1
        assert tuple(VIEW_WORDS) == VIEWS
        assert words_of(Narrowing(view="held", condition="gout")) == "Held · gout"


def test_views_are_exported_and_erased_with_the_member(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        save(scene.moderator, "Spam", reason="spam")
        member = get_member(scene.moderator.id or 0)
        assert export_of(member, at=clock.now())["views_of_the_queue"][0]["filters"] == {"reason": "spam"}  # type: ignore[index]
        with transaction():
            erase(member)
        assert db.session.query(SavedView).count() == 0


def test_a_view_of_somebody_else_is_not_there(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        view = save(scene.moderator, "Spam", reason="spam")
        assert queries.get_view(scene.moderator, view).name == "Spam"
        with pytest.raises(NotFound):
            queries.get_view(scene.second, view)
