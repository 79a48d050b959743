"""Linked data beside a summary and a source: facts of the record, never a claim, nothing that breaks out."""

import json
import re

import pytest
from flask.testing import FlaskClient

from forum.app import Forum
from forum.database import transaction
from forum.evidence import operations, queries
from tests import factories

FM, KEY = "/conditions/fibromyalgia/evidence", "younger-2013-fm-rct"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
CLAIMS = {"evidenceLevel", "possibleTreatment", "drug", "secondaryPrevention", "outcome", "abstract", "reviewRating"}


def data_of(client: FlaskClient, path: str) -> dict[str, object]:
    (found,) = BLOCK.findall(client.get(path).text)
    read: dict[str, object] = json.loads(found)
    assert read["@context"] == "https://schema.org"
    return read


def names_in(data: object) -> set[str]:
    """Every property name, however deep."""
    if isinstance(data, dict):
        return set(data).union(*(names_in(each) for each in data.values()))
    return set().union(*(names_in(each) for each in data)) if isinstance(data, list) else set()


def test_a_source_is_an_article_with_its_identifiers(site: Forum, client: FlaskClient) -> None:
    data, origin = data_of(client, f"/sources/{KEY}"), site.config["ORIGIN"]
    with site.app_context():
        source = queries.find_source(KEY)
        assert data["@type"] == "MedicalScholarlyArticle"
        assert data["name"] == source.title
        assert data["url"] == f"{origin}/sources/{KEY}"
        assert data["author"] == [{"@type": "Person", "name": each} for each in source.authors]
        assert data["datePublished"] == "2013"
        assert f"https://doi.org/{source.doi}" in str(data["sameAs"])
        assert f"https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/" in str(data["sameAs"])
        assert str(source.journal) in json.dumps(data["isPartOf"])
        assert str(source.result) not in json.dumps(data, ensure_ascii=False)
    assert names_in(data) & CLAIMS == set()


def test_a_summary_is_about_a_condition_and_cites_articles(site: Forum, client: FlaskClient) -> None:
    data = data_of(client, FM)
    assert (data["@type"], data["name"]) == ("MedicalCondition", "Fibromyalgia")
    page = data["subjectOf"]
    assert isinstance(page, dict)
    assert {each["@type"] for each in page["citation"]} == {"MedicalScholarlyArticle"}
    assert page["url"] == site.config["ORIGIN"] + FM
    assert names_in(data) & CLAIMS == set()


def test_an_earlier_version_says_nothing_to_machines(site: Forum, client: FlaskClient) -> None:
    assert BLOCK.findall(client.get(f"{FM}/history/1").text) == []


@pytest.mark.parametrize("title", ["</script><script>alert(1)</script>", "<!--<script>", "A “quoted” & 'odd' title"])
def test_a_title_does_not_break_out(site: Forum, client: FlaskClient, title: str) -> None:
    with site.app_context(), transaction():
        viewer = factories.viewer(roles=("editor",))
        key = operations.add_source({"title": title, "authors": [title]}, conditions=[], viewer=viewer).key
    data = data_of(client, f"/sources/{key}")
    assert data["name"] == title
    assert {"isPartOf", "datePublished", "sameAs", "identifier"} & set(data) == set()
    assert "<script>alert" not in client.get(f"/sources/{key}").text


def test_a_retracted_source_says_so(site: Forum, client: FlaskClient) -> None:
    with site.app_context(), transaction():
        source = queries.find_source(KEY)
        source.standing = "retracted"
    assert data_of(client, f"/sources/{KEY}")["creativeWorkStatus"] == "Retracted"
