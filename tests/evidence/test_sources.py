"""Editors keep the sources: by hand and from files, looked at before saving, never twice, never deleted when cited."""

import html
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from forum.app import Forum
from forum.database import db, transaction
from forum.errors import NotAllowed, Refused
from forum.evidence import operations, queries
from forum.evidence.citation_files import LONGEST_FILE, MOST_PROBLEMS, MOST_RECORDS, read_file
from forum.evidence.found import clean_doi, plain_text, title_key
from forum.evidence.models import Source
from forum.evidence.operations import load_starter
from forum.viewers import VISITOR, Viewer
from tests import factories
from tests.statements import counted

YOUNGER = "younger-2013-fm-rct"
RIS = """TY  - JOUR
AU  - Doe, Jane Ann
AU  - Roe, R.
TI  - A trial of <i>naltrexone</i> in
 an invented illness
JO  - J Invent
PY  - 2024/05/01
VL  - 3
IS  - 2
SP  - 10
EP  - 19
DO  - https://doi.org/10.5555/INVENTED.1
ER  -
"""
NBIB = """PMID- 99999901
OWN - NLM
TI  - A trial of naltrexone in an
      invented illness.
PG  - 10-9
LID - 10.5555/invented.1 [doi]
AB  - BACKGROUND: long words
      that go on.
FAU - Doe, Jane Ann
AU  - Doe JA
SI  - ClinicalTrials.gov/NCT00000001
RIN - J Invent. 2025;4:1
TA  - J Invent
DP  - 2024 May
"""
BIB = r"""@article{doe, title = {A trial of {Naltrexone} in an invented illness},
 author = {M{\"u}ller, Anna and Doe, Jane}, journal = {J Invent},
 year = 2024, pages = {10--19}, doi = {10.5555/invented.1}}"""
UNREAD = {"design": "not-read", "direction": "not-read", "status": "identifier-only", "use_on_page": "no"}


@pytest.fixture
def editor_id(site: Forum) -> int:
    with site.app_context():
        return factories.member(roles=("editor",)).id


@pytest.fixture
def editor(site: Forum, editor_id: int) -> FlaskClient:
    return factories.sign_in(site.test_client(), editor_id)


def as_editor(member_id: int) -> Viewer:
    return Viewer(id=member_id, roles=frozenset({"editor"}))


def look(client: FlaskClient, text: str) -> TestResponse:
    return client.post("/sources/import", data={"text": text})


def save(client: FlaskClient, text: str, **form: Any) -> TestResponse:
    return client.post("/sources/import/save", data={"text": text, **form})


def source(key: str) -> Source:
    db.session.expire_all()
    return queries.get_source(key)


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Source)) or 0


def newest() -> Source:
    query = select(Source).order_by(Source.id.desc()).limit(1)
    return queries.get_source(db.session.scalars(query).one().key)


# Reading files


@pytest.mark.parametrize("text", [RIS, NBIB, BIB], ids=["ris", "nbib", "bib"])
def test_the_three_formats_say_the_same_of_one_publication(site: Forum, text: str) -> None:
    with site.test_request_context():
        read = read_file(text.replace("\n", "\r\n"))
    assert read.problems == []
    (found,) = read.found
    assert title_key(found.title) == "atrialofnaltrexoneinaninventedillness"
    assert (found.year, found.journal, found.doi) == (2024, "J Invent", "10.5555/invented.1")
    assert "Doe J" in [name[:5] for name in found.authors]
    assert found.doubts == []


def test_names_numbers_and_notices_are_read(site: Forum) -> None:
    with site.test_request_context():
        (ris,), (nbib,), (bib,) = (read_file(text).found for text in (RIS, NBIB, BIB))
    assert ris.authors == ["Doe JA", "Roe R"]
    assert (ris.volume, ris.issue, ris.pages) == ("3", "2", "10-19")
    assert (nbib.pmid, nbib.registry_number, nbib.corrections) == (
        "99999901",
        "NCT00000001",
        "Retracted in: J Invent. 2025;4:1",
    )
    assert (bib.authors, bib.pages) == (["Müller A", "Doe J"], "10-19")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Dear editor", "none of the three formats"),
        ("TY  - JOUR\nAU  - Doe, J\nER  - ", "Record 1 has no title"),
        ("TY  - JOUR\nTI  - Cut off", "has no end"),
        ("PMID- 1\nAU  - Doe J", "Record 1 has no title"),
        ("@article{doe, title = {never closed,", "line 1 could not be read"),
        ("@article{doe, author = {Doe, J}}", "Record 1 has no title"),
    ],
)
def test_a_broken_file_is_a_sentence(site: Forum, text: str, sentence: str) -> None:
    with site.test_request_context():
        assert any(sentence in problem for problem in read_file(text).problems)


