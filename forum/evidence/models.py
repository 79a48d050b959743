"""Sources (one publication each) with their versions and what became of them; summaries with revisions and doubts."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum import clock
from forum.accounts.models import Member
from forum.columns import BigKey, Body, Id, Moment
from forum.conditions.models import Condition
from forum.database import Base

__all__ = [
    "ENDINGS",
    "REASONS",
    "REVIEWS",
    "STANDINGS",
    "Citation",
    "Source",
    "SourceCondition",
    "SourceMark",
    "SourceVersion",
    "Summary",
    "SummaryCandidate",
    "SummaryDoubt",
    "SummaryRevision",
]

# What became of a publication after it appeared, the gravest last.
STANDINGS = ("sound", "corrected", "concern", "retracted")
# How a doubt ended: a new version was published, an editor said why the old one stands, the source is sound again.
ENDINGS = ("version", "stands", "sound")
# Why a summary is in doubt: what became of a source, or a figure that it takes from a record is another one now.
REASONS = ("standing", "record")
# Who had looked at a version when it was published: nobody of this site; two people; one alone, where there was nobody
# else; one alone, because it was urgent.
REVIEWS = ("starter", "two", "one", "urgent")
IS_OPEN = text("ended_at IS NULL")


def one_of(column: str, words: tuple[str, ...]) -> str:
    """The check that a column holds one of these words."""
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


class Source(Base):
    """One publication as a record. A null field was not seen; it does not mean that there is none."""

    __tablename__ = "source"
    __table_args__ = (CheckConstraint("origin IN ('starter', 'editor')", name="origin"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(80), unique=True)
    authors: Mapped[list[str]] = mapped_column(JSON)
    et_al: Mapped[bool | None]  # null: whether there are more authors was not seen
    title: Mapped[Body]
    journal: Mapped[str | None] = mapped_column(String(200))
    year: Mapped[int | None] = mapped_column(Integer)
    volume: Mapped[str | None] = mapped_column(String(40))
    issue: Mapped[str | None] = mapped_column(String(40))
    pages: Mapped[str | None] = mapped_column(String(60))
    doi: Mapped[str | None] = mapped_column(String(200), unique=True)
    pmid: Mapped[str | None] = mapped_column(String(20), unique=True)
    pmcid: Mapped[str | None] = mapped_column(String(20))
    link: Mapped[str | None] = mapped_column(String(500))
    design: Mapped[str] = mapped_column(String(60))
    design_note: Mapped[str | None] = mapped_column(Text)
    n: Mapped[int | None] = mapped_column(Integer)  # people
    population: Mapped[str | None] = mapped_column(Text)
    dose: Mapped[str | None] = mapped_column(Text)
    comparator: Mapped[str | None] = mapped_column(Text)
    duration: Mapped[str | None] = mapped_column(Text)
    primary_outcome: Mapped[str | None] = mapped_column(Text)
    result: Mapped[str | None] = mapped_column(Text)
    direction: Mapped[str] = mapped_column(String(40))
    harms: Mapped[str | None] = mapped_column(Text)
    limitation: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20))
    result_read_from: Mapped[str | None] = mapped_column(Text)
    use_on_page: Mapped[str] = mapped_column(String(20))
    use_note: Mapped[str | None] = mapped_column(Text)
    corrections: Mapped[str | None] = mapped_column(Text)
    notes: Mapped[str | None] = mapped_column(Text)
    from_knowledge: Mapped[list[str]] = mapped_column(JSON, default=list)  # parts of the citation that nobody saw
    second_check: Mapped[str | None] = mapped_column(String(40))
    second_check_note: Mapped[str | None] = mapped_column(Text)
    registry_number: Mapped[str | None] = mapped_column(String(60))  # of a trial register, such as NCT00663117
    funding: Mapped[str | None] = mapped_column(Text)
    interests: Mapped[str | None] = mapped_column(Text)  # of its authors, as they declare them
    origin: Mapped[str] = mapped_column(String(10), default="starter", server_default="starter")
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")  # one more with each change
    # What became of it, as the newest SourceMark says; no day and no notice while nothing did.
    standing: Mapped[str] = mapped_column(String(20), default="sound", server_default="sound")
    standing_day: Mapped[date | None] = mapped_column(Date)
    standing_notice: Mapped[str | None] = mapped_column(Text)
    # Figures of its result by name, as the paper gives them: summaries take them from here with [=key:name].
    figures: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")

    conditions: Mapped[list[Condition]] = relationship(
        secondary="source_condition", lazy="raise", order_by=Condition.position
    )


class SourceCondition(Base):
    """Which conditions a source is about; a source without any is about LDN in general."""

    __tablename__ = "source_condition"
    __table_args__ = (Index("ix_source_condition_condition_id", "condition_id"),)

    source_id: Mapped[int] = mapped_column(BigKey, ForeignKey("source.id", ondelete="CASCADE"), primary_key=True)
    condition_id: Mapped[int] = mapped_column(BigKey, ForeignKey("condition.id", ondelete="CASCADE"), primary_key=True)


class SourceVersion(Base):
    """A record as it was from one change to the next. Rows are added, never changed; the newest is as the source is.

    A source of the site's files has none until somebody changes it; then the first row says what the files said.
    """

    __tablename__ = "source_version"
    __table_args__ = (UniqueConstraint("source_id", "number"),)

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(BigKey, ForeignKey("source.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)  # source.version at that time
    record: Mapped[dict[str, Any]] = mapped_column(JSON)  # the columns that tell of the publication, and conditions
    origin: Mapped[str] = mapped_column(String(10))  # as of the source
    why: Mapped[Body] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    made_at: Mapped[Moment] = mapped_column(default=clock.now)

    by: Mapped[Member | None] = relationship(lazy="raise")


class Summary(Base):
    """The pinned account of what is published about LDN for one condition. Its words are in its revisions."""

    __tablename__ = "summary"

    id: Mapped[Id]
    condition_id: Mapped[int] = mapped_column(BigKey, ForeignKey("condition.id", ondelete="CASCADE"), unique=True)
    shown_number: Mapped[int] = mapped_column(Integer)  # the revision that readers see
    alarmed_for: Mapped[date | None] = mapped_column(Date)  # the day of review of which editors were told
    talk_topic_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("topic.id", ondelete="SET NULL"))

    condition: Mapped[Condition] = relationship(lazy="raise")


class SummaryRevision(Base):
    """One version of a summary, never edited after it was published.

    `parts` holds bottom_line, questions, trials, also, not_shown and ongoing in the shape that
    evidence/starter.py documents; citations stand in the text as [@key].
    """

    __tablename__ = "summary_revision"
    __table_args__ = (
        UniqueConstraint("summary_id", "number"),
        CheckConstraint("origin IN ('starter', 'editor')", name="origin"),
        CheckConstraint(one_of("review", REVIEWS), name="review"),
    )

    id: Mapped[Id]
    summary_id: Mapped[int] = mapped_column(BigKey, ForeignKey("summary.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    origin: Mapped[str] = mapped_column(String(10))
    parts: Mapped[dict[str, Any]] = mapped_column(JSON)
    searched_on: Mapped[date] = mapped_column(Date)
    searched_where: Mapped[Body]
    review_due: Mapped[date] = mapped_column(Date)
    change_note: Mapped[Body]
    written_by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    created_at: Mapped[Moment] = mapped_column(default=clock.now)
    published_at: Mapped[Moment | None]
    review: Mapped[str] = mapped_column(String(10), default="starter", server_default="starter")  # one of REVIEWS
    # The day by which somebody else looks at a version that one person published because it was urgent.
    second_look_due: Mapped[date | None] = mapped_column(Date)

    summary: Mapped[Summary] = relationship(lazy="raise")
    sources: Mapped[list[Source]] = relationship(secondary="citation", lazy="raise")


class Citation(Base):
    """That a revision shows a source: in its text, its table or its list."""

    __tablename__ = "citation"
    __table_args__ = (Index("ix_citation_source_id", "source_id"),)

    revision_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("summary_revision.id", ondelete="CASCADE"), primary_key=True
    )
    source_id: Mapped[int] = mapped_column(BigKey, ForeignKey("source.id", ondelete="RESTRICT"), primary_key=True)
    # Of the record when the revision was published; null in revisions from before this was kept.
    source_version: Mapped[int | None] = mapped_column(Integer)


class SourceMark(Base):
    """That somebody, or the list of retractions, said what became of a source. Rows are added, never changed."""

    __tablename__ = "source_mark"
    __table_args__ = (
        CheckConstraint(one_of("standing", STANDINGS), name="standing"),
        Index("ix_source_mark_source_id", "source_id"),
    )

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(BigKey, ForeignKey("source.id", ondelete="CASCADE"))
    standing: Mapped[str] = mapped_column(String(20))
    day: Mapped[date] = mapped_column(Date)  # of the notice
    notice: Mapped[Body]
    by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    from_list: Mapped[bool]  # found by the command in the list of retractions, not by an editor
    created_at: Mapped[Moment] = mapped_column(default=clock.now)

    by: Mapped[Member | None] = relationship(lazy="raise")


class SummaryDoubt(Base):
    """That a summary is under review because of a source that it shows. One open row a source and reason at most."""

    __tablename__ = "summary_doubt"
    __table_args__ = (
        CheckConstraint(one_of("ending", ENDINGS), name="ending"),
        CheckConstraint(one_of("reason", REASONS), name="reason"),
        CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ended"),
        Index(
            "uq_summary_doubt_open",
            "summary_id",
            "source_id",
            "reason",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        Index("ix_summary_doubt_source_id", "source_id"),
    )

    id: Mapped[Id]
    summary_id: Mapped[int] = mapped_column(BigKey, ForeignKey("summary.id", ondelete="CASCADE"))
    source_id: Mapped[int] = mapped_column(BigKey, ForeignKey("source.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(10), default="standing", server_default="standing")
    since: Mapped[Moment] = mapped_column(default=clock.now)
    ended_at: Mapped[Moment | None]
    ended_by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    ending: Mapped[str | None] = mapped_column(String(10))
    why: Mapped[Body] = mapped_column(default="")  # why the summary stands, for everyone to read

    source: Mapped[Source] = relationship(lazy="raise")


class SummaryCandidate(Base):
    """A source that became known after a summary was written, until an editor says what it changes."""

    __tablename__ = "summary_candidate"
    __table_args__ = (
        UniqueConstraint("summary_id", "source_id"),
        CheckConstraint("ending IN ('version', 'unchanged', 'withdrawn')", name="ending"),
        CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ended"),
        Index("ix_summary_candidate_source_id", "source_id"),
    )

    id: Mapped[Id]
    summary_id: Mapped[int] = mapped_column(BigKey, ForeignKey("summary.id", ondelete="CASCADE"))
    source_id: Mapped[int] = mapped_column(BigKey, ForeignKey("source.id", ondelete="CASCADE"))
    since: Mapped[Moment] = mapped_column(default=clock.now)
    ended_at: Mapped[Moment | None]
    ended_by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    # A version shows it; an editor said why it changes nothing; the source is not about the condition any more.
    ending: Mapped[str | None] = mapped_column(String(10))
    why: Mapped[Body] = mapped_column(default="")

    summary: Mapped[Summary] = relationship(lazy="raise")
    source: Mapped[Source] = relationship(lazy="raise")
