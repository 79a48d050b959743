"""What became of a source, and summaries that go under review for it and come out again."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _

from forum import clock
from forum.database import db, lock
from forum.errors import NotAllowed, Refused
from forum.evidence import queries
from forum.evidence.candidates.operations import end_shown
from forum.evidence.models import Source, SourceMark, Summary, SummaryDoubt, SummaryRevision
from forum.evidence.policies import can_keep_evidence
from forum.notifications.operations import notify_each
from forum.viewers import Viewer

__all__ = ["end_with_version", "mark_source", "put_mark", "say_why_it_stands"]


def mark_source(source: Source, *, viewer: Viewer, standing: str, day: date, notice: str) -> int:
    """An editor says what became of a source. Gives how many summaries are under review for it now."""
    if not can_keep_evidence(viewer):
        raise NotAllowed(_("Editors say what became of a source."))
    return put_mark(source, standing=standing, day=day, notice=notice, by_id=viewer.id)


def put_mark(source: Source, *, standing: str, day: date, notice: str, by_id: int | None) -> int:
    """Mark it, and turn every summary that shows it to "under review" in the same transaction, or back.

    Saying the same twice changes nothing. Without `by_id` it was the list of retractions that said so. The source is
    locked first, then the summaries that show it: whoever ends a doubt holds the summary. Gives how many summaries
    are under review for this source now.
    """
    lock(source)
    if (source.standing, source.standing_day, source.standing_notice) != (standing, day, notice):
        source.standing, source.standing_day, source.standing_notice = standing, day, notice
        mark = SourceMark(source_id=source.id, standing=standing, day=day, notice=notice, by_id=by_id)
        mark.from_list = by_id is None
        db.session.add(mark)
        for summary in queries.summaries_showing(source.id):
            lock(summary)
        if standing == "sound":
            end(queries.open_doubts_on(source.id), ending="sound", by_id=by_id)
        else:
            doubt_summaries(source)
        db.session.flush()
    return len(queries.open_doubts_on(source.id))


def doubt_summaries(source: Source) -> None:
    """Put every summary that shows it under review, and tell the editors where that is news."""
    doubted = {doubt.summary_id for doubt in queries.open_doubts_on(source.id)}
    showing = queries.summaries_showing(source.id)
    moment = clock.now()
    db.session.add_all(
        SummaryDoubt(summary_id=summary.id, source_id=source.id, since=moment)
        for summary in showing
        if summary.id not in doubted
    )
    if showing:
        notify_each(queries.editor_ids(), kind="under_review", path="/editorial", origin=f"source:{source.id}")


def say_why_it_stands(summary: Summary, *, viewer: Viewer, seen: str, why: str) -> None:
    """An editor has looked again and leaves the version that is shown, with a sentence that everyone reads.

    `seen` is Review.seen of the page that they had before them. Raises Refused where something has changed since.
    """
    if not can_keep_evidence(viewer):
        raise NotAllowed(_("Editors say why a summary stands."))
    lock(summary)
    review = queries.review_of(summary.id, published_at=None)
    if not review.doubts:
        raise Refused(_("This summary is not under review any more: somebody else was faster."))
    if review.seen != seen:
        raise Refused(_("Something more became known about a source since you opened this page. Please look again."))
    end(queries.open_doubts(summary.id), ending="stands", by_id=viewer.id, why=why)
    db.session.flush()


def end_with_version(revision: SummaryRevision, *, still: Iterable[Source] = ()) -> None:
    """A new version was published: end the doubts about its summary, which is locked, and what it shows of new sources.

    `still` are sources that remain in doubt: those that a version shows which no editor has read.
    """
    kept = {source.id for source in still}
    ended = [doubt for doubt in queries.open_doubts(revision.summary_id) if doubt.source_id not in kept]
    end(ended, ending="version", by_id=revision.written_by_id)
    end_shown(revision)


def end(doubts: Iterable[SummaryDoubt], *, ending: str, by_id: int | None, why: str = "") -> None:
    """End doubts, all in the same way."""
    moment = clock.now()
    for doubt in doubts:
        doubt.ended_at, doubt.ended_by_id, doubt.ending, doubt.why = moment, by_id, ending, why
