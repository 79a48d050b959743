"""A new source asks the editors of a summary whether it changes, and what they say is kept."""

import shutil
import threading
from pathlib import Path

import pytest
import yaml
from flask.testing import FlaskClient
from sqlalchemy import select

from forum import clock
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.conditions.models import Condition
from forum.database import db, transaction
from forum.errors import NotAllowed, Refused
from forum.evidence import operations, queries
from forum.evidence.candidates.operations import say_unchanged
from forum.evidence.candidates.queries import get_candidate
from forum.evidence.models import Source, SummaryCandidate
from forum.evidence.operations.loading import load_starter
from forum.evidence.starter import CONTENT
from forum.notifications.models import Notice
from forum.privacy.queries.export import export_of
from tests import factories
from tests.evidence.test_loading import FM_SENTENCE, change
from tests.statements import counted

FM = "/conditions/fibromyalgia/evidence"
TITLE = "A newer trial of naltrexone <i>in</i> fibromyalgia"
LOOKED_AT = "1 newer publication is being looked at"
WHY = "It asked another question: <b>sleep</b> alone."
MOST_STATEMENTS = 12


@pytest.fixture
def editor_id(site: Forum) -> int:
    with site.app_context():
        return factories.member("Editor", roles=("editor",)).id


@pytest.fixture
def editor(site: Forum, editor_id: int) -> FlaskClient:
    return factories.sign_in(site.test_client(), editor_id)


def condition(slug: str) -> Condition:
    return db.session.scalars(select(Condition).where(Condition.slug == slug)).one()


def add(editor_id: int, *slugs: str, title: str = TITLE) -> str:
    """The key of a new source about these conditions."""
    with transaction():
        about = [condition(slug) for slug in slugs]
        viewer = factories.viewer_for(editor_id)
        return operations.add_source({"title": title, "year": 2026}, conditions=about, viewer=viewer).key


def move(editor_id: int, key: str, *slugs: str) -> None:
    """Say that the source is about these conditions instead."""
    with transaction():
        source = queries.get_source(key)
        about = [condition(slug) for slug in slugs]
        values = {"title": source.title}
        viewer = factories.viewer_for(editor_id)
        operations.change_source(source, values, conditions=about, seen=source.version, viewer=viewer)


def endings() -> list[str | None]:
    return list(db.session.scalars(select(SummaryCandidate.ending).order_by(SummaryCandidate.id)))


def notices() -> list[int]:
    return list(db.session.scalars(select(Notice.member_id).where(Notice.kind == "new_source")))


def test_a_new_site_asks_nothing(site: Forum, editor: FlaskClient, client: FlaskClient) -> None:
    with site.app_context():
        assert endings() == []
    assert "New sources: 0" in editor.get("/editorial").text
    assert "being looked at" not in client.get(FM).text


def test_a_new_source_asks_and_everyone_reads_that_it_is_looked_at(
    site: Forum, editor: FlaskClient, editor_id: int, client: FlaskClient
) -> None:
    with site.app_context():
        key = add(editor_id, "fibromyalgia")
        assert endings() == [None]
        assert notices() == [editor_id]
    text = client.get(FM).text
    assert LOOKED_AT in text
    assert "A newer trial of naltrexone &lt;i&gt;in&lt;/i&gt; fibromyalgia" in text
    assert LOOKED_AT not in client.get("/conditions/pots/evidence").text
    desk = editor.get("/editorial").text
    assert "New sources: 1" in desk
    assert "Nobody has read it yet" in desk
    assert f'href="{FM}/new/{key}"' in desk
    assert "There are new sources: does a summary change?" in editor.get("/notifications").text
    assert "waits for an editor to say whether it changes" in client.get(f"/sources/{key}").text


def test_it_is_one_transaction(site: Forum, editor_id: int) -> None:
    with site.app_context():
        viewer = factories.viewer_for(editor_id)
        operations.add_source({"title": TITLE}, conditions=[condition("fibromyalgia")], viewer=viewer)
        assert endings() == [None]
        db.session.rollback()
        assert (endings(), notices()) == ([], [])


