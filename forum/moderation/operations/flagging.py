"""Calling for a moderator: flags, and messages to the team."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from forum import clock
from forum.accounts.models import Member
from forum.accounts.operations.attempts import Allowance, record_attempt, stop_if_too_many
from forum.accounts.queries import get_member
from forum.database import db, lock, savepoint
from forum.discussions.models import Post
from forum.errors import NotAllowed, Refused, TooMany
from forum.experiences.models import Experience
from forum.extensions import network
from forum.moderation import policies, queries, targets
from forum.moderation.models import Case, ContactMessage, Flag
from forum.moderation.operations import cases, hiding, telling
from forum.moderation.targets import Target
from forum.notifications.operations import notify
from forum.viewers import Viewer

__all__ = ["FLAGS_PER_DAY", "flag_experience", "flag_member", "flag_text", "open_member_case", "write_to_team"]

FLAGS_PER_DAY = 20
MESSAGES_PER_DAY = 5  # by one member
VISITORS_MESSAGES_PER_HOUR = 60  # by all visitors together: what a team can read
FROM_ONE_ADDRESS = Allowance("contact", 5, timedelta(hours=1))
DAY_SECONDS = 86_400
HOUR_SECONDS = 3_600


def flag_text(post: Post, *, viewer: Viewer, reason: str, note: str) -> Case:
    """Call a moderator to a post whose voice and topic are loaded; the opening text stands for its topic.

    Flagging it again changes nothing.
    """
    flagger = begin(viewer)
    lock(post.topic)
    lock(post)
    refuse_unless_readable(post.topic.state, post.state)
    target = targets.of_text(post)
    case = add_flag(target, flagger=flagger, viewer=viewer, reason=reason, note=note)
    hiding.hide_if_enough(case, post, target=target.name)
    return case


def flag_experience(experience: Experience, *, viewer: Viewer, reason: str, note: str) -> Case:
    """Call a moderator to an experience. Flagging it again changes nothing."""
    flagger = begin(viewer)
    lock(experience)
    refuse_unless_readable(experience.state if experience.shared_at else "taken_back")
    target = targets.of_experience(*queries.timeline_of(experience.public_id))
    case = add_flag(target, flagger=flagger, viewer=viewer, reason=reason, note=note)
    hiding.hide_if_enough(case, experience, target=target.name)
    return case


def flag_member(member: Member, *, viewer: Viewer, reason: str, note: str) -> Case:
    """Call a moderator to what a member does."""
    flagger = begin(viewer)
    if member.deleted_at is not None:
        raise Refused(_("This account has just been deleted."))
    return add_flag(targets.of_member(member), flagger=flagger, viewer=viewer, reason=reason, note=note)


def open_member_case(member: Member, *, viewer: Viewer) -> Case:
    """A moderator takes up what a member does, without anybody having flagged it.

    Raises NotAllowed for a moderator of some conditions: what a member does belongs to none of them.
    """
    if not viewer.moderates(None):
        raise NotAllowed(_("What a member does is for moderators of the whole forum. You look after some conditions."))
    case, is_new = cases.open_case(targets.of_member(member), reason="other")
    if is_new:
        cases.log("open", actor_id=viewer.id, target=targets.of_member(member).name, case=case)
    return case


def begin(viewer: Viewer) -> Member:
    """The member who flags, locked so that two flags at once cannot both be the last of the day."""
    assert viewer.id is not None
    return lock(get_member(viewer.id))


def refuse_unless_readable(*states: str) -> None:
    """What a moderator or the author has just put away needs no flag any more."""
    if any(state not in {"open", "held"} for state in states):
        raise Refused(_("A moderator has just dealt with this, or its author took it back. Thank you for telling us."))


def add_flag(target: Target, *, flagger: Member, viewer: Viewer, reason: str, note: str) -> Case:
    """The flag, in the one open case of its target. Raises NotAllowed for one's own, TooMany beyond the daily limit."""
    if not policies.can_flag_text_of(viewer, target.author_id):
        raise NotAllowed(_("This is your own. You can change it or take it back yourself."))
    if queries.flags_since(flagger.id, clock.ago(days=1)) >= FLAGS_PER_DAY:
        raise TooMany(
            _("You have flagged %(count)s things today. Please use the contact page for more.", count=FLAGS_PER_DAY),
            retry_after=DAY_SECONDS,
        )
    case, is_new = cases.open_case(target, reason=reason)
    flag = Flag(case_id=case.id, flagger_id=flagger.id, reason=reason, note=note, seen_markdown=target.markdown)
    try:
        with savepoint():
            db.session.add(flag)
            db.session.flush()
    except IntegrityError:
        return case
    case.people += 1
    if not is_new:
        cases.press(case, reason=reason)
    elif case.severity == 0:
        cases.call_moderators(case)
    if case.severity == 0:
        tell_who_looks_after(case, flag)
    if is_new or viewer.is_moderator:
        cases.call_admins_if_nobody_can(case)
    return case


def tell_who_looks_after(case: Case, flag: Flag) -> None:
    """Where somebody looks after it already, they learn of this flag, and whoever raised it learns of them."""
    row = queries.find_risk(case.id)
    if row is None or row.holder_id is None:
        return
    path = f"/moderation/cases/{case.public_id}"
    notify(row.holder_id, kind="case_news", path=path, origin=f"case:{case.id}")
    telling.tell_looked_after([flag], case=case)


def write_to_team(viewer: Viewer, *, about: str, body: str, reply_to: str | None, address: str) -> Case:
    """A message to the team, also from a visitor at this network address: a case of its own. Raises TooMany."""
    refuse_flood(viewer, address=address)
    message = ContactMessage(member_id=viewer.id, about=about, body=body, reply_to=reply_to)
    db.session.add(message)
    db.session.flush()
    case, _is_new = cases.open_case(targets.of_contact(message), reason="contact")
    cases.call_admins_if_nobody_can(case)
    return case


def refuse_flood(viewer: Viewer, *, address: str) -> None:
    """More than a team can read helps nobody."""
    if viewer.id is None:
        place = network(address)
        stop_if_too_many(FROM_ONE_ADDRESS, place)
        record_attempt(FROM_ONE_ADDRESS, place)
        if queries.messages_since(None, clock.ago(hours=1)) >= VISITORS_MESSAGES_PER_HOUR:
            sentence = _("Very many people are writing to us just now. Please try again in an hour.")
            raise TooMany(sentence, retry_after=HOUR_SECONDS)
        return
    lock(get_member(viewer.id))
    if queries.messages_since(viewer.id, clock.ago(days=1)) >= MESSAGES_PER_DAY:
        sentence = _("We have your messages of today and will read them. Please write again tomorrow.")
        raise TooMany(sentence, retry_after=DAY_SECONDS)
