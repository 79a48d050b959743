"""A PMID, a DOI or a link to one in a topic leads to our record, and nothing else of the text changes."""

import re

import pytest
from flask.testing import FlaskClient

from forum import markup
from forum.app import Forum
from forum.evidence.mentions.finding import identifiers, linked
from forum.evidence.starter import read_sources
from tests import factories
from tests.discussions import texts
from tests.statements import counted

SOURCES = read_sources()
KNOWN = SOURCES["younger-2013-fm-rct"]
CAREFUL = next(each for each in SOURCES.values() if each.use_note and each.pmid)
PATHS = {"pmid:23359310": "/sources/a", "doi:10.1002/art.37734": "/sources/a"}
A = '<a href="/sources/a">'
RECORD = f" {A}(our record)</a>"


def with_links(markdown: str) -> str:
    return markup.walled(linked(markup.render(markdown), PATHS, label="our record")).strip()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("PMID 23359310", ["pmid:23359310"]),
        ("PMID: 23359310.", ["pmid:23359310"]),
        ("pmid:023359310", []),  # nine digits
        ("(PMID 23359310, or doi:10.1002/ART.37734).", ["pmid:23359310", "doi:10.1002/art.37734"]),
        ("https://pubmed.ncbi.nlm.nih.gov/23359310/", ["pmid:23359310"]),
        ("[the trial](http://www.ncbi.nlm.nih.gov/pubmed/23359310?dopt=x)", ["pmid:23359310"]),
        ("https://europepmc.org/article/MED/23359310", ["pmid:23359310"]),
        ("See https://doi.org/10.1002/art.37734.", ["doi:10.1002/art.37734"]),
        ("[it](https://dx.doi.org/10.1002%2Fart.37734)", ["doi:10.1002/art.37734"]),
        ("10.1016/S0140-6736(13)60024-0) and on", ["doi:10.1016/s0140-6736(13)60024-0"]),
        ("<b>10.1002/art.37734</b>", ["doi:10.1002/art.37734</b>"]),  # typed as text; no record is called so
        ("`PMID 23359310`", []),
        ("[PMID 23359310](https://example.org/)", []),
        ("https://evil.example/pubmed.ncbi.nlm.nih.gov/23359310", []),
        ("version 10.1 of 2024, and 10.5 mg", []),
        ("twice PMID 1 and PMID 1", ["pmid:1"]),
    ],
)
def test_what_names_a_publication(typed: str, found: list[str]) -> None:
    assert list(identifiers(markup.render(typed))) == found


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("See PMID 23359310.", f"<p>See {A}PMID 23359310</a>.</p>"),
        ("(doi:10.1002/ART.37734), then", f"<p>(doi:{A}10.1002/ART.37734</a>), then</p>"),
        ("PMID 99999999", "<p>PMID 99999999</p>"),
        ("`PMID 23359310`", "<p><code>PMID 23359310</code></p>"),
    ],
)
def test_a_number_leads_to_the_record(typed: str, shown: str) -> None:
    assert with_links(typed) == shown


def test_a_members_own_link_stays_and_gets_ours_beside_it() -> None:
    shown = with_links("[the trial](https://doi.org/10.1002/art.37734) was small")
    assert shown.startswith('<p><a href="https://doi.org/10.1002/art.37734"')
    assert shown.endswith(f">the trial</a>{RECORD} was small</p>")


@pytest.mark.parametrize(
    "typed",
    [
        'PMID 23359310 <script>alert(1)</script> "quoted" & 1 < 2 > 0',
        "10.1002/art.37734<img src=x onerror=alert(1)>",
        '[x](https://doi.org/10.1002/art.37734"onmouseover=alert(1))',
        "[x](https://example.org/?a=>PMID+23359310)",
        "> PMID 23359310\n\n| a | b |\n|---|---|\n| PMID 23359310 | 10.1002/art.37734 |",
        "<<>>PMID 23359310<a href=",
    ],
)
def test_nothing_but_links_is_added(typed: str) -> None:
    rendered = markup.render(typed)
    shown = linked(rendered, PATHS, label="our record")
    assert markup.walled(shown) == shown
    assert re.sub(rf"{re.escape(A)}(.*?)</a>", r"\1", shown.replace(RECORD, "")) == rendered


def test_a_topic_leads_to_the_records_with_what_they_found(site: Forum, client: FlaskClient) -> None:
    with site.app_context():
        viewer = factories.viewer("wren", roles=("moderator",))  # whose links wait for nobody
        topic = texts.new_topic(viewer, body=f"I read PMID {KNOWN.pmid}, and PMID 99999999.")
        texts.reply(viewer, topic, body=f"And https://pubmed.ncbi.nlm.nih.gov/{CAREFUL.pmid}/ or doi:{KNOWN.doi}")
        texts.reply(viewer, topic, body="I read nothing.")
        address = f"/topics/{topic.public_id}"
    shown = client.get(address, follow_redirects=True).text
    assert f'I read <a href="/sources/{KNOWN.key}">PMID {KNOWN.pmid}</a>, and PMID 99999999.' in shown
    opening, reply, quiet = re.findall(r"<article.*?</article>", shown, flags=re.DOTALL)
    assert "1 publication mentioned here" in opening
    assert f"{KNOWN.n} people." in opening
    assert markup.excerpt(KNOWN.result or "", 5000)[:60] in opening
    assert "2 publications mentioned here" in reply
    assert f"Read with care:</b> {CAREFUL.use_note}." in reply
    assert f'<a href="/sources/{CAREFUL.key}">(our record)</a>' in reply
    assert "mentioned here" not in quiet


def test_it_takes_one_statement_for_a_page_and_none_without_a_mention(site: Forum, client: FlaskClient) -> None:
    with site.app_context():
        viewer = factories.viewer("wren")
        plain, full = (texts.new_topic(viewer, title=title).public_id for title in ("Nothing named", "Much named"))
        for source in [each for each in SOURCES.values() if each.pmid][:8]:
            texts.reply(viewer, plain, body="A reply.")
            texts.reply(viewer, full, body=f"PMID {source.pmid}")
    spent = {}
    for public_id in (plain, full):
        path = client.get(f"/topics/{public_id}").location
        with counted() as statements:
            client.get(path)
        spent[public_id] = len(statements)
    assert spent[full] == spent[plain] + 1
    assert spent[full] <= 12
