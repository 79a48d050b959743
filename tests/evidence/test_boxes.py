"""What pages of other areas show: the pinned summary, the opioid box, the safety facts and the crisis lines."""

import html
import re

import pytest
from flask import render_template, url_for

from forum.app import Forum
from forum.evidence import queries, safety
from forum.evidence.citing import cited
from forum.evidence.starter import read_crisis_lines, read_safety, read_sources, read_summaries
from forum.evidence.starter_numbers import printed
from forum.viewers import VISITOR, Viewer
from tests import factories
from tests.statements import counted

SOURCES = read_sources()
SUMMARIES = read_summaries()
MODERATOR = Viewer(id=1, name="mo", roles=frozenset({"moderator"}))


def words(markup: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<sup>.*?</sup>", "", markup))))


def pinned_markup(slug: str, *, energy: str = "full") -> str:
    condition = queries.conditions_by_slug()[slug]
    given = {"slug": slug, "name": condition.name, "is_short": energy == "low"}
    return render_template("evidence/_pinned.html", pinned=queries.pinned(condition), **given)


def test_the_pinned_summary_holds_bottom_line_directions_studies_and_sources(site: Forum) -> None:
    with site.test_request_context():
        for slug, summary in SUMMARIES.items():
            markup = pinned_markup(slug)
            text = words(markup)
            assert printed(summary.bottom_line[0], SOURCES).split(" [@")[0] in text
            assert all(question.question in text for question in summary.questions)
            assert text.count("Not rated yet") == sum(question.certainty is None for question in summary.questions)
            assert markup.count('scope="row"') == len(summary.questions) + len(summary.trials)
            assert url_for("evidence.summary", slug=slug) in markup
            assert "Next review due 22 May 2027." in text


def test_every_citation_of_the_pinned_summary_leads_to_a_source_beside_it(site: Forum) -> None:
    with site.test_request_context():
        for slug in SUMMARIES:
            for energy in ("full", "low"):
                markup = pinned_markup(slug, energy=energy)
                used = set(re.findall(r'href="#source-(\d+)"', markup))
                anchors = re.findall(r'<li id="source-(\d+)">', markup)
                assert used <= set(anchors)
                assert anchors == [str(number) for number in range(1, len(anchors) + 1)]


def test_the_energy_saver_keeps_the_bottom_line_and_leads_to_the_table(site: Forum) -> None:
    with site.test_request_context():
        markup = pinned_markup("fibromyalgia", energy="low")
        assert "The 8 studies, one by one" in markup
        assert "What was found" not in markup
        assert printed(SUMMARIES["fibromyalgia"].bottom_line[0], SOURCES).split(" [@")[0] in words(markup)


def test_a_condition_without_a_summary_says_so(app: Forum) -> None:
    with app.app_context():
        condition = factories.condition("hiccups", name="Hiccups")
        assert queries.pinned(condition) is None
        slug = condition.slug
    with app.test_request_context():
        assert "Nobody has written a summary about Hiccups yet." in pinned_markup(slug)


def test_the_pinned_summary_takes_few_statements(site: Forum) -> None:
    with site.test_request_context():
        condition = queries.conditions_by_slug()["fibromyalgia"]
        with counted() as sent:
            queries.pinned(condition)
        assert len(sent) <= 3


def test_the_opioid_box_begins_each_warning_as_the_facts_do(app: Forum) -> None:
    facts = {fact.id: fact.statement for fact in read_safety()}
    warnings = safety.opioid_warnings()
    assert len(warnings) == 3
    assert all(any(statement.startswith(warning) for statement in facts.values()) for warning in warnings)
    assert all(warning.endswith(".") for warning in warnings)
    with app.test_request_context():
        markup = render_template("evidence/_safety_box.html", viewer=VISITOR)
        assert all(warning in words(markup) for warning in warnings)
        assert url_for("pages.safety") in markup


def test_every_safety_fact_is_told_with_its_level_and_its_sources(app: Forum) -> None:
    with app.test_request_context():
        text = words(render_template("evidence/_safety_facts.html", viewer=VISITOR))
        for fact in read_safety():
            assert fact.statement in text
            assert fact.source_kind in text
            assert all(source.removeprefix("https://") in text for source in fact.sources)
        assert text.count("Stop: ") == sum(fact.level == "stop" for fact in read_safety())
        assert "Our own reading." in text


def test_notes_on_safety_facts_are_for_editors_and_moderators(app: Forum) -> None:
    with app.test_request_context():
        for_all = words(render_template("evidence/_safety_facts.html", viewer=VISITOR))
        for_some = words(render_template("evidence/_safety_facts.html", viewer=MODERATOR))
    notes = [fact.note for fact in read_safety() if fact.note]
    assert all(note in for_some and note not in for_all for note in notes)


def test_a_line_that_nobody_confirmed_says_so(app: Forum) -> None:
    lines = read_crisis_lines()
    with app.test_request_context():
        text = words(render_template("evidence/_crisis_lines.html", viewer=VISITOR))
    assert all(line.contact in text and line.name in text for line in lines)
    assert text.count("Not confirmed by us") == sum(line.confirmed == "not-seen" for line in lines)
    assert text.count("Only partly confirmed by us") == sum(line.confirmed == "partly" for line in lines)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("http://example.org/a", None),
        ("https://example.org (a leaflet)", None),
        ("https://example.org/a\nb", None),
        ("javascript:alert(1)", None),
        ("a book", None),
    ],
)
def test_only_a_plain_https_address_is_a_link(text: str, link: str | None) -> None:
    assert safety.origin(text).link == link


def test_the_files_are_read_once(app: Forum) -> None:
    assert safety.safety_facts() is safety.safety_facts()
    assert safety.crisis_lines() is safety.crisis_lines()


def test_what_is_cited_is_numbered_as_it_is_read(site: Forum) -> None:
    with site.test_request_context():
        markup = pinned_markup("fibromyalgia")
    first = re.findall(r'<li id="source-\d+"><a href="/sources/([^"]+)"', markup)
    assert first[:4] == cited(SUMMARIES["fibromyalgia"])[:4]
