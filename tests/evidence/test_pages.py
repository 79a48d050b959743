"""The evidence pages: every word and number of the files, every citation a link, and no result louder than another."""

import html
import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from forum import clock
from forum.app import Forum
from forum.conditions.models import Condition
from forum.database import db, transaction
from forum.evidence.citing import cited, shown, unconfirmed
from forum.evidence.labels import DESIGNS, DIRECTIONS, RESULTS
from forum.evidence.models import Source, SummaryRevision
from forum.evidence.prose import CITATION
from forum.evidence.starter import read_sources, read_summaries
from forum.evidence.starter_numbers import printed
from tests import factories
from tests.statements import counted

SOURCES = read_sources()
SUMMARIES = read_summaries()
FM = "/conditions/fibromyalgia/evidence"
HEADING_FOR_EDITORS = "For editors: not confirmed yet"
MOST_STATEMENTS = 12


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.text


def words(markup: str) -> str:
    """What a reader reads, without the numbers of citations."""
    apart = re.sub(r"<br>|</(?:d[td]|t[dh]|p|li|h\d)>", " ", re.sub(r"<sup>.*?</sup>", "", markup, flags=re.DOTALL))
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", apart)))


def bare(text: str) -> str:
    return re.sub(rf"\s*{CITATION.pattern}", "", printed(text, SOURCES))


def table_rows(markup: str) -> list[str]:
    """The rows of the table of studies, each as it stands in the markup."""
    found = re.search(r'<h2 id="trials">.*?<tbody[^>]*>(.*?)</tbody>', markup, flags=re.DOTALL)
    return re.findall(r"<tr.*?</tr>", found[1], flags=re.DOTALL) if found else []


@pytest.fixture
def editor(site: Forum) -> FlaskClient:
    with site.app_context():
        member_id = factories.member(roles=("editor",)).id
    return factories.sign_in(site.test_client(), member_id)


# Summaries


def test_every_sentence_and_number_of_every_summary_is_on_its_page(site: Forum, client: FlaskClient) -> None:
    for slug, summary in SUMMARIES.items():
        text = words(page(client, f"/conditions/{slug}/evidence"))
        answers = [text for question in summary.questions for text in (question.because, question.answer)]
        for sentence in [*summary.bottom_line, *answers, *summary.not_shown, *summary.ongoing]:
            assert bare(sentence) in text
        for question in summary.questions:
            assert question.question in text
            assert str(DIRECTIONS[question.direction]) in text
        assert "Last search: 22 November 2026" in text
        assert "Next review due 22 May 2027." in text
        assert "overdue" not in text


def test_every_citation_leads_to_a_source_on_the_page_in_order_of_first_use(site: Forum, client: FlaskClient) -> None:
    for slug, summary in SUMMARIES.items():
        markup = page(client, f"/conditions/{slug}/evidence")
        used = re.findall(r'<sup><a href="#source-(\d+)" aria-label="Source (\d+)">\[(\d+)\]</a></sup>', markup)
        anchors = re.findall(r'<li id="source-(\d+)">', markup)
        assert all(len(set(numbers)) == 1 for numbers in used)
        assert anchors == [str(number) for number in range(1, len(shown(summary)) + 1)]
        in_order = list(dict.fromkeys(numbers[0] for numbers in used))
        assert in_order == anchors[: len(in_order)]
        assert set(cited(summary)) <= set(shown(summary))
        assert "[@" not in markup
        assert "[=" not in markup
        assert "(figure missing)" not in markup
        listed = re.findall(r'<li id="source-\d+">.*?href="/sources/([^"]+)"', markup, flags=re.DOTALL)
        assert set(listed) == set(shown(summary))


def test_the_table_is_made_of_the_records_in_the_order_of_the_summary(site: Forum, client: FlaskClient) -> None:
    for slug, summary in SUMMARIES.items():
        rows = table_rows(page(client, f"/conditions/{slug}/evidence"))
        assert len(rows) == len(summary.trials)
        for row, key in zip(rows, summary.trials, strict=True):
            source, text = SOURCES[key], words(row)
            assert f'href="/sources/{key}"' in row
            stated = str(source.n) if source.n is not None else "Number not stated"
            for said in (stated, source.population, source.dose, source.duration, source.result, source.design_note):
                assert said is None or said in text
            assert str(DESIGNS[source.design]) in text
            assert text.rstrip().endswith(str(RESULTS[source.direction]))


def test_favourable_and_unfavourable_rows_are_alike_in_markup(site: Forum, client: FlaskClient) -> None:
    shapes = set()
    for slug in SUMMARIES:
        for row in table_rows(page(client, f"/conditions/{slug}/evidence")):
            tags = re.findall(r"<[^>]*>", row)
            shapes.add(re.sub(r'(href|aria-label)="[^"]*"', "", " ".join(tags)))
    assert len(shapes) == 1


