"""One draft, with what it shows and what it could show."""

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, exists, or_, select, union_all
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from forum import clock
from forum.conditions.models import Condition, Synonym
from forum.database import db
from forum.errors import NotFound
from forum.evidence.citing import care_note, shown
from forum.evidence.differing import parts_of
from forum.evidence.drafts import policies
from forum.evidence.drafts.checks import Problem, problems_of
from forum.evidence.drafts.models import SummaryDraft
from forum.evidence.drafts.queries.listed import name_of_writer
from forum.evidence.drafts.reminders import grade_of_bottom_line, reminders_of
from forum.evidence.drafts.shapes import Citable, DraftPage, EditPage
from forum.evidence.drafts.written import readable, summary_of
from forum.evidence.labels import DESIGNS, label
from forum.evidence.marks import mark_of
from forum.evidence.models import Source, SourceCondition, Summary, SummaryRevision
from forum.evidence.prose import BUILT_IN, figure_of
from forum.evidence.reading import Dates, notes_of, short_name, told
from forum.viewers import Viewer

__all__ = ["draft_page", "edit_page", "find_open", "get_draft", "problems_now", "shown_revision", "sources_named"]

PUBLIC_ID = re.compile(r"[0-9a-z]{1,16}")


def get_draft(public_id: str) -> SummaryDraft:
    """One draft in whatever state, with its condition and its writer. Raises NotFound."""
    if not PUBLIC_ID.fullmatch(public_id):
        raise NotFound
    query = (
        select(SummaryDraft)
        .where(SummaryDraft.public_id == public_id)
        .options(joinedload(SummaryDraft.condition), joinedload(SummaryDraft.written_by))
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_open(member_id: int, condition_id: int, *, besides: int | None = None) -> SummaryDraft | None:
    """The draft for a condition that this member has not done with, other than the one with the key `besides`."""
    query = select(SummaryDraft).where(
        SummaryDraft.written_by_id == member_id,
        SummaryDraft.condition_id == condition_id,
        SummaryDraft.state.in_(policies.OPEN),
        SummaryDraft.id != (besides or 0),
    )
    return db.session.scalars(query.order_by(SummaryDraft.id).limit(1)).one_or_none()


def shown_revision(condition_id: int) -> SummaryRevision | None:
    """The version that readers see, with its summary; None where there is none yet."""
    query = (
        select(SummaryRevision)
        .join(SummaryRevision.summary)
        .where(
            Summary.condition_id == condition_id,
            SummaryRevision.number == Summary.shown_number,
            SummaryRevision.published_at.is_not(None),
        )
        .options(contains_eager(SummaryRevision.summary))
    )
    return db.session.scalars(query).one_or_none()


def shown_number(condition_id: int) -> int | None:
    """The number of the version that readers see; None where there is none yet."""
    return db.session.scalars(select(Summary.shown_number).where(Summary.condition_id == condition_id)).one_or_none()


def sources_named(keys: Iterable[str]) -> dict[str, Source]:
    """Those of these sources that exist, by key, with their conditions; read afresh."""
    return sources_where(Source.key.in_(list(keys)))


def sources_at_hand(draft: SummaryDraft, keys: Iterable[str]) -> dict[str, Source]:
    """The sources with these keys, those about the condition of the draft, and those about LDN in general."""
    tied = exists().where(SourceCondition.source_id == Source.id)
    about = exists().where(SourceCondition.source_id == Source.id, SourceCondition.condition_id == draft.condition_id)
    return sources_where(or_(Source.key.in_(list(keys)), about, ~tied))


def sources_where(which: ColumnElement[bool]) -> dict[str, Source]:
    """Sources by key, newest first, with their conditions."""
    query = (
        select(Source)
        .where(which)
        .options(selectinload(Source.conditions))
        .order_by(Source.year.desc(), Source.key)
        .execution_options(populate_existing=True)  # whoever decides on them decides on what is true now
    )
    return {source.key: source for source in db.session.scalars(query)}


def names_of_conditions() -> list[str]:
    """Every name by which a condition goes, for how hard a text is to read."""
    return list(db.session.scalars(union_all(select(Condition.name), select(Synonym.name))))


def problems_now(draft: SummaryDraft) -> tuple[Problem, ...]:
    """What has to be mended in a draft whose condition is loaded, with the records as they are now."""
    summary = summary_of(draft.condition.slug, draft)
    today = clock.now().date()
    return problems_of(summary, sources_named(shown(summary)), change_note=draft.change_note, today=today)


def draft_page(public_id: str, viewer: Viewer) -> DraftPage:
    """A draft as readers would see it. Raises NotFound, also for whoever may not know that it is there."""
    if not policies.can_see_drafts(viewer):
        raise NotFound
    draft = get_draft(public_id)
    summary = summary_of(draft.condition.slug, draft)
    at_hand = sources_at_hand(draft, shown(summary))
    page = beside(draft, viewer, at_hand)
    sources = {key: at_hand[key] for key in shown(summary) if key in at_hand}
    printed = readable(summary, sources)
    return DraftPage(
        draft=draft,
        condition=draft.condition,
        account=told(printed, sources),
        dates=dates_of_draft(draft),
        problems=page.problems,
        reminders=page.reminders,
        grade=page.grade,
        notes=notes_of(shown(printed), sources),
        shown_number=shown_number(draft.condition_id),
        writer=name_of_writer(draft),
        parts=parts_of(printed, sources),
        may_write=page.may_write,
        may_take_over=policies.can_take_over(viewer, draft),
        may_drop=policies.can_drop(viewer, draft),
        is_mine=policies.is_writer(viewer, draft),
    )


def edit_page(draft: SummaryDraft, viewer: Viewer) -> EditPage:
    """What stands beside the form of a draft that is loaded."""
    return beside(draft, viewer, sources_at_hand(draft, shown(summary_of(draft.condition.slug, draft))))


def beside(draft: SummaryDraft, viewer: Viewer, at_hand: Mapping[str, Source]) -> EditPage:
    """The same with the sources at hand."""
    summary = summary_of(draft.condition.slug, draft)
    keys = shown(summary)
    sources = {key: at_hand[key] for key in keys if key in at_hand}
    about = [each for each in at_hand.values() if draft.condition_id in {one.id for one in each.conditions}]
    grade = grade_of_bottom_line(summary, names_of_conditions())
    return EditPage(
        draft=draft,
        condition=draft.condition,
        problems=problems_of(summary, sources, change_note=draft.change_note, today=clock.now().date()),
        reminders=reminders_of(summary, sources, about, grade=grade),
        grade=grade,
        citable=tuple(citable(each) for each in at_hand.values()),
        may_write=policies.can_write(viewer, draft),
    )


def citable(source: Source) -> Citable:
    """A source as the panel beside the form has it."""
    figures = {name: figure_of(source, name) for name in (*BUILT_IN, *source.figures)}
    return Citable(
        key=source.key,
        name=f"{short_name(source)}, {source.year}" if source.year else short_name(source),
        title=source.title,
        design=label(DESIGNS, source.design),
        people=source.n,
        use=source.use_on_page,
        care=care_note(source),
        mark=mark_of(source),
        figures=tuple((name, value) for name, value in figures.items() if value is not None),
    )


def dates_of_draft(draft: SummaryDraft) -> Dates | None:
    """The dates as a published version would show them; None while one is missing."""
    if draft.searched_on is None or draft.review_due is None:
        return None
    return Dates(
        searched_on=draft.searched_on,
        searched_where=draft.searched_where,
        review_due=draft.review_due,
        published_at=None,
        is_overdue=draft.review_due < clock.now().date(),
    )
