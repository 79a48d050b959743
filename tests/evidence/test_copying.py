"""A source as BibTeX and RIS, read back as it was; and which summaries show it."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from forum.app import Forum
from forum.database import db, transaction
from forum.evidence.citation_files import read_file
from forum.evidence.citers import places_in
from forum.evidence.copying import as_bibtex, as_ris
from forum.evidence.found import clean_doi, plain_text, title_key
from forum.evidence.models import Source, SummaryRevision
from tests.statements import counted

YOUNGER = "younger-2013-fm-rct"


def test_every_source_comes_back_from_both_formats_as_it_was(site: Forum) -> None:
    with site.test_request_context():
        sources = list(db.session.scalars(select(Source)))
        assert len(sources) > 50
        for source in sources:
            for text in (as_bibtex(source), as_ris(source)):
                read = read_file(text)
                assert read.problems == [], text
                (found,) = read.found
                assert title_key(found.title) == title_key(plain_text(source.title)), text
                names = [name.replace(",", "") if text.startswith("TY") else name for name in source.authors]
                assert found.authors == names, text
                assert found.et_al == (text.startswith("@") and bool(source.et_al)), text
                assert (found.year, found.journal, found.volume, found.issue) == (
                    source.year,
                    source.journal,
                    source.volume,
                    source.issue,
                ), text
                assert found.doi == (clean_doi(source.doi) if source.doi else None), text
                assert found.pmid == source.pmid, text


def test_signs_of_tex_in_a_record_stay_words() -> None:
    title = "A & B 5% \\input{x} _y}, author = {Z"
    source = Source(key="a-1", title=title, authors=["Doe J}"], et_al=True, journal="J & K")
    text = as_bibtex(source)
    assert "\\input" not in text
    assert text.count("author =") == 2
    assert "\n\tauthor = {Doe, J and others}" in text
    assert r"J \& K" in text


@pytest.mark.parametrize(
    ("ending", "kind"), [("bib", "application/x-bibtex"), ("ris", "application/x-research-info-systems")]
)
def test_it_can_be_downloaded(site: Forum, client: FlaskClient, ending: str, kind: str) -> None:
    answer = client.get(f"/sources/{YOUNGER}/citation.{ending}")
    assert (answer.status_code, answer.mimetype) == (200, kind)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{YOUNGER}.{ending}"'
    assert "23359310" in answer.text
    assert client.get("/sources/nothing-2000/citation.bib").status_code == 404
    assert client.get(f"/sources/{YOUNGER}/citation.exe").status_code == 404
    page = client.get(f"/sources/{YOUNGER}").text
    assert "Copy as BibTeX" in page
    assert f"@article{{{YOUNGER}," in page


def test_the_page_says_where_each_summary_shows_it(site: Forum, client: FlaskClient) -> None:
    with counted() as statements:
        page = client.get(f"/sources/{YOUNGER}").text
    assert len(statements) <= 12
    line = next(each for each in page.split("<li>") if "/conditions/fibromyalgia/evidence" in each)
    assert "in its words" in line
    assert "in its table of studies" in line
    assert places_in({"bottom_line": ["a [@x-1]"], "trials": [], "also": ["x-1"]}, "x-1") == ("words", "list")
    assert places_in({"bottom_line": ["a [@x-10]"]}, "x-1") == ()


def test_an_earlier_version_is_named_and_a_draft_is_not(site: Forum, client: FlaskClient) -> None:
    with site.app_context(), transaction():
        source = db.session.scalars(select(Source).where(Source.key == YOUNGER)).one()
        query = select(SummaryRevision).join(SummaryRevision.sources).where(Source.id == source.id)
        revision = db.session.scalars(query).first()
        assert revision is not None
        revision.number = 7
    page = client.get(f"/sources/{YOUNGER}").text
    assert ", version 7</a> (not any more)" in page
    with site.app_context(), transaction():
        revision = db.session.scalars(select(SummaryRevision).where(SummaryRevision.number == 7)).one()
        revision.published_at = None
    assert "version 7" not in client.get(f"/sources/{YOUNGER}").text
