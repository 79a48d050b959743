"""The first summaries say why, how sure, with which care and from what, in words for a tired reader."""

from dataclasses import replace

import pytest
import yaml

from forum.evidence.citing import shown
from forum.evidence.prose import CITATION
from forum.evidence.readability import DRUGS, grade_of
from forum.evidence.starter import (
    CONTENT,
    FIXED_SENTENCES,
    StarterCertainty,
    StarterStep,
    StarterSummary,
    read_sources,
    read_summaries,
)
from forum.evidence.starter_checks import (
    because_problems,
    care_problems,
    certainty_problems,
    citation_problems,
    direction_problems,
    duplicate_problems,
    readability_problems,
    reading_problems,
    summary_problems,
    wording_problems,
)
from forum.evidence.starter_numbers import number_problems, printed

SOURCES = read_sources()
SUMMARIES = read_summaries()
FM = SUMMARIES["fibromyalgia"]
CONDITIONS = yaml.safe_load(
    (CONTENT.parents[1] / "conditions" / "content" / "conditions.yaml").read_text(encoding="utf-8")
)
NAMES = [*DRUGS, *(name for each in CONDITIONS for name in (each["name"], *each["synonyms"]))]
TWO_DOWN = StarterStep("imprecision", 2, "There were few people.")


def with_question(**changes: object) -> StarterSummary:
    return replace(FM, questions=(replace(FM.questions[0], **changes),))


def found_in(problems: list[str], words: str) -> list[str]:
    return [each for each in problems if words in each]


# The real content


@pytest.mark.parametrize("slug", SUMMARIES)
def test_nothing_is_wrong_with_a_summary(slug: str):
    assert summary_problems(SUMMARIES[slug], SOURCES) == []


@pytest.mark.parametrize("slug", SUMMARIES)
def test_a_bottom_line_is_read_with_nine_years_of_school(slug: str):
    assert readability_problems(SUMMARIES[slug], NAMES, SOURCES) == []


def test_every_question_of_every_summary_says_why():
    assert len(SUMMARIES) == 28
    assert all(question.because for summary in SUMMARIES.values() for question in summary.questions)


def test_a_certainty_is_told_exactly_where_a_source_rates_it():
    rated = {
        (slug, question.certainty.source)
        for slug, summary in SUMMARIES.items()
        for question in summary.questions
        if question.certainty
    }
    assert rated == {("long-covid", "byambasuren-2025-long-covid-review")}
    rating = {key for key, source in SOURCES.items() if "ertainty" in source.result}
    assert rating == {"byambasuren-2025-long-covid-review"}


def test_a_disputed_result_is_never_cited_without_saying_so():
    for summary in SUMMARIES.values():
        for question in summary.questions:
            for text in (*summary.bottom_line, question.because, question.answer):
                assert "vatvani-2024-fm-meta" not in text or "disputed" in text


def test_a_summary_says_what_it_was_written_from():
    said = {
        slug: [name for name in FIXED_SENTENCES if FIXED_SENTENCES[name] in summary.not_shown]
        for slug, summary in SUMMARIES.items()
    }
    assert all(any(name.startswith("written-from-") for name in names) for names in said.values())
    assert "written-from-parts" in said["hailey-hailey-disease"]
    assert "written-from-one-abstract" in said["temporomandibular-disorder"]


# Planted faults: reasons


@pytest.mark.parametrize(
    ("because", "problem"),
    [
        ("", "no reason for the direction"),
        (" [@bruun-2024-fm-final]", "no reason for the direction"),
        ("Two studies disagree. They always did [@bruun-2024-fm-final].", "not one line"),
        ("The studies disagree " + "and disagree " * 20 + "[@bruun-2024-fm-final].", "not one line"),
        ("Pain fell by 1.3 points [@bruun-2024-fm-final].", "figures belong in the answer"),
        ("Pain fell by [=bruun-2024-fm-final:pain-fall-ldn] [@bruun-2024-fm-final].", "figures belong in the answer"),
    ],
)
def test_a_reason_that_is_none_is_found(because: str, problem: str):
    assert found_in(because_problems(with_question(because=because)), problem)


@pytest.mark.parametrize(
    ("direction", "because"),
    [
        ("too-little-research", "The small studies saw no effect [@metyas-2018-fm]."),
        ("no-research", "There was no clear difference."),
        ("ongoing-only", "There is no benefit."),
        ("uncontrolled-only", "The series saw No significant difference [@metyas-2018-fm]."),
        ("no-clear-difference", "There is too little research [@bruun-2024-fm-final]."),
        ("favours-ldn", "No trial was found [@bruun-2024-fm-final]."),
    ],
)
def test_no_effect_and_too_little_research_are_not_mixed_up(direction: str, because: str):
    summary = with_question(direction=direction, because=because)
    assert found_in(because_problems(summary), f"does not go with {direction}")


@pytest.mark.parametrize(
    ("direction", "because"),
    [
        ("no-clear-difference", "The trials found no clear difference [@bruun-2024-fm-final]."),
        ("too-little-research", "There is too little research [@metyas-2018-fm]."),
        ("mixed", "One saw no effect, one too little research [@bruun-2024-fm-final]."),
    ],
)
def test_the_words_of_a_direction_go_with_it(direction: str, because: str):
    assert because_problems(with_question(direction=direction, because=because)) == []


def test_a_reason_without_a_citation_is_found():
    assert found_in(
        citation_problems(with_question(because="The studies disagree."), SOURCES), "a reason cites nothing"
    )
    unknown = with_question(direction="no-research", because="There is none.")
    assert found_in(citation_problems(unknown, SOURCES), "a reason cites") == []