def test_editors_get_one_notice_until_they_have_read_it(site: Forum, editor_id: int) -> None:
    with site.app_context():
        other = factories.member(roles=("editor",)).id
        factories.member(roles=("moderator",))
        for number in range(3):
            add(editor_id, "fibromyalgia", "pots", title=f"Another paper, {number}")
        assert sorted(notices()) == sorted([editor_id, other])
        with transaction():
            for each in db.session.scalars(select(Notice).where(Notice.member_id == other)):
                each.read_at = clock.now()
        add(editor_id, "fibromyalgia", title="And one more")
        assert notices().count(other) == 2
        assert notices().count(editor_id) == 1


def test_a_source_that_is_about_it_no_more_asks_no_more_and_may_ask_again(site: Forum, editor_id: int) -> None:
    with site.app_context():
        key = add(editor_id, "fibromyalgia")
        move(editor_id, key, "pots")
        assert endings() == ["withdrawn", None]
        move(editor_id, key, "pots", "fibromyalgia")
        assert endings() == [None, None]
        with transaction():
            operations.delete_source(queries.get_source(key), viewer=factories.viewer_for(editor_id))
        assert endings() == []


def test_a_source_that_the_summary_shows_asks_nothing(site: Forum, editor_id: int) -> None:
    with site.app_context():
        shown = queries.get_source("younger-2013-fm-rct")
        move(editor_id, shown.key, *(each.slug for each in queries.get_source(shown.key).conditions))
        assert endings() == []


def test_an_editor_says_that_it_changes_nothing(
    site: Forum, editor: FlaskClient, editor_id: int, client: FlaskClient
) -> None:
    with site.app_context():
        key = add(editor_id, "fibromyalgia")
    path = f"{FM}/new/{key}"
    assert "Why does it change nothing?" in editor.get(path).text
    answer = editor.post(path, data={"seen": "1", "why": WHY})
    assert (answer.status_code, answer.location) == (303, "/editorial")
    assert LOOKED_AT not in client.get(FM).text
    told = client.get(f"/sources/{key}").text
    assert "It asked another question: &lt;b&gt;sleep&lt;/b&gt; alone." in told
    assert "Editor" not in told.replace("Editors", "")
    again = editor.post(path, data={"seen": "1", "why": "Too late."})
    assert again.status_code == 409
    assert "Too late." in again.text
    assert "somebody else was faster" in again.text
    with site.app_context():
        move(editor_id, key, "fibromyalgia")
        assert endings() == ["unchanged"]  # what an editor has answered is not asked again


def test_what_is_typed_wrongly_stays(site: Forum, editor: FlaskClient, editor_id: int) -> None:
    with site.app_context():
        key = add(editor_id, "fibromyalgia")
    path = f"{FM}/new/{key}"
    assert editor.post(path, data={"seen": "1", "why": "  "}).status_code == 422
    long = editor.post(path, data={"seen": "1", "why": "word " * 300})
    assert long.status_code == 422
    assert "word word" in long.text
    odd = editor.post(path, data={"seen": "²", "why": "Kept words."})
    assert odd.status_code == 409
    assert "Kept words." in odd.text
    assert "The record has changed since you opened this page." in odd.text
    assert editor.get(f"{FM}/new/no-such-source").status_code == 404
    assert editor.get(f"/conditions/pots/evidence/new/{key}").status_code == 404


def test_an_editor_who_is_one_no_more_is_refused(site: Forum, editor_id: int) -> None:
    with site.app_context():
        key = add(editor_id, "fibromyalgia")
        viewer = factories.viewer_for(editor_id)
        with transaction():
            get_member(editor_id).roles = []
        with pytest.raises(NotAllowed):
            say_unchanged(get_candidate("fibromyalgia", key), viewer=viewer, seen=1, why=WHY)
        db.session.rollback()
        assert endings() == [None]


