"""Records keep what they said before, and a summary whose figure changed goes under review."""

import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from forum.app import Forum
from forum.conditions.models import Condition
from forum.database import db, transaction
from forum.errors import Refused
from forum.evidence import operations, queries
from forum.evidence.found import Found
from forum.evidence.models import Source, SourceVersion, Summary, SummaryDoubt, SummaryRevision
from forum.evidence.operations import load_starter
from forum.evidence.operations.versions import doubt_figures
from forum.evidence.reading import listed, trial
from forum.evidence.records import record_of, snapshot
from forum.evidence.starter import CONTENT
from forum.viewers import Viewer
from tests import factories
from tests.evidence.test_loading import change
from tests.evidence.test_sources import form_of as page_form
from tests.statements import counted

KEY = "younger-2013-fm-rct"
PAGE = f"/sources/{KEY}"
WHY = "The paper says so in its second table."
FIBROMYALGIA = "/conditions/fibromyalgia/evidence"
MOST_STATEMENTS = 12


@pytest.fixture
def editor_id(site: Forum) -> int:
    with site.app_context():
        return factories.member("Quillwright", roles=("editor",)).id


@pytest.fixture
def editor(site: Forum, editor_id: int) -> FlaskClient:
    return factories.sign_in(site.test_client(), editor_id)


def as_editor(member_id: int) -> Viewer:
    return Viewer(id=member_id, roles=frozenset({"editor"}))


def source(key: str = KEY) -> Source:
    db.session.expire_all()
    return queries.get_source(key)


def versions(key: str = KEY) -> list[SourceVersion]:
    query = select(SourceVersion).join(Source, SourceVersion.source_id == Source.id).where(Source.key == key)
    return list(db.session.scalars(query.order_by(SourceVersion.number)))


def amend(editor_id: int, *, key: str = KEY, why: str = WHY, **values: object) -> None:
    """An editor changes some columns of a record."""
    with transaction():
        record = source(key)
        operations.change_source(
            record, values, conditions=record.conditions, seen=record.version, viewer=as_editor(editor_id), why=why
        )


def take_figure(words: str) -> None:
    """An editor has made the summary that readers see say these words."""
    query = select(SummaryRevision).join(SummaryRevision.summary).join(Summary.condition)
    with transaction():
        revision = db.session.scalars(query.where(Condition.slug == "fibromyalgia")).one()
        revision.origin = "editor"  # what the files say of it is left alone
        revision.parts = {**revision.parts, "bottom_line": [words], "questions": [], "not_shown": [], "ongoing": []}


def doubts(reason: str = "record") -> list[SummaryDoubt]:
    """What is in doubt about the summary that `take_figure` changes."""
    mine = select(Summary.id).join(Summary.condition).where(Condition.slug == "fibromyalgia").scalar_subquery()
    query = select(SummaryDoubt).where(SummaryDoubt.reason == reason, SummaryDoubt.summary_id == mine)
    return list(db.session.scalars(query))


def test_the_first_change_keeps_what_the_files_brought(site: Forum, editor_id: int) -> None:
    with site.app_context():
        before = record_of(source())
        assert versions() == []
        amend(editor_id, n=32)
        first, second = versions()
        assert (first.number, first.origin, first.by_id, first.record) == (1, "starter", None, before)
        assert (second.number, second.origin, second.by_id, second.why) == (2, "editor", editor_id, WHY)
        assert second.record == {**before, "n": 32}
        pairs = [(source().id, number) for number in (1, 2, 3)]
        assert queries.records_at(pairs) == {pairs[0]: before, pairs[1]: record_of(source())}


def test_of_a_record_that_nobody_changed_no_version_is_kept(site: Forum) -> None:
    with site.app_context():
        assert queries.records_at([(source().id, 1)]) == {}


def test_saving_a_record_as_it_is_makes_no_version_and_leaves_it_to_the_files(site: Forum, editor_id: int) -> None:
    with site.app_context():
        amend(editor_id, n=source().n)
        assert (versions(), source().version, source().origin) == ([], 1, "starter")


