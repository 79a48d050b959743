from collections.abc import Iterator
from datetime import date

import pytest

from forum.app import Forum
from forum.experiences.facts import Dose, Facts, Unwanted
from forum.experiences.forms.facts import FactsForm, facts_form, words_of

START = {"status": "taking", "started": "March 2026"}


@pytest.fixture(autouse=True)
def request_context(app: Forum) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def filled(**words: str) -> FactsForm:
    form = facts_form(words)
    form.validate()
    return form


def errors(**words: str) -> dict[str, str]:
    return {field.name: " ".join(field.errors) for field in filled(**words) if field.errors}


def test_nothing_needs_to_be_filled_in() -> None:
    assert errors() == {}
    assert filled().facts() == Facts()
    assert facts_form({}).row_count == 3


def test_doses_come_by_month_and_the_first_begins_with_the_start() -> None:
    form = filled(**START, amount_0="0,5", amount_1="4.5", from_1="6/2026", amount_2="1500 µg", from_2="4/2026")
    assert form.facts().doses == (
        Dose(date(2026, 3, 1), 500),
        Dose(date(2026, 4, 1), 1500),
        Dose(date(2026, 6, 1), 4500),
    )


def test_the_first_dose_is_the_start_where_none_is_given() -> None:
    assert filled(amount_0="1", from_0="May 2025").facts().started_on == date(2025, 5, 1)


@pytest.mark.parametrize(
    ("words", "field", "sentence"),
    [
        ({"amount_0": "1", "from_0": "2/2026"}, "from_0", "This is before the start, March 2026."),
        (
            {"amount_0": "1", "amount_1": "2", "from_1": "3/2026"},
            "from_1",
            "Another dose begins in March 2026 already.",
        ),
        ({"amount_1": "2"}, "from_1", "From which month on? A rough one is fine."),
        ({"from_1": "4/2026"}, "amount_1", "How much was it? Write 0 for a pause."),
        ({"amount_0": "abc"}, "amount_0", "Please write a number, such as 4.5. For micrograms, add the unit: 500 µg."),
        ({"se_other": "y"}, "other_words", "A word or two is enough."),
        ({"purpose": "ask www.example.com"}, "purpose", "Please leave out links and e-mail addresses here."),
        ({"other_words": "me@example.org"}, "other_words", "Please leave out links and e-mail addresses here."),
        (
            {"other_changes": "see example.com\nplease"},
            "other_changes",
            "Please leave out links and e-mail addresses here.",
        ),
        ({"effect": "cured"}, "effect", "Please choose one of these."),
        ({"noticed": "at once"}, "noticed", "Please choose one of these."),
    ],
)
def test_what_cannot_be_gets_a_sentence_beside_its_field(words: dict[str, str], field: str, sentence: str) -> None:
    assert errors(**START, **words) == {field: sentence}


def test_a_stop_before_the_start_and_a_dose_after_the_stop_are_refused() -> None:
    stopped = {"status": "stopped", "started": "March 2026"}
    assert errors(**stopped, ended="2/2026") == {"ended": "This is before the start, March 2026."}
    late = errors(**stopped, ended="4/2026", amount_0="1", amount_1="2", from_1="5/2026")
    assert late == {"from_1": "This is after the end, April 2026."}


def test_a_high_dose_is_let_through_when_it_is_sent_once_more() -> None:
    assert "Did you mean 4.5?" in errors(**START, amount_0="45")["amount_0"]
    assert errors(**START, amount_0="45", asked="45000") == {}
    assert "Did you mean 4.5?" in errors(**START, amount_0="45", asked="30000")["amount_0"]
    assert "more than 50 mg" in errors(**START, amount_0="4500", asked="4500000")["amount_0"]


def test_who_only_considers_it_says_nothing_about_doses_and_effect() -> None:
    facts = filled(status="considering", started="March 2026", amount_0="1", effect="no_change", se_nausea="y").facts()
    assert facts == Facts(status="considering")


def test_an_end_is_kept_for_those_who_ended_alone() -> None:
    assert filled(**START, ended="5/2026", stop_reason="cost").facts().ended_on is None
    finished = filled(status="finished", ended="5/2026", stop_reason="cost").facts()
    assert (finished.ended_on, finished.stop_reason) == (date(2026, 5, 1), None)


def test_a_shared_record_needs_status_and_effect() -> None:
    form = filled(started="March 2026")
    assert not form.require_shared()
    assert form.status.errors
    form = filled(**START)
    assert not form.require_shared()
    assert form.effect.errors
    assert filled(**START, effect="cannot_tell").require_shared()
    assert filled(status="considering").require_shared()


def test_facts_come_back_from_their_own_words() -> None:
    facts = Facts(
        for_another=True,
        status="stopped",
        started_on=date(2024, 2, 1),
        ended_on=date(2025, 1, 1),
        form="liquid",
        time_of_day="evening",
        purpose="Sleep",
        effect="much_worse",
        noticed="one_month",
        stop_reason="side_effects",
        effort="some",
        cost="hard",
        other_changes="A new job.\nA new bed.",
        opioids="no",
        interest="none",
        doses=(Dose(date(2024, 2, 1), 50), Dose(date(2024, 5, 1), 45_000), Dose(date(2024, 6, 1), 0)),
        side_effects=(Unwanted("nausea", "", "mild", False), Unwanted("other", "Cold feet", None, True)),
    )
    form = filled(**words_of(facts))
    assert not any(field.errors for field in form)
    assert form.facts() == facts


def test_a_draft_keeps_every_word_also_of_what_means_nothing() -> None:
    typed = {"rows": "5", "who": "own", "started": "when it rained", "amount_4": "a bit", "se_nausea": "True"}
    words = filled(**typed).words()
    assert words == typed
    again = facts_form(words)
    assert (again.started.data, again["amount_4"].data, again["se_nausea"].data) == ("when it rained", "a bit", True)


@pytest.mark.parametrize(("rows", "count"), [("4", 4), ("", 3), ("-1", 3), ("999999", 3), ("99", 24), ("٣", 3)])
def test_rows_for_doses_are_three_at_least_and_not_without_end(rows: str, count: int) -> None:
    assert facts_form({"rows": rows}).row_count == count
