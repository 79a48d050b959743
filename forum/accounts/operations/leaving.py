"""Agreement to health data, and the end of an account, as far as they concern the member's own rows."""

from sqlalchemy import delete, or_, update

from forum import clock
from forum.accounts import library, queries
from forum.accounts.models import Block, Consent, Member, SignIn, Voice
from forum.accounts.operations.letters import drop_mailed_links
from forum.accounts.operations.registration import HEALTH_DATA_VERSION
from forum.accounts.operations.roles import revoke_role
from forum.database import change, db, lock

__all__ = [
    "FORMER_NAME",
    "erase_member",
    "give_health_consent",
    "part_from_aliases",
    "withdraw_health_consent",
    "withhold_texts",
]

FORMER_NAME = "former member"


def withhold_texts(member: Member) -> None:
    """Hide everything the member ever wrote, in whatever voice. It can be shown again."""
    rows = Voice.member_id == member.id, Voice.withheld_at.is_(None)
    change(update(Voice).where(*rows).values(withheld_at=clock.now()))


def withdraw_health_consent(member: Member) -> None:
    """Take the agreement back, and hide what it allowed to show. The member's consents are loaded."""
    lock(member)
    for consent in member.consents:
        if consent.kind == "health_data" and consent.withdrawn_at is None:
            consent.withdrawn_at = clock.now()
    withhold_texts(member)
    db.session.flush()


def give_health_consent(member: Member) -> None:
    """Agree again, and show what was hidden. The member's consents are loaded."""
    lock(member)
    if not any(consent.kind == "health_data" and consent.withdrawn_at is None for consent in member.consents):
        member.consents.append(Consent(kind="health_data", version=HEALTH_DATA_VERSION))
    change(update(Voice).where(Voice.member_id == member.id).values(withheld_at=None))
    db.session.flush()


def erase_member(member: Member) -> None:
    """Empty the row and the voice of a member who leaves. Raises Refused for the last admin.

    The row itself stays without a trace of who it was, so that what others wrote beside it keeps its place. Aliases
    keep their names: two names that became "former member" in one minute would have been one person's.
    """
    lock(member)
    moment = clock.now()
    for role in [role.name for role in queries.roles_of(member)]:
        revoke_role(member, role=role, by_id=member.id)
    db.session.flush()
    drop_mailed_links(member)
    change(delete(SignIn).where(SignIn.member_id == member.id))
    change(delete(Block).where(or_(Block.blocker_id == member.id, Block.blocked_id == member.id)))
    open_consents = Consent.member_id == member.id, Consent.withdrawn_at.is_(None)
    change(update(Consent).where(*open_consents).values(withdrawn_at=moment))
    own = Voice.member_id == member.id, ~Voice.is_alias
    change(update(Voice).where(*own).values(name=FORMER_NAME, is_former=True))
    member.name, member.name_key, member.name_skeleton = FORMER_NAME, library.new_token(), library.new_token()
    member.password = member.email = member.pending_email = member.recovery_hash = None
    member.confirmed_at, member.timezone, member.language = None, "UTC", "en"
    member.fs_uniquifier = library.new_token()
    member.active, member.deleted_at = False, moment
    db.session.flush()


def part_from_aliases(member: Member) -> None:
    """From now on nothing ties the one-off names of somebody who has left to the emptied row, or to each other."""
    aliases = Voice.member_id == member.id, Voice.is_alias
    change(update(Voice).where(*aliases).values(member_id=None))
