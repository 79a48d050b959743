"""The numbers in the first summaries are those of the records, and a number that drifts from its record is found."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from flask.testing import FlaskClient

from forum.app import Forum
from forum.database import transaction
from forum.evidence.citing import figures_used
from forum.evidence.operations import load_starter
from forum.evidence.prose import FIGURE, figure_of
from forum.evidence.starter import CONTENT, StarterSummary, read_sources, read_summaries
from forum.evidence.starter_checks import summary_problems
from forum.evidence.starter_numbers import figure_problems, number_problems, printed, record_text
from forum.evidence.starter_schema import source_problems

SOURCES = read_sources()
SUMMARIES = read_summaries()
FM = SUMMARIES["fibromyalgia"]
YOUNGER = "younger-2013-fm-rct"


def with_bottom_line(*sentences: str) -> StarterSummary:
    return replace(FM, bottom_line=sentences)


# The real content


def test_every_number_occurs_in_a_cited_record():
    assert [found for summary in SUMMARIES.values() for found in number_problems(summary, SOURCES)] == []


def test_every_figure_is_in_its_record_and_no_number_is_written_out():
    assert [found for summary in SUMMARIES.values() for found in figure_problems(summary, SOURCES)] == []


def test_every_figure_of_every_record_stands_in_its_own_words():
    assert source_problems(SOURCES) == []
    assert sum(len(source.figures) for source in SOURCES.values()) > 250


def test_no_record_keeps_a_figure_that_nothing_takes():
    taken = {figure for summary in SUMMARIES.values() for figure in figures_used(summary)}
    assert {(key, name) for key, source in SOURCES.items() for name in source.figures} <= taken
    assert all(figure_of(SOURCES[key], name) is not None for key, name in taken)


def test_the_first_summaries_say_what_they_said_before_figures_were_taken_from_records():
    answer = printed(FM.questions[0].answer, SOURCES)
    assert "(99 women, 6 mg, 12 weeks) pain on a scale of 0 to 10 fell by 1.3 on LDN and by 0.9 on placebo" in answer
    assert "in 31 women, pain fell by 28.8% on LDN and by 18.0% on placebo (P=0.016)" in answer
    assert "3,775 people" in printed(SUMMARIES["chronic-pain"].questions[3].answer, SOURCES)


def test_a_record_that_changes_changes_the_page(with_conditions: Forum, client: FlaskClient, tmp_path: Path):
    folder = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    file = folder / "sources.yaml"
    rows = yaml.safe_load(file.read_text(encoding="utf-8"))
    record = next(row for row in rows if row["key"] == YOUNGER)
    record["result"] = record["result"].replace("28.8%", "27.7%")
    record["figures"]["pain-fall-ldn"] = "27.7"
    with with_conditions.app_context():
        with transaction():
            load_starter()
        assert "pain fell by 28.8% on LDN" in client.get("/conditions/fibromyalgia/evidence").text
        file.write_text(yaml.safe_dump(rows, allow_unicode=True), encoding="utf-8")
        with transaction():
            assert load_starter(folder=folder).sources_changed == 1
    page = client.get("/conditions/fibromyalgia/evidence").text
    assert "pain fell by 27.7% on LDN" in page
    assert "28.8%" not in page


# Planted faults


@pytest.mark.parametrize(
    "sentence",
    [
        "Pain fell by 28.9% [@younger-2013-fm-rct].",
        "Pain fell by 28.8%.",
        "Pain fell by 28.8% [@bested-2023-fm-rct].",
        "Pain fell in seven women [@younger-2013-fm-rct].",
        "Nine trials found it [@younger-2009-fm-pilot][@bested-2023-fm-rct].",
        "In 12,000 women pain fell [@younger-2013-fm-rct].",
        "Pain fell by [=younger-2013-fm-rct:pain-fall-ldn]% [@bested-2023-fm-rct].",
    ],
)
def test_a_number_that_no_cited_record_holds_is_found(sentence: str):
    assert number_problems(with_bottom_line(sentence), SOURCES)


@pytest.mark.parametrize(
    "sentence",
    [
        "Pain fell by 28.8% in 31 women [@younger-2013-fm-rct].",
        "Two trials found it [@younger-2009-fm-pilot][@bested-2023-fm-rct].",
        "Ten women took it [@younger-2009-fm-pilot].",
        "Pain fell by [=younger-2013-fm-rct:pain-fall-ldn]% [@younger-2013-fm-rct].",
        "Of 15,297 people 74% were women [@raknes-2017-norway-prescribing].",
    ],
)
def test_a_number_of_a_cited_record_is_let_through(sentence: str):
    assert [found for found in number_problems(with_bottom_line(sentence), SOURCES) if sentence in found] == []


def test_identifiers_and_notes_do_not_lend_their_numbers():
    source = SOURCES["younger-2013-fm-rct"]
    assert source.pmid == "23359310"
    assert "23359310" not in record_text(source)
    assert number_problems(with_bottom_line("It was tested 23359310 times [@younger-2013-fm-rct]."), SOURCES)


@pytest.mark.parametrize(
    ("sentence", "problem"),
    [
        ("Pain fell by [=younger-2013-fm-rct:no-such]% [@younger-2013-fm-rct].", "no record has the figure"),
        ("Pain fell by [=no-such-paper:people]% [@younger-2013-fm-rct].", "no record has the figure"),
        ("[=bruun-2026-fm-letter:people] people wrote it [@bruun-2026-fm-letter].", "no record has the figure"),
        ("Pain fell by [=younger-2013-fm-rct:pain-fall-ldn]% [@bested-2023-fm-rct].", "without its source"),
        ("Pain fell by [=Younger:pain]% [@younger-2013-fm-rct].", "misspelt"),
        ("Pain fell by 28.8% [@younger-2013-fm-rct].", "28.8 is not taken from its record"),
        ("In 31 women pain fell [@younger-2013-fm-rct].", "31 is not taken from its record"),
        ("In 2013 pain fell.", "2013 is not taken from its record"),
    ],
)
def test_a_figure_of_no_record_and_a_number_written_out_are_found(sentence: str, problem: str):
    assert [found for found in figure_problems(with_bottom_line(sentence), SOURCES) if problem in found]


@pytest.mark.parametrize(
    "sentence",
    [
        "Pain fell by [=younger-2013-fm-rct:pain-fall-ldn]% [@younger-2013-fm-rct].",
        "Two women had COVID-19 (95% interval [=younger-2013-fm-rct:p-pain]) [@younger-2013-fm-rct].",
    ],
)
def test_a_figure_of_a_cited_record_is_let_through(sentence: str):
    assert [found for found in figure_problems(with_bottom_line(sentence), SOURCES) if sentence in found] == []


def test_the_numbers_of_a_registered_trial_may_be_written_out_but_not_those_of_a_record():
    trial = "NCT00000000: 777 people planned."
    summary = replace(with_bottom_line("A trial plans for 777 people."), ongoing=(trial,))
    assert figure_problems(replace(summary, questions=(), not_shown=()), SOURCES) == []
    told = replace(summary, ongoing=("NCT00000000: 31 people planned [@younger-2013-fm-rct].",))
    assert [found for found in figure_problems(told, SOURCES) if "31 is not taken" in found]


def test_every_number_of_every_summary_that_is_written_out_again_is_found():
    """The planted fault that matters most: somebody types a number instead of taking it, in any unit of any summary."""
    for summary in SUMMARIES.values():
        for question in summary.questions:
            if FIGURE.search(question.answer):
                typed = replace(question, answer=printed(question.answer, SOURCES))
                assert figure_problems(replace(summary, questions=(typed,)), SOURCES), question.question


@pytest.mark.parametrize(
    ("figures", "problem"),
    [
        ({"pain-fall-ldn": "28.9"}, "does not stand in the record"),
        ({"pain-fall-ldn": "8.8"}, "does not stand in the record"),
        ({"pain-fall-ldn": "2"}, "does not stand in the record"),
        ({"pain-fall-ldn": " "}, "does not stand in the record"),
        ({"Pain": "28.8"}, "is no name"),
        ({"people": "31"}, "is no name"),
        ({"a" * 61: "31"}, "is no name"),
        ({f"n{number}": "31" for number in range(61)}, "more than 60"),
    ],
)
def test_a_figure_that_its_record_does_not_bear_out_is_found(figures: dict[str, str], problem: str):
    source = replace(SOURCES[YOUNGER], figures=figures)
    assert [found for found in source_problems({YOUNGER: source}) if problem in found]


def test_a_number_that_differs_from_its_record_is_found_by_all_checks_together():
    sources = {**SOURCES, YOUNGER: replace(SOURCES[YOUNGER], figures={"pain-fall-ldn": "28.9"})}
    found = "\n".join([*source_problems(sources), *summary_problems(FM, sources)])
    assert f"{YOUNGER}: the figure pain-fall-ldn does not stand in the record." in found
    assert "28.9 is in no record cited here" in found
