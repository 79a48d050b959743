"""What does not rot: sources that were corrected or retracted, summaries under review, reviews that come up."""

import shutil
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from forum import clock
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.database import db, transaction
from forum.errors import NotAllowed, Refused
from forum.evidence import operations, queries
from forum.evidence.models import SourceMark, SummaryDoubt, SummaryRevision
from forum.evidence.starter import CONTENT
from forum.notifications.models import Notice
from forum.privacy.queries.export import export_of
from forum.viewers import Viewer
from tests import factories
from tests.evidence.test_loading import FM_SENTENCE, change, revisions
from tests.statements import counted

FM, PAIN = "/conditions/fibromyalgia", "/conditions/chronic-pain"
KEY = "younger-2013-fm-rct"
DAY = date(2026, 3, 2)
NOTICE = "The journal says that figures were wrong."
UNDER_REVIEW = "This summary is under review"
WHY = "The trial is one of several; without it the answer stays."
MOST_STATEMENTS = 12


@pytest.fixture
def editor_id(site: Forum) -> int:
    with site.app_context():
        return factories.member("Editor", roles=("editor",)).id


@pytest.fixture
def editor(site: Forum, editor_id: int) -> FlaskClient:
    return factories.sign_in(site.test_client(), editor_id)


def as_editor(editor_id: int) -> Viewer:
    return factories.viewer_for(editor_id)


def mark(editor_id: int, standing: str = "retracted", *, key: str = KEY, notice: str = NOTICE) -> int:
    with transaction():
        return operations.mark_source(
            queries.find_source(key), viewer=as_editor(editor_id), standing=standing, day=DAY, notice=notice
        )


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def notices(kind: str) -> int:
    return db.session.scalar(select(func.count()).where(Notice.kind == kind)) or 0


# A source is marked


def test_an_editor_marks_a_source_and_every_summary_that_shows_it_says_so_at_once(
    site: Forum, client: FlaskClient, editor: FlaskClient
) -> None:
    for path in (FM, f"{FM}/evidence", f"{PAIN}/evidence"):
        assert UNDER_REVIEW not in client.get(path).text
    typed = {"standing": "retracted", "day": "2026-03-02", "notice": f"{NOTICE} <b>x</b>"}
    answer = editor.post(f"/sources/{KEY}/mark", data=typed)
    assert answer.status_code == 303
    for path in (FM, f"{FM}/evidence", f"{PAIN}/evidence", PAIN):
        text = client.get(path).text
        assert UNDER_REVIEW in text
        assert "<b>Retracted</b> (2 March 2026)." in text
    pinned = client.get(FM).text
    assert pinned.index(UNDER_REVIEW) < pinned.index('<p class="lead">')
    source = client.get(f"/sources/{KEY}").text
    assert "Retracted on 2 March 2026." in source
    assert "&lt;b&gt;x&lt;/b&gt;" in source
    assert "Noted by an editor on" in source
    assert "Noted by Editor on" in editor.get(f"/sources/{KEY}").text
    assert UNDER_REVIEW not in client.get("/conditions/pots/evidence").text


def test_it_is_one_transaction(site: Forum, editor_id: int) -> None:
    with site.app_context():
        source = queries.find_source(KEY)
        viewer = as_editor(editor_id)
        assert operations.mark_source(source, viewer=viewer, standing="retracted", day=DAY, notice=NOTICE) == 2
        db.session.rollback()
        assert (count(SourceMark), count(SummaryDoubt), queries.find_source(KEY).standing) == (0, 0, "sound")


def test_saying_it_twice_or_more_gravely_opens_no_second_doubt(site: Forum, editor_id: int) -> None:
    with site.app_context():
        assert [mark(editor_id, "corrected"), mark(editor_id, "corrected"), mark(editor_id)] == [2, 2, 2]
        assert (count(SourceMark), count(SummaryDoubt)) == (2, 2)
        assert notices("under_review") == 2


def test_a_source_that_is_sound_again_ends_what_it_began(site: Forum, client: FlaskClient, editor_id: int) -> None:
    with site.app_context():
        mark(editor_id)
        assert mark(editor_id, "sound") == 0
        assert set(db.session.scalars(select(SummaryDoubt.ending))) == {"sound"}
    assert UNDER_REVIEW not in client.get(f"{FM}/evidence").text
    assert "Retracted" in client.get(f"/sources/{KEY}").text  # the trail stays


def test_nobody_else_marks(site: Forum) -> None:
    with site.app_context():
        viewer = factories.viewer(roles=("moderator",))
        with pytest.raises(NotAllowed):
            operations.mark_source(
                queries.find_source(KEY), viewer=viewer, standing="retracted", day=DAY, notice=NOTICE
            )


def test_what_was_typed_wrongly_is_kept(editor: FlaskClient) -> None:
    tomorrow = (clock.now() + timedelta(days=3)).date().isoformat()
    answer = editor.post(f"/sources/{KEY}/mark", data={"standing": "concern", "day": tomorrow, "notice": "Kept words"})
    assert answer.status_code == 422
    assert "This day has not come yet." in answer.text
    assert "Kept words" in answer.text
    assert editor.post(f"/sources/{KEY}/mark", data={"notice": "  "}).text.count('class="why"') == 3


