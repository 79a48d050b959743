"""Reading discussions: who may see what, one topic or post, lists, and what counters should say."""

from forum.discussions.queries.finding import (
    find_opening,
    find_post,
    find_submission,
    find_topic,
    get_post,
    get_topic,
    is_public_id,
    post_of_submission,
)
from forum.discussions.queries.keeping import find_draft
from forum.discussions.queries.visibility import PostVoice, TopicVoice, post_visible_to, topic_visible_to

__all__ = [
    "PostVoice",
    "TopicVoice",
    "find_draft",
    "find_opening",
    "find_post",
    "find_submission",
    "find_topic",
    "get_post",
    "get_topic",
    "is_public_id",
    "post_of_submission",
    "post_visible_to",
    "topic_visible_to",
]
