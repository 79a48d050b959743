"""The words of a summary: Markdown, citations, and figures taken from records."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.app import Forum
from forum.evidence.prose import Block, Numbers, Piece, figure_of, filled


@dataclass
class Record:
    n: int | None = 40
    year: int | None = 2011
    figures: dict[str, str] = field(default_factory=lambda: {"better-ldn": "88%"})


SOURCES = {"smith-2011": Record()}


def test_a_citation_becomes_a_number_and_loses_the_space_before_it() -> None:
    numbers = Numbers()
    assert numbers.passage("It fell [@a]. It rose [@b][@a].") == (
        Piece("It fell"),
        Piece("a", 1),
        Piece(". It rose"),
        Piece("b", 2),
        Piece("a", 1),
        Piece("."),
    )


def test_emphasis_is_kept_and_nothing_else_is_read_as_markup() -> None:
    text = "In *some* and **most** <b>people</b>, [here](https://example.org) ![x](y) # no heading"
    assert Numbers().passage(text) == (
        Piece("In "),
        Piece("some", weight="em"),
        Piece(" and "),
        Piece("most", weight="strong"),
        Piece(" <b>people</b>, [here](https://example.org) ![x](y) # no heading"),
    )


def test_paragraphs_and_lists_become_blocks() -> None:
    found = Numbers().blocks("One [@a].\n\n- first\n  - within\n- second [@b]\n\n1. and\n2. so on")
    assert [(block.kind, len(block.lines)) for block in found] == [("p", 1), ("ul", 3), ("ol", 2)]
    assert found[1].lines[2] == (Piece("second"), Piece("b", 2))


def test_a_text_without_markup_is_one_paragraph() -> None:
    assert Numbers().blocks("Plain.") == (Block("p", ((Piece("Plain."),),)),)


def test_figures_are_taken_from_the_record(app: Forum) -> None:
    with app.test_request_context():
        text = "[=smith-2011:better-ldn] of [=smith-2011:people] people in [=smith-2011:year]"
        assert filled(text, SOURCES) == "88% of 40 people in 2011"


@pytest.mark.parametrize("token", ["[=smith-2011:none]", "[=nobody:people]"])
def test_a_figure_that_is_in_no_record_says_so(app: Forum, token: str) -> None:
    with app.test_request_context():
        assert filled(token, SOURCES) == "(figure missing)"


def test_a_record_without_a_number_has_no_figure_of_it() -> None:
    assert figure_of(Record(n=None), "people") is None


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    Numbers().blocks(text)
    Numbers().passage(text)