def test_a_reason_that_cites_nothing_that_exists_is_found():
    assert found_in(
        citation_problems(with_question(because="They disagree [@no-such-paper]."), SOURCES), "not a source"
    )


def test_a_number_word_of_a_reason_that_no_record_holds_is_found():
    summary = with_question(because="Nine trials disagree [@bruun-2024-fm-final].")
    assert found_in(number_problems(summary, SOURCES), "9 is in no record")


def test_a_verdict_in_a_reason_is_found():
    assert found_in(wording_problems(with_question(because="LDN is effective [@bruun-2024-fm-final].")), "'effective'")


def test_a_reason_whose_studies_cannot_bear_the_direction_is_found():
    summary = with_question(because="The open study went otherwise [@metyas-2018-fm].")
    assert found_in(direction_problems(summary, SOURCES), "mixed without a comparison")


def test_a_reason_that_stands_in_two_summaries_is_found():
    other = SUMMARIES["multiple-sclerosis"]
    question = replace(other.questions[0], because=FM.questions[0].because.replace("Two small", "TWO  Small"))
    copied = replace(other, questions=(question, *other.questions[1:]))
    assert duplicate_problems({"fibromyalgia": FM, "multiple-sclerosis": copied})


# Planted faults: certainty, care, what was read, and how it reads


@pytest.mark.parametrize(
    "certainty",
    [
        StarterCertainty("low", "bruun-2024-fm-final", "Certainty rated low."),
        StarterCertainty("moderate", "byambasuren-2025-long-covid-review", "Certainty rated low."),
        StarterCertainty("low", "byambasuren-2025-long-covid-review", "No randomised trial found."),
        StarterCertainty("low", "no-such-paper", "Certainty rated low."),
        StarterCertainty("low", "byambasuren-2025-long-covid-review", None),
        StarterCertainty("low"),
        StarterCertainty("low", start="high"),
        StarterCertainty("low", start="sure", steps=(TWO_DOWN,)),
        StarterCertainty("low", start="high", steps=(replace(TWO_DOWN, why=" "),)),
        StarterCertainty("low", start="high", steps=(replace(TWO_DOWN, domain="luck"),)),
        StarterCertainty("moderate", start="high", steps=(TWO_DOWN,)),
    ],
)
def test_a_certainty_that_no_source_states_is_found(certainty: StarterCertainty):
    assert certainty_problems(with_question(certainty=certainty), SOURCES)


def test_a_rating_of_ours_that_is_argued_is_let_through():
    certainty = StarterCertainty("low", start="high", steps=(TWO_DOWN,))
    assert certainty_problems(with_question(certainty=certainty), SOURCES) == []


@pytest.mark.parametrize("note", [None, "", " "])
def test_a_source_marked_with_care_that_has_no_note_to_show_is_found(note: str | None):
    for slug, summary in SUMMARIES.items():
        for key in shown(summary):
            if SOURCES[key].use_on_page == "with care":
                sources = {**SOURCES, key: replace(SOURCES[key], use_note=note)}
                assert care_problems(summary, sources) == [f"{slug}: {key} is used without its note."]


@pytest.mark.parametrize(
    ("slug", "read_from", "said"),
    [
        ("gulf-war-illness", "abstract or record", ("written-from-abstracts",)),
        ("gulf-war-illness", "abstract or record", ()),
        ("gulf-war-illness", "full text (part)", ("written-from-one-abstract",)),
        ("gulf-war-illness", "full text", ("written-from-one-abstract",)),
        ("pots", "abstract or record", ("written-from-one-abstract",)),
        ("pots", "full text (part)", ()),
        ("pots", "title only", ("written-from-parts",)),
        ("pots", "abstract or record", ("written-from-abstracts", "written-from-parts")),
    ],
)
def test_a_summary_that_does_not_say_what_it_was_written_from_is_found(
    slug: str, read_from: str, said: tuple[str, ...]
):
    sources = {key: replace(source, result_read_from=read_from) for key, source in SOURCES.items()}
    summary = replace(SUMMARIES[slug], not_shown=tuple(FIXED_SENTENCES[name] for name in said))
    assert reading_problems(summary, sources)


def test_a_summary_of_papers_that_were_read_says_nothing_of_abstracts():
    sources = {key: replace(source, result_read_from="full text") for key, source in SOURCES.items()}
    assert reading_problems(replace(FM, not_shown=()), sources) == []


def test_a_bottom_line_that_is_hard_to_read_is_found():
    hard = "Methodologically heterogeneous investigations demonstrated statistically insignificant alterations."
    assert readability_problems(replace(FM, bottom_line=(hard,)), NAMES, SOURCES)


def test_a_grade_is_that_of_what_is_printed():
    line = FM.bottom_line[0]
    assert grade_of(printed(line, SOURCES), NAMES) == pytest.approx(grade_of(CITATION.sub("", line), NAMES))


def test_all_of_this_is_found_by_the_checks_of_a_summary():
    care = "vatvani-2024-fm-meta"
    sources = {**SOURCES, care: replace(SOURCES[care], use_note=None)}
    question = replace(FM.questions[0], because="", certainty=StarterCertainty("low"))
    found = "\n".join(summary_problems(replace(FM, questions=(question,), not_shown=FM.not_shown[:1]), sources))
    for words in ("no reason for", "neither a source nor reasons", "without its note", "says nothing of what was read"):
        assert words in found
