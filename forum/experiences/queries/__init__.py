"""Reading experiences: one, a member's own, lists, and what is counted."""

from forum.experiences.queries.finding import (
    find_experience,
    find_own_experience,
    get_experience,
    get_own_experience,
)
from forum.experiences.queries.timeline import card_of_topic, check_ins_of
from forum.experiences.queries.visibility import ExperienceVoice, experience_visible, experience_visible_to

__all__ = [
    "ExperienceVoice",
    "card_of_topic",
    "check_ins_of",
    "experience_visible",
    "experience_visible_to",
    "find_experience",
    "find_own_experience",
    "get_experience",
    "get_own_experience",
]
