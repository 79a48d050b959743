"""Reading discussions: who may see what, one topic or post, lists, and what counters should say."""

from forum.discussions.queries.finding import (
    Quotation,
    find_opening,
    find_post,
    find_submission,
    find_topic,
    find_voice_in,
    get_post,
    get_topic,
    is_public_id,
    place_of_post,
    post_of_submission,
    posts_by_key,
    quotation,
)
from forum.discussions.queries.history import HistoryPage, history_page
from forum.discussions.queries.keeping import DraftRow, drafts_of, find_draft
from forum.discussions.queries.lists import MemberPost, TopicRow, latest_stories, posts_of_member, topics_page
from forum.discussions.queries.topic_page import PostRow, TopicHead, TopicPage, topic_head, topic_page
from forum.discussions.queries.visibility import PostVoice, TopicVoice, post_visible_to, topic_visible_to

__all__ = [
    "DraftRow",
    "HistoryPage",
    "MemberPost",
    "PostRow",
    "PostVoice",
    "Quotation",
    "TopicHead",
    "TopicPage",
    "TopicRow",
    "TopicVoice",
    "drafts_of",
    "find_draft",
    "find_opening",
    "find_post",
    "find_submission",
    "find_topic",
    "find_voice_in",
    "get_post",
    "get_topic",
    "history_page",
    "is_public_id",
    "latest_stories",
    "place_of_post",
    "post_of_submission",
    "post_visible_to",
    "posts_by_key",
    "posts_of_member",
    "quotation",
    "topic_head",
    "topic_page",
    "topic_visible_to",
    "topics_page",
]
