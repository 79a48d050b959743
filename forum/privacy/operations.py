"""What a member decides about their own data: agreement, and leaving."""

from sqlalchemy import delete, update

from forum.accounts import operations as accounts
from forum.accounts.models import Member
from forum.conditions.models import Follow
from forum.database import change, db, lock
from forum.discussions.models import Draft, Reaction, ReadMark, Submission
from forum.discussions.operations import recount_topics_of_member
from forum.evidence.challenges.operations import part_challenges_from, withhold_challenges
from forum.experiences.operations.leaving import leave_experiences, uncount_member
from forum.moderation.models import ContactMessage, ModeratorCare, SavedView, SparedTopic
from forum.moderation.operations import drop_notes_on, forget_appeals, part_cases_from
from forum.notifications.models import Notice

__all__ = ["give_consent", "leave_and_hide_texts", "leave_texts_behind", "withdraw_consent"]


def withdraw_consent(member: Member) -> None:
    """Take back the agreement to health data: nothing of the member's is shown or counted until they agree again."""
    accounts.withdraw_health_consent(member)
    recount_topics_of_member(member.id)
    uncount_member(member.id)
    db.session.flush()


def give_consent(member: Member) -> None:
    """Agree to health data again; what was hidden by taking it back is shown again, and counted next time."""
    accounts.give_health_consent(member)
    recount_topics_of_member(member.id)
    db.session.flush()


def leave_texts_behind(member: Member, *, password: str) -> None:
    """Delete the account; its texts stay, by a former member. Raises WrongPassword, and Refused for the last admin."""
    accounts.check_password(member, password=password)
    erase(member)


def leave_and_hide_texts(member: Member, *, password: str) -> None:
    """Delete the account and show none of its texts. Raises WrongPassword, and Refused for the last admin."""
    accounts.check_password(member, password=password)
    lock(member)
    accounts.withhold_texts(member)
    withhold_challenges(member.id)
    erase(member)


def erase(member: Member) -> None:
    """Remove what was the member's alone, and empty what others' words stand beside."""
    accounts.erase_member(member)
    for model in (Draft, Follow, Reaction, ReadMark, Submission, Notice, SavedView, ModeratorCare, SparedTopic):
        change(delete(model).where(model.member_id == member.id))
    mine = ContactMessage.member_id == member.id
    change(update(ContactMessage).where(mine).values(member_id=None, reply_to=None))
    recount_topics_of_member(member.id)
    leave_experiences(member.id)
    part_challenges_from(member.id)
    forget_appeals(member.id)
    part_cases_from(member.id)
    drop_notes_on(member.id)
    accounts.part_from_aliases(member)
    db.session.flush()
