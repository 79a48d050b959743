"""Feeds of what changed: valid, the same for everybody, with ids that stay, and without anybody's name."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import feedparser
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from forum import clock
from forum.app import Forum
from forum.conditions.models import Condition
from forum.database import db, transaction
from forum.evidence import operations, queries
from forum.evidence.models import Citation, Summary, SummaryRevision
from forum.evidence.queries.feed import MOST_ENTRIES
from tests import factories
from tests.statements import counted

ALL, FM = "/feeds/evidence", "/feeds/evidence/fibromyalgia"
KEY = "younger-2013-fm-rct"


@pytest.fixture
def origin(site: Forum) -> str:
    return str(site.config["ORIGIN"])


def read(client: FlaskClient, path: str) -> feedparser.FeedParserDict:
    answer = client.get(path)
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    ET.fromstring(answer.data)
    found = feedparser.parse(answer.data)
    assert (found.bozo, found.version) == (False, "atom10")
    return found


def publish(note: str, *, member_id: int | None = None) -> None:
    """A next version of the summary about fibromyalgia."""
    summary = queries.find_summary("fibromyalgia")
    old = queries.newest_revisions()[summary.condition_id]
    kept = ("parts", "searched_on", "searched_where", "review_due")
    number = old.number + 1
    values = {name: getattr(old, name) for name in kept}
    moment = clock.now() + timedelta(minutes=number)
    new = SummaryRevision(
        summary_id=summary.id,
        number=number,
        origin="editor",
        change_note=note,
        published_at=moment,
        written_by_id=member_id,
        **values,
    )
    db.session.add(new)
    summary.shown_number = number
    db.session.flush()
    shown = db.session.scalars(select(Citation.source_id).where(Citation.revision_id == old.id))
    db.session.add_all([Citation(revision_id=new.id, source_id=each) for each in shown])
    db.session.flush()


def test_each_version_is_an_entry_with_what_changed(site: Forum, client: FlaskClient, origin: str) -> None:
    with site.app_context(), transaction():
        editor = factories.member("Canaryname", roles=("editor",)).id
        publish("A larger trial,\x0b and a doubt <script>alert(1)</script> & more.", member_id=editor)
    found = read(client, FM)
    assert found.feed.title == "Fibromyalgia: what changed in the summary of studies on LDN"
    assert [each.title for each in found.entries] == ["Fibromyalgia: version 2", "Fibromyalgia: version 1"]
    assert "A larger trial, and a doubt <script>alert(1)</script> & more." in found.entries[0].content[0].value
    assert found.entries[0].content[0].type == "text/plain"
    assert found.entries[0].link == f"{origin}/conditions/fibromyalgia/evidence/history/2"
    assert client.get(found.entries[0].link.removeprefix(origin)).status_code == 200
    assert found.feed.updated == found.entries[0].updated
    assert {each["rel"]: each["href"] for each in found.feed.links} == {
        "self": f"{origin}{FM}",
        "alternate": f"{origin}/conditions/fibromyalgia/evidence",
    }
    assert "Canaryname" not in client.get(FM).text


def test_a_summary_that_goes_under_review_is_an_entry(site: Forum, client: FlaskClient) -> None:
    with site.app_context():
        viewer = factories.viewer("Canaryname", roles=("editor",))
        with transaction():
            source, day = queries.find_source(KEY), clock.now().date()
            operations.mark_source(source, viewer=viewer, standing="retracted", day=day, notice="Words.")
    found = read(client, FM)
    assert found.entries[0].title == "Fibromyalgia: under review"
    assert "Younger J and others, 2013" in found.entries[0].summary
    assert "Retracted" in found.entries[0].summary
    assert "Canaryname" not in client.get(ALL).text


def test_ids_are_tags_that_stay_and_differ(site: Forum, client: FlaskClient) -> None:
    before = {each.id for each in read(client, ALL).entries}
    assert len(before) == len(read(client, ALL).entries)
    assert all(each.startswith("tag:localhost,2026:evidence/") for each in before)
    with site.app_context(), transaction():
        publish("Another one.")
    after = {each.id for each in read(client, ALL).entries}
    assert after - before == {"tag:localhost,2026:evidence/fibromyalgia/2"}
    assert before <= after
    assert {each.id for each in read(client, FM).entries} <= after


def test_a_reader_that_has_it_is_told_so(site: Forum, client: FlaskClient) -> None:
    first = client.get(ALL)
    assert first.headers["Cache-Control"] == "public, max-age=600"
    again = client.get(ALL, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    with site.app_context(), transaction():
        publish("Another one.")
    assert client.get(ALL, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_it_is_short_whatever_there_is(site: Forum, client: FlaskClient) -> None:
    with site.app_context(), transaction():
        for number in range(60):
            publish(f"Change {number}.")
    for path, most in ((ALL, 2), (FM, 3)):
        with counted() as statements:
            found = read(client, path)
        assert len(found.entries) == MOST_ENTRIES
        assert len(statements) <= most
        assert "Change 59." in found.entries[0].content[0].value


def test_nothing_and_nobody(app: Forum, client: FlaskClient) -> None:
    assert read(client, ALL).entries == []
    for path in ("/feeds/evidence/nowhere", "/feeds/evidence/Fibro<x>"):
        assert client.get(path).status_code == 404


def test_an_unpublished_version_is_in_no_feed(site: Forum, client: FlaskClient) -> None:
    with site.app_context(), transaction():
        publish("Not yet published.")
        condition = db.session.scalars(select(Condition).where(Condition.slug == "fibromyalgia")).one()
        summary = db.session.scalars(select(Summary).where(Summary.condition_id == condition.id)).one()
        new = db.session.scalars(
            select(SummaryRevision).where(SummaryRevision.summary_id == summary.id, SummaryRevision.number == 2)
        ).one()
        new.published_at, summary.shown_number = None, 1
    assert "Not yet published." not in client.get(ALL).text


def test_pages_lead_to_their_feed(site: Forum, client: FlaskClient) -> None:
    pages = {
        "/conditions/fibromyalgia/evidence": FM,
        "/conditions/fibromyalgia/evidence/history": FM,
        "/evidence": ALL,
    }
    for page, feed in pages.items():
        text = client.get(page).text
        assert text.count(f'href="{feed}"') == 2
        assert 'type="application/atom+xml"' in text.split("</head>")[0]