def test_certainty_is_told_apart_from_direction_and_only_where_a_source_rates_it(
    site: Forum, client: FlaskClient
) -> None:
    for slug, summary in SUMMARIES.items():
        text = words(page(client, f"/conditions/{slug}/evidence"))
        unrated = [question for question in summary.questions if question.certainty is None]
        assert text.count("How sure can we be? Not rated yet") == len(unrated)
    assert "How sure can we be? Low, in the words of a source: “Certainty rated low.”" in words(
        page(client, "/conditions/long-covid/evidence")
    )


def test_every_source_that_needs_care_shows_its_note_on_every_summary(site: Forum, client: FlaskClient) -> None:
    for slug, summary in SUMMARIES.items():
        text = words(page(client, f"/conditions/{slug}/evidence"))
        careful = [SOURCES[key].use_note for key in shown(summary) if SOURCES[key].use_note]
        assert text.count("Read with care:") == len(careful)
        assert all(f"Read with care: {note}." in text for note in careful)


def test_a_review_that_is_late_is_called_overdue(
    site: Forum, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 5, 22, 12, tzinfo=UTC))
    assert "overdue" not in page(client, FM)
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 5, 23, 12, tzinfo=UTC))
    assert "This review is overdue" in page(client, FM)


def test_a_summary_names_no_writer_and_offers_no_verdict(site: Forum, client: FlaskClient) -> None:
    assert not re.search(r"[Rr]eviewed by(?! a clinician)|[Ww]ritten by", page(client, FM))


def test_the_opioid_box_stands_on_every_summary(site: Forum, client: FlaskClient) -> None:
    for slug in SUMMARIES:
        text = words(page(client, f"/conditions/{slug}/evidence"))
        assert "Do not take naltrexone at any dose while you take an opioid" in text


# Versions


@pytest.fixture
def second_version(site: Forum) -> Forum:
    """A second version of the summary about fibromyalgia, shown today."""
    with site.app_context(), transaction():
        first = db.session.query(SummaryRevision).join(SummaryRevision.summary).join(Condition)
        old = first.filter(Condition.slug == "fibromyalgia").one()
        new = SummaryRevision(
            summary_id=old.summary_id,
            number=2,
            origin="editor",
            parts={**old.parts, "bottom_line": ["Written anew [@younger-2009-fm-pilot]."]},
            searched_on=old.searched_on,
            searched_where=old.searched_where,
            review_due=old.review_due,
            change_note="The bottom line is shorter.",
            published_at=clock.now(),
        )
        new.sources = [db.session.query(Source).filter_by(key=key).one() for key in shown(SUMMARIES["fibromyalgia"])]
        db.session.add(new)
        db.session.execute(db.text("UPDATE summary SET shown_number = 2 WHERE id = :id"), {"id": old.summary_id})
    return site


def test_an_earlier_version_stays_readable_at_its_address(second_version: Forum, client: FlaskClient) -> None:
    assert "Written anew" in page(client, FM)
    earlier = words(page(client, f"{FM}/history/1"))
    assert "Written anew" not in earlier
    assert "This is version 1, kept as it was." in earlier
    assert bare(SUMMARIES["fibromyalgia"].bottom_line[0]) in earlier
    assert "kept as it was" not in page(client, f"{FM}/history/2")


def test_the_history_lists_every_version_newest_first(second_version: Forum, client: FlaskClient) -> None:
    text = words(page(client, f"{FM}/history"))
    assert text.index("Version 2, shown today") < text.index("Version 1")
    assert "The bottom line is shorter." in text


def test_what_is_not_published_is_nobodys_reading(second_version: Forum, client: FlaskClient) -> None:
    with second_version.app_context(), transaction():
        db.session.execute(db.text("UPDATE summary_revision SET published_at = NULL WHERE number = 2"))
    assert client.get(f"{FM}/history/2").status_code == 404
    assert "Version 2" not in page(client, f"{FM}/history")


# Sources


def test_every_source_has_a_page_with_its_record(site: Forum, client: FlaskClient) -> None:
    for key, source in SOURCES.items():
        markup = page(client, f"/sources/{key}")
        text = words(markup)
        for said in (source.title, source.result, source.harms, source.limitation, source.doi, source.pmid):
            assert said is None or re.sub(r"\s+", " ", said) in text
        assert source.result_read_from in text
        outside = {html.unescape(link) for link in re.findall(r'href="(https?://[^"]*)"', markup)}
        assert outside == ({source.link} if source.link else set())
        assert ("Read this source with care." in text) == (source.use_on_page == "with care")
        assert source.use_note is None or source.use_note in text


def test_a_source_says_which_summaries_show_it(site: Forum, client: FlaskClient) -> None:
    for key in SOURCES:
        markup = page(client, f"/sources/{key}")
        showing = {slug for slug, summary in SUMMARIES.items() if key in shown(summary)}
        assert set(re.findall(r'href="/conditions/([a-z-]+)/evidence"', markup)) == showing