def test_a_file_of_nothing_but_faults_has_ten_sentences_and_one_of_many_is_cut(site: Forum) -> None:
    with site.test_request_context():
        assert len(read_file("@article{a,\n" * 1000).problems) <= MOST_PROBLEMS
        many = read_file("TY  - JOUR\nTI  - One\nER  - \n" * (MOST_RECORDS + 1))
    assert len(many.found) == MOST_RECORDS
    assert any("second file" in problem for problem in many.problems)


def test_what_is_no_doi_is_left_out_and_said(site: Forum) -> None:
    with site.test_request_context():
        (found,) = read_file("TY  - JOUR\nTI  - One\nDO  - soon\nPY  - later\nER  - ").found
    assert (found.doi, found.year, len(found.doubts)) == (None, None, 2)
    assert clean_doi("doi: 10.1002/ART.37734") == "10.1002/art.37734"
    assert clean_doi("10.1/x") is None
    assert clean_doi("10.1002/a b") is None


def test_markup_in_a_title_is_gone_and_signs_stay() -> None:
    assert (
        plain_text("A <i>trial</i> &amp; <script>alert(1)</script>more (p<0.05)\u200b\n") == "A trial & more (p<0.05)"
    )


# From a file


def test_a_publication_is_looked_at_before_it_is_saved(site: Forum, editor: FlaskClient) -> None:
    with site.app_context():
        before = count()
    answer = look(editor, RIS)
    assert answer.status_code == 200
    assert "A trial of naltrexone in an invented illness" in answer.text
    assert "Nothing is saved yet" in answer.text
    assert 'value="add" checked' in answer.text
    with site.app_context():
        assert count() == before
    assert save(editor, RIS, **{"choice-1": "add", "conditions": "fibromyalgia"}).status_code == 303
    with site.app_context():
        assert count() == before + 1
        new = newest()
        assert new.key == "doe-2024-trial-naltrexone-invented"
        assert (new.doi, new.link) == ("10.5555/invented.1", "https://doi.org/10.5555/invented.1")
        assert [each.slug for each in new.conditions] == ["fibromyalgia"]
        assert (new.use_on_page, new.status, new.origin) == ("no", "identifier-only", "editor")
    assert "Not looked at yet" in editor.get("/sources/doe-2024-trial-naltrexone-invented").text


def test_a_file_can_be_chosen_instead_of_pasted(editor: FlaskClient) -> None:
    file = (io.BytesIO(NBIB.encode("utf-8-sig")), "one.nbib")
    assert "NCT00000001" in editor.post("/sources/import", data={"file": file}).text
    broken = (io.BytesIO(b"\x00\x01\x02"), "one.bib")
    answer = editor.post("/sources/import", data={"file": broken})
    assert (answer.status_code, "This is not a text" in answer.text) == (422, True)
    assert editor.post("/sources/import", data={}).status_code == 422