# A review ends


def test_an_editor_says_why_it_stands_and_everyone_reads_it(
    site: Forum, client: FlaskClient, editor: FlaskClient, editor_id: int
) -> None:
    with site.app_context():
        mark(editor_id)
        review = queries.review_of(queries.find_summary("fibromyalgia").id, published_at=None)
    assert review.seen in editor.get(f"{FM}/evidence/stands").text
    answer = editor.post(f"{FM}/evidence/stands", data={"seen": review.seen, "why": WHY})
    assert answer.status_code == 303
    text = client.get(f"{FM}/evidence").text
    assert UNDER_REVIEW not in text
    assert WHY in text
    assert "Looked at again on" in text
    assert UNDER_REVIEW in client.get(f"{PAIN}/evidence").text
    with site.app_context():
        export = export_of(get_member(editor_id), at=clock.now())
        assert [entry["why"] for entry in export["why_summaries_stand"]] == [WHY]  # type: ignore[index]
        assert [entry["notice"] for entry in export["said_about_sources"]] == [NOTICE]  # type: ignore[index]


def test_what_became_known_meanwhile_is_not_waved_through(site: Forum, editor: FlaskClient, editor_id: int) -> None:
    with site.app_context():
        mark(editor_id, "corrected")
        seen = queries.review_of(queries.find_summary("fibromyalgia").id, published_at=None).seen
        mark(editor_id, "retracted")
    answer = editor.post(f"{FM}/evidence/stands", data={"seen": seen, "why": WHY})
    assert answer.status_code == 409
    assert WHY in answer.text
    assert seen not in answer.text
    with site.app_context():
        assert len(queries.open_doubts(queries.find_summary("fibromyalgia").id)) == 1


def test_a_review_that_somebody_else_ended_is_refused(site: Forum, editor_id: int) -> None:
    with site.app_context():
        summary = queries.find_summary("fibromyalgia")
        with pytest.raises(Refused):
            operations.say_why_it_stands(summary, viewer=as_editor(editor_id), seen="", why=WHY)


def test_a_new_version_by_an_editor_ends_it(site: Forum, client: FlaskClient, editor_id: int) -> None:
    with site.app_context():
        mark(editor_id)
        with transaction():
            (first,) = revisions("fibromyalgia")
            second = next_version(first, editor_id)
            db.session.add(second)
            queries.find_summary("fibromyalgia").shown_number = 2
            db.session.flush()
            operations.end_with_version(second)
        assert set(db.session.scalars(select(SummaryDoubt.ending))) == {"version", None}
    assert UNDER_REVIEW not in client.get(f"{FM}/evidence").text


def next_version(first: SummaryRevision, editor_id: int) -> SummaryRevision:
    return SummaryRevision(
        summary_id=first.summary_id,
        number=2,
        origin="editor",
        parts=first.parts,
        searched_on=first.searched_on,
        searched_where=first.searched_where,
        review_due=first.review_due,
        change_note="Without the trial.",
        written_by_id=editor_id,
        published_at=clock.now(),
        sources=list(queries.sources_by_key().values()),
    )


def test_a_new_version_from_the_files_ends_nothing_that_it_still_shows(
    site: Forum, client: FlaskClient, editor_id: int, tmp_path: Path
) -> None:
    folder = copy_of_content(tmp_path)
    change(folder, "summaries/fibromyalgia.yaml", FM_SENTENCE, "Papers that pool these trials disagree")
    with site.app_context():
        mark(editor_id)
        with transaction():
            assert operations.load_starter(folder=folder).summaries_renewed == 1
    assert UNDER_REVIEW in client.get(f"{FM}/evidence").text
    assert UNDER_REVIEW not in client.get(f"{FM}/evidence/history/1").text


def copy_of_content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def test_two_who_mark_at_once_open_one_doubt(site: Forum, editor_id: int) -> None:
    ready, problems = threading.Barrier(2), []

    def run(standing: str) -> None:
        with site.app_context():
            ready.wait()
            try:
                mark(editor_id, standing)
            except Exception as error:  # noqa: BLE001 - told to the test
                problems.append(error)

    threads = [threading.Thread(target=run, args=(standing,)) for standing in ("retracted", "concern")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with site.app_context():
        assert (count(SourceMark), count(SummaryDoubt)) == (2, 2)


# The list of retractions

HEADER = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,"
    "RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,"
    "Reason,Paywalled,Notes\n"
)


def row(record: int, *, doi: str = "", pmid: str = "0", nature: str = "Retraction", day: str = "3/8/2026 0:00") -> str:
    return (
        f'{record},"An invented paper, with a comma",(HSC) Medicine;,Nowhere,J,P,UK,A B;,,Research Article;,{day},'
        f"10.1/notice,0,1/2/2020 0:00,{doi},{pmid},{nature},+Error;,No,\n"
    )


