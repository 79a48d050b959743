"""References in three styles: as the styles say, and nothing in them that nobody saw."""

import threading
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from forum.app import Forum
from forum.database import db, transaction
from forum.evidence.citation_styles import STYLES, Cited, cited, cited_in, rendered
from forum.evidence.models import Source
from forum.evidence.reading import listed
from forum.evidence.records import Snapshot
from tests.statements import counted

TRIAL = Snapshot(
    key="doe-2024",
    title="A trial of naltrexone",
    authors=["Doe JA", "van der Roe R"],
    et_al=False,
    journal="J Invent",
    year=2024,
    volume="3",
    issue="2",
    pages="110-119",
    doi="10.5555/invented.1",
    link="https://doi.org/10.5555/invented.1",
)
APA = "Doe, J. A., & van der Roe, R. (2024). A trial of naltrexone. J Invent, 3(2), 110–119."
PAGES = ("/sources/younger-2013-fm-rct", "/sources?condition=fibromyalgia", "/conditions/fibromyalgia/evidence")
MANY = [f"Family{letter} X" for letter in "ABCDEFGHIJ"]


def all_styles(record: Snapshot) -> list[str]:
    return [cited_in(record, style) for style in STYLES]


def test_a_reference_is_what_each_style_says(site: Forum) -> None:
    with site.test_request_context():
        assert all_styles(TRIAL) == [
            "Doe JA, van der Roe R. A trial of naltrexone. J Invent. 2024;3(2):110-119. doi:10.5555/invented.1",
            "Doe JA, van der Roe R. A trial of naltrexone. J Invent. 2024;3(2):110–9. doi:10.5555/invented.1",
            f"{APA} https://doi.org/10.5555/invented.1",
        ]


def test_more_authors_than_a_style_names_are_et_al(site: Forum) -> None:
    with site.test_request_context():
        ama, vancouver, apa = all_styles(replace(TRIAL, authors=MANY))
    assert ama.startswith("FamilyA X, FamilyB X, FamilyC X, et al. A trial")
    assert vancouver.startswith("FamilyA X, FamilyB X, FamilyC X, FamilyD X, FamilyE X, FamilyF X, et al. A trial")
    assert "FamilyI, X., & FamilyJ, X. (2024)" in apa


@pytest.mark.parametrize("authors", [["Doe J"], ["Doe J", "Roe R"], ["Doe J", "Roe R", "Poe P"], MANY])
def test_authors_that_the_record_does_not_name_are_et_al_and_nobody_is_made_up(site: Forum, authors: list[str]) -> None:
    with site.test_request_context():
        texts = all_styles(replace(TRIAL, authors=authors, et_al=True))
        named = cited(replace(TRIAL, authors=authors, et_al=True)).authors or ""
    for text in texts:
        assert text.count("et al.") == 1
        assert "& et al" not in text
        assert not any("\ue000" <= letter <= "\uf8ff" for letter in text)
    assert named.endswith(", et al")
    assert named.split(", ")[0] == authors[0]


def test_what_was_not_seen_is_said_and_not_made_up(site: Forum) -> None:
    bare = Snapshot(key="bare", title="Does it help?")
    with site.test_request_context():
        assert cited(bare) == Cited(None, "")
        ama, vancouver, apa = all_styles(bare)
        without_year = cited_in(replace(TRIAL, year=None), "APA")
        without_volume = cited(replace(TRIAL, volume=None, issue=None, pages=None))
    assert ama == vancouver == "[authors not seen]. Does it help?"
    assert apa == "[authors not seen]. (year not seen). Does it help?"
    assert "(year not seen)" in without_year
    assert "n.d." not in without_year
    assert without_volume.place == "J Invent. 2024"  # not "Published online": nobody saw that


def test_a_group_is_no_person(site: Forum) -> None:
    with site.test_request_context():
        assert cited_in(replace(TRIAL, authors=["LDN Study Group"]), "APA").startswith("LDN Study Group. (2024)")


def test_a_doi_is_said_once(site: Forum) -> None:
    with site.test_request_context():
        assert "doi" not in cited(TRIAL).place
        assert cited(replace(TRIAL, link=None)).place.endswith("doi:10.5555/invented.1")
        elsewhere = replace(TRIAL, link="https://pubmed.ncbi.nlm.nih.gov/1/")
        assert cited(elsewhere).place.endswith("doi:10.5555/invented.1")


@pytest.mark.parametrize("field", ["title", "journal", "volume", "pages"])
def test_markup_in_a_record_is_words(site: Forum, client: FlaskClient, field: str) -> None:
    evil = "<b id=x></b><script>alert(1)</script>"
    with site.app_context(), transaction():
        source = db.session.scalars(select(Source).where(Source.key == "younger-2013-fm-rct")).one()
        setattr(source, field, evil)
        source.authors = ["<img src=x> J", "Roe <script>R"]
    for address in (
        "/sources/younger-2013-fm-rct",
        "/sources?condition=fibromyalgia",
        "/conditions/fibromyalgia/evidence",
    ):
        page = client.get(address).text
        assert "<b id=x>" not in page
        assert "<img src=x>" not in page
        assert "<script>alert" not in page
        assert "&lt;img src=x&gt;" in page


def test_the_page_of_a_source_offers_each_style_to_copy(client: FlaskClient, site: Forum) -> None:
    page = client.get("/sources/younger-2013-fm-rct").text
    for name in STYLES:
        assert f"Copy as {name}" in page
    assert "Arthritis Rheum. 2013;65(2):529-538." in page
    assert "Arthritis Rheum, 65(2), 529–538." in page
    assert "Copy as BibTeX" in page


def test_every_record_of_the_site_has_its_title_and_place_in_every_style(site: Forum) -> None:
    with site.test_request_context():
        for source in db.session.scalars(select(Source)):
            line = listed(source)
            assert (line.authors is None) == (not source.authors), source.key
            assert line.authors is None or line.authors.startswith(source.authors[0].removesuffix(".")), source.key
            for text in (cited_in(source, style) for style in STYLES):
                assert source.title in text, source.key
                assert str(source.year) in text, source.key
                assert ("et al" in text) or not source.et_al, source.key
                assert "Published online" not in text
                assert ".." not in text


def test_threads_do_not_mix_up_references(site: Forum) -> None:
    rendered.cache_clear()
    records = [replace(TRIAL, authors=[f"Family{n} A"], year=1900 + n, volume=str(n or 1)) for n in range(40)]
    wrong: list[str] = []

    def run() -> None:
        with site.test_request_context():
            for number, record in enumerate(records):
                text = cited(record)
                if (text.authors, text.place) != (
                    f"Family{number} A",
                    f"J Invent. {1900 + number};{number or 1}(2):110-119",
                ):
                    wrong.append(str(text))

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_references_ask_the_database_nothing(site: Forum, client: FlaskClient) -> None:
    rendered.cache_clear()
    with counted() as cold:
        client.get("/sources")
    with counted() as warm:
        client.get("/sources")
    assert len(cold) == len(warm) <= 12