def test_fifty_megabytes_are_refused_in_a_sentence(editor: FlaskClient) -> None:
    file = (io.BytesIO(b"@" * (50 * 1024 * 1024)), "large.bib")
    answer = editor.post("/sources/import", data={"file": file})
    assert answer.status_code == 413
    assert "larger than the forum accepts" in answer.text
    smaller = (io.BytesIO(b"@" * (LONGEST_FILE + 1)), "large.bib")
    answer = editor.post("/sources/import", data={"file": smaller})
    assert (answer.status_code, "too much at once" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("TY  - JOUR\nTI  - Another title\nDO  - {doi}\nER  - ", "with this DOI"),
        ("PMID- {pmid}\nTI  - Another title", "with this PMID"),
        ("TY  - JOUR\nTI  - {title}\nER  - ", "with this title"),
    ],
)
def test_a_duplicate_is_found_and_left_out_unless_chosen(site: Forum, editor: FlaskClient, text: str, by: str) -> None:
    with site.app_context():
        ours = source(YOUNGER)
        text = text.format(doi=(ours.doi or "").upper(), pmid=ours.pmid, title=ours.title.upper().replace("-", " "))
        before = count()
    answer = look(editor, text)
    assert by in answer.text
    assert 'value="skip" checked' in answer.text
    assert ('value="add"' in answer.text) == (by == "with this title")
    save(editor, text)
    save(editor, text, **{"choice-1": "add"} if "title" not in by else {})
    with site.app_context():
        assert count() == before


def test_merging_fills_what_is_missing_and_keeps_what_stands(site: Forum, editor: FlaskClient) -> None:
    with site.app_context():
        key, title = "smith-2007-crohns-pilot", source("smith-2007-crohns-pilot").title
        assert source(key).doi is None
    text = f"TY  - JOUR\nTI  - {title}\nJO  - Another journal\nDO  - 10.5555/missing\nER  - "
    assert "Put what is missing into our record: DOI" in look(editor, text).text
    assert save(editor, text, **{"choice-1": f"fill-{key}"}).status_code == 303
    with site.app_context():
        filled = source(key)
        assert (filled.doi, filled.journal) == ("10.5555/missing", "Am J Gastroenterol")
        assert (filled.version, filled.origin) == (2, "editor")
        with transaction():
            load_starter()
        assert source(key).doi == "10.5555/missing"  # no file overwrites an editor's words


def test_one_publication_twice_in_a_file_is_saved_once(site: Forum, editor: FlaskClient) -> None:
    with site.app_context():
        before = count()
    assert "the same as number 1" in look(editor, RIS + RIS).text
    assert save(editor, RIS + RIS).status_code == 303
    with site.app_context():
        assert count() == before + 1
    again = RIS.replace("A trial", "Again a trial").replace("INVENTED.1", "invented.2")
    answer = save(editor, again + again, **{"choice-1": "add", "choice-2": "add"})
    assert answer.status_code == 409
    assert "Nothing was saved of" in answer.text
    assert "Again a trial" in answer.text
    with site.app_context():
        assert count() == before + 1


def test_a_hostile_title_is_words(editor: FlaskClient) -> None:
    answer = look(editor, "TY  - JOUR\nTI  - <img src=x onerror=alert(1)>Title &lt;script&gt;x\nER  - ")
    assert "<img src=x" not in answer.text.split("</form>")[-2].split('id="found-1"')[1]
    assert "<script>x" not in answer.text


def test_a_preview_asks_the_database_the_same_for_one_and_for_many(site: Forum, editor: FlaskClient) -> None:
    many = "".join(RIS.replace("A trial", f"Trial {n}").replace("INVENTED.1", f"n{n}") for n in range(40))
    look(editor, RIS)
    with site.app_context(), counted() as few:
        look(editor, RIS)
    with site.app_context(), counted() as lots:
        look(editor, many)
    assert len(few) == len(lots) <= 12


# By hand


def test_by_hand_and_changed_with_what_was_typed_kept(site: Forum, editor: FlaskClient) -> None:
    wrong = editor.post("/sources/new", data={"title": "By hand", "et_al": "no", "doi": "soon", **UNREAD})
    assert (wrong.status_code, "This is not a DOI" in wrong.text, 'value="soon"' in wrong.text) == (422, True, True)
    form = {"title": "By <b>hand</b>", "authors": "Doe J\n\nRoe R", "et_al": "", "year": "2020", "funding": "A fund"}
    assert editor.post("/sources/new", data={**form, **UNREAD}).status_code == 303
    with site.app_context():
        new = newest()
        assert (new.title, new.authors, new.et_al, new.key) == ("By hand", ["Doe J", "Roe R"], None, "doe-2020-by-hand")
    assert "A fund" in editor.get("/sources/doe-2020-by-hand").text
    shown = editor.get("/sources/doe-2020-by-hand/edit").text
    assert re.search(r'name="seen"[^>]*value="1"', shown)
    changed = {**form, **UNREAD, "funding": "", "result": "10 of 20 (95% CI 1 to 2)", "seen": "1"}
    assert editor.post("/sources/doe-2020-by-hand/edit", data=changed).status_code == 303
    late = editor.post("/sources/doe-2020-by-hand/edit", data={**changed, "result": "My late words"})
    assert (late.status_code, "Somebody else has changed" in late.text, "My late words" in late.text) == (
        409,
        True,
        True,
    )
    with site.app_context():
        assert source("doe-2020-by-hand").result == "10 of 20 (95% CI 1 to 2)"
        assert source("doe-2020-by-hand").funding is None


