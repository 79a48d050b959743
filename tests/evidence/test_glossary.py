"""Words of studies: marked once in each part, as whole words, and never at the cost of a letter."""

import re

import pytest
from flask.testing import FlaskClient

from forum.app import Forum
from forum.evidence.challenges.sentences import parts_of
from forum.evidence.glossary import Marker, Term, explained, glossary, words_in
from forum.evidence.prose import Numbers, Passage, Piece
from forum.evidence.queries import sources_by_key, summary_page
from forum.evidence.reading import told
from forum.evidence.starter import CONTENT, read_summaries
from forum.viewers import VISITOR

TERMS = (
    Term("crossover", "Crossover", ("crossover", "crossover trial"), "M.", (), None),
    Term("p-value", "P value", ("p value", "p="), "M.", (), None),
    Term("pooled", "Pooled", ("pool", "pooled"), "M.", (), None),
)


def marked(text: str, marker: Marker | None = None) -> list[str]:
    """The words that are marked in a text of a summary."""
    return [piece.text for piece in passage(text, marker) if piece.term]


def passage(text: str, marker: Marker | None = None) -> Passage:
    return (marker or Marker(TERMS)).passage(Numbers().passage(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A crossover trial of 58 people.", ["crossover trial"]),
        ("A Crossover, and a crossover trial.", ["Crossover"]),
        ("crossovers, precrossover, crossover-like, non-crossover", []),
        ("Less pain (p=0.008), and (P=0.01).", ["p=0.008"]),
        ("It fell (p = 0.04)", []),
        ("p=0.", ["p=0"]),
        ("Pooled and pool: carpool, swimming-pool", ["Pooled"]),
        ("It was *pooled* so", ["pooled"]),
        ("Nothing of the kind", []),
        ("", []),
    ],
)
def test_whole_words_are_marked_once(text: str, found: list[str]) -> None:
    assert marked(text) == found


def test_no_letter_is_lost_and_citations_are_left_alone() -> None:
    text = "A **crossover trial** [@pooled] of *pooled* p=0.008 [@crossover] and crossover once more."
    plain = Numbers().passage(text)
    cut = Marker(TERMS).passage(plain)
    assert "".join(each.text for each in cut) == "".join(each.text for each in plain)
    assert [each for each in cut if each.number] == [each for each in plain if each.number]
    assert Piece("crossover trial", weight="strong", term="crossover") in cut


def test_one_marker_is_one_part() -> None:
    marker = Marker(TERMS)
    assert marked("A crossover.", marker) == ["crossover"]
    assert marked("A crossover.", marker) == []
    assert marked("A crossover.") == ["crossover"]


def test_nothing_to_mark() -> None:
    assert Marker(()).passage((Piece("A crossover."),)) == (Piece("A crossover."),)


def test_the_file_is_whole() -> None:
    terms = glossary()
    assert 20 <= len(terms) <= 30
    assert len({each.id for each in terms}) == len(terms)
    forms = [form.casefold() for each in terms for form in each.forms]
    assert len(set(forms)) == len(forms)
    for each in terms:
        assert re.fullmatch(r"[a-z-]+", each.id)
        assert each.origins
        assert 1 <= len(re.findall(r"[.](?:\s|$)", each.meaning)) <= 3
        assert "LDN" not in each.meaning
        assert "naltrexone" not in each.meaning.lower()
    assert CONTENT.joinpath("glossary.yaml").exists()


def test_sentences_to_challenge_stay_as_they_are_printed(site: Forum) -> None:
    with site.test_request_context():
        sources, marked_anywhere = sources_by_key(), set()
        for slug, summary in read_summaries().items():
            plain = told(summary, sources)
            account = explained(plain)
            assert parts_of(account) == parts_of(plain)
            assert words_in(plain) == ()
            assert summary_page(slug, VISITOR).words == words_in(account)
            marked_anywhere |= {each.id for each in words_in(account)}
        assert marked_anywhere > {"crossover", "placebo", "interval", "p-value", "pooled"}


def test_a_word_leads_to_what_it_means_here_and_in_the_glossary(site: Forum, client: FlaskClient) -> None:
    text = client.get("/conditions/fibromyalgia/evidence").text
    for word in ("crossover", "placebo"):
        assert f'<a class="term" href="/glossary#{word}" data-card="word-{word}">' in text
        assert f'<div id="word-{word}">' in text
    for part in re.split(r"<h[23]", text):
        ids = re.findall(r'class="term" href="/glossary#([\w-]+)"', part)
        assert len(ids) == len(set(ids))
    words = client.get("/glossary")
    assert words.headers["Cache-Control"] == "public, max-age=600"
    for each in glossary():
        assert f'<dt id="{each.id}">' in words.text
    assert 'href="/glossary"' in client.get("/evidence").text
