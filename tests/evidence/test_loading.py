"""Loading the starting evidence: everything once, nothing twice, and nobody's words overwritten."""

import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from forum import clock
from forum.app import Forum
from forum.conditions.models import Condition
from forum.database import db, transaction
from forum.errors import Refused
from forum.evidence.citing import shown
from forum.evidence.models import Citation, Source, SourceCondition, Summary, SummaryRevision
from forum.evidence.operations import Loaded, load_starter, source_values
from forum.evidence.reading import as_summary
from forum.evidence.starter import CONTENT, read_sources, read_summaries
from forum.evidence.starter_numbers import printed

SOURCES = read_sources()
SUMMARIES = read_summaries()
TABLES = (Source, SourceCondition, Summary, SummaryRevision, Citation)
FM_SENTENCE = "Papers that pool the trials disagree"


def rows() -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


def revisions(slug: str) -> list[SummaryRevision]:
    query = (
        select(SummaryRevision)
        .join(SummaryRevision.summary)
        .join(Summary.condition)
        .where(Condition.slug == slug)
        .order_by(SummaryRevision.number)
    )
    return list(db.session.scalars(query))


def shown_number(slug: str) -> int:
    return db.session.scalars(select(Summary.shown_number).join(Summary.condition).where(Condition.slug == slug)).one()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The content, to be changed by a test."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_everything_in_the_files_is_loaded(with_conditions: Forum) -> None:
    with with_conditions.app_context():
        with transaction():
            assert load_starter() == Loaded(77, 0, 28, 0, 0)
        links = sum(slug != "all-conditions" for source in SOURCES.values() for slug in source.conditions)
        shows = sum(len(shown(summary)) for summary in SUMMARIES.values())
        assert rows() == [77, links, 28, 28, shows]


def test_every_row_says_what_its_file_says(site: Forum) -> None:
    with site.app_context():
        for source in db.session.scalars(select(Source)):
            expected = source_values(SOURCES[source.key])
            assert {name: getattr(source, name) for name in expected} == expected
        for slug, summary in SUMMARIES.items():
            (revision,) = revisions(slug)
            assert as_summary(slug, revision) == summary
            assert (revision.number, revision.origin, revision.written_by_id) == (1, "starter", None)
            cited = select(Source.key).join(Citation).where(Citation.revision_id == revision.id)
            assert set(db.session.scalars(cited)) == set(shown(summary))


def test_loading_again_changes_nothing(site: Forum) -> None:
    with site.app_context():
        before = rows()
        with transaction():
            assert load_starter() == Loaded(0, 0, 0, 0, 0)
        assert rows() == before


def test_loading_waits_for_its_callers_transaction(with_conditions: Forum) -> None:
    with with_conditions.app_context():
        load_starter()
        db.session.rollback()
        assert rows() == [0, 0, 0, 0, 0]


def test_without_conditions_nothing_is_loaded(app: Forum) -> None:
    with app.app_context():
        with pytest.raises(Refused):
            load_starter()
        assert rows() == [0, 0, 0, 0, 0]


def test_a_condition_that_the_site_does_not_have_is_passed_over(site: Forum) -> None:
    with site.app_context():
        with transaction():
            db.session.execute(delete(Condition).where(Condition.slug == "pots"))
        with transaction():
            assert load_starter() == Loaded(0, 0, 0, 0, 0)
        assert revisions("pots") == []


def test_a_source_about_no_single_condition_is_tied_to_none(site: Forum) -> None:
    with site.app_context():
        tied = select(SourceCondition.source_id)
        general = set(db.session.scalars(select(Source.key).where(Source.id.not_in(tied))))
        assert general == {key for key, source in SOURCES.items() if source.conditions == ("all-conditions",)}
        assert len(general) == 4


def test_a_changed_file_becomes_the_next_revision_and_the_first_stays_as_it_was(site: Forum, folder: Path) -> None:
    change(folder, "summaries/fibromyalgia.yaml", FM_SENTENCE, "Papers that pool these trials disagree")
    with site.app_context():
        for expected in (Loaded(0, 0, 0, 1, 0), Loaded(0, 0, 0, 0, 0)):
            with transaction():
                assert load_starter(folder=folder) == expected
        first, second = revisions("fibromyalgia")
        assert FM_SENTENCE in first.parts["bottom_line"][3]
        assert "these trials" in second.parts["bottom_line"][3]
        assert (second.number, second.origin, shown_number("fibromyalgia")) == (2, "starter", 2)
        assert first.change_note != second.change_note
        assert shown_number("pots") == 1