def test_adding_and_filling_are_versions(site: Forum, editor_id: int) -> None:
    viewer = as_editor(editor_id)
    with site.app_context():
        with transaction():
            key = operations.add_source({"title": "A new trial"}, conditions=[], viewer=viewer).key
        assert [(each.number, each.by_id) for each in versions(key)] == [(1, editor_id)]
        with transaction():
            operations.fill_source(source(key), Found("Another", pmid="77777777"), conditions=[], viewer=viewer)
        assert [each.record["pmid"] for each in versions(key)] == [None, "77777777"]
        with transaction():
            operations.fill_source(source(key), Found("Another", pmid="77777777"), conditions=[], viewer=viewer)
        assert len(versions(key)) == 2


def test_a_changed_file_is_a_version_by_nobody(site: Forum, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    with site.app_context():
        number, population = source().n, source().population
        change(folder, "sources.yaml", f"  population: {population}", "  population: women and men")
        with transaction():
            assert load_starter(folder=folder).sources_changed >= 1
        assert [(each.number, each.by_id, each.record["population"]) for each in versions()] == [
            (1, None, population),
            (2, None, "women and men"),
        ]
        assert (source().version, source().origin, source().n) == (2, "starter", number)
        with transaction():
            load_starter(folder=folder)
        assert len(versions()) == 2


def test_a_page_can_show_a_record_as_it_was(site: Forum, editor_id: int) -> None:
    with site.app_context():
        was = trial(source(), 1), listed(source())
        amend(editor_id, n=7, title="Another title", journal="Another journal")
        with transaction():
            operations.mark_source(
                source(), viewer=as_editor(editor_id), standing="retracted", day=source_day(), notice="Words."
            )
        pair = (source().id, 1)
        with counted() as statements:
            records = queries.records_at([pair, (pair[0], 2), (999_999, 1)])
        assert len(statements) == 1
        then = snapshot(source(), records[pair])
        assert (trial(then, 1).people, listed(then).title) == (was[0].people, was[1].title)
        assert listed(then).reference == was[1].reference
        assert str(listed(then).mark.words) == "Retracted"  # type: ignore[union-attr] - it has one
        assert trial(source(), 1).people == 7


def source_day():
    return versions()[-1].made_at.date()


# Figures


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (f"In it were [={KEY}:people] people.", {"n": 32}),
        (f"It appeared in [={KEY}:year].", {"year": 2014}),
        (f"Pain was lower by [={KEY}:pain].", {"figures": {"pain": "12.5%"}}),
    ],
    ids=["people", "year", "another figure"],
)
def test_a_summary_whose_figure_changed_is_under_review(
    site: Forum, editor_id: int, words: str, values: dict[str, object]
) -> None:
    with site.app_context():
        with transaction():
            source().figures = {"pain": "28.8%"}
        take_figure(words)
        amend(editor_id, **values)
        (doubt,) = doubts()
        assert doubt.summary_id == db.session.scalar(
            select(Summary.id).join(Summary.condition).where(Condition.slug == "fibromyalgia")
        )
    client = site.test_client()
    page = client.get(FIBROMYALGIA).text
    assert "This summary is under review." in page
    assert "that record was changed" in page
    assert f'href="/sources/{KEY}/history"' in page
    assert "A source that it rests on was corrected" not in page
    assert "a figure in our record of a source was changed" in client.get("/conditions/fibromyalgia").text


def test_a_figure_that_is_gone_counts_as_another(site: Forum) -> None:
    with site.app_context():
        with transaction():
            source().figures = {"pain": "28.8%"}
        take_figure(f"Pain was lower by [={KEY}:pain].")
        with transaction():
            record = source()
            before = record_of(record)
            record.figures = {}
            assert doubt_figures(record, before=before) == 1
        assert len(doubts()) == 1


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (f"In it were [={KEY}:people] people.", {"journal": "Another"}),
        (f"In it were [={KEY}:people] people.", {"year": 2014}),
        (f"As a trial says [@{KEY}].", {"n": 32, "year": 2014}),
    ],
)
def test_a_change_that_alters_no_figure_of_it_leaves_a_summary_calm(
    site: Forum, editor_id: int, words: str, values: dict[str, object]
) -> None:
    with site.app_context():
        take_figure(words)
        amend(editor_id, **values)
        assert doubts() == []