def test_every_record_of_the_site_can_be_opened_and_saved_as_it_is(site: Forum, editor: FlaskClient) -> None:
    with site.app_context():
        keys = list(db.session.scalars(select(Source.key).order_by(Source.key).limit(12)))
    for key in keys:
        with site.app_context():
            was = {c.name: getattr(source(key), c.name) for c in Source.__table__.columns}
        form = form_of(editor.get(f"/sources/{key}/edit").text)
        assert editor.post(f"/sources/{key}/edit", data=form).status_code == 303, key
        with site.app_context():
            now = {c.name: getattr(source(key), c.name) for c in Source.__table__.columns}
        assert {**now, "version": 1, "origin": "starter"} == was


def form_of(markup: str) -> dict[str, Any]:
    """What a browser would send of the page's form of a source."""
    body = markup.split("novalidate>")[1].split("</form>", maxsplit=1)[0]
    form: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", body):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrf_token":
            form[name[1]] = html.unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\r?\n?(.*?)</textarea>', body, re.DOTALL):
        form[name] = html.unescape(text)
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', body, re.DOTALL):
        form[name] = [html.unescape(v) for v in re.findall(r'<option selected value="([^"]*)"', options)]
    return form


def test_a_record_with_a_doi_of_another_is_refused(site: Forum, editor_id: int) -> None:
    with site.app_context():
        doi = source(YOUNGER).doi
        with pytest.raises(Refused, match="Another record has this DOI"), transaction():
            operations.add_source({"title": "New", "doi": doi}, conditions=[], viewer=as_editor(editor_id))
        mixed = db.session.scalars(select(Source.doi).where(Source.doi.like("%MS9%"))).first()
        assert mixed, "a DOI with capital letters in our files"
        with pytest.raises(Refused, match="Another record has this DOI"), transaction():
            operations.add_source({"title": "New", "doi": mixed.lower()}, conditions=[], viewer=as_editor(editor_id))


# Deleting, and who may


def test_a_cited_source_is_never_deleted_and_another_is(site: Forum, editor: FlaskClient) -> None:
    assert "It cannot be deleted" in editor.get(f"/sources/{YOUNGER}/delete").text
    answer = editor.post(f"/sources/{YOUNGER}/delete")
    assert (answer.status_code, "It cannot be deleted" in answer.text) == (409, True)
    save(editor, RIS)
    path = "/sources/doe-2024-trial-naltrexone-invented"
    assert "Delete it" in editor.get(f"{path}/delete").text
    assert editor.post(f"{path}/delete").status_code == 303
    assert editor.get(path).status_code == 404
    with site.app_context():
        assert source(YOUNGER).title


def test_only_whoever_is_an_editor_now_keeps_sources(site: Forum) -> None:
    with site.app_context():
        was_editor = as_editor(factories.member().id)
        for viewer in (VISITOR, was_editor):
            with pytest.raises(NotAllowed), transaction():
                operations.add_source({"title": "New"}, conditions=[], viewer=viewer)
            with pytest.raises(NotAllowed), transaction():
                operations.delete_source(source(YOUNGER), viewer=viewer)


def test_readers_are_not_shown_the_ways_of_editors(site: Forum, client: FlaskClient, editor: FlaskClient) -> None:
    for path, words in (("/sources", "Add by DOI, PMID or file"), (f"/sources/{YOUNGER}", "Change this record")):
        assert words not in client.get(path).text
        assert words in editor.get(path).text