def retractions(site: Forum, file: Path, *rows: str) -> str:
    not_text = b'9,"M\xfcller",,,,,,,,,1/1/2020 0:00,,0,,unavailable,0,Retraction,,,\n'
    file.write_bytes((HEADER + "".join(rows)).encode() + not_text)
    done = site.test_cli_runner().invoke(args=["evidence", "retractions", str(file)])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def ids(site: Forum) -> tuple[str, str]:
    """The DOI of one source, and the PMID of another."""
    with site.app_context():
        sources = queries.sources_by_key()
        doi = sources[KEY].doi
        pmid = next(each.pmid for each in sources.values() if each.pmid and each.key != KEY)
        assert doi is not None
        return doi, pmid


def test_the_list_marks_by_doi_and_pmid_and_twice_is_harmless(
    site: Forum, client: FlaskClient, tmp_path: Path, ids: tuple[str, str]
) -> None:
    doi, pmid = ids
    rows = [row(1, doi=doi.upper()), row(2, pmid=pmid, nature="Expression of concern"), row(3, doi="10.1/nobody")]
    output = retractions(site, tmp_path / "list.csv", *rows)
    assert f"{KEY}: retracted (2026-03-08). Summaries under review: 2." in output
    assert "4 rows read. Marked: 2. Known already: 0." in output
    assert UNDER_REVIEW in client.get(f"{FM}/evidence").text
    assert "Found in the list of Retraction Watch" in client.get(f"/sources/{KEY}").text
    assert "Marked: 0. Known already: 2." in retractions(site, tmp_path / "list.csv", *rows)
    with site.app_context():
        assert count(SourceMark) == 2


def test_the_list_never_overrules_an_editor(site: Forum, tmp_path: Path, ids: tuple[str, str], editor_id: int) -> None:
    retractions(site, tmp_path / "list.csv", row(1, doi=ids[0]))
    with site.app_context():
        mark(editor_id, "sound", notice="That notice is about another paper.")
    retractions(site, tmp_path / "list.csv", row(1, doi=ids[0]))
    with site.app_context():
        assert queries.find_source(KEY).standing == "sound"
        mark(editor_id, "retracted")
    retractions(site, tmp_path / "list.csv", row(4, doi=ids[0], nature="Correction", day="2026-04-01"))
    with site.app_context():
        assert queries.find_source(KEY).standing == "retracted"


def test_the_gravest_notice_counts_until_a_reinstatement(site: Forum, tmp_path: Path, ids: tuple[str, str]) -> None:
    rows = [row(1, doi=ids[0], day="1/5/2024 0:00"), row(2, doi=ids[0], nature="Correction")]
    assert "retracted (2024-01-05)" in retractions(site, tmp_path / "list.csv", *rows)
    rows.append(row(3, doi=ids[0], nature="Reinstatement", day="5/5/2026 0:00"))
    assert "sound (2026-05-05). Summaries under review: 0." in retractions(site, tmp_path / "list.csv", *rows)


def test_what_is_not_understood_is_told(site: Forum, tmp_path: Path, ids: tuple[str, str]) -> None:
    output = retractions(site, tmp_path / "list.csv", row(77, doi=ids[0], nature="Sabotage"))
    assert "Record 77 is about a source" in output
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    done = site.test_cli_runner().invoke(args=["evidence", "retractions", str(other)])
    assert done.exit_code == 1
    assert "This is not the data file of Retraction Watch" in done.output


# Reviews that come up


def due(slug: str, *, days: int) -> None:
    with transaction():
        (revision,) = revisions(slug)
        revision.review_due = (clock.now() + timedelta(days=days)).date()


def test_editors_are_told_thirty_days_before_and_once(site: Forum, editor_id: int) -> None:
    assert editor_id
    with site.app_context():
        due("fibromyalgia", days=31)
        due("pots", days=30)
    for _night in range(2):
        assert site.test_cli_runner().invoke(args=["evidence", "alarm"]).exit_code == 0
    with site.app_context():
        assert notices("review_due") == 1
        due("pots", days=20)  # another day, another alarm
    site.test_cli_runner().invoke(args=["evidence", "alarm"])
    with site.app_context():
        assert notices("review_due") == 2


def test_the_desk_shows_what_waits_in_few_statements(
    site: Forum, client: FlaskClient, editor: FlaskClient, editor_id: int
) -> None:
    assert editor.get("/editorial").text.count("None.") == 3
    with site.app_context():
        due("fibromyalgia", days=-1)
        due("pots", days=0)
        due("me-cfs", days=30)
        due("psoriasis", days=31)
        for key in list(queries.sources_by_key())[:20]:
            mark(editor_id, key=key)
    with counted() as statements:
        text = editor.get("/editorial").text
    assert len(statements) <= MOST_STATEMENTS
    assert "Overdue: 1" in text
    assert "Due within 30 days: 2" in text
    assert "Say why it stands: Fibromyalgia" in text
    assert "overdue" in client.get(f"{FM}/evidence").text
    assert "overdue" not in client.get("/conditions/pots/evidence").text
    with counted() as statements:
        client.get(FM)
    assert len(statements) <= MOST_STATEMENTS
    assert "/editorial" in editor.get("/").text
    assert "/editorial" not in client.get("/").text
    assert "A source was corrected, questioned or retracted" in editor.get("/notifications").text
