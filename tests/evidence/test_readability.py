"""How hard a text is to read: the published formula, and what counts as a word, a sentence and a syllable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.evidence.readability import DRUGS, grade_of, syllables_of


def grade(words: int, sentences: int, syllables: int) -> float:
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


def test_the_grade_is_that_of_the_published_formula():
    text = "The cat sat on the mat. It then ate a very little piece of bread."
    assert grade_of(text, ()) == pytest.approx(grade(15, 2, 17))


def test_names_of_drugs_and_conditions_count_as_one_word_of_two_syllables():
    text = "They took low-dose naltrexone (LDN) for irritable bowel syndrome."
    assert grade_of(text, [*DRUGS, "Irritable bowel syndrome"]) == pytest.approx(grade(5, 1, 1 + 1 + 2 + 1 + 2))
    assert grade_of("LDN helped one of them.", DRUGS) == pytest.approx(grade(5, 1, 6))


def test_the_longest_name_is_taken():
    names = ["pain", "chronic pain", "chronic"]
    assert grade_of("It was chronic pain.", names) == pytest.approx(grade(3, 1, 4))


def test_a_name_in_capitals_is_no_common_word():
    assert grade_of("It told me so.", ["ME"]) == pytest.approx(grade(4, 1, 4))
    assert grade_of("It was ME then.", ["ME"]) == pytest.approx(grade(4, 1, 5))


def test_a_name_within_a_word_is_none():
    assert grade_of("Painful.", ["pain"]) == pytest.approx(grade(1, 1, 2))


def test_citations_count_as_nothing_and_figures_as_figures():
    plain = "Pain fell by 28.8% in 31 women. It stayed."
    cited = "Pain fell by [=a-2013:fall]% in [=a-2013:people] women [@a-2013][@b-2014]. It *stayed* [@a-2013]."
    assert grade_of(plain, ()) == pytest.approx(grade(9, 2, 10))
    assert grade_of(cited, ()) == pytest.approx(grade_of(plain, ()))


def test_decimal_points_and_short_forms_end_no_sentence():
    assert grade_of("It fell by 0.5 mg, p=0.01, to 3.5 there.", ()) == pytest.approx(grade(9, 1, 9))


def test_the_last_sentence_counts_without_a_full_stop():
    assert grade_of("It rose. It fell", ()) == pytest.approx(grade(4, 2, 4))


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("study", 2),
        ("about", 2),
        ("trial", 2),
        ("placebo", 3),
        ("stopped", 1),
        ("treated", 2),
        ("dose", 1),
        ("little", 2),
        ("double-blind", 3),
        ("doctor's", 2),
        ("28.8%", 1),
        ("MRI", 1),
        ("mg", 1),
        ("Sjögren", 2),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int):
    assert syllables_of(word) == count


def test_a_text_without_words_has_grade_zero():
    assert grade_of(" … [@a-2013]. ", ()) == 0.0


@given(st.text(max_size=300), st.lists(st.text(max_size=10), max_size=5))
def test_any_text_has_a_grade(text: str, names: list[str]):
    assert isinstance(grade_of(text, names), float)


def test_a_sentence_that_begins_with_a_name_is_one_of_its_own():
    assert grade_of("It fell. LDN rose. And so on.", DRUGS) == pytest.approx(grade(7, 3, 8))
