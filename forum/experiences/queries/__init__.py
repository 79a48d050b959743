"""Reading experiences: one, a member's own, lists, and what is counted."""

from forum.experiences.queries.finding import (
    find_experience,
    find_own_experience,
    get_experience,
    get_own_experience,
)
from forum.experiences.queries.keeping import count_revisions, find_counting_consent, is_counting_agreed
from forum.experiences.queries.timeline import (
    ExperiencePage,
    card_of_topic,
    check_ins_of,
    experience_page,
    own_experiences,
    shared_by_member,
)
from forum.experiences.queries.visibility import ExperienceVoice, experience_visible, experience_visible_to

__all__ = [
    "ExperiencePage",
    "ExperienceVoice",
    "card_of_topic",
    "check_ins_of",
    "count_revisions",
    "experience_page",
    "experience_visible",
    "experience_visible_to",
    "find_counting_consent",
    "find_experience",
    "find_own_experience",
    "get_experience",
    "get_own_experience",
    "is_counting_agreed",
    "own_experiences",
    "shared_by_member",
]
