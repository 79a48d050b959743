"""Asking editors whether a new source changes a summary, and what they answer. Nothing here commits."""

from collections.abc import Collection, Iterable

from flask_babel import gettext as _

from forum import clock
from forum.accounts import operations as accounts
from forum.database import db, lock
from forum.errors import NotAllowed, Refused
from forum.evidence.candidates import queries
from forum.evidence.models import Source, SummaryCandidate, SummaryRevision
from forum.evidence.policies import can_keep_evidence
from forum.evidence.queries.standing import editor_ids
from forum.notifications.operations import notify_each
from forum.viewers import Viewer

__all__ = ["ask_editors", "end_shown", "say_unchanged"]


def ask_editors(sources: Iterable[Source], *, besides: Collection[int] = ()) -> int:
    """Ask for each summary about a condition of a source that does not show it, whether it changes.

    The sources are stored, held or new, with their conditions loaded; `besides` are keys of conditions that are not
    asked. A source that is about a condition no more, or shown by now, asks no more. What an editor has answered
    stays answered. Editors get one notice, and none while one is unread. Gives how many questions are new.
    """
    stored = {source.id: source for source in sources}
    if not stored:
        return 0
    about = {source.id: {each.id for each in source.conditions} for source in stored.values()}
    summaries = queries.summaries_about(set().union(*about.values()))
    for summary in summaries:
        lock(summary)
    shown, known = queries.shown_pairs(stored), queries.candidates_on(stored)
    wanted = {(each.id, key) for each in summaries for key, ids in about.items() if each.condition_id in ids} - shown
    end([row for pair, row in known.items() if row.ended_at is None and pair in shown], ending="version")
    end([row for pair, row in known.items() if row.ended_at is None and pair not in wanted], ending="withdrawn")
    asked = {each.id for each in summaries if each.condition_id not in besides}
    new = [pair for pair in sorted(wanted) if pair not in known and pair[0] in asked]
    again = [row for pair, row in known.items() if pair in wanted and row.ending == "withdrawn"]
    moment = clock.now()
    for row in again:
        row.since, row.ended_at, row.ending = moment, None, None
    db.session.add_all(SummaryCandidate(summary_id=one, source_id=other, since=moment) for one, other in new)
    db.session.flush()
    if new or again:
        notify_each(queries.untold(editor_ids()), kind=queries.NOTICE, path="/editorial", origin="new-sources")
    return len(new) + len(again)


def end_shown(revision: SummaryRevision) -> None:
    """A version was published; its summary is held, and its sources are stored: what it shows asks no more."""
    shown = queries.shown_with(revision.id)
    end([row for row in queries.open_rows(revision.summary_id) if row.source_id in shown], ending="version")


def say_unchanged(candidate: SummaryCandidate, *, viewer: Viewer, seen: int, why: str) -> None:
    """An editor has looked: the source changes nothing, and everyone reads why on its page.

    `seen` is the version of the record that they had before them. Raises NotAllowed for whoever is no editor (any
    more), and Refused where somebody was faster or the record is another one by now.
    """
    if not can_keep_evidence(accounts.hold_viewer(viewer)):
        raise NotAllowed(_("Editors say whether a summary changes."))
    source = lock(candidate.source)
    lock(candidate.summary)
    lock(candidate)
    if candidate.ended_at is not None:
        raise Refused(_("This question is answered already: somebody else was faster."))
    if source.version != seen:
        raise Refused(_("The record has changed since you opened this page. Please look at it again."))
    end([candidate], ending="unchanged", by_id=viewer.id, why=why)
    db.session.flush()


def end(rows: Iterable[SummaryCandidate], *, ending: str, by_id: int | None = None, why: str = "") -> None:
    """End questions, all in the same way."""
    moment = clock.now()
    for row in rows:
        row.ended_at, row.ended_by_id, row.ending, row.why = moment, by_id, ending, why