def test_a_source_about_no_single_condition_says_so(site: Forum, client: FlaskClient) -> None:
    assert "about LDN in general" in page(client, "/sources/goel-2024-perioperative")


def test_the_list_of_sources_counts_and_narrows(site: Forum, client: FlaskClient) -> None:
    assert "77 publications" in page(client, "/sources")
    both = page(client, "/sources") + page(client, "/sources?page=2")
    assert set(re.findall(r'<h3><a href="/sources/([^"]+)"', both)) == set(SOURCES)
    for slug in ("fibromyalgia", "all-conditions", "pots"):
        expected = {key for key, source in SOURCES.items() if slug in source.conditions}
        if slug == "all-conditions":  # those that name no condition besides
            expected = {key for key in expected if len(SOURCES[key].conditions) == 1}
        markup = page(client, f"/sources?condition={slug}")
        assert set(re.findall(r'<h3><a href="/sources/([^"]+)"', markup)) == expected
        assert f"{len(expected)} publications" in markup
        assert f'<option value="{slug}" selected>' in markup


def test_the_list_shows_every_note_of_care(site: Forum, client: FlaskClient) -> None:
    text = words(page(client, "/sources") + page(client, "/sources?page=2"))
    assert all(f"Read with care: {source.use_note}." in text for source in SOURCES.values() if source.use_note)


# Who sees what


def test_editors_see_what_is_not_confirmed_and_visitors_do_not(
    site: Forum, client: FlaskClient, editor: FlaskClient
) -> None:
    for key in ("rupp-2023-pain-scoping", "metyas-2018-fm", "cao-2018-hailey-hailey"):
        for sentence in unconfirmed(SOURCES[key]):
            assert sentence in words(page(editor, f"/sources/{key}"))
        assert HEADING_FOR_EDITORS not in page(client, f"/sources/{key}")
        assert "from general knowledge" not in page(client, f"/sources/{key}")
    text = words(page(editor, FM))
    for key in shown(SUMMARIES["fibromyalgia"]):
        assert all(sentence in text for sentence in unconfirmed(SOURCES[key]))
    assert HEADING_FOR_EDITORS not in page(client, FM)


@pytest.mark.parametrize("role", ["member", "moderator", "admin"])
def test_nobody_but_editors_sees_the_notes_for_editors(site: Forum, role: str) -> None:
    with site.app_context():
        member_id = factories.member(roles=() if role == "member" else (role,)).id
    client = factories.sign_in(site.test_client(), member_id)
    assert HEADING_FOR_EDITORS not in page(client, FM)
    assert HEADING_FOR_EDITORS not in page(client, "/sources/metyas-2018-fm")


@pytest.mark.parametrize(
    "path",
    [
        "/conditions/no-such-condition/evidence",
        "/conditions/no-such-condition/evidence/history",
        "/conditions/fibromyalgia/evidence/history/0",
        "/conditions/fibromyalgia/evidence/history/99",
        "/conditions/fibromyalgia/evidence/history/99999999999999999999",
        "/conditions/Fibromyalgia/evidence",
        "/conditions/%C3%A9/evidence",
        "/sources/no-such-source",
        "/sources/Metyas 2018",
        f"/sources/{'a' * 200}",
        "/sources?condition=no-such-condition",
        "/sources?condition=%C3%A9",
    ],
)
def test_what_is_not_there_is_not_found(site: Forum, client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_condition_without_a_summary_has_no_summary_page(app: Forum, client: FlaskClient) -> None:
    with app.app_context():
        factories.condition("hiccups")
    assert client.get("/conditions/hiccups/evidence").status_code == 404
    assert client.get("/conditions/hiccups/evidence/history").status_code == 404


# Budgets


def test_pages_send_the_same_few_statements_whatever_their_size(site: Forum, editor: FlaskClient) -> None:
    def statements(path: str) -> int:
        with counted() as sent:
            page(editor, path)
        assert len(sent) <= MOST_STATEMENTS, path
        return len(sent)

    small, large = "/conditions/burning-mouth-syndrome/evidence", FM
    assert statements(small) == statements(large)
    assert statements(f"{small}/history") == statements(f"{large}/history")
    assert statements("/sources/sangalli-2023-burning-mouth") == statements("/sources/bolton-2019-safety-meta")
    before = statements("/sources")
    with site.app_context(), transaction():
        pattern = {"et_al": False, "year": 2020, "design": "survey", "direction": "mixed", "status": "full"}
        for number in range(1000):
            named = {"key": f"more-{number}", "title": f"More {number}", "authors": ["A"], "use_on_page": "yes"}
            db.session.add(Source(**named, **pattern, from_knowledge=[]))
    assert statements("/sources") == before
    assert "1077 publications" in page(editor, "/sources")
