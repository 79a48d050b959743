"""Who sees an experience follows from what its member chose, for it and for its story."""

from flask.testing import FlaskClient

from forum import clock
from forum.accounts.queries import own_voice
from forum.app import Forum
from forum.database import db, transaction
from forum.discussions.models import Post, Topic
from forum.discussions.operations import change_topic_audience
from forum.experiences.models import Experience
from tests import factories
from tests.experiences import lives


def test_an_experience_is_for_members_alone_when_its_story_is(app: Forum, client: FlaskClient) -> None:
    with app.app_context():
        author, reader = factories.member().id, factories.member().id
        condition = factories.condition()
        story = Topic(
            condition_id=condition.id, voice_id=own_voice(author).id, kind="story", title="A story", numbered=1
        )
        db.session.add(story)
        db.session.flush()
        opening = {"body_markdown": "A text", "body_html": "<p>A text</p>", "markup_version": 1}
        db.session.add(Post(topic_id=story.id, number=1, voice_id=story.voice_id, **opening))
        db.session.commit()
        experience = lives.experience(author, condition=condition, topic_id=story.id)
        public_id, slug, story_id = experience.public_id, condition.slug, story.id
        page = f"/experiences/{public_id}"
        assert client.get(page).status_code == 200
        with transaction():
            change_topic_audience(db.session.get_one(Topic, story_id), audience="members")
    assert client.get(page).status_code == 404
    assert public_id not in client.get(f"/conditions/{slug}/experiences").get_data(as_text=True)
    member = factories.sign_in(app.test_client(), reader)
    assert member.get(page).status_code == 200


def test_an_experience_that_is_shared_later_is_not_seen_before(app: Forum, client: FlaskClient) -> None:
    with app.app_context():
        author = factories.member().id
        experience = lives.experience(author, shared=False)
        page, key = f"/experiences/{experience.public_id}", experience.id
        assert client.get(page).status_code == 404
        with transaction():
            kept = db.session.get_one(Experience, key)
            kept.voice_id, kept.shared_at = own_voice(author).id, clock.now()
    assert client.get(page).status_code == 200
