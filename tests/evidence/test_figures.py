"""Figures of a record in the editor's form: they stand in the record, and none goes that a summary takes."""

import html
from typing import Any

import pytest
from flask.testing import FlaskClient

from forum.app import Forum
from forum.evidence import queries
from forum.evidence.figures import ill_named, not_standing, read_lines, stands
from forum.evidence.models import Source
from tests import factories
from tests.statements import counted

YOUNGER = "younger-2013-fm-rct"
PAGE = f"/sources/{YOUNGER}"


@pytest.fixture
def editor(site: Forum) -> FlaskClient:
    with site.app_context():
        member_id = factories.member(roles=("editor",)).id
    return factories.sign_in(site.test_client(), member_id)


def record(site: Forum, key: str = YOUNGER) -> Source:
    with site.app_context():
        return queries.get_source(key)


def filled_in(site: Forum, **changes: str) -> dict[str, Any]:
    """The form as an editor opens it, with changes."""
    source = record(site)
    texts = "title n year population dose comparator duration design design_note primary_outcome result direction"
    texts += " harms limitation status result_read_from use_on_page use_note"
    form = {name: getattr(source, name) for name in texts.split()}
    form |= {"authors": "\n".join(source.authors), "et_al": "yes", "conditions": ["fibromyalgia", "chronic-pain"]}
    form |= {"seen": source.version, "figures": lines(source.figures), "why": "Read again."}
    return {name: value for name, value in {**form, **changes}.items() if value is not None}


def lines(figures: dict[str, str]) -> str:
    return "\n".join(f"{name} = {value}" for name, value in figures.items())


def test_the_page_of_a_source_shows_its_figures(site: Forum, client: FlaskClient) -> None:
    text = client.get(PAGE).text
    assert "Figures that summaries take from here" in text
    assert "<dt>pain-fall-ldn</dt><dd>28.8</dd>" in text
    assert "Figures that summaries take from here" not in client.get("/sources/metyas-2018-fm").text


def test_an_editor_sees_figures_as_lines_and_saves_them(site: Forum, editor: FlaskClient) -> None:
    assert "pain-fall-ldn = 28.8" in html.unescape(editor.get(f"{PAGE}/edit").text)
    form = filled_in(site)
    answer = editor.post(f"{PAGE}/edit", data={**form, "figures": form["figures"] + "\r\n\r\np-mood=0.039 "})
    assert answer.status_code == 303
    assert record(site).figures["p-mood"] == "0.039"


def test_a_figure_that_changes_with_its_record_changes_the_summary(site: Forum, editor: FlaskClient) -> None:
    form = filled_in(site)
    changed = {name: str(form[name]).replace("28.8", "27.7") for name in ("result", "figures")}
    assert editor.post(f"{PAGE}/edit", data={**form, **changed}).status_code == 303
    page = editor.get("/conditions/fibromyalgia/evidence").text
    assert "pain fell by 27.7% on LDN" in page
    assert "28.8%" not in page


@pytest.mark.parametrize(
    ("figures", "problem"),
    [
        ("pain-fall-ldn 28.8", "Write one figure in each line"),
        ("= 28.8", "Write one figure in each line"),
        ("pain-fall-ldn =", "Write one figure in each line"),
        ("a = " + "9" * 61, "Write one figure in each line"),
        ("\n".join(f"a{number} = 31" for number in range(61)), "Write one figure in each line"),
        ("a = 31\na = 32", "A name stands here twice"),
        ("Pain fall = 28.8", "Not so: Pain fall"),
        ("people = 31", "Not so: people"),
        ("pain-fall-ldn = 28.9", "No other field of this record says so: pain-fall-ldn = 28.9"),
        ("<b> = <i>", "Not so: <b>"),
    ],
)
def test_figures_that_are_none_come_back_with_a_sentence(
    site: Forum, editor: FlaskClient, figures: str, problem: str
) -> None:
    answer = editor.post(f"{PAGE}/edit", data=filled_in(site, figures=figures))
    assert answer.status_code == 422
    text = html.unescape(answer.text)
    assert problem in text
    assert figures in text
    assert record(site).figures["pain-fall-ldn"] == "28.8"


def test_a_text_that_no_longer_bears_out_a_figure_is_not_saved(site: Forum, editor: FlaskClient) -> None:
    answer = editor.post(f"{PAGE}/edit", data=filled_in(site, result="It fell somewhat."))
    assert answer.status_code == 422
    assert "No other field of this record says so" in answer.text


@pytest.mark.parametrize(
    ("changes", "name"),
    [({"figures": "p-pain = 0.016"}, "pain-fall-ldn"), ({"figures": ""}, "p-pain"), ({"n": ""}, "people")],
)
def test_a_figure_that_a_summary_takes_cannot_go(
    site: Forum, editor: FlaskClient, changes: dict[str, str], name: str
) -> None:
    answer = editor.post(f"{PAGE}/edit", data=filled_in(site, **changes))
    assert answer.status_code == 409
    text = html.unescape(answer.text)
    assert name in text.partition("(Fibromyalgia) take these figures from this record: ")[2].partition(".")[0]
    assert record(site).figures["pain-fall-ldn"] == "28.8"
    assert record(site).version == 1


def test_a_figure_that_no_summary_takes_may_go(site: Forum, editor: FlaskClient) -> None:
    form = filled_in(site)
    more = {**form, "figures": form["figures"] + "\np-mood = 0.039"}
    assert editor.post(f"{PAGE}/edit", data=more).status_code == 303
    assert editor.post(f"{PAGE}/edit", data={**form, "seen": "2"}).status_code == 303
    assert "p-mood" not in record(site).figures


def test_an_earlier_version_of_a_summary_keeps_no_figure(site: Forum) -> None:
    with site.app_context():
        taken = queries.figures_taken(queries.get_source(YOUNGER))
        assert taken["pain-fall-ldn"] == "Fibromyalgia"
        assert queries.figures_taken(queries.get_source("metyas-2018-fm")) == {}


def test_the_page_of_a_source_costs_the_same_with_figures_and_without(site: Forum, client: FlaskClient) -> None:
    with counted() as many:
        client.get(PAGE)
    with counted() as none:
        client.get("/sources/metyas-2018-fm")
    assert len(many) == len(none) <= 12


@pytest.mark.parametrize("value", ["28.8", "31", "0.016", "-0.86", "2-3", "3775"])
def test_a_value_stands_in_a_text_as_a_whole(value: str) -> None:
    assert stands(value, [None, 3775, "28.8% of 31 women (P=0.016), -0.86 points, 2-3 days"])


@pytest.mark.parametrize("value", ["8.8", "28", "3", "0.01", "77", "", " ", "8% o"])
def test_a_part_of_a_number_stands_nowhere(value: str) -> None:
    assert not stands(value, [None, 3775, "28.8% of 31 women (P=0.016), -0.86 points, 12-30 days"])


def test_lines_names_and_values_are_read() -> None:
    assert read_lines("a = 1\n\n b-2=3 = 4 ") == [("a", "1"), ("b-2", "3 = 4")]
    assert read_lines("") == []
    assert read_lines("a") is None
    assert ill_named(["a", "a-1", "A", "a_b", "-a", "a--b", "year", ""]) == ["A", "a_b", "-a", "a--b", "year", ""]
    assert not_standing({"a": "1", "b": "2"}, ["1 and 12"]) == ["b"]
