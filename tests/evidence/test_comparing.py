"""Conditions side by side: numbers from the records, no order by result, few statements."""

import re

import pytest
from flask.testing import FlaskClient

from forum import clock
from forum.app import Forum
from forum.database import transaction
from forum.evidence import queries
from forum.evidence.labels import DIRECTIONS
from forum.evidence.operations.standing import put_mark
from forum.evidence.starter import read_sources, read_summaries
from tests.statements import counted

SOURCES, SUMMARIES = read_sources(), read_summaries()
MOST_STATEMENTS = 12


def compared(site: Forum, order: str = "condition") -> list[queries.Compared]:
    with site.test_request_context():
        return list(queries.comparison(order, today=clock.now().date()))


def test_every_number_is_that_of_the_records(site: Forum) -> None:
    rows = {row.slug: row for row in compared(site)}
    assert rows.keys() == SUMMARIES.keys()
    for slug, summary in SUMMARIES.items():
        records = [SOURCES[key] for key in summary.trials]
        assert rows[slug].studies == len(records)
        assert rows[slug].people == sum(record.n for record in records if record.n is not None)
        assert rows[slug].unstated == sum(record.n is None for record in records)
        assert rows[slug].compared == sum(record.comparator not in (None, "none") for record in records)
    assert (rows["fibromyalgia"].studies, rows["fibromyalgia"].unstated) == (8, 1)


def test_directions_and_ratings_are_those_of_the_summaries(site: Forum, client: FlaskClient) -> None:
    text = client.get("/evidence").text
    for row in compared(site):
        questions = SUMMARIES[row.slug].questions
        assert [str(each.direction) for each in row.asked] == [str(DIRECTIONS[each.direction]) for each in questions]
        assert [each.certainty is None for each in row.asked] == [each.certainty is None for each in questions]
    assert text.count("How sure: not rated yet.") == sum(
        each.certainty is None for summary in SUMMARIES.values() for each in summary.questions
    )
    assert "How sure, as a source rates it: Low." in text


def test_it_is_ordered_by_name_or_by_amount_and_by_nothing_else(site: Forum, client: FlaskClient) -> None:
    names = [row.name for row in compared(site)]
    assert names == sorted(names, key=str.casefold)
    amounts = [(row.studies, row.people) for row in compared(site, "amount")]
    assert amounts == sorted(amounts, reverse=True)
    assert set(queries.ORDERS) == {"condition", "amount"}
    in_order = re.findall(r'rowheader"><a href="/conditions/([^/]+)/', client.get("/evidence?order=amount").text)
    assert in_order == [row.slug for row in compared(site, "amount")]
    assert client.get("/evidence?order=effect").text == client.get("/evidence").text


@pytest.mark.parametrize("order", ["condition", "amount"])
def test_it_takes_few_statements(site: Forum, client: FlaskClient, order: str) -> None:
    with counted() as statements:
        client.get(f"/evidence?order={order}")
    assert len(statements) <= MOST_STATEMENTS


def test_it_says_what_is_under_review(site: Forum, client: FlaskClient) -> None:
    assert "Under review" not in client.get("/evidence").text
    with site.app_context(), transaction():
        source = queries.find_source("younger-2013-fm-rct")
        put_mark(source, standing="retracted", day=clock.now().date(), notice="Words.", by_id=None)
    assert client.get("/evidence").text.count("Under review") == 2
    assert client.get("/evidence").text.count("1 of them retracted") == 2
    assert "/evidence" in client.get("/conditions").text


def test_without_summaries_it_says_so(app: Forum, client: FlaskClient) -> None:
    assert app
    assert "Nobody has written a summary yet." in client.get("/evidence").text
