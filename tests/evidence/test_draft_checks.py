"""What stands between a draft and another editor, and what is only said."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum import clock
from forum.app import Forum
from forum.conditions.queries import all_conditions
from forum.database import transaction
from forum.evidence.citing import shown
from forum.evidence.drafts import queries
from forum.evidence.drafts.checks import Problem, problems_of
from forum.evidence.drafts.rating import rated
from forum.evidence.drafts.reminders import grade_of_bottom_line, reminders_of
from forum.evidence.drafts.written import in_order, readable
from forum.evidence.models import Source
from forum.evidence.reading import as_summary, told
from forum.evidence.starter import StarterCertainty, StarterQuestion, StarterStep, StarterSummary

TRIAL, REVIEW = "younger-2013-fm-rct", "rct-review"
TODAY = clock.now().date()


def record(key: str = TRIAL, **fields: Any) -> Source:
    """A record of a trial, as the database has one."""
    columns = {column.key: None for column in Source.__table__.columns}
    told = {
        "key": key,
        "authors": ["Doe J"],
        "title": "A trial",
        "year": 2013,
        "design": "randomised crossover",
        "n": 31,
        "result": "Pain fell by 28.8% against 18.0%. The certainty of the evidence was very low.",
        "direction": "positive",
        "status": "full",
        "use_on_page": "yes",
        "standing": "sound",
        "from_knowledge": [],
        "figures": {"pain-fall": "28.8%"},
    }
    return Source(**{**columns, **told, **fields}, conditions=[])


def asked(**fields: Any) -> StarterQuestion:
    """A question with nothing wrong."""
    whole = {
        "question": "Does it help with pain?",
        "direction": "favours-ldn",
        "answer": f"Pain fell by [={TRIAL}:pain-fall] [@{TRIAL}].",
        "certainty": None,
        "because": f"One comparison favours LDN [@{TRIAL}].",
    }
    return StarterQuestion(**{**whole, **fields})


def summary(**fields: Any) -> StarterSummary:
    """A draft with nothing wrong."""
    whole = {
        "condition": "fibromyalgia",
        "bottom_line": ("One small trial looked at this.", f"Pain fell a little [@{TRIAL}]."),
        "searched_on": TODAY - timedelta(days=3),
        "searched_where": "PubMed.",
        "review_due": TODAY + timedelta(days=180),
        "questions": (asked(),),
        "trials": (TRIAL,),
        "also": (),
        "not_shown": ("Nobody knows what happens after a year.",),
        "ongoing": (),
    }
    return StarterSummary(**{**whole, **fields})


def found(draft: StarterSummary, *sources: Source, note: str = "Why.") -> list[tuple[str, str]]:
    """The problems, as place and words."""
    by_key = {each.key: each for each in (sources or (record(),))}
    return [(each.place, each.words) for each in problems_of(draft, by_key, change_note=note, today=TODAY)]


@pytest.fixture(autouse=True)
def words(app: Forum) -> Any:
    with app.test_request_context():
        yield


def test_a_draft_with_nothing_wrong_has_no_problem() -> None:
    assert found(summary()) == []


FAULTS: list[tuple[str, str, dict[str, Any]]] = [
    ("short", "Now: 0.", {"bottom_line": ()}),
    ("short", "Now: 6.", {"bottom_line": ("One.",) * 6}),
    ("short", "Too long", {"bottom_line": ("One.", "so " * 200)}),
    ("short", "[@nobody] is no source here.", {"bottom_line": ("One.", "Two [@nobody].")}),
    ("short", "is misspelt", {"bottom_line": ("One.", f"Two [@{TRIAL} .")}),
    ("short", "is misspelt", {"bottom_line": ("One.", f"Two [@{TRIAL.upper()}].")}),
    ("short", "44 is in no record", {"bottom_line": ("One.", f"44 people took part [@{TRIAL}].")}),
    ("short", "31 is in no record", {"bottom_line": ("One.", "31 people took part.")}),  # not cited there
    ("short", "7 is in no record", {"bottom_line": ("One.", f"Seven people took part [@{TRIAL}].")}),
    ("not-shown", "12 is in no record", {"not_shown": ("Nobody looked after 12 weeks.",)}),
    ("not-shown", "Say what all this does not show.", {"not_shown": ()}),
    ("not-shown", "9 lines are too many", {"not_shown": ("Nobody knows.",) * 9}),
    ("ongoing", "Without a register", {"ongoing": ("A trial somewhere.",)}),
    ("ongoing", "[@nobody] is no source here.", {"ongoing": ("A trial (NCT00000001) [@nobody].",)}),
    ("studies", "gone is no source here.", {"also": ("gone",)}),
    ("whole", "There is no question yet.", {"questions": ()}),
    ("whole", "9 questions are too many", {"questions": (asked(),) * 9}),
    ("whole", "where you searched", {"searched_where": ""}),
    ("whole", "day of the search is missing", {"searched_on": None}),
    ("whole", "has not come yet", {"searched_on": TODAY + timedelta(days=1)}),
    ("whole", "next review is missing", {"review_due": None}),
    ("whole", "next review is past", {"review_due": TODAY}),
    ("whole", "at most 12 months", {"review_due": TODAY + timedelta(days=364)}),
]


@pytest.mark.parametrize(("place", "words", "fields"), FAULTS)
def test_each_fault_is_found_in_its_place(place: str, words: str, fields: dict[str, Any]) -> None:
    problems = found(summary(**fields))
    assert [each for each in problems if each[0] == place and words in each[1]], problems
    assert {each[0] for each in problems} == {place}


ASKED: list[tuple[str, dict[str, Any]]] = [
    ("The question is missing.", {"question": ""}),
    ("The answer is missing.", {"answer": ""}),
    ("The answer cites no source.", {"answer": "It helps.", "direction": "too-little-research"}),
    ("Say in one line why", {"because": ""}),
    ("reason is too long", {"because": "so " * 150}),
    ("answer is too long", {"answer": f"{'so ' * 600} [@{TRIAL}]."}),
    ("is in no record.", {"answer": f"[={TRIAL}:none-such] [@{TRIAL}]"}),
    ("is in no record.", {"answer": f"[=nobody:people] [@{TRIAL}]"}),
    ("without its source", {"answer": f"[={TRIAL}:people] people."}),
    ("29 is in no record", {"answer": f"It fell by 29% [@{TRIAL}]."}),
    ("cannot bear", {"direction": "uncontrolled-only"}),
    ("cannot bear", {"direction": "ongoing-only"}),
]


@pytest.mark.parametrize(("words", "fields"), ASKED)
def test_each_fault_of_a_question_is_found_with_its_number(words: str, fields: dict[str, Any]) -> None:
    problems = found(summary(questions=(asked(), asked(**fields))))
    assert [each for each in problems if words in each[1]], problems
    assert {each[0] for each in problems} == {"q2"}


def test_a_comparison_needs_a_study_that_compared() -> None:
    problems = found(summary(), record(design="open-label"))
    assert [words for _place, words in problems if "cannot bear" in words]


def test_no_research_needs_no_source() -> None:
    nothing = asked(direction="no-research", answer="Nobody has looked.", because="No study was found.")
    assert found(summary(questions=(nothing,))) == []


def test_numbers_of_registered_trials_may_be_told() -> None:
    told_of = summary(ongoing=("A trial of 90 people (NCT00000001).",), not_shown=("The trial of 90 people goes on.",))
    assert found(told_of) == []


def test_a_source_that_is_not_to_be_used_is_a_problem() -> None:
    assert [each for each in found(summary(), record(use_on_page="no")) if "is not to be cited" in each[1]]


def test_problems_stand_in_the_order_of_the_page() -> None:
    draft = summary(
        bottom_line=("One [@nobody].",),
        questions=(asked(because=""), asked(answer="")),
        not_shown=(),
        searched_where="",
    )
    places = [place for place, _words in found(draft, record(use_on_page="no"), note="")]
    assert list(dict.fromkeys(places)) == ["short", "q1", "q2", "studies", "not-shown", "whole"]


def test_a_note_on_what_changed_is_needed() -> None:
    assert found(summary(), note="") == [("whole", "Say what changed, and why.")]


def test_a_changed_record_puts_the_table_out_of_order() -> None:
    smaller, larger = record("a-small", n=10), record("b-large", n=90)
    draft = summary(trials=("a-small", "b-large"))
    assert [each for each in found(draft, record(), smaller, larger) if "out of order" in each[1]]
    assert found(replace(draft, trials=("b-large", "a-small")), record(), smaller, larger) == []


# Certainty


def quoted(**fields: Any) -> StarterCertainty:
    words = "The certainty of the evidence was very low."
    return StarterCertainty(**{"rating": "very-low", "source": TRIAL, "wording": words, **fields})


def by_editor(*steps: StarterStep, **fields: Any) -> StarterCertainty:
    return StarterCertainty(**{"rating": "moderate", "start": "high", "steps": steps, **fields})


STEP = StarterStep("imprecision", 1, "Few people.")
RATINGS: list[tuple[StarterCertainty, str | None]] = [
    (quoted(), None),
    (quoted(source="nobody"), "nobody is no source here"),
    (quoted(source=None), "(nothing) is no source here"),
    (quoted(wording=None), "own words are missing"),
    (quoted(wording="The certainty was low."), "do not stand in the record"),
    (quoted(rating="low"), "do not say “Low”"),
    (quoted(rating="high"), "do not say “High”"),
    (quoted(rating=""), "choose which rating"),
    (by_editor(STEP), None),
    (by_editor(rating="high"), None),  # nothing lowers it
    (by_editor(rating="moderate"), "do not lead to its rating"),
    (by_editor(STEP, rating="high"), "do not lead to its rating"),
    (by_editor(replace(STEP, why="")), "a step has no reason"),
    (by_editor(replace(STEP, domain="mood")), "a step has no reason"),
    (by_editor(replace(STEP, levels=3), rating="very-low"), "a step has no reason"),
    (by_editor(start=None), "neither a source nor a start"),
    (by_editor(start="moderate"), "neither a source nor a start"),
]


@pytest.mark.parametrize(("certainty", "words"), RATINGS)
def test_a_rating_has_its_source_or_its_reasons(certainty: StarterCertainty, words: str | None) -> None:
    problems = found(summary(questions=(asked(certainty=certainty),)))
    if words is None:
        assert problems == []
    else:
        assert [each for each in problems if each[0] == "q1" and words in each[1]], problems


def test_words_of_the_limits_may_be_quoted() -> None:
    source = record(result="None.", limitation="The certainty of the evidence was very low.", figures={})
    asking = asked(certainty=quoted(), answer=f"It fell [@{TRIAL}].")
    assert found(summary(questions=(asking,)), source) == []


def test_only_randomised_trials_start_at_high() -> None:
    asking = asked(certainty=by_editor(rating="high"), direction="uncontrolled-only")
    problems = found(summary(questions=(asking,)), record(design="open-label"))
    assert [words for _place, words in problems if "start at high" in words]


@pytest.mark.parametrize(
    ("start", "levels", "rating"),
    [
        ("high", [], "high"),
        ("high", [1], "moderate"),
        ("high", [1, 1], "low"),
        ("high", [2, 2, 2, 2, 2], "very-low"),
        ("low", [], "low"),
        ("low", [1], "very-low"),
        ("low", [2, 1], "very-low"),
    ],
)
def test_a_rating_is_its_start_less_its_levels(start: str, levels: list[int], rating: str) -> None:
    assert rated(start, levels) == rating


# What is only said


def reminded(draft: StarterSummary, *sources: Source, about: tuple[Source, ...] = ()) -> list[str]:
    by_key = {each.key: each for each in (sources or (record(),))}
    grade = grade_of_bottom_line(draft, ["fibromyalgia"])
    return [each.words for each in reminders_of(draft, by_key, about, grade=grade)]


def test_what_is_easily_forgotten_is_said_and_stops_nothing() -> None:
    assert reminded(summary()) == []
    care = record(use_on_page="with care", use_note="Small")
    assert reminded(summary(), care) == [f"{TRIAL} is to be cited with care, and readers see why: Small"]
    assert found(summary(), care) == []
    marked = record(standing="retracted", standing_day=TODAY)
    assert reminded(summary(), marked) == [f"{TRIAL}: Retracted. Does the text say so?"]
    left_out = record("left-out")
    assert reminded(summary(), about=(record(), left_out)) == [
        "A study of this condition is not in the table: left-out."
    ]


def test_a_verdict_and_a_number_of_ones_own_are_said() -> None:
    draft = summary(bottom_line=("One small trial works.", f"Pain fell by 28.8% [@{TRIAL}]."))
    assert reminded(draft) == [
        "“works” may be read as a verdict or as advice. Could you say it plainer?",
        f"For 28.8% you can write [={TRIAL}:pain-fall]: then it cannot drift.",
    ]
    assert found(draft) == []


def test_a_bottom_line_that_is_hard_to_read_is_said() -> None:
    hard = "Methodological heterogeneity notwithstanding, randomised investigations demonstrated inconclusive outcomes."
    assert [each for each in reminded(summary(bottom_line=(hard, "Two."))) if "school grade" in each]


# The order of the table, and printing what is wrong


def test_the_table_puts_comparisons_first_and_missing_numbers_last() -> None:
    rows = [
        record("open-none", design="open-label", n=None),
        record("open-90", design="open-label", n=90),
        record("rct-none", n=None),
        record("rct-10", n=10, direction="positive"),
        record("rct-10-b", n=10, direction="negative"),
        record("rct-0", n=0),
        record("rct-300", n=300, design="parallel RCT"),
    ]
    right = ["rct-300", "rct-10", "rct-10-b", "rct-0", "rct-none", "open-90", "open-none"]
    assert in_order(rows) == right
    assert in_order(reversed(rows)) == right


def test_a_draft_with_everything_wrong_can_be_printed() -> None:
    step = StarterStep("imprecision", 1, "Few people [@nobody].")
    rated_by_editor = asked(certainty=by_editor(step), because="[@nobody]")
    draft = summary(
        bottom_line=("It fell [@nobody].",),
        questions=(asked(certainty=quoted(source="nobody"), answer="[@nobody] [=nobody:people]"), rated_by_editor),
        trials=("nobody", TRIAL),
        also=("gone",),
    )
    sources = {TRIAL: record()}
    account = told(readable(draft, sources), sources)
    assert account.bottom_line[0][0].text == "It fell (no source: nobody)."
    assert account.questions[0].certainty is None
    assert [each.key for each in account.trials] == [TRIAL]
    assert {each.key for each in account.sources} == {TRIAL}


BITS = ("[@", "[", "@", "nobody", "no\\-body", TRIAL, "]", "\\", "\\]", "*", "**", "- ", "\n", "[=", ":", "x")
ODD = st.lists(st.sampled_from(BITS)).map("".join)


@pytest.mark.parametrize("text", [r"[@nobody\]", r"\[@nobody]", r"[\@nobody]", r"[@no\-body]"])
def test_a_backslash_hides_no_citation(text: str) -> None:
    draft = summary(bottom_line=("One.", text))
    assert {place for place, _words in found(draft)} == {"short"}
    sources = {TRIAL: record()}
    assert {each.key for each in told(readable(draft, sources), sources).sources} == {TRIAL}


@given(text=ODD)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_can_be_printed(text: str) -> None:
    step = StarterStep("imprecision", 1, text)
    asking = asked(answer=text, because=text, certainty=by_editor(step))
    draft = summary(bottom_line=(text,), not_shown=(text,), ongoing=(text,), questions=(asking,))
    sources = {TRIAL: record()}
    assert {each.key for each in told(readable(draft, sources), sources).sources} == {TRIAL}


def test_summaries_of_the_sites_files_lack_nothing_but_reasons_and_dates(site: Forum) -> None:
    """Drafts are held to no other rules than files: what an editor begins with is not full of faults."""
    with site.app_context(), transaction():
        for condition in all_conditions():
            revision = queries.shown_revision(condition.id)
            assert revision is not None
            draft = as_summary(condition.slug, revision)
            sources = queries.sources_named(shown(draft))
            told_of = problems_of(draft, sources, change_note="Why.", today=draft.searched_on)
            assert [each for each in told_of if not is_known(each)] == [], draft.condition


def is_known(problem: Problem) -> bool:
    """What drafts ask and the first files did not have yet."""
    return problem.words == "Say in one line why the studies point there."
