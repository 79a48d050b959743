"""The query language, before any engine sees it."""

import pytest

from forum.search.excerpts import excerpt
from forum.search.language import Query, Term, folded, parse
from forum.search.queries import for_fts5, for_websearch


def test_words_phrases_and_unwanted_words_are_told_apart() -> None:
    query = parse('sleep "vivid dreams" -nausea -"brain fog"')
    assert query.wanted == (Term(("sleep",)), Term(("vivid", "dreams")))
    assert query.unwanted == (Term(("nausea",)), Term(("brain", "fog")))


def test_accents_case_and_punctuation_do_not_matter() -> None:
    assert parse("SJÖGREN’S").wanted == (Term(("sjogren", "s")),)
    assert parse("ME/CFS").wanted == (Term(("me", "cfs")),)
    assert parse("4.5mg").wanted == (Term(("4", "5mg")),)


@pytest.mark.parametrize("text", ["", "   ", "***", '"', '""', "- -", "the and of", "\u0300", "😀", "-"])
def test_a_query_without_a_word_asks_for_nothing(text: str) -> None:
    assert parse(text) == Query((), ())


def test_a_phrase_keeps_its_small_words() -> None:
    assert parse('"out of breath"').wanted == (Term(("out", "of", "breath")),)


@pytest.mark.parametrize(
    "text", ['foo"bar', "AND OR NOT NEAR(a b)", "a:b*", "x' OR 1=1 --", '"unclosed phrase', "\\", "&|!():*"]
)
def test_no_character_reaches_an_engine_that_could_be_a_command(text: str) -> None:
    query = parse(text)
    for made in (for_fts5(query), for_websearch(query)):
        between = made.split('"')[1::2]
        assert all(letter.isalnum() or letter == " " for part in between for letter in part)


def test_folding_keeps_every_letter_in_its_place() -> None:
    text = "Straße İstanbul ﬁne Ǆ Ω ½ 한글 Sjögren"
    assert len(folded(text)) == len(text)
    assert folded("Sjögren") == "sjogren"


def test_an_excerpt_shows_the_place_and_marks_the_word_and_its_forms() -> None:
    text = "Before. " * 60 + "I was **sleeping** better and then slept badly. " + "After. " * 60
    parts = excerpt(text, parse("sleep"))
    assert [part.text for part in parts if part.found] == ["sleeping"]
    assert len("".join(part.text for part in parts)) < 300


def test_an_excerpt_marks_accented_words() -> None:
    parts = excerpt("My Sjögren diagnosis", parse("sjogren"))
    assert [part.text for part in parts if part.found] == ["Sjögren"]


def test_an_excerpt_of_an_endless_word_is_short_and_quick() -> None:
    parts = excerpt("a" * 20_000, parse("aaaa"))
    assert len("".join(part.text for part in parts)) < 300