def test_figures_that_only_an_earlier_version_took_ask_nobody(site: Forum, editor_id: int) -> None:
    with site.app_context():
        take_figure(f"In it were [={KEY}:people] people.")
        with transaction():
            query = select(SummaryRevision).join(SummaryRevision.summary).join(Summary.condition)
            old = db.session.scalars(query.where(Condition.slug == "fibromyalgia")).one()
            kept = ("searched_on", "searched_where", "review_due", "origin", "summary_id", "published_at")
            new = SummaryRevision(number=2, change_note="Words.", **{name: getattr(old, name) for name in kept})
            new.parts = {**old.parts, "bottom_line": ["Nothing is known."]}
            db.session.add(new)
            db.session.get_one(Summary, old.summary_id).shown_number = 2
        amend(editor_id, n=32)
        assert doubts() == []


def test_the_files_change_no_figure_in_silence(site: Forum, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    with site.app_context():
        take_figure(f"It appeared in [={KEY}:year].")
        text = (folder / "sources.yaml").read_text("utf-8")
        start = text.index(f"key: {KEY}")
        place = text.index("year: 2013", start)
        (folder / "sources.yaml").write_text(text[:place] + "year: 2012" + text[place + 10 :], "utf-8")
        with transaction():
            load_starter(folder=folder)
        assert len(doubts()) == 1


def test_an_editor_says_why_it_stands_and_another_change_asks_again(
    site: Forum, client: FlaskClient, editor: FlaskClient, editor_id: int
) -> None:
    address = f"{FIBROMYALGIA}/stands"
    with site.app_context():
        take_figure(f"In it were [={KEY}:people] people.")
        amend(editor_id, n=32)
        (doubt,) = doubts()
        seen = f"{doubt.id}-version-2"
        amend(editor_id, n=33)
        assert len(doubts()) == 1
    stale = editor.post(address, data={"seen": seen, "why": "The words still fit."})
    assert stale.status_code == 409
    assert "The words still fit." in stale.text
    done = editor.post(address, data={"seen": seen.replace("-2", "-3"), "why": "The words still fit."})
    assert done.status_code == 303
    page = client.get(FIBROMYALGIA).text
    assert "This summary is under review." not in page
    assert "A figure in its record was changed" in page
    assert "The words still fit." in page
    with site.app_context():
        amend(editor_id, n=34)
        assert len([each for each in doubts() if each.ended_at is None]) == 1


def test_a_source_that_is_sound_again_ends_only_what_was_said_of_the_source(site: Forum, editor_id: int) -> None:
    viewer = as_editor(editor_id)
    with site.app_context():
        take_figure(f"In it were [={KEY}:people] people.")
        amend(editor_id, n=32)
        for standing in ("retracted", "sound"):
            with transaction():
                operations.mark_source(source(), viewer=viewer, standing=standing, day=source_day(), notice="Words.")
        assert all(each.ended_at for each in doubts("standing"))
        assert [each.ended_at for each in doubts("record")] == [None]


def test_two_who_change_a_record_at_once_keep_both_words_and_one_wins(site: Forum, editor_id: int) -> None:
    with site.app_context():
        take_figure(f"In it were [={KEY}:people] people.")
    start, results, viewer = threading.Barrier(2), [], as_editor(editor_id)

    def run(number: int) -> None:
        with site.app_context():
            record = queries.get_source(KEY)
            start.wait()
            try:
                with transaction():
                    operations.change_source(
                        record,
                        {"n": number},
                        conditions=record.conditions,
                        seen=1,
                        viewer=viewer,
                        why=WHY,
                    )
                results.append("saved")
            except Refused:
                results.append("refused")

    threads = [threading.Thread(target=run, args=(number,)) for number in (32, 33)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["refused", "saved"]
    with site.app_context():
        assert [each.number for each in versions()] == [1, 2]
        assert len(doubts()) == 1


# The pages


def form_of(editor: FlaskClient, *, key: str = KEY, **changed: str) -> dict[str, Any]:
    """The form of the record as its page has it, with something changed."""
    return {**page_form(editor.get(f"/sources/{key}/edit").text), "harms": "Another harm", **changed}


def test_a_record_that_readers_see_changes_with_a_sentence(site: Forum, editor: FlaskClient) -> None:
    assert 'id="why"' in editor.get(f"{PAGE}/edit").text
    refused = editor.post(f"{PAGE}/edit", data=form_of(editor, title="A mended title"))
    assert refused.status_code == 422
    assert "A mended title" in refused.text
    assert "Say in a sentence what you changed" in refused.text
    assert editor.post(f"{PAGE}/edit", data=form_of(editor, why=WHY)).status_code == 303
    with site.app_context():
        assert versions()[-1].why == WHY


def test_a_record_that_no_summary_shows_needs_none(site: Forum, editor: FlaskClient, editor_id: int) -> None:
    with site.app_context(), transaction():
        key = operations.add_source({"title": "A new trial"}, conditions=[], viewer=as_editor(editor_id)).key
    assert editor.post(f"/sources/{key}/edit", data=form_of(editor, key=key)).status_code == 303


def test_the_second_reading_can_be_said_and_taken_back(site: Forum, editor: FlaskClient) -> None:
    said = {"why": WHY, "second_check": "partly", "second_check_note": "The table was missing."}
    assert editor.post(f"{PAGE}/edit", data=form_of(editor, **said)).status_code == 303
    with site.app_context():
        assert (source().second_check, source().second_check_note) == ("partly", "The table was missing.")
    assert '<option selected value="partly">' in editor.get(f"{PAGE}/edit").text
    assert editor.post(f"{PAGE}/edit", data=form_of(editor, why=WHY, seen="2", second_check="")).status_code == 303
    with site.app_context():
        assert source().second_check is None
    assert editor.post(f"{PAGE}/edit", data=form_of(editor, why=WHY, second_check="maybe")).status_code == 422


def test_everyone_reads_what_changed_and_editors_read_by_whom(
    site: Forum, client: FlaskClient, editor: FlaskClient, editor_id: int
) -> None:
    assert "Nobody has changed this record" in client.get(f"{PAGE}/history").text
    with site.app_context():
        amend(editor_id, n=32, harms="Vivid dreams & <b>headache</b>", notes="For editors alone")
        amend(editor_id, notes="Still for editors alone", why="A note.")
    page = client.get(f"{PAGE}/history").text
    assert WHY in page
    assert "<del>31 </del><ins>32 </ins>" in page
    assert "Vivid dreams &amp; &lt;b&gt;headache&lt;/b&gt;" in page
    assert "for editors alone" not in page.lower()
    assert "Only notes for editors changed." in page
    assert "Quillwright" not in page
    theirs = editor.get(f"{PAGE}/history").text
    assert "Quillwright" in theirs
    assert "For editors alone" in theirs
    assert client.get("/sources/no-such-source/history").status_code == 404
    assert f'href="{PAGE}/history"' in client.get(PAGE).text


def test_the_history_asks_the_same_for_one_version_and_for_many(
    site: Forum, client: FlaskClient, editor_id: int
) -> None:
    with site.app_context():
        amend(editor_id, n=1000)
    with counted() as few:
        client.get(f"{PAGE}/history")
    with site.app_context():
        for number in range(1001, 1013):
            amend(editor_id, n=number)
    with counted() as many:
        page = client.get(f"{PAGE}/history").text
    assert len(few) == len(many) <= MOST_STATEMENTS
    assert page.count('id="version-') == 10
    older = client.get(f"{PAGE}/history?page=2").text
    assert "Nothing older is kept." in older
    assert older.count('id="version-') == 4


def test_versions_go_with_their_record(site: Forum, editor_id: int) -> None:
    with site.app_context():
        with transaction():
            key = operations.add_source({"title": "A new trial"}, conditions=[], viewer=as_editor(editor_id)).key
        assert len(versions(key)) == 1
        with transaction():
            operations.delete_source(source(key), viewer=as_editor(editor_id))
        assert versions(key) == []
