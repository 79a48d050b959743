"""What members and moderators do with topics and posts: one verb, one function."""

from forum.discussions.operations.arranging import (
    gather_replies,
    move_topic,
    note_content,
    return_replies,
    send_on,
    slow_topic,
    split_off,
)
from forum.discussions.operations.counting import (
    recount_all,
    recount_condition,
    recount_topic,
    recount_topics_of_member,
)
from forum.discussions.operations.editing import edit_post, put_back, take_back
from forum.discussions.operations.keeping import discard_draft, mark_read, react, save_draft, unreact
from forum.discussions.operations.readers import change_post_audience, change_topic_audience
from forum.discussions.operations.standing import (
    Standing,
    hide_post,
    hide_topic,
    hold_post,
    hold_topic,
    lock_topic,
    release_post,
    release_topic,
    remove_post,
    remove_topic,
    restore_post,
    restore_topic,
    return_post,
    standing_of,
    unlock_topic,
)
from forum.discussions.operations.writing import post_reply, start_topic

__all__ = [
    "Standing",
    "change_post_audience",
    "change_topic_audience",
    "discard_draft",
    "edit_post",
    "gather_replies",
    "hide_post",
    "hide_topic",
    "hold_post",
    "hold_topic",
    "lock_topic",
    "mark_read",
    "move_topic",
    "note_content",
    "post_reply",
    "put_back",
    "react",
    "recount_all",
    "recount_condition",
    "recount_topic",
    "recount_topics_of_member",
    "release_post",
    "release_topic",
    "remove_post",
    "remove_topic",
    "restore_post",
    "restore_topic",
    "return_post",
    "return_replies",
    "save_draft",
    "send_on",
    "slow_topic",
    "split_off",
    "standing_of",
    "start_topic",
    "take_back",
    "unlock_topic",
    "unreact",
]
