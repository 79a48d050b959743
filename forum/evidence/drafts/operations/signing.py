"""Handing a draft over, approving it, sending it back, and putting one's name to a version that readers see."""

from flask_babel import gettext as _

from forum import clock
from forum.accounts import operations as accounts
from forum.database import db, lock
from forum.errors import NotAllowed, Refused
from forum.evidence.drafts import queries
from forum.evidence.drafts import signing_policies as policies
from forum.evidence.drafts.models import DraftComment, SummaryDraft, SummarySignature
from forum.evidence.drafts.operations.signatures import forget_signatures
from forum.evidence.drafts.policies import is_writer
from forum.evidence.models import Summary, SummaryRevision
from forum.evidence.policies import can_keep_evidence
from forum.evidence.queries import signing
from forum.evidence.signed import Declaration
from forum.notifications.operations import notify, notify_each
from forum.viewers import Viewer

__all__ = [
    "approve",
    "hand_over",
    "held",
    "look_again",
    "read_as_clinician",
    "send_back",
    "sign",
]


def held(draft: SummaryDraft, *, viewer: Viewer, seen: int) -> Viewer:
    """Hold a draft, and give the viewer as they are now.

    `seen` is the version that they had before them. Raises NotAllowed for whoever is no editor any more, Refused where
    the draft has changed since.
    """
    now = accounts.hold_viewer(viewer)
    lock(draft)
    if not can_keep_evidence(now):
        raise NotAllowed(_("This is for editors and admins."))
    if draft.version != seen:
        raise Refused(_("This draft has changed since you opened it. Please read it again."))
    return now


def hand_over(draft: SummaryDraft, *, viewer: Viewer, seen: int, declaration: Declaration) -> None:
    """Its writer says that it is ready, and signs. Those who may approve it are told.

    Raises NotAllowed for everybody else, Refused while anything is wrong with it.
    """
    now = held(draft, viewer=viewer, seen=seen)
    if not is_writer(now, draft):
        raise NotAllowed(_("Whoever writes a draft hands it over."))
    if draft.state != "draft":
        raise Refused(_("This draft is handed over already."))
    if queries.problems_now(draft):
        raise Refused(_("Something in this draft has to be mended first. The list stands above it."))
    sign(declaration, role="writer", member_id=now.id, draft=draft)
    turn(draft, "waiting")
    draft.submitted_at = clock.now()
    db.session.flush()
    others = signing.approver_ids(besides=now.id)
    notify_each(others, kind="draft_waiting", path=path_of(draft), origin=f"draft:{draft.id}")


def approve(draft: SummaryDraft, *, viewer: Viewer, seen: int, declaration: Declaration) -> None:
    """Another editor has read it and signs; the writer is told.

    Raises NotAllowed for its writer and for whoever may not, Refused where it does not wait any more.
    """
    now = held(draft, viewer=viewer, seen=seen)
    check_approver(draft, now)
    if draft.state != "waiting":
        raise Refused(_("This draft does not wait for anybody now."))
    sign(declaration, role="approver", member_id=now.id, draft=draft)
    turn(draft, "approved")
    db.session.flush()
    tell_writer(draft, kind="draft_approved")


def send_back(draft: SummaryDraft, *, viewer: Viewer, seen: int, words: str) -> None:
    """Another editor says what has to change; the writer is told, and signatures go. Raises as approving does."""
    now = held(draft, viewer=viewer, seen=seen)
    check_approver(draft, now)
    if not policies.can_send_back(now, draft, signing.approver_ids(besides=draft.written_by_id)):
        raise Refused(_("This draft does not wait for anybody now."))
    db.session.add(DraftComment(draft_id=draft.id, place="whole", words=words, member_id=now.id))
    forget_signatures(draft)
    turn(draft, "draft")
    draft.submitted_at = None
    db.session.flush()
    tell_writer(draft, kind="draft_back")


def check_approver(draft: SummaryDraft, now: Viewer) -> None:
    """Raise NotAllowed for whoever may not approve it."""
    if not policies.can_approve(now, draft, signing.approver_ids(besides=draft.written_by_id)):
        raise NotAllowed(_("Another editor approves a draft, never its writer; an admin where there is none."))


def turn(draft: SummaryDraft, state: str) -> None:
    """Another state, and so another version: two who act on one page do not both win."""
    draft.state, draft.version = state, draft.version + 1


def sign(
    declaration: Declaration,
    *,
    role: str,
    member_id: int | None,
    draft: SummaryDraft | None = None,
    revision: SummaryRevision | None = None,
) -> None:
    """Write a signature under a draft or a version."""
    db.session.add(
        SummarySignature(
            draft_id=draft.id if draft else None,
            revision_id=revision.id if revision else None,
            role=role,
            member_id=member_id,
            interests=declaration.interests,
            qualification=declaration.qualification,
            is_clinician=declaration.is_clinician,
        )
    )


def path_of(draft: SummaryDraft) -> str:
    """Its address."""
    return f"/editorial/drafts/{draft.public_id}"


def tell_writer(draft: SummaryDraft, *, kind: str) -> None:
    """Tell whoever wrote it, if they are still there."""
    if draft.written_by_id is not None:
        notify(draft.written_by_id, kind=kind, path=path_of(draft), origin=f"draft:{draft.id}")


def look_again(summary: Summary, *, viewer: Viewer, number: int, declaration: Declaration) -> None:
    """A second person has looked at what one had published because it was urgent; that ends its mark.

    `number` is the version that they read. Raises NotAllowed for whoever signed it already, Refused where another
    version is shown by now or somebody was faster.
    """
    now, revision, signed = shown_and_held(summary, viewer=viewer, number=number)
    if revision.second_look_due is None or any(row.role == "second" for row in signed):
        raise Refused(_("Nobody needs to look at this version again: somebody has."))
    if not policies.can_look_again(now, {row.member_id for row in signed}):
        raise NotAllowed(_("Somebody who has not signed this version looks at it."))
    sign(declaration, role="second", member_id=now.id, revision=revision)
    db.session.flush()


def read_as_clinician(summary: Summary, *, viewer: Viewer, number: int, declaration: Declaration) -> None:
    """An editor with a clinician's qualification has read the version that readers see. Twice changes nothing."""
    now, revision, signed = shown_and_held(summary, viewer=viewer, number=number)
    if not (declaration.is_clinician and declaration.qualification):
        raise Refused(_("A clinician signs here, and says with which qualification."))
    if any(row.is_clinician and row.member_id == now.id for row in signed):
        return
    sign(declaration, role="clinician", member_id=now.id, revision=revision)
    db.session.flush()


def shown_and_held(
    summary: Summary, *, viewer: Viewer, number: int
) -> tuple[Viewer, SummaryRevision, list[SummarySignature]]:
    """The viewer as they are now, and the version that readers see, with its signatures. Raises NotAllowed, Refused."""
    now = accounts.hold_viewer(viewer)
    lock(summary)
    if not can_keep_evidence(now):
        raise NotAllowed(_("This is for editors and admins."))
    if summary.shown_number != number:
        raise Refused(_("Another version was published since you opened this page. Please read that one."))
    revision = signing.shown_revision(summary)
    return now, revision, list(signing.signatures_under(revision))