def test_a_summary_that_somebody_worked_on_is_left_alone(site: Forum, folder: Path) -> None:
    change(folder, "summaries/fibromyalgia.yaml", FM_SENTENCE, "Papers that pool these trials disagree")
    with site.app_context():
        with transaction():
            (first,) = revisions("fibromyalgia")
            db.session.add(
                SummaryRevision(
                    summary_id=first.summary_id,
                    number=2,
                    origin="editor",
                    parts={**first.parts, "bottom_line": ["An editor's words."]},
                    searched_on=first.searched_on,
                    searched_where=first.searched_where,
                    review_due=first.review_due,
                    change_note="Shorter.",
                    published_at=clock.now(),
                )
            )
        with transaction():
            assert load_starter(folder=folder) == Loaded(0, 0, 0, 0, 1)
        assert [each.origin for each in revisions("fibromyalgia")] == ["starter", "editor"]


def test_a_changed_record_is_mended_in_place(site: Forum, folder: Path) -> None:
    change(folder, "sources.yaml", "title: Low-dose naltrexone therapy improves", "title: Naltrexone therapy improves")
    with site.app_context():
        with transaction():
            assert load_starter(folder=folder) == Loaded(0, 1, 0, 0, 0)
        source = db.session.scalars(select(Source).where(Source.key == "smith-2007-crohns-pilot")).one()
        assert source.title.startswith("Naltrexone therapy")


def test_a_changed_figure_is_mended_and_one_that_the_file_drops_stays(site: Forum, folder: Path) -> None:
    change(folder, "sources.yaml", "    p-score: '0.01'\n    weeks-after: '4'\n", "    weeks-after: '8'\n")
    with site.app_context():
        for expected in (Loaded(0, 1, 0, 1, 0), Loaded(0, 0, 0, 0, 0)):
            with transaction():
                change_summary = folder / "summaries" / "crohns-disease.yaml"
                text = change_summary.read_text(encoding="utf-8")
                change_summary.write_text(text.replace("[=smith-2007-crohns-pilot:p-score]", "0.01"), encoding="utf-8")
                assert load_starter(folder=folder) == expected
        figures = source("smith-2007-crohns-pilot").figures
        assert (figures["p-score"], figures["weeks-after"]) == ("0.01", "8")


def source(key: str) -> Source:
    return db.session.scalars(select(Source).where(Source.key == key)).one()


def as_before_figures(*, result: str | None = None) -> None:
    """A site from before figures and reasons: numbers in words, and one record that an editor has changed since."""
    for each in db.session.scalars(select(Source)):
        each.figures = {}
    mended = source("smith-2007-crohns-pilot")
    mended.origin = "editor"
    mended.result = result or mended.result
    for (first,) in (revisions(slug) for slug in SUMMARIES):
        questions = [
            {**asked, "because": "", "answer": printed(asked["answer"], SOURCES)} for asked in first.parts["questions"]
        ]
        first.parts = {
            **first.parts,
            "bottom_line": [printed(text, SOURCES) for text in first.parts["bottom_line"]],
            "questions": [{name: value for name, value in asked.items() if name != "because"} for asked in questions],
        }


def test_a_site_from_before_figures_gets_the_next_revision_of_every_summary(site: Forum) -> None:
    with site.app_context():
        with transaction():
            as_before_figures()
        with transaction():
            loaded = load_starter()
        with_figures = [key for key, record in SOURCES.items() if record.figures]
        assert loaded == Loaded(0, len(with_figures), 0, len(SUMMARIES), 0)
        mended = source("smith-2007-crohns-pilot")
        assert (mended.origin, mended.figures) == ("editor", SOURCES[mended.key].figures)
        assert [each.origin for each in revisions("crohns-disease")] == ["starter", "starter"]
        with transaction():
            assert load_starter() == Loaded(0, 0, 0, 0, 0)


def test_a_record_that_an_editor_gave_another_result_is_not_given_the_old_figure(
    site: Forum, client: FlaskClient
) -> None:
    with site.app_context():
        with transaction():
            as_before_figures(result="Nobody counted.")
        with transaction():
            assert load_starter().summaries_renewed == len(SUMMARIES) - 1
        assert "responders" not in source("smith-2007-crohns-pilot").figures
        assert shown_number("crohns-disease") == 1
    page = client.get("/conditions/crohns-disease/evidence").text
    assert "89% counted as responders" in page
    assert "(figure missing)" not in page


def test_a_record_about_other_conditions_is_tied_to_those(site: Forum, folder: Path) -> None:
    change(folder, "sources.yaml", "  conditions:\n    - burning-mouth-syndrome\n", "  conditions:\n    - me-cfs\n")
    with site.app_context():
        with transaction():
            assert load_starter(folder=folder).sources_changed == 1
        tied = (
            select(Condition.slug).join(SourceCondition).join(Source).where(Source.key == "sangalli-2023-burning-mouth")
        )
        assert list(db.session.scalars(tied)) == ["me-cfs"]
