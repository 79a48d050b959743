from collections.abc import Iterator
from datetime import date

import pytest

from forum import clock
from forum.app import Forum
from forum.experiences.amounts import question_about, read_amount
from forum.experiences.months import read_month, this_month


@pytest.fixture(autouse=True)
def request_context(app: Forum) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("text", "micrograms"),
    [
        *[("4.5", 4500), ("4,5", 4500), (" 4.5 mg ", 4500), ("4.5MG", 4500), (".5", 500), ("0", 0), ("４.５", 4500)],
        *[("500 µg", 500), ("500 μg", 500), ("500mcg", 500), ("500 ug", 500), ("10 micrograms", 10), ("50", 50_000)],
        *[("1,500 µg", 1500), ("1.500 mcg", 1500), ("4,500 mg", 4500), ("0.01", 10), ("0,125", 125)],
    ],
)
def test_an_amount_is_read_as_it_was_meant(text: str, micrograms: int) -> None:
    assert read_amount(text) == micrograms


@pytest.mark.parametrize(
    ("text", "words"),
    [
        *[
            (text, "a number, such as 4.5")
            for text in ("1e309", "nan", "inf", "-1", "four", "4.5.5", "4.5 g", "9" * 400)
        ],
        *[("4500 mg", "Did you mean 4.5?"), ("4500", "Did you mean 4.5?"), ("500", "Did you mean 0.5?")],
        *[("45000 µg x", "a number"), ("60", "Did you mean 6?"), ("9" * 20, "more than 50 mg")],
        *[("0.005", "less than 0.01 mg"), ("5 µg", "less than 0.01 mg"), ("0.0625", "a thousandth of a milligram")],
    ],
)
def test_what_is_no_amount_gets_a_sentence_with_the_likely_one(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words.replace("?", r"\?")):
        read_amount(text)


def test_far_above_low_dose_is_asked_about_and_not_refused() -> None:
    assert question_about(10_000) is None
    asked = question_about(read_amount("45"))
    assert asked is not None
    assert asked.startswith("45 mg is far above low dose. Did you mean 4.5?")


@pytest.mark.parametrize(
    "text",
    [
        *["March 2026", "march, 2026", "Mar 26", "mar '26", "3/2026", "03.2026", "2026-03", "2026/3", "2026 March"],
        *["15 March 2026", "1st of March 2026", "15/3/2026", "3/15/2026", "2026-03-31", "3/3/26"],
    ],
)
def test_a_month_is_read_however_it_is_written(text: str) -> None:
    assert read_month(text) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        *[("31 February 2026", "no day 31"), ("30/02/2026", "no day 30"), ("13/2026", "no month 13")],
        *[
            ("0/2026", "no month 0"),
            ("3/4/2026", "Which of the two"),
            ("2024", "Which month"),
            ("March 1850", "the year"),
        ],
        *[
            (text, "a month and a year")
            for text in ("last week", "march", "ma 2026", "1e309", "2026" * 20, "٣/x", "፩/2026", "፩ March 2026", "3/𐩀")
        ],
        *[("99999999999/2026", "no month"), ("3/99999999999", "the year"), ("31/4/2025", "no day 31")],
    ],
)
def test_what_is_no_month_gets_a_sentence(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_month(text)


def test_the_month_that_is_lies_behind_and_the_next_ahead() -> None:
    now = this_month()
    assert read_month(f"{now.month}/{now.year}") == now
    ahead = clock.ahead(days=62).date()
    with pytest.raises(ValueError, match="still to come"):
        read_month(f"{ahead.month}/{ahead.year}")