def test_of_two_at_once_one_is_told_that_the_other_was_faster(site: Forum, editor_id: int) -> None:
    with site.app_context():
        other = factories.member(roles=("editor",)).id
        key = add(editor_id, "fibromyalgia")
    start, results = threading.Barrier(2), []

    def say(member_id: int) -> None:
        with site.app_context():
            viewer, row = factories.viewer_for(member_id), get_candidate("fibromyalgia", key)
            start.wait()
            try:
                with transaction():
                    say_unchanged(row, viewer=viewer, seen=1, why=f"By {member_id}.")
                results.append("said")
            except Refused:
                results.append("refused")

    threads = [threading.Thread(target=say, args=(each,)) for each in (editor_id, other)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(results) == ["refused", "said"]


def test_two_who_add_at_once_ask_once_for_each(site: Forum, editor_id: int) -> None:
    start, failed = threading.Barrier(2), []

    def bring(title: str) -> None:
        try:
            with site.app_context():
                start.wait()
                add(editor_id, "fibromyalgia", "pots", title=title)
        except Exception as error:  # noqa: BLE001 - whatever it was
            failed.append(error)

    threads = [threading.Thread(target=bring, args=(each,)) for each in ("One paper", "Two papers")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with site.app_context():
        assert failed == []
        assert endings() == [None] * 4


def newer(folder: Path) -> None:
    """The site's files with one publication more."""
    file = folder / "sources.yaml"
    rows = yaml.safe_load(file.read_text("utf-8"))
    new = {**rows[0], "key": "newer-2026", "title": TITLE, "doi": None, "pmid": None, "conditions": ["fibromyalgia"]}
    file.write_text(yaml.safe_dump([*rows, new], allow_unicode=True, sort_keys=False), "utf-8")


def test_a_source_that_is_new_in_the_files_asks_and_a_version_that_came_with_it_does_not(
    site: Forum, tmp_path: Path
) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    newer(folder)
    with site.app_context():
        with transaction():
            load_starter(folder=folder)
        assert endings() == [None]
        with transaction():
            load_starter(folder=folder)
        assert endings() == [None]


def test_a_summary_that_is_renewed_with_the_files_knows_them(site: Forum, tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    newer(folder)
    change(folder, "summaries/fibromyalgia.yaml", FM_SENTENCE, "Another sentence.")
    with site.app_context(), transaction():
        load_starter(folder=folder)
        assert endings() == []


def test_a_version_that_shows_it_ends_it(site: Forum, editor_id: int) -> None:
    with site.app_context():
        key = add(editor_id, "fibromyalgia")
        with transaction():
            summary = queries.find_summary("fibromyalgia")
            revision = queries.newest_revisions()[summary.condition_id]
            source = db.session.scalars(select(Source).where(Source.key == key)).one()
            db.session.refresh(revision, ["sources"])
            revision.sources.append(source)
            db.session.flush()
            operations.end_with_version(revision)
        assert endings() == ["version"]


def test_what_an_editor_said_is_in_the_file_of_their_data(site: Forum, editor_id: int) -> None:
    with site.app_context():
        key = add(editor_id, "fibromyalgia")
        with transaction():
            row = get_candidate("fibromyalgia", key)
            say_unchanged(row, viewer=factories.viewer_for(editor_id), seen=1, why=WHY)
        export = export_of(get_member(editor_id), at=clock.now())
        assert [each["why"] for each in export["why_new_sources_change_nothing"]] == [WHY]  # type: ignore[index]


def test_the_desk_takes_as_many_statements_for_many_as_for_one(
    site: Forum, editor: FlaskClient, editor_id: int
) -> None:
    spent = []
    for number in (1, 25):
        with site.app_context():
            for each in range(number):
                add(editor_id, "fibromyalgia", title=f"Paper {number} {each}")
        with counted() as statements:
            text = editor.get("/editorial").text
        spent.append(len(statements))
    assert "New sources: 26" in text
    assert "The 20 that wait the longest:" in text
    assert spent[0] == spent[1] <= MOST_STATEMENTS
