"""Looking up a DOI or a PMID: what the registers say, what is made of it, and that nothing they do hurts the forum."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from forum.app import Forum
from forum.database import db
from forum.evidence.citation_files import read_file
from forum.evidence.models import Source
from forum.evidence.registers import asking, looking_up
from forum.evidence.registers.looking_up import Named, Registers, named_in
from tests import factories
from tests.evidence import registers
from tests.evidence.registers import DOI, JSON, NBIB, PMID, RETRACTED, TEXT, Server, work
from tests.evidence.test_sources import UNREAD, form_of, newest, save

ADDRESS = "/sources/look-up"


@pytest.fixture
def server() -> Iterator[Server]:
    with registers.running() as running:
        running.answers = {DOI: (200, JSON, work()), PMID: (200, TEXT, NBIB)}
        yield running


@pytest.fixture
def open_site(site: Forum, server: Server, monkeypatch: pytest.MonkeyPatch) -> Forum:
    """The site with the registers on this machine."""
    config = {**site.config, "CROSSREF_URL": f"{server.url}/works", "PUBMED_URL": f"{server.url}/efetch"}
    config["MAIL_DEFAULT_SENDER"] = "The forum <forum@example.org>"
    monkeypatch.setitem(site.extensions, "registers", Registers.of(config))
    return site


@pytest.fixture
def editor(open_site: Forum) -> FlaskClient:
    with open_site.app_context():
        member_id = factories.member(roles=("editor",)).id
    return factories.sign_in(open_site.test_client(), member_id)


def look_up(client: FlaskClient, number: str) -> TestResponse:
    return client.post(ADDRESS, data={"number": number})


def count(site: Forum) -> int:
    with site.app_context():
        return db.session.scalar(select(func.count()).select_from(Source)) or 0


# What is typed


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        (DOI, Named("doi", DOI)),
        ("10.5555/INVENTED.1", Named("doi", DOI)),
        (f"doi: {DOI}", Named("doi", DOI)),
        (f"https://doi.org/{DOI}", Named("doi", DOI)),
        (f"http://dx.doi.org/{DOI}?a=b", Named("doi", DOI)),
        ("https://doi.org/10.5555%2Finvented.1", Named("doi", DOI)),
        ("23359310", Named("pmid", "23359310")),
        (" PMID: 23359310 ", Named("pmid", "23359310")),
        ("pmid23359310", Named("pmid", "23359310")),
        ("https://pubmed.ncbi.nlm.nih.gov/23359310/?from=x", Named("pmid", "23359310")),
        ("https://europepmc.org/article/MED/23359310", Named("pmid", "23359310")),
        ("soon", None),
        ("", None),
        ("0", None),
        ("12345678901", None),
        ("10.5555", None),
        ("https://example.org/10.5555/invented.1", None),
        ("10.5555/<script>", None),
    ],
)
def test_a_number_is_read_in_every_spelling_and_nothing_else_is(typed: str, named: Named | None) -> None:
    assert named_in(typed) == named


def test_what_is_neither_is_said_beside_the_field_and_asks_nobody(editor: FlaskClient, server: Server) -> None:
    for typed in ("soon & <b>later</b>", "", "10.5555/a b", "x" * 900):
        page = look_up(editor, typed)
        assert page.status_code == 422
        assert 'id="number-why"' in page.text
        assert "<b>later" not in page.text
    assert "soon &amp; &lt;b&gt;" not in look_up(editor, "soon").text
    assert 'value="soon"' in look_up(editor, "soon").text
    assert server.asked == []


# Good answers


def test_a_doi_becomes_a_preview_and_then_a_record_that_nobody_has_read(
    open_site: Forum, editor: FlaskClient, server: Server
) -> None:
    before = count(open_site)
    page = look_up(editor, f"https://doi.org/{DOI}")
    assert page.status_code == 200
    assert "A trial of naltrexone in an invented illness" in page.text
    assert "Doe JA, van der Roe R, The LDN Study Group. J Invent 2024;3(2):10-19" in page.text
    assert "Add it as a new source" in page.text
    assert count(open_site) == before
    address, agent = server.asked[0]
    assert address == "/works/10.5555%2Finvented.1"
    assert "mailto:forum@example.org" in agent
    form = form_of(page.text)
    assert len(form["text"]) < 2_000
    assert save(editor, form["text"], **{"choice-1": "add", "conditions": "fibromyalgia"}).status_code == 303
    with open_site.app_context():
        new = newest()
        assert (new.title, new.doi, new.year) == ("A trial of naltrexone in an invented illness", DOI, 2024)
        assert new.authors == ["Doe JA", "van der Roe R", "The LDN Study Group"]
        assert (new.registry_number, new.origin) == ("NCT00000001", "editor")
        assert {name: getattr(new, name) for name in UNREAD} == UNREAD


def test_a_pmid_brings_its_doi_too(open_site: Forum, editor: FlaskClient, server: Server) -> None:
    page = look_up(editor, f"PMID {PMID}")
    assert f"DOI {DOI}" in page.text
    assert f"PMID {PMID}" in page.text
    address, _agent = server.asked[0]
    assert address.startswith("/efetch?db=pubmed&id=99999901&rettype=medline&retmode=text&tool=")
    assert "email=forum%40example.org" in address
    text = form_of(page.text)["text"]
    assert "BACKGROUND" not in text
    assert "Somewhere" not in text


def test_what_we_have_is_found_and_can_be_filled(open_site: Forum, editor: FlaskClient, server: Server) -> None:
    with open_site.app_context():
        source = db.session.scalars(select(Source).where(Source.pmid.is_not(None), Source.doi.is_not(None))).first()
        doi = source.doi.lower() if source and source.doi else ""
    server.answers[doi] = (200, JSON, work(DOI=doi.upper()))
    page = look_up(editor, doi)
    assert "We have a record with this DOI:" in page.text
    assert "Add it as a new source" not in page.text


@pytest.mark.parametrize(
    "case",
    [
        (DOI, "Retraction: https://doi.org/10.5555/notice.1 (2025-02-03)"),
        (PMID, "Retracted in: J Invent. 2025;4:1"),
    ],
)
def test_what_became_of_it_is_never_silent(
    open_site: Forum, editor: FlaskClient, server: Server, case: tuple[str, str]
) -> None:
    number, words = case
    server.answers[DOI] = (200, JSON, work(**RETRACTED))
    page = look_up(editor, number)
    assert words in page.text
    assert "say on its page what became of it" in page.text
    save(editor, form_of(page.text)["text"], **{"choice-1": "add"})
    with open_site.app_context():
        assert newest().corrections == words


def test_a_notice_says_that_it_is_one(open_site: Forum, editor: FlaskClient, server: Server) -> None:
    updates = [{"DOI": "10.5555/old", "type": "correction", "label": "Correction"}]
    server.answers[DOI] = (200, JSON, work(**{"update-to": updates}))
    assert "This is the correction of https://doi.org/10.5555/old" in look_up(editor, DOI).text


def test_an_answer_is_kept_for_a_day(editor: FlaskClient, server: Server, open_site: Forum) -> None:
    for _ in range(3):
        assert look_up(editor, DOI).status_code == 200
    assert len(server.asked) == 1
    kept = open_site.extensions["registers"].answers
    (named, (at, text)) = next(iter(kept.items()))
    kept[named] = (at - timedelta(hours=23, minutes=59), text)
    look_up(editor, DOI)
    assert len(server.asked) == 1
    kept[named] = (at - timedelta(hours=24, seconds=1), text)
    look_up(editor, DOI)
    assert len(server.asked) == 2


def test_only_so_many_answers_are_kept_and_no_failure(editor: FlaskClient, server: Server, open_site: Forum) -> None:
    kept = open_site.extensions["registers"]
    look_up(editor, "10.5555/unknown")
    assert kept.answers == {}
    for number in range(looking_up.MOST_KEPT + 5):
        kept.keep(Named("pmid", str(number + 1)), "text")
    assert len(kept.answers) == looking_up.MOST_KEPT
    assert kept.known(Named("pmid", "1")) is None
    assert kept.known(Named("pmid", str(looking_up.MOST_KEPT + 5))) == "text"


# Bad answers

HUGE = work(abstract="x" * asking.LONGEST_ANSWER)
DEEP = '{"message": ' + "[" * 100_000 + "]" * 100_000 + "}"


@pytest.mark.parametrize(
    "case",
    [
        ((404, TEXT, "Resource not found."), 422, "Crossref knows no such publication."),
        ((400, JSON, "{}"), 422, "Crossref knows no such publication."),
        ((500, "text/html", "<h1>Oh</h1>"), 409, "Crossref cannot answer just now."),
        ((429, TEXT, "Slow down"), 409, "Crossref cannot answer just now."),
        ((200, JSON, HUGE), 409, "an answer that we cannot read"),
        ((200, JSON, DEEP), 409, "an answer that we cannot read"),
        ((200, JSON, "\x00\x01\x02 garbage"), 409, "an answer that we cannot read"),
        ((200, JSON, "[]"), 409, "an answer that we cannot read"),
        ((200, JSON, '{"message": {"title": ["No DOI"]}}'), 409, "an answer that we cannot read"),
        ((200, "text/html", work()), 409, "an answer that we cannot read"),
        ((200, "", work()), 409, "an answer that we cannot read"),
        ((200, JSON, work(title=[])), 409, "No publication with a title was found"),
        ((302, TEXT, "", "http://127.0.0.2:1/works/x"), 409, "an answer that we cannot read"),
        ((302, TEXT, "", "file:///etc/passwd"), 409, "an answer that we cannot read"),
        ((301, TEXT, "", "/works/10.5555/round"), 409, "an answer that we cannot read"),
    ],
    ids=(
        "unknown",
        "no number",
        "broken",
        "busy",
        "huge",
        "deep",
        "garbage",
        "a list",
        "no work",
        "a page",
        "no kind",
        "no title",
        "elsewhere",
        "a file",
        "round and round",
    ),
)
def test_a_bad_answer_is_a_sentence_and_the_number_stays(
    editor: FlaskClient, server: Server, case: tuple[tuple[object, ...], int, str]
) -> None:
    answer, status, sentence = case
    server.answers[DOI] = server.answers["10.5555/round"] = answer
    page = look_up(editor, DOI)
    assert page.status_code == status
    assert sentence in page.text
    assert f'value="{DOI}"' in page.text
    assert "etc/passwd" not in page.text


@pytest.mark.parametrize(
    "text", ["PMID- 1\nTI  - Another\n", "\n", "id: 1 Error occurred: cannot get"], ids=["another", "empty", "error"]
)
def test_pubmed_about_something_else_is_no_answer(editor: FlaskClient, server: Server, text: str) -> None:
    server.answers[PMID] = (200, TEXT, text)
    page = look_up(editor, PMID)
    assert (page.status_code, "an answer that we cannot read" in page.text) == (409, True)


def test_a_redirect_on_the_same_server_is_followed(editor: FlaskClient, server: Server) -> None:
    server.answers["10.5555/old"] = (301, TEXT, "", "/works/10.5555%2Finvented.1")
    assert "invented illness" in look_up(editor, "10.5555/old").text


def test_a_server_elsewhere_is_not_asked(editor: FlaskClient, server: Server) -> None:
    with registers.running() as other:
        server.answers[DOI] = (302, TEXT, "", f"{other.url}/works/x")
        look_up(editor, DOI)
        assert other.asked == []


@pytest.mark.parametrize("number", ["10.5555/slow", "10.5555/letters"])
def test_a_slow_register_is_left_in_time(editor: FlaskClient, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "WHOLE_SECONDS", 0.6)
    began = time.monotonic()
    page = look_up(editor, number)
    assert time.monotonic() - began < 3
    assert (page.status_code, "did not answer in time" in page.text) == (409, True)
    assert f'value="{number}"' in page.text


def test_a_register_that_hangs_up_or_is_gone_is_a_sentence(editor: FlaskClient, open_site: Forum) -> None:
    gone = look_up(editor, "10.5555/nothing")
    assert (gone.status_code, "Crossref cannot be reached just now" in gone.text) == (409, True)
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    open_site.extensions["registers"].crossref = f"http://127.0.0.1:{port}/works"
    assert "Crossref cannot be reached just now" in look_up(editor, DOI).text
    open_site.extensions["registers"].crossref = "http://no-such-host.invalid/works"
    assert "Crossref cannot be reached just now" in look_up(editor, DOI).text
    open_site.extensions["registers"].crossref = "http://127.0.0.1:notaport/works"
    assert "Crossref cannot be reached just now" in look_up(editor, DOI).text


def test_switched_off_is_said(site: Forum) -> None:
    with site.app_context():
        member_id = factories.member(roles=("editor",)).id
    editor = factories.sign_in(site.test_client(), member_id)
    for number, name in ((DOI, "Crossref"), (PMID, "PubMed")):
        page = look_up(editor, number)
        assert (page.status_code, f"{name} is switched off on this site" in page.text) == (409, True)


def test_a_slow_register_leaves_threads_for_readers(
    editor: FlaskClient, open_site: Forum, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "WHOLE_SECONDS", 3)
    said: list[str] = []

    def run() -> None:
        with open_site.test_request_context():
            try:
                looking_up.look_up(Named("doi", "10.5555/slow"), open_site.extensions["registers"])
            except looking_up.Unanswered as error:
                said.append(error.sentence)

    threads = [threading.Thread(target=run) for _ in range(looking_up.AT_ONCE)]
    for thread in threads:
        thread.start()
    while len(server.asked) < looking_up.AT_ONCE:
        time.sleep(0.02)
    assert "Others are looking something up just now" in look_up(editor, DOI).text
    server.may_go_on.set()
    for thread in threads:
        thread.join()
    assert len(said) == looking_up.AT_ONCE
    assert look_up(editor, DOI).status_code == 200


# Hostile answers


EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>A title & <b>more"


def test_markup_in_an_answer_is_words(open_site: Forum, editor: FlaskClient, server: Server) -> None:
    author = {"family": "Roe</textarea><script>", "given": "<b>J</b>"}
    server.answers[DOI] = (200, JSON, work(title=[EVIL], author=[author], volume="<i>3</i>", page=EVIL))
    page = look_up(editor, DOI)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    assert "A title &amp; more" in page.text
    save(editor, form_of(page.text)["text"], **{"choice-1": "add"})
    with open_site.app_context():
        key = newest().key
    for address in (f"/sources/{key}", f"/sources/{key}/edit", "/sources"):
        text = editor.get(address).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text


@pytest.mark.parametrize(
    "changed",
    [
        {"author": "Doe"},
        {"author": [None, 3, {"family": 7}, {"given": "J"}, {"family": ["x"]}]},
        {"published-print": {"date-parts": [["2024"]]}, "published": [], "issued": 3},
        {"published-print": {"date-parts": []}},
        {"published-print": {"date-parts": [[99999]]}},
        {"updated-by": {"a": 1}, "update-to": [[]]},
        {"volume": {"a": 1}, "issue": 3, "page": None, "container-title": "J", "short-container-title": []},
        {"clinical-trial-number": [{"clinical-trial-number": 3}]},
        {"author": [{"family": "x" * 100_000, "given": "y" * 1000}]},
        {"author": [{"family": f"F{n}", "given": "J"} for n in range(5000)]},
    ],
    ids=range(10),
)
def test_an_answer_of_another_shape_is_read_as_far_as_it_goes(site: Forum, changed: dict[str, object]) -> None:
    with site.test_request_context():
        read = read_file(json.dumps({"message": {**registers.WORK, **changed}}))
    (found,) = read.found
    assert found.title == "A trial of naltrexone in an invented illness"
    assert len(found.authors) <= 200


def test_only_editors_look_up(open_site: Forum, client: FlaskClient, server: Server) -> None:
    assert look_up(client, DOI).status_code == 303
    with open_site.app_context():
        member_id = factories.member().id
    assert look_up(factories.sign_in(open_site.test_client(), member_id), DOI).status_code == 403
    assert server.asked == []


def test_the_way_is_found_from_the_list_of_sources(editor: FlaskClient) -> None:
    assert "Add by DOI, PMID or file" in editor.get("/sources").text
    page = editor.get("/sources/import").text
    assert f'action="{ADDRESS}"' in page
    assert 'name="number"' in page
