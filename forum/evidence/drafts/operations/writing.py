"""Starting, saving, taking over and putting away drafts of summaries."""

from copy import deepcopy
from typing import Any

from flask_babel import gettext as _

from forum import clock
from forum.accounts import operations as accounts
from forum.conditions.models import Condition
from forum.database import db, lock
from forum.errors import NotAllowed, Refused
from forum.evidence.citing import shown
from forum.evidence.drafts import policies, queries
from forum.evidence.drafts.models import DraftComment, SummaryDraft
from forum.evidence.drafts.operations.signatures import forget_signatures
from forum.evidence.drafts.operations.signing import path_of
from forum.evidence.drafts.written import EMPTY, Words, arranged, summary_of
from forum.evidence.models import Source
from forum.notifications.operations import notify
from forum.viewers import Viewer

__all__ = ["drop_draft", "save_draft", "start_draft", "take_over_draft"]


def start_draft(condition: Condition, *, viewer: Viewer, source: Source | None = None) -> SummaryDraft:
    """The viewer's draft for a condition: the one they have open, or a new one from the version that readers see.

    A `source` (with its conditions) goes into its table or list, unless the draft was handed over already. The
    member is held: starting twice in the same second gives one draft. Raises NotAllowed.
    """
    now = hold_editor(viewer)
    draft = queries.find_open(now.id or 0, condition.id)
    if draft is None:
        draft = begin(condition, writer_id=now.id)
    else:
        lock(draft)
    if source is not None and policies.can_write(now, draft):
        show_source(draft, source, condition)
    db.session.flush()
    return draft


def begin(condition: Condition, *, writer_id: int | None) -> SummaryDraft:
    """A new draft: the words of the version that is shown, or none."""
    base = queries.shown_revision(condition.id)
    moment = clock.now()
    draft = SummaryDraft(
        condition_id=condition.id,
        base_number=base.number if base else None,
        state="draft",
        parts=deepcopy(base.parts) if base else deepcopy(EMPTY),
        searched_on=base.searched_on if base else None,
        searched_where=base.searched_where if base else "",
        review_due=base.review_due if base else None,
        written_by_id=writer_id,
        version=1,
        created_at=moment,
        changed_at=moment,
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def show_source(draft: SummaryDraft, source: Source, condition: Condition) -> None:
    """Put one source more into the table or the list."""
    summary = summary_of(condition.slug, draft)
    if source.key in shown(summary):
        return
    chosen = [*summary.trials, *summary.also, source.key]
    write(draft, {**draft.parts, **placed(chosen, condition_id=condition.id)})


def placed(chosen: list[str], *, condition_id: int) -> dict[str, list[str]]:
    """The table and the list of these sources."""
    trials, also = arranged(chosen, queries.sources_named(chosen), condition_id=condition_id)
    return {"trials": trials, "also": also}


def save_draft(draft: SummaryDraft, words: Words, *, seen: int, viewer: Viewer) -> None:
    """Keep what its writer typed. `seen` is the version that they had before them.

    Raises NotAllowed for whoever is no editor, and Refused where the draft is another one by now: saved elsewhere,
    taken over, handed over, or put away. Saving the same twice changes nothing.
    """
    now = hold_editor(viewer)
    lock(draft)
    if not policies.is_writer(now, draft):
        raise Refused(_("Another editor writes this draft now. Nothing was saved; your words are below."))
    if not policies.can_write(now, draft):
        raise Refused(_("This draft is not being written any more. Nothing was saved; your words are below."))
    parts: dict[str, Any] = {  # Any: JSON
        "bottom_line": words.bottom_line,
        "questions": words.questions,
        **placed(words.chosen, condition_id=draft.condition_id),
        "not_shown": words.not_shown,
        "ongoing": words.ongoing,
    }
    others = {name: getattr(words, name) for name in ("searched_on", "searched_where", "review_due", "change_note")}
    is_same = parts == draft.parts and all(getattr(draft, name) == value for name, value in others.items())
    if is_same:
        return
    if draft.version != seen:
        raise Refused(
            _("This draft was saved in another window since you opened it. Your words are below, and not saved yet.")
        )
    for name, value in others.items():
        setattr(draft, name, value)
    write(draft, parts)
    db.session.flush()


def write(draft: SummaryDraft, parts: dict[str, Any]) -> None:  # Any: JSON
    """The next version of a draft that is held."""
    draft.parts = parts
    touch(draft)


def touch(draft: SummaryDraft) -> None:
    """Count a change of a draft that is held."""
    draft.version += 1
    draft.changed_at = clock.now()


def drop_draft(draft: SummaryDraft, *, viewer: Viewer) -> None:
    """Put it away; editors can still read it.

    Raises NotAllowed for all but its writer, and Refused once it is published.
    """
    now = hold_editor(viewer)
    lock(draft)
    if draft.state == "dropped":
        return
    if not policies.is_writer(now, draft):
        raise NotAllowed(_("Its writer puts a draft away. You can take it over first."))
    if not policies.can_drop(now, draft):
        raise Refused(_("This draft was published in the meantime."))
    draft.state = "dropped"
    forget_signatures(draft)
    touch(draft)
    db.session.flush()


def take_over_draft(draft: SummaryDraft, *, viewer: Viewer, why: str) -> None:
    """Go on writing what another editor began, or take one's own draft back from whoever was to read it.

    Every signature is taken off. `why`, which may be empty, stays with the draft as a comment. The editor who wrote
    until now is told. Raises NotAllowed, and Refused where the draft is done with, or where the viewer has another
    draft for the condition.
    """
    now = hold_editor(viewer)
    lock(draft)
    if draft.state not in policies.OPEN:
        raise Refused(_("This draft was published or put away in the meantime."))
    former = draft.written_by_id
    if former == now.id and draft.state == "draft":
        return
    if queries.find_open(now.id or 0, draft.condition_id, besides=draft.id) is not None:
        raise Refused(_("You have a draft for this condition yourself. Put one of the two away first."))
    draft.written_by_id, draft.state, draft.submitted_at = now.id, "draft", None
    forget_signatures(draft)
    touch(draft)
    if why:
        comment = DraftComment(draft_id=draft.id, place="whole", words=why, member_id=now.id)
        db.session.add(comment)
    db.session.flush()
    if former is not None and former != now.id:
        notify(former, kind="draft_taken", path=path_of(draft), origin=f"draft:{draft.id}")


def hold_editor(viewer: Viewer) -> Viewer:
    """The viewer as they are now. Raises NotAllowed for whoever is no editor, or is none any more."""
    now = accounts.hold_viewer(viewer)
    if not policies.can_see_drafts(now):
        raise NotAllowed(_("Editors write the summaries."))
    return now
