"""The evidence that a new site starts with keeps its rules, and each check finds the fault that it is there for."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from forum.evidence.citing import care_notes, cited, editor_notes, unconfirmed
from forum.evidence.prose import CITATION
from forum.evidence.starter import (
    CONTENT,
    FIXED_SENTENCES,
    CrisisLine,
    Row,
    SafetyFact,
    StarterSource,
    StarterSummary,
    make_summary,
    read_crisis_lines,
    read_rows,
    read_safety,
    read_sources,
    read_summaries,
    read_summary,
    read_yaml,
)
from forum.evidence.starter_checks import (
    citation_problems,
    date_problems,
    direction_problems,
    duplicate_problems,
    fragment_problems,
    ongoing_problems,
    summary_problems,
    table_problems,
    wording_problems,
)
from forum.evidence.starter_numbers import numbers, printed
from forum.evidence.starter_schema import schema_problems, source_problems, summary_schema_problems

CONDITIONS = yaml.safe_load(
    (Path(CONTENT).parents[1] / "conditions" / "content" / "conditions.yaml").read_text(encoding="utf-8")
)
SLUGS = [condition["slug"] for condition in CONDITIONS]
SOURCES = read_sources()
SUMMARIES = read_summaries()
FM = SUMMARIES["fibromyalgia"]
CHECKED = date(2026, 11, 22)

# Registered trials are no records, so what the summaries say of them is held here against the checked facts.
REGISTERED = {
    "2019-000852-32": "122",
    "NCT06306157": "40",
    "NCT06366724": "160",
    "ACTRN12624001162505": "56",
    "NCT05430152": "160",
    "NCT05363514": "80 2025",
    "NCT04678895": "35",
}


def all_problems(check: Callable[[StarterSummary], list[str]]) -> str:
    return "\n".join(problem for summary in SUMMARIES.values() for problem in check(summary))


def with_bottom_line(*sentences: str) -> StarterSummary:
    return replace(FM, bottom_line=sentences)


def with_question(**changes: object) -> StarterSummary:
    return replace(FM, questions=(replace(FM.questions[0], **changes),))


def raw_summaries() -> Iterator[tuple[str, Row]]:
    for slug in SUMMARIES:
        yield slug, read_yaml(CONTENT / "summaries" / f"{slug}.yaml")


# The real content


def test_every_condition_has_a_summary_and_no_other_file_lies_there():
    assert len(SLUGS) == 28
    assert sorted(SLUGS) == sorted(SUMMARIES)


def test_conditions_have_a_group_and_names_that_no_other_condition_has():
    assert len({condition["group"] for condition in CONDITIONS}) <= 6
    fields = {"slug", "name", "group", "synonyms", "mesh", "mesh_source", "mesh_related"}
    assert all(set(condition) == fields for condition in CONDITIONS)
    named = [name.casefold() for condition in CONDITIONS for name in {condition["name"], *condition["synonyms"]}]
    assert sorted(set(named)) == sorted(named)
    assert all((condition["mesh"] is None) == (condition["mesh_source"] is None) for condition in CONDITIONS)


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("fibro", "fibromyalgia"),
        ("RSD", "complex-regional-pain-syndrome"),
        ("ME", "me-cfs"),
        ("CFS", "me-cfs"),
        ("Crohns", "crohns-disease"),
        ("MS", "multiple-sclerosis"),
    ],
)
def test_everyday_names_are_synonyms(typed: str, slug: str):
    assert typed in next(condition["synonyms"] for condition in CONDITIONS if condition["slug"] == slug)


def test_the_records_fit_the_schema():
    assert schema_problems(StarterSource, read_rows(CONTENT / "sources.yaml")) == []
    assert schema_problems(SafetyFact, read_rows(CONTENT / "safety.yaml")) == []
    assert schema_problems(CrisisLine, read_rows(CONTENT / "crisis-lines.yaml")) == []
    assert len(SOURCES) == 77
    assert source_problems(SOURCES) == []


def test_sources_name_known_conditions():
    assert {slug for source in SOURCES.values() for slug in source.conditions} <= {*SLUGS, "all-conditions"}


def test_the_summaries_fit_the_schema():
    problems = [problem for slug, row in raw_summaries() for problem in summary_schema_problems(slug, row)]
    assert problems == []


def test_every_citation_resolves():
    assert all_problems(lambda summary: citation_problems(summary, SOURCES)) == ""


def test_every_direction_is_borne_out_by_the_designs_cited():
    assert all_problems(lambda summary: direction_problems(summary, SOURCES)) == ""


def test_no_source_of_a_condition_is_left_out_and_the_largest_stand_first():
    assert all_problems(lambda summary: table_problems(summary, SOURCES)) == ""


def test_the_wording_is_calm_and_explains_its_words():
    assert all_problems(wording_problems) == ""


def test_what_is_not_shown_is_said_in_whole_sentences():
    assert all_problems(fragment_problems) == ""


def test_no_sentence_stands_in_two_summaries():
    assert duplicate_problems(SUMMARIES) == []


def test_all_was_searched_on_the_day_of_the_check_and_is_due_half_a_year_later():
    assert all_problems(lambda summary: date_problems(summary, CHECKED)) == ""
    dates = {(summary.searched_on, summary.review_due) for summary in SUMMARIES.values()}
    assert dates == {(CHECKED, date(2027, 5, 22))}


def test_registered_trials_are_told_as_the_registers_have_them():
    assert all_problems(ongoing_problems) == ""
    told = [trial for summary in SUMMARIES.values() for trial in summary.ongoing]
    for trial in told:
        number = next(number for number in REGISTERED if number in trial)
        assert numbers(CITATION.sub("", printed(trial, SOURCES))) <= numbers(f"{number} {REGISTERED[number]} 19 COVID")
    assert all(any(number in trial for trial in told) for number in REGISTERED)


def test_every_source_that_needs_care_shows_its_note():
    for summary in SUMMARIES.values():
        shown = {*cited(summary), *summary.trials, *summary.also}
        careful = {key for key in shown if SOURCES[key].use_on_page == "with care"}
        assert {key for key, note in care_notes(summary, SOURCES) if note} == careful


def test_fixed_sentences_are_all_used():
    used = {text for summary in SUMMARIES.values() for text in (*summary.not_shown, summary.searched_where)}
    assert set(FIXED_SENTENCES.values()) <= used


def test_whoever_reads_about_ms_reads_that_ldn_replaces_no_treatment():
    assert any("not a replacement" in sentence for sentence in SUMMARIES["multiple-sclerosis"].bottom_line)


def test_safety_begins_with_opioids_and_every_fact_names_its_source():
    facts = read_safety()
    assert facts[0].id == "opioids-contraindicated"
    assert {"opioids-contraindicated", "surgery", "off-label", "compounded"} <= {fact.id for fact in facts}
    assert all(fact.sources and fact.source_kind for fact in facts)


def test_a_line_that_nobody_confirmed_is_not_called_seen():
    lines = [*read_crisis_lines(), *read_safety()]
    assert {line.id for line in lines if line.confirmed == "not-seen"} == {"uk-999-111", "canada-988"}
    assert all((line.confirmed == "seen") == (line.verified == "seen") for line in lines)


# What editors see


def test_editors_see_what_was_never_seen():
    notes = dict(editor_notes(FM, SOURCES))
    assert "Not seen, from general knowledge: volume number 24." in notes["rupp-2023-pain-scoping"]
    assert "Only the identifier was seen, not the result." in notes["bruun-2026-fm-letter"]
    assert "A second reader found no further copy of it." in notes["metyas-2018-fm"]


def test_editors_see_every_part_that_rests_on_knowledge():
    for source in SOURCES.values():
        assert all(any(part in note for note in unconfirmed(source)) for part in source.from_knowledge)


def test_a_record_that_was_fully_confirmed_asks_nothing_of_editors():
    source = replace(
        SOURCES["albers-2017-hailey-hailey"], corrections=None, second_check_note=None, second_check="agreed"
    )
    assert unconfirmed(source) == ()


# Reading


def test_citations_are_numbered_in_reading_order():
    assert cited(FM)[:3] == ["younger-2009-fm-pilot", "younger-2013-fm-rct", "bested-2023-fm-rct"]
    assert len(cited(FM)) == len(set(cited(FM)))


def test_a_fixed_sentence_is_filled_in():
    assert FM.searched_where == FIXED_SENTENCES["searched-copies"]
    assert FIXED_SENTENCES["written-from-abstracts"] in FM.not_shown


def test_a_summary_that_is_not_there_is_an_error():
    with pytest.raises(FileNotFoundError):
        read_summary("no-such-condition")


def test_an_unknown_field_cannot_be_read():
    row = read_yaml(CONTENT / "summaries" / "fibromyalgia.yaml")
    with pytest.raises(TypeError):
        make_summary({**row, "verdict": "good"})


# Planted faults


SOURCE_ROW = read_rows(CONTENT / "sources.yaml")[0]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([{key: SOURCE_ROW[key] for key in SOURCE_ROW if key != "harms"}], "harms is missing"),
        ([{**SOURCE_ROW, "stars": 5}], "stars is not a field"),
        ([{**SOURCE_ROW, "n": "17"}], "n has the wrong type"),
        ([{**SOURCE_ROW, "year": True}], "year has the wrong type"),
        ([{**SOURCE_ROW, "authors": ["Smith JP", 3]}], "authors has the wrong type"),
        ([{**SOURCE_ROW, "use_on_page": "maybe"}], "'maybe', not one of"),
        ([SOURCE_ROW, SOURCE_ROW], "stands there twice"),
    ],
)
def test_a_record_off_the_schema_is_found(rows: list[Row], problem: str):
    assert [found for found in schema_problems(StarterSource, rows) if problem in found]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"use_on_page": "with care"}, "go together"),
        ({"use_note": "careful"}, "go together"),
        ({"status": "full"}, "called full"),
        ({"link": "http://example.org"}, "not an https address"),
    ],
)
def test_a_record_that_contradicts_itself_is_found(changes: dict[str, str], problem: str):
    source = replace(SOURCES["smith-2007-crohns-pilot"], **changes)
    assert [found for found in source_problems({source.key: source}) if problem in found]


FM_ROW = read_yaml(CONTENT / "summaries" / "fibromyalgia.yaml")
FM_QUESTION = FM_ROW["questions"][0]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"condition": "lupus"}, "names another condition"),
        ({"bottom_line": ["One sentence."]}, "has 1 sentences"),
        ({"not_shown": [{"fixed": "no-such-sentence"}, "Another."]}, "not_shown has the wrong type"),
        ({"searched_on": "2026-11-22"}, "searched_on has the wrong type"),
        ({"verdict": "good"}, "verdict is not a field"),
        ({"questions": [{**FM_QUESTION, "direction": "works"}]}, "'works', not one of"),
        ({"questions": [{**FM_QUESTION, "stars": 4}]}, "stars is not a field"),
        (
            {"questions": [{**FM_QUESTION, "certainty": {"rating": "sure", "source": "a", "wording": "b"}}]},
            "'sure', not one of",
        ),
    ],
)
def test_a_summary_off_the_schema_is_found(changes: dict[str, object], problem: str):
    found = summary_schema_problems("fibromyalgia", {**FM_ROW, **changes})
    assert [sentence for sentence in found if problem in sentence]


@pytest.mark.parametrize(
    ("sentence", "problem"),
    [
        ("Pain fell [@no-such-2020-paper].", "is not a source"),
        ("Pain fell [younger-2013-fm-rct].", "misspelt"),
        ("Pain fell [@Younger-2013-fm-rct].", "misspelt"),
    ],
)
def test_a_citation_of_nothing_is_found(sentence: str, problem: str):
    assert [found for found in citation_problems(with_bottom_line(sentence), SOURCES) if problem in found]


def test_an_answer_without_a_citation_is_found():
    found = citation_problems(with_question(answer="Pain fell."), SOURCES)
    assert found == [f"fibromyalgia: an answer cites nothing: {FM.questions[0].question}"]


@pytest.mark.parametrize("place", ["bottom_line", "trials", "also"])
def test_a_source_that_is_not_to_be_used_is_found_wherever_it_stands(place: str):
    key = "younger-2013-fm-rct"
    sources = {**SOURCES, key: replace(SOURCES[key], use_on_page="no")}
    empty = replace(FM, bottom_line=(), questions=(), not_shown=(), trials=(), also=())
    summary = replace(empty, **{place: (f"It is there [@{key}].",) if place == "bottom_line" else (key,)})
    assert citation_problems(summary, sources) == [f"fibromyalgia: {key} is not to be used."]


@pytest.mark.parametrize(
    ("direction", "answer"),
    [
        ("no-clear-difference", "Nothing changed [@metyas-2018-fm]."),
        ("mixed", "It differed [@bruun-plesner-2020-fm-dose]."),
        ("uncontrolled-only", "It fell [@bruun-2024-fm-final]."),
        ("ongoing-only", "A trial is registered."),
    ],
)
def test_a_direction_that_the_studies_cannot_bear_is_found(direction: str, answer: str):
    assert direction_problems(with_question(direction=direction, answer=answer), SOURCES)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"trials": FM.trials[1:]}, "is left out"),
        ({"also": FM.also[1:]}, "is left out"),
        ({"trials": (*FM.trials, FM.trials[0])}, "is listed twice"),
        ({"trials": FM.trials[::-1]}, "out of order"),
        ({"trials": (*FM.trials, "cree-2010-ms")}, "does not belong in the table"),
        ({"trials": FM.trials[1:], "also": (*FM.also, FM.trials[0])}, "belongs in the table"),
    ],
)
def test_a_source_left_out_or_out_of_place_is_found(changes: dict[str, tuple[str, ...]], problem: str):
    assert [found for found in table_problems(replace(FM, **changes), SOURCES) if problem in found]


def test_a_registered_trial_without_its_number_is_found():
    assert ongoing_problems(replace(FM, ongoing=("A trial in Spain.",)))


@pytest.mark.parametrize(
    ("sentence", "problem"),
    [
        ("It is effective.", "'effective'"),
        ("A promising result.", "'promising'"),
        ("It works.", "'works'"),
        ("You can try it.", "'You'"),
        ("LDN was tested, low-dose naltrexone (LDN).", "first LDN"),
        ("It was compared with placebo.", "first placebo"),
    ],
)
def test_verdicts_advice_and_unexplained_words_are_found(sentence: str, problem: str):
    assert [found for found in wording_problems(with_bottom_line(sentence)) if problem in found]


@pytest.mark.parametrize("text", ["Whether men fare alike.", "Which of the two it was.", "Anything about dreams."])
def test_half_a_sentence_is_found(text: str):
    assert fragment_problems(replace(FM, not_shown=(text,)))


def test_a_search_in_the_future_or_a_review_before_it_is_found():
    assert date_problems(FM, CHECKED - timedelta(days=1))
    assert date_problems(replace(FM, review_due=FM.searched_on), CHECKED)


def test_a_sentence_that_stands_in_two_summaries_is_found():
    other = SUMMARIES["multiple-sclerosis"]
    copied = replace(other, not_shown=(*other.not_shown, FM.bottom_line[1].replace("three", "Three")))
    assert duplicate_problems({"fibromyalgia": FM, "multiple-sclerosis": copied})


def test_a_fixed_sentence_may_stand_in_two_summaries():
    fixed = FIXED_SENTENCES["written-from-abstracts"]
    pair = {slug: replace(SUMMARIES[slug], not_shown=(fixed,)) for slug in ("fibromyalgia", "me-cfs")}
    assert duplicate_problems(pair) == []


def test_all_checks_of_one_summary_come_together():
    faulty = with_bottom_line("LDN is effective in 77777 people [@no-such-paper].")
    found = "\n".join(summary_problems(faulty, SOURCES))
    assert all(word in found for word in ("not a source", "77777", "'effective'", "first LDN"))
