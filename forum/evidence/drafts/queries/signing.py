"""What a viewer may do with a draft next, who signed it, and how it differs from a version."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from forum.database import db
from forum.evidence.citing import shown
from forum.evidence.differing import Changes, compare
from forum.evidence.drafts import policies as writing
from forum.evidence.drafts import signing_policies as policies
from forum.evidence.drafts.models import SummaryDraft
from forum.evidence.drafts.queries.comments import Spoken, comments_on
from forum.evidence.drafts.queries.one import sources_named
from forum.evidence.drafts.shapes import DraftPage
from forum.evidence.drafts.written import readable, summary_of
from forum.evidence.models import Source, Summary, SummaryRevision
from forum.evidence.queries import signing
from forum.evidence.queries.changes import records_of
from forum.evidence.reading import Listed, as_summary, listed
from forum.evidence.signed import Signed
from forum.viewers import Viewer

__all__ = ["SignDesk", "changes_since", "marked_in", "marks_of_draft", "sign_desk"]


@dataclass(frozen=True, slots=True)
class SignDesk:
    """The acts that this viewer may do with a draft as it is now, its signatures and its comments."""

    signed: tuple[Signed, ...]
    spoken: tuple[Spoken, ...]
    is_open: bool
    is_alone: bool  # nobody but its writer could approve it
    is_outdated: bool  # another version was published since it was begun
    may_hand_over: bool
    may_approve: bool
    may_send_back: bool
    may_publish: bool
    may_publish_alone: bool
    may_publish_urgently: bool
    may_rebase: bool
    may_comment: bool

    def at(self, place: str) -> Spoken | None:
        """What was said about a part."""
        return next((each for each in self.spoken if each.place == place), None)

    def besides(self, places: tuple[str, ...]) -> tuple[Spoken, ...]:
        """What was said about parts other than these, which a page shows already."""
        return tuple(each for each in self.spoken if each.comments and each.place not in places)


def sign_desk(page: DraftPage, viewer: Viewer) -> SignDesk:
    """The same for the page of a draft."""
    draft = page.draft
    rows = signing.signatures_on(draft)
    approvers = signing.approver_ids(besides=draft.written_by_id)
    mine, is_open = policies.can_publish_alone(viewer, draft), draft.state in writing.OPEN
    outdated = is_open and page.shown_number != draft.base_number
    ready = is_open and not page.problems and not outdated
    signers = {row.member_id for row in rows}
    approves = policies.can_approve(viewer, draft, approvers)
    return SignDesk(
        signed=tuple(signing.as_signed(row) for row in rows),
        spoken=comments_on(draft, page.parts),
        is_open=is_open,
        is_alone=not approvers,
        is_outdated=outdated,
        may_hand_over=ready and policies.can_hand_over(viewer, draft) and bool(approvers),
        may_approve=approves and draft.state == "waiting",
        may_send_back=policies.can_send_back(viewer, draft, approvers),
        may_publish=ready and draft.state == "approved" and policies.can_publish(viewer, signers),
        may_publish_alone=ready and mine and not approvers and draft.state != "approved",
        may_publish_urgently=ready and mine and bool(approvers) and draft.state != "approved",
        may_rebase=outdated and mine,
        may_comment=policies.can_comment(viewer, draft),
    )


def sources_in(draft: SummaryDraft) -> dict[str, Source]:
    """The sources that a draft shows, whose condition is loaded, by key."""
    return sources_named(shown(summary_of(draft.condition.slug, draft)))


def marked_in(draft: SummaryDraft) -> tuple[Listed, ...]:
    """The sources of a draft that were corrected, questioned or retracted."""
    return tuple(listed(each) for each in sources_in(draft).values() if each.standing != "sound")


def marks_of_draft(draft: SummaryDraft) -> str:
    """The same as publishing compares it."""
    return signing.marks_seen(sources_in(draft).values())


def changes_since(draft: SummaryDraft, number: int | None) -> Changes | None:
    """How a draft differs from a published version; None where there is no such version."""
    query = (
        select(SummaryRevision)
        .join(SummaryRevision.summary)
        .where(
            Summary.condition_id == draft.condition_id,
            SummaryRevision.number == number,
            SummaryRevision.published_at.is_not(None),
        )
        .options(contains_eager(SummaryRevision.summary))
    )
    revision = db.session.scalars(query).one_or_none()
    if revision is None:
        return None
    slug, words = draft.condition.slug, summary_of(draft.condition.slug, draft)
    sources = sources_named(shown(words))
    return compare(as_summary(slug, revision), records_of(revision), readable(words, sources), sources)
